/** Keeps each different string once and names it by a small integer, in order of first appearance. */
export class Interner {
  readonly #indices = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  intern(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    const idx = this.#texts.length;
    this.#indices.set(text, idx);
    this.#texts.push(text);
    return idx;
  }

  /** The index of `text`, or -1 when it was never interned. */
  indexOf(text: string): number {
    return this.#indices.get(text) ?? -1;
  }

  /** The string of `idx`; empty when there is none. */
  text(idx: number): string {
    return this.#texts[idx] ?? '';
  }

  texts(): readonly string[] {
    return this.#texts;
  }
}

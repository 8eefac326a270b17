/** Rows that speak of one thing. */
export interface Mention {
  /** The first ones. */
  readonly rows: readonly number[];
  readonly nRows: number;
}

/** So many rows of each are remembered. */
const maxRows = 4;

/** What rows speak of, by its number or name. */
export class Mentions<Key> {
  readonly #byKey = new Map<Key, { readonly rows: number[]; nRows: number }>();

  /** Of rows in order. */
  add(key: Key, row: number): void {
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, { rows: [row], nRows: 1 });
    else if (known.rows.at(-1) !== row || known.nRows > maxRows) {
      known.nRows++;
      if (known.rows.length < maxRows) known.rows.push(row);
    }
  }

  get(key: Key): Mention | undefined {
    return this.#byKey.get(key);
  }

  entries(): Iterable<readonly [Key, Mention]> {
    return this.#byKey;
  }

  get size(): number {
    return this.#byKey.size;
  }
}

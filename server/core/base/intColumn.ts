/** A growing column of 32-bit integers: the one place where typed arrays are indexed, so callers need no `!`. */
export class IntColumn {
  #data: Int32Array;
  #length = 0;

  constructor(capacity = 16) {
    this.#data = new Int32Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const grown = new Int32Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#length++] = value;
  }

  /** The value at `idx`; 0 when `idx` is out of range. */
  at(idx: number): number {
    return idx >= 0 && idx < this.#length ? (this.#data[idx] as number) : 0;
  }

  set(idx: number, value: number): void {
    if (idx >= 0 && idx < this.#length) this.#data[idx] = value;
  }

  clear(): void {
    this.#length = 0;
  }

  /** The values, without spare capacity. Shares memory with the column. */
  view(): Int32Array {
    return this.#data.subarray(0, this.#length);
  }
}

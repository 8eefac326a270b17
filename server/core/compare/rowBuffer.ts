/**
 * A row in the one form that all its spellings share, as bytes: what tells the row from others (its key), then what it
 * says (its body). One buffer serves all rows of a comparison, so that a row costs no object.
 */
export class RowBuffer {
  bytes: Uint8Array = new Uint8Array(4_096);
  /** Where the key ends. */
  keyEnd = 0;
  end = 0;

  reset(): void {
    this.keyEnd = 0;
    this.end = 0;
  }

  /** What was written so far is the key. */
  closeKey(): void {
    this.keyEnd = this.end;
  }

  byte(byte: number): void {
    if (this.end === this.bytes.length) this.#grow(1);
    this.bytes[this.end++] = byte;
  }

  /** The lowest 16 bits. */
  short(value: number): void {
    this.byte(value & 0xff);
    this.byte((value >>> 8) & 0xff);
  }

  /** 32 bits. */
  word(value: number): void {
    if (this.end + 4 > this.bytes.length) this.#grow(4);
    const { bytes, end } = this;
    bytes[end] = value;
    bytes[end + 1] = value >>> 8;
    bytes[end + 2] = value >>> 16;
    bytes[end + 3] = value >>> 24;
    this.end = end + 4;
  }

  /** `bytes[from, to)` as they are, behind their number. */
  raw(bytes: Uint8Array, from: number = 0, to: number = bytes.length): void {
    const size = to - from;
    this.word(size);
    if (this.end + size > this.bytes.length) this.#grow(size);
    const own = this.bytes;
    let at = this.end;
    for (let idx = from; idx < to; idx++) own[at++] = bytes[idx] as number;
    this.end = at;
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.end + size));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}

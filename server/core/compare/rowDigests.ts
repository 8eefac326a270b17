import type { RowBuffer } from './rowBuffer.ts';

/**
 * Rows of one side of a comparison, each with 64 bits for what tells it from others and 64 for what it says: 20 bytes a row.
 * Two texts have the same 64 bits about once in 10^19 pairs.
 */
export class RowDigests {
  nRows = 0;
  /** The row's number where it comes from. */
  rows: Int32Array;
  /** Four words a row: key low, key high, body low, body high. */
  words: Int32Array;

  constructor(capacity: number) {
    this.rows = new Int32Array(Math.max(1, capacity));
    this.words = new Int32Array(4 * Math.max(1, capacity));
  }

  add(row: number, { bytes, keyEnd, end }: RowBuffer): void {
    const at = this.nRows++;
    if (at === this.rows.length) this.#grow();
    this.rows[at] = row;
    const words = this.words;
    words[4 * at] = digestLane(bytes, 0, keyEnd, firstSeed);
    words[4 * at + 1] = digestLane(bytes, 0, keyEnd, secondSeed);
    words[4 * at + 2] = digestLane(bytes, keyEnd, end, firstSeed);
    words[4 * at + 3] = digestLane(bytes, keyEnd, end, secondSeed);
  }

  /** The same for a row that is all key: what the buffer has, then `bytes[from, to)` where they lie. */
  addText(
    row: number,
    { bytes: head, end: headEnd }: RowBuffer,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): void {
    const at = this.nRows++;
    if (at === this.rows.length) this.#grow();
    this.rows[at] = row;
    const words = this.words;
    words[4 * at] = digestLane(bytes, from, to, digestLane(head, 0, headEnd, firstSeed));
    words[4 * at + 1] = digestLane(bytes, from, to, digestLane(head, 0, headEnd, secondSeed));
  }

  #grow(): void {
    const rows = new Int32Array(this.rows.length * 2);
    rows.set(this.rows);
    this.rows = rows;
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }
}

const firstSeed = 0x243f_6a88;
const secondSeed = 0x13198a2e;

/** 32 bits of `bytes[from, to)`: the MurmurHash3 of Austin Appleby (public domain). */
export function digestLane(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed;
  let at = from;
  for (const whole = to - 3; at < whole; at += 4) {
    let word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    word = Math.imul(word, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let shift = 0; at < to; at++, shift += 8) rest |= (bytes[at] as number) << shift;
  rest = Math.imul(rest, 0xcc9e2d51);
  hash ^= Math.imul((rest << 15) | (rest >>> 17), 0x1b873593);
  hash ^= to - from;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

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
    words[4 * at] = firstSeed;
    words[4 * at + 1] = secondSeed;
    digestInto(words, 4 * at, bytes, 0, keyEnd);
    words[4 * at + 2] = firstSeed;
    words[4 * at + 3] = secondSeed;
    digestInto(words, 4 * at + 2, bytes, keyEnd, end);
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
    words[4 * at] = firstSeed;
    words[4 * at + 1] = secondSeed;
    digestInto(words, 4 * at, head, 0, headEnd);
    digestInto(words, 4 * at, bytes, from, to);
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

/**
 * Digests `bytes[from, to)` into two words that hold the seeds: the first as MurmurHash3 does (Austin Appleby, public
 * domain), the second in the steps of xxHash (Yann Collet), so that texts that fool one do not fool the other.
 */
export function digestInto(
  words: Int32Array,
  place: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): void {
  let first = words[place] as number;
  let second = ((words[place + 1] as number) + to - from) | 0;
  let at = from;
  for (const whole = to - 3; at < whole; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    const mixed = Math.imul(word, 0xcc9e2d51);
    first ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    first = (Math.imul((first << 13) | (first >>> 19), 5) + 0xe6546b64) | 0;
    second = (second + Math.imul(word, 0xc2b2ae3d)) | 0;
    second = Math.imul((second << 17) | (second >>> 15), 0x27d4eb2f);
  }
  let rest = 0;
  for (let shift = 0; at < to; at++, shift += 8) rest |= (bytes[at] as number) << shift;
  second = (second + Math.imul(rest, 0xc2b2ae3d)) | 0;
  second = Math.imul((second << 17) | (second >>> 15), 0x27d4eb2f);
  rest = Math.imul(rest, 0xcc9e2d51);
  first ^= Math.imul((rest << 15) | (rest >>> 17), 0x1b873593);
  first ^= to - from;
  words[place] = spread(first);
  words[place + 1] = spread(second);
}

/** Every bit depends on every bit. */
function spread(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

import type { Dump } from '../../model/dump.ts';

/** Two rows of one stage of one datapath with the same match. */
export interface LogicalTwin {
  readonly row: number;
  /** It stands before `row`. */
  readonly other: number;
}

/** Finds rows with the same match, as written. Rows are given in order; linear, 12 bytes for each. */
export class TwinFinder {
  readonly found: LogicalTwin[] = [];
  readonly #dump: Dump;
  /** By the hash of its section, table and match, the last row that has them; -1 for none. */
  readonly #slots: Int32Array;
  /** Of each slot: where the match begins in its row, its size, and its section. */
  readonly #starts: Uint32Array;
  readonly #sizes: Uint32Array;
  readonly #hashes: Int32Array;

  constructor(dump: Dump) {
    this.#dump = dump;
    let size = 16;
    while (size < dump.rows.nRows * 1.5) size *= 2;
    this.#slots = new Int32Array(size).fill(-1);
    this.#starts = new Uint32Array(size);
    this.#sizes = new Uint32Array(size);
    this.#hashes = new Int32Array(size);
  }

  /** Adds a row whose match is `bytes[start, end)`; `section` is the number of its section. */
  add(row: number, section: number, bytes: Uint8Array, start: number, end: number): void {
    const table = this.#dump.rows.table[row] as number;
    const value = hash(bytes, start, end, section * 256 + table);
    const mask = this.#slots.length - 1;
    const rowStart = this.#dump.rowText(row).start;
    for (let slot = value & mask; ; slot = (slot + 1) & mask) {
      const other = this.#slots[slot] as number;
      if (other !== -1) {
        if (this.#hashes[slot] !== value || this.#sizes[slot] !== end - start) continue;
        if (!this.#isSame(other, slot, table, section, bytes.subarray(start, end))) continue;
        this.found.push({ row, other });
      }
      this.#slots[slot] = row;
      this.#starts[slot] = start - rowStart;
      this.#sizes[slot] = end - start;
      this.#hashes[slot] = value;
      return;
    }
  }

  #isSame(other: number, slot: number, table: number, section: number, match: Uint8Array): boolean {
    const { rows } = this.#dump;
    if (rows.table[other] !== table || (rows.datapaths[section]?.headerRow ?? 0) > other) return false;
    // Reading another row may write over the bytes of this one.
    const own = match.slice();
    const text = this.#dump.rowText(other);
    const from = text.start + (this.#starts[slot] as number);
    for (let at = 0; at < own.length; at++) if (text.bytes[from + at] !== own[at]) return false;
    return true;
  }
}

function hash(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let value = seed ^ 0x811c_9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] as number), 0x0100_0193);
  value ^= value >>> 15;
  return Math.imul(value, 0x85eb_ca6b) | 0;
}

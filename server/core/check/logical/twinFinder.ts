import type { Dump } from '../../model/dump.ts';
import type { RowText } from '../../model/rowText.ts';

/** Two rows of one stage of one datapath with the same match. */
export interface LogicalTwin {
  readonly row: number;
  /** It stands before `row`. */
  readonly other: number;
}

/**
 * Finds rows with the same match, as written. Rows are given in order; linear, and only the rows of the section at hand
 * are remembered.
 */
export class TwinFinder {
  readonly found: LogicalTwin[] = [];
  readonly #dump: Dump;
  /** By the hash of its table and match, the last row of the section that has them; -1 for none. */
  #slots = new Int32Array(leastSlots).fill(-1);
  /** Of each slot: where the match begins in its row, its size, and its hash. */
  #starts = new Uint32Array(leastSlots);
  #sizes = new Uint32Array(leastSlots);
  #hashes = new Int32Array(leastSlots);
  #mask = leastSlots - 1;

  constructor(dump: Dump) {
    this.#dump = dump;
  }

  /** The rows that follow are of another section, which has so many at most. */
  startSection(nRows: number): void {
    let nSlots = leastSlots;
    while (nSlots < nRows * 1.5) nSlots *= 2;
    if (nSlots > this.#slots.length) {
      this.#slots = new Int32Array(nSlots);
      this.#starts = new Uint32Array(nSlots);
      this.#sizes = new Uint32Array(nSlots);
      this.#hashes = new Int32Array(nSlots);
    }
    this.#mask = nSlots - 1;
    this.#slots.fill(-1, 0, nSlots);
  }

  /** Adds a row of the section whose match begins and ends at these bytes of its text. */
  add(row: number, text: RowText, start: number, end: number): void {
    const table = this.#dump.rows.table[row] as number;
    const value = hash(text.bytes, text.start + start, text.start + end, table);
    for (let slot = value & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const other = this.#slots[slot] as number;
      if (other !== -1) {
        if (this.#hashes[slot] !== value || this.#sizes[slot] !== end - start) continue;
        if (this.#dump.rows.table[other] !== table || !this.#isSame(other, slot, text, start, end)) continue;
        this.found.push({ row, other });
      }
      this.#slots[slot] = row;
      this.#starts[slot] = start;
      this.#sizes[slot] = end - start;
      this.#hashes[slot] = value;
      return;
    }
  }

  #isSame(other: number, slot: number, text: RowText, start: number, end: number): boolean {
    // Reading another row may write over the bytes of this one.
    const own = text.bytes.slice(text.start + start, text.start + end);
    const before = this.#dump.rowText(other);
    const from = before.start + (this.#starts[slot] as number);
    for (let at = 0; at < own.length; at++) if (before.bytes[from + at] !== own[at]) return false;
    return true;
  }
}

const leastSlots = 1_024;

function hash(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let value = seed ^ 0x811c_9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] as number), 0x0100_0193);
  value ^= value >>> 15;
  return Math.imul(value, 0x85eb_ca6b) | 0;
}

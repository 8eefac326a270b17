import type { RowDigests } from './rowDigests.ts';

/** Which rows of two sides are not the same: their numbers where they come from, in the order of their side. */
export interface RowMatch {
  readonly removed: readonly number[];
  readonly added: readonly number[];
  /** Rows of one key that say different things. */
  readonly changed: readonly (readonly [before: number, after: number])[];
  /** Slots that were looked at: the work that was done, for tests. */
  readonly nProbes: number;
}

/** The rows of each change, -1 for the one that a side does not have: first what was changed, then removed, then added. */
export function rowPairs({ removed, added, changed }: RowMatch): readonly (readonly [number, number])[] {
  return [...changed, ...removed.map((row) => [row, -1] as const), ...added.map((row) => [-1, row] as const)];
}

/**
 * Compares two sides as sets in which a row may be several times. Rows that are the same are paired first, then those that
 * have the same key, each time in order. Linear in the number of rows.
 */
export function matchRows(before: RowDigests, after: RowDigests): RowMatch {
  const isMatched = { before: new Uint8Array(before.nRows), after: new Uint8Array(after.nRows) };
  const changed: (readonly [number, number])[] = [];
  let nProbes = 0;
  // Whole rows, then keys alone.
  for (const nWords of [4, 2]) {
    const table = new RowTable(before, nWords, isMatched.before);
    for (let row = 0; row < after.nRows; row++) {
      if (isMatched.after[row] === 1) continue;
      const found = table.take(after.words, row);
      if (found === -1) continue;
      isMatched.before[found] = 1;
      isMatched.after[row] = 1;
      if (nWords === 2) changed.push([before.rows[found] as number, after.rows[row] as number]);
    }
    nProbes += table.nProbes;
  }
  return {
    removed: unmatched(before, isMatched.before),
    added: unmatched(after, isMatched.after),
    changed,
    nProbes,
  };
}

function unmatched({ rows, nRows }: RowDigests, isMatched: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (let row = 0; row < nRows; row++) if (isMatched[row] === 0) found.push(rows[row] as number);
  return found;
}

/** Rows by the first words of their digests; rows of the same words wait in line. */
class RowTable {
  nProbes = 0;
  readonly #words: Int32Array;
  readonly #nWords: number;
  /** By slot: the first row that waits, + 1; 0 for none so far. A slot stays taken when its line is empty. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** By row: the row behind it in the line, + 1. */
  readonly #next: Int32Array;
  /** By slot: the next row to be taken, + 1. */
  readonly #heads: Int32Array;

  constructor({ words, nRows }: RowDigests, nWords: number, isMatched: Uint8Array) {
    let size = 16;
    while (size < nRows * 2) size *= 2;
    this.#words = words;
    this.#nWords = nWords;
    this.#slots = new Int32Array(size);
    this.#heads = new Int32Array(size);
    this.#mask = size - 1;
    this.#next = new Int32Array(nRows);
    // From the end, so that each line is in order.
    for (let row = nRows - 1; row >= 0; row--) {
      if (isMatched[row] === 1) continue;
      const slot = this.#slotOf(words, row);
      if (this.#slots[slot] === 0) this.#slots[slot] = row + 1;
      this.#next[row] = this.#heads[slot] as number;
      this.#heads[slot] = row + 1;
    }
  }

  /** Takes the first row that waits with the words of `row` in `words`; -1 when there is none. */
  take(words: Int32Array, row: number): number {
    const slot = this.#slotOf(words, row);
    const found = (this.#heads[slot] as number) - 1;
    if (found !== -1) this.#heads[slot] = this.#next[found] as number;
    return found;
  }

  #slotOf(words: Int32Array, row: number): number {
    const own = this.#words;
    const slots = this.#slots;
    const at = 4 * row;
    let slot = ((words[at] as number) ^ (words[at + this.#nWords - 1] as number)) & this.#mask;
    for (;;) {
      this.nProbes++;
      const known = slots[slot] as number;
      if (known === 0) return slot;
      const other = 4 * (known - 1);
      let idx = 0;
      while (idx < this.#nWords && words[at + idx] === own[other + idx]) idx++;
      if (idx === this.#nWords) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}

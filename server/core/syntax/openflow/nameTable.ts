import { encodeText } from '../../text/bytes.ts';

/**
 * Look-up of names directly on bytes, whatever their case. The hash is taken from a few bytes and the length, so a name is
 * read once to find its end and once more to make sure; nothing is allocated.
 */
export class NameTable {
  readonly #entries: () => readonly (readonly [name: string, value: number])[];
  /** Empty until it is asked for: most programs never look into most tables. */
  #slots: Int32Array = new Int32Array(0);
  #starts: Int32Array = new Int32Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  /** The names in their own spelling. */
  #exact: Uint8Array = new Uint8Array(0);
  #values: Int32Array = new Int32Array(0);

  /** Names are ASCII and not empty; the first of two equal names wins. */
  constructor(entries: () => readonly (readonly [name: string, value: number])[]) {
    this.#entries = entries;
  }

  #build(): void {
    const entries = this.#entries();
    let size = 16;
    while (size < entries.length * 8) size *= 2;
    const slots = new Int32Array(size).fill(-1);
    const starts = new Int32Array(entries.length + 1);
    const exact = encodeText(entries.map(([name]) => name).join(''));
    const bytes = exact.map((byte) => byte | 0x20);
    let start = 0;
    entries.forEach(([name], idx) => {
      const end = start + name.length;
      starts[idx + 1] = end;
      let slot = hashOf(bytes, start, end) & (size - 1);
      while ((slots[slot] as number) !== -1) slot = (slot + 1) & (size - 1);
      slots[slot] = idx;
      start = end;
    });
    this.#slots = slots;
    this.#starts = starts;
    this.#exact = exact;
    this.#bytes = bytes;
    this.#values = Int32Array.from(entries, ([, value]) => value);
  }

  get nEntries(): number {
    if (this.#slots.length === 0) this.#build();
    return this.#values.length;
  }

  /** The value of an entry. */
  value(entry: number): number {
    return this.#values[entry] as number;
  }

  /** The value of the name `bytes[start, end)`, or -1. `start` is below `end`. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const entry = this.entry(bytes, start, end);
    return entry === -1 ? -1 : (this.#values[entry] as number);
  }

  /** Where the name of `entry` ends if it stands at `bytes[start]` in its own spelling, else -1. What follows may belong to a longer name. */
  endAt(entry: number, bytes: Uint8Array, start: number, end: number): number {
    const exact = this.#exact;
    const from = this.#starts[entry] as number;
    const to = this.#starts[entry + 1] as number;
    const stop = start + to - from;
    if (stop > end) return -1;
    let at = start;
    for (let i = from; i < to; i++) {
      if (exact[i] !== bytes[at]) return -1;
      at++;
    }
    return stop;
  }

  /** The entry with the name `bytes[start, end)`, or -1. `start` is below `end`. */
  entry(bytes: Uint8Array, start: number, end: number): number {
    if (this.#slots.length === 0) this.#build();
    const names = this.#bytes;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const idx = slots[slot] as number;
      if (idx === -1) return -1;
      const from = this.#starts[idx] as number;
      let to = this.#starts[idx + 1] as number;
      if (to - from === end - start) {
        // Names of one family differ at their ends.
        let at = end;
        do {
          at--;
          to--;
        } while (to >= from && names[to] === ((bytes[at] as number) | 0x20));
        if (to < from) return idx;
      }
      slot = (slot + 1) & mask;
    }
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const first = (bytes[start] as number) | 0x20;
  const middle = (bytes[start + (length >> 1)] as number) | 0x20;
  const last = (bytes[end - 1] as number) | 0x20;
  const beforeLast = (bytes[length > 1 ? end - 2 : start] as number) | 0x20;
  return (last + beforeLast * 7 + middle * 89 + first * 31 + length * 211) | 0;
}

/**
 * Reads names and remembers which followed which: flows repeat each other, so the name that came next last time is tried
 * before the table is asked. What is found does not depend on what is remembered.
 */
export class NameReader {
  /** Where the name last read ends. */
  end = 0;
  readonly #table: NameTable;
  /** By the entry last read plus one, 0 for none: the one that followed. Empty until a name is read. */
  #next: Int32Array = new Int32Array(0);
  #last = 0;

  constructor(table: NameTable) {
    this.#table = table;
  }

  /** Begins anew, as at the start of a row. */
  restart(): void {
    this.#last = 0;
  }

  /** The value of the name at `bytes[start]`, or -1; `classes` tells what a name is made of, see `scanner.ts`. */
  read(bytes: Uint8Array, start: number, end: number, classes: Uint8Array, nameClass: number): number {
    const table = this.#table;
    if (this.#next.length === 0) this.#next = new Int32Array(table.nEntries + 1).fill(-1);
    const last = this.#last;
    const guess = this.#next[last] as number;
    if (guess !== -1) {
      const stop = table.endAt(guess, bytes, start, end);
      if (stop !== -1 && (stop >= end || ((classes[bytes[stop] as number] as number) & nameClass) === 0)) {
        this.end = stop;
        this.#last = guess + 1;
        return table.value(guess);
      }
    }
    let at = start;
    while (at < end && ((classes[bytes[at] as number] as number) & nameClass) !== 0) at++;
    this.end = at;
    if (at === start) return -1;
    const entry = table.entry(bytes, start, at);
    if (entry === -1) return -1;
    this.#next[last] = entry;
    this.#last = entry + 1;
    return table.value(entry);
  }
}

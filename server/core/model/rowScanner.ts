/**
 * Reads the heads of a dump's lines, a window of text at a time, into columns. Two do it, and a test holds them to the
 * same rows: one for every machine (`plainScanner.ts`), one in WebAssembly, three to five times as fast
 * (`wasmScanner.ts`).
 */
export interface RowScanner {
  /** The window: the caller puts text here. Its last `inputSlack` bytes are not for text. */
  readonly input: Uint8Array;
  readonly batch: RowBatch;
  /** Begins a new dump. */
  reset(): void;
  /**
   * Reads the whole lines, line break included, of `input[from, to)` and writes a row of `batch` for each, from `row` on.
   * Returns the row after the last one; `batchRows` when the batch is full. `base` is added to the rows' starts.
   */
  scan(form: RowForm, from: number, to: number, base: number, row: number): number;
  /** After `scan`: the first byte of `input` that was not read. */
  rest(): number;
  /** After `scan`: its header lines, three numbers each: row, first byte in `input`, byte after the last. */
  headers(): Uint32Array;
  /** After `scan`: the counters that no 32 bits hold. */
  largeCounters(): readonly LargeCounter[];
  /** The stages since `reset`, in order of their indices in the batches. */
  stages(): readonly string[];
  /** Whether any logical row since `reset` had a UUID, or a row below it a cookie. */
  hasCookies(): boolean;
  /** Begins a search for the lines that have a needle. */
  startSearch(needle: Needle): void;
  /**
   * Looks whether the needle begins in `input[from, to)`; its last one may end behind `to`. The next call goes on where
   * `rest` says, in the same text. Returns how many lines are in `hits`. `base` is added to their starts.
   */
  search(from: number, to: number, base: number): number;
  readonly hits: SearchHits;
}

/** What is searched for: 1 to `maxNeedleSize` bytes without a line break. */
export interface Needle {
  readonly bytes: Uint8Array;
  /** The bits that are set in each byte of a text before it is compared: of letters the one of lower case, or none. */
  readonly folds: Uint8Array;
  /** Two places in it: with the bytes there that are rarest in the text, most of the text is passed over quickly. */
  readonly first: number;
  readonly second: number;
}

/** Lines that have what is searched for, each once. */
export interface SearchHits {
  /** Counted from the search's beginning. */
  readonly row: Uint32Array;
  /** Modulo 2^32. */
  readonly start: Uint32Array;
}

/** How the heads of a dialect's lines are read. The same numbers as in `server/wasm/rowScanner.ts`. */
export const RowForm = { openFlow: 0, logical: 1, other: 2 } as const;
export type RowForm = (typeof RowForm)[keyof typeof RowForm];

export interface LargeCounter {
  readonly row: number;
  readonly nPackets: number;
}

/** What is known of `batchRows` rows: the columns of `RowColumns`, and where each row begins. */
export interface RowBatch {
  /** Modulo 2^32. */
  readonly start: Uint32Array;
  /** As in `RowStarts`. */
  readonly size: Uint16Array;
  readonly kind: Uint8Array;
  readonly table: Uint8Array;
  readonly stage: Uint8Array;
  readonly priority: Uint16Array;
  readonly datapath: Uint16Array;
  readonly cookie: Uint32Array;
  readonly nPackets: Uint32Array;
  readonly ports: Uint16Array;
}

export const batchRows = 4_096;
/** Bytes of text that a window holds: small enough to stay in a processor's cache. */
export const inputSize = 262_144;
/** A scanner may read, and not use, so many bytes more. */
export const inputSlack = 65_536;
/** Of a longer line only so many bytes are read for its head. */
export const headSize = 65_536;
/** More stages than a dump has: further ones are not told apart. A longer name is none. */
export const maxStages = 254;
export const maxStageSize = 32;
export const maxNeedleSize = 4_096;

/** In `nPackets`: the row does not say, and the number is one of `largeCounters`. */
export const noCounter = 0xffff_ffff;
export const largeCounter = 0xffff_fffe;

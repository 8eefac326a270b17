import { lineFeedChar } from '../text/ascii.ts';
import { decodeText } from '../text/bytes.ts';
import { blockRows, longRow, RowStarts } from '../text/rowStarts.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { type DatapathSection, headerSize, readDatapathHeader, type RowColumns } from './rowColumns.ts';
import {
  batchRows,
  inputSize,
  largeCounter,
  noCounter,
  type RowBatch,
  RowForm,
  type RowScanner,
} from './rowScanner.ts';

/** What one pass over a dump's bytes knows of it. */
export interface RowIndex {
  readonly rows: RowColumns;
  readonly starts: RowStarts;
}

/**
 * Makes the index of a text that comes in pieces: put up to `room` bytes into `input` at `at`, call `take` with their
 * number, and so on; `finish` when there is no more. Linear in the text's size, and keeps none of it.
 */
export class RowIndexer {
  readonly #scanner: RowScanner;
  readonly #form: RowForm;
  readonly #columns: GrowingColumns;
  readonly #likelySize: number;
  /** Sizes of the rows that 16 bits do not hold. */
  readonly #long = new Map<number, number>();
  readonly #headers: HeaderTexts;
  readonly #large = new Map<number, number>();
  /** Bytes at the front of the window that belong to a line whose end has not come. */
  #kept = 0;
  /** Of the text: where the window begins. */
  #base = 0;
  /** Rows that are finished and copied, and rows in the scanner's batch. */
  #nRows = 0;
  #nBatch = 0;
  /** The row whose line is longer than a window: its head has been read, its rest is passed over. -1 for none. */
  #longRow = -1;
  /** Where that line begins. */
  #longStart = 0;
  /** Where the first row of the batch begins, and the one behind it. */
  #first = 0;
  #next = 0;
  readonly #blocks: number[] = [];

  /** `textSize` is a guess of how much will come, in bytes: a good one saves copying. */
  constructor(dialect: Dialect, scanner: RowScanner, textSize: number) {
    this.#scanner = scanner;
    this.#form = formOf(dialect);
    this.#columns = new GrowingColumns(this.#form);
    this.#likelySize = textSize;
    this.#headers = new HeaderTexts(textSize);
    scanner.reset();
  }

  get input(): Uint8Array {
    return this.#scanner.input;
  }

  get at(): number {
    return this.#kept;
  }

  get room(): number {
    return inputSize - this.#kept;
  }

  take(size: number): void {
    let end = this.#kept + size;
    let start = 0;
    const { input } = this.#scanner;
    if (this.#longRow !== -1) {
      const found = input.subarray(0, end).indexOf(lineFeedChar);
      if (found === -1) {
        this.#base += end;
        this.#kept = 0;
        return;
      }
      start = found + 1;
      this.#long.set(this.#longRow, this.#base + start - this.#longStart);
      this.#longRow = -1;
    }
    // What was kept has no line break: without one in what came, there is nothing to read again.
    input[end] = lineFeedChar;
    if (input.indexOf(lineFeedChar, Math.max(start, this.#kept)) < end) start = this.#scan(start, end);
    if (start === 0 && end === inputSize) {
      // A line longer than the window: its head is all that is read of it.
      this.#longStart = this.#base;
      this.#scan(0, end + 1);
      this.#longRow = this.#nRows + this.#nBatch - 1;
      start = end;
    }
    if (start > 0) input.copyWithin(0, start, end);
    end -= start;
    this.#kept = end;
    this.#base += start;
  }

  /** The index of what was taken. The text's last line needs no line break. */
  finish(): RowIndex {
    if (this.#kept > 0 || (this.#base === 0 && this.#nRows === 0)) {
      this.#scanner.input[this.#kept] = lineFeedChar;
      this.#scan(0, this.#kept + 1);
    }
    const textSize = this.#base + this.#kept;
    if (this.#longRow !== -1) this.#long.set(this.#longRow, textSize - this.#longStart);
    this.#flush();
    const columns = this.#columns.finish(this.#nRows, this.#scanner.hasCookies());
    const large = this.#large;
    const headers = this.#headers;
    return {
      rows: {
        nRows: this.#nRows,
        ...columns,
        stages: this.#form === RowForm.logical ? this.#scanner.stages() : [],
        get datapaths(): readonly DatapathSection[] {
          return headers.sections();
        },
        nPackets(row) {
          const value = columns.counter[row] ?? noCounter;
          if (value < largeCounter) return value;
          return value === noCounter ? -1 : (large.get(row) ?? largeCounter);
        },
      },
      starts: new RowStarts(columns.rowSize, Float64Array.from(this.#blocks), this.#long, textSize),
    };
  }

  /** Reads the whole lines of `[start, end)`; returns the first byte of the rest. */
  #scan(start: number, end: number): number {
    const scanner = this.#scanner;
    let from = start;
    for (;;) {
      const first = this.#nBatch;
      this.#nBatch = scanner.scan(this.#form, from, end, this.#base % twoTo32, first);
      from = scanner.rest();
      this.#next = this.#base + from;
      const before = this.#nRows;
      if (this.#form === RowForm.logical) {
        this.#headers.add(scanner.input, scanner.headers(), before);
      } else if (this.#form === RowForm.openFlow) {
        for (const { row, nPackets } of scanner.largeCounters()) this.#large.set(before + row, nPackets);
      }
      if (this.#nBatch < batchRows) return from;
      this.#flush();
    }
  }

  #flush(): void {
    const nBatch = this.#nBatch;
    if (nBatch === 0) return;
    const { batch } = this.#scanner;
    // Starts are known modulo 2^32; a batch of rows is shorter.
    const firstLow = batch.start[0] as number;
    const startOf = (row: number): number =>
      row === nBatch ? this.#next : this.#first + (((batch.start[row] as number) - firstLow) >>> 0);
    for (let row = 0; row < nBatch; row += blockRows) this.#blocks.push(startOf(row));
    const sizes = batch.size.subarray(0, nBatch);
    for (let row = sizes.indexOf(longRow); row !== -1; row = sizes.indexOf(longRow, row + 1)) {
      if (!this.#long.has(this.#nRows + row))
        this.#long.set(this.#nRows + row, startOf(row + 1) - startOf(row));
    }
    this.#first = this.#next;
    // Of all rows as of those so far, and half as many more; pages that are never written cost nothing.
    const nLikely = ((this.#nRows + nBatch) * this.#likelySize * 1.5) / this.#next;
    this.#columns.append(batch, this.#nRows, nBatch, this.#scanner.hasCookies(), Math.ceil(nLikely));
    this.#nRows += nBatch;
    this.#nBatch = 0;
  }
}

/** The header lines of a list, kept as bytes until somebody asks what they say: there are thousands in a large one. */
class HeaderTexts {
  #bytes: Uint8Array;
  #size = 0;
  readonly #rows: number[] = [];
  readonly #ends: number[] = [];
  #sections: readonly DatapathSection[] | undefined;

  /** Memory that is not filled costs nothing, and filling some again does: so there is enough for a usual list. */
  constructor(textSize: number) {
    this.#bytes = new Uint8Array(Math.min(textSize >>> 8, mostHeaders));
  }

  /** `headers` as a scanner gives them. */
  add(input: Uint8Array, headers: Uint32Array, firstRow: number): void {
    for (let idx = 0; idx < headers.length; idx += 3) {
      const start = headers[idx + 1] as number;
      const size = Math.min((headers[idx + 2] as number) - start, headerSize);
      if (this.#size + size > this.#bytes.length) {
        const grown = new Uint8Array((this.#size + size) * 2);
        grown.set(this.#bytes.subarray(0, this.#size));
        this.#bytes = grown;
      }
      for (let at = start; at < start + size; at++) this.#bytes[this.#size++] = input[at] as number;
      this.#rows.push(firstRow + (headers[idx] as number));
      this.#ends.push(this.#size);
    }
  }

  sections(): readonly DatapathSection[] {
    this.#sections ??= this.#rows.map((row, idx) =>
      readDatapathHeader(decodeText(this.#bytes, this.#ends[idx - 1] ?? 0, this.#ends[idx]), row),
    );
    return this.#sections;
  }
}

/** Indexes a text that is in memory. */
export function indexRows(bytes: Uint8Array, dialect: Dialect, scanner: RowScanner): RowIndex {
  const indexer = new RowIndexer(dialect, scanner, bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const size = Math.min(indexer.room, bytes.length - at);
    indexer.input.set(bytes.subarray(at, at + size), indexer.at);
    indexer.take(size);
    at += size;
  }
  return indexer.finish();
}

const twoTo32 = 2 ** 32;

function formOf(dialect: Dialect): RowForm {
  if (dialect === 'ovs-openflow') return RowForm.openFlow;
  // The OpenFlow rows of `ovn-trace --ovs` stand below their stage as in a logical list.
  return dialect === 'ovn-lflow' || dialect === 'ovn-trace' ? RowForm.logical : RowForm.other;
}

/** Bytes for which room is made in advance. */
const mostHeaders: number = 1 << 24;

/** Room is made for at most so many rows that have not come: the first ones may mislead. */
const mostAhead: number = 1 << 24;

/** Columns with room for more rows than there are. Written front to back, so that memory is taken as it is filled. */
class GrowingColumns {
  readonly #form: RowForm;
  #capacity = 0;
  #columns: Columns;

  constructor(form: RowForm) {
    this.#form = form;
    this.#columns = allocate(form, 0);
  }

  /** `nLikely`: how many rows there will be at the end, as far as one knows. */
  append(batch: RowBatch, nRows: number, nBatch: number, hasCookies: boolean, nLikely: number): void {
    const wanted = nRows + nBatch;
    if (wanted > this.#capacity) this.#grow(nRows, Math.max(wanted, Math.min(nLikely, wanted + mostAhead)));
    const to = this.#columns;
    // Almost all batches are full: nothing is made for them that would have to be collected.
    const from = nBatch === batchRows ? batch : firstRows(batch, nBatch);
    to.rowSize.set(from.size, nRows);
    to.kind.set(from.kind, nRows);
    to.table.set(from.table, nRows);
    to.priority.set(from.priority, nRows);
    if (this.#form === RowForm.other) return;
    to.ports.set(from.ports, nRows);
    if (this.#form === RowForm.logical) {
      to.stage.set(from.stage, nRows);
      // A list without UUIDs never touches this column's memory.
      if (hasCookies) to.cookie.set(from.cookie, nRows);
      return;
    }
    to.cookie.set(from.cookie, nRows);
    to.datapathKey.set(from.datapath, nRows);
    to.counter.set(from.nPackets, nRows);
  }

  finish(nRows: number, hasCookies: boolean): Columns & { readonly size: number } {
    const all = this.#columns;
    const columns: Columns = {
      rowSize: all.rowSize.subarray(0, nRows),
      kind: all.kind.subarray(0, nRows),
      table: all.table.subarray(0, nRows),
      priority: all.priority.subarray(0, nRows),
      cookie: all.cookie.subarray(0, this.#form === RowForm.logical && !hasCookies ? 0 : nRows),
      stage: all.stage.subarray(0, nRows),
      datapathKey: all.datapathKey.subarray(0, nRows),
      ports: all.ports.subarray(0, nRows),
      counter: all.counter.subarray(0, nRows),
    };
    let size = Math.ceil(nRows / blockRows) * Float64Array.BYTES_PER_ELEMENT;
    for (const column of Object.values(columns)) size += column.byteLength;
    return { ...columns, size };
  }

  #grow(nRows: number, wanted: number): void {
    this.#capacity = Math.max(wanted, Math.ceil(this.#capacity * 1.5));
    const old = this.#columns;
    const next = allocate(this.#form, this.#capacity);
    for (const name of Object.keys(old) as (keyof Columns)[]) {
      if (next[name].length > 0) next[name].set(old[name].subarray(0, nRows));
    }
    this.#columns = next;
  }
}

interface Columns {
  readonly rowSize: Uint16Array;
  readonly kind: Uint8Array;
  readonly table: Uint8Array;
  readonly priority: Uint16Array;
  readonly cookie: Uint32Array;
  readonly stage: Uint8Array;
  readonly datapathKey: Uint16Array;
  readonly ports: Uint16Array;
  readonly counter: Uint32Array;
}

/** A column that the form does not fill has no elements. */
function allocate(form: RowForm, nRows: number): Columns {
  const ofFlows = form === RowForm.other ? 0 : nRows;
  const ofLogical = form === RowForm.logical ? nRows : 0;
  const ofOpenFlow = form === RowForm.openFlow ? nRows : 0;
  return {
    rowSize: new Uint16Array(nRows),
    kind: new Uint8Array(nRows),
    table: new Uint8Array(nRows),
    priority: new Uint16Array(nRows),
    cookie: new Uint32Array(ofFlows),
    stage: new Uint8Array(ofLogical),
    datapathKey: new Uint16Array(ofOpenFlow),
    ports: new Uint16Array(ofFlows),
    counter: new Uint32Array(ofOpenFlow),
  };
}

function firstRows(batch: RowBatch, nRows: number): RowBatch {
  return {
    start: batch.start.subarray(0, nRows),
    size: batch.size.subarray(0, nRows),
    kind: batch.kind.subarray(0, nRows),
    table: batch.table.subarray(0, nRows),
    stage: batch.stage.subarray(0, nRows),
    priority: batch.priority.subarray(0, nRows),
    datapath: batch.datapath.subarray(0, nRows),
    cookie: batch.cookie.subarray(0, nRows),
    nPackets: batch.nPackets.subarray(0, nRows),
    ports: batch.ports.subarray(0, nRows),
  };
}

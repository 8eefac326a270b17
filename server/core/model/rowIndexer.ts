import { decodeText } from '../text/bytes.ts';
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

/** Where each row begins. */
export interface RowStarts {
  /** Modulo 2^32. */
  readonly low: Uint32Array;
  /** The rows from which on starts are 2^32 larger, ascending. */
  readonly carries: readonly number[];
  /** Of the whole text, in bytes. */
  readonly textSize: number;
}

/**
 * Makes the index of a text that comes in pieces: put up to `room` bytes into `input` at `at`, call `take` with their
 * number, and so on; `finish` when there is no more. Linear in the text's size, and keeps none of it.
 */
export class RowIndexer {
  readonly #scanner: RowScanner;
  readonly #form: RowForm;
  readonly #columns: GrowingColumns;
  readonly #carries: number[] = [];
  readonly #datapaths: DatapathSection[] = [];
  readonly #large = new Map<number, number>();
  /** Bytes at the front of the window that belong to a line whose end has not come. */
  #kept = 0;
  /** Of the text: where the window begins. */
  #base = 0;
  /** Rows that are finished and copied, and rows in the scanner's batch. */
  #nRows = 0;
  #nBatch = 0;
  /** The head of a line that is longer than a window has been read; its rest is passed over. */
  #isInLongLine = false;

  /** `textSize` is a guess of how much will come, in bytes: a good one saves copying. */
  constructor(dialect: Dialect, scanner: RowScanner, textSize: number) {
    this.#scanner = scanner;
    this.#form = formOf(dialect);
    this.#columns = new GrowingColumns(this.#form, Math.ceil(textSize / likelyRowSize));
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
    if (this.#isInLongLine) {
      const found = input.subarray(0, end).indexOf(lineFeed);
      if (found === -1) {
        this.#base += end;
        this.#kept = 0;
        return;
      }
      this.#isInLongLine = false;
      start = found + 1;
    }
    start = this.#scan(start, end);
    if (start === 0 && end === inputSize) {
      // A line longer than the window: its head is all that is read of it.
      input[end] = lineFeed;
      this.#scan(0, end + 1);
      this.#isInLongLine = true;
      start = end;
    }
    input.copyWithin(0, start, end);
    end -= start;
    this.#kept = end;
    this.#base += start;
  }

  /** The index of what was taken. The text's last line needs no line break. */
  finish(): RowIndex {
    if (this.#kept > 0 || (this.#base === 0 && this.#nRows === 0)) {
      this.#scanner.input[this.#kept] = lineFeed;
      this.#scan(0, this.#kept + 1);
    }
    const textSize = this.#base + this.#kept;
    this.#flush();
    const columns = this.#columns.finish(this.#nRows, this.#scanner.hasCookies());
    const large = this.#large;
    return {
      rows: {
        nRows: this.#nRows,
        ...columns,
        stages: this.#form === RowForm.logical ? this.#scanner.stages() : [],
        datapaths: this.#datapaths,
        nPackets(row) {
          const value = columns.counter[row] ?? noCounter;
          if (value < largeCounter) return value;
          return value === noCounter ? -1 : (large.get(row) ?? largeCounter);
        },
      },
      starts: { low: columns.start, carries: this.#carries, textSize },
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
      const before = this.#nRows;
      if (this.#form === RowForm.logical) {
        for (const header of scanner.headers()) {
          const text = decodeText(
            scanner.input,
            header.start,
            Math.min(header.end, header.start + headerSize),
          );
          this.#datapaths.push(readDatapathHeader(text, before + header.row));
        }
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
    const { start } = this.#scanner.batch;
    if (this.#base + inputSize >= twoTo32) {
      let last = this.#nRows === 0 ? 0 : this.#columns.start(this.#nRows - 1);
      for (let row = 0; row < nBatch; row++) {
        const next = start[row] as number;
        if (next < last) this.#carries.push(this.#nRows + row);
        last = next;
      }
    }
    this.#columns.append(this.#scanner.batch, this.#nRows, nBatch, this.#scanner.hasCookies());
    this.#nRows += nBatch;
    this.#nBatch = 0;
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

const lineFeed = 10;
const twoTo32 = 2 ** 32;
/** Rows are longer than this on the average; pages of the columns that are never written cost nothing. */
const likelyRowSize = 96;

function formOf(dialect: Dialect): RowForm {
  if (dialect === 'ovs-openflow') return RowForm.openFlow;
  // The OpenFlow rows of `ovn-trace --ovs` stand below their stage as in a logical list.
  return dialect === 'ovn-lflow' || dialect === 'ovn-trace' ? RowForm.logical : RowForm.other;
}

/** Columns with room for more rows than there are. Written front to back, so that memory is taken as it is filled. */
class GrowingColumns {
  readonly #form: RowForm;
  #capacity: number;
  #columns: Columns;

  constructor(form: RowForm, capacity: number) {
    this.#form = form;
    this.#capacity = Math.max(64, capacity);
    this.#columns = allocate(form, this.#capacity);
  }

  start(row: number): number {
    return this.#columns.start[row] as number;
  }

  append(batch: RowBatch, nRows: number, nBatch: number, hasCookies: boolean): void {
    if (nRows + nBatch > this.#capacity) this.#grow(nRows, nRows + nBatch);
    const to = this.#columns;
    to.start.set(batch.start.subarray(0, nBatch), nRows);
    to.kind.set(batch.kind.subarray(0, nBatch), nRows);
    to.table.set(batch.table.subarray(0, nBatch), nRows);
    to.priority.set(batch.priority.subarray(0, nBatch), nRows);
    if (this.#form === RowForm.other) return;
    to.ports.set(batch.ports.subarray(0, nBatch), nRows);
    const cookie = batch.cookie.subarray(0, nBatch);
    if (this.#form === RowForm.logical) {
      to.stage.set(batch.stage.subarray(0, nBatch), nRows);
      // A list without UUIDs never touches this column's memory.
      if (hasCookies) to.cookie.set(cookie, nRows);
      return;
    }
    to.cookie.set(cookie, nRows);
    to.datapathKey.set(batch.datapath.subarray(0, nBatch), nRows);
    to.counter.set(batch.nPackets.subarray(0, nBatch), nRows);
  }

  finish(nRows: number, hasCookies: boolean): Columns & { readonly size: number } {
    const all = this.#columns;
    const columns: Columns = {
      start: all.start.subarray(0, nRows),
      kind: all.kind.subarray(0, nRows),
      table: all.table.subarray(0, nRows),
      priority: all.priority.subarray(0, nRows),
      cookie: all.cookie.subarray(0, this.#form === RowForm.logical && !hasCookies ? 0 : nRows),
      stage: all.stage.subarray(0, nRows),
      datapathKey: all.datapathKey.subarray(0, nRows),
      ports: all.ports.subarray(0, nRows),
      counter: all.counter.subarray(0, nRows),
    };
    let size = 0;
    for (const column of Object.values(columns)) size += column.byteLength;
    return { ...columns, size };
  }

  #grow(nRows: number, wanted: number): void {
    this.#capacity = Math.max(wanted, this.#capacity * 2);
    const old = this.#columns;
    const next = allocate(this.#form, this.#capacity);
    for (const name of Object.keys(old) as (keyof Columns)[]) {
      if (next[name].length > 0) next[name].set(old[name].subarray(0, nRows));
    }
    this.#columns = next;
  }
}

interface Columns {
  readonly start: Uint32Array;
  readonly kind: Uint8Array;
  readonly table: Uint8Array;
  readonly priority: Uint16Array;
  readonly cookie: Uint32Array;
  readonly stage: Uint8Array;
  readonly datapathKey: Uint16Array;
  readonly ports: Uint16Array | Uint32Array;
  readonly counter: Uint32Array;
}

/** A column that the form does not fill has no elements. */
function allocate(form: RowForm, nRows: number): Columns {
  const ofFlows = form === RowForm.other ? 0 : nRows;
  const ofLogical = form === RowForm.logical ? nRows : 0;
  const ofOpenFlow = form === RowForm.openFlow ? nRows : 0;
  return {
    start: new Uint32Array(nRows),
    kind: new Uint8Array(nRows),
    table: new Uint8Array(nRows),
    priority: new Uint16Array(nRows),
    cookie: new Uint32Array(ofFlows),
    stage: new Uint8Array(ofLogical),
    datapathKey: new Uint16Array(ofOpenFlow),
    ports: form === RowForm.logical ? new Uint32Array(ofLogical) : new Uint16Array(ofOpenFlow),
    counter: new Uint32Array(ofOpenFlow),
  };
}

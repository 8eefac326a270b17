import { lineEnd } from '../text/lineIndex.ts';
import type { TextSource } from '../text/textSource.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { createDump, type Dump, maxRowSize, type RowText } from './dump.ts';
import type { RowIndex } from './rowIndexer.ts';

/**
 * A dump whose text stays where it is: rows are read when they are asked for. What a row's text is must not change
 * meanwhile; where it does, rows are what stands there then.
 */
export function sourceDump(source: TextSource, dialect: Dialect, { rows, starts }: RowIndex): Dump {
  const windows = new SourceWindow(source);
  return createDump(dialect, rows, (row) => {
    return windows.row(starts.start(row), starts.start(row + 1));
  });
}

/** Rows that follow each other are read together, in pieces of this size. */
const windowSize = 65_536;
/** Of a longer row this much is read: enough to see that it is too long. */
const longestRead: number = maxRowSize + 1;

/** The piece of a text that was read last. */
class SourceWindow {
  readonly #source: TextSource;
  #bytes: Uint8Array = new Uint8Array(windowSize);
  #first = 0;
  #size = 0;

  constructor(source: TextSource) {
    this.#source = source;
  }

  row(start: number, next: number): RowText {
    const size = Math.min(next - start, longestRead + 2);
    if (start < this.#first || start + size > this.#first + this.#size) this.#move(start, size);
    const at = start - this.#first;
    const known = Math.min(at + size, this.#size);
    return { bytes: this.#bytes, start: at, end: lineEnd(this.#bytes, at, known) };
  }

  #move(start: number, size: number): void {
    // A new one for a long row, so that a short one later does not keep a large window.
    if (size > windowSize || this.#bytes.length > windowSize)
      this.#bytes = new Uint8Array(Math.max(size, windowSize));
    this.#first = start;
    this.#size = 0;
    while (this.#size < this.#bytes.length) {
      const nRead = this.#source.read(
        this.#bytes,
        this.#size,
        this.#bytes.length - this.#size,
        start + this.#size,
      );
      if (nRead === 0) break;
      this.#size += nRead;
    }
  }
}

import type { Dialect } from '../syntax/dialect.ts';
import type { RowReel } from '../syntax/compiledRows.ts';
import { rowReel } from '../syntax/rowParser.ts';
import { lineEnd } from '../text/lineIndex.ts';
import type { RowStarts } from '../text/rowStarts.ts';
import { readPiece, type TextSource } from '../text/textSource.ts';
import { maxRowSize, type RowText } from './rowText.ts';

/** So much is read at once, in bytes: what lies between the caches of a processor and the cost of a call. */
const windowSize = 262_144;
/** Of a longer line than is parsed, so many bytes are read that it shows to be longer: one more, and a line break. */
const mostOfLine = maxRowSize + 3;

/**
 * The rows of a text that stays where it is, for a reader that takes them in order. They are read into the memory of
 * their parser, where it needs no copy of them. Shows the row that was asked for last, until the next call.
 */
export class PassText implements RowText {
  bytes: Uint8Array;
  start = 0;
  end = 0;
  readonly #source: TextSource;
  readonly #starts: RowStarts;
  readonly #reel: RowReel | undefined;
  /** The window of the text that `bytes` begins with. */
  #first = 0;
  #size = 0;
  #nextRow = 0;
  #nextStart = 0;

  constructor(source: TextSource, dialect: Dialect, starts: RowStarts) {
    this.#source = source;
    this.#starts = starts;
    this.#reel = rowReel(dialect);
    this.bytes = this.#reel?.input ?? new Uint8Array(windowSize);
  }

  at(row: number): this {
    const begin = row === this.#nextRow ? this.#nextStart : this.#starts.start(row);
    const size = this.#starts.size(row);
    this.#nextRow = row + 1;
    this.#nextStart = begin + size;
    const wanted = Math.min(size, mostOfLine);
    if (begin < this.#first || begin + wanted > this.#first + this.#size || this.#reel?.claim(this) === false)
      this.#move(begin, wanted);
    this.start = begin - this.#first;
    this.end =
      wanted < size
        ? this.start + this.#sizeOfLong(begin, size)
        : lineEnd(this.bytes, this.start, Math.min(this.start + wanted, this.#size));
    return this;
  }

  /** Without its line break, of which no more than that is wanted of it. */
  #sizeOfLong(begin: number, size: number): number {
    const tail = readPiece(this.#source, begin + size - 2, 2);
    return size - 2 + lineEnd(tail, 0, tail.length);
  }

  #move(begin: number, size: number): void {
    this.#reel?.claim(this);
    const wanted = Math.max(size, windowSize);
    if (this.bytes.length < wanted) this.bytes = new Uint8Array(wanted);
    this.#first = begin;
    this.#size = 0;
    while (this.#size < wanted) {
      const nRead = this.#source.read(this.bytes, this.#size, wanted - this.#size, begin + this.#size);
      if (nRead === 0) break;
      this.#size += nRead;
    }
  }
}

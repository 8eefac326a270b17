import { lineFeedChar } from './ascii.ts';
import { lineEnd } from './lineIndex.ts';
import type { TextSource } from './textSource.ts';

/** A line without its line break: `bytes[start, end)`. Valid until the next one is read. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Lines that follow each other are read together, in pieces of up to this size. */
const windowSize = 65_536;
/** A line far from the last one is read with few bytes around it: fetching more costs more than finding it. */
const leastRead = 2_048;
/** A line that begins so many bytes behind the last piece still follows it. */
const nearby = 16_384;

/** Reads lines of a text at places that are known, and keeps the piece that was read last. */
export class LineReader {
  readonly #source: TextSource;
  readonly #longest: number;
  #bytes: Uint8Array = new Uint8Array(windowSize);
  #first = 0;
  #size = 0;
  #nextRead = leastRead;

  /** Of a longer line than `longest` bytes, so many are read: not less than `windowSize`. */
  constructor(source: TextSource, longest: number) {
    this.#source = source;
    this.#longest = longest;
  }

  /** The line `[start, next)` of the text. */
  between(start: number, next: number): Line {
    const size = Math.min(next - start, this.#most);
    this.#have(start, size);
    const at = start - this.#first;
    return { bytes: this.#bytes, start: at, end: lineEnd(this.#bytes, at, Math.min(at + size, this.#size)) };
  }

  /** The line that begins at `start`, wherever it ends. */
  from(start: number): Line {
    for (let size = 1; ; ) {
      this.#have(start, size);
      const at = start - this.#first;
      const found = this.#bytes.subarray(at, this.#size).indexOf(lineFeedChar);
      const known = this.#size - at;
      if (found !== -1 || known < size || size === this.#most) {
        const next = found === -1 ? this.#size : at + found + 1;
        return { bytes: this.#bytes, start: at, end: lineEnd(this.#bytes, at, next) };
      }
      size = Math.min(2 * known, this.#most);
    }
  }

  /** One byte more than the longest line says that it is longer, two may be its line break. */
  get #most(): number {
    return this.#longest + 3;
  }

  /** Sees to it that `[start, start + size)` is in the window, as far as the text reaches. */
  #have(start: number, size: number): void {
    if (start < this.#first || start + size > this.#first + this.#size) this.#move(start, size);
  }

  #move(start: number, size: number): void {
    const isNext = start >= this.#first && start <= this.#first + this.#size + nearby;
    this.#nextRead = isNext ? Math.min(this.#nextRead * 2, windowSize) : leastRead;
    // A new one for a long line, so that a short one later does not keep a large window.
    if (size > windowSize || this.#bytes.length > windowSize)
      this.#bytes = new Uint8Array(Math.max(size, windowSize));
    const wanted = Math.max(size, this.#nextRead);
    this.#first = start;
    this.#size = 0;
    while (this.#size < wanted) {
      const nRead = this.#source.read(this.#bytes, this.#size, wanted - this.#size, start + this.#size);
      if (nRead === 0) break;
      this.#size += nRead;
    }
  }
}

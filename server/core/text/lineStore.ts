import { upperBound } from '../base/bisect.ts';
import { encodeTextInto } from './bytes.ts';
import type { TextSource } from './textSource.ts';

/** Parts of a text, in another order than they were written in. */
export interface OrderedText extends TextSource {
  /** The part that has a line of this text, by what `add` has called it; of a line behind the text the last one. */
  partOf(line: number): number;
}

const chunkSize = 1 << 20;

/**
 * Parts of a text that is made in one order and read in another: each is one line, or several, with line breaks. They lie
 * in chunks that do not move while more are added, and are never copied as a whole.
 */
export class LineStore {
  readonly #chunks: Uint8Array[] = [];
  /** Of the last chunk. */
  #used = chunkSize;
  /** Where a part begins: its chunk times `chunkSize`, and its place there. */
  readonly #places: number[] = [];
  readonly #sizes: number[] = [];

  /** Returns the number of the part, which count from 0. */
  add(text: string): number {
    // No character takes more than three bytes for each of its units.
    const most = text.length * 3;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || this.#used + most > chunkSize) {
      chunk = new Uint8Array(Math.max(chunkSize, most));
      this.#chunks.push(chunk);
      this.#used = 0;
    }
    const size = encodeTextInto(text, chunk, this.#used);
    this.#places.push((this.#chunks.length - 1) * chunkSize + this.#used);
    this.#used += size;
    return this.#sizes.push(size) - 1;
  }

  /** The parts of these numbers, one behind the other; a part may stand in several places. */
  inOrder(parts: readonly number[]): OrderedText {
    const order = Uint32Array.from(parts);
    const starts = new Float64Array(order.length);
    const lines = new Uint32Array(order.length);
    let total = 0;
    let nLines = 0;
    for (const [idx, part] of order.entries()) {
      starts[idx] = total;
      lines[idx] = nLines;
      nLines += countLines(this.#bytesOf(part));
      total += this.#sizes[part] as number;
    }
    /** Who reads on from here, and the place in the order that has it. */
    let nextPosition = 0;
    let nextIdx = 0;
    return {
      size: total,
      read: (into, at, length, position) => {
        let idx = position === nextPosition ? nextIdx : Math.max(0, upperBound(starts, position) - 1);
        let nRead = 0;
        for (; nRead < length && idx < order.length; idx++) {
          const bytes = this.#bytesOf(order[idx] as number);
          const skipped = position + nRead - (starts[idx] as number);
          const taken = Math.min(bytes.length - skipped, length - nRead);
          if (taken <= 0) continue;
          into.set(bytes.subarray(skipped, skipped + taken), at + nRead);
          nRead += taken;
          if (skipped + taken < bytes.length) break;
        }
        nextPosition = position + nRead;
        nextIdx = idx;
        return nRead;
      },
      close() {},
      partOf: (line) => order[Math.max(0, upperBound(lines, line) - 1)] ?? 0,
    };
  }

  #bytesOf(part: number): Uint8Array {
    const place = this.#places[part] as number;
    const offset = place % chunkSize;
    const chunk = this.#chunks[(place - offset) / chunkSize] as Uint8Array;
    return chunk.subarray(offset, offset + (this.#sizes[part] as number));
  }
}

const lineFeed = 0x0a;

function countLines(bytes: Uint8Array): number {
  let nLines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) nLines++;
  return nLines;
}

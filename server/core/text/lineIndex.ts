import { carriageReturnChar, lineFeedChar } from './ascii.ts';
import { upperBound } from '../base/bisect.ts';

/** Where each line of a text begins. A line ends before its `\n` or `\r\n`; the last one needs no line break. */
export interface LineIndex {
  readonly nLines: number;
  /** First byte of line `idx`; the text's length when there is no such line. */
  start(idx: number): number;
  /** The byte after the last one that is not line break. */
  end(idx: number): number;
  /** The line that holds byte `offset`. */
  lineAt(offset: number): number;
}

/** Indexes a whole text in one pass. A lone `\r` breaks no line, as in Open vSwitch's own readers. */
export function indexLines(bytes: Uint8Array): LineIndex {
  const guess = Math.max(16, Math.ceil(bytes.length / 64));
  let starts = new Uint32Array(guess);
  let nLines = 1;
  for (let at = bytes.indexOf(lineFeedChar); at !== -1; at = bytes.indexOf(lineFeedChar, at + 1)) {
    if (nLines === starts.length) {
      const grown = new Uint32Array(starts.length * 2);
      grown.set(starts);
      starts = grown;
    }
    starts[nLines++] = at + 1;
  }
  // What follows the last line break is a line only if there is something.
  if (nLines > 1 && starts[nLines - 1] === bytes.length) nLines--;
  return lineIndexOf(starts.subarray(0, nLines), bytes);
}

/** The lines of a text whose beginnings are known. */
export function lineIndexOf(starts: Uint32Array, bytes: Uint8Array): LineIndex {
  const nLines = starts.length;
  const start = (idx: number): number =>
    idx < 0 ? 0 : idx < nLines ? (starts[idx] as number) : bytes.length;
  return {
    nLines,
    start,
    end: (idx) => lineEnd(bytes, start(idx), start(idx + 1)),
    lineAt: (offset) => Math.max(0, upperBound(starts, offset, nLines) - 1),
  };
}

/** Where the line `bytes[start, next)` ends without its line break. */
export function lineEnd(bytes: Uint8Array, start: number, next: number): number {
  let end = next;
  if (end > start && bytes[end - 1] === lineFeedChar) end--;
  if (end > start && bytes[end - 1] === carriageReturnChar) end--;
  return end;
}

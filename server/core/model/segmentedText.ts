import { lineFeedChar } from '../text/ascii.ts';
import { upperBound } from '../base/bisect.ts';
import { encodeText } from '../text/bytes.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { indexBytes } from './indexSource.ts';
import type { RowIndex } from './rowIndexer.ts';

/**
 * A text that is being edited: immutable, in segments of whole lines. An edit makes a new text that shares all segments
 * but those that it touches, so its cost depends on the edit and on the lines around it, hardly on the text's size.
 */
export interface SegmentedText {
  readonly dialect: Dialect;
  /** At least one. Only the last one may end without a line break; it alone may be empty, when nothing else is there. */
  readonly segments: readonly TextSegment[];
  /** The first row of each segment, and behind them the number of rows. */
  readonly firstRows: readonly number[];
  /** Of the whole text, in bytes. */
  readonly size: number;
  /** A segment has about this many bytes: an edit copies and indexes so many. */
  readonly segmentSize: number;
}

/** Some lines of a text, and what their heads say. */
export interface TextSegment {
  readonly bytes: Uint8Array;
  readonly index: RowIndex;
}

/** A byte of a text: `segments[segment].bytes[offset]`, or the one behind its last. */
export interface TextPlace {
  readonly segment: number;
  readonly offset: number;
}

/** What stands from `start` to `end` becomes `inserted`. */
export interface TextEdit {
  readonly start: TextPlace;
  readonly end: TextPlace;
  readonly inserted: Uint8Array;
}

const usualSize = 65_536;

/** Smaller segments are for tests: they have more seams. */
export function segmentedText(
  text: string,
  dialect: Dialect,
  segmentSize: number = usualSize,
): SegmentedText {
  const segments: TextSegment[] = [];
  for (let start = 0; start < text.length; ) {
    let end = text.length;
    if (end - start > segmentSize) {
      const before = text.lastIndexOf('\n', start + segmentSize - 1);
      const found = before >= start ? before : text.indexOf('\n', start + segmentSize);
      if (found !== -1) end = found + 1;
    }
    segments.push(segment(encodeText(text.slice(start, end)), dialect));
    start = end;
  }
  return textOf(segments, dialect, segmentSize);
}

/** A copy of the text's first `size` bytes, or of all. */
export function bytesOf({ segments, size: whole }: SegmentedText, size: number = whole): Uint8Array {
  const bytes = new Uint8Array(Math.min(size, whole));
  let at = 0;
  for (const segment of segments) {
    if (at === bytes.length) break;
    const piece = segment.bytes.subarray(0, bytes.length - at);
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The text after edits, which are in order and do not overlap. All their places are of `text`. */
export function editText(text: SegmentedText, edits: readonly TextEdit[]): SegmentedText {
  const { segments, dialect, segmentSize } = text;
  const changed: TextSegment[] = [];
  const draft = new Draft(segmentSize / 4);
  const { add } = draft;
  const finish = (): void => {
    const bytes = draft.take();
    if (bytes.length > 0) changed.push(...cutSegments(bytes, dialect, segmentSize));
  };
  /** The first segment that is neither in `changed` nor in the draft. */
  let next = 0;
  const keepUpTo = (end: number): void => {
    while (next < end && draft.wantsMore()) add((segments[next++] as TextSegment).bytes);
    if (next === end) return;
    finish();
    while (next < end) changed.push(segments[next++] as TextSegment);
  };
  for (let idx = 0; idx < edits.length; ) {
    let at = (edits[idx] as TextEdit).start.segment;
    keepUpTo(at);
    let offset = 0;
    for (; idx < edits.length; idx++) {
      const { start, end, inserted } = edits[idx] as TextEdit;
      if (start.segment !== at) break;
      add((segments[at] as TextSegment).bytes.subarray(offset, start.offset));
      add(inserted);
      at = end.segment;
      offset = end.offset;
    }
    add((segments[at] as TextSegment).bytes.subarray(offset));
    next = at + 1;
  }
  keepUpTo(segments.length);
  finish();
  return textOf(changed, dialect, segmentSize);
}

/** The segment that a row is in. */
export function segmentOfRow({ firstRows, segments }: SegmentedText, row: number): number {
  return Math.min(upperBound(firstRows, row, segments.length) - 1, segments.length - 1);
}

function textOf(segments: readonly TextSegment[], dialect: Dialect, segmentSize: number): SegmentedText {
  if (segments.length === 0) return textOf([segment(new Uint8Array(0), dialect)], dialect, segmentSize);
  const firstRows = [0];
  let nRows = 0;
  let size = 0;
  for (const { bytes, index } of segments) {
    nRows += index.rows.nRows;
    size += bytes.length;
    firstRows.push(nRows);
  }
  return { dialect, segments, firstRows, size, segmentSize };
}

function segment(bytes: Uint8Array, dialect: Dialect): TextSegment {
  return { bytes, index: indexBytes(bytes, dialect) };
}

/** What is to be one segment, or to be cut into several. */
class Draft {
  readonly #smallSize: number;
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(smallSize: number) {
    this.#smallSize = smallSize;
  }

  readonly add = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#size += piece.length;
  };

  /** Whether an edit left a line without its end, or so little that what follows had better join it. */
  wantsMore(): boolean {
    return this.#size > 0 && (this.#size < this.#smallSize || this.#pieces.at(-1)?.at(-1) !== lineFeedChar);
  }

  take(): Uint8Array {
    const joined = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#size = 0;
    return joined;
  }
}

/** Cuts behind line breaks. Each segment has its own bytes, so that none keeps those of others. */
function cutSegments(bytes: Uint8Array, dialect: Dialect, segmentSize: number): TextSegment[] {
  if (bytes.length <= 2 * segmentSize) return [segment(bytes, dialect)];
  const segments: TextSegment[] = [];
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.length;
    if (end - start > segmentSize) {
      const before = bytes.subarray(start, start + segmentSize).lastIndexOf(lineFeedChar);
      const found = before === -1 ? bytes.indexOf(lineFeedChar, start + segmentSize) : start + before;
      if (found !== -1) end = found + 1;
    }
    segments.push(segment(bytes.slice(start, end), dialect));
    start = end;
  }
  return segments;
}

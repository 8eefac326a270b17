import { lineFeedChar } from '../text/ascii.ts';
import { decodeText } from '../text/bytes.ts';
import { lineEnd } from '../text/lineIndex.ts';
import type { TextSource } from '../text/textSource.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { RowReel } from '../syntax/compiledRows.ts';
import type { RowParser, RowSyntax } from '../syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { Tree } from '../syntax/tree.ts';
import type { Dump } from './dump.ts';
import { LayoutExcerpt } from './layoutExcerpt.ts';
import { RowKind } from './rowColumns.ts';
import { maxRowSize, type RowText, tooLong } from './rowText.ts';

/** What a pass over all rows of a text, or of a part of it, found. Plain data: it goes from thread to thread. */
export interface DecodeReport {
  readonly nLines: number;
  /** Lines that are not blank. */
  readonly nRows: number;
  /** Nodes of trees that no rule explains. */
  readonly nUnknown: number;
  readonly nProblems: number;
  /** The first ones. */
  readonly problems: readonly RowProblem[];
  /** Rows that show the layout of tables, if flows were read: see `LayoutExcerpt`. */
  readonly excerpt: string;
}

/** Line and column count from 0; the column in UTF-16 units. */
export interface RowProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** As many problems are kept. */
export const maxProblems = 1_000;

/** Rows that begin in `[from, to)` of a text. */
export interface TextPart {
  /** Parts count from 0 in the order of the text. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

export interface PartReport {
  readonly index: number;
  readonly report: DecodeReport;
}

/**
 * Parses every row that begins in one of the parts of a text, which come in the order of the text, one after the other
 * through one buffer. Keeps nothing but the counts and the first problems of each part.
 */
export function decodeParts(
  source: TextSource,
  syntax: RowSyntax,
  parts: Iterable<TextPart>,
): readonly PartReport[] {
  const decoder = new RowDecoder(source, syntax);
  return Array.from(parts, (part) => ({ index: part.index, report: decoder.decode(part) }));
}

/** The same of a whole text. */
export function decodeRows(source: TextSource, syntax: RowSyntax): DecodeReport {
  return new RowDecoder(source, syntax).decode({ index: 0, from: 0, to: Infinity });
}

/** The same of a dump, row by row: what a row's neighbours have against it is found too. */
export function decodeDump(dump: Dump): DecodeReport {
  const counts = new RowCounts();
  for (let row = 0; row < dump.rows.nRows; row++) {
    if (dump.rows.kind[row] === RowKind.blank) counts.skipBlank();
    else {
      const { tree, problems } = dump.readRow(row);
      counts.count(tree, problems, dump.rowText(row));
    }
  }
  return counts.report();
}

/** The reports of all parts of a text, in any order, as one. */
export function joinReports(parts: readonly PartReport[]): DecodeReport {
  const reports = parts.toSorted((a, b) => a.index - b.index).map(({ report }) => report);
  let nLines = 0;
  let nRows = 0;
  let nUnknown = 0;
  let nProblems = 0;
  const problems: RowProblem[] = [];
  for (const report of reports) {
    for (const problem of report.problems) {
      if (problems.length < maxProblems) problems.push({ ...problem, line: problem.line + nLines });
    }
    nLines += report.nLines;
    nRows += report.nRows;
    nUnknown += report.nUnknown;
    nProblems += report.nProblems;
  }
  const excerpt = reports.map((report) => report.excerpt).join('');
  return { nLines, nRows, nUnknown, nProblems, problems, excerpt };
}

const blank = 32;
/** Longer than any row that is parsed, with its line break. */
const bufferSize: number = maxRowSize + 65_536;
/** As much is read at a time, so that it is still near the processor when it is parsed. */
const pieceSize = 262_144;
/** … and as much behind the end of a part, for its last row. */
const restSize = 4_096;

class RowDecoder {
  readonly #source: TextSource;
  readonly #parse: RowParser;
  readonly #reel: RowReel | undefined;
  readonly #excerpt: LayoutExcerpt | undefined;
  /** The last byte is for a line break behind what was read, where every search ends. */
  readonly #buffer: Uint8Array;
  readonly #tree = new Tree();
  readonly #found: SyntaxProblem[] = [];

  constructor(source: TextSource, { dialect, parse, reel }: RowSyntax) {
    this.#source = source;
    this.#parse = parse;
    this.#reel = reel?.();
    this.#reel?.start();
    this.#buffer = this.#reel?.input.subarray(0, bufferSize) ?? new Uint8Array(bufferSize);
    this.#excerpt = dialect === 'ovs-openflow' ? new LayoutExcerpt() : undefined;
  }

  decode({ from, to }: TextPart): DecodeReport {
    const counts = new RowCounts();
    this.#read(from, to, counts);
    return counts.report(this.#excerpt?.take());
  }

  #read(from: number, to: number, counts: RowCounts): void {
    const buffer = this.#buffer;
    const reel = this.#reel;
    reel?.claim(this);
    const room = bufferSize - 1;
    // A line belongs to the part that its first byte is in: the byte before tells whether one begins here.
    let position = Math.max(0, from - 1);
    let isInLine = from > 0;
    let kept = 0;
    let nLong = 0;
    for (;;) {
      // What has no end yet is read on by as much again: a long line is looked through a few times only.
      const rest = Math.max(0, to - position - kept) + Math.max(restSize, kept);
      const most = Math.min(room - kept, rest, Math.max(pieceSize, kept));
      const nRead = this.#source.read(buffer, kept, most, position + kept);
      const filled = kept + nRead;
      buffer[filled] = lineFeedChar;
      let start = 0;
      for (;;) {
        if (reel !== undefined && !isInLine && nLong === 0) {
          // Lines that end in the part have begun in it.
          start = reel.run(start, Math.min(filled, to - position));
          counts.pass(reel.nRows);
          this.#excerpt?.addSamples(reel);
        }
        const found = buffer.indexOf(lineFeedChar, start);
        const isLast = found === filled;
        if (isLast && (nRead > 0 || start === filled)) break;
        const next = isLast ? filled : found + 1;
        if (isInLine) isInLine = false;
        else if (nLong > 0) {
          counts.skip(nLong + lineEnd(buffer, start, next) - start);
          nLong = 0;
        } else if (position + start >= to) return;
        else this.#parseLine(start, lineEnd(buffer, start, next), counts);
        start = next;
        if (isLast) return;
      }
      if (nRead === 0) {
        if (nLong > 0) counts.skip(nLong);
        return;
      }
      if (start === 0 && filled === room) {
        if (!isInLine) nLong += filled;
        start = filled;
      }
      buffer.copyWithin(0, start, filled);
      kept = filled - start;
      position += start;
      if (kept === 0 && nLong === 0 && !isInLine && position >= to) return;
    }
  }

  #parseLine(start: number, end: number, counts: RowCounts): void {
    const bytes = this.#buffer;
    if (end - start > maxRowSize) {
      counts.skip(end - start);
      return;
    }
    if (isBlank(bytes, start, end)) {
      counts.skipBlank();
      return;
    }
    const tree = this.#tree;
    const found = this.#found;
    found.length = 0;
    tree.reset();
    this.#parse(bytes, start, end, tree, found);
    this.#excerpt?.add(bytes, start, end, tree);
    counts.count(tree, found, { bytes, start, end });
  }
}

/** What is counted in a part of a text, or in all of it. */
class RowCounts {
  readonly #problems: RowProblem[] = [];
  #nLines = 0;
  #nRows = 0;
  #nUnknown = 0;
  #nProblems = 0;

  /** A row that was parsed. */
  count(tree: Tree, found: readonly SyntaxProblem[], { bytes, start, end }: RowText): void {
    const line = this.#nLines++;
    this.#nRows++;
    this.#nUnknown += tree.countKind(NodeKind.unknown);
    this.#nProblems += found.length;
    for (const problem of found) {
      if (this.#problems.length >= maxProblems) return;
      const column = decodeText(bytes, start, Math.min(start + problem.start, end)).length;
      this.#problems.push({ line, column, message: problem.message });
    }
  }

  /** Flawless rows. */
  pass(nRows: number): void {
    this.#nLines += nRows;
    this.#nRows += nRows;
  }

  skipBlank(): void {
    this.#nLines++;
  }

  /** A line of `size` bytes that is not parsed. */
  skip(size: number): void {
    const line = this.#nLines++;
    this.#nRows++;
    this.#nProblems++;
    if (this.#problems.length < maxProblems) this.#problems.push({ line, column: 0, message: tooLong(size) });
  }

  report(excerpt = ''): DecodeReport {
    return {
      nLines: this.#nLines,
      nRows: this.#nRows,
      nUnknown: this.#nUnknown,
      nProblems: this.#nProblems,
      problems: this.#problems,
      excerpt,
    };
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) > blank) return false;
  }
  return true;
}

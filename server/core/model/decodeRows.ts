import { decodeText } from '../text/bytes.ts';
import { lineEnd } from '../text/lineIndex.ts';
import type { TextSource } from '../text/textSource.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { RowReel } from '../syntax/compiledRows.ts';
import { type RowParser, rowParsers, rowReel } from '../syntax/rowParser.ts';
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

/**
 * Parses every row that begins in `[from, to)` of a text, one after the other through one buffer. Keeps nothing but the
 * count and the first problems.
 */
export function decodeRows(source: TextSource, dialect: Dialect, from: number, to: number): DecodeReport {
  const decoder = new RowDecoder(dialect);
  const reel = rowReel(dialect);
  reel?.claim(decoder);
  reel?.start();
  // The last byte is for a line break behind what was read, where every search ends.
  const buffer = reel?.input.subarray(0, bufferSize) ?? new Uint8Array(bufferSize);
  const room = bufferSize - 1;
  // A line belongs to the part that its first byte is in: the byte before tells whether one begins here.
  let position = Math.max(0, from - 1);
  let isInLine = from > 0;
  let kept = 0;
  let nLong = 0;
  for (;;) {
    const nRead = source.read(buffer, kept, room - kept, position + kept);
    const filled = kept + nRead;
    buffer[filled] = lineFeed;
    let start = 0;
    for (;;) {
      if (reel !== undefined && !isInLine && nLong === 0) {
        // Lines that end in the part have begun in it.
        start = reel.run(start, Math.min(filled, to - position));
        decoder.pass(reel);
      }
      const found = buffer.indexOf(lineFeed, start);
      const isLast = found === filled;
      if (isLast && (nRead > 0 || start === filled)) break;
      const next = isLast ? filled : found + 1;
      if (isInLine) isInLine = false;
      else if (nLong > 0) {
        decoder.skip(nLong + lineEnd(buffer, start, next) - start);
        nLong = 0;
      } else if (position + start >= to) return decoder.report();
      else decoder.decode(buffer, start, lineEnd(buffer, start, next));
      start = next;
      if (isLast) return decoder.report();
    }
    if (nRead === 0) {
      if (nLong > 0) decoder.skip(nLong);
      return decoder.report();
    }
    if (start === 0 && filled === room) {
      if (!isInLine) nLong += filled;
      start = filled;
    }
    buffer.copyWithin(0, start, filled);
    kept = filled - start;
    position += start;
    if (kept === 0 && nLong === 0 && !isInLine && position >= to) return decoder.report();
  }
}

/** The same of a dump, row by row: what a row's neighbours have against it is found too. */
export function decodeDump(dump: Dump): DecodeReport {
  const decoder = new RowDecoder(dump.dialect);
  for (let row = 0; row < dump.rows.nRows; row++) {
    if (dump.rows.kind[row] === RowKind.blank) decoder.skipBlank();
    else {
      const { tree, problems } = dump.readRow(row);
      decoder.count(tree, problems, dump.rowText(row));
    }
  }
  return decoder.report();
}

/** Parts of about the same size, one for each thread. */
export function partsOf(
  size: number,
  nParts: number,
): readonly { readonly from: number; readonly to: number }[] {
  const part = Math.ceil(size / nParts);
  return Array.from({ length: nParts }, (_, idx) => ({
    from: idx * part,
    to: idx === nParts - 1 ? Infinity : (idx + 1) * part,
  }));
}

/** The reports of parts that follow each other, as one. */
export function joinReports(reports: readonly DecodeReport[]): DecodeReport {
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

const lineFeed = 10;
const blank = 32;
/** Longer than any row that is parsed, with its line break. */
const bufferSize: number = maxRowSize + 65_536;

class RowDecoder {
  readonly #parse: RowParser;
  readonly #excerpt: LayoutExcerpt | undefined;
  readonly #tree = new Tree();
  readonly #found: SyntaxProblem[] = [];
  readonly #problems: RowProblem[] = [];
  #nLines = 0;
  #nRows = 0;
  #nUnknown = 0;
  #nProblems = 0;

  constructor(dialect: Dialect) {
    this.#parse = rowParsers[dialect];
    this.#excerpt = dialect === 'ovs-openflow' ? new LayoutExcerpt() : undefined;
  }

  decode(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > maxRowSize) {
      this.skip(end - start);
      return;
    }
    if (isBlank(bytes, start, end)) {
      this.skipBlank();
      return;
    }
    const tree = this.#tree;
    const found = this.#found;
    found.length = 0;
    tree.reset();
    this.#parse(bytes, start, end, tree, found);
    this.#excerpt?.add(bytes, start, end, tree);
    this.count(tree, found, { bytes, start, end });
  }

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
  pass(reel: RowReel): void {
    this.#nLines += reel.nRows;
    this.#nRows += reel.nRows;
    this.#excerpt?.addSamples(reel);
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

  report(): DecodeReport {
    return {
      nLines: this.#nLines,
      nRows: this.#nRows,
      nUnknown: this.#nUnknown,
      nProblems: this.#nProblems,
      problems: this.#problems,
      excerpt: this.#excerpt?.text() ?? '',
    };
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) > blank) return false;
  }
  return true;
}

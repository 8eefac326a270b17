import {
  carriageReturnChar,
  colonChar,
  isBlank,
  isWordByte,
  lineFeedChar,
  minusChar,
  openBraceChar,
  openBracketChar,
  quoteChar,
  spaceChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { isCsvHeading, isCsvLine, scanCsvCells, scanCsvNames } from './csvRow.ts';
import { DatumForm, DatumScanner, scanDatum, scanLastDatum } from './datumTree.ts';
import { scanJson } from './jsonTree.ts';

/** What a line of a printed table or of printed records is: the `value` of its `row` node. */
export const TableRowKind = {
  blank: 0,
  /** `Port_Binding table`, above each table of `ovsdb-client dump`. */
  caption: 1,
  /** The names of the columns. */
  heading: 2,
  /** The dashes below them. */
  rule: 3,
  /** A row of a table: one value a column. */
  cells: 4,
  /** `name : value`, one column of a row that is printed as a record. */
  column: 5,
  unknown: 6,
  /** The names of the columns, of `--format=csv`. */
  csvNames: 7,
  /** A row of a table, of `--format=csv`. */
  csvCells: 8,
  /** A whole table, of `--format=json`. */
  json: 9,
} as const;
export type TableRowKind = (typeof TableRowKind)[keyof typeof TableRowKind];

/** One scanner for all rows: it holds no state between them. */
const scanner = new DatumScanner(new Tree(1));

/**
 * Parses one line of what `ovsdb-client dump`, or `list` and `find` of `ovn-nbctl`, `ovn-sbctl` and `ovs-vsctl`, print as
 * tables, as records, as CSV or as JSON. The tree is a `row` (value: `TableRowKind`) with
 *   caption  a `header`: `tableName`, `keyword`
 *   heading  a `header` of `attributeName`s
 *   rule     a `comment`
 *   cells    a `value` for each column; see `scanDatum`
 *   column   an `attribute`: `attributeName`, `value`
 *   csvNames a `header` of `attributeName`s
 *   csvCells a `value` for each column; see `scanCsvCells`
 *   json     a `value`; see `scanJson`
 * A line with the word `_uuid` is a heading, and so is one above a rule: for that the parser looks at the beginning of
 * the next line, if the bytes have it.
 */
export function parseDatabaseTableRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  const s = scanner;
  s.start(bytes, start, end, tree, problems);
  tree.reset();
  const kind = kindOfLine(bytes, start, end);
  const row = tree.open(NodeKind.row, 0, kind);
  s.skipSpaces();
  parseLine(s, kind);
  tree.close(row, end - start);
}

function parseLine(s: DatumScanner, kind: TableRowKind): void {
  switch (kind) {
    case TableRowKind.caption:
      return parseCaption(s);
    case TableRowKind.heading:
      return parseHeading(s);
    case TableRowKind.rule:
      return s.leaf(NodeKind.comment, s.at, trimmedEnd(s.bytes, s.at, s.end));
    case TableRowKind.column:
      return parseColumn(s);
    case TableRowKind.cells:
      return scanCells(s);
    case TableRowKind.csvNames:
      return parseCsvNames(s);
    case TableRowKind.csvCells:
      return scanCsvCells(s);
    case TableRowKind.json:
      return scanJson(s.bytes, s.base, s.at, s.end, s.tree, s.problems);
    case TableRowKind.unknown:
      return s.unknown(trimmedEnd(s.bytes, s.at, s.end), 'no row of a database table');
    default:
  }
}

/** What the line is, by its own text and the beginning of the next line. */
export function kindOfLine(bytes: Uint8Array, start: number, end: number): TableRowKind {
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  if (at === end) return TableRowKind.blank;
  if (bytes[at] === minusChar && isRule(bytes, at, end)) return TableRowKind.rule;
  const nameEnd = wordEnd(bytes, at, end);
  if (nameEnd > at) {
    const last = trimmedEnd(bytes, at, end);
    if (last - nameEnd === captionWord.length && startsWithAscii(bytes, nameEnd, captionWord, end))
      return TableRowKind.caption;
    if (hasUuidColumn(bytes, at, end) || isAboveRule(bytes, end)) return TableRowKind.heading;
    if (columnColon(bytes, at, end) !== -1) return TableRowKind.column;
  }
  if (isJsonTable(bytes, at, end)) return TableRowKind.json;
  const last = trimmedEnd(bytes, at, end);
  if (isCsvLine(bytes, at, last))
    return isCsvHeading(bytes, at, last) ? TableRowKind.csvNames : TableRowKind.csvCells;
  return looksLikeCells(bytes, at, end) ? TableRowKind.cells : TableRowKind.unknown;
}

const captionWord = ' table';

/** The members of a table's object, whichever is first, with the beginning of their values. */
const jsonStarts = ['{"data":[', '{"headings":[', '{"caption":"'];

function isJsonTable(bytes: Uint8Array, start: number, end: number): boolean {
  return jsonStarts.some((text) => startsWithAscii(bytes, start, text, end));
}

/** Dashes with single spaces between them, and nothing else. */
export function isRule(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== minusChar) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== minusChar && byte !== spaceChar && byte !== carriageReturnChar) return false;
  }
  return true;
}

const uuidColumn = '_uuid';

/** Whether a line of bare words has the one that every table has; a column of that name in a record is none. */
function hasUuidColumn(bytes: Uint8Array, start: number, end: number): boolean {
  let isFound = false;
  for (let at = start; at < end; ) {
    const to = wordEnd(bytes, at, end);
    if (to === at) return false;
    isFound ||= to - at === uuidColumn.length && startsWithAscii(bytes, at, uuidColumn, end);
    at = to;
    while (at < end && isBlank(bytes[at] as number)) at++;
  }
  return isFound;
}

/** How much of the next line is looked at. */
const ruleGlimpse = 80;

function isAboveRule(bytes: Uint8Array, end: number): boolean {
  let at = end;
  if (bytes[at] === carriageReturnChar) at++;
  if (bytes[at] !== lineFeedChar) return false;
  at++;
  let to = at;
  while (to < bytes.length && to < at + ruleGlimpse && bytes[to] !== lineFeedChar) to++;
  return to > at && isRule(bytes, at, to);
}

/** The colon of `name : value`, or -1. The tools pad names to 20 characters; people strip the spaces. */
export function columnColon(bytes: Uint8Array, start: number, end: number): number {
  const nameEnd = wordEnd(bytes, start, end);
  if (nameEnd === start) return -1;
  let at = nameEnd;
  while (at < end && bytes[at] === spaceChar) at++;
  if (at === end || bytes[at] !== colonChar) return -1;
  return at + 1 === end || isBlank(bytes[at + 1] as number) ? at : -1;
}

function wordEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isWordByte(bytes[at] as number)) at++;
  return at;
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && isBlank(bytes[last - 1] as number)) last--;
  return last;
}

/**
 * A row of a table begins with a UUID or holds something that prose does not: values in brackets or quotation marks,
 * columns with more than one space between them. One word or two are a narrow table.
 */
function looksLikeCells(bytes: Uint8Array, start: number, end: number): boolean {
  let nWords = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const before = at === start ? spaceChar : (bytes[at - 1] as number);
    if (byte === spaceChar && before === spaceChar && at > start) return true;
    if (before !== spaceChar) continue;
    nWords++;
    if (byte === openBracketChar || byte === openBraceChar || byte === quoteChar) return true;
    if (
      bytes[at + 8] === minusChar &&
      bytes[at + 13] === minusChar &&
      bytes[at + 18] === minusChar &&
      bytes[at + 23] === minusChar
    )
      return true;
  }
  return nWords <= 2;
}

function parseCaption(s: DatumScanner): void {
  const node = s.open(NodeKind.header, s.at);
  const nameEnd = wordEnd(s.bytes, s.at, s.end);
  s.leaf(NodeKind.tableName, s.at, nameEnd);
  s.leaf(NodeKind.keyword, nameEnd + 1, nameEnd + captionWord.length);
  s.close(node, nameEnd + captionWord.length);
}

function parseHeading(s: DatumScanner): void {
  const node = s.open(NodeKind.header, s.at);
  let last = s.at;
  while (s.at < s.end) {
    const start = s.at;
    while (s.at < s.end && !isBlank(s.bytes[s.at] as number)) s.at++;
    last = s.at;
    s.leaf(NodeKind.attributeName, start, last);
    s.skipSpaces();
  }
  s.close(node, last);
}

function parseCsvNames(s: DatumScanner): void {
  const node = s.open(NodeKind.header, s.at);
  const end = trimmedEnd(s.bytes, s.at, s.end);
  s.end = end;
  scanCsvNames(s);
  s.close(node, end);
}

function parseColumn(s: DatumScanner): void {
  const start = s.at;
  const node = s.open(NodeKind.attribute, start);
  s.leaf(NodeKind.attributeName, start, wordEnd(s.bytes, start, s.end));
  s.at = columnColon(s.bytes, start, s.end) + 1;
  s.skipSpaces();
  // An attribute of which nothing is printed is an empty string of `--data=bare`.
  if (s.at < s.end) scanLastDatum(s);
  s.close(node, s.at);
}

/** Takes the rest of the line as values with spaces between them. */
export function scanCells(s: DatumScanner): void {
  for (;;) {
    s.skipSpaces();
    if (s.at >= s.end) return;
    scanDatum(s);
    if (s.at < s.end && !isBlank(s.bytes[s.at] as number)) {
      let to = s.at;
      while (to < s.end && !isBlank(s.bytes[to] as number)) to++;
      const node = s.open(NodeKind.value, s.at, DatumForm.atom);
      s.unknown(to, 'expecting a space between two values');
      s.close(node, s.at);
    }
  }
}

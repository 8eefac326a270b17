import type { Steps } from '../base/steps.ts';
import {
  carriageReturnChar,
  isUuidAt,
  minusChar,
  openBraceChar,
  openBracketChar,
  quoteChar,
  spaceChar,
  tabChar,
} from '../text/ascii.ts';
import { tableOfColumns } from '../facts/databases.ts';
import { type Datum, oneAtom } from '../syntax/ovsdb/datum.ts';
import { datumOf, looseDatum, scanDatum, scannerOf } from '../syntax/ovsdb/datumTree.ts';
import { columnColon, kindOfLine, scanCells, TableRowKind } from '../syntax/ovsdb/parseTableRow.ts';
import { csvCells } from '../syntax/ovsdb/csv.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { decodeText } from '../text/bytes.ts';
import { indexLines, type LineIndex } from '../text/lineIndex.ts';
import type { DatabaseHints, DatabaseParts, DatabaseProblem } from './database.ts';
import { finishTables, type RowCells, TableDraft } from './databaseTable.ts';

/** Problems of one text that are kept. */
const maxProblems = 1_000;
/** Lines between two pauses. */
const linesOfStep = 256;

/** The columns of a printed table, and where each begins in its lines; a record has no heading. */
interface Heading {
  readonly columns: readonly string[];
  readonly starts: readonly number[];
}

const record: Heading = { columns: [], starts: [] };

/** Reads what `ovsdb-client dump`, `list` and `find` print as tables or as records, several of them in one text too. */
export function* readPrintedTables(bytes: Uint8Array, hints: DatabaseHints): Steps<DatabaseParts> {
  const lines = indexLines(bytes);
  const reader = new PrintReader(bytes, lines, hints);
  for (let line = 0; line < lines.nLines; line++) {
    if (line % linesOfStep === 0) yield;
    reader.readLine(line);
  }
  reader.endRecord();
  return {
    form: reader.hasTables ? 'table' : 'records',
    tables: finishTables(reader.drafts.values()),
    problems: reader.problems,
  };
}

class PrintReader {
  readonly drafts = new Map<string, TableDraft<Heading>>();
  readonly problems: DatabaseProblem[] = [];
  hasTables = false;
  readonly #bytes: Uint8Array;
  readonly #lines: LineIndex;
  readonly #hints: DatabaseHints;
  /** The table that the last caption names; one for all below it, as `-f list` writes. */
  #caption: string | undefined;
  #heading: Heading | undefined;
  #table = '';
  #pending: readonly string[] = [];
  /** Names of tables by their columns: all records of a table ask. */
  readonly #names = new Map<string, string>();
  /** The record that is being read: its lines, and what its columns are. */
  #record: { start: number; end: number; uuid: string | undefined; columns: string[] } | undefined;

  constructor(bytes: Uint8Array, lines: LineIndex, hints: DatabaseHints) {
    this.#bytes = bytes;
    this.#lines = lines;
    this.#hints = hints;
  }

  readLine(line: number): void {
    const bytes = this.#bytes;
    const start = this.#lines.start(line);
    const end = this.#lines.end(line);
    const kind = kindOfLine(bytes, start, end);
    if (kind !== TableRowKind.column) this.endRecord();
    switch (kind) {
      case TableRowKind.blank:
        this.#heading = undefined;
        return;
      case TableRowKind.caption:
        this.#caption = decodeText(bytes, start, end).trim().split(' ', 1)[0] as string;
        this.#heading = undefined;
        // Of a table without rows, records say no more.
        this.#draft(this.#caption, []);
        return;
      case TableRowKind.heading:
        this.#pending = decodeText(bytes, start, end)
          .trim()
          .split(/[ \t]+/);
        this.#heading = undefined;
        return;
      case TableRowKind.rule:
        this.#readRule(start, end);
        return;
      case TableRowKind.column:
        if (this.#heading === undefined) {
          this.#readColumn(start, end);
          return;
        }
        break;
      default:
    }
    // Inside a table every line is a row, whatever else it looks like.
    if (this.#heading !== undefined) this.#addCells(start, end, this.#heading);
    else if (this.problems.length < maxProblems)
      this.problems.push({ start, end, message: 'no row of a database table' });
  }

  #readRule(start: number, end: number): void {
    const starts = ruleStarts(this.#bytes, start, end);
    const columns = this.#pending;
    this.#pending = [];
    if (columns.length !== starts.length) {
      this.problems.push({ start, end, message: `${starts.length} columns below ${columns.length} names` });
    }
    this.hasTables = true;
    this.#heading = { columns, starts };
    this.#table = this.#nameOf(columns);
    this.#draft(this.#table, columns);
  }

  #addCells(start: number, end: number, heading: Heading): void {
    const idx = heading.columns.indexOf('_uuid');
    let at = start;
    while (this.#bytes[at] === spaceChar) at++;
    let uuid: string | undefined;
    // The first column is the UUID, if the table has one, unless somebody asked for another order.
    if (idx === 0) uuid = uuidAt(this.#bytes, at, end);
    else if (idx > 0) {
      const atom = decodeCells(this.#bytes, start, end, heading).cells.get('_uuid');
      if (atom?.kind === 'set' && typeof atom.atoms[0] === 'object') uuid = atom.atoms[0].uuid;
    }
    this.#draft(this.#table, []).addRow(start, end, uuid, heading);
  }

  #readColumn(start: number, end: number): void {
    const colon = columnColon(this.#bytes, start, end);
    const name = decodeText(this.#bytes, start, colon).trim();
    this.#record ??= { start, end, uuid: undefined, columns: [] };
    this.#record.end = end;
    this.#record.columns.push(name);
    if (name === '_uuid') {
      let at = colon + 1;
      while (this.#bytes[at] === spaceChar) at++;
      this.#record.uuid = uuidAt(this.#bytes, at, end);
    }
  }

  endRecord(): void {
    if (this.#record === undefined) return;
    const { start, end, uuid, columns } = this.#record;
    this.#record = undefined;
    this.#draft(this.#nameOf(columns), columns).addRow(start, end, uuid, record);
  }

  #nameOf(columns: readonly string[]): string {
    if (this.#caption !== undefined) return this.#caption;
    const key = columns.join(' ');
    const name = this.#names.get(key) ?? nameOf(columns, this.#hints);
    this.#names.set(key, name);
    return name;
  }

  #draft(name: string, columns: readonly string[]): TableDraft<Heading> {
    let draft = this.drafts.get(name);
    if (draft === undefined) {
      draft = new TableDraft<Heading>(name, (start, end, heading) =>
        heading === record
          ? decodeRecord(this.#bytes, start, end)
          : decodeCells(this.#bytes, start, end, heading),
      );
      this.drafts.set(name, draft);
    }
    draft.addColumns(columns);
    return draft;
  }
}

/** The table of a print that does not name it. */
export function nameOf(columns: readonly string[], hints: DatabaseHints): string {
  const byColumns = tableOfColumns(columns, hints.database);
  // A text may hold several prints; only those that the columns do not tell are what the text is named for.
  return byColumns ?? hints.table ?? '';
}

function uuidAt(bytes: Uint8Array, at: number, end: number): string | undefined {
  if (isUuidAt(bytes, at, Math.min(end, at + 36))) return decodeText(bytes, at, at + 36);
  const found = /^\["uuid","([0-9a-f-]{36})"\]/.exec(decodeText(bytes, at, Math.min(end, at + 48)));
  return found?.[1];
}

function ruleStarts(bytes: Uint8Array, start: number, end: number): number[] {
  const starts: number[] = [];
  for (let at = start; at < end; at++) {
    if (bytes[at] === minusChar && (at === start || bytes[at - 1] !== minusChar)) starts.push(at - start);
  }
  return starts;
}

function decodeCells(bytes: Uint8Array, start: number, end: number, heading: Heading): RowCells {
  const scanner = scannerOf(bytes, start, end);
  scanCells(scanner);
  const { tree, problems } = scanner;
  const values: number[] = [];
  for (let node = 0; node < tree.nNodes; node = tree.next(node)) values.push(node);
  const { columns, starts } = heading;
  const cells = new Map<string, Datum>();
  if (values.length === columns.length) {
    for (const [idx, node] of values.entries()) {
      const datum = datumOf(tree, node, bytes, start);
      if (datum !== undefined) cells.set(columns[idx] as string, datum);
    }
    return { cells, problems: moved(problems, start) };
  }
  // Values that are empty or have bare spaces (`--data=bare`) are only told apart by where they stand.
  const found: SyntaxProblem[] = [];
  const isAligned = starts.every(
    (at) => at === 0 || start + at >= end || bytes[start + at - 1] === spaceChar,
  );
  if (!isAligned || columns.length !== starts.length)
    found.push({ start, end, message: `${values.length} values in ${columns.length} columns` });
  else {
    for (const [idx, column] of columns.entries()) {
      const next = starts[idx + 1];
      const from = start + (starts[idx] as number);
      const to = next === undefined ? end : Math.min(end, start + next - 1);
      if (from < end) cells.set(column, looseDatum(decodeText(bytes, from, to).trim()));
    }
  }
  return { cells, problems: found };
}

/** Problems of a line, at their places in the text. */
function moved(problems: readonly SyntaxProblem[], by: number): SyntaxProblem[] {
  return problems.map(({ start, end, message }) => ({ start: start + by, end: end + by, message }));
}

function decodeRecord(bytes: Uint8Array, start: number, end: number): RowCells {
  const cells = new Map<string, Datum>();
  const problems: SyntaxProblem[] = [];
  for (let at = start; at < end; ) {
    const lineFeed = bytes.indexOf(0x0a, at);
    const lineEnd = lineFeed === -1 || lineFeed > end ? end : lineFeed;
    const colon = columnColon(bytes, at, lineEnd);
    if (colon !== -1) readColumn(bytes, at, colon, lineEnd, cells, problems);
    at = lineEnd + 1;
  }
  return { cells, problems };
}

function readColumn(
  bytes: Uint8Array,
  start: number,
  colon: number,
  lineEnd: number,
  cells: Map<string, Datum>,
  problems: SyntaxProblem[],
): void {
  const name = decodeText(bytes, start, colon).trim();
  let from = colon + 1;
  let to = lineEnd;
  while (from < to && isSpace(bytes[from] as number)) from++;
  while (to > from && isSpace(bytes[to - 1] as number)) to--;
  if (cells.has(name)) problems.push({ start, end: colon, message: `column ${name} twice` });
  const scanner = scannerOf(bytes, from, to);
  if (from < to) scanDatum(scanner);
  const datum = scanner.at === to && from < to ? datumOf(scanner.tree, 0, bytes, from) : undefined;
  const first = bytes[from];
  if (
    datum === undefined &&
    (first === openBracketChar || first === openBraceChar || first === quoteChar) &&
    from < to
  ) {
    problems.push(...moved(scanner.problems, from));
    if (scanner.problems.length === 0)
      problems.push({ start: scanner.at, end: to, message: 'expecting nothing behind the value' });
  }
  cells.set(name, datum ?? oneAtom(decodeText(bytes, from, to)));
}

function isSpace(byte: number): boolean {
  return byte === spaceChar || byte === tabChar || byte === carriageReturnChar;
}

/** Reads what `list`, `find` and `ovsdb-client dump` print with `--format=csv`: a heading and rows, tables apart by blank lines. */
export function* readCsvTables(bytes: Uint8Array, hints: DatabaseHints): Steps<DatabaseParts> {
  const lines = indexLines(bytes);
  const drafts = new Map<string, TableDraft<readonly string[]>>();
  const problems: DatabaseProblem[] = [];
  let caption: string | undefined;
  let columns: readonly string[] | undefined;
  let draft: TableDraft<readonly string[]> | undefined;
  for (let line = 0; line < lines.nLines; line++) {
    if (line % linesOfStep === 0) yield;
    const start = lines.start(line);
    const end = lines.end(line);
    if (start === end) {
      columns = undefined;
      continue;
    }
    if (columns === undefined) {
      if (kindOfLine(bytes, start, end) === TableRowKind.caption) {
        caption = decodeText(bytes, start, end).split(' ', 1)[0];
        continue;
      }
      columns = csvCells(decodeText(bytes, start, end));
      const name = caption ?? nameOf(columns, hints);
      draft =
        drafts.get(name) ?? new TableDraft(name, (from, to, names) => decodeCsv(bytes, from, to, names));
      drafts.set(name, draft);
      draft.addColumns(columns);
      continue;
    }
    const idx = columns.indexOf('_uuid');
    const uuid = idx === -1 ? undefined : csvCells(decodeText(bytes, start, end))[idx];
    draft?.addRow(start, end, uuid, columns);
  }
  return { form: 'csv', tables: finishTables(drafts.values()), problems };
}

function decodeCsv(bytes: Uint8Array, start: number, end: number, columns: readonly string[]): RowCells {
  const values = csvCells(decodeText(bytes, start, end));
  const problems: SyntaxProblem[] =
    values.length === columns.length
      ? []
      : [{ start, end, message: `${values.length} values in ${columns.length} columns` }];
  const cells = new Map<string, Datum>();
  for (const [idx, column] of columns.entries()) {
    const value = values[idx];
    if (value !== undefined) cells.set(column, looseDatum(value));
  }
  return { cells, problems };
}

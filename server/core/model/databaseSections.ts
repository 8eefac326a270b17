import { openBraceChar, openBracketChar } from '../text/ascii.ts';
import { tableOfColumns } from '../facts/databases.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { stringOf } from '../syntax/ovsdb/datum.ts';
import { datumOf } from '../syntax/ovsdb/datumTree.ts';
import { jsonTableOf } from '../syntax/ovsdb/jsonTable.ts';
import { JsonCursor } from '../syntax/ovsdb/jsonCursor.ts';
import { ShowRowKind } from '../syntax/ovsdb/parseShowRow.ts';
import { kindOfLine, TableRowKind } from '../syntax/ovsdb/parseTableRow.ts';
import { decodeText, startsWithAscii } from '../text/bytes.ts';
import type { Dump } from './dump.ts';
import type { Section } from './sections.ts';

type Draft = { -readonly [Key in keyof Section]: Section[Key] } & { readonly children: Draft[] };

function draft(kind: Section['kind'], name: string, first: number): Draft {
  return { kind, name, table: -1, first, end: first + 1, nFlows: 0, children: [] };
}

/** A table with more rows than this is not listed row by row: an outline is for finding one's way. */
const maxListed = 500;

/** Printed tables, and printed records by their table: table › rows. In one pass over the lines. */
export function printedTableSections(dump: Dump): readonly Section[] {
  const found: Draft[] = [];
  let open: Draft | undefined;
  let columns: readonly string[] = [];
  let caption: string | undefined;
  let isTable = false;
  let record: RecordDraft | undefined;
  /** Names of tables by their columns: all records of a table ask. */
  const names = new Map<string, string>();

  function nameOf(wanted: readonly string[]): string {
    const key = wanted.join(' ');
    const name = names.get(key) ?? tableOfColumns(wanted) ?? '';
    names.set(key, name);
    return name;
  }

  function endRecord(): void {
    if (record === undefined) return;
    const name = caption ?? nameOf(record.names);
    // Records of one table follow each other.
    if (open === undefined || isTable || open.name !== name) {
      open = draft('databaseTable', name, record.first);
      found.push(open);
      isTable = false;
    }
    addRow(open, record.first, record.end, record.name);
    record = undefined;
  }

  for (let row = 0; row < dump.rows.nRows; row++) {
    const { bytes, start, end } = dump.rowText(row);
    const kind = kindOfLine(bytes, start, end);
    if (kind !== TableRowKind.column) endRecord();
    if (kind === TableRowKind.caption) {
      caption = decodeText(bytes, start, end).trim().split(' ', 1)[0];
      open = draft('databaseTable', caption as string, row);
      found.push(open);
      isTable = false;
    } else if (kind === TableRowKind.json) found.push(jsonSection(dump, row, nameOf));
    else if (kind === TableRowKind.heading || kind === TableRowKind.csvNames) {
      columns = decodeText(bytes, start, end).trim().split(/ +|,/);
      if (caption === undefined || open === undefined || open.first !== row - 1) {
        open = draft('databaseTable', caption ?? nameOf(columns), row);
        found.push(open);
      }
      open.end = row + 1;
      isTable = true;
    } else if (kind === TableRowKind.rule && open !== undefined) open.end = row + 1;
    else if ((kind === TableRowKind.cells || kind === TableRowKind.csvCells) && open !== undefined && isTable)
      addRow(open, row, row + 1, open.nFlows < maxListed ? nameOfCells(dump, row, columns) : '');
    else if (kind === TableRowKind.column) record = readRecordLine(dump, row, record);
  }
  endRecord();
  return found;
}

function addRow(table: Draft, first: number, end: number, name: string): void {
  table.end = end;
  table.nFlows++;
  if (table.nFlows > maxListed) table.children.length = 0;
  else table.children.push({ ...draft('databaseRow', name, first), end });
}

/** Columns that name a row. */
const nameColumns: ReadonlySet<string> = new Set(['name', 'logical_port', 'chassis_name', 'target']);

function nameOfCells(dump: Dump, row: number, columns: readonly string[]): string {
  const { tree } = dump.readRow(row);
  const { bytes, start } = dump.rowText(row);
  const values = tree.children(0);
  let uuid = '';
  for (const [idx, column] of columns.entries()) {
    const node = values[idx];
    if (node === undefined || tree.kind(node) !== NodeKind.value) continue;
    if (nameColumns.has(column)) {
      const name = stringOf(datumOf(tree, node, bytes, start));
      if (name !== undefined && name !== '') return name;
    } else if (column === '_uuid') uuid = decodeText(bytes, start + tree.start(node), start + tree.end(node));
  }
  return uuid;
}

interface RecordDraft {
  first: number;
  end: number;
  names: string[];
  name: string;
}

function readRecordLine(dump: Dump, row: number, open: RecordDraft | undefined): RecordDraft {
  const record = open ?? { first: row, end: row, names: [], name: '' };
  const { bytes, start, end } = dump.rowText(row);
  const line = decodeText(bytes, start, Math.min(end, start + 200));
  const colon = line.indexOf(':');
  const name = line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  record.names.push(name);
  record.end = row + 1;
  const isNamed = nameColumns.has(name) && value !== '' && value !== '[]' && value !== '""';
  if (isNamed || (name === '_uuid' && record.name === '')) record.name = value.replace(/^"(.*)"$/, '$1');
  return record;
}

/** A table in one line: how many rows it has is all that an outline of lines can tell. */
function jsonSection(dump: Dump, row: number, nameOf: (columns: readonly string[]) => string): Draft {
  const { bytes, start } = dump.rowText(row);
  const { caption, columns, rows } = jsonTableOf(dump.readRow(row).tree, bytes, start);
  const section = draft('databaseTable', caption ?? nameOf(columns), row);
  section.nFlows = rows.length;
  return section;
}

/** What stands at the left edge of a summary, with what is below it, down to the ports. */
export function summarySections(dump: Dump): readonly Section[] {
  const found: Draft[] = [];
  const open: { readonly section: Draft; readonly indent: number }[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { tree } = dump.readRow(row);
    const { bytes, start } = dump.rowText(row);
    const kind = tree.value(0);
    if (kind === ShowRowKind.blank || kind === ShowRowKind.unknown) continue;
    const indent = tree.start(1);
    while (open.length > 0 && (open.at(-1) as (typeof open)[number]).indent >= indent) open.pop();
    if (kind !== ShowRowKind.column) {
      const name = decodeText(
        bytes,
        start + indent,
        start + lastEnd(tree.children(0), (node) => tree.end(node)),
      );
      const section = draft('databaseRow', name, row);
      const parent = open.at(-1)?.section;
      if (parent !== undefined) parent.nFlows++;
      // An outline deeper than this is none; lines nest by their spaces alone.
      if (open.length < maxDepth) {
        (parent?.children ?? found).push(section);
        open.push({ section, indent });
      }
    }
    for (const { section } of open) section.end = row + 1;
  }
  return found;
}

const maxDepth = 8;

function lastEnd(nodes: readonly number[], end: (node: number) => number): number {
  const last = nodes.at(-1);
  return last === undefined ? 0 : end(last);
}

/** The records of a database file: the schema, then transactions with their date and comment. */
export function logSections(dump: Dump): readonly Section[] {
  const found: Draft[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { bytes, start, end } = dump.rowText(row);
    let at = start;
    while (at < end && (bytes[at] as number) <= 0x20) at++;
    if (startsWithAscii(bytes, at, 'OVSDB ', end)) found.push(draft('databaseRecord', '', row));
    const open = found.at(-1);
    if (open === undefined || at === end || row === open.first) continue;
    open.end = row + 1;
    if (open.name === '') open.name = recordName(bytes, at, end);
  }
  return found.map((record) => (record.name === '' ? { ...record, name: 'record' } : record));
}

/** `schema OVN_Southbound`, a transaction's date and comment, or the entry of a cluster's log. */
function recordName(bytes: Uint8Array, start: number, end: number, isInner = false): string {
  const json = new JsonCursor(bytes, start, end);
  let date: number | undefined;
  let comment: string | undefined;
  let name: string | undefined;
  let index: number | undefined;
  let hasTables = false;
  let first: string | undefined;
  if (json.enter(openBraceChar)) {
    while (json.nextMember()) {
      first ??= json.key();
      if (json.keyIs('_date')) date = json.takeNumber();
      else if (json.keyIs('_comment')) comment = json.takeString();
      else if (json.keyIs('name')) name = json.takeString();
      else if (json.keyIs('index')) index = json.takeNumber();
      else {
        hasTables ||= json.keyIs('tables') || json.keyIs('prev_data');
        if (json.keyIs('data') && json.enter(openBracketChar)) {
          // `[schema, transaction]`
          if (json.nextElement()) json.skip();
          const from = json.nextElement() ? json.at : -1;
          if (from !== -1 && json.skip() && !isInner) comment = recordName(bytes, from, json.at, true);
          while (json.nextElement()) json.skip();
        } else json.skip();
      }
    }
  }
  if (hasTables && name !== undefined) return `schema ${name}`;
  if (index !== undefined) return comment === undefined ? `entry ${index}` : `entry ${index}: ${comment}`;
  if (date === undefined && comment === undefined) return first ?? '';
  return [isoDate(date), comment].filter((part) => part !== undefined).join(' ');
}

/** In UTC, without a clock. */
function isoDate(date: number | undefined): string | undefined {
  return date === undefined || Math.abs(date) > 8.64e15 ? undefined : new Date(date).toISOString();
}

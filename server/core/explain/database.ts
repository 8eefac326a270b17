import { databaseOfTables, tableOfColumns } from '../facts/databases.ts';
import type { Dump } from '../model/dump.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { jsonTableOf } from '../syntax/ovsdb/jsonTable.ts';
import { kindOfLine, TableRowKind } from '../syntax/ovsdb/parseTableRow.ts';
import { minusChar } from '../text/ascii.ts';
import { decodeText } from '../text/bytes.ts';
import type { ExplainContext } from './context.ts';
import { explainColumn, explainLeaf, explainTable, type Place } from './databaseValue.ts';
import type { Explanation, ExplanationPart } from './explanation.ts';
import { columnText, tableText } from './prose/columns.ts';
import { about, aboutUnknown, around, explainBeside, isLeaf, part, textOf, type Token } from './token.ts';

/** A token in what `ovsdb-client dump` or `list` and `find` print, as tables or as records. */
export function explainDatabaseToken(token: Token): Explanation | undefined {
  if (!isLeaf(token)) return undefined;
  const { tree, leaf } = token;
  if (tree.kind(leaf) === NodeKind.unknown)
    return aboutUnknown(token, leaf, 'No row of a database has this here; see the problem that is marked.');
  const place = placeOf(token);
  switch (tree.value(0)) {
    case TableRowKind.caption:
      return explainTable(token, 0, place);
    case TableRowKind.heading:
    case TableRowKind.csvNames:
      return explainColumn(token, leaf, { ...place, column: textOf(token, leaf) });
    case TableRowKind.json:
      return explainJsonLeaf(token, place);
    case TableRowKind.rule:
      return about(
        token,
        leaf,
        ['Rule'],
        'The rows of the table begin below it; each dash is a letter of the column’s width.',
      );
    case TableRowKind.column: {
      const isName = token.path.length === 3 && tree.kind(leaf) === NodeKind.attributeName;
      return isName ? explainColumn(token, leaf, place) : explainLeaf(token, place);
    }
    default:
      return explainLeaf(token, place);
  }
}

function placeOf(token: Token): Place {
  const { context, row, tree } = token;
  const { dump, hints } = context;
  switch (tree.value(0)) {
    case TableRowKind.caption: {
      const table = textOf(token, around(token, NodeKind.header) + 1);
      return { database: databaseOf(context, table), table, column: undefined };
    }
    case TableRowKind.column: {
      const record = recordAt(dump, row);
      const table =
        hints?.table ?? captionBefore(dump, record.first) ?? tableOfColumns(record.names) ?? undefined;
      const column = textOf(token, around(token, NodeKind.attribute) === -1 ? -1 : 2);
      return { database: databaseOf(context, table), table, column };
    }
    case TableRowKind.json:
      return jsonPlace(token);
    default: {
      const heading = headingAt(dump, row);
      const columns = heading === -1 ? [] : wordsOf(dump, heading);
      const table =
        (heading === -1 ? undefined : captionBefore(dump, heading)) ??
        hints?.table ??
        tableOfColumns(columns) ??
        undefined;
      return { database: databaseOf(context, table), table, column: columns[cellOf(token)] };
    }
  }
}

/** The value of a column, by where in its row it is: the names of the columns come last in the line. */
function jsonPlace({ context, tree, bytes, path }: Token): Place {
  const { caption, columns, rows } = jsonTableOf(tree, bytes, 0);
  const table = caption ?? context.hints?.table ?? tableOfColumns(columns) ?? undefined;
  const row = path.find((node) => rows.includes(node));
  const cell = row === undefined ? -1 : tree.children(row).findIndex((each) => path.includes(each));
  return { database: databaseOf(context, table), table, column: columns[cell] };
}

function explainJsonLeaf(token: Token, place: Place): Explanation | undefined {
  const { tree, leaf, path } = token;
  const member = path.find((node) => tree.kind(node) === NodeKind.attribute) ?? -1;
  const key = member === -1 ? '' : textOf(token, member + 1).replaceAll('"', '');
  if (leaf === member + 1) return about(token, leaf, key, jsonMembers[key] ?? 'Part of the table.');
  if (key === 'caption') return explainTable(token, leaf, place);
  if (key === 'headings')
    return explainColumn(token, leaf, { ...place, column: textOf(token, leaf).replaceAll('"', '') });
  return explainLeaf(token, place);
}

const jsonMembers: { readonly [key: string]: string | undefined } = {
  caption: 'The name of the table.',
  data: 'The rows of the table: a list of values for each, in the order of the headings.',
  headings: 'The names of the columns, in the order in which each row has its values.',
};

function databaseOf({ hints }: ExplainContext, table: string | undefined): string | undefined {
  return hints?.database ?? (table === undefined ? undefined : databaseOfTables([table]));
}

/** Which of a line's values the token is in. */
function cellOf({ tree, path }: Token): number {
  const cell = path[1] ?? -1;
  return tree.children(0).indexOf(cell);
}

/** The headings of tables, as far as hovers have looked: a table of 300,000 rows is gone through once. */
const headings = new WeakMap<Dump, { readonly heading: number; readonly last: number }>();

/** The line with the names of the columns that a line of values belongs to, or -1. */
export function headingAt(dump: Dump, row: number): number {
  const known = headings.get(dump);
  const isKnown = known !== undefined && row >= known.heading && row <= known.last;
  if (isKnown) return known.heading;
  for (let at = row; at >= 0; at--) {
    if (known !== undefined && at === known.last) {
      headings.set(dump, { heading: known.heading, last: row });
      return known.heading;
    }
    const { bytes, start, end } = dump.rowText(at);
    if (beginsWithUuid(bytes, start, end)) continue;
    const kind = kindOfLine(bytes, start, end);
    if (kind === TableRowKind.heading || kind === TableRowKind.csvNames) {
      headings.set(dump, { heading: at, last: row });
      return at;
    }
    if (kind === TableRowKind.caption || kind === TableRowKind.blank) return -1;
  }
  return -1;
}

/** Nearly every line of values does: nothing else of it needs a look. */
function beginsWithUuid(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start > 36 &&
    bytes[start + 8] === minusChar &&
    bytes[start + 13] === minusChar &&
    bytes[start + 23] === minusChar &&
    bytes[start] !== minusChar
  );
}

function captionBefore(dump: Dump, row: number): string | undefined {
  if (row === 0) return undefined;
  const { bytes, start, end } = dump.rowText(row - 1);
  if (kindOfLine(bytes, start, end) !== TableRowKind.caption) return undefined;
  return decodeText(bytes, start, end).trim().split(' ', 1)[0];
}

function wordsOf(dump: Dump, row: number): readonly string[] {
  return decodeText(dump.rowBytes(row)).trim().split(/ +|,/);
}

interface Record {
  readonly first: number;
  readonly names: readonly string[];
}

/** A record has no more columns than this. */
const maxColumns = 100;

/** The lines around `row` that are columns of the same record. */
function recordAt(dump: Dump, row: number): Record {
  let first = row;
  while (first > 0 && row - first < maxColumns && isColumn(dump, first - 1)) first--;
  const names: string[] = [];
  for (let at = first; at < dump.rows.nRows && at < first + maxColumns && isColumn(dump, at); at++) {
    const { bytes, start, end } = dump.rowText(at);
    const text = decodeText(bytes, start, Math.min(end, start + 80));
    names.push(text.slice(0, text.indexOf(':')).trim());
  }
  return { first, names };
}

function isColumn(dump: Dump, row: number): boolean {
  const { bytes, start, end } = dump.rowText(row);
  return kindOfLine(bytes, start, end) === TableRowKind.column;
}

/** A row of a table as a whole: what it is, and its columns that are not empty. */
export function explainDatabaseRow(token: Token): Explanation | undefined {
  const { context, row, tree } = token;
  if (tree.nNodes < 2) return undefined;
  const kind = tree.value(0);
  if (kind === TableRowKind.column || kind === TableRowKind.caption)
    return explainBeside(token, tree.start(1), explainDatabaseToken);
  if (kind === TableRowKind.json) return explainJsonTable(token);
  if (kind !== TableRowKind.cells && kind !== TableRowKind.csvCells) return undefined;
  const place = placeOf(token);
  const heading = headingAt(context.dump, row);
  if (heading === -1) return undefined;
  const columns = wordsOf(context.dump, heading);
  const table = place.table ?? '';
  return {
    span: { start: 0, end: token.bytes.length },
    title: ['This row', ...(table === '' ? [] : [' of ', { code: table }])],
    summary: [tableText(place.database, table) ?? 'A row of a table of the database.'],
    parts: cellParts(token, columns, place),
    notes: [],
  };
}

/** A table in one line: its rows are too many for a hover, its columns are not. */
function explainJsonTable(token: Token): Explanation {
  const { tree, bytes } = token;
  const { columns, rows } = jsonTableOf(tree, bytes, 0);
  const { database, table = '' } = jsonPlace(token);
  return {
    span: { start: 0, end: bytes.length },
    title: ['This table', ...(table === '' ? [] : [' ', { code: table }])],
    summary: [tableText(database, table) ?? 'A table of the database.'],
    parts: [
      part('rows', String(rows.length)),
      ...columns.flatMap((column) => {
        const meaning = columnText(database, table, column);
        return meaning === undefined ? [] : [part([{ code: column }], meaning)];
      }),
    ].slice(0, maxParts),
    notes: [],
  };
}

const maxParts = 16;
const maxValue = 80;

function cellParts(token: Token, columns: readonly string[], place: Place): readonly ExplanationPart[] {
  const { tree } = token;
  return tree
    .children(0)
    .flatMap((cell, idx) => {
      const column = columns[idx] ?? '';
      const text = textOf(token, cell);
      if (/^(?:\[\]|\{\}|"")$/.test(text) || column === '_uuid') return [];
      const meaning = columnText(place.database, place.table, column);
      return [
        part(
          [{ code: column }],
          [
            { code: text.length > maxValue ? `${text.slice(0, maxValue)}…` : text },
            ...(meaning === undefined ? [] : [' ', meaning]),
          ],
        ),
      ];
    })
    .slice(0, maxParts);
}

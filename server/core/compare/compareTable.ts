import { groupBy } from '../base/groupBy.ts';
import type { StoredTable } from '../check/tables.ts';
import { type DatabaseRow, rowName } from '../model/database.ts';
import { type Atom, atomText, type Datum, isUuid, valueOf } from '../syntax/ovsdb/datum.ts';
import type { Change, ComparedText } from './comparison.ts';
import { keyColumns, noisyColumns, noisyKey } from './databaseNoise.ts';

/** The name of a row by its UUID, where the side has the row. */
export type NameOfRow = (uuid: string) => string | undefined;

/** One side's rows of a table. */
export interface TableSide {
  readonly stored: StoredTable;
  readonly nameOf: NameOfRow;
}

/** A row as text by column: references by the names of what they refer to, in one order. */
interface PlainRow {
  readonly row: DatabaseRow;
  readonly key: string;
  readonly columns: ReadonlyMap<string, PlainDatum>;
}

interface PlainDatum {
  readonly isMap: boolean;
  /** Atoms, or pairs as `key=value`, sorted. */
  readonly items: readonly string[];
}

/**
 * The changes between two sides of a table, row by row and column by column. Rows are told by their names, others by
 * their UUIDs, and those that have a new UUID by what they say. `host` is whose database it is, empty for a central one.
 */
export function* compareTable(
  database: string,
  host: string,
  before: TableSide,
  after: TableSide,
): Generator<Change | undefined> {
  const { name } = before.stored.table;
  const shared = sharedColumns(before, after);
  const where = [host, database, name].filter((word) => word !== '').join(' ');
  const left = yield* plainRows(before, shared);
  const right = yield* plainRows(after, shared);
  const byKey = groupBy(left.toReversed(), ({ key }) => key);
  const added: PlainRow[] = [];
  const draft = { where, host, table: name };
  for (const row of right) {
    const found = byKey.get(row.key)?.pop();
    if (found === undefined) added.push(row);
    else {
      const what = differencesOf(found, row);
      if (what.length > 0) yield changeOf(draft, before, after, found, row, what.join('; '));
    }
    yield;
  }
  const removed = [...byKey.values()].flat();
  // A row that was made anew says the same under another UUID.
  const bySaying = groupBy(removed, sayingOf);
  const again = new Set<PlainRow>();
  for (const row of added) {
    const same = bySaying.get(sayingOf(row))?.pop();
    if (same === undefined) yield changeOf(draft, before, after, undefined, row, '');
    else again.add(same);
  }
  for (const row of removed) if (!again.has(row)) yield changeOf(draft, before, after, row, undefined, '');
}

function sharedColumns(before: TableSide, after: TableSide): readonly string[] {
  const { name } = before.stored.table;
  const left = new Set([...(noisyColumns['*'] ?? []), ...(noisyColumns[name] ?? [])]);
  return before.stored.table.columns.filter(
    (column) => !left.has(column) && after.stored.table.columns.includes(column),
  );
}

function* plainRows(
  { stored, nameOf }: TableSide,
  columns: readonly string[],
): Generator<undefined, PlainRow[]> {
  const rows: PlainRow[] = [];
  const keys = (keyColumns[stored.table.name] ?? []).filter((column) => columns.includes(column));
  for (const row of stored.table.rows()) {
    const plain = new Map<string, PlainDatum>();
    for (const column of columns) {
      const datum = row.get(column);
      if (datum !== undefined) plain.set(column, plainDatum(datum, nameOf));
    }
    const named = keys.map((column) => (plain.get(column)?.items ?? []).join(','));
    const key = named.some((text) => text !== '')
      ? named.join('\n')
      : (row.uuid ?? sayingOf({ columns: plain }));
    rows.push({ row, key, columns: plain });
    yield;
  }
  return rows;
}

function plainDatum(datum: Datum, nameOf: NameOfRow): PlainDatum {
  const text = (atom: Atom): string => (isUuid(atom) ? (nameOf(atom.uuid) ?? atom.uuid) : plainAtom(atom));
  if (datum.kind === 'set') {
    // An empty text is what many columns have for nothing.
    const items = datum.atoms.map(text).filter((item) => item !== '');
    return { isMap: false, items: items.sort() };
  }
  const items = datum.pairs
    .filter(([key]) => typeof key !== 'string' || !noisyKey.test(key))
    .map(([key, value]) => `${text(key)}=${text(value)}`);
  return { isMap: true, items: items.sort() };
}

function plainAtom(atom: Atom): string {
  return typeof atom === 'string' ? atom : atomText(atom);
}

function sayingOf({ columns }: Pick<PlainRow, 'columns'>): string {
  return [...columns].map(([column, { items }]) => `${column}:${items.join('\u0000')}`).join('\u0001');
}

/** What each column says more, less or otherwise. */
function differencesOf(before: PlainRow, after: PlainRow): readonly string[] {
  const found: string[] = [];
  for (const [column, one] of before.columns) {
    const other = after.columns.get(column) ?? { isMap: one.isMap, items: [] };
    if (one.items.join('\u0000') !== other.items.join('\u0000'))
      found.push(...difference(column, one, other));
  }
  return found;
}

function difference(column: string, before: PlainDatum, after: PlainDatum): readonly string[] {
  if (before.isMap || after.isMap) return mapDifference(column, before.items, after.items);
  const name = wordsOf(column);
  const [old, next] = [new Set(before.items), new Set(after.items)];
  const added = after.items.filter((item) => !old.has(item));
  const removed = before.items.filter((item) => !next.has(item));
  const [gone] = removed;
  const [came] = added;
  if (removed.length === 1 && added.length === 1 && gone !== undefined && came !== undefined)
    return [`${name} ${shown(gone)} → ${shown(came)}`];
  return [
    ...(removed.length === 0 ? [] : [`${name} ${listed(removed)} removed`]),
    ...(added.length === 0 ? [] : [`${name} ${listed(added)} added`]),
  ];
}

function mapDifference(
  column: string,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const pairs = (items: readonly string[]): Map<string, string> =>
    new Map(items.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]));
  const [one, other] = [pairs(before), pairs(after)];
  const found: string[] = [];
  for (const [key, value] of one) {
    const next = other.get(key);
    if (next === undefined) found.push(`${column}:${key} removed (${shown(value)})`);
    else if (next !== value) found.push(`${column}:${key} ${shown(value)} → ${shown(next)}`);
  }
  for (const [key, value] of other) if (!one.has(key)) found.push(`${column}:${key}=${shown(value)} added`);
  return found;
}

/** `additional_chassis` as a person says it. */
function wordsOf(column: string): string {
  return column.replaceAll('_', ' ');
}

const mostShown = 120;

function shown(text: string): string {
  if (text === '') return 'nothing';
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

function listed(items: readonly string[]): string {
  const first = items.slice(0, 6).map(shown);
  return items.length > 6 ? `${first.join(', ')} and ${items.length - 6} more` : first.join(', ');
}

interface Draft {
  readonly where: string;
  readonly host: string;
  readonly table: string;
}

/** Tables whose rows are logical ports. */
const portTables: ReadonlySet<string> = new Set([
  'Port_Binding',
  'Logical_Switch_Port',
  'Logical_Router_Port',
]);

/** The logical port that an interface is plugged for. */
function pluggedFor({ row }: PlainRow): string | undefined {
  const id = valueOf(row.get('external_ids'), 'iface-id');
  return typeof id === 'string' ? id : undefined;
}

function changeOf(
  { where, host, table }: Draft,
  before: TableSide,
  after: TableSide,
  old: PlainRow | undefined,
  next: PlainRow | undefined,
  difference: string,
): Change {
  const row = (next ?? old) as PlainRow;
  const kind = old === undefined ? 'added' : next === undefined ? 'removed' : 'changed';
  const name = rowName(row.row);
  const port = table === 'Interface' ? pluggedFor(row) : portTables.has(table) ? name : undefined;
  const at = host === '' ? '' : ` on ${host}`;
  const said = kind === 'changed' ? difference : `${table} row ${kind}`;
  return {
    where,
    kind,
    before: old === undefined ? undefined : textOf(before, old),
    after: next === undefined ? undefined : textOf(after, next),
    subject: port === undefined ? (name === '' ? table : `${table} ${name}`) : `port ${port}`,
    what: `${said}${at}`,
    dialect: undefined,
  };
}

function textOf({ stored }: TableSide, { row, columns }: PlainRow): ComparedText {
  const place = stored.placeOf(row);
  const text = [...columns]
    .map(([column, { isMap, items }]) => {
      const value = isMap ? `{${items.join(', ')}}` : items.length === 1 ? items[0] : `[${items.join(', ')}]`;
      return `${column.padEnd(28)}: ${value}`;
    })
    .join('\n');
  return { text, path: place.path, line: place.line };
}

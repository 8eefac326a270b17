import type { Steps } from '../base/steps.ts';
import { openTables, type StoredTable } from '../check/tables.ts';
import type { CapturePart } from '../model/captureFile.ts';
import type { DatabaseRow } from '../model/database.ts';
import { datapathOf, RowKind } from '../model/rowColumns.ts';
import { numberOf, stringOf, valueOf } from '../syntax/ovsdb/datum.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { LinkedDump, Links } from './links.ts';
import { rowsWithCookie } from './rowSearch.ts';
import { RowView } from './rowView.ts';
import type { LinkSource, LinkTarget } from './source.ts';
import { firstWord, partsOf, rowsOfStep, type StoredRow, targetOf } from './storedRows.ts';

/** The southbound database's table of logical flows. */
interface FlowTable {
  readonly stored: StoredTable;
  /** The first 32 bits of each row's UUID. */
  readonly cookies: Uint32Array;
}

/** Rows of Logical_Flow whose UUID begins with the cookie. */
export function* storedFlows({ source, origin }: Links, cookie: number): Steps<readonly StoredRow[]> {
  const table = yield* flowTable(source, origin.moment.central);
  if (table === undefined) return [];
  const { cookies, stored } = table;
  const found: StoredRow[] = [];
  for (let idx = cookies.indexOf(cookie); idx !== -1; idx = cookies.indexOf(cookie, idx + 1))
    found.push({ stored, row: stored.table.row(idx) });
  return found;
}

function* flowTable(source: LinkSource, central: readonly CapturePart[]): Steps<FlowTable | undefined> {
  const parts = partsOf(central, 'OVN_Southbound');
  return yield* source.derive('links: logical flows', parts, function* () {
    yield;
    const stored = openTables(parts, 'OVN_Southbound', source.read).find('Logical_Flow');
    if (stored === undefined) return undefined;
    const cookies = new Uint32Array(stored.table.nRows);
    for (let idx = 0; idx < cookies.length; idx++) {
      if (idx % rowsOfStep === 0) yield;
      cookies[idx] = firstWord(stored.table.row(idx).uuid) ?? 0;
    }
    return { stored, cookies };
  });
}

/** The northbound row that a logical flow was made for, by the first 32 bits of its UUID (`northd`, `stage-hint`). */
export function hintOf(flow: DatabaseRow): number | undefined {
  const hint = valueOf(flow.get('external_ids'), 'stage-hint');
  return typeof hint === 'string' && /^[0-9a-f]{8}$/.test(hint)
    ? Number.parseInt(hint, 16)
    : typeof hint === 'number'
      ? // Eight digits that a print without quotation marks shows as a number.
        Number.parseInt(String(hint).padStart(8, '0'), 16)
      : undefined;
}

/** Rows of the lists of logical flows that have the cookie as their UUID; where no list has UUIDs, those that say the same. */
export function* listedFlows(
  links: Links,
  cookie: number,
): Steps<readonly (LinkTarget & { readonly row: number; readonly list: LinkedDump })[]> {
  const lists = yield* links.logical();
  for (const list of lists) {
    const rows = rowsWithCookie(list.dump, cookie, true);
    if (rows.length > 0) return rows.map((row) => ({ path: list.path, line: row, row, list }));
  }
  const [list] = lists;
  if (list === undefined || list.dump.rows.cookie.length > 0) return [];
  const rows: number[] = [];
  for (const { row } of yield* storedFlows(links, cookie)) rows.push(...(yield* rowsSaying(list, row)));
  return rows.map((row) => ({ path: list.path, line: row, row, list }));
}

/** Rows of a list that say what a row of the database says: its stage, table, priority, match and actions. */
function* rowsSaying({ dump }: LinkedDump, flow: DatabaseRow): Steps<readonly number[]> {
  const { rows } = dump;
  const table = numberOf(flow.get('table_id'));
  const priority = numberOf(flow.get('priority'));
  const pipeline = stringOf(flow.get('pipeline'));
  const match = textOf(flow, 'match');
  const actions = textOf(flow, 'actions');
  const found: number[] = [];
  for (let row = 0; row < rows.nRows; row++) {
    if (row % rowsOfStep === 0) yield;
    if (rows.table[row] !== table || rows.priority[row] !== priority || rows.kind[row] !== RowKind.flow)
      continue;
    if (datapathOf(rows, row)?.pipeline !== pipeline) continue;
    const view = new RowView(dump, row, true);
    if (view.childText(0, NodeKind.match) === match && view.childText(0, NodeKind.actions) === actions)
      found.push(row);
  }
  return found;
}

function textOf(row: DatabaseRow, column: string): string {
  const datum = row.get(column);
  return stringOf(datum) ?? String(numberOf(datum) ?? '');
}

/** What the northbound database says of it: an ACL, a load balancer, a route, a port. */
export function* northboundOf(links: Links, cookie: number): Steps<readonly LinkTarget[]> {
  const north = yield* links.northbound();
  const found: LinkTarget[] = [];
  for (const { row } of yield* storedFlows(links, cookie)) {
    const hint = hintOf(row);
    if (hint !== undefined) found.push(...north.startingWith(hint).map(targetOf));
  }
  return found;
}

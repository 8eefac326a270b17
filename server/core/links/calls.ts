import type { Steps } from '../base/steps.ts';
import type { Dump } from '../model/dump.ts';
import { datapathOf, noTable } from '../model/rowColumns.ts';
import { rowUses, stageNumber, use } from './rowUses.ts';

/** A table that packets pass: of a bridge, or of one pipeline of a datapath. */
export type PassedTable =
  | { readonly kind: 'table'; readonly table: number }
  | {
      readonly kind: 'stage';
      readonly direction: 'ingress' | 'egress';
      readonly table: number;
      /** Undefined for a list without headers. */
      readonly datapath: string | undefined;
    };

/** Rows of one table that go on in another. */
export interface TableCalls {
  readonly table: PassedTable;
  readonly rows: readonly number[];
}

/** The table that a row is in; undefined when it does not say. */
export function tableOfRow(dump: Dump, row: number): PassedTable | undefined {
  const { rows, dialect } = dump;
  const table = rows.table[row] ?? noTable;
  if (table === noTable) return undefined;
  if (dialect === 'ovs-openflow') return { kind: 'table', table };
  if (dialect !== 'ovn-lflow') return undefined;
  const section = datapathOf(rows, row);
  const direction = section?.pipeline ?? directionOfStage(rows.stages[rows.stage[row] as number]);
  return direction === undefined ? undefined : { kind: 'stage', direction, table, datapath: section?.name };
}

function directionOfStage(stage: string | undefined): 'ingress' | 'egress' | undefined {
  const word = /^l[sr]_(in|out)_/.exec(stage ?? '')?.[1];
  return word === undefined ? undefined : word === 'in' ? 'ingress' : 'egress';
}

/** Which tables have rows that go on in this one. */
export function* incomingCalls(dump: Dump, to: PassedTable): Steps<readonly TableCalls[]> {
  const uses = yield* rowUses(dump);
  const rows =
    to.kind === 'table'
      ? uses.rowsOf(use.table, to.table)
      : uses.rowsOf(use.stage, stageNumber(to.direction, to.table));
  const calls = new Map<string, { readonly table: PassedTable; readonly rows: number[] }>();
  for (const row of rows) {
    const from = tableOfRow(dump, row);
    if (from === undefined || !isBeside(from, to)) continue;
    const key = JSON.stringify(from);
    const known = calls.get(key);
    if (known === undefined) calls.set(key, { table: from, rows: [row] });
    else known.rows.push(row);
  }
  return [...calls.values()];
}

/** In which tables the rows of this one go on. */
export function* outgoingCalls(dump: Dump, from: PassedTable): Steps<readonly TableCalls[]> {
  const uses = yield* rowUses(dump);
  const which = from.kind === 'table' ? use.table : use.stage;
  const calls: TableCalls[] = [];
  for (const id of uses.ids(which).toSorted((a, b) => Number(a) - Number(b))) {
    const rows = uses.rowsOf(which, id).filter((row) => isSame(tableOfRow(dump, row), from));
    if (rows.length > 0) calls.push({ table: calledTable(from, Number(id)), rows });
  }
  return calls;
}

function calledTable(from: PassedTable, id: number): PassedTable {
  if (from.kind === 'table') return { kind: 'table', table: id };
  const direction = id >= stageNumber('egress', 0) ? 'egress' : 'ingress';
  return { ...from, direction, table: id - stageNumber(direction, 0) };
}

/** Of one bridge, or of one datapath. */
function isBeside(a: PassedTable, b: PassedTable): boolean {
  return a.kind === 'stage' && b.kind === 'stage' ? a.datapath === b.datapath : a.kind === b.kind;
}

function isSame(a: PassedTable | undefined, b: PassedTable): boolean {
  if (a === undefined || a.table !== b.table || !isBeside(a, b)) return false;
  return a.kind === 'table' || (b.kind === 'stage' && a.direction === b.direction);
}

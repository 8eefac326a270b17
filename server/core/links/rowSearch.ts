import type { Dump } from '../model/dump.ts';
import { findRows } from '../model/findRows.ts';
import { type DatapathSection, RowKind } from '../model/rowColumns.ts';
import { mostTargets } from './source.ts';

/** Rows of a dump found by the columns of its index, so that nothing is parsed. */

/** Flows with that cookie, or logical flows whose UUID begins so. */
export function rowsWithCookie(dump: Dump, cookie: number, isLogical = false): readonly number[] {
  const wanted = dump.dialect === 'ovn-lflow' && !isLogical ? RowKind.nestedFlow : RowKind.flow;
  const { kind } = dump.rows;
  return [...findRows(dump, { cookie }).subarray(0, mostTargets)].filter((row) => kind[row] === wanted);
}

/** The first flow of an OpenFlow table; of a datapath if there is one, -1 when there is none. */
export function firstRowOfTable({ rows }: Dump, table: number, datapath?: number): number {
  const { table: tables, kind, datapathKey } = rows;
  let first = -1;
  for (let row = tables.indexOf(table); row !== -1; row = tables.indexOf(table, row + 1)) {
    if (kind[row] !== RowKind.flow) continue;
    if (datapath === undefined || datapathKey[row] === datapath) return row;
    if (first === -1) first = row;
  }
  return datapath === undefined ? first : -1;
}

/** Rows `[first, end)` of one pipeline of one datapath. */
export interface SectionRows {
  readonly section: DatapathSection | undefined;
  readonly first: number;
  readonly end: number;
}

/** The sections of a list of logical flows; a list without headers is one. */
export function sectionsOfList({ rows }: Dump): readonly SectionRows[] {
  const { datapaths, nRows } = rows;
  const found = datapaths.map((section, idx) => ({
    section,
    first: section.headerRow + 1,
    end: datapaths[idx + 1]?.headerRow ?? nRows,
  }));
  const before = datapaths[0]?.headerRow ?? nRows;
  return before > 0 ? [{ section: undefined, first: 0, end: before }, ...found] : found;
}

/** The first row of a logical table among `[first, end)`; -1 when there is none. */
export function firstRowOfStage({ rows }: Dump, table: number, { first, end }: SectionRows): number {
  for (let row = first; row < end; row++) {
    if (rows.table[row] === table && rows.kind[row] === RowKind.flow) return row;
  }
  return -1;
}

import type { Layout } from '../facts/layout.ts';
import { openFlowTable, type OpenFlowTable } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { decodeText } from '../text/bytes.ts';
import type { FlowFacts } from './flows/flowFacts.ts';
import type { Mention } from './flows/mentions.ts';
import type { Shadow } from './flows/shadows.ts';
import type { RowFault, RowNote } from './rowFault.ts';

/** A rule about the rows of one OpenFlow dump. Its severity, title and explanation are in the catalogue. */
export interface FlowRule {
  readonly code: string;
  /** Yields nothing where it may pause. */
  check(facts: FlowView): Generator<RowFault | void, void>;
}

/** What the rules look at. */
export interface FlowView extends FlowFacts {
  readonly shadows: readonly Shadow[];
}

/** The table with the name of its stage, where the dump is of OVN and the name is certain. */
export function tableName(table: number, layout: Layout | undefined): string {
  const fact = layout === undefined ? undefined : openFlowTable(layout, table as OpenFlowTable);
  const names =
    fact === undefined ? [] : [...fact.oftables.slice(0, 1), ...fact.stages.map(({ name }) => name)];
  return names.length === 0 ? `table ${table}` : `table ${table} (${names.join(', ')})`;
}

/** The rows of a mention but its first. */
export function otherRows({ rows }: Mention, message: string): readonly RowNote[] {
  return rows.slice(1).map((row) => ({ row, message }));
}

/** `One row leads to it.`, `3 rows lead to it.` */
export function rowsDo(nRows: number, one: string, several: string): string {
  return nRows === 1 ? `One row ${one}.` : `${nRows} rows ${several}.`;
}

/** `one row`, `3 rows`. */
export function countRows(nRows: number): string {
  return nRows === 1 ? 'one row' : `${nRows} rows`;
}

/** What a row says behind `actions=`. */
export function actionsText(dump: Dump, row: number): string {
  const text = decodeText(dump.rowBytes(row));
  return text.slice(text.indexOf(' actions='));
}

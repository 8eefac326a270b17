import type { Layout } from '../facts/layout.ts';
import { openFlowTable, type OpenFlowTable } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { decodeText } from '../text/bytes.ts';
import type { RelatedPlace, Severity } from './finding.ts';
import type { FlowFacts } from './flows/flowFacts.ts';
import type { Mention } from './flows/mentions.ts';
import type { Shadow } from './flows/shadows.ts';

/** A rule about the rows of one OpenFlow dump. Its severity, title and explanation are in the catalogue. */
export interface FlowRule {
  readonly code: string;
  /** Yields nothing where it may pause. */
  check(facts: FlowView): Generator<FlowProblem | void, void>;
}

/** What the rules look at. */
export interface FlowView extends FlowFacts {
  readonly shadows: readonly Shadow[];
}

/** Something that is wrong with a row, or with several of which this is the first. */
export interface FlowProblem {
  readonly row: number;
  readonly message: string;
  /** Other rows, each with what it is. */
  readonly related?: readonly RowNote[];
  /** Where it differs from the catalogue's. */
  readonly severity?: Severity;
}

export interface RowNote {
  readonly row: number;
  readonly message: string;
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

export function inFile(path: string, notes: readonly RowNote[] | undefined): readonly RelatedPlace[] {
  return (notes ?? []).map(({ row, message }) => ({ path, line: row, message }));
}

/** What a row says behind `actions=`. */
export function actionsText(dump: Dump, row: number): string {
  const text = decodeText(dump.rowBytes(row));
  return text.slice(text.indexOf(' actions='));
}

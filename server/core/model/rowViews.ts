import { openFlowEntry } from '../syntax/openflow/entryView.ts';
import type { OpenFlowEntry } from '../syntax/openflow/entry.ts';
import type { Dump } from './dump.ts';
import { RowKind } from './rowColumns.ts';

/** The OpenFlow flow of a row as values: of an OpenFlow dump, or below a logical flow. Undefined for any other row. */
export function openFlowEntryOf(dump: Dump, row: number): OpenFlowEntry | undefined {
  const kind = dump.rows.kind[row];
  const isFlow = dump.dialect === 'ovs-openflow' ? kind === RowKind.flow : kind === RowKind.nestedFlow;
  if (!isFlow) return undefined;
  const { tree, problems } = dump.tree(row);
  const { bytes, start, end } = dump.rowText(row);
  return openFlowEntry(bytes, start, end, tree, problems);
}

import type { Layout } from '../../facts/layout.ts';
import { openFlowTable, type OpenFlowTable } from '../../facts/table.ts';
import { isChosenStage } from './chosenStages.ts';

/** What an OpenFlow table of OVN's is for the rules about flows. */
export type TableUse =
  /** A stage of a logical pipeline: packets pass it, and its rows are those of logical flows. */
  | 'stage'
  /** Between the pipelines and around them: packets pass it, and its rows are ovn-controller's own. */
  | 'path'
  /** Asked and come back from: it may be empty, and it may have rows that nobody asks for. */
  | 'lookup'
  /** A number that the release leaves unused. */
  | 'unused';

/** Tables of `controller/lflow.h` that packets pass on their way. All others are looked things up in. */
const pathTables: ReadonlySet<string> = new Set([
  'OFTABLE_PHY_TO_LOG',
  'OFTABLE_OUTPUT_INIT',
  'OFTABLE_OUTPUT_LARGE_PKT_DETECT',
  'OFTABLE_OUTPUT_LARGE_PKT_PROCESS',
  'OFTABLE_REMOTE_OUTPUT',
  'OFTABLE_LOCAL_OUTPUT',
  'OFTABLE_CHECK_LOOPBACK',
  'OFTABLE_SAVE_INPORT',
  'OFTABLE_LOG_TO_PHY',
]);

export function useOf(table: number, layout: Layout): TableUse {
  const fact = openFlowTable(layout, table as OpenFlowTable);
  if (fact === undefined) return 'unused';
  if (fact.stages.length > 0) return 'stage';
  return fact.oftables.some((name) => pathTables.has(name)) ? 'path' : 'lookup';
}

/** Whether people order the rows of the table by priorities of their own. */
export function isChosenTable(table: number, layout: Layout): boolean {
  const stages = openFlowTable(layout, table as OpenFlowTable)?.stages ?? [];
  return stages.some(({ name }) => isChosenStage(name));
}

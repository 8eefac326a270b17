import type { Brand } from '../base/brand.ts';
import { lazily, lazilyBy } from '../base/lazily.ts';
import { type OvnData, ovnData, type PipelineWord } from './data.ts';
import type { Layout } from './layout.ts';

/** A table number as `ovn-sbctl lflow-list` prints it: counts from 0 in each pipeline. */
export type LogicalTable = Brand<number, 'LogicalTable'>;

/** A table number as `ovs-ofctl dump-flows` prints it: one count for the whole bridge. */
export type OpenFlowTable = Brand<number, 'OpenFlowTable'>;

export type DatapathKind = 'switch' | 'router';
export type Direction = 'ingress' | 'egress';

/** Pipeline of a logical switch (`ls`) or router (`lr`), as stage names begin. */
export type Pipeline = PipelineWord;

/** A stage of a logical pipeline in one layout (`northd/northd.h`, PIPELINE_STAGES; up to 23.09 in `northd/northd.c`). */
export interface Stage {
  readonly pipeline: Pipeline;
  /** As printed in flows: 'ls_in_l2_lkup'. */
  readonly name: string;
  /** The constant in the source without its prefix: 'LS_IN_L2_LKUP'. */
  readonly id: string;
  readonly table: LogicalTable;
  readonly openFlowTable: OpenFlowTable;
}

/** What an OpenFlow table of the integration bridge is for, in one layout. */
export interface OpenFlowTableFact {
  readonly table: OpenFlowTable;
  /**
   * Names in `controller/lflow.h`, the main one first: a table may have an alias (OFTABLE_OUTPUT_INIT). The first table
   * of each pipeline has such a name too. Empty inside a pipeline.
   */
  readonly oftables: readonly string[];
  /** Switch and router share the table numbers of a pipeline: which one a row means depends on its datapath. */
  readonly stages: readonly Stage[];
}

export function pipelineOf(datapath: DatapathKind, direction: Direction): Pipeline {
  return `${datapath === 'switch' ? 'ls' : 'lr'}_${direction === 'ingress' ? 'in' : 'out'}`;
}

export function datapathKindOf(pipeline: Pipeline): DatapathKind {
  return pipeline.startsWith('ls') ? 'switch' : 'router';
}

export function directionOf(pipeline: Pipeline): Direction {
  return pipeline.endsWith('in') ? 'ingress' : 'egress';
}

/** What OpenFlow table `table` is; undefined where the layout leaves the number unused. */
export function openFlowTable(layout: Layout, table: OpenFlowTable): OpenFlowTableFact | undefined {
  return openFlowTablesOf(layout).get(table);
}

/** All tables in use, by number. */
export function openFlowTables(layout: Layout): readonly OpenFlowTableFact[] {
  return [...openFlowTablesOf(layout).values()];
}

/** The number of a named table of `controller/lflow.h`, such as 'OFTABLE_REMOTE_OUTPUT'; undefined where the layout has none. */
export function oftableNumber(layout: Layout, name: string): OpenFlowTable | undefined {
  return (oftableRows().get(name)?.[layout.index] as OpenFlowTable | null | undefined) ?? undefined;
}

/** The numbers of all tables in use. */
export function usedTables(layout: Layout): ReadonlySet<number> {
  return usedTablesOf(layout);
}

/** A stage by the name that flows print. */
export function stage(layout: Layout, name: string): Stage | undefined {
  return stageIndexOf(layout).byName.get(name);
}

/** Whether `name` is a stage and stands at that place: the same as `stageAt` tells, without an index of the layout. */
export function isStageAt(layout: Layout, direction: Direction, table: number, name: string): boolean {
  const row = stageRows().get(name);
  return row !== undefined && row.tables[layout.index] === table && directionOf(row.pipeline) === direction;
}

/** The stage behind «table=N» of a logical flow. */
export function stageAt(layout: Layout, pipeline: Pipeline, table: LogicalTable): Stage | undefined {
  return stageIndexOf(layout).pipelines[pipeline].find((each) => each.table === table);
}

/** The stages of a pipeline in the order a packet passes them. */
export function stagesOf(layout: Layout, pipeline: Pipeline): readonly Stage[] {
  return stageIndexOf(layout).pipelines[pipeline];
}

/** Every name of a stage that any layout has. */
export const stageNames: readonly string[] = [...new Set(ovnData.stages.map((each) => each.name))];

/** Every name of `controller/lflow.h` that any layout has. */
export const oftableNames: readonly string[] = ovnData.oftables.map((each) => each.name);

/** Another name of the first output table wherever it exists, except in 23.06.0, where it is a table of its own. */
const aliasName = 'OFTABLE_OUTPUT_INIT';

const oftableRows: () => ReadonlyMap<string, readonly (number | null)[]> = lazily(
  () => new Map(ovnData.oftables.map(({ name, numbers }) => [name, numbers])),
);

const stageRows: () => ReadonlyMap<string, OvnData['stages'][number]> = lazily(
  () => new Map(ovnData.stages.map((row) => [row.name, row])),
);

// What follows is made when first asked for: a dump needs one layout of them all.

const usedTablesOf: (layout: Layout) => ReadonlySet<number> = lazilyBy((layout) => {
  const used = new Set<number>();
  for (const { numbers } of ovnData.oftables) {
    const number = numbers[layout.index];
    if (typeof number === 'number') used.add(number);
  }
  for (const { pipeline, tables } of ovnData.stages) {
    const table = tables[layout.index];
    if (typeof table === 'number') used.add(pipelineStart(layout, pipeline) + table);
  }
  return used;
});

interface StageIndex {
  readonly pipelines: Readonly<Record<Pipeline, readonly Stage[]>>;
  readonly byName: ReadonlyMap<string, Stage>;
}

const stageIndexOf: (layout: Layout) => StageIndex = lazilyBy((layout) => {
  const stages: Stage[] = [];
  for (const { pipeline, name, id, tables } of ovnData.stages) {
    const table = tables[layout.index];
    if (typeof table !== 'number') continue;
    stages.push({
      pipeline,
      name,
      id,
      table: table as LogicalTable,
      openFlowTable: (pipelineStart(layout, pipeline) + table) as OpenFlowTable,
    });
  }
  stages.sort((a, b) => a.table - b.table);
  const ofPipeline = (word: Pipeline): readonly Stage[] => stages.filter((each) => each.pipeline === word);
  return {
    pipelines: {
      ls_in: ofPipeline('ls_in'),
      ls_out: ofPipeline('ls_out'),
      lr_in: ofPipeline('lr_in'),
      lr_out: ofPipeline('lr_out'),
    },
    byName: new Map(stages.map((each) => [each.name, each])),
  };
});

function pipelineStart(layout: Layout, pipeline: Pipeline): number {
  const isIngress = directionOf(pipeline) === 'ingress';
  return (
    oftableNumber(layout, isIngress ? 'OFTABLE_LOG_INGRESS_PIPELINE' : 'OFTABLE_LOG_EGRESS_PIPELINE') ?? 0
  );
}

/** By number, in that order. */
const openFlowTablesOf: (layout: Layout) => ReadonlyMap<OpenFlowTable, OpenFlowTableFact> = lazilyBy(
  (layout) => {
    const found = new Map<OpenFlowTable, { readonly oftables: string[]; readonly stages: Stage[] }>();
    const at = (table: OpenFlowTable): { readonly oftables: string[]; readonly stages: Stage[] } => {
      const known = found.get(table);
      if (known !== undefined) return known;
      const added = { oftables: [], stages: [] };
      found.set(table, added);
      return added;
    };
    for (const name of oftableNames) {
      const table = oftableNumber(layout, name);
      if (table === undefined) continue;
      if (name === aliasName) at(table).oftables.push(name);
      else at(table).oftables.unshift(name);
    }
    for (const each of stageIndexOf(layout).byName.values()) at(each.openFlowTable).stages.push(each);
    return new Map(
      [...found].toSorted(([a], [b]) => a - b).map(([table, fact]) => [table, { table, ...fact }]),
    );
  },
);

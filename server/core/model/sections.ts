import type { Dialect } from '../syntax/dialect.ts';
import { logSections, printedTableSections, summarySections } from './databaseSections.ts';
import type { Dump } from './dump.ts';
import {
  groupSections,
  meterSections,
  portSections,
  protocolSections,
  threadSections,
} from './lineSections.ts';
import { datapathOf, noStage, RowKind } from './rowColumns.ts';
import { ovnTraceSections, ovsTraceSections } from './traceSections.ts';

/** Rows that belong together in outline and folding: a half-open range of row indices. */
export interface Section {
  readonly kind:
    | 'datapath'
    | 'pipeline'
    | 'stage'
    | 'table'
    | 'databaseTable'
    | 'databaseRow'
    | 'databaseRecord'
    | 'thread'
    | 'group'
    | 'meter'
    | 'port'
    | 'protocol'
    | 'trace'
    | 'bridge';
  readonly name: string;
  readonly table: number;
  readonly first: number;
  /** The row after the last one. */
  readonly end: number;
  /** Flows, or what else the kind of section has: buckets, bands, connections. */
  readonly nFlows: number;
  /** What its heading says beyond the name. */
  readonly detail?: string;
  readonly children: readonly Section[];
}

/** What a dump is made of: datapath › pipeline › stage of logical flows, table of OpenFlow flows. In one pass. */
export function sectionsOf(dump: Dump): readonly Section[] {
  return sectioners[dump.dialect](dump);
}

/** How each dialect is cut into sections; in one pass over the rows. */
const sectioners: Readonly<Record<Dialect, (dump: Dump) => readonly Section[]>> = {
  'ovn-lflow': datapathSections,
  'ovs-openflow': tableSections,
  'ovs-groups': groupSections,
  'ovs-meters': meterSections,
  'ovs-ports': portSections,
  'ovs-datapath': threadSections,
  'ovs-conntrack': protocolSections,
  'ovsdb-dump': printedTableSections,
  'ovsdb-list': printedTableSections,
  'ovsdb-show': summarySections,
  'ovsdb-log': logSections,
  'ovn-trace': ovnTraceSections,
  'ovs-trace': ovsTraceSections,
};

interface Draft {
  kind: Section['kind'];
  name: string;
  table: number;
  first: number;
  end: number;
  nFlows: number;
  children: Draft[];
}

function draft(kind: Section['kind'], name: string, table: number, first: number): Draft {
  return { kind, name, table, first, end: first + 1, nFlows: 0, children: [] };
}

/** A run of rows of one table; a table that comes again later (an unsorted dump) has a section for each run. */
function tableSections(dump: Dump): readonly Section[] {
  const { kind, table, nRows } = dump.rows;
  const sections: Draft[] = [];
  let open: Draft | undefined;
  for (let row = 0; row < nRows; row++) {
    if (kind[row] !== RowKind.flow) continue;
    const number = table[row] as number;
    if (open?.table !== number) {
      open = draft('table', `table ${number}`, number, row);
      sections.push(open);
    }
    open.end = row + 1;
    open.nFlows++;
  }
  return sections;
}

function datapathSections(dump: Dump): readonly Section[] {
  const { kind, table, stage, stages, nRows } = dump.rows;
  const sections: Draft[] = [];
  let openDatapath: Draft | undefined;
  let openPipeline: Draft | undefined;
  let openStage: Draft | undefined;
  for (let row = 0; row < nRows; row++) {
    const rowKind = kind[row];
    const header = rowKind === RowKind.header ? datapathOf(dump.rows, row) : undefined;
    if (header !== undefined) {
      if (openDatapath?.name !== header.name) {
        openDatapath = draft('datapath', header.name, -1, row);
        sections.push(openDatapath);
      }
      openPipeline = draft('pipeline', header.pipeline, -1, row);
      openDatapath.children.push(openPipeline);
      openStage = undefined;
    } else if (rowKind === RowKind.flow) {
      const stageIdx = stage[row] as number;
      const name = stageIdx === noStage ? `table ${table[row]}` : (stages[stageIdx] as string);
      if (openStage?.name !== name) {
        openStage = draft('stage', name, table[row] as number, row);
        (openPipeline?.children ?? sections).push(openStage);
      }
      openStage.nFlows++;
    } else if (rowKind !== RowKind.nestedFlow) continue;
    for (const open of [openStage, openPipeline, openDatapath]) {
      if (open === undefined) continue;
      open.end = row + 1;
      if (open !== openStage && rowKind === RowKind.flow) open.nFlows++;
    }
  }
  return sections;
}

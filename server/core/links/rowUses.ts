import type { Steps } from '../base/steps.ts';
import type { Dump, DumpPart } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { nextSubject } from './logicalSubjects.ts';
import { tableOfAction } from './openFlowSubjects.ts';
import { RowView } from './rowView.ts';

/** What rows do that their heads do not say: read once, kept with the rows. */
export const use = {
  /** Goes on in an OpenFlow table: `resubmit`, `goto_table`, `ct(table=)`. */
  table: 0,
  /** Writes rows into an OpenFlow table: `learn(table=)`. */
  learn: 1,
  /** `conjunction(ID,…)`. */
  clause: 2,
  /** Matches `conj_id=ID`. */
  conjunction: 3,
  group: 4,
  meter: 5,
  /** Goes on in a logical table: see `stageNumber`. */
  stage: 6,
  /** Sends packets out of a port of the bridge, or takes those that came in by it, as it is written. */
  port: 7,
  /** Names an address set or a port group, without its sigil. */
  addressSet: 8,
  portGroup: 9,
} as const;
export type Use = (typeof use)[keyof typeof use];

/** A logical table of either pipeline as one number. */
export function stageNumber(direction: 'ingress' | 'egress', table: number): number {
  return direction === 'egress' ? egressStages + table : table;
}

const egressStages = 256;

/** A number, or a name where things have names. */
export type UseId = number | string;

/** Rows by what they use. */
export interface RowUses {
  /** In order; a row that uses it twice once. */
  rowsOf(use: Use, id: UseId): readonly number[];
  /** The ids that some row uses so. */
  ids(use: Use): readonly UseId[];
}

/** Of one part of a dump, rows counted from its first. */
type PartUses = ReadonlyMap<Use, ReadonlyMap<UseId, Uint32Array>>;
type DraftUses = Map<Use, Map<UseId, number[]>>;

const noRows = new Uint32Array(0);

const kept = new WeakMap<object, PartUses>();

/** Rows between two pauses. */
const rowsOfStep = 1_024;

/** One pass over the rows of those parts of a dump that no earlier snapshot had. */
export function* rowUses(dump: Dump): Steps<RowUses> {
  const parts: { readonly first: number; readonly uses: PartUses }[] = [];
  for (const part of dump.parts) {
    const known = kept.get(part.key);
    const uses = known ?? (yield* readPart(dump, part));
    if (known === undefined) kept.set(part.key, uses);
    parts.push({ first: part.first, uses });
  }
  return {
    rowsOf: (which, id) =>
      parts.flatMap(({ first, uses }) =>
        Array.from(uses.get(which)?.get(id) ?? noRows, (row) => first + row),
      ),
    ids: (which) => [...new Set(parts.flatMap(({ uses }) => [...(uses.get(which)?.keys() ?? [])]))],
  };
}

function* readPart(dump: Dump, { first, end }: DumpPart): Steps<PartUses> {
  const draft: DraftUses = new Map();
  const { kind } = dump.rows;
  const hasFlows = dump.dialect === 'ovn-lflow' || dump.dialect === 'ovs-openflow';
  for (let row = first; row < end; row++) {
    if ((row - first) % rowsOfStep === 0) yield;
    if (hasFlows && kind[row] !== RowKind.flow && kind[row] !== RowKind.nestedFlow) continue;
    const add = (which: Use, id: UseId): void => {
      let ids = draft.get(which);
      if (ids === undefined) draft.set(which, (ids = new Map()));
      const rows = ids.get(id);
      if (rows === undefined) ids.set(id, [row - first]);
      else if (rows.at(-1) !== row - first) rows.push(row - first);
    };
    const view = new RowView(dump, row, true);
    if (dump.dialect === 'ovn-lflow' && kind[row] === RowKind.flow) logicalUses(view, add);
    else openFlowUses(view, add);
  }
  // Kept as long as the dump: four bytes a row and use.
  return new Map(
    Array.from(draft, ([which, ids]) => [
      which,
      new Map(Array.from(ids, ([id, rows]) => [id, Uint32Array.from(rows)])),
    ]),
  );
}

function logicalUses(view: RowView, add: (which: Use, id: UseId) => void): void {
  const { tree } = view;
  for (let node = 0; node < tree.nNodes; node++) {
    const kind = tree.kind(node);
    if (kind === NodeKind.addressSet) add(use.addressSet, view.text(node).slice(1));
    else if (kind === NodeKind.portGroup) add(use.portGroup, view.text(node).slice(1));
    if (kind !== NodeKind.action || view.childText(node, NodeKind.actionName) !== 'next') continue;
    const next = nextSubject(view, node);
    if (next !== undefined) add(use.stage, stageNumber(next.direction, next.table));
  }
}

function openFlowUses(view: RowView, add: (which: Use, id: UseId) => void): void {
  const { tree } = view;
  let isLearning = -1;
  for (let node = 0; node < tree.nNodes; node++) {
    const kind = tree.kind(node);
    if (kind === NodeKind.action) {
      const name = view.childText(node, NodeKind.actionName);
      const number = tree.child(node, NodeKind.number);
      if (name === 'learn') isLearning = tree.next(node);
      if (name === 'resubmit' || name === 'goto_table') {
        const table = tableOfAction(view, node);
        if (table !== undefined) add(use.table, table);
      } else if (number !== -1 && name === 'conjunction') add(use.clause, view.low(number));
      else if (number !== -1 && name === 'group') add(use.group, view.low(number));
      else if (number !== -1 && name === 'meter') add(use.meter, view.low(number));
      else if (name === 'output' || name === '') addPort(view, node, add);
    } else if (kind === NodeKind.argument) {
      const number = tree.child(node, NodeKind.number);
      if (number === -1) continue;
      const name = view.childText(node, NodeKind.attributeName);
      if (name === 'table') add(node < isLearning ? use.learn : use.table, view.low(number));
      else if (name === 'meter_id') add(use.meter, view.low(number));
    } else if (kind === NodeKind.matchField) {
      const field = view.childText(node, NodeKind.fieldName);
      const number = tree.child(node, NodeKind.number);
      if (field === 'conj_id' && number !== -1) add(use.conjunction, view.low(number));
      else if (field === 'in_port') addPort(view, node, add);
    }
  }
}

function addPort(view: RowView, node: number, add: (which: Use, id: UseId) => void): void {
  const { tree } = view;
  const name = tree.child(node, NodeKind.portName);
  const number = tree.child(node, NodeKind.number);
  if (name !== -1) add(use.port, view.word(name));
  else if (number !== -1) add(use.port, view.text(number));
}

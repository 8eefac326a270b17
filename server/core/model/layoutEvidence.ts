import type { Steps } from '../base/steps.ts';
import type { LayoutEvidence } from '../facts/inferLayout.ts';
import { firstMulticastKey } from '../facts/portKeys.ts';
import { type ActionSketch, type FlowSketch, readFlowSketch } from '../syntax/openflow/flowSketch.ts';
import type { DumpPart } from './dump.ts';
import type { ShownRows } from './shownRows.ts';
import { encapsulatedOutputs } from './encapsulation.ts';
import { levels, samplesOfLevel } from './layoutExcerpt.ts';
import { datapathOf, noStage, noTable, RowKind } from './rowColumns.ts';

/**
 * The signs of the release's table layout that a dump shows by the form of its rows alone. Looks at the heads of all
 * rows, and into a few rows of each table and priority, so that its cost does not grow with their number.
 */
export function* layoutEvidence(dump: ShownRows): Steps<LayoutEvidence> {
  return dump.dialect === 'ovn-lflow'
    ? { stages: stagesSeen(dump), ...(yield* openFlowEvidence(dump)) }
    : yield* openFlowEvidence(dump);
}

function stagesSeen(dump: ShownRows): NonNullable<LayoutEvidence['stages']> {
  const { kind, table, stage, stages, nRows } = dump.rows;
  const seen = new Map<number, { pipeline: 'ingress' | 'egress'; table: number; name: string }>();
  for (let row = 0; row < nRows; row++) {
    const stageIdx = stage[row] as number;
    if (kind[row] !== RowKind.flow || stageIdx === noStage || table[row] === noTable) continue;
    const key = stageIdx * 256 + (table[row] as number);
    if (seen.has(key)) continue;
    const name = stages[stageIdx] as string;
    // Every stage's name says its pipeline (`ls_out_…`); a list that lost its headers still does.
    const pipeline = /^l[sr]_out_/.test(name)
      ? 'egress'
      : /^l[sr]_in_/.test(name)
        ? 'ingress'
        : datapathOf(dump.rows, row)?.pipeline;
    if (pipeline === undefined) continue;
    seen.set(key, { pipeline, table: table[row] as number, name });
  }
  return [...seen.values()];
}

type Draft = { -readonly [Key in keyof LayoutEvidence]: LayoutEvidence[Key] };

/** Rows that are looked into between two pauses. */
const samplesOfStep = 16;

function* openFlowEvidence(dump: ShownRows): Steps<LayoutEvidence> {
  const { kind, table, priority } = dump.rows;
  const flowKind = dump.dialect === 'ovs-openflow' ? RowKind.flow : RowKind.nestedFlow;
  const nLooked = new Uint8Array(256 * levels.length);
  const tables = new Set<number>();
  const evidence: Draft = {};
  let nSamples = 0;
  for (const part of dump.parts) {
    for (let row = part.first; row < part.end; row++) {
      if (kind[row] !== flowKind) continue;
      const inTable = table[row] as number;
      tables.add(inTable);
      const level = priority[row] as number;
      const levelIdx = levels.indexOf(level);
      if (levelIdx === -1) continue;
      const key = inTable * levels.length + levelIdx;
      const looked = nLooked[key] as number;
      if (looked >= samplesOfLevel) continue;
      nLooked[key] = looked + 1;
      if (nSamples++ % samplesOfStep === 0) yield;
      look(sample(dump, part, row), evidence);
    }
  }
  // Below logical flows only the rows of those are printed: what is missing there tells nothing.
  if (dump.dialect === 'ovs-openflow') evidence.tables = [...tables].sort((a, b) => a - b);
  return evidence;
}

/** The samples of a part, by row from its first: the next snapshot most likely takes the same ones. */
const samples = new WeakMap<object, Map<number, FlowSketch>>();

function sample(dump: ShownRows, { key, first }: DumpPart, row: number): FlowSketch {
  let known = samples.get(key);
  if (known === undefined) {
    known = new Map();
    samples.set(key, known);
  }
  const before = known.get(row - first);
  if (before !== undefined) return before;
  const { tree } = dump.readRow(row);
  const { bytes, start } = dump.rowText(row);
  const read = readFlowSketch(bytes, start, tree);
  known.set(row - first, read);
  return read;
}

function look({ actions, match, table, priority }: FlowSketch, evidence: Draft): void {
  const target = lastResubmit(actions);
  const names = match.map(({ name }) => name);
  if (target !== undefined && table === 0 && priority === 100 && writesFromTunnel(actions))
    evidence.tunnelResubmit ??= target;
  if (priority === 0 && table > 0 && zeroesRegisters(actions)) {
    evidence.checkLoopback ??= table;
    if (target !== undefined) evidence.egressStart ??= target;
  }
  const outport = match.find(({ name }) => name === 'reg15')?.value;
  const isUnicast = outport !== undefined && outport < firstMulticastKey;
  if (table > 0 && priority === 100 && isUnicast && encapsulatedOutputs(actions).length > 0)
    evidence.remoteOutput ??= table;
  if (
    table > 0 &&
    priority === 100 &&
    names.length === 2 &&
    names.includes('reg15') &&
    names.includes('metadata') &&
    actions.length === 1 &&
    actions[0]?.kind === 'output'
  ) {
    evidence.logToPhy ??= table;
  }
  const opcodes = new Set(evidence.controllerOpcodes ?? []);
  for (const action of actions) {
    if (action.kind === 'controller' && action.userdata.length >= 4)
      opcodes.add(new DataView(action.userdata.buffer, action.userdata.byteOffset, 4).getUint32(0));
    if (action.kind !== 'set' || action.destination.field !== 'reg13') continue;
    const isWhole =
      action.mask === undefined && action.destination.low === 0 && action.destination.high === 31;
    evidence.hasEncapId = evidence.hasEncapId === true || !isWhole;
  }
  if (match.some(({ name, mask }) => name === 'reg13' && mask === 0xffff0000n)) evidence.hasEncapId = true;
  if (opcodes.size > 0) evidence.controllerOpcodes = [...opcodes];
}

/** A row of table 0 that takes its keys from a tunnel's header (`physical.c`, the flows of tunnel ports). */
function writesFromTunnel(actions: readonly ActionSketch[]): boolean {
  return actions.some(
    (action) =>
      action.kind === 'move' && action.source.field === 'tun_id' && action.destination.field === 'metadata',
  );
}

/** The row of OFTABLE_CHECK_LOOPBACK that clears the logical registers before the egress pipeline. */
function zeroesRegisters(actions: readonly ActionSketch[]): boolean {
  const cleared = new Set<string>();
  for (const action of actions) {
    if (
      action.kind === 'set' &&
      action.value === 0n &&
      action.mask === undefined &&
      /^x{0,2}reg\d$/.test(action.destination.field)
    ) {
      cleared.add(action.destination.field);
    }
  }
  return cleared.has('reg0') && cleared.has('reg9');
}

function lastResubmit(actions: readonly ActionSketch[]): number | undefined {
  const last = actions.at(-1);
  return last?.kind === 'resubmit' ? last.table : undefined;
}

import { atSignChar, dollarChar, quoteChar } from '../../text/ascii.ts';
import type { Steps } from '../../base/steps.ts';
import type { Dump } from '../../model/dump.ts';
import { type DatapathSection, noTable, RowKind } from '../../model/rowColumns.ts';
import { NodeKind } from '../../syntax/nodeKind.ts';
import { actionWords } from '../../syntax/lflow/actionTable.ts';
import type { Tree } from '../../syntax/tree.ts';
import type { RowProblem } from '../flows/flowFacts.ts';
import { problemsOf } from '../rowProblems.ts';
import { Mentions } from '../flows/mentions.ts';
import { type LogicalTwin, TwinFinder } from './twinFinder.ts';

/** What a pass over a list of logical flows found, for rules that look at more than one row. */
export interface LogicalFacts {
  readonly dump: Dump;
  readonly problems: readonly RowProblem[];
  readonly sections: readonly LogicalSection[];
  /** Whether all stages of its pipelines are there, as far as one can see: no excerpt. */
  readonly isWhole: boolean;
  /** Rows whose match another row of the same stage has too, in order. */
  readonly twins: readonly LogicalTwin[];
  /** The first row of each stage by «table name», with its pipeline. */
  readonly stages: readonly StageUse[];
  /** 1 for rows whose match names no port, set, group or chassis: whoever has the datapath has the flow. */
  readonly isPlain: Uint8Array;
}

/** The rows of one pipeline of one datapath. */
export interface LogicalSection extends DatapathSection {
  /** Up to the next header. */
  readonly endRow: number;
  /** Rows of each table. */
  readonly nRowsOf: Uint32Array;
  /** Rows that do something, of each table: not `drop` alone. */
  readonly nActiveOf: Uint32Array;
  readonly firstRowOf: Int32Array;
  /** Rows by the table of the same pipeline that they go on to with `next`. */
  readonly jumps: Mentions<number>;
}

export interface StageUse {
  readonly name: string;
  readonly table: number;
  readonly pipeline: 'ingress' | 'egress';
  readonly row: number;
  readonly nRows: number;
}

/** Rows between two pauses. */
const rowsOfStep = 256;

const wordOf = (name: string): number => actionWords.findIndex((word) => word.name === name);
const nextWord = wordOf('next');
const dropWord = wordOf('drop');

/** One pass over all rows; each is parsed once. Takes about 10 bytes a row while it is there. */
export function* readLogicalFacts(dump: Dump): Steps<LogicalFacts> {
  const { rows } = dump;
  const sections = yield* sectionsOf(dump);
  const problems: RowProblem[] = [];
  const twins = new TwinFinder(dump);
  const stages = new Map<number, StageUse & { nRows: number }>();
  const isPlain = new Uint8Array(rows.nRows);
  let idx = -1;
  const pass = dump.pass();
  for (let row = 0; row < rows.nRows; row++) {
    if (row % rowsOfStep === 0) yield;
    const kind = rows.kind[row];
    if (kind === RowKind.blank) continue;
    while (idx + 1 < sections.length && (sections[idx + 1] as LogicalSection).headerRow <= row) {
      const { headerRow, endRow } = sections[++idx] as LogicalSection;
      twins.startSection(endRow - headerRow);
    }
    pass.read(row);
    const { tree, bytes, start } = pass;
    for (const problem of problemsOf(dump, row, pass)) problems.push({ ...problem, row });
    const section = sections[idx];
    if (kind !== RowKind.flow || section === undefined) continue;
    const table = rows.table[row] as number;
    if (table === noTable) continue;
    count(section, table, row, tree);
    countStage(stages, rows.stage[row] as number, rows.stages, table, section.pipeline, row);
    const match = tree.child(0, NodeKind.match);
    if (match === -1) continue;
    const from = tree.start(match);
    const to = tree.end(match);
    if (isPlainText(bytes, start + from, start + to)) isPlain[row] = 1;
    twins.add(row, pass, from, to);
  }
  return {
    dump,
    problems,
    sections,
    isWhole: isWhole(sections),
    twins: twins.found,
    stages: [...stages.values()],
    isPlain,
  };
}

/** Text that somebody has picked rows from has gaps in most pipelines. */
function isWhole(sections: readonly LogicalSection[]): boolean {
  const withGaps = sections.filter(
    ({ nRowsOf, jumps }) => nRowsOf[0] === 0 || [...jumps.entries()].some(([table]) => nRowsOf[table] === 0),
  );
  // A list of one datapath has two pipelines, and one may have the fault.
  return withGaps.length === 0 || withGaps.length * 2 <= sections.length;
}

/** Tables of a pipeline. */
const nTables = 256;
/** Sections between two pauses. */
const sectionsOfStep = 64;

/** A list may have thousands of pipelines: what is counted for them lies in three arrays. */
function* sectionsOf({ rows }: Dump): Steps<readonly LogicalSection[]> {
  const { datapaths, nRows } = rows;
  yield;
  const nRowsOf = new Uint32Array(datapaths.length * nTables);
  const nActiveOf = new Uint32Array(datapaths.length * nTables);
  const firstRowOf = new Int32Array(datapaths.length * nTables).fill(-1);
  const sections: LogicalSection[] = [];
  for (const [idx, section] of datapaths.entries()) {
    if (idx % sectionsOfStep === 0) yield;
    const start = idx * nTables;
    sections.push({
      ...section,
      endRow: datapaths[idx + 1]?.headerRow ?? nRows,
      nRowsOf: nRowsOf.subarray(start, start + nTables),
      nActiveOf: nActiveOf.subarray(start, start + nTables),
      firstRowOf: firstRowOf.subarray(start, start + nTables),
      jumps: new Mentions(),
    });
  }
  return sections;
}

function count(section: LogicalSection, table: number, row: number, tree: Tree): void {
  const { nRowsOf, nActiveOf, firstRowOf, jumps, pipeline } = section;
  nRowsOf[table] = (nRowsOf[table] as number) + 1;
  if (firstRowOf[table] === -1) firstRowOf[table] = row;
  const list = tree.child(0, NodeKind.actions);
  if (list === -1) return;
  const end = tree.next(list);
  const isDrop = list + 2 < end && tree.value(list + 1) === dropWord && tree.next(list + 1) === end;
  if (!isDrop) nActiveOf[table] = (nActiveOf[table] as number) + 1;
  for (let node = list + 1; node < end; node++) {
    if (tree.kind(node) !== NodeKind.action || tree.value(node) !== nextWord) continue;
    const target = targetOf(tree, node, table, pipeline);
    if (target !== undefined) jumps.add(target, row);
  }
}

/** Where `next;`, `next(5);` or `next(pipeline=ingress, table=5);` leads in its own pipeline; undefined for another one. */
function targetOf(
  tree: Tree,
  node: number,
  table: number,
  pipeline: LogicalSection['pipeline'],
): number | undefined {
  const end = tree.next(node);
  let target = table + 1;
  for (let child = node + 2; child < end; child = tree.next(child)) {
    const value = tree.kind(child) === NodeKind.argument ? child + 2 : child;
    if (tree.kind(value) === NodeKind.number) target = tree.value(value);
    // `ingress` or `egress`, told apart by their lengths.
    else if (value > child && tree.end(value) - tree.start(value) !== pipeline.length) return undefined;
  }
  return target >= 0 && target < 256 ? target : undefined;
}

function countStage(
  stages: Map<number, StageUse & { nRows: number }>,
  stage: number,
  names: readonly string[],
  table: number,
  pipeline: 'ingress' | 'egress',
  row: number,
): void {
  const key = (stage * 256 + table) * 2 + (pipeline === 'ingress' ? 0 : 1);
  const known = stages.get(key);
  if (known === undefined) stages.set(key, { name: names[stage] ?? '', table, pipeline, row, nRows: 1 });
  else known.nRows++;
}

/** Whether a match names no logical port, address set, port group or chassis: those stand in quotes or behind a sigil. */
function isPlainText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === quoteChar || byte === dollarChar || byte === atSignChar) return false;
  }
  return true;
}

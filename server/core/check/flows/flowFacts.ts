import type { Steps } from '../../base/steps.ts';
import type { Layout } from '../../facts/layout.ts';
import { oftableNumber } from '../../facts/table.ts';
import type { Dump } from '../../model/dump.ts';
import { noTable, RowKind } from '../../model/rowColumns.ts';
import type { RowPass } from '../../model/rowPass.ts';
import type { SyntaxProblem } from '../../syntax/syntaxProblem.ts';
import { problemsOf } from '../rowProblems.ts';
import { ActionFacts, conjunctionKey } from './actionFacts.ts';
import { MatchColumns } from './matchColumns.ts';
import { Mentions } from './mentions.ts';
import { useOf } from './ovnTables.ts';

/** What a pass over the rows of one OpenFlow dump found, for rules that look at more than one row. */
export interface FlowFacts {
  readonly dump: Dump;
  /** Undefined when nothing shows that the tables are OVN's. */
  readonly layout: Layout | undefined;
  /** Whether it is all that the bridge has, as far as one can see: no excerpt. */
  readonly isWhole: boolean;
  /** What the rows' syntax has against them. */
  readonly problems: readonly RowProblem[];
  /** Rows of each table, and the first of them, -1 for none. */
  readonly nRowsOf: Uint32Array;
  readonly firstRowOf: Int32Array;
  readonly matches: MatchColumns;
  readonly actions: ActionFacts;
  /** Rows that match the id of a conjunction, by `conjunctionKey`. */
  readonly conjunctionIds: Mentions<number>;
}

export interface RowProblem extends SyntaxProblem {
  readonly row: number;
}

/** Rows between two pauses. */
const rowsOfStep = 256;

/**
 * One pass over all rows; each is parsed once. `visit` is called for each flow while its tree is there. Takes about 40
 * bytes a row for as long as the result is kept.
 */
export function* readFlowFacts(
  dump: Dump,
  layout: Layout | undefined,
  visit: (row: number, read: RowPass) => void,
): Steps<FlowFacts> {
  const { rows } = dump;
  const flowKind = dump.dialect === 'ovs-openflow' ? RowKind.flow : RowKind.nestedFlow;
  const matches = new MatchColumns(rows.nRows);
  const actions = new ActionFacts(rows.nRows);
  const conjunctionIds = new Mentions<number>();
  const nRowsOf = new Uint32Array(256);
  const firstRowOf = new Int32Array(256).fill(-1);
  const problems: RowProblem[] = [];
  const pass = dump.pass();
  for (let row = 0; row < rows.nRows; row++) {
    if (row % rowsOfStep === 0) yield;
    const kind = rows.kind[row];
    if (kind === RowKind.blank) continue;
    pass.read(row);
    const found = dump.dialect === 'ovs-openflow' ? problemsOf(dump, row, pass) : pass.problems;
    for (const problem of found) problems.push({ ...problem, row });
    if (kind !== flowKind) continue;
    const { tree, bytes, start } = pass;
    const table = rows.table[row] as number;
    nRowsOf[table] = (nRowsOf[table] as number) + 1;
    if (firstRowOf[table] === -1) firstRowOf[table] = row;
    const shape = matches.take(row, tree, bytes, start);
    if (shape !== undefined && shape.conjunctionAt >= 0)
      conjunctionIds.add(conjunctionKey(table, matches.word(row, shape.conjunctionAt)), row);
    actions.take(row, table, tree, bytes, start, shape?.hasLogicalPort === true);
    visit(row, pass);
  }
  nRowsOf[noTable] = 0;
  firstRowOf[noTable] = -1;
  return {
    dump,
    layout,
    isWhole: isWhole(nRowsOf, actions, layout),
    problems,
    nRowsOf,
    firstRowOf,
    matches,
    actions,
    conjunctionIds,
  };
}

/** Where a pipeline or a part of it begins: every bridge of OVN with a port of its own has rows there. */
const neededTables = [
  'OFTABLE_PHY_TO_LOG',
  'OFTABLE_LOG_INGRESS_PIPELINE',
  'OFTABLE_LOG_EGRESS_PIPELINE',
  'OFTABLE_LOG_TO_PHY',
];

/** Text that somebody has picked rows from lacks tables that the others lead to. */
function isWhole(nRowsOf: Uint32Array, { jumps }: ActionFacts, layout: Layout | undefined): boolean {
  const needed =
    layout === undefined ? [0] : neededTables.flatMap((name) => oftableNumber(layout, name) ?? []);
  if (needed.some((table) => nRowsOf[table] === 0)) return false;
  const passed = [...jumps.entries()].flatMap(([table]) =>
    layout !== undefined && useOf(table, layout) === 'lookup' ? [] : [table],
  );
  const nEmpty = passed.filter((table) => nRowsOf[table] === 0).length;
  // A bridge of few tables may well lack one of two.
  return nEmpty * (layout === undefined ? 2 : 8) <= passed.length;
}

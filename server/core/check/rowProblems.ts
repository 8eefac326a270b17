import type { Dump, RowTree } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import type { RowText } from '../model/rowText.ts';
import { assignmentAction } from '../syntax/lflow/actionTable.ts';
import { symbols, WriteScope } from '../syntax/lflow/symbols.ts';
import { logicalFlow } from '../syntax/lflow/view.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { rejectionOf } from '../syntax/openflow/rejectedFlow.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { Tree } from '../syntax/tree.ts';

/** What a row's text has against it. `read` is the row as `dump` reads it. */
export function problemsOf(dump: Dump, row: number, read: RowTree & RowText): readonly SyntaxProblem[] {
  return dump.dialect === 'ovs-openflow' ? flowProblems(read) : logicalProblems(dump, row, read);
}

/** Open vSwitch's own words are for rows of a file that somebody wrote, where nothing else is wrong. */
function flowProblems({ tree, problems, bytes, start }: RowTree & RowText): readonly SyntaxProblem[] {
  if (problems.length > 0) return problems;
  const rejection = rejectionOf({ tree, bytes, base: start });
  return rejection === undefined ? problems : [rejection];
}

function logicalProblems(
  dump: Dump,
  row: number,
  { tree, problems, bytes, start, end }: RowTree & RowText,
): readonly SyntaxProblem[] {
  if (dump.dialect !== 'ovn-lflow' || dump.rows.kind[row] !== RowKind.flow) return problems;
  // OVN's own checks take ten times as long as reading the row: they are for rows that may fail them.
  if (!isSuspicious(tree)) return problems;
  return logicalFlow(bytes, start, end, tree, problems).problems;
}

/** By symbol, since a pass asks for each field of each row: bits of its values, 0 for none; 1 where it cannot be written. */
const widths: Uint16Array = Uint16Array.from(symbols, ({ width }) => width);
const isUnwritable: Uint8Array = Uint8Array.from(symbols, ({ writeScope }) =>
  Number(writeScope === WriteScope.none),
);

/** Whether a number in the row may be too wide for its field, or a field written that cannot be. */
function isSuspicious(tree: Tree): boolean {
  const { nNodes } = tree;
  for (let node = 1; node < nNodes; node++) {
    const kind = tree.kind(node);
    if (kind === NodeKind.comparison) {
      if (hasWideNumber(tree, node)) return true;
    } else if (kind === NodeKind.action && tree.value(node) === assignmentAction) {
      const field = tree.kind(node + 1) === NodeKind.subfield ? node + 2 : node + 1;
      if (isUnwritable[tree.value(field)] === 1 || hasWideNumber(tree, node)) return true;
    }
  }
  return false;
}

/** Whether a number below `node`, whose first child is a field, has more bits than that. */
function hasWideNumber(tree: Tree, node: number): boolean {
  const end = tree.next(node);
  const isPart = tree.kind(node + 1) === NodeKind.subfield;
  const field = isPart ? node + 2 : node + 1;
  if (tree.kind(field) !== NodeKind.fieldName) return false;
  const whole = widths[tree.value(field)] ?? 0;
  if (whole === 0) return false;
  const bits = isPart ? tree.child(node + 1, NodeKind.bits) : -1;
  const width = bits === -1 ? whole : tree.high(bits) - tree.value(bits) + 1;
  for (let at = field + 1; at < end; at++) {
    if (tree.kind(at) === NodeKind.number && bitsOf(tree, at) > width) return true;
  }
  return false;
}

function bitsOf(tree: Tree, node: number): number {
  const high = tree.word(node, 1) >>> 0;
  return high === 0 ? 32 - Math.clz32(tree.word(node, 0)) : 64 - Math.clz32(high);
}

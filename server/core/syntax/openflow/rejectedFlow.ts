import { decodeText, encodeText } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { ParsedText } from '../nodeText.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { readFlow } from './exact/readFlow.ts';
import { Rejection } from './exact/rejection.ts';
import { attributeIndex } from './names.ts';
import { classOf, isSeparator } from './scanner.ts';

/** How the problem begins that has Open vSwitch's words. */
export const rejectionHead = 'Open vSwitch does not take this: ';

/**
 * Why `ovs-ofctl add-flows` would not take a flow, in its words and at its place; undefined where it takes it, and of a row
 * of a dump: a switch prints flows that nobody can write. `text` is an OpenFlow row that has no other problem.
 */
export function rejectionOf(text: ParsedText): SyntaxProblem | undefined {
  const { tree, bytes, base } = text;
  if (!isWritten(text)) return undefined;
  const comment = tree.child(0, NodeKind.comment);
  const flow = decodeText(bytes, base, base + (comment === -1 ? tree.end(0) : tree.start(comment)));
  const read = readFlow(flow, { naming: 'keep' });
  if (!(read instanceof Rejection)) return undefined;
  const { start, end } = read.place ?? { start: 0, end: flow.trimEnd().length };
  return {
    start: sizeOf(flow.slice(0, start)),
    end: sizeOf(flow.slice(0, end)),
    message: `${rejectionHead}${read.message}`,
  };
}

function sizeOf(text: string): number {
  return encodeText(text).length;
}

/** What only a switch says of a flow. */
const counters = new Set(
  ['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age', 'table_id'].map(attributeIndex),
);

/** Whether the row is one of a file for `add-flows`: dumps begin their rows with a space, differences with a sign. */
function isWritten({ tree, bytes, base }: ParsedText): boolean {
  if (((classOf[bytes[base] as number] as number) & isSeparator) !== 0) return false;
  if (tree.kind(0) !== NodeKind.row || tree.child(0, NodeKind.actions) === -1) return false;
  return tree.kind(1) !== NodeKind.operator && !hasCounter(tree);
}

function hasCounter(tree: Tree): boolean {
  return tree
    .children(0)
    .some((node) => tree.kind(node) === NodeKind.attribute && counters.has(tree.value(node)));
}

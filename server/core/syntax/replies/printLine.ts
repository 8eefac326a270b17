import { NodeKind } from '../nodeKind.ts';
import { type Gap, markBehind, ownMarks, type ParsedText, printNode } from '../nodeText.ts';

/**
 * A line about ports, tables, queues or meters again from its tree (`parseLine.ts`). Its words stand as far apart as in the
 * row: replies are aligned for people, each in its own way (Open vSwitch's `lib/ofp-port.c`, `lib/ofp-meter.c`, …).
 */
export function printReplyRow(text: ParsedText): string {
  return printNode(text, 0, betweenReplyParts);
}

function betweenReplyParts(gap: Gap): string {
  switch (gap.tree.kind(gap.node)) {
    case NodeKind.row:
    case NodeKind.header:
      return ownMarks(gap);
    case NodeKind.attribute:
      return betweenAttributeParts(gap);
    default:
      return '';
  }
}

/** `name=value`, `name:value`; `1(name)` of a port. */
function betweenAttributeParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (before === -1) return '';
  if (tree.kind(before) === NodeKind.attributeName) return markBehind(gap, before, '=:');
  const isLoneName = tree.kind(node + 2) === NodeKind.portName && tree.next(node) === node + 3;
  if (!isLoneName) return '';
  return after === -1 ? ')' : '(';
}

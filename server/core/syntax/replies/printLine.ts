import { NodeKind } from '../nodeKind.ts';
import { markBehind, marksAround, type ParsedText, printNode } from '../nodeText.ts';

/**
 * A line about ports, tables, queues or meters again from its tree (`parseLine.ts`). Its words stand as far apart as in the
 * row: replies are aligned for people, each in its own way (Open vSwitch's `lib/ofp-port.c`, `lib/ofp-meter.c`, …).
 */
export function printReplyRow(text: ParsedText): string {
  return printNode(text, 0, betweenReplyParts);
}

function betweenReplyParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.row:
    case NodeKind.header:
      return marksAround(text, node, before, after);
    case NodeKind.attribute:
      if (before === -1) return '';
      if (tree.kind(before) === NodeKind.attributeName) return markBehind(text, before, '=:');
      return tree.kind(node + 2) === NodeKind.portName && node + 3 === tree.next(node)
        ? after === -1
          ? ')'
          : '('
        : '';
    default:
      return '';
  }
}

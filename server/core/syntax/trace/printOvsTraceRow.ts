import { printDatapathItems } from '../datapath/print.ts';
import { betweenLogicalParts } from '../lflow/printRow.ts';
import { NodeKind } from '../nodeKind.ts';
import {
  type Gap,
  indent,
  isInside,
  laidOut,
  ownMarks,
  type ParsedText,
  printLeaf,
  printNode,
} from '../nodeText.ts';
import { betweenFlowParts } from '../openflow/printRow.ts';
import { OvsTraceLine } from './ovsTraceLine.ts';

/**
 * A line of `ofproto/trace` again from its tree (`parseOvsTraceRow.ts`), as Open vSwitch's `ofproto/ofproto-dpif-trace.c`
 * and OVN's `utilities/ovn_detrace.py.in` print it: blanks before it say how deep it stands. Marks between the words of prose
 * and of what ovn-detrace adds are the row's own.
 */
export function printOvsTraceRow(text: ParsedText): string {
  const { tree } = text;
  const actions = tree.child(0, NodeKind.actions);
  if (tree.value(0) === OvsTraceLine.datapathActions && actions !== -1)
    return `${indent(text, 1)}${printLeaf(text, 1)}: ${printDatapathItems(text, actions)}`;
  return printNode(text, 0, tree.value(0) === OvsTraceLine.record ? betweenRecordParts : betweenTracedParts);
}

function betweenTracedParts(gap: Gap): string {
  switch (gap.tree.kind(gap.node)) {
    case NodeKind.row:
      return betweenRowParts(gap);
    case NodeKind.header:
      return betweenHeaderParts(gap);
    case NodeKind.attribute:
      // `priority 100`, and `table=2` of what is restored.
      return isInside(gap) ? laidOut(gap, ' ', '=') : '';
    default:
      return betweenFlowParts(gap);
  }
}

function betweenRowParts(gap: Gap): string {
  const { tree, before, after } = gap;
  if (before === -1) return indent(gap, after);
  if (after === -1) return ownMarks(gap);
  switch (tree.value(0)) {
    case OvsTraceLine.flow:
      return ': ';
    case OvsTraceLine.table:
      if (tree.kind(after) === NodeKind.punctuation) return '';
      return tree.kind(before) === NodeKind.punctuation ? ' ' : ', ';
    case OvsTraceLine.thaw:
      if (tree.kind(before) === NodeKind.attribute) return ', ';
      return tree.kind(after) === NodeKind.actions ? ': ' : laidOut(gap, ' ', ': ');
    default:
      return ownMarks(gap);
  }
}

/** `bridge("br-int")`, `recirc(0x6) - resume conntrack …` */
function betweenHeaderParts({ node, before, after }: Gap): string {
  if (before === -1) return '';
  const isValue = before === node + 2;
  if (before === node + 1) return '(';
  if (after === -1) return isValue ? ')' : '';
  return isValue ? ') ' : ' ';
}

/** `* Logical flow: table=0 (ls_in_acl), priority=100, match=(…), actions=(…)`, and whatever else a record is. */
function betweenRecordParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (tree.kind(node) === NodeKind.attribute) return isInside(gap) ? '=' : '';
  if (node > 0) return betweenLogicalParts(gap);
  return before === -1 ? indent(gap, after) : ownMarks(gap);
}

import { printDatapathItems } from '../datapath/print.ts';
import { NodeKind } from '../nodeKind.ts';
import { type Gap, indent, laidOut, ownMarks, type ParsedText, printNode } from '../nodeText.ts';

/**
 * A connection again from its tree (`parseRow.ts`): as `ovs-appctl dpctl/dump-conntrack` writes it (`ct_dpif_format_entry` of
 * Open vSwitch's `lib/ct-dpif.c`), or as the kernel does, whose words stand as far apart as in the row.
 */
export function printConntrackRow(text: ParsedText): string {
  const isSwitch = text.tree.kind(0) === NodeKind.row && text.tree.child(0, NodeKind.argument) !== -1;
  return isSwitch ? indent(text, 1) + printDatapathItems(text) : printNode(text, 0, betweenKernelParts);
}

function betweenKernelParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (tree.kind(node) === NodeKind.header) return ownMarks(gap);
  if (before === -1) return node === 0 ? indent(gap, after) : '';
  if (after === -1) return '';
  return tree.kind(node) === NodeKind.attribute ? '=' : laidOut(gap, ' ');
}

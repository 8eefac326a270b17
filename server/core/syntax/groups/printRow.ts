import { NodeKind } from '../nodeKind.ts';
import { marksAround, indent, laidOut, markBehind, type ParsedText, printNode, textOf } from '../nodeText.ts';
import { betweenFlowParts } from '../openflow/printRow.ts';
import { printReplyRow } from '../replies/printLine.ts';
import { groupAttributes } from './parseRow.ts';

/**
 * A line of groups again from its tree (`parseRow.ts`), as `ovs-ofctl dump-groups` and `dump-group-stats` write it. Models
 * `ofputil_group_desc_format` and `ofputil_group_stats_format` of Open vSwitch's `lib/ofp-group.c`; whether a bucket's
 * attributes have `:` or `=` behind their names, and its fields parentheses, the row says.
 */
export function printGroupRow(text: ParsedText): string {
  return isOfGroup(text) ? printNode(text, 0, betweenGroupParts) : printReplyRow(text);
}

/** Not a line of `dump-group-features`. */
function isOfGroup(text: ParsedText): boolean {
  const { tree } = text;
  if (tree.kind(0) !== NodeKind.row || tree.nNodes === 1) return true;
  const first = tree.children(0).find((node) => tree.kind(node) !== NodeKind.keyword);
  if (first === undefined || tree.kind(first) === NodeKind.argument) return true;
  return tree.kind(first) === NodeKind.attribute && groupAttributes.includes(textOf(text, first + 1));
}

function betweenGroupParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return betweenRowParts(text, before, after);
    case NodeKind.header:
      return marksAround(text, node, before, after);
    case NodeKind.attribute:
      return betweenAttributeParts(text, node, before, after);
    default:
      return outer === 0 && tree.kind(node) === NodeKind.argument
        ? betweenBucketParts(text, before, after)
        : betweenFlowParts(text, node, before, after);
  }
}

/** Commands of a file have a space behind them, what follows in it commas or spaces. */
function betweenRowParts(text: ParsedText, before: number, after: number): string {
  const { tree } = text;
  if (after === -1) return '';
  if (before === -1) return indent(text, after);
  const isWord = tree.kind(before) === NodeKind.keyword || tree.kind(after) === NodeKind.comment;
  return isWord ? ' ' : laidOut(text, tree.end(before), tree.start(after), ',', ' ');
}

/** `name=value`, `fields(eth_dst,ip_dst=0.0.0.255)`, `bucket0:packet_count=5`. */
function betweenAttributeParts(text: ParsedText, node: number, before: number, after: number): string {
  if (before === -1) return '';
  const mark = markBehind(text, node + 1, '=:(');
  if (after === -1) return mark === '(' ? ')' : '';
  if (before === node + 1) return mark;
  return mark === '(' ? ',' : '=';
}

/** `bucket=bucket_id:0,weight:100,actions=…`. */
function betweenBucketParts(text: ParsedText, before: number, after: number): string {
  const { tree } = text;
  if (before === -1 || after === -1) return '';
  const isName = tree.kind(before) === NodeKind.attributeName || tree.kind(before) === NodeKind.keyword;
  return isName
    ? markBehind(text, before, '=:')
    : laidOut(text, tree.end(before), tree.start(after), ',', ' ');
}

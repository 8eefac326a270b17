import { NodeKind } from '../nodeKind.ts';
import {
  type Gap,
  indent,
  isInside,
  laidOut,
  markBehind,
  ownMarks,
  type ParsedText,
  printNode,
  textOf,
} from '../nodeText.ts';
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

function betweenGroupParts(gap: Gap): string {
  const { tree, node, outer } = gap;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return betweenRowParts(gap);
    case NodeKind.header:
      return ownMarks(gap);
    case NodeKind.attribute:
      return betweenAttributeParts(gap);
    default:
      return outer === 0 && tree.kind(node) === NodeKind.argument
        ? betweenBucketParts(gap)
        : betweenFlowParts(gap);
  }
}

/** Commands of a file have a space behind them, what follows in it commas or spaces. */
function betweenRowParts(gap: Gap): string {
  const { tree, before, after } = gap;
  if (after === -1) return '';
  if (before === -1) return indent(gap, after);
  const isWord = tree.kind(before) === NodeKind.keyword || tree.kind(after) === NodeKind.comment;
  return isWord ? ' ' : laidOut(gap, ',', ' ');
}

/** `name=value`, `fields(eth_dst,ip_dst=0.0.0.255)`, `bucket0:packet_count=5`. */
function betweenAttributeParts(gap: Gap): string {
  const { node, before, after } = gap;
  if (before === -1) return '';
  const mark = markBehind(gap, node + 1, '=:(');
  if (after === -1) return mark === '(' ? ')' : '';
  if (before === node + 1) return mark;
  return mark === '(' ? ',' : '=';
}

/** `bucket=bucket_id:0,weight:100,actions=…`. */
function betweenBucketParts(gap: Gap): string {
  const { tree, before } = gap;
  if (!isInside(gap)) return '';
  const isName = tree.kind(before) === NodeKind.attributeName || tree.kind(before) === NodeKind.keyword;
  return isName ? markBehind(gap, before, '=:') : laidOut(gap, ',', ' ');
}

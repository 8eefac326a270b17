import { betweenLogicalParts } from '../lflow/printRow.ts';
import { NodeKind } from '../nodeKind.ts';
import { type Between, indent, laidOut, type ParsedText, printNode } from '../nodeText.ts';
import { betweenFlowParts } from '../openflow/printRow.ts';
import { OvnTraceLine } from './ovnTraceLine.ts';

/**
 * A line of `ovn-trace` again from its tree (`parseOvnTraceRow.ts`), as OVN's `utilities/ovn-trace.c` prints it: blanks
 * before it say how deep it stands, those inside of matches and actions are the row's own.
 */
export function printOvnTraceRow(text: ParsedText): string {
  const isRow = text.tree.kind(0) === NodeKind.row;
  return printNode(text, 0, isRow ? (betweenOf[text.tree.value(0)] ?? betweenWords) : betweenFlowParts);
}

/** By `OvnTraceLine`; rows of all others consist of words with a space between them. */
const betweenOf: Readonly<Record<number, Between>> = {
  [OvnTraceLine.packet]: betweenPacketParts,
  [OvnTraceLine.pipeline]: betweenPipelineParts,
  [OvnTraceLine.stage]: betweenStageParts,
  [OvnTraceLine.openFlow]: betweenFlowParts,
  [OvnTraceLine.log]: betweenLogParts,
};

/** Of a row whose parts have a space between them; `}` and remarks may end with a semicolon. */
function betweenWords(text: ParsedText, node: number, before: number, after: number, outer: number): string {
  const { tree } = text;
  if (node > 0) return betweenTracedParts(text, node, before, after, outer);
  if (before === -1) return after === -1 ? '' : indent(text, after);
  if (after !== -1) return ' ';
  return tree.kind(before) === NodeKind.actions
    ? ''
    : laidOut(text, tree.end(before), tree.end(node), '', ';');
}

/** Actions as in a list of logical flows, and `ct_next(ct_state=new|trk)`. */
function betweenTracedParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  if (text.tree.kind(node) === NodeKind.matchField) return betweenFlowParts(text, node, before, after);
  if (text.tree.kind(node) === NodeKind.value) return before !== -1 && after !== -1 ? '|' : '';
  return betweenLogicalParts(text, node, before, after, outer);
}

function betweenPacketParts(text: ParsedText, node: number, before: number, after: number): string {
  if (node > 0) return betweenFlowParts(text, node, before, after);
  if (before === -1) return after === -1 ? '' : indent(text, after);
  return after === -1 ? '' : ' ';
}

/** `ingress(dp="sw0", inport="vm") {` */
function betweenPipelineParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.header:
      if (before === -1) return '';
      return after === -1 ? ')' : tree.kind(before) === NodeKind.keyword ? '(' : ', ';
    case NodeKind.argument:
      return before !== -1 && after !== -1 ? '=' : '';
    default:
      return betweenWords(text, node, before, after, outer);
  }
}

/** ` 0. ls_in_acl (northd.c:1): ip, priority 1, uuid e9ef33ac` */
function betweenStageParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  const { tree } = text;
  if (tree.kind(node) === NodeKind.attribute) return before !== -1 && after !== -1 ? ' ' : '';
  if (node > 0) return betweenLogicalParts(text, node, before, after, outer);
  if (before === -1) return after === -1 ? '' : indent(text, after);
  if (after === -1) return '';
  const isSource = (comment: number): boolean =>
    tree.kind(comment) === NodeKind.comment && tree.next(comment) < tree.nNodes;
  switch (tree.kind(before)) {
    case NodeKind.punctuation:
      return isSource(after) ? ' (' : ' ';
    case NodeKind.stageName:
      return isSource(after) ? ' (' : ': ';
    case NodeKind.comment:
      return '): ';
    default:
      return tree.kind(after) === NodeKind.punctuation ? '' : ', ';
  }
}

/** `LOG: ACL name=x, direction=OUT, verdict=drop, severity=info, packet="…"` */
function betweenLogParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  if (tree.kind(node) === NodeKind.argument)
    return before !== -1 && tree.kind(before) === NodeKind.attributeName ? '=' : '';
  if (node > 0) return betweenFlowParts(text, node, before, after);
  if (before === -1) return after === -1 ? '' : indent(text, after);
  if (after === -1) return '';
  if (tree.kind(before) === NodeKind.argument) return tree.kind(after) === NodeKind.argument ? ', ' : ' ';
  return before === 1 ? ': ' : ' ';
}

import { betweenLogicalParts } from '../lflow/printRow.ts';
import { NodeKind } from '../nodeKind.ts';
import {
  type Between,
  type Gap,
  indent,
  isInside,
  laidOut,
  type ParsedText,
  printNode,
} from '../nodeText.ts';
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
function betweenWords(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (node > 0) return betweenTracedParts(gap);
  if (before === -1) return indent(gap, after);
  if (after !== -1) return ' ';
  return tree.kind(before) === NodeKind.actions ? '' : laidOut(gap, '', ';');
}

/** Actions as in a list of logical flows, and `ct_next(ct_state=new|trk)`. */
function betweenTracedParts(gap: Gap): string {
  switch (gap.tree.kind(gap.node)) {
    case NodeKind.matchField:
      return betweenFlowParts(gap);
    case NodeKind.value:
      return isInside(gap) ? '|' : '';
    default:
      return betweenLogicalParts(gap);
  }
}

function betweenPacketParts(gap: Gap): string {
  const { node, before, after } = gap;
  if (node > 0) return betweenFlowParts(gap);
  if (before === -1) return indent(gap, after);
  return after === -1 ? '' : ' ';
}

/** `ingress(dp="sw0", inport="vm") {` */
function betweenPipelineParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  switch (tree.kind(node)) {
    case NodeKind.header:
      if (before === -1) return '';
      return after === -1 ? ')' : tree.kind(before) === NodeKind.keyword ? '(' : ', ';
    case NodeKind.argument:
      return isInside(gap) ? '=' : '';
    default:
      return betweenWords(gap);
  }
}

/** ` 0. ls_in_acl (northd.c:1): ip, priority 1, uuid e9ef33ac` */
function betweenStageParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (tree.kind(node) === NodeKind.attribute) return isInside(gap) ? ' ' : '';
  if (node > 0) return betweenLogicalParts(gap);
  if (before === -1) return indent(gap, after);
  if (after === -1) return '';
  const isSource = tree.kind(after) === NodeKind.comment && tree.next(after) < tree.nNodes;
  switch (tree.kind(before)) {
    case NodeKind.punctuation:
      return isSource ? ' (' : ' ';
    case NodeKind.stageName:
      return isSource ? ' (' : ': ';
    case NodeKind.comment:
      return '): ';
    default:
      return tree.kind(after) === NodeKind.punctuation ? '' : ', ';
  }
}

/** `LOG: ACL name=x, direction=OUT, verdict=drop, severity=info, packet="…"` */
function betweenLogParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (tree.kind(node) === NodeKind.argument)
    return before !== -1 && tree.kind(before) === NodeKind.attributeName ? '=' : '';
  if (node > 0) return betweenFlowParts(gap);
  if (before === -1) return indent(gap, after);
  if (after === -1) return '';
  if (tree.kind(before) === NodeKind.argument) return tree.kind(after) === NodeKind.argument ? ', ' : ' ';
  return before === 1 ? ': ' : ' ';
}

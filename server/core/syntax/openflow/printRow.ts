import { commaChar } from '../../text/ascii.ts';
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
} from '../nodeText.ts';
import type { Tree } from '../tree.ts';
import { Grammar, grammarOf } from './actionNames.ts';
import { attributeIndex } from './names.ts';

const cookieAttribute = attributeIndex('cookie');
const counterAttribute = attributeIndex('n_packets');
const priorityAttribute = attributeIndex('priority');

/**
 * A line of an OpenFlow listing again from its tree (`parseRow.ts`), with blanks and commas where `ovs-ofctl dump-flows`,
 * `diff-flows` and `ovs-appctl bridge/dump-flows` write them. Models `ofputil_flow_stats_format` of `lib/ofp-flow.c`, `match_format` of
 * `lib/match.c` and `ofpacts_format` of `lib/ofp-actions.c` as far as places of words go; values are as the row spells them.
 */
export function printOpenFlowRow(text: ParsedText): string {
  return printNode(text, 0, betweenFlowParts);
}

/** What stands between the parts of a row, a match or actions. */
export function betweenFlowParts(gap: Gap): string {
  const { tree, node } = gap;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return betweenRowParts(gap);
    case NodeKind.header:
      return ownMarks(gap);
    case NodeKind.match:
    case NodeKind.actions:
      return isInside(gap) ? ',' : '';
    case NodeKind.attribute:
    case NodeKind.matchField:
      return betweenValueParts(gap);
    case NodeKind.value:
      return betweenFlags(gap);
    case NodeKind.action:
      return betweenActionParts(gap);
    case NodeKind.argument:
      return betweenArgumentParts(gap);
    default:
      return '';
  }
}

function betweenRowParts(gap: Gap): string {
  const { tree, before, after } = gap;
  if (after === -1) return '';
  if (before === -1) return indent(gap, after);
  const kind = tree.kind(before);
  if (kind === NodeKind.operator) return '';
  const next = tree.kind(after);
  if (next === NodeKind.comment) return ' ';
  if (next === NodeKind.actions) return '=';
  if (tree.kind(1) === NodeKind.operator)
    return isPriority(tree, before) && next === NodeKind.match ? ',' : ' ';
  if (kind === NodeKind.match || isPriority(tree, before))
    return next === NodeKind.keyword ? beforeActions(gap, after) : ',';
  // `send_flow_rem` and its like have no value, and no comma behind them.
  const isFlag = tree.isLeaf(before + 1) && tree.next(before) === before + 2;
  return kind === NodeKind.attribute && !isFlag ? ', ' : ' ';
}

function isPriority(tree: Tree, node: number): boolean {
  return tree.kind(node) === NodeKind.attribute && tree.value(node) === priorityAttribute;
}

/** `bridge/dump-flows` writes a comma there, behind counters, and no cookie before them. */
function beforeActions({ tree, bytes, base }: ParsedText, keyword: number): string {
  if (bytes[base + tree.start(keyword) - 1] !== commaChar) return ' ';
  const named = (name: number): boolean =>
    tree.children(0).some((node) => tree.kind(node) === NodeKind.attribute && tree.value(node) === name);
  return named(counterAttribute) && !named(cookieAttribute) ? ',' : ' ';
}

/** `name=value/mask`. */
function betweenValueParts(gap: Gap): string {
  const { tree, after } = gap;
  if (!isInside(gap)) return '';
  if (tree.kind(after) === NodeKind.mask) return '/';
  return tree.kind(after) === NodeKind.bits ? '' : '=';
}

/** `+new-est`, `new|est`, and `(0,0x800)` of a packet type. */
function betweenFlags(gap: Gap): string {
  const { tree, node, before, after } = gap;
  const first = node + 1;
  if (tree.kind(first) === NodeKind.number) return before === -1 ? '(' : after === -1 ? ')' : ',';
  return isInside(gap) ? laidOut(gap, tree.high(first) === 0 ? '|' : '', '|') : '';
}

function betweenActionParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  const name = node + 1;
  if (before === -1 || tree.kind(name) !== NodeKind.actionName) return '';
  const isCall = markBehind(gap, name, ':(=') === '(';
  // What is put into a field stands behind the parenthesis.
  const isClosed =
    isCall &&
    grammarOf[tree.value(node)] === Grammar.listThenField &&
    tree.child(node, NodeKind.operator) !== -1;
  if (after === -1) {
    if (before === name) return isCall ? '()' : '';
    return isCall && !isClosed ? ')' : '';
  }
  if (before === name) return openerOf(gap);
  const next = tree.kind(after);
  if (next === NodeKind.operator) return isClosed ? ')' : '';
  if (tree.kind(before) === NodeKind.operator) return '';
  if (next === NodeKind.mask) return '/';
  // `unroll_xlate(table=2, cookie=0)`, of traces only.
  if (tree.kind(before) === NodeKind.attributeName) return '=';
  if (next === NodeKind.attributeName) return ', ';
  // `conjunction(1,1/2)`, `enqueue:1:2`, and a list in brackets.
  return laidOut(gap, ',', '/', ':');
}

/** `(` or `:` behind an action's name, and the comma in the place of the port in `resubmit(,8)`. */
function openerOf(gap: Gap): string {
  const mark = markBehind(gap, gap.before, ':(=');
  return mark === '(' ? laidOut(gap, '(', '(,') : mark;
}

/** `key`, `key=value`, `key(…)`; `FIELD[]=FIELD[]` and `load:VALUE->FIELD[]` of `learn`; ranges of `nat`. */
function betweenArgumentParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  const name = node + 1;
  if (before === -1) return '';
  const isCall = tree.isLeaf(name) && markBehind(gap, name, '=(:') === '(';
  if (after === -1) {
    if (before === name) return isCall ? '()' : '';
    return `${bracket(gap, before, ']')}${isCall ? ')' : ''}`;
  }
  if (before === name) {
    const mark = tree.isLeaf(name) ? markBehind(gap, name, '=:(') : '=';
    return `${mark}${bracket(gap, after, '[')}`;
  }
  const next = tree.kind(after);
  if (next === NodeKind.mask) return '/';
  if (next === NodeKind.operator || tree.kind(before) === NodeKind.operator) return '';
  if (isCall || tree.kind(before) === NodeKind.argument) return ',';
  const isPort = next === NodeKind.number && tree.kind(before) !== NodeKind.number;
  return `${bracket(gap, before, ']')}${isPort ? ':' : '-'}${bracket(gap, after, '[')}`;
}

/** IPv6 addresses of `nat` are in brackets where ports follow. */
function bracket({ tree, node }: Gap, leaf: number, mark: string): string {
  const hasPort = tree.kind(leaf) === NodeKind.ip6 && tree.child(node, NodeKind.number) !== -1;
  return hasPort ? mark : '';
}

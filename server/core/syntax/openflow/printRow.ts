import { marksAround, indent, type ParsedText, printNode, laidOut, markBehind } from '../nodeText.ts';
import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';
import { Grammar, grammarOf } from './actionNames.ts';
import { attributeIndex } from './names.ts';
import { commaChar } from './scanner.ts';

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
export function betweenFlowParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return betweenRowParts(text, before, after);
    case NodeKind.header:
      return marksAround(text, node, before, after);
    case NodeKind.match:
    case NodeKind.actions:
      return isInside(before, after) ? ',' : '';
    case NodeKind.attribute:
    case NodeKind.matchField:
      return betweenValueParts(text, before, after);
    case NodeKind.value:
      return betweenFlags(text, node, before, after);
    case NodeKind.action:
      return betweenActionParts(text, node, before, after);
    case NodeKind.argument:
      return betweenArgumentParts(text, node, before, after);
    default:
      return '';
  }
}

function isInside(before: number, after: number): boolean {
  return before !== -1 && after !== -1;
}

function betweenRowParts(text: ParsedText, before: number, after: number): string {
  const { tree } = text;
  if (after === -1) return '';
  if (before === -1) return indent(text, after);
  const kind = tree.kind(before);
  if (kind === NodeKind.operator) return '';
  const next = tree.kind(after);
  if (next === NodeKind.comment) return ' ';
  if (next === NodeKind.actions) return '=';
  if (tree.kind(1) === NodeKind.operator)
    return isPriority(tree, before) && next === NodeKind.match ? ',' : ' ';
  const isActions = next === NodeKind.keyword;
  if (kind === NodeKind.match) return isActions ? beforeActions(text, after) : ',';
  if (kind === NodeKind.attribute) {
    if (isPriority(tree, before)) return isActions ? beforeActions(text, after) : ',';
    return tree.isLeaf(before + 1) && tree.next(before) === before + 2 ? ' ' : ', ';
  }
  return ' ';
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
function betweenValueParts({ tree }: ParsedText, before: number, after: number): string {
  if (!isInside(before, after)) return '';
  if (tree.kind(after) === NodeKind.mask) return '/';
  return tree.kind(after) === NodeKind.bits ? '' : '=';
}

/** `+new-est`, `new|est`, and `(0,0x800)` of a packet type. */
function betweenFlags(text: ParsedText, node: number, before: number, after: number): string {
  const first = text.tree.kind(node + 1);
  if (first === NodeKind.number) return before === -1 ? '(' : after === -1 ? ')' : ',';
  if (!isInside(before, after)) return '';
  const mark = text.tree.high(node + 1) === 0 ? '|' : '';
  return laidOut(text, text.tree.end(before), text.tree.start(after), mark, '|');
}

function betweenActionParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  const name = node + 1;
  if (before === -1 || tree.kind(name) !== NodeKind.actionName) return '';
  const isCall = markBehind(text, name, ':(=') === '(';
  // What is put into a field stands behind the parenthesis.
  const isClosed =
    isCall &&
    grammarOf[tree.value(node)] === Grammar.listThenField &&
    tree.child(node, NodeKind.operator) !== -1;
  if (after === -1) {
    if (before === name) return isCall ? '()' : '';
    return isCall && !isClosed ? ')' : '';
  }
  if (before === name) return openerOf(text, name, after);
  const next = tree.kind(after);
  if (next === NodeKind.operator) return isClosed ? ')' : '';
  if (tree.kind(before) === NodeKind.operator) return '';
  if (next === NodeKind.mask) return '/';
  // `unroll_xlate(table=2, cookie=0)`, of traces only.
  if (tree.kind(before) === NodeKind.attributeName) return '=';
  if (next === NodeKind.attributeName) return ', ';
  // `conjunction(1,1/2)`, `enqueue:1:2`, and a list in brackets.
  return laidOut(text, tree.end(before), tree.start(after), ',', '/', ':');
}

/** `(` or `:` behind an action's name, and the comma in the place of the port in `resubmit(,8)`. */
function openerOf(text: ParsedText, name: number, first: number): string {
  const mark = markBehind(text, name, ':(=');
  if (mark !== '(') return mark;
  return laidOut(text, text.tree.end(name), text.tree.start(first), '(', '(,');
}

/** `key`, `key=value`, `key(…)`; `FIELD[]=FIELD[]` and `load:VALUE->FIELD[]` of `learn`; ranges of `nat`. */
function betweenArgumentParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  const name = node + 1;
  if (before === -1) return '';
  const isCall = tree.isLeaf(name) && markBehind(text, name, '=(:') === '(';
  if (after === -1)
    return before === name ? (isCall ? '()' : '') : `${bracket(text, node, before, ']')}${isCall ? ')' : ''}`;
  if (before === name) {
    const mark = tree.isLeaf(name) ? markBehind(text, name, '=:(') : '=';
    return `${mark}${bracket(text, node, after, '[')}`;
  }
  const next = tree.kind(after);
  if (next === NodeKind.mask) return '/';
  if (next === NodeKind.operator || tree.kind(before) === NodeKind.operator) return '';
  if (isCall || tree.kind(before) === NodeKind.argument) return ',';
  const isPort = next === NodeKind.number && tree.kind(before) !== NodeKind.number;
  return `${bracket(text, node, before, ']')}${isPort ? ':' : '-'}${bracket(text, node, after, '[')}`;
}

/** IPv6 addresses of `nat` are in brackets where ports follow. */
function bracket({ tree }: ParsedText, node: number, leaf: number, mark: string): string {
  const hasPort = tree.kind(leaf) === NodeKind.ip6 && tree.child(node, NodeKind.number) !== -1;
  return hasPort ? mark : '';
}

import { NodeKind } from '../nodeKind.ts';
import {
  indent,
  laidOut,
  marksAround,
  marksBetween,
  type ParsedText,
  printLeaf,
  printNode,
  textOf,
} from '../nodeText.ts';
import { printOpenFlowRow } from '../openflow/printRow.ts';
import { LogicalRowKind } from './parseRow.ts';
import { type RowWord, rowWords } from './wordTable.ts';

const word = (name: RowWord): number => rowWords.indexOf(name);
const uuidWord = word('uuid');
const priorityWord = word('priority');
const keyWord = word('tunnel_key');
const datapathWord = word('datapath');
const nameWord = word('name');
const portsWord = word('ports');

/** Columns that `ovn-sbctl lflow-list` pads to: of a table, a stage, a priority or tunnel key. */
const tableWidth = 2;
const stageWidth = 19;
const priorityWidth = 5;
const uuidDigits = 8;

/**
 * A line of a logical-flow list again from its tree (`parseRow.ts`): as `ovn-sbctl lflow-list` writes it (`utilities/
 * ovn-sbctl.c`, `sbctl_lflow_list` and what it calls), but for the blanks inside of matches and actions, which ovn-northd
 * puts as it likes.
 */
export function printLogicalFlowRow(text: ParsedText): string {
  const { tree } = text;
  if (tree.kind(0) === NodeKind.row && tree.value(0) !== LogicalRowKind.openFlow)
    return printNode(text, 0, betweenListParts, printListLeaf);
  return printOpenFlowRow(text);
}

/** The first half of a UUID is hexadecimal, without `0x` too. */
function printListLeaf(text: ParsedText, leaf: number): string {
  const { tree } = text;
  const attribute = leaf - 2;
  const isUuid =
    tree.kind(leaf) === NodeKind.number &&
    tree.kind(attribute) === NodeKind.attribute &&
    tree.value(attribute) === uuidWord;
  return isUuid ? `0x${tree.number(leaf).toString(16).padStart(uuidDigits, '0')}` : printLeaf(text, leaf);
}

function betweenListParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return tree.value(0) === LogicalRowKind.vip
        ? marksAround(text, node, before, after)
        : betweenRowParts(text, before, after);
    case NodeKind.header:
      return betweenHeaderParts(text, before, after);
    case NodeKind.attribute:
      return betweenAttributeParts(text, node, before, after);
    default:
      return betweenLogicalParts(text, node, before, after, outer);
  }
}

function betweenRowParts(text: ParsedText, before: number, after: number): string {
  const { tree } = text;
  if (after === -1) return behindRow(text, before);
  // A row whose table was left away begins with the parenthesis of its stage.
  const isLoneStage =
    tree.kind(after) === NodeKind.stageName && (before === -1 || tree.kind(before) === NodeKind.comment);
  if (before === -1) return isLoneStage ? `${indent(text, after).slice(1)}(` : indent(text, after);
  if (tree.kind(before) === NodeKind.keyword) return '=(';
  switch (tree.kind(before)) {
    case NodeKind.stageName:
      return `${padding(text, before, stageWidth)}), `;
    case NodeKind.match:
      return '), ';
    case NodeKind.comment:
      // What `grep` has put before the row, which keeps its own blanks.
      return isLoneStage
        ? `${' '.repeat(tree.start(after) - tree.end(before) - 1)}(`
        : ' '.repeat(tree.start(after) - tree.end(before));
    default:
      if (tree.kind(after) === NodeKind.stageName) return `${padding(text, before + 2, tableWidth)}(`;
      return tree.value(before) === priorityWord ? `${padding(text, before + 2, priorityWidth)}, ` : ', ';
  }
}

/** The last column of a port binding is padded too, and a load balancer's datapaths have a comma each. */
function behindRow(text: ParsedText, last: number): string {
  const { tree } = text;
  if (last === -1) return '';
  if (tree.kind(last) === NodeKind.actions) return ')';
  if (tree.kind(last) !== NodeKind.attribute || tree.value(0) !== LogicalRowKind.binding) return '';
  if (tree.value(last) === keyWord) return padding(text, last + 2, priorityWidth);
  const second = tree.next(1);
  return tree.value(last) === datapathWord && tree.value(second) === nameWord ? ', ' : '';
}

function padding(text: ParsedText, leaf: number, width: number): string {
  return ' '.repeat(Math.max(0, width - printLeaf(text, leaf).length));
}

/** `Datapath: "lr0" aka "router" (uuid)  Pipeline: ingress`, `vips:`, `Total number of logical flows = 3`. */
function betweenHeaderParts(text: ParsedText, before: number, after: number): string {
  const { tree } = text;
  if (before === -1) return '';
  if (after === -1) return tree.kind(before) === NodeKind.uuid ? ')' : '';
  if (tree.kind(before) === NodeKind.uuid) return ')  ';
  if (tree.value(0) === LogicalRowKind.section)
    return tree.kind(after) === NodeKind.number ? ' = ' : ' in datapath ';
  const isTitle = tree.kind(before) === NodeKind.keyword && textOf(text, before) !== 'aka';
  return `${isTitle ? ': ' : ' '}${tree.kind(after) === NodeKind.uuid ? '(' : ''}`;
}

/** `name=value`, `ports=(a, b)`, `datapath="lr0" aka "router"`. */
function betweenAttributeParts(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  if (before === -1) return '';
  const isList = tree.value(node) === portsWord;
  if (before === node + 1) return isList ? '=(' : '=';
  if (after === -1) return isList ? ')' : '';
  if (tree.kind(after) === NodeKind.mask) return '/';
  return tree.kind(before) === NodeKind.datapathName ? ' aka ' : ', ';
}

/** What stands between the parts of a match or of actions in OVN's language. */
export function betweenLogicalParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
): string {
  const { tree } = text;
  const from = before === -1 ? tree.start(node) : tree.end(before);
  const to = after === -1 ? tree.end(node) : tree.start(after);
  const gap: Gap = (...marks) => laidOut(text, from, to, ...marks);
  switch (tree.kind(node)) {
    case NodeKind.conjunction:
    case NodeKind.disjunction:
    case NodeKind.parenthesized:
      return before === -1 ? gap('(') : after === -1 ? gap(')') : gap(' ');
    case NodeKind.match:
    case NodeKind.comparison:
      if (before === -1 || after === -1) return gap('');
      return tree.kind(after) === NodeKind.mask ? '/' : gap(' ');
    case NodeKind.constantSet:
      return before === -1
        ? after === -1
          ? gap('{}')
          : gap('{')
        : after === -1
          ? gap('}', ',}')
          : betweenItems(text, after, gap);
    case NodeKind.actions:
      return betweenActions(text, before, after, tree.kind(outer) === NodeKind.action, gap);
    case NodeKind.action:
    case NodeKind.functionCall:
      return betweenCallParts(text, node, before, after, gap);
    case NodeKind.argument:
      return betweenArgumentParts(text, node, before, after, gap);
    case NodeKind.subfield:
      return '';
    default:
      return before === -1 || after === -1 ? '' : gap('');
  }
}

type Gap = (...marks: string[]) => string;

function betweenItems({ tree }: ParsedText, after: number, gap: Gap): string {
  return tree.kind(after) === NodeKind.mask ? '/' : gap(', ', '');
}

/** Each action ends with `;`, in braces too. A comment has none. */
function betweenActions(
  { tree }: ParsedText,
  before: number,
  after: number,
  isNested: boolean,
  gap: Gap,
): string {
  if (before === -1) return isNested ? (after === -1 ? gap('{ }') : gap('{ ')) : gap('');
  const end = tree.kind(before) === NodeKind.comment ? '' : ';';
  if (after === -1) return isNested ? gap(`${end} }`) : gap(end);
  return gap(`${end} `);
}

function betweenCallParts(text: ParsedText, node: number, before: number, after: number, gap: Gap): string {
  const { tree } = text;
  const name = node + 1;
  const isAssignment = tree.kind(node) === NodeKind.action && tree.kind(name) !== NodeKind.actionName;
  if (before === -1) return '';
  if (isAssignment)
    return after !== -1 && tree.kind(after) === NodeKind.mask ? '/' : gap(after === -1 ? '' : ' ');
  if (after === -1) {
    const last = tree.kind(before);
    if (before === name) return gap('', '()');
    return last === NodeKind.actions || last === NodeKind.operator ? gap('') : gap(')');
  }
  const next = tree.kind(after);
  if (next === NodeKind.mask) return '/';
  if (next === NodeKind.actions) return before === name ? gap(' ', '()') : gap(') ');
  if (next === NodeKind.operator) return gap('');
  if (before === name) return gap('(');
  return marksBetween(text, tree.end(before), tree.start(after));
}

/** `name=value …`; endpoints `10.0.0.1:80` and `[fe80::1]:80`, members `1=100`, and lists of them. */
function betweenArgumentParts(
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  gap: Gap,
): string {
  const { tree } = text;
  const name = node + 1;
  if (before === -1) return '';
  if (before === name) return after === -1 ? gap('=') : gap('=', '=[', '=(');
  if (after !== -1 && tree.kind(after) === NodeKind.mask) return '/';
  return marksBetween(text, tree.end(before), after === -1 ? tree.end(node) : tree.start(after));
}

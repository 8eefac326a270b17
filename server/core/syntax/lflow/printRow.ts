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

function betweenListParts(gap: Gap): string {
  const { tree, node } = gap;
  switch (tree.kind(node)) {
    case NodeKind.row:
      return tree.value(0) === LogicalRowKind.vip ? ownMarks(gap) : betweenRowParts(gap);
    case NodeKind.header:
      return betweenHeaderParts(gap);
    case NodeKind.attribute:
      return betweenAttributeParts(gap);
    default:
      return betweenLogicalParts(gap);
  }
}

function betweenRowParts(gap: Gap): string {
  const { tree, before, after } = gap;
  if (after === -1) return behindRow(gap, before);
  // A row whose table was left away begins with the parenthesis of its stage.
  const isLoneStage =
    tree.kind(after) === NodeKind.stageName && (before === -1 || tree.kind(before) === NodeKind.comment);
  if (before === -1) return isLoneStage ? `${indent(gap, after).slice(1)}(` : indent(gap, after);
  switch (tree.kind(before)) {
    case NodeKind.keyword:
      return '=(';
    case NodeKind.stageName:
      return `${padding(gap, before, stageWidth)}), `;
    case NodeKind.match:
      return '), ';
    case NodeKind.comment: {
      // What `grep` has put before the row, which keeps its own blanks.
      const blanks = ' '.repeat(tree.start(after) - tree.end(before));
      return isLoneStage ? `${blanks.slice(1)}(` : blanks;
    }
    default:
      if (tree.kind(after) === NodeKind.stageName) return `${padding(gap, before + 2, tableWidth)}(`;
      return tree.value(before) === priorityWord ? `${padding(gap, before + 2, priorityWidth)}, ` : ', ';
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
function betweenHeaderParts(gap: Gap): string {
  const { tree, before, after } = gap;
  if (before === -1) return '';
  if (after === -1) return tree.kind(before) === NodeKind.uuid ? ')' : '';
  if (tree.kind(before) === NodeKind.uuid) return ')  ';
  if (tree.value(0) === LogicalRowKind.section)
    return tree.kind(after) === NodeKind.number ? ' = ' : ' in datapath ';
  const isTitle = tree.kind(before) === NodeKind.keyword && textOf(gap, before) !== 'aka';
  return `${isTitle ? ': ' : ' '}${tree.kind(after) === NodeKind.uuid ? '(' : ''}`;
}

/** `name=value`, `ports=(a, b)`, `datapath="lr0" aka "router"`. */
function betweenAttributeParts({ tree, node, before, after }: Gap): string {
  if (before === -1) return '';
  const isList = tree.value(node) === portsWord;
  if (before === node + 1) return isList ? '=(' : '=';
  if (after === -1) return isList ? ')' : '';
  if (tree.kind(after) === NodeKind.mask) return '/';
  return tree.kind(after) === NodeKind.datapathName ? ' aka ' : ', ';
}

/** What stands between the parts of a match or of actions in OVN's language. */
export function betweenLogicalParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  if (after !== -1 && tree.kind(after) === NodeKind.mask) return '/';
  switch (tree.kind(node)) {
    case NodeKind.conjunction:
    case NodeKind.disjunction:
    case NodeKind.parenthesized:
      return laidOut(gap, before === -1 ? '(' : after === -1 ? ')' : ' ');
    case NodeKind.match:
    case NodeKind.comparison:
      return laidOut(gap, isInside(gap) ? ' ' : '');
    case NodeKind.constantSet:
      return betweenConstants(gap);
    case NodeKind.actions:
      return betweenActions(gap);
    case NodeKind.action:
    case NodeKind.functionCall:
      return betweenCallParts(gap);
    case NodeKind.argument:
      return betweenArgumentParts(gap);
    case NodeKind.subfield:
      return '';
    default:
      return isInside(gap) ? laidOut(gap, '') : '';
  }
}

function betweenConstants(gap: Gap): string {
  if (isInside(gap)) return laidOut(gap, ', ', '');
  if (gap.before !== -1) return laidOut(gap, '}', ',}');
  return laidOut(gap, gap.after === -1 ? '{}' : '{');
}

/** Each action ends with `;`, in braces too. A comment has none. */
function betweenActions(gap: Gap): string {
  const { tree, outer, before, after } = gap;
  const isNested = tree.kind(outer) === NodeKind.action;
  if (before === -1) return laidOut(gap, isNested ? (after === -1 ? '{ }' : '{ ') : '');
  const end = tree.kind(before) === NodeKind.comment ? '' : ';';
  if (after === -1) return laidOut(gap, isNested ? `${end} }` : end);
  return laidOut(gap, `${end} `);
}

function betweenCallParts(gap: Gap): string {
  const { tree, node, before, after } = gap;
  const name = node + 1;
  const isAssignment = tree.kind(node) === NodeKind.action && tree.kind(name) !== NodeKind.actionName;
  if (before === -1) return '';
  if (isAssignment) return laidOut(gap, after === -1 ? '' : ' ');
  if (after === -1) {
    const last = tree.kind(before);
    if (before === name) return laidOut(gap, '', '()');
    return laidOut(gap, last === NodeKind.actions || last === NodeKind.operator ? '' : ')');
  }
  const next = tree.kind(after);
  if (next === NodeKind.actions) return before === name ? laidOut(gap, ' ', '()') : laidOut(gap, ') ');
  if (next === NodeKind.operator) return laidOut(gap, '');
  return before === name ? laidOut(gap, '(') : ownMarks(gap);
}

/** `name=value …`; endpoints `10.0.0.1:80` and `[fe80::1]:80`, members `1=100`, and lists of them. */
function betweenArgumentParts(gap: Gap): string {
  const { node, before, after } = gap;
  if (before === -1) return '';
  if (before !== node + 1) return ownMarks(gap);
  return after === -1 ? laidOut(gap, '=') : laidOut(gap, '=', '=[', '=(');
}

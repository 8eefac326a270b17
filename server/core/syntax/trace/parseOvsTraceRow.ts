/**
 * One line of `ovs-appctl ofproto/trace`, as it is or with what `ovn-detrace` adds.
 *
 * The root is a `row` whose value is an `OvsTraceLine`. Below it, by that value:
 *   flow             `keyword` with the title, then a `match`, or a `word` such as `unchanged`
 *   bridge           `header`: `keyword`, `string`
 *   table            `attribute` of the table (a `number` without a name); then a `match`, and `attribute` of priority and
 *                    cookie as in a flow, or a `comment` such as `No match.`
 *   action           `actions`, as of a flow
 *   note, warning    `operator`, then prose: `comment` leaves with values, fields and names between them;
 *   and error        `X is now V` has a `subfield` first; a `match` or `actions` where the note quotes one
 *   recirculation    `header`: `keyword`, `number`, prose
 *   thaw, bucket     `keyword`, then an `attribute`, `actions` or a `number`
 *   datapathActions  `keyword`, then `actions` as of a datapath flow, or plain tokens
 *   record           `keyword` with its kind; of a logical flow what its row has in a list, else plain tokens
 *   ruler, message and comment   `punctuation`, prose, `comment`
 * Indices of fields, attributes and actions are those of OpenFlow's dialect, below a logical flow those of OVN's. Never
 * throws, linear, bounded nesting; whatever nothing explains is `unknown` with a problem.
 */
import { closeParenChar, colonChar, isDigit, openParenChar, quoteChar } from '../../text/ascii.ts';
import { indexOfAscii, lastIndexOfAscii, startsWithAscii } from '../../text/bytes.ts';
import { takeItems } from '../datapath/items.ts';
import { scopeIndex } from '../datapath/specs.ts';
import { NodeKind } from '../nodeKind.ts';
import { attributes } from '../openflow/names.ts';
import { addProblem, isAt, Scanner, scanName, scanQuoted, skipSeparators } from '../openflow/scanner.ts';
import { takeValue } from '../openflow/values.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import {
  cookieAttribute,
  priorityAttribute,
  scannerOf,
  skipBlanks,
  tableAttribute,
  takeActions,
  takeAttribute,
  takeLeaf,
  takeMatch,
  takePlainTokens,
  takeProse,
  takeRest,
  takeSubfieldName,
} from './flowText.ts';
import { takeLogicalFlow, takeLogicalMatch } from './logicalText.ts';
import { flowTitleAt, OvsTraceLine, ovsTraceLine, thawTitleAt } from './ovsTraceLine.ts';

const datapathActions = scopeIndex('actions');

export function parseOvsTraceRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  const s = scannerOf(bytes, start, end, tree, problems);
  const kind = ovsTraceLine(bytes, start, end);
  const row = tree.open(NodeKind.row, 0, kind);
  parseLine(s, kind);
  tree.close(row, end - start);
}

function parseLine(s: Scanner, kind: OvsTraceLine): void {
  switch (kind) {
    case OvsTraceLine.blank:
      return;
    case OvsTraceLine.flow:
      return parseFlow(s, flowTitleAt(s.bytes, s.at, s.end) ?? '');
    case OvsTraceLine.bridge:
      return parseBridge(s);
    case OvsTraceLine.table:
      return parseTable(s);
    case OvsTraceLine.action:
      return takeActions(s);
    case OvsTraceLine.note:
      return parseNote(s);
    case OvsTraceLine.warning:
      takeLeaf(s, NodeKind.operator, 2);
      return takeProse(s);
    case OvsTraceLine.error:
      return parseError(s);
    case OvsTraceLine.thaw:
      return parseThaw(s);
    case OvsTraceLine.bucket:
      takeLeaf(s, NodeKind.keyword, 'bucket'.length);
      return takePlainTokens(s);
    case OvsTraceLine.recirculation:
      return parseRecirculation(s);
    case OvsTraceLine.datapathActions:
      takeLeaf(s, NodeKind.keyword, 'Datapath actions'.length);
      s.at++;
      return takeDatapathActions(s);
    case OvsTraceLine.ruler:
      return takeLeaf(s, NodeKind.punctuation, s.end - s.at);
    case OvsTraceLine.record:
      return parseRecord(s);
    case OvsTraceLine.message:
      return takeProse(s);
    case OvsTraceLine.comment:
      return takeLeaf(s, NodeKind.comment, s.end - s.at);
    default:
  }
}

/** As of a datapath flow; what its dialect does not know, or somebody has masked, as plain tokens. */
function takeDatapathActions(s: Scanner): void {
  skipBlanks(s);
  const { tree, base } = s;
  const start = s.at;
  const nProblems = s.problems.length;
  const list = tree.open(NodeKind.actions, start - base);
  takeItems(s, datapathActions, 0);
  if (s.at < s.end || s.problems.length > nProblems) {
    tree.truncate(list);
    s.problems.length = nProblems;
    s.at = start;
    return takePlainTokens(s);
  }
  tree.close(list, s.end - base);
}

function parseFlow(s: Scanner, title: string): void {
  takeLeaf(s, NodeKind.keyword, title.length - 1);
  s.at++;
  skipBlanks(s);
  if (s.end - s.at === 9 && startsWithAscii(s.bytes, s.at, 'unchanged', s.end)) takeLeaf(s, NodeKind.word, 9);
  else if (s.at < s.end) takeMatch(s);
}

function parseBridge(s: Scanner): void {
  const { tree, base } = s;
  const header = tree.open(NodeKind.header, s.at - base);
  takeLeaf(s, NodeKind.keyword, 'bridge'.length);
  s.at++;
  if (isAt(s, quoteChar)) {
    const start = s.at;
    s.at = scanQuoted(s);
    tree.leaf(NodeKind.string, start - base, s.at - base);
  } else addProblem(s, s.at, s.at, 'the name of a bridge is expected');
  skipSeparators(s);
  if (isAt(s, closeParenChar)) s.at++;
  else addProblem(s, s.at, s.at, 'a parenthesis is not closed');
  const last = s.at;
  takeRest(s, 'unexpected text after the bridge');
  tree.close(header, Math.max(last - base, tree.end(tree.nNodes - 1)));
}

function parseTable(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  if (!isDigit(bytes[s.at])) {
    takeLeaf(s, NodeKind.punctuation, 3);
    return takeProse(s);
  }
  const table = tree.open(NodeKind.attribute, s.at - base, tableAttribute);
  let dot = s.at;
  while (isDigit(bytes[dot])) dot++;
  s.end = dot;
  takeValue(s, NodeKind.word);
  s.end = end;
  tree.close(table, dot - base);
  takeLeaf(s, NodeKind.punctuation, 1);
  skipBlanks(s);
  if (startsWithAscii(bytes, s.at, 'No match', end) || startsWithAscii(bytes, s.at, 'Packets are ', end)) {
    return takeLeaf(s, NodeKind.comment, end - s.at);
  }
  const priority = priorityAt(s);
  if (priority === -1) {
    takeMatch(s);
    addProblem(s, end, end, 'the line ends before the priority');
    return;
  }
  if (priority > s.at) {
    s.end = priority;
    takeMatch(s);
    s.end = end;
  }
  s.at = priority;
  while (s.at < end) {
    skipSeparators(s);
    const nameEnd = scanName(s);
    if (startsWithAscii(bytes, s.at, 'priority ', end)) takeAttribute(s, nameEnd, priorityAttribute);
    else if (startsWithAscii(bytes, s.at, 'cookie ', end)) takeAttribute(s, nameEnd, cookieAttribute);
    else takeRest(s, 'unexpected text after the priority');
  }
}

/** Where `priority 100` begins, which follows the match; -1 when the line does not have it. */
function priorityAt(s: Scanner): number {
  if (startsWithAscii(s.bytes, s.at, 'priority ', s.end)) return s.at;
  const comma = lastIndexOfAscii(s.bytes, s.at, s.end, ', priority ');
  return comma === -1 ? -1 : comma + 2;
}

function parseNote(s: Scanner): void {
  const { bytes, end } = s;
  takeLeaf(s, NodeKind.operator, 2);
  skipBlanks(s);
  if (startsWithAscii(bytes, s.at, 'conj. ', end)) {
    takeLeaf(s, NodeKind.keyword, 5);
    return takeMatch(s);
  }
  const set = ['action set was: ', 'action set is: '].find((each) => startsWithAscii(bytes, s.at, each, end));
  if (set !== undefined) {
    takeLeaf(s, NodeKind.comment, set.length - 2);
    s.at++;
    return takeActions(s);
  }
  if (takeSubfieldName(s)) {
    skipBlanks(s);
    if (startsWithAscii(bytes, s.at, 'is now ', end)) {
      takeLeaf(s, NodeKind.comment, 'is now'.length);
      return takePlainTokens(s);
    }
  }
  takeProse(s);
}

/** `>>>> something went wrong <<<<`. */
function parseError(s: Scanner): void {
  const { end, base, tree } = s;
  const message = s.at + 4;
  takeLeaf(s, NodeKind.operator, 4);
  const closing = lastIndexOfAscii(s.bytes, message, end, '<<<<');
  const isClosed = closing !== -1 && closing + 4 === end;
  if (isClosed) s.end = closing;
  takeProse(s);
  s.end = end;
  s.at = end;
  if (isClosed) tree.leaf(NodeKind.operator, closing - base, end - base);
}

function parseThaw(s: Scanner): void {
  const title = thawTitleAt(s.bytes, s.at, s.end);
  if (title === undefined) return takeLeaf(s, NodeKind.keyword, 'thaw'.length);
  if (title === 'Resuming from table ') {
    const { tree, base } = s;
    takeLeaf(s, NodeKind.keyword, 'Resuming from'.length);
    skipBlanks(s);
    const table = tree.open(NodeKind.attribute, s.at - base, tableAttribute);
    takeLeaf(s, NodeKind.attributeName, 'table'.length);
    skipBlanks(s);
    if (takeValue(s, NodeKind.word) === NodeKind.unknown) addProblem(s, s.at, s.at, 'a table is expected');
    tree.close(table, s.at - base);
    takeRest(s, 'unexpected text after the table');
    return;
  }
  takeLeaf(s, NodeKind.keyword, title.length - 1);
  s.at++;
  if (title !== 'restored state:') return takeActions(s);
  while (s.at < s.end) {
    skipSeparators(s);
    if (s.at >= s.end) return;
    const nameEnd = scanName(s);
    const idx = [tableAttribute, cookieAttribute].find((each) =>
      startsWithAscii(s.bytes, s.at, `${attributes[each]?.name}=`, s.end),
    );
    if (idx === undefined) takeRest(s, 'table or cookie is expected');
    else takeAttribute(s, nameEnd, idx);
  }
}

function parseRecirculation(s: Scanner): void {
  const { tree, base } = s;
  const header = tree.open(NodeKind.header, s.at - base);
  takeLeaf(s, NodeKind.keyword, 'recirc'.length);
  s.at++;
  if (takeValue(s, NodeKind.word) === NodeKind.unknown) addProblem(s, s.at, s.at, 'a number is expected');
  if (isAt(s, closeParenChar)) s.at++;
  else addProblem(s, s.at, s.at, 'a parenthesis is not closed');
  takeProse(s);
  tree.close(header, Math.max(s.at - base, tree.end(tree.nNodes - 1)));
}

/** `* Logical flow: …`, `* Port Binding: …`, `*     "sw0" (uuid) [ingress]`, `* [Duplicate uuid hint]`. */
function parseRecord(s: Scanner): void {
  const { bytes, end } = s;
  takeLeaf(s, NodeKind.punctuation, 1);
  skipBlanks(s);
  const title = titleEnd(s);
  if (title !== -1) {
    takeLeaf(s, NodeKind.keyword, title - s.at);
    s.at++;
    skipBlanks(s);
    if (startsWithAscii(bytes, s.at, 'table=', end)) return takeLogicalFlow(s);
    const match = indexOfAscii(bytes, s.at, end, 'match=(');
    if (match !== -1) {
      s.end = match;
      takePlainTokens(s);
      s.end = end;
      s.at = match;
      takeLogicalMatch(s);
    }
  }
  takePlainTokens(s);
}

/** The colon behind words that begin with a capital letter; -1 when the record has no title. */
function titleEnd(s: Scanner): number {
  const { bytes, end } = s;
  const first = bytes[s.at] as number;
  if (first < 0x41 || first > 0x5a) return -1;
  for (let at = s.at; at < end && bytes[at] !== openParenChar && bytes[at] !== quoteChar; at++) {
    if (bytes[at] === colonChar) return at;
  }
  return -1;
}

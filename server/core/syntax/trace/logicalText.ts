import { closeParenChar, equalsChar, openParenChar, quoteChar } from '../../text/ascii.ts';
import { indexOfAscii, lastIndexOfAscii, startsWithAscii } from '../../text/bytes.ts';
import { parseActionText } from '../lflow/actionText.ts';
import { Cursor } from '../lflow/cursor.ts';
import { parseMatchText } from '../lflow/matchText.ts';
import { type RowWord, rowWords } from '../lflow/wordTable.ts';
import { NodeKind } from '../nodeKind.ts';
import { addProblem, isAt, type Scanner, scanName, skipSeparators } from '../openflow/scanner.ts';
import { takeValue } from '../openflow/values.ts';
import { Tree } from '../tree.ts';
import { takeRest } from './flowText.ts';

/** Pieces of OVN's language as they stand inside the lines of traces. Indices are those of a logical-flow list. */

const cursor = new Cursor(new Tree(1));

/** A cursor over `[s.at, s.end)` that writes into the same tree. Valid until the next call. */
export function cursorOf(s: Scanner): Cursor {
  cursor.bytes = s.bytes;
  cursor.base = s.base;
  cursor.pos = s.at;
  cursor.end = s.end;
  cursor.depth = 0;
  cursor.tree = s.tree;
  cursor.problems = s.problems;
  return cursor;
}

/** `table=0 (ls_in_acl), priority=100, match=(…), actions=(…)` up to `s.end`, as `ovn-detrace` prints a logical flow. */
export function takeLogicalFlow(s: Scanner): void {
  const { bytes, end } = s;
  const match = indexOfAscii(bytes, s.at, end, 'match=(');
  s.end = match === -1 ? end : match;
  while (s.at < s.end) {
    takeNumberedAttribute(s);
    skipSeparators(s);
  }
  s.end = end;
  if (match === -1) {
    addProblem(s, end, end, 'the line ends before the match');
    return;
  }
  s.at = match;
  const mark = indexOfAscii(bytes, match, end, '), actions=(');
  if (mark === -1) {
    takeLogicalMatch(s);
    takeRest(s, 'actions are expected');
    return;
  }
  takeKeyword(s, 'match');
  takeStripped(s, mark, () => takeExpression(s, mark));
  s.at = mark + 3;
  takeKeyword(s, 'actions');
  const close = lastIndexOfAscii(bytes, s.at, end, ')');
  const last = close === -1 ? end : close;
  takeStripped(s, last, () => takeLogicalActions(s, last));
  if (close === -1) addProblem(s, end, end, 'a parenthesis is not closed');
  s.at = Math.min(last + 1, end);
  takeRest(s, 'unexpected text behind the actions');
}

/** `match=(…)` at `s.at`; its closing parenthesis is the one that matches, or the end. */
export function takeLogicalMatch(s: Scanner): void {
  const { bytes, end } = s;
  takeKeyword(s, 'match');
  let depth = 0;
  let isQuoted = false;
  let close = s.at;
  for (; close < end; close++) {
    const byte = bytes[close];
    if (byte === quoteChar) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (byte === openParenChar) depth++;
    else if (byte === closeParenChar && depth-- === 0) break;
  }
  takeExpression(s, close);
  if (s.at < end) s.at++;
}

/** Takes a `match` node over `[s.at, end)`, whose end the caller has found. */
export function takeExpression(s: Scanner, end: number): void {
  const at = cursorOf(s);
  at.end = end;
  const match = at.open(NodeKind.match, at.pos);
  let form = parseMatchText(at);
  while (at.pos < end) {
    at.pos++;
    at.fault(NodeKind.unknown, at.pos - 1, at.pos, 'a parenthesis closes that was not opened');
    if (at.skip() !== 0 && at.peek() !== closeParenChar) form = parseMatchText(at);
  }
  s.tree.amend(match, NodeKind.match, form);
  at.close(match);
  s.at = end;
}

/** Takes an `actions` node over `[s.at, end)`. */
export function takeLogicalActions(s: Scanner, end: number): void {
  const at = cursorOf(s);
  at.end = end;
  const actions = at.open(NodeKind.actions, at.pos);
  parseActionText(at);
  at.pos = end;
  at.close(actions);
  s.at = end;
}

/**
 * Runs `take`, which reads up to `end`. `ovn-detrace` strips quotation marks from both ends of a match and of actions, so
 * that a last string, as in `outport == "ln`, is not closed: that is a string all the same.
 */
function takeStripped(s: Scanner, end: number, take: () => void): void {
  const { tree, base, bytes } = s;
  take();
  const last = tree.nNodes - 1;
  const isOpenString =
    tree.kind(last) === NodeKind.unknown &&
    bytes[tree.start(last) + base] === quoteChar &&
    tree.end(last) + base === end &&
    bytes[end - 1] !== quoteChar;
  if (!isOpenString) return;
  const start = tree.start(last);
  tree.amend(last, NodeKind.string, 0);
  const others = s.problems.filter((problem) => problem.end <= start || problem.start < start);
  s.problems.length = 0;
  s.problems.push(...others);
}

/** `match=(` or `actions=(`, whose keyword becomes a leaf. */
function takeKeyword(s: Scanner, name: RowWord): void {
  const start = s.at - s.base;
  s.tree.leaf(NodeKind.keyword, start, start + name.length, rowWords.indexOf(name));
  s.at += name.length + 2;
}

/** `table=0 (ls_in_acl)` or `priority=100`. */
function takeNumberedAttribute(s: Scanner): void {
  const { bytes, tree, base } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const idx = ['table', 'priority'].find(
    (name) => name.length === nameEnd - start && startsWithAscii(bytes, start, name, nameEnd),
  );
  if (idx === undefined || bytes[nameEnd] !== equalsChar) {
    takeRest(s, 'table or priority is expected');
    return;
  }
  takeNumber(s, nameEnd, idx as RowWord);
  skipSeparators(s);
  if (idx !== 'table' || !isAt(s, openParenChar)) return;
  s.at++;
  const stageEnd = indexOfAscii(bytes, s.at, s.end, ')');
  const end = stageEnd === -1 ? s.end : stageEnd;
  if (end > s.at) tree.leaf(NodeKind.stageName, s.at - base, end - base);
  s.at = Math.min(end + 1, s.end);
  if (stageEnd === -1) addProblem(s, s.end, s.end, 'a parenthesis is not closed');
}

/** An `attribute` with its name, which ends at `nameEnd` with one byte between, and its number. */
export function takeNumber(s: Scanner, nameEnd: number, name: RowWord): void {
  const { tree, base } = s;
  const value = rowWords.indexOf(name);
  const node = tree.open(NodeKind.attribute, s.at - base, value);
  tree.leaf(NodeKind.attributeName, s.at - base, nameEnd - base, value);
  s.at = Math.min(nameEnd + 1, s.end);
  const number = tree.nNodes;
  const start = s.at;
  if (takeValue(s, NodeKind.word) !== NodeKind.number) {
    if (tree.nNodes > number) tree.amend(number, NodeKind.unknown, 0);
    addProblem(s, start, s.at, 'a number is expected');
  }
  tree.close(node, s.at - base);
}

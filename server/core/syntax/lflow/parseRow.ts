import {
  blanksEnd,
  carriageReturnChar,
  closeParenChar,
  colonChar,
  commaChar,
  equalsChar,
  hexDigits,
  isDigit,
  lowerXChar,
  lineFeedChar,
  openBracketChar,
  openParenChar,
  questionChar,
  quoteChar,
  spaceChar,
  tabChar,
  zeroChar,
} from '../../text/ascii.ts';
import { indexOfAscii, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import { isPromptLine } from '../promptLine.ts';
import { parseOpenFlowRow } from '../openflow/parseRow.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { parseActionText } from './actionText.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { Cursor } from './cursor.ts';
import { parseDatapathLine, parseSectionLine, parseVip } from './headerLines.ts';
import type { LexerError } from './lexer.ts';
import { parseMatchText } from './matchText.ts';
import { withOvnErrors } from './ovnErrors.ts';
import { parseActionsOnward } from './parseActions.ts';
import { parseExpression } from './parseExpression.ts';
import { type RowWord, rowWords } from './wordTable.ts';

/** What a line of a logical-flow list is: the `value` of its `row` node. */
export const LogicalRowKind = {
  blank: 0,
  /** A logical flow. */
  flow: 1,
  /** `Datapath: "lr0" (uuid)  Pipeline: ingress`. */
  datapath: 2,
  /** `Port Bindings:` and the like, above the rows of `--vflows`; totals. */
  section: 3,
  /** A port binding, MAC binding, multicast group, chassis or load balancer of `--vflows`. */
  binding: 4,
  /** A load balancer's `VIP = backends`. */
  vip: 5,
  /** An OpenFlow flow below its logical flow (`--ovs`). */
  openFlow: 6,
  unknown: 7,
} as const;
export type LogicalRowKind = (typeof LogicalRowKind)[keyof typeof LogicalRowKind];

const word = (name: RowWord): number => rowWords.indexOf(name);
const tableWord = word('table');
const priorityWord = word('priority');
const uuidWord = word('uuid');
const matchWord = word('match');
const actionWord = word('action');
const actionsWord = word('actions');
const portWord = word('logical_port');
const datapathWord = word('datapath');
const portsWord = word('ports');
const ipWord = word('ip');
const macWord = word('mac');
const nameWord = word('name');
const cookieWord = word('cookie');
const durationWord = word('duration');

const separator = '), action=(';

/** What the titles of sections begin with. */
const sectionLetters: readonly number[] = Array.from('MPCLvT', (letter) => letter.charCodeAt(0));

/** One cursor for all rows: a parser holds no state between them, and a million rows allocate nothing. */
const cursor = new Cursor(new Tree(1));

/**
 * Parses one line of `ovn-sbctl lflow-list`, in any variant and however shortened, into `tree`, which is emptied before.
 * The line is `bytes[start, end)` (UTF-8, without its line break); spans count from `start`. What is wrong is added to
 * `problems`; every `unknown` node has one, up to some dozens a row. Never throws; linear.
 *
 * The tree of a flow is a `row` (value: `LogicalRowKind`) with
 *   `attribute`   value: index into `rowWords`, -1 for another name. Leaf `attributeName`, then the value's leaf
 *   `stageName`   without the padding
 *   `keyword`     `match`, `action`: value as of an attribute
 *   `match`       what is in its parentheses; value: `MatchForm`; see `parseMatchText`
 *   `actions`     likewise; see `parseActionText`
 *   `comment`     what `grep` puts before a row, or a comment in actions
 * Leaves of numbers and addresses have them as `Tree.number`, `bits` the lowest bit as value and the highest as high word.
 * A value that somebody has masked (`??`, `10.0.??.1`, `<hidden>`) is a `word`.
 * A datapath's line is a `row` with one `header`: `datapathName`, `uuid`, and a `keyword` with value 0 for ingress and 1 for
 * egress, -1 for other words. An OpenFlow row below a flow (`--ovs`) is what `parseOpenFlowRow` makes of it, with
 * `LogicalRowKind.openFlow` as its `row`'s value.
 */
export function parseLogicalFlowRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  let last = end;
  while (last > start && (bytes[last - 1] === lineFeedChar || bytes[last - 1] === carriageReturnChar)) last--;
  tree.reset();
  cursor.bytes = bytes;
  cursor.base = start;
  cursor.pos = start;
  cursor.end = last;
  cursor.depth = 0;
  cursor.tree = tree;
  cursor.problems = problems;
  const row = tree.open(NodeKind.row, 0, LogicalRowKind.flow);
  const first = blanksEnd(bytes, start, last);
  const kind = first === last ? LogicalRowKind.blank : parseLine(first);
  if (kind === LogicalRowKind.openFlow) {
    tree.reset();
    parseOpenFlowRow(bytes, start, last, tree, problems);
    if (tree.kind(0) === NodeKind.row) tree.amend(0, NodeKind.row, kind);
    return;
  }
  if (kind !== LogicalRowKind.flow) tree.amend(row, NodeKind.row, kind);
  tree.close(row, last - start);
}

/** Parses the line whose first byte is `at`, but for OpenFlow rows: these are another parser's. */
function parseLine(at: number): LogicalRowKind {
  const { bytes, end } = cursor;
  const first = bytes[at] as number;
  cursor.pos = at;
  if (startsWithAscii(bytes, at, 'Datapath:', end)) return parseDatapath(at);
  if (beginsAddress(at) && parseVip(cursor, at)) return LogicalRowKind.vip;
  if (isDigit(first) || first === openBracketChar) return parsePrefixed(at);
  if (first === openParenChar && isStage(at)) return parseAttributes();
  const nameEnd = cursor.nameEnd(at);
  if (nameEnd < end && nameEnd > at && bytes[nameEnd] === equalsChar)
    return isOpenFlow(nameEnd) ? LogicalRowKind.openFlow : parseAttributes();
  if (!isSection(at)) return parsePrefixed(at);
  parseSectionLine(cursor, at);
  return LogicalRowKind.section;
}

function parseDatapath(at: number): LogicalRowKind {
  parseDatapathLine(cursor, at);
  return LogicalRowKind.datapath;
}

/** An IPv6 address without a port has no brackets. */
function beginsAddress(at: number): boolean {
  const first = cursor.at(at);
  if (first === colonChar) return cursor.at(at + 1) === colonChar;
  return first === openBracketChar || isDigit(first) || byteClass[first] === ByteClass.hexLetter;
}

/** Whether the row whose first name ends at `nameEnd` is an OpenFlow flow. */
function isOpenFlow(nameEnd: number): boolean {
  const name = cursor.rowWord();
  return name === cookieWord || name === durationWord || (name === tableWord && isOpenFlowTable(nameEnd + 1));
}

/** `Port Bindings:`; `Total number of logical flows = 3`. */
function isSection(at: number): boolean {
  const { bytes, end } = cursor;
  if (!sectionLetters.includes(bytes[at] as number)) return false;
  const isTitle =
    bytes[end - 1] === colonChar || startsWithAscii(bytes, at, 'Total number of logical flows', end);
  return isTitle && lastColon(at) < 0;
}

/** `(ls_in_acl          ), priority=…`: what is left of a row without its table. */
function isStage(at: number): boolean {
  const { bytes, end } = cursor;
  let p = cursor.nameEnd(at + 1);
  if (p === at + 1) return false;
  while (p < end && bytes[p] === spaceChar) p++;
  return p < end && bytes[p] === closeParenChar && indexOfAscii(bytes, p, end, 'match=(') >= 0;
}

/** `table=8 priority=…` and `table=8, …actions=`, of `--ovs` without `--stats`; not `table=8 (stage)`. */
function isOpenFlowTable(at: number): boolean {
  const { bytes, end } = cursor;
  let p = at;
  while (p < end && bytes[p] !== commaChar && bytes[p] !== spaceChar && bytes[p] !== openParenChar) p++;
  const after = blanksEnd(bytes, p, end);
  if (after < end && bytes[after] === openParenChar) return false;
  return indexOfAscii(bytes, after, end, 'match=(') < 0 && indexOfAscii(bytes, after, end, ' actions=') >= 0;
}

/**
 * A line with something before it that is not a row's: `grep` puts `file:` or `12:` there, a log or a chat its own. Only
 * when a row follows is it a comment; else the line is unknown.
 */
function parsePrefixed(at: number): LogicalRowKind {
  const { bytes, end } = cursor;
  const colonAt = lastColon(at);
  if (colonAt >= 0) {
    const next = blanksEnd(bytes, colonAt + 1, end);
    cursor.pos = colonAt + 1;
    cursor.leaf(NodeKind.comment, at);
    cursor.pos = next;
    if (startsWithAscii(bytes, next, 'Datapath:', end)) return parseDatapath(next);
    return parseAttributes();
  }
  const row = indexOfAscii(bytes, at, end, 'table=');
  if (row < 0 && isPromptLine(bytes, at, end)) {
    cursor.pos = end;
    cursor.leaf(NodeKind.comment, at);
    return LogicalRowKind.unknown;
  }
  const start = row >= 0 ? row : indexOfAscii(bytes, at, end, 'match=(');
  if (start < 0) {
    cursor.pos = end;
    cursor.fault(NodeKind.unknown, at, end, 'no row of a logical-flow list');
    return LogicalRowKind.unknown;
  }
  cursor.pos = start;
  cursor.fault(NodeKind.unknown, at, start, 'no row of a logical-flow list begins like this');
  return parseAttributes();
}

/** The last `:` before the first `uuid=`, `table=` or `Datapath:` that has only spaces behind it, or -1. */
function lastColon(at: number): number {
  const { bytes, end } = cursor;
  for (let p = at; p < end; p++) {
    const byte = bytes[p] as number;
    if (byte === openParenChar || byte === quoteChar || byte === equalsChar) return -1;
    if (byte !== colonChar) continue;
    const next = blanksEnd(bytes, p + 1, end);
    if (
      startsWithAscii(bytes, next, 'table=', end) ||
      startsWithAscii(bytes, next, 'uuid=', end) ||
      startsWithAscii(bytes, next, 'Datapath:', end)
    ) {
      return p;
    }
    p = next - 1;
  }
  return -1;
}

/** `name=value, …` up to the end. Returns the kind of the row. */
function parseAttributes(): LogicalRowKind {
  const { bytes, end } = cursor;
  const first = cursor.pos;
  let kind: LogicalRowKind = LogicalRowKind.binding;
  if (first < end && bytes[first] === openParenChar) parseStage();
  for (;;) {
    let at = cursor.pos;
    while (at < end && (bytes[at] === spaceChar || bytes[at] === commaChar || bytes[at] === tabChar)) at++;
    if (at >= end) {
      cursor.pos = at;
      return kind;
    }
    if (at === cursor.pos && at > first) cursor.problem(at, at, "expecting `,'");
    cursor.pos = at;
    const nameEnd = cursor.nameEnd(at);
    if (nameEnd === at || nameEnd >= end || bytes[nameEnd] !== equalsChar) {
      parseStray(at);
      continue;
    }
    const rowWord = cursor.rowWord();
    if (rowWord === matchWord) {
      kind = LogicalRowKind.flow;
      parseMatch(at, nameEnd);
    } else if (rowWord === actionWord || rowWord === actionsWord) {
      kind = LogicalRowKind.flow;
      parseActions(at, nameEnd);
    } else if (rowWord === tableWord || rowWord === priorityWord || rowWord === uuidWord) {
      if (rowWord === tableWord) kind = LogicalRowKind.flow;
      parseNumber(at, nameEnd, rowWord);
    } else {
      parseOther(at, nameEnd, rowWord);
    }
  }
}

function parseStray(at: number): void {
  const { bytes, end } = cursor;
  let p = at + 1;
  while (p < end && bytes[p] !== commaChar && bytes[p] !== spaceChar) p++;
  cursor.pos = p;
  cursor.fault(NodeKind.unknown, at, p, 'expecting name=value');
}

/** `table=0 (stage    )`, `priority=100`, `uuid=0x83bead0a`. */
function parseNumber(at: number, nameEnd: number, rowWord: number): void {
  const { bytes, end } = cursor;
  const node = cursor.open(NodeKind.attribute, at, rowWord);
  cursor.pos = nameEnd;
  cursor.leaf(NodeKind.attributeName, at, rowWord);
  const start = nameEnd + 1;
  if (!(rowWord === uuidWord ? takeUuidDigits(start) : takeDecimal(start))) {
    let p = start;
    while (p < end && bytes[p] !== commaChar && bytes[p] !== spaceChar && bytes[p] !== openParenChar) p++;
    cursor.pos = p;
    cursor.fault(NodeKind.unknown, start, p, 'expecting number');
    if (p === start) cursor.problem(p, p, 'expecting number');
  }
  cursor.close(node);
  if (rowWord === tableWord) parseStage();
}

/** The first eight digits of a UUID, or fewer, with `0x` before them or not. */
function takeUuidDigits(start: number): boolean {
  const { bytes, end } = cursor;
  const hasPrefix = cursor.at(start) === zeroChar && cursor.at(start + 1) === lowerXChar;
  const digits = hasPrefix ? start + 2 : start;
  let p = digits;
  let value = 0;
  for (; p < end; p++) {
    const digit = hexDigits[bytes[p] as number] as number;
    if (digit > 15) break;
    value = (value << 4) | digit;
  }
  if (p === digits || p - digits > 8 || !endsNumber(p)) return false;
  cursor.pos = p;
  cursor.leaf(NodeKind.number, start, value);
  return true;
}

/** `??`, `?` and `?7` are words: a number that someone has put out, whole or in part. */
function takeDecimal(start: number): boolean {
  const { bytes, end } = cursor;
  let p = start;
  let value = 0;
  let isUnsaid = false;
  for (; p < end; p++) {
    const byte = bytes[p] as number;
    if (byte === questionChar) isUnsaid = true;
    else if (isDigit(byte)) value = value * 10 + byte - zeroChar;
    else break;
  }
  if (p === start || !endsNumber(p)) return false;
  cursor.pos = p;
  if (isUnsaid) cursor.leaf(NodeKind.word, start);
  else cursor.leaf(NodeKind.number, start, value | 0, Math.floor(value / 2 ** 32));
  return true;
}

function endsNumber(at: number): boolean {
  return at >= cursor.end || (byteClass[cursor.bytes[at] as number] as number) < ByteClass.digit;
}

function parseStage(): void {
  const { bytes, end } = cursor;
  let p = cursor.pos;
  while (p < end && bytes[p] === spaceChar) p++;
  if (p >= end || bytes[p] !== openParenChar) return;
  const nameStart = ++p;
  while (p < end && bytes[p] !== closeParenChar && bytes[p] !== spaceChar && bytes[p] !== commaChar) p++;
  cursor.pos = p;
  if (p > nameStart) cursor.leaf(NodeKind.stageName, nameStart);
  while (p < end && bytes[p] === spaceChar) p++;
  cursor.pos = p;
  if (p < end && bytes[p] === closeParenChar) cursor.pos = p + 1;
  else cursor.problem(p, p, "expecting `)'");
}

function parseMatch(at: number, nameEnd: number): void {
  if (!takeOpening(at, nameEnd, matchWord)) return;
  const start = cursor.pos;
  const nProblems = cursor.problems.length;
  const match = cursor.open(NodeKind.match, start);
  const form = parseMatchText(cursor);
  if (cursor.problems.length === nProblems && isMatchEnd(cursor.pos)) {
    if (form !== 0) cursor.tree.amend(match, NodeKind.match, form);
    cursor.close(match);
    cursor.pos++;
    return;
  }
  cursor.tree.truncate(match);
  cursor.problems.length = nProblems;
  parseFaultyMatch(start);
}

/** Something is wrong in the match: now the row's own marks say where it ends, and it is read again within them. */
function parseFaultyMatch(start: number): void {
  const { bytes, end } = cursor;
  const mark = indexOfAscii(bytes, start, end, separator);
  const matchEnd = mark >= 0 ? mark : lastCloseParen(start);
  const nProblems = cursor.problems.length;
  const match = cursor.open(NodeKind.match, start);
  cursor.pos = start;
  cursor.end = matchEnd;
  cursor.depth = 0;
  let form = parseMatchText(cursor);
  while (cursor.pos < matchEnd) {
    // A `)` that nothing opened.
    cursor.pos++;
    cursor.leaf(NodeKind.unknown, cursor.pos - 1);
    cursor.syntaxError(cursor.pos - 1, cursor.pos, 'expecting end of input');
    if (cursor.skip() !== 0 && cursor.peek() !== closeParenChar) form = parseMatchText(cursor);
  }
  cursor.end = end;
  if (cursor.problems.length > nProblems) {
    const { error } = parseExpression(bytes, start, matchEnd);
    if (error !== undefined) tellOvnErrors(nProblems, [error]);
  }
  cursor.tree.amend(match, NodeKind.match, form);
  cursor.pos = matchEnd;
  cursor.close(match);
  takeClosing();
}

/** `match=(` or `actions=(`; whether its parenthesis is there. */
function takeOpening(at: number, nameEnd: number, rowWord: number): boolean {
  const { base, tree } = cursor;
  tree.leaf(NodeKind.keyword, at - base, nameEnd - base, rowWord);
  cursor.pos = nameEnd + 1;
  if (cursor.peek() === openParenChar) {
    cursor.pos++;
    return true;
  }
  cursor.problem(cursor.pos, cursor.pos, "expecting `('");
  return false;
}

/** The parenthesis at the cursor, if the row does not end there. */
function takeClosing(): void {
  const { pos, end } = cursor;
  if (pos < end) cursor.pos++;
  else cursor.problem(end, end, "expecting `)'");
}

/** Whether a `)` that ends a match stands at `at`. */
function isMatchEnd(at: number): boolean {
  const { bytes, end } = cursor;
  if (at >= end || bytes[at] !== closeParenChar) return false;
  const next = blanksEnd(bytes, at + 1, end);
  return next >= end || bytes[next] === commaChar;
}

function parseActions(at: number, nameEnd: number): void {
  if (!takeOpening(at, nameEnd, actionWord)) return;
  const { bytes, end, pos: start } = cursor;
  const nProblems = cursor.problems.length;
  const actionsEnd = lastCloseParen(start);
  const node = cursor.open(NodeKind.actions, start);
  cursor.end = actionsEnd;
  cursor.depth = 0;
  parseActionText(cursor);
  cursor.end = end;
  if (cursor.problems.length > nProblems)
    tellOvnErrors(nProblems, parseActionsOnward(bytes, start, actionsEnd).errors);
  cursor.pos = actionsEnd;
  cursor.close(node);
  takeClosing();
}

/** Puts OVN's errors in the place of the problems from `first` on that they are about. */
function tellOvnErrors(first: number, errors: readonly LexerError[]): void {
  const { base, problems } = cursor;
  const placed = errors.map(({ message, start, end }) => ({ message, start: start - base, end: end - base }));
  problems.push(...withOvnErrors(problems.splice(first), placed));
}

/** The place of the last `)` behind `from`; the end when there is none. */
function lastCloseParen(from: number): number {
  const { bytes, end } = cursor;
  let p = end - 1;
  while (p >= from && bytes[p] !== closeParenChar) p--;
  return p >= from ? p : end;
}

/** Attributes of `--vflows` rows, and of releases to come. */
function parseOther(at: number, nameEnd: number, rowWord: number): void {
  const { bytes, end } = cursor;
  const node = cursor.open(NodeKind.attribute, at, rowWord);
  cursor.pos = nameEnd;
  cursor.leaf(NodeKind.attributeName, at, rowWord);
  cursor.pos = nameEnd + 1;
  const byte = cursor.peek();
  if (byte === quoteChar) {
    cursor.string(rowWord === datapathWord ? NodeKind.datapathName : NodeKind.string);
    const aka = blanksEnd(bytes, cursor.pos, end);
    if (startsWithAscii(bytes, aka, 'aka "', end)) {
      cursor.pos = aka + 4;
      cursor.string(NodeKind.datapathName);
    }
  } else if (byte === openParenChar && rowWord === portsWord) {
    parsePorts();
  } else {
    parseBareValue(rowWord);
  }
  cursor.close(node);
}

/** `(a, b)`: port names, as they are. */
function parsePorts(): void {
  const { bytes, end } = cursor;
  let p = cursor.pos + 1;
  for (;;) {
    while (p < end && (bytes[p] === spaceChar || bytes[p] === commaChar)) p++;
    if (p >= end || bytes[p] === closeParenChar) break;
    const start = p;
    while (p < end && bytes[p] !== commaChar && bytes[p] !== closeParenChar) p++;
    cursor.pos = p;
    cursor.leaf(NodeKind.portName, start);
  }
  cursor.pos = p;
  takeClosing();
}

function parseBareValue(rowWord: number): void {
  const { bytes, end, pos: start } = cursor;
  let p = start;
  while (p < end && bytes[p] !== commaChar) p++;
  while (p > start && bytes[p - 1] === spaceChar) p--;
  if (p === start) return;
  if (rowWord === portWord || rowWord === nameWord) {
    cursor.pos = p;
    cursor.leaf(rowWord === portWord ? NodeKind.portName : NodeKind.word, start);
    return;
  }
  const first = bytes[start] as number;
  const isNumber = byteClass[first] === ByteClass.digit || rowWord === ipWord || rowWord === macWord;
  if (isNumber) {
    const nNodes = cursor.tree.nNodes;
    const nProblems = cursor.problems.length;
    cursor.constant();
    if (cursor.pos === p && cursor.problems.length === nProblems) return;
    cursor.tree.truncate(nNodes);
    cursor.problems.length = nProblems;
  }
  cursor.pos = p;
  cursor.leaf(NodeKind.word, start);
}

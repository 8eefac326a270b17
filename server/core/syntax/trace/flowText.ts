import {
  barChar,
  blanksEnd,
  carriageReturnChar,
  closeBraceChar,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dotChar,
  equalsChar,
  greaterChar,
  isHexDigit,
  isUuidAt,
  isWordByte,
  lessChar,
  openBraceChar,
  openBracketChar,
  openParenChar,
  quoteChar,
  semicolonChar,
  slashChar,
  spaceChar,
  starChar,
  tabChar,
} from '../../text/ascii.ts';
import { fields, namesOf, shorthands } from '../../net/fields.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import { actionIndex } from '../openflow/actionNames.ts';
import { attributes, fieldIndex } from '../openflow/names.ts';
import { parseActions } from '../openflow/parseActions.ts';
import { addShorthand, parseMatchField, takeBits } from '../openflow/parseMatch.ts';
import {
  addProblem,
  isAt,
  Scanner,
  scanName,
  scanQuoted,
  skipSeparators,
  takeUnknown,
} from '../openflow/scanner.ts';
import { takeValue } from '../openflow/values.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { trimEnd } from './traceLine.ts';

/** Pieces of OpenFlow, datapath text and prose as they stand inside the lines of traces. */

/**
 * Fields by all their names. `match_format` (Open vSwitch's `lib/match.c`) prints a few that its own parser does not take.
 * A trace has few lines, so a string for each name costs nothing.
 */
const fieldByName: ReadonlyMap<string, number> = new Map([
  ...fields.flatMap((field) => namesOf(field).map((name) => [name.toLowerCase(), field.index] as const)),
  ['gtpu_flags', fieldIndex('tun_gtpu_flags')],
  ['gtpu_msgtype', fieldIndex('tun_gtpu_msgtype')],
]);
const shorthandByName: ReadonlyMap<string, number> = new Map([
  ...shorthands.map(({ name }, idx) => [name, idx] as const),
  // The packet type, as in `recirc_id=0,eth,icmp`.
  ['eth', shorthands.length],
]);
const unrollAction = actionIndex('unroll_xlate');
const attributeByName: ReadonlyMap<string, number> = new Map(attributes.map(({ name }, idx) => [name, idx]));

/** Indices into `attributes` of what a rule's line says. */
export const tableAttribute: number = attributes.findIndex(({ name }) => name === 'table');
export const priorityAttribute: number = attributes.findIndex(({ name }) => name === 'priority');
export const cookieAttribute: number = attributes.findIndex(({ name }) => name === 'cookie');

/** One scanner for all lines of traces: it holds no state between them. */
const scanner = new Scanner(new Tree(1), []);

/** The scanner before the first word of a line without its line break; the tree is empty. */
export function scannerOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): Scanner {
  const s = scanner;
  s.tree = tree;
  s.problems = problems;
  s.start(bytes, start, trimEnd(bytes, start, end));
  s.at = blanksEnd(bytes, start, s.end);
  tree.reset();
  return s;
}

/** Takes so many bytes as one leaf. */
export function takeLeaf(s: Scanner, kind: NodeKind, length: number): void {
  s.tree.leaf(kind, s.at - s.base, s.at + length - s.base);
  s.at += length;
}

/**
 * Takes the terms of a match up to `s.end` as a `match` node that ends with its last term. Takes `<cleared>` and the like,
 * which people put in the place of a value, as a word. No prerequisites are asked for: a tool has printed this.
 */
export function takeMatch(s: Scanner): void {
  const { tree, base } = s;
  skipSeparators(s);
  const match = tree.open(NodeKind.match, s.at - base);
  let last = s.at;
  while (s.at < s.end) {
    const node = tree.nNodes;
    const nProblems = s.problems.length;
    takeTerm(s);
    // Megaflows have masks and values that no flow could have: what was read as a value is one.
    if (tree.nNodes > node + 2 && !hasUnknown(s, node)) s.problems.length = nProblems;
    last = s.at;
    skipSeparators(s);
  }
  tree.close(match, last - base);
}

function takeTerm(s: Scanner): void {
  const { bytes } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const name = decodeText(bytes, start, nameEnd).toLowerCase();
  const field = fieldByName.get(name);
  const shorthand = shorthandByName.get(name);
  const attribute = attributeByName.get(name);
  if (field !== undefined) {
    s.at = nameEnd;
    if (startsWithAscii(bytes, nameEnd, '=NP', s.end)) {
      takeAbsent(s, start, field);
      s.at += 3;
    } else parseMatchField(s, start, field);
  } else if (shorthand !== undefined) {
    s.at = nameEnd;
    addShorthand(s, start, shorthand);
  } else if (attribute !== undefined) {
    takeAttribute(s, nameEnd, attribute);
  } else if (bytes[start] === lessChar) {
    takeHidden(s);
  } else if (nameEnd > start && nameEnd < s.end && bytes[nameEnd] === equalsChar) {
    addProblem(s, start, nameEnd, 'no such field');
    s.at = nameEnd;
    parseMatchField(s, start, -1);
  } else takeUnknown(s, 'no such field');
}

/** `tun_metadata1=NP`: the option is not present. */
function takeAbsent({ tree, base, at }: Scanner, start: number, field: number): void {
  const node = tree.open(NodeKind.matchField, start - base, field);
  tree.leaf(NodeKind.fieldName, start - base, at - base);
  tree.leaf(NodeKind.word, at + 1 - base, at + 3 - base);
  tree.close(node, at + 3 - base);
}

function hasUnknown({ tree }: Scanner, from: number): boolean {
  for (let node = from; node < tree.nNodes; node++) if (tree.kind(node) === NodeKind.unknown) return true;
  return false;
}

/** `priority=5`, or with a space as in `priority 5`. `s.at` is at the name, which ends at `nameEnd`. */
export function takeAttribute(s: Scanner, nameEnd: number, idx: number): void {
  const { tree, base } = s;
  const node = tree.open(NodeKind.attribute, s.at - base, idx);
  tree.leaf(NodeKind.attributeName, s.at - base, nameEnd - base, idx);
  s.at = nameEnd;
  while (isAt(s, spaceChar) || isAt(s, equalsChar)) s.at++;
  if (takeValue(s, NodeKind.word) === NodeKind.unknown) {
    if (s.at < s.end) takeUnknown(s, 'a value is expected');
    else addProblem(s, s.at, s.at, 'a value is missing: the line ends here');
  }
  tree.close(node, s.at - base);
}

/** Takes the OpenFlow actions up to `s.end` as an `actions` node. A bare word is no port here, as in any dump. */
export function takeActions(s: Scanner): void {
  skipSeparators(s);
  s.isDumped = true;
  const list = s.tree.open(NodeKind.actions, s.at - s.base);
  if (startsWithAscii(s.bytes, s.at, 'unroll_xlate(', s.end)) takeUnroll(s);
  let last = Math.max(s.at, parseActions(s, 0));
  // A `#` ends a flow's actions; in a trace it means nothing.
  if (s.at < s.end) last = takeRest(s, 'unexpected text');
  s.tree.close(list, last - s.base);
}

/** `unroll_xlate(table=2, cookie=0)`: no flow has this action, but what is frozen for a thaw does. */
function takeUnroll(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  const node = tree.open(NodeKind.action, s.at - base, unrollAction);
  tree.leaf(NodeKind.actionName, s.at - base, s.at + 'unroll_xlate'.length - base, unrollAction);
  s.at += 'unroll_xlate('.length;
  let close = s.at;
  while (close < end && bytes[close] !== closeParenChar) close++;
  s.end = close;
  takePlainTokens(s);
  s.end = end;
  s.at = Math.min(close + 1, end);
  if (close === end) addProblem(s, end, end, 'a parenthesis is not closed');
  tree.close(node, s.at - base);
}

/** Everything up to `s.end` without the spaces around it, as one unknown leaf with a problem. Returns where it ends. */
export function takeRest(s: Scanner, message: string): number {
  skipBlanks(s);
  const { bytes } = s;
  let end = s.end;
  while (end > s.at && isBlank(bytes[end - 1] as number)) end--;
  if (end > s.at) {
    s.tree.leaf(NodeKind.unknown, s.at - s.base, end - s.base);
    addProblem(s, s.at, end, message);
  }
  s.at = s.end;
  return end;
}

/** A field and its bits, such as `NXM_NX_REG10[12]`. False, and nothing done, when none stands at `s.at`. */
export function takeSubfieldName(s: Scanner): boolean {
  const { bytes, tree, base } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const idx = fieldByName.get(decodeText(bytes, start, nameEnd).toLowerCase());
  if (idx === undefined) return false;
  const node = tree.open(NodeKind.subfield, start - base, idx);
  tree.leaf(NodeKind.fieldName, start - base, nameEnd - base);
  s.at = nameEnd;
  if (isAt(s, openBracketChar)) takeBits(s, 65535);
  tree.close(node, s.at - base);
  return true;
}

/**
 * Datapath text and lists of values as plain tokens up to `s.end`: names before `(` as `actionName`, before `=` as
 * `attributeName`, values by their shape, other marks as `punctuation`. Nothing is unknown.
 */
export function takePlainTokens(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  while (s.at < end) {
    skipSeparators(s);
    if (s.at >= end) return;
    const start = s.at;
    const byte = bytes[start] as number;
    if (byte === quoteChar) {
      s.at = scanQuoted(s);
      tree.leaf(NodeKind.string, start - base, s.at - base);
      continue;
    }
    if (isMark(byte)) {
      s.at++;
      if (!isSeparatorMark(byte)) tree.leaf(NodeKind.punctuation, start - base, s.at - base);
      continue;
    }
    const tokenEnd = plainEnd(s);
    const next = tokenEnd < end ? bytes[tokenEnd] : 0;
    if (next === openParenChar || next === equalsChar) {
      const kind = next === openParenChar ? NodeKind.actionName : NodeKind.attributeName;
      tree.leaf(kind, start - base, tokenEnd - base, -1);
      s.at = tokenEnd;
      continue;
    }
    if (isUuidAt(bytes, start, tokenEnd)) {
      tree.leaf(NodeKind.uuid, start - base, tokenEnd - base);
      s.at = tokenEnd;
      continue;
    }
    s.end = tokenEnd;
    const node = tree.nNodes;
    const kind = takeValue(s, NodeKind.word);
    s.end = end;
    if (kind === NodeKind.unknown || s.at !== tokenEnd) {
      tree.truncate(node);
      tree.leaf(NodeKind.word, start - base, tokenEnd - base);
      s.at = tokenEnd;
    }
  }
}

/** Prose up to `s.end`: numbers, addresses, fields and quoted names are leaves of their own, all other words comments. */
export function takeProse(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  let runStart = -1;
  let runEnd = -1;
  while (s.at < end) {
    skipBlanks(s);
    if (s.at >= end) break;
    const start = s.at;
    let wordEnd = start;
    while (wordEnd < end && !isBlank(bytes[wordEnd] as number)) wordEnd++;
    // The words before a value stand before it in the tree too; when it is none they are taken back.
    const node = tree.nNodes;
    if (runStart !== -1) tree.leaf(NodeKind.comment, runStart - base, runEnd - base);
    const isValue = takeProseValue(s, wordEnd);
    s.end = end;
    if (!isValue) {
      tree.truncate(node);
      if (runStart === -1) runStart = start;
      s.at = wordEnd;
    } else if (s.at < wordEnd) {
      runStart = s.at;
      s.at = wordEnd;
    } else runStart = -1;
    runEnd = wordEnd;
  }
  if (runStart !== -1) tree.leaf(NodeKind.comment, runStart - base, runEnd - base);
}

/** Takes a value at `s.at`, the begin of a word that ends at `wordEnd`. False when the word is none. Changes `s.end`. */
function takeProseValue(s: Scanner, wordEnd: number): boolean {
  const { bytes, tree, base } = s;
  const start = s.at;
  const first = bytes[start] as number;
  let valueEnd = start;
  if (first === quoteChar) {
    // A name may have spaces. Without a second quotation mark there is none at all, so that this looks once.
    while (++valueEnd < s.end && bytes[valueEnd] !== quoteChar);
    if (valueEnd >= s.end) return false;
    s.at = valueEnd + 1;
    tree.leaf(NodeKind.string, start - base, s.at - base);
    return true;
  }
  s.end = wordEnd;
  const nameEnd = scanName(s);
  const isField = bytes[nameEnd] === openBracketChar || bytes[nameEnd] === equalsChar;
  if (nameEnd > start && nameEnd < wordEnd && isField) {
    const idx = fieldByName.get(decodeText(bytes, start, nameEnd).toLowerCase());
    if (idx === undefined) return false;
    if (bytes[nameEnd] === openBracketChar) return takeSubfieldName(s);
    s.at = nameEnd;
    parseMatchField(s, start, idx);
    return true;
  }
  while (valueEnd < wordEnd && isValueByte(bytes[valueEnd] as number)) valueEnd++;
  while (valueEnd > start && !isHexDigit(bytes[valueEnd - 1] as number)) valueEnd--;
  const isNumeric = first >= 0x30 && first <= 0x39;
  if (valueEnd === start || (!isNumeric && nColons(bytes, start, valueEnd) < 2)) return false;
  if (valueEnd < wordEnd && isWordByte(bytes[valueEnd] as number)) return false;
  s.end = valueEnd;
  const kind = takeValue(s, NodeKind.word);
  return kind !== NodeKind.word && kind !== NodeKind.unknown && s.at === valueEnd;
}

function nColons(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === colonChar) count++;
  return count;
}

/** `<cleared>`: what somebody has taken out. */
function takeHidden(s: Scanner): void {
  const { bytes, end } = s;
  let at = s.at;
  while (at < end && bytes[at] !== greaterChar && bytes[at] !== commaChar && !isBlank(bytes[at] as number))
    at++;
  if (at < end && bytes[at] === greaterChar) at++;
  s.tree.leaf(NodeKind.word, s.at - s.base, at - s.base);
  s.at = at;
}

export function skipBlanks(s: Scanner): void {
  while (s.at < s.end && isBlank(s.bytes[s.at] as number)) s.at++;
}

export function isBlank(byte: number): boolean {
  return byte === spaceChar || byte === tabChar || byte === carriageReturnChar;
}

/** The end of a run of bytes without marks. An address with a port, `10.0.0.1:80`, ends before its only colon. */
function plainEnd(s: Scanner): number {
  const { bytes, end } = s;
  let at = s.at;
  let colons = 0;
  let colonAt = -1;
  while (at < end) {
    const byte = bytes[at] as number;
    if (isMark(byte) || byte === quoteChar || isBlank(byte) || byte === commaChar) break;
    if (byte === colonChar) {
      colons++;
      colonAt = at;
    }
    at++;
  }
  return colons === 1 && colonAt > s.at ? colonAt : Math.max(at, s.at + 1);
}

/** Marks that stand between tokens. */
function isMark(byte: number): boolean {
  return (
    isSeparatorMark(byte) ||
    byte === openBraceChar ||
    byte === closeBraceChar ||
    byte === 0x27 ||
    byte === semicolonChar ||
    byte === lessChar ||
    byte === greaterChar ||
    byte === starChar
  );
}

/** Those of them that all dialects leave out of their leaves. */
function isSeparatorMark(byte: number): boolean {
  return (
    byte === equalsChar ||
    byte === openParenChar ||
    byte === closeParenChar ||
    byte === openBracketChar ||
    byte === closeBracketChar ||
    byte === slashChar ||
    byte === barChar
  );
}

function isValueByte(byte: number): boolean {
  return isHexDigit(byte) || byte === 0x78 || byte === dotChar || byte === colonChar;
}

import {
  closeParenChar,
  colonChar,
  isBlank,
  isUuidAt,
  isWordByte,
  minusChar,
  openBraceChar,
  openBracketChar,
  openParenChar,
  quoteChar,
  spaceChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { DatumForm, DatumScanner, scanDatum } from './datumTree.ts';

/** What a line of `show` is: the `value` of its `row` node. */
export const ShowRowKind = {
  blank: 0,
  /** `Chassis hv1`, `switch UUID (sw0)`, `Port vm`: something that has a name. */
  thing: 1,
  /** `type: geneve`: what is said of the thing above. */
  column: 2,
  /** A UUID alone: the switch daemon's own row, on top of `ovs-vsctl show`. */
  root: 3,
  unknown: 4,
} as const;
export type ShowRowKind = (typeof ShowRowKind)[keyof typeof ShowRowKind];

/** The words of `ovn-nbctl show`; the other tools write the names of tables, which begin with a capital letter. */
const nbctlWords = ['switch', 'router', 'port', 'nat', 'load-balancer'] as const;

/** One scanner for all rows: it holds no state between them. */
const scanner = new DatumScanner(new Tree(1));

/**
 * Parses one line of `ovn-nbctl show`, `ovn-sbctl show` or `ovs-vsctl show` (OVN's `utilities/ovn-nbctl.c`, `print_ls`
 * and `print_lr`; Open vSwitch's `lib/db-ctl-base.c`, `cmd_show_row`). The tree is a `row` (value: `ShowRowKind`) with
 *   thing   `tableName`, then `uuid` or a `value` for its name; of a switch or router `portName` for what is in
 *           parentheses, and `keyword`, `portName` for `aka`
 *   column  an `attribute`: `attributeName`, `value`
 *   root    a `uuid`
 */
export function parseDatabaseShowRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  const s = scanner;
  s.start(bytes, start, end, tree, problems);
  while (s.end > start && isBlank(bytes[s.end - 1] as number)) s.end--;
  tree.reset();
  const row = tree.open(NodeKind.row, 0, ShowRowKind.blank);
  s.skipSpaces();
  const kind = s.at >= s.end ? ShowRowKind.blank : parseLine(s);
  tree.amend(row, NodeKind.row, kind);
  tree.close(row, end - start);
}

function parseLine(s: DatumScanner): ShowRowKind {
  const { bytes, end } = s;
  if (isUuidAt(bytes, s.at, end)) {
    s.leaf(NodeKind.uuid, s.at, end);
    return ShowRowKind.root;
  }
  const wordEnd = tableWordEnd(s);
  if (wordEnd !== -1) {
    parseThing(s, wordEnd);
    return ShowRowKind.thing;
  }
  const colonAt = keyColon(s);
  if (colonAt !== -1) {
    parseColumn(s, colonAt);
    return ShowRowKind.column;
  }
  s.unknown(end, 'no line of a database summary');
  return ShowRowKind.unknown;
}

/** The end of the word that names what a line shows, where one stands with a name behind it; else -1. */
function tableWordEnd({ bytes, at, end }: DatumScanner): number {
  for (const word of nbctlWords) {
    const wordEnd = at + word.length;
    if (wordEnd < end && startsWithAscii(bytes, at, word, end) && bytes[wordEnd] === spaceChar)
      return wordEnd;
  }
  const first = bytes[at] as number;
  if (first < 0x41 || first > 0x5a) return -1;
  let to = at;
  while (to < end && isWordByte(bytes[to] as number)) to++;
  return to < end && bytes[to] === spaceChar ? to : -1;
}

/** The colon behind a column's name, in which `show` writes spaces and parentheses (`external port(s)`); else -1. */
function keyColon({ bytes, at, end }: DatumScanner): number {
  for (let to = at; to < end && to < at + longestKey; to++) {
    const byte = bytes[to] as number;
    if (byte === colonChar) return to > at && (to + 1 === end || bytes[to + 1] === spaceChar) ? to : -1;
    if (
      !isWordByte(byte) &&
      byte !== spaceChar &&
      byte !== minusChar &&
      byte !== openParenChar &&
      byte !== closeParenChar
    )
      return -1;
  }
  return -1;
}

const longestKey = 60;

function parseColumn(s: DatumScanner, colonAt: number): void {
  const node = s.open(NodeKind.attribute, s.at);
  let keyEnd = colonAt;
  while (bytesBefore(s, keyEnd) === spaceChar) keyEnd--;
  s.leaf(NodeKind.attributeName, s.at, keyEnd);
  s.at = colonAt + 1;
  s.skipSpaces();
  if (s.at < s.end) parseValue(s);
  s.close(node, s.at);
}

function bytesBefore({ bytes }: DatumScanner, at: number): number {
  return bytes[at - 1] as number;
}

/** A value; `ovn-nbctl show` writes some names bare, so that what is no value is a name as it stands. */
function parseValue(s: DatumScanner): void {
  const { at, tree, problems } = s;
  const first = tree.nNodes;
  const nProblems = problems.length;
  scanDatum(s);
  if (s.at === s.end && problems.length === nProblems) return;
  const byte = s.bytes[at] as number;
  if (byte === quoteChar || byte === openBracketChar || byte === openBraceChar) {
    if (s.at < s.end) s.unknown(s.end, 'expecting nothing behind the value');
    return;
  }
  tree.truncate(first);
  problems.length = nProblems;
  const node = s.open(NodeKind.value, at, DatumForm.atom);
  s.leaf(NodeKind.word, at, s.end);
  s.at = s.end;
  s.close(node, s.at);
}

function parseThing(s: DatumScanner, wordEnd: number): void {
  const { bytes, end } = s;
  const isNbctl = bytes[s.at] !== undefined && (bytes[s.at] as number) >= 0x61;
  s.leaf(NodeKind.tableName, s.at, wordEnd);
  s.at = wordEnd;
  s.skipSpaces();
  let to = s.at;
  while (to < end && bytes[to] !== spaceChar) to++;
  if (!isNbctl) {
    parseValue(s);
    return;
  }
  if (isUuidAt(bytes, s.at, to)) {
    s.leaf(NodeKind.uuid, s.at, to);
    s.at = to;
  } else {
    // The name of a port runs to ` (aka …)` or to the end.
    const nameEnd = akaAt(s, s.at);
    s.leaf(NodeKind.portName, s.at, nameEnd === -1 ? end : nameEnd);
    s.at = nameEnd === -1 ? end : nameEnd;
  }
  s.skipSpaces();
  if (s.at < end && bytes[s.at] === openParenChar && !isAka(s, s.at)) {
    const nameEnd = akaAt(s, s.at);
    const closing = (nameEnd === -1 ? end : nameEnd) - 1;
    if (bytes[closing] === closeParenChar && closing > s.at) {
      if (closing > s.at + 1) s.leaf(NodeKind.portName, s.at + 1, closing);
      s.at = closing + 1;
      s.skipSpaces();
    }
  }
  if (s.at < end && isAka(s, s.at) && bytes[end - 1] === closeParenChar) {
    s.leaf(NodeKind.keyword, s.at + 1, s.at + aka.length - 1);
    if (end - 1 > s.at + aka.length) s.leaf(NodeKind.portName, s.at + aka.length, end - 1);
    s.at = end;
  }
  if (s.at < end) s.unknown(end, 'expecting a name in parentheses');
}

const aka = '(aka ';

function isAka({ bytes, end }: DatumScanner, at: number): boolean {
  return startsWithAscii(bytes, at, aka, end);
}

/** The space before the last ` (aka …)`, or -1. */
function akaAt(s: DatumScanner, from: number): number {
  for (let at = s.end - aka.length; at > from; at--) {
    if (s.bytes[at] === openParenChar && isAka(s, at) && s.bytes[at - 1] === spaceChar) return at - 1;
  }
  return -1;
}

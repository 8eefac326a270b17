import {
  backslashChar,
  closeParenChar,
  greaterChar,
  minusChar,
  openParenChar,
  quoteChar,
} from '../../text/ascii.ts';
import { lazily } from '../../base/lazily.ts';
import { NodeKind } from '../nodeKind.ts';
import { actionNames } from './actionNames.ts';
import { fieldNames, rowNames } from './names.ts';
import { NameReader } from './nameTable.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';

/** Problems kept for one row: a line of a million faults says no more than its first hundred. */
const maxProblems = 100;

/** What they remember holds for all rows, whoever reads them. */
const readers: () => Readonly<Record<'row' | 'action' | 'field', NameReader>> = lazily(() => ({
  row: new NameReader(rowNames),
  action: new NameReader(actionNames),
  field: new NameReader(fieldNames),
}));

/** The place in a row that a parser has come to, and what it has learned on the way. One object serves any number of rows. */
export class Scanner {
  bytes: Uint8Array = noBytes;
  /** First byte of the row: trees and problems count from it. */
  base = 0;
  at = 0;
  /** The byte after the last one of the row. */
  end = 0;
  tree: Tree;
  problems: SyntaxProblem[];
  /** The number last scanned, low and high 32 bits. */
  low = 0;
  high = 0;
  /** Where the groups of an IPv6 address are put together. */
  readonly groups: Uint16Array = new Uint16Array(8);

  readonly rowWords: NameReader = readers().row;
  readonly actionWords: NameReader = readers().action;
  readonly fieldWords: NameReader = readers().field;

  /** What the match says of the packet; -1 is nothing. */
  ethType = -1;
  ipProto = -1;
  icmpType = -1;
  hasVlan = false;
  hasPacketType = false;
  isTracked = false;
  /** Prerequisites of the match's fields and of the actions', as bits of `Needs`. */
  matchNeeds = 0;
  actionNeeds = 0;
  /** Whether an action has changed the packet's type, so that the match no longer tells it. */
  isTypeChanged = false;
  /** Whether the row has counters, as only a dump has. */
  isDumped = false;

  constructor(tree: Tree, problems: SyntaxProblem[]) {
    this.tree = tree;
    this.problems = problems;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.base = start;
    this.at = start;
    this.end = end;
    this.rowWords.restart();
    this.actionWords.restart();
    this.fieldWords.restart();
    this.ethType = -1;
    this.ipProto = -1;
    this.icmpType = -1;
    this.hasVlan = false;
    this.hasPacketType = false;
    this.isTracked = false;
    this.matchNeeds = 0;
    this.actionNeeds = 0;
    this.isTypeChanged = false;
    this.isDumped = false;
  }
}

const noBytes = new Uint8Array(0);

// Constants stand alone, not in an object, and loops take tables into locals: bundlers turn `const` at the top of a module
// into `var`, and then every use of either is a load and a check that no optimizer takes out of the loop.

/** What a byte can be in a flow: a letter, digit or `_`. */
export const isName = 1;
/** A space or a comma. */
export const isSeparator = 2;
/** Ends a number. */
export const endsNumber = 4;
/** Ends a bare word. */
export const endsWord = 8;

export const classOf: Uint8Array = classTable();

export const lowerSChar = 0x73;

export function addProblem(s: Scanner, start: number, end: number, message: string): void {
  if (s.problems.length < maxProblems) {
    s.problems.push({ start: start - s.base, end: end - s.base, message });
  }
}

/** Scans letters, digits and `_` and returns where they end. Does not move. */
export function scanName(s: Scanner): number {
  const classes = classOf;
  const { bytes, end } = s;
  let at = s.at;
  while (at < end && ((classes[bytes[at] as number] as number) & isName) !== 0) at++;
  return at;
}

/** Moves over spaces and commas. */
export function skipSeparators(s: Scanner): void {
  const classes = classOf;
  const { bytes, end } = s;
  let at = s.at;
  while (at < end && ((classes[bytes[at] as number] as number) & isSeparator) !== 0) at++;
  s.at = at;
}

/** Whether the row goes on at `s.at` with that byte. */
export function isAt(s: Scanner, byte: number): boolean {
  return s.at < s.end && s.bytes[s.at] === byte;
}

/** Whether `->` stands at `s.at`. */
export function isAtArrow(s: Scanner): boolean {
  return s.at + 1 < s.end && s.bytes[s.at] === minusChar && s.bytes[s.at + 1] === greaterChar;
}

/**
 * Takes what no rule explains, up to the next space, comma or closing parenthesis outside of parentheses of its own, as
 * one `unknown` leaf with a problem. `untilParen` takes spaces and commas too. Takes at least one byte if there is one.
 */
export function takeUnknown(s: Scanner, message: string, untilParen = false): void {
  const classes = classOf;
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  let depth = 0;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === openParenChar) depth++;
    else if (byte === closeParenChar) {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0 && !untilParen && ((classes[byte] as number) & isSeparator) !== 0) break;
    at++;
  }
  if (at === start && at < end) at++;
  s.at = at;
  if (at > start) s.tree.leaf(NodeKind.unknown, start - s.base, at - s.base);
  addProblem(s, start, at, message);
}

/** Scans `"…"` with backslash escapes from `s.at` and returns where it ends; the end of the row ends it too, with a problem. */
export function scanQuoted(s: Scanner): number {
  const { bytes, end } = s;
  let at = s.at + 1;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === quoteChar) return at + 1;
    at += byte === backslashChar ? 2 : 1;
  }
  addProblem(s, s.at, end, 'the quotation mark is not closed');
  return end;
}

/** Scans a bare word, such as a port's name, from `s.at` and returns where it ends; `->` ends it too. */
export function scanWord(s: Scanner): number {
  const classes = classOf;
  const { bytes, end } = s;
  let at = s.at;
  while (at < end) {
    const byte = bytes[at] as number;
    if (((classes[byte] as number) & endsWord) !== 0) break;
    if (byte === minusChar && at + 1 < end && bytes[at + 1] === greaterChar) break;
    at++;
  }
  return at;
}

function classTable(): Uint8Array {
  const table = new Uint8Array(256);
  const mark = (text: string, bits: number): void => {
    for (const char of text) table[char.charCodeAt(0)] = (table[char.charCodeAt(0)] as number) | bits;
  };
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_', isName);
  mark(' ,\t\r\n', isSeparator | endsNumber | endsWord);
  mark('/)(', endsNumber | endsWord);
  mark('-', endsNumber);
  mark('=:[]"|>', endsWord);
  return table;
}

import { decodeText } from '../text/bytes.ts';
import { formatIp4, formatIp6, formatMac } from '../net/formatAddress.ts';
import { firstInnerKind, NodeKind } from './nodeKind.ts';
import { unescapeJson } from './ovsdb/jsonCursor.ts';
import type { Tree } from './tree.ts';

/** A tree and the bytes that it was parsed from: its spans count from `base`. */
export interface ParsedText {
  readonly tree: Tree;
  readonly bytes: Uint8Array;
  readonly base: number;
}

/** A place between two children of a node: no leaf has its bytes. */
export interface Gap extends ParsedText {
  readonly node: number;
  /** The parent of `node`, -1 of the root. */
  readonly outer: number;
  /** The child before the place, -1 before the first one. */
  readonly before: number;
  /** The child behind the place, -1 behind the last one. */
  readonly after: number;
}

/** What a dialect writes in a gap. */
export type Between = (gap: Gap) => string;

/** How a dialect prints its leaves, where that is not `printLeaf`. */
export type LeafPrinter = (text: ParsedText, leaf: number) => string;

/**
 * A node again from what the tree says: leaves from their values, and between them what `between` knows that the dialect
 * writes there. Bytes that no leaf has are not in it.
 */
export function printNode(
  text: ParsedText,
  node: number,
  between: Between,
  leaf: LeafPrinter = printLeaf,
  outer = -1,
): string {
  const { tree, bytes, base } = text;
  if (tree.kind(node) < firstInnerKind) return leaf(text, node);
  const end = tree.next(node);
  let printed = '';
  let before = -1;
  for (let child = node + 1; child < end; child = tree.next(child)) {
    printed += between({ tree, bytes, base, node, outer, before, after: child });
    printed += printNode(text, child, between, leaf, node);
    before = child;
  }
  return printed + between({ tree, bytes, base, node, outer, before, after: -1 });
}

/**
 * A leaf from its value. Where values have several spellings, the text says which: a number is decimal or has `0x`, with
 * zeros before it or none; a name has quotation marks or none. Addresses are printed as Open vSwitch prints them.
 */
export function printLeaf(text: ParsedText, leaf: number): string {
  const { tree } = text;
  switch (tree.kind(leaf)) {
    case NodeKind.number:
    case NodeKind.bigNumber:
      return printNumber(tree.number(leaf), textOf(text, leaf));
    case NodeKind.mac:
      return formatMac(tree.number(leaf));
    case NodeKind.ip4:
      return formatIp4(tree.number(leaf));
    case NodeKind.ip6:
      return formatIp6(tree.number(leaf));
    case NodeKind.duration:
      return printDuration(tree.number(leaf), textOf(text, leaf));
    case NodeKind.bits:
      return printBits(tree, leaf);
    case NodeKind.string:
    case NodeKind.portName:
    case NodeKind.datapathName:
    case NodeKind.tableName:
    case NodeKind.attributeName:
      return printName(textOf(text, leaf));
    case NodeKind.uuid:
      return printName(textOf(text, leaf).toLowerCase());
    default:
      return textOf(text, leaf);
  }
}

export function textOf({ tree, bytes, base }: ParsedText, node: number): string {
  return decodeText(bytes, base + tree.start(node), base + tree.end(node));
}

/** In the base, and with as many digits at least, as `spelling` has. */
function printNumber(value: bigint, spelling: string): string {
  if (spelling.startsWith('0x') || spelling.startsWith('0X')) {
    const digits = spelling[2] === '0' ? spelling.length - 2 : 0;
    return `0x${value.toString(16).padStart(digits, '0')}`;
  }
  if (spelling.startsWith('-')) return BigInt.asIntN(64, value).toString();
  return value.toString().padStart(spelling.startsWith('0') ? spelling.length : 0, '0');
}

/** Seconds with as many decimals as `spelling` has; the tree keeps milliseconds. */
function printDuration(milliseconds: bigint, spelling: string): string {
  const dot = spelling.indexOf('.');
  const unit = spelling.endsWith('s') ? 's' : '';
  const seconds = `${milliseconds / 1000n}`;
  if (dot === -1) return seconds + unit;
  const nDecimals = spelling.length - dot - 1 - unit.length;
  const decimals = `${milliseconds % 1000n}`.padStart(3, '0').padEnd(nDecimals, '0');
  return `${seconds}.${decimals.slice(0, nDecimals)}${unit}`;
}

/** `[]` says all bits, whichever these are. */
function printBits(tree: Tree, leaf: number): string {
  if (tree.end(leaf) - tree.start(leaf) === '[]'.length) return '[]';
  const [low, high] = [tree.value(leaf), tree.high(leaf)];
  return low === high ? `[${low}]` : `[${low}..${high}]`;
}

function printName(spelling: string): string {
  const isQuoted = spelling.length > 1 && spelling.startsWith('"') && spelling.endsWith('"');
  return isQuoted ? JSON.stringify(unescapeJson(spelling.slice(1, -1))) : spelling;
}

/** The blanks that a row begins with: how deep it stands, by where its first word is; none where that is -1. */
export function indent({ tree }: ParsedText, first: number): string {
  return first === -1 ? '' : ' '.repeat(tree.start(first));
}

/** The byte behind a node as one of `marks`; the first of these where there is none of them. */
export function markBehind({ tree, bytes, base }: ParsedText, node: number, marks: string): string {
  const byte = bytes[base + tree.end(node)];
  const idx = byte === undefined ? -1 : marks.indexOf(String.fromCharCode(byte));
  return marks.charAt(Math.max(0, idx));
}

/** Whether a child is on both sides. */
export function isInside({ before, after }: Gap): boolean {
  return before !== -1 && after !== -1;
}

/** What stands in a gap of a list that begins and ends with `brackets` and has `separator` between its items. */
export function inBrackets({ before, after }: Gap, brackets: string, separator: string): string {
  if (before !== -1 && after !== -1) return separator;
  return `${before === -1 ? brackets.charAt(0) : ''}${after === -1 ? brackets.charAt(1) : ''}`;
}

/**
 * What stands in the gap, if it is one of `marks` but for blanks; else the first of them. For languages in which people and
 * programs put blanks as they like.
 */
export function laidOut(gap: Gap, ...marks: string[]): string {
  const found = gapText(gap);
  const bare = found.replaceAll(/[ \t]/g, '');
  return marks.some((mark) => mark.replaceAll(' ', '') === bare) ? found : (marks[0] ?? '');
}

/** What stands in a gap of prose, if it is nothing but blanks and marks; else a space. */
export function ownMarks(gap: Gap): string {
  const found = gapText(gap);
  return /^[\s()[\]{}=:,;/|'<>*.-]*$/.test(found) ? found : ' ';
}

function gapText({ tree, bytes, base, node, before, after }: Gap): string {
  const from = before === -1 ? tree.start(node) : tree.end(before);
  const to = after === -1 ? tree.end(node) : tree.start(after);
  return decodeText(bytes, base + from, base + to);
}

import { decodeText } from '../text/bytes.ts';
import { formatIp4, formatIp6, formatMac } from './lflow/formatValue.ts';
import { firstInnerKind, NodeKind } from './nodeKind.ts';
import { unescapeJson } from './ovsdb/jsonCursor.ts';
import type { Tree } from './tree.ts';

/** A tree and the bytes that it was parsed from: its spans count from `base`. */
export interface ParsedText {
  readonly tree: Tree;
  readonly bytes: Uint8Array;
  readonly base: number;
}

/**
 * What a dialect writes between two children of a node: -1 for the child before the first one and behind the last one.
 * `outer` is the parent of `node`, -1 of the root.
 */
export type Between = (
  text: ParsedText,
  node: number,
  before: number,
  after: number,
  outer: number,
) => string;

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
  const { tree } = text;
  if (tree.kind(node) < firstInnerKind) return leaf(text, node);
  const end = tree.next(node);
  let printed = '';
  let before = -1;
  for (let child = node + 1; child < end; child = tree.next(child)) {
    printed += between(text, node, before, child, outer) + printNode(text, child, between, leaf, node);
    before = child;
  }
  return printed + between(text, node, before, -1, outer);
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

/** The blanks that a row begins with: how deep it stands, by where its first word is. */
export function indent({ tree }: ParsedText, first: number): string {
  return ' '.repeat(tree.start(first));
}

/** The byte behind a node as one of `marks`; the first of these where there is none of them. */
export function markBehind({ tree, bytes, base }: ParsedText, node: number, marks: string): string {
  const byte = bytes[base + tree.end(node)];
  const idx = byte === undefined ? -1 : marks.indexOf(String.fromCharCode(byte));
  return marks.charAt(Math.max(0, idx));
}

/**
 * What stands in `[from, to)` of the row, if it is one of `marks` but for blanks; else the first of them. For languages in
 * which people and programs put blanks as they like.
 */
export function laidOut({ bytes, base }: ParsedText, from: number, to: number, ...marks: string[]): string {
  const found = decodeText(bytes, base + from, base + to);
  const bare = found.replaceAll(/[ \t]/g, '');
  return marks.some((mark) => mark.replaceAll(' ', '') === bare) ? found : (marks[0] ?? '');
}

/** What stands in `[from, to)` of a line of prose, if it is nothing but blanks and marks; else a space. */
export function marksBetween({ bytes, base }: ParsedText, from: number, to: number): string {
  const found = decodeText(bytes, base + from, base + to);
  return /^[\s()[\]{}=:,;/|'<>*.-]*$/.test(found) ? found : ' ';
}

/** The same of what stands between two children of a node: a `Between`. */
export function marksAround(text: ParsedText, node: number, before: number, after: number): string {
  const { tree } = text;
  const from = before === -1 ? tree.start(node) : tree.end(before);
  return marksBetween(text, from, after === -1 ? tree.end(node) : tree.start(after));
}

import {
  backslashChar,
  blanksEnd,
  closeBraceChar,
  closeBracketChar,
  commaChar,
  equalsChar,
  isBlank,
  isDigit,
  isUuidAt,
  minusChar,
  openBraceChar,
  openBracketChar,
  plusChar,
  quoteChar,
} from '../../text/ascii.ts';
import { decodeText, encodeText, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { csvCells } from './csv.ts';
import { asList, type Atom, type Datum, isUuidText, oneAtom } from './datum.ts';
import { numberAtom, takeDatum } from './datumJson.ts';
import { JsonCursor, unescapeJson } from './jsonCursor.ts';

/** How a column's value is written: the `value` of its `value` node. */
export const DatumForm = {
  /** One atom, a leaf. */
  atom: 0,
  /** `[a, b]`: leaves. */
  set: 1,
  /** `{key=value, …}`: an `attribute` with two leaves for each pair. */
  map: 2,
  /** `["set",[…]]`, `["map",[…]]` or `["uuid","…"]`, of `--data=json`: one leaf for each string, number or word. */
  json: 3,
  /** A cell of CSV in quotation marks: what is in the datum inside, with quotation marks doubled. */
  quoted: 4,
} as const;
export type DatumForm = (typeof DatumForm)[keyof typeof DatumForm];

/** Problems kept for one line: a line of a million faults says no more than its first hundred. */
const maxProblems = 100;

/** A line of a database's text as its parsers go through it. */
export class DatumScanner {
  bytes: Uint8Array = new Uint8Array(0);
  /** First byte of the line: trees and problems count from it. */
  base = 0;
  at = 0;
  end = 0;
  tree: Tree;
  problems: SyntaxProblem[] = [];

  constructor(tree: Tree) {
    this.tree = tree;
  }

  /** Begins with the line `bytes[start, end)`. */
  start(bytes: Uint8Array, start: number, end: number, tree: Tree, problems: SyntaxProblem[]): void {
    this.bytes = bytes;
    this.base = start;
    this.at = start;
    this.end = end;
    this.tree = tree;
    this.problems = problems;
  }

  leaf(kind: NodeKind, start: number, end: number): void {
    this.tree.leaf(kind, start - this.base, end - this.base);
  }

  open(kind: NodeKind, start: number, value = 0): number {
    return this.tree.open(kind, start - this.base, value);
  }

  close(node: number, end: number): void {
    this.tree.close(node, end - this.base);
  }

  problem(start: number, end: number, message: string): void {
    if (this.problems.length < maxProblems)
      this.problems.push({ start: start - this.base, end: end - this.base, message });
  }

  /** Takes `[at, to)` as an `unknown` leaf with a problem. */
  unknown(to: number, message: string): void {
    if (to > this.at) this.leaf(NodeKind.unknown, this.at, to);
    this.problem(this.at, to, message);
    this.at = to;
  }

  skipSpaces(): void {
    this.at = blanksEnd(this.bytes, this.at, this.end);
  }
}

/** Takes one value in the notation of `ovn-sbctl` and its like, or in JSON, as a `value` node. Does not nest. */
export function scanDatum(s: DatumScanner): void {
  const first = s.at < s.end ? (s.bytes[s.at] as number) : -1;
  if (first === openBracketChar) scanSetOrJson(s);
  else if (first === openBraceChar) scanMap(s);
  else {
    const node = s.open(NodeKind.value, s.at, DatumForm.atom);
    scanAtom(s, isBlank);
    s.close(node, s.at);
  }
}

/** Takes the rest of the line as one value; what follows it is unknown. */
export function scanLastDatum(s: DatumScanner): void {
  scanDatum(s);
  s.skipSpaces();
  if (s.at < s.end) s.unknown(s.end, 'expecting nothing behind the value');
}

function scanSetOrJson(s: DatumScanner): void {
  const node = s.open(NodeKind.value, s.at, DatumForm.set);
  if (startsWithJsonTag(s.bytes, s.at, s.end)) {
    s.tree.amend(node, NodeKind.value, DatumForm.json);
    scanJsonLeaves(s);
  } else {
    s.at++;
    scanItems(s, closeBracketChar, (scanner) => scanAtom(scanner, endsItem));
  }
  s.close(node, s.at);
}

function scanMap(s: DatumScanner): void {
  const node = s.open(NodeKind.value, s.at, DatumForm.map);
  s.at++;
  scanItems(s, closeBraceChar, scanPair);
  s.close(node, s.at);
}

/** Items with commas between them, up to the closing byte or the end of the line. */
function scanItems(s: DatumScanner, closing: number, scanItem: (s: DatumScanner) => void): void {
  const start = s.at - 1;
  for (;;) {
    while (s.at < s.end && (isBlank(s.bytes[s.at] as number) || s.bytes[s.at] === commaChar)) s.at++;
    if (s.at >= s.end) {
      s.problem(start, s.end, closing === closeBraceChar ? 'the "{" is not closed' : 'the "[" is not closed');
      return;
    }
    if (s.bytes[s.at] === closing) {
      s.at++;
      return;
    }
    scanItem(s);
  }
}

function scanPair(s: DatumScanner): void {
  const start = s.at;
  const node = s.open(NodeKind.attribute, start);
  const keyEnd = atomEnd(s, endsKey);
  if (keyEnd < s.end && s.bytes[keyEnd] === equalsChar && keyEnd > start) {
    s.leaf(NodeKind.attributeName, start, keyEnd);
    s.at = keyEnd + 1;
    scanAtom(s, endsItem);
  } else {
    let to = keyEnd;
    while (to < s.end && !endsItem(s.bytes[to] as number)) to++;
    s.unknown(to > start ? to : start + 1, 'expecting key=value');
  }
  s.close(node, s.at);
}

function scanAtom(s: DatumScanner, isEnd: (byte: number) => boolean): void {
  const start = s.at;
  let end = atomEnd(s, isEnd);
  const isQuoted = s.bytes[start] === quoteChar && start < s.end;
  if (isQuoted && (end === start + 1 || s.bytes[end - 1] !== quoteChar || isEscaped(s, start, end - 1))) {
    s.at = start;
    s.unknown(end, 'the quotation mark is not closed');
    return;
  }
  if (isQuoted && end < s.end && !isEnd(s.bytes[end] as number)) {
    while (end < s.end && !isEnd(s.bytes[end] as number)) end++;
    s.unknown(end, 'expecting nothing behind the quotation mark');
    return;
  }
  if (end === start) {
    if (end < s.end) s.unknown(end + 1, 'expecting a value');
    else s.problem(start, end, 'expecting a value');
    return;
  }
  s.leaf(isQuoted ? NodeKind.string : kindOfWord(s.bytes, start, end), start, end);
  s.at = end;
}

/** Whether an odd number of backslashes stands before `quote`. */
function isEscaped({ bytes }: DatumScanner, start: number, quote: number): boolean {
  let at = quote;
  while (at > start && bytes[at - 1] === backslashChar) at--;
  return (quote - at) % 2 === 1;
}

/** Where the atom at `s.at` ends: a string behind its quotation mark, or at the end of the line where it has none. */
function atomEnd(s: DatumScanner, isEnd: (byte: number) => boolean): number {
  const { bytes, end } = s;
  let at = s.at;
  if (at < end && bytes[at] === quoteChar) {
    for (at++; at < end; at++) {
      if (bytes[at] === backslashChar) at++;
      else if (bytes[at] === quoteChar) return at + 1;
    }
    return end;
  }
  while (at < end && !isEnd(bytes[at] as number)) at++;
  return at;
}

function endsItem(byte: number): boolean {
  return byte === commaChar || byte === closeBracketChar || byte === closeBraceChar || isBlank(byte);
}

function endsKey(byte: number): boolean {
  return byte === equalsChar || endsItem(byte);
}

function kindOfWord(bytes: Uint8Array, start: number, end: number): NodeKind {
  if (isUuidAt(bytes, start, end)) return NodeKind.uuid;
  const first = bytes[start] as number;
  if (isDigit(first) || first === minusChar || first === plusChar) {
    return end - start < 48 && numberAtom(decodeText(bytes, start, end)) !== undefined
      ? NodeKind.number
      : NodeKind.word;
  }
  const isBoolean =
    (end - start === 4 && startsWithAscii(bytes, start, 'true', end)) ||
    (end - start === 5 && startsWithAscii(bytes, start, 'false', end));
  return isBoolean ? NodeKind.keyword : NodeKind.word;
}

/** The text notation never quotes the words that JSON's tags are. */
function startsWithJsonTag(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    startsWithAscii(bytes, at, '["uuid",', end) ||
    startsWithAscii(bytes, at, '["set",', end) ||
    startsWithAscii(bytes, at, '["map",', end)
  );
}

/** Takes a JSON value as a run of leaves; brackets stand between them. */
function scanJsonLeaves(s: DatumScanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let depth = 0;
  while (s.at < end) {
    const byte = bytes[s.at] as number;
    if (byte === openBracketChar || byte === closeBracketChar) {
      depth += byte === openBracketChar ? 1 : -1;
      s.at++;
      if (depth === 0) return;
    } else if (byte === commaChar || isBlank(byte)) s.at++;
    else scanAtom(s, endsItem);
  }
  s.problem(start, end, 'the "[" is not closed');
}

/** Goes through `bytes[start, end)` with a tree of its own. */
export function scannerOf(bytes: Uint8Array, start: number, end: number): DatumScanner {
  const tree = new Tree();
  const scanner = new DatumScanner(tree);
  scanner.start(bytes, start, end, tree, []);
  return scanner;
}

/** The value under a `value` node of the line that begins at `base`; undefined where it could not be read. */
export function datumOf(tree: Tree, node: number, bytes: Uint8Array, base: number): Datum | undefined {
  const form = tree.value(node);
  if (form === DatumForm.json) {
    const json = new JsonCursor(bytes, base + tree.start(node), base + tree.end(node));
    return takeDatum(json);
  }
  if (form === DatumForm.quoted)
    return looseDatum(csvCells(decodeText(bytes, base + tree.start(node), base + tree.end(node)))[0] ?? '');
  if (form === DatumForm.atom) {
    const atom = tree.next(node) > node + 1 ? atomAt(tree, node + 1, bytes, base) : undefined;
    return atom === undefined ? undefined : oneAtom(atom);
  }
  if (form === DatumForm.set) {
    const atoms: Atom[] = [];
    for (const child of tree.children(node)) {
      const atom = atomAt(tree, child, bytes, base);
      if (atom === undefined) return undefined;
      atoms.push(atom);
    }
    return asList({ kind: 'set', atoms });
  }
  const pairs: (readonly [Atom, Atom])[] = [];
  for (const child of tree.children(node)) {
    const key = atomAt(tree, child + 1, bytes, base);
    const value = tree.next(child) === child + 3 ? atomAt(tree, child + 2, bytes, base) : undefined;
    if (key === undefined || value === undefined) return undefined;
    pairs.push([key, value]);
  }
  return { kind: 'map', pairs };
}

/** A value by itself; what is no value is a string as it stands. */
export function looseDatum(text: string): Datum {
  const bytes = encodeText(text);
  const scanner = scannerOf(bytes, 0, bytes.length);
  if (text !== '') scanDatum(scanner);
  const datum =
    scanner.problems.length === 0 && scanner.at === bytes.length && text !== ''
      ? datumOf(scanner.tree, 0, bytes, 0)
      : undefined;
  return datum ?? oneAtom(text === '' ? '' : atomOfText(text));
}

function atomAt(tree: Tree, leaf: number, bytes: Uint8Array, base: number): Atom | undefined {
  if (tree.kind(leaf) === NodeKind.unknown) return undefined;
  return atomOfText(decodeText(bytes, base + tree.start(leaf), base + tree.end(leaf)));
}

/** The atom that a text without spaces around it is: what is not quoted may be a boolean, a number or a reference. */
export function atomOfText(text: string): Atom {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return unescapeJson(text.slice(1, -1));
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (isUuidText(text)) return { uuid: text };
  const first = text.charCodeAt(0);
  return isDigit(first) || first === minusChar ? (numberAtom(text) ?? text) : text;
}

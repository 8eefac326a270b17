import { sha1Hex } from '../../base/sha1.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { isHexDigit, isUuidAt } from './datumTree.ts';
import {
  closeBraceChar,
  closeBracketChar,
  colonChar,
  commaChar,
  endsScalar,
  isJsonSpace,
  jsonStringEnd,
  openBraceChar,
  openBracketChar,
  quoteChar,
} from './jsonCursor.ts';

/** What a line of a database file is: the `value` of its `row` node. */
export const LogRowKind = {
  blank: 0,
  /** `OVSDB JSON 590 6e16ca…`: the size and the digest of the record that follows. */
  header: 1,
  /** A record: schema, transaction, or an entry of a cluster's log. */
  record: 2,
  unknown: 3,
} as const;
export type LogRowKind = (typeof LogRowKind)[keyof typeof LogRowKind];

/** A JSON object or array in a record: the `value` of its `value` node. */
export const JsonForm = { scalar: 0, object: 1, array: 2 } as const;

/** A record's header, as read by `readLogHeader`. */
export interface LogHeader {
  readonly isCluster: boolean;
  /** Size of the record in bytes, its line break included. */
  readonly size: number;
  /** 40 hex digits. */
  readonly sha1: string;
}

const prefix = 'OVSDB ';
/** A header is shorter than this. */
const longestHeader = 100;
const headerPattern = /^OVSDB (JSON|CLUSTER) (\d{1,15}) ([0-9a-f]{40})\s*$/;

/** The header in the line `bytes[start, end)`; undefined where there is none (`lib/ovsdb/log.c`, `parse_header`). */
export function readLogHeader(bytes: Uint8Array, start: number, end: number): LogHeader | undefined {
  if (end - start > longestHeader || !startsWithAscii(bytes, start, prefix, end)) return undefined;
  const found = headerPattern.exec(decodeText(bytes, start, end));
  if (found === null) return undefined;
  return { isCluster: found[1] === 'CLUSTER', size: Number(found[2]), sha1: found[3] as string };
}

/** Nesting that is read; no record has more than a dozen. */
const maxDepth = 100;
const maxProblems = 100;

const lineFeed = 0x0a;

/**
 * Parses one line of a database file (`ovsdb(5)`: standalone, backup or clustered). The tree is a `row` (value:
 * `LogRowKind`) with, of a header, a `header`: `keyword`, `keyword`, `number`, `hexBytes`. A record is a `value` (value:
 * `JsonForm`); in an object an `attribute` for each member: its name (`tableName`, `uuid` or `attributeName`) and a
 * `value`; in an array `value`s. Whether a record is what its header says its line alone does not tell: `recordFault`.
 */
export function parseDatabaseLogRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  tree.reset();
  let at = start;
  while (at < end && isJsonSpace(bytes[at] as number)) at++;
  let kind: LogRowKind = LogRowKind.unknown;
  if (at === end) kind = LogRowKind.blank;
  else if (startsWithAscii(bytes, at, prefix, end)) kind = LogRowKind.header;
  else if (bytes[at] === openBraceChar || bytes[at] === openBracketChar) kind = LogRowKind.record;
  const row = tree.open(NodeKind.row, 0, kind);
  if (kind === LogRowKind.header) parseHeader(bytes, start, end, tree, problems);
  else if (kind === LogRowKind.record) parseJson(bytes, start, at, end, tree, problems);
  else if (kind === LogRowKind.unknown) {
    tree.leaf(NodeKind.unknown, at - start, end - start);
    problems.push({ start: at - start, end: end - start, message: 'expecting a header or a record' });
  }
  tree.close(row, end - start);
}

function parseHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  const header = readLogHeader(bytes, start, end);
  if (header === undefined) {
    tree.leaf(NodeKind.unknown, 0, end - start);
    problems.push({
      start: 0,
      end: end - start,
      message: 'expecting OVSDB JSON or OVSDB CLUSTER, a size and a SHA-1 digest',
    });
    return;
  }
  const node = tree.open(NodeKind.header, 0);
  const magicEnd = prefix.length + (header.isCluster ? 'CLUSTER' : 'JSON').length;
  let digits = magicEnd + 1;
  while (bytes[start + digits] !== 0x20) digits++;
  tree.leaf(NodeKind.keyword, 0, prefix.length - 1);
  tree.leaf(NodeKind.keyword, prefix.length, magicEnd);
  tree.leaf(NodeKind.number, magicEnd + 1, digits, header.size >>> 0, Math.floor(header.size / 2 ** 32));
  tree.leaf(NodeKind.hexBytes, digits + 1, digits + 41);
  tree.close(node, digits + 41);
}

/**
 * Where the record that begins at `start` ends. A record whose header tells its size wrongly ends where the next header
 * begins.
 */
export function recordEnd(bytes: Uint8Array, start: number, size: number): number {
  const told = start + size;
  if (told === bytes.length || (told < bytes.length && isHeaderAt(bytes, told))) return told;
  for (let at = start; at < bytes.length; ) {
    if (isHeaderAt(bytes, at)) return at;
    const lineEnd = bytes.indexOf(lineFeed, at);
    if (lineEnd === -1) break;
    at = lineEnd + 1;
  }
  return bytes.length;
}

function isHeaderAt(bytes: Uint8Array, at: number): boolean {
  return startsWithAscii(bytes, at, 'OVSDB JSON ') || startsWithAscii(bytes, at, 'OVSDB CLUSTER ');
}

/** What is wrong with a record as a whole; undefined where it is as its header says. */
export function recordFault(
  bytes: Uint8Array,
  start: number,
  end: number,
  { size, sha1 }: LogHeader,
): string | undefined {
  if (end - start < size && end === bytes.length)
    return `the record is cut off: ${end - start} bytes of ${size}`;
  if (end - start !== size) return `the record has ${end - start} bytes and not ${size}`;
  const digest = sha1Hex(bytes, start, end);
  return digest === sha1 ? undefined : `the record is damaged: its SHA-1 digest is ${digest}`;
}

function parseJson(
  bytes: Uint8Array,
  base: number,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  /** Open nodes, innermost last: the value, and the member that it belongs to or -1. */
  const open: { readonly node: number; readonly member: number; readonly closing: number }[] = [];
  const fault = (from: number, to: number, message: string): void => {
    if (to > from) tree.leaf(NodeKind.unknown, from - base, to - base);
    if (problems.length < maxProblems) problems.push({ start: from - base, end: to - base, message });
  };
  let member = -1;
  let at = start;
  const closeMember = (): void => {
    if (member !== -1) tree.close(member, at - base);
    member = -1;
  };
  while (at < end) {
    const byte = bytes[at] as number;
    const inside = open.at(-1);
    if (isJsonSpace(byte) || byte === commaChar) {
      at++;
    } else if (inside === undefined && tree.nNodes > 1) {
      fault(at, end, 'expecting nothing behind the record');
      at = end;
    } else if (inside !== undefined && byte === inside.closing) {
      // A name without a value.
      if (member !== -1) fault(at, at, 'expecting a value');
      at++;
      closeMember();
      tree.close(inside.node, at - base);
      open.pop();
      if (inside.member !== -1) tree.close(inside.member, at - base);
    } else if (byte === closeBraceChar || byte === closeBracketChar || byte === colonChar) {
      fault(at, at + 1, 'expecting a value');
      at++;
    } else if (inside?.closing === closeBraceChar && member === -1) {
      const nameEnd = byte === quoteChar ? jsonStringEnd(bytes, at, end) : -1;
      if (nameEnd === -1) {
        const to = byte === quoteChar ? end : scalarEnd(bytes, at, end);
        fault(at, to, 'expecting a name in quotation marks');
        at = to;
        continue;
      }
      member = tree.open(NodeKind.attribute, at - base);
      tree.leaf(kindOfName(bytes, at, nameEnd), at - base, nameEnd - base);
      at = nameEnd;
      while (at < end && isJsonSpace(bytes[at] as number)) at++;
      if (bytes[at] === colonChar && at < end) at++;
      else {
        if (problems.length < maxProblems)
          problems.push({ start: nameEnd - base, end: nameEnd - base, message: 'expecting ":"' });
        at = nameEnd;
        closeMember();
      }
    } else if (byte === openBraceChar || byte === openBracketChar) {
      if (open.length === maxDepth) {
        fault(at, end, `nested more than ${maxDepth} deep`);
        at = end;
        break;
      }
      const isObject = byte === openBraceChar;
      const node = tree.open(NodeKind.value, at - base, isObject ? JsonForm.object : JsonForm.array);
      open.push({ node, member, closing: isObject ? closeBraceChar : closeBracketChar });
      member = -1;
      at++;
    } else {
      const node = tree.open(NodeKind.value, at - base, JsonForm.scalar);
      const from = at;
      const stringEnd = byte === quoteChar ? jsonStringEnd(bytes, at, end) : -1;
      at = byte !== quoteChar ? scalarEnd(bytes, at, end) : stringEnd === -1 ? end : stringEnd;
      const kind = byte === quoteChar ? kindOfString(bytes, from, stringEnd) : kindOfScalar(bytes, from, at);
      if (kind === NodeKind.unknown)
        fault(from, at, byte === quoteChar ? 'the quotation mark is not closed' : 'expecting a value');
      else tree.leaf(kind, from - base, at - base);
      tree.close(node, at - base);
      closeMember();
    }
  }
  if (open.length > 0 && problems.length < maxProblems)
    problems.push({ start: end - base, end: end - base, message: 'the record ends too early' });
  closeMember();
  for (const { node, member: outer } of open.toReversed()) {
    tree.close(node, end - base);
    if (outer !== -1) tree.close(outer, end - base);
  }
}

/** At least one byte, so that the parser moves on. */
function scalarEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && !endsScalar(bytes[at] as number)) at++;
  return at;
}

function kindOfName(bytes: Uint8Array, start: number, end: number): NodeKind {
  if (isUuidAt(bytes, start + 1, end - 1)) return NodeKind.uuid;
  const first = bytes[start + 1] as number;
  return first >= 0x41 && first <= 0x5a ? NodeKind.tableName : NodeKind.attributeName;
}

function kindOfString(bytes: Uint8Array, start: number, end: number): NodeKind {
  if (end === -1) return NodeKind.unknown;
  return isUuidAt(bytes, start + 1, end - 1) ? NodeKind.uuid : NodeKind.string;
}

function kindOfScalar(bytes: Uint8Array, start: number, end: number): NodeKind {
  for (const word of ['true', 'false', 'null']) {
    if (end - start === word.length && startsWithAscii(bytes, start, word, end)) return NodeKind.keyword;
  }
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const isPart = isHexDigit(byte)
      ? byte <= 0x39 || byte === 0x65 || byte === 0x45
      : byte === 0x2d || byte === 0x2b || byte === 0x2e;
    if (!isPart) return NodeKind.unknown;
  }
  return NodeKind.number;
}

import { lineFeedChar, openBraceChar, openBracketChar, spaceChar } from '../../text/ascii.ts';
import { sha1Hex } from '../../base/sha1.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { isJsonSpace } from './jsonCursor.ts';
import { scanJson } from './jsonTree.ts';

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

/**
 * Parses one line of a database file (`ovsdb(5)`: standalone, backup or clustered). The tree is a `row` (value:
 * `LogRowKind`) with, of a header, a `header`: `keyword`, `keyword`, `number`, `hexBytes`; of a record what
 * `scanJson` makes. Whether a record is what its header says its line alone does not tell: `recordFault`.
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
  else if (kind === LogRowKind.record) scanJson(bytes, start, at, end, tree, problems);
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
  while (bytes[start + digits] !== spaceChar) digits++;
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
    const lineEnd = bytes.indexOf(lineFeedChar, at);
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

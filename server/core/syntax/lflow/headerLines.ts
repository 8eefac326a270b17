import {
  blanksEnd,
  closeParenChar,
  isUuidAt,
  openBracketChar,
  openParenChar,
  quoteChar,
  spaceChar,
} from '../../text/ascii.ts';
import { indexOfAscii, startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import { parseItems } from './actionText.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import type { Cursor } from './cursor.ts';

/** Lines of a logical-flow list that hold no row with attributes. Each function takes the line at `at` up to its end. */

/** `Datapath: "name" aka "other" (uuid)  Pipeline: ingress`. */
export function parseDatapathLine(cursor: Cursor, at: number): void {
  const { bytes, end } = cursor;
  const node = cursor.open(NodeKind.header, at);
  cursor.pos = at + 8;
  cursor.leaf(NodeKind.keyword, at, -1);
  cursor.pos = at + 9;
  for (;;) {
    const start = blanksEnd(bytes, cursor.pos, end);
    cursor.pos = start;
    if (start >= end) break;
    const byte = bytes[start] as number;
    if (byte === quoteChar) {
      cursor.string(NodeKind.datapathName);
    } else if (byte === openParenChar) {
      let p = start + 1;
      while (p < end && bytes[p] !== closeParenChar) p++;
      cursor.pos = p;
      if (isUuidAt(bytes, start + 1, p)) cursor.leaf(NodeKind.uuid, start + 1);
      else cursor.fault(NodeKind.unknown, start + 1, p, 'expecting UUID');
      if (p < end) cursor.pos = p + 1;
      else cursor.problem(end, end, "expecting `)'");
    } else if (startsWithAscii(bytes, start, 'aka ', end)) {
      cursor.pos = start + 3;
      cursor.leaf(NodeKind.keyword, start, -1);
    } else if (startsWithAscii(bytes, start, 'Pipeline:', end)) {
      cursor.pos = start + 8;
      cursor.leaf(NodeKind.keyword, start, -1);
      cursor.pos = blanksEnd(bytes, start + 9, end);
      parsePipeline(cursor);
    } else {
      let p = start + 1;
      while (p < end && bytes[p] !== spaceChar) p++;
      cursor.pos = p;
      cursor.fault(NodeKind.unknown, start, p, 'expecting the name of a datapath, its UUID, or Pipeline:');
    }
  }
  cursor.close(node);
}

function parsePipeline(cursor: Cursor): void {
  const { bytes, end, pos: start } = cursor;
  let p = start;
  while (p < end && bytes[p] !== spaceChar) p++;
  cursor.pos = p;
  const isIngress = p - start === 7 && startsWithAscii(bytes, start, 'ingress', end);
  const isEgress = p - start === 6 && startsWithAscii(bytes, start, 'egress', end);
  if (isIngress || isEgress) cursor.leaf(NodeKind.keyword, start, isIngress ? 0 : 1);
  else cursor.fault(NodeKind.unknown, start, p, 'expecting ingress or egress');
  if (p === start) cursor.problem(p, p, 'expecting ingress or egress');
}

/** `Port Bindings:`, `vips:`, `Total number of logical flows = 3`. */
export function parseSectionLine(cursor: Cursor, at: number): void {
  const { bytes, end } = cursor;
  const node = cursor.open(NodeKind.header, at);
  let p = end;
  while (p > at && byteClass[bytes[p - 1] as number] === ByteClass.digit) p--;
  cursor.pos = p < end ? at + 'Total number of logical flows'.length : end;
  cursor.leaf(NodeKind.keyword, at, -1);
  if (p < end) {
    const nameAt = indexOfAscii(bytes, at, end, '"');
    if (nameAt >= 0 && nameAt < p) {
      cursor.pos = nameAt;
      cursor.string(NodeKind.datapathName);
    }
    let value = 0;
    for (let q = p; q < end; q++) value = value * 10 + (bytes[q] as number) - 48;
    cursor.pos = end;
    cursor.leaf(NodeKind.number, p, value | 0, Math.floor(value / 2 ** 32));
  }
  cursor.pos = end;
  cursor.close(node);
}

/** `10.0.1.100:80 = 10.0.1.10:8080,10.0.1.11:8080`. False, and nothing done, when the line is none. */
export function parseVip(cursor: Cursor, at: number): boolean {
  const { bytes, end } = cursor;
  // A row with a number before it, as `cat -n` puts there, is none.
  if (indexOfAscii(bytes, at, end, ' = ') < 0 || indexOfAscii(bytes, at, end, '(') >= 0) return false;
  const nNodes = cursor.tree.nNodes;
  const nProblems = cursor.problems.length;
  cursor.pos = at;
  parseItems(cursor);
  const isNumeric = byteClass[bytes[at] as number] === ByteClass.digit || bytes[at] === openBracketChar;
  const isVip = cursor.pos >= cursor.end && (isNumeric || cursor.tree.kind(nNodes) === NodeKind.ip6);
  if (isVip && cursor.problems.length === nProblems) return true;
  cursor.tree.truncate(nNodes);
  cursor.problems.length = nProblems;
  cursor.pos = at;
  return false;
}

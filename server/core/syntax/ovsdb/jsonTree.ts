import {
  closeBraceChar,
  closeBracketChar,
  colonChar,
  commaChar,
  isHexDigit,
  isUuidAt,
  openBraceChar,
  openBracketChar,
  quoteChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { endsScalar, isJsonSpace, jsonStringEnd } from './jsonCursor.ts';

/** A JSON object or array: the `value` of its `value` node. */
export const JsonForm = { scalar: 0, object: 1, array: 2 } as const;

/** Nesting that is read; no record has more than a dozen. */
const maxDepth = 100;
const maxProblems = 100;

/**
 * Parses `bytes[start, end)` of the line that begins at `base` as JSON: a `value` (value: `JsonForm`); in an object an
 * `attribute` for each member: its name (`tableName`, `uuid` or `attributeName`) and a `value`; in an array `value`s.
 * Leaves have their quotation marks.
 */
export function scanJson(
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

import {
  closeBraceChar,
  closeBracketChar,
  colonChar,
  commaChar,
  dotChar,
  isDigit,
  minusChar,
  plusChar,
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

const lowerEChar = 0x65;

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
  new JsonScanner(bytes, base, start, end, tree, problems).scan();
}

/** An object or array that has begun: its node, the member that it is the value of or -1, and what ends it. */
interface OpenValue {
  readonly node: number;
  readonly member: number;
  readonly closing: number;
}

class JsonScanner {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #end: number;
  readonly #tree: Tree;
  readonly #problems: SyntaxProblem[];
  #at: number;
  /** Innermost last. */
  readonly #open: OpenValue[] = [];
  /** The member whose value is to come, -1 if none is. */
  #member = -1;

  constructor(
    bytes: Uint8Array,
    base: number,
    start: number,
    end: number,
    tree: Tree,
    problems: SyntaxProblem[],
  ) {
    this.#bytes = bytes;
    this.#base = base;
    this.#at = start;
    this.#end = end;
    this.#tree = tree;
    this.#problems = problems;
  }

  scan(): void {
    while (this.#at < this.#end) this.#scanNext(this.#bytes[this.#at] as number, this.#open.at(-1));
    if (this.#open.length > 0) this.#problem(this.#end, this.#end, 'the record ends too early');
    this.#closeMember();
    for (let value = this.#open.pop(); value !== undefined; value = this.#open.pop()) this.#close(value);
  }

  #scanNext(byte: number, inside: OpenValue | undefined): void {
    if (isJsonSpace(byte) || byte === commaChar) this.#at++;
    else if (inside === undefined && this.#tree.nNodes > 1)
      this.#fault(this.#end, 'expecting nothing behind the record');
    else if (byte === inside?.closing) this.#scanClosing(inside);
    else if (byte === closeBraceChar || byte === closeBracketChar || byte === colonChar)
      this.#fault(this.#at + 1, 'expecting a value');
    else if (inside?.closing === closeBraceChar && this.#member === -1) this.#scanName(byte);
    else if (byte === openBraceChar) this.#scanOpening(JsonForm.object, closeBraceChar);
    else if (byte === openBracketChar) this.#scanOpening(JsonForm.array, closeBracketChar);
    else this.#scanScalar(byte);
  }

  #scanOpening(form: number, closing: number): void {
    if (this.#open.length === maxDepth) {
      this.#fault(this.#end, `nested more than ${maxDepth} deep`);
      return;
    }
    const node = this.#tree.open(NodeKind.value, this.#at - this.#base, form);
    this.#open.push({ node, member: this.#member, closing });
    this.#member = -1;
    this.#at++;
  }

  #scanClosing(value: OpenValue): void {
    // A name without a value.
    if (this.#member !== -1) this.#problem(this.#at, this.#at, 'expecting a value');
    this.#at++;
    this.#closeMember();
    this.#open.pop();
    this.#close(value);
  }

  #scanName(byte: number): void {
    const isQuoted = byte === quoteChar;
    const nameEnd = isQuoted ? jsonStringEnd(this.#bytes, this.#at, this.#end) : -1;
    if (nameEnd === -1) {
      const to = isQuoted ? this.#end : scalarEnd(this.#bytes, this.#at, this.#end);
      this.#fault(to, 'expecting a name in quotation marks');
      return;
    }
    this.#member = this.#tree.open(NodeKind.attribute, this.#at - this.#base);
    this.#leaf(kindOfName(this.#bytes, this.#at, nameEnd), nameEnd);
    let at = nameEnd;
    while (at < this.#end && isJsonSpace(this.#bytes[at] as number)) at++;
    if (at < this.#end && this.#bytes[at] === colonChar) {
      this.#at = at + 1;
      return;
    }
    this.#problem(nameEnd, nameEnd, 'expecting ":"');
    this.#closeMember();
  }

  #scanScalar(byte: number): void {
    const node = this.#tree.open(NodeKind.value, this.#at - this.#base, JsonForm.scalar);
    if (byte === quoteChar) this.#scanString();
    else {
      const to = scalarEnd(this.#bytes, this.#at, this.#end);
      const kind = kindOfScalar(this.#bytes, this.#at, to);
      if (kind === NodeKind.unknown) this.#fault(to, 'expecting a value');
      else this.#leaf(kind, to);
    }
    this.#tree.close(node, this.#at - this.#base);
    this.#closeMember();
  }

  #scanString(): void {
    const to = jsonStringEnd(this.#bytes, this.#at, this.#end);
    if (to === -1) this.#fault(this.#end, 'the quotation mark is not closed');
    else this.#leaf(isUuidAt(this.#bytes, this.#at + 1, to - 1) ? NodeKind.uuid : NodeKind.string, to);
  }

  #leaf(kind: NodeKind, to: number): void {
    this.#tree.leaf(kind, this.#at - this.#base, to - this.#base);
    this.#at = to;
  }

  /** What stands up to `to` is not understood, for that reason. */
  #fault(to: number, message: string): void {
    this.#problem(this.#at, to, message);
    this.#leaf(NodeKind.unknown, to);
  }

  #problem(from: number, to: number, message: string): void {
    if (this.#problems.length < maxProblems)
      this.#problems.push({ start: from - this.#base, end: to - this.#base, message });
  }

  #closeMember(): void {
    if (this.#member !== -1) this.#tree.close(this.#member, this.#at - this.#base);
    this.#member = -1;
  }

  #close({ node, member }: OpenValue): void {
    this.#tree.close(node, this.#at - this.#base);
    if (member !== -1) this.#tree.close(member, this.#at - this.#base);
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

function kindOfScalar(bytes: Uint8Array, start: number, end: number): NodeKind {
  for (const word of ['true', 'false', 'null']) {
    if (end - start === word.length && startsWithAscii(bytes, start, word, end)) return NodeKind.keyword;
  }
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const isPart =
      isDigit(byte) ||
      byte === minusChar ||
      byte === plusChar ||
      byte === dotChar ||
      (byte | 0x20) === lowerEChar;
    if (!isPart) return NodeKind.unknown;
  }
  return NodeKind.number;
}

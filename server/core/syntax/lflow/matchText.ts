import {
  ampersandChar,
  atSignChar,
  caretChar,
  bangChar,
  barChar,
  closeBraceChar,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dollarChar,
  equalsChar,
  greaterChar,
  lessChar,
  openBraceChar,
  openBracketChar,
  openParenChar,
  questionChar,
  quoteChar,
  slashChar,
  spaceChar,
  zeroChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { type Cursor, maxDepth } from './cursor.ts';
import { rowWords } from './wordTable.ts';

/** How the terms below a `match` node are joined: its `value`. */
const MatchForm = { single: 0, and: 1, or: 2 } as const;

/** Relational operators by the `value` of their `operator` node. Other operators have -1. */
export const relops = ['==', '!=', '<', '<=', '>', '>='] as const;
export type Relop = (typeof relops)[number];

const residentWord = rowWords.indexOf('is_chassis_resident');

/**
 * Parses a match into the open node `match`: terms (`comparison`, `negation`, `functionCall`, `fieldName`, `subfield`,
 * `number`) with `operator` leaves between them. Parentheses are a node of their own: `conjunction` or `disjunction` when they
 * hold several terms, else `parenthesized`. Stops at the end or at a `)` that nothing opened, and returns the form.
 */
export function parseMatchText(cursor: Cursor): number {
  return parseTerms(cursor);
}

function parseTerms(cursor: Cursor): number {
  let form: number = MatchForm.single;
  for (;;) {
    parseTerm(cursor);
    const byte = cursor.skip();
    if (byte === 0 || byte === closeParenChar) return form;
    const start = cursor.pos;
    const isPair = cursor.at(start + 1) === byte;
    if (isPair && (byte === ampersandChar || byte === barChar)) {
      const joined = byte === ampersandChar ? MatchForm.and : MatchForm.or;
      cursor.pos = start + 2;
      cursor.leaf(NodeKind.operator, start, -1);
      if (form === MatchForm.single) form = joined;
      else if (form !== joined)
        cursor.problem(start, start + 2, '&& and || must be parenthesized when used together.');
    } else if (isRelop(cursor, start)) {
      cursor.pos = start + 1;
      cursor.leaf(NodeKind.unknown, start);
      cursor.syntaxError(start, start + 1, 'expecting end of input');
    } else {
      cursor.unknown('expecting end of input');
    }
  }
}

function parseTerm(cursor: Cursor): void {
  const byte = cursor.skip();
  const start = cursor.pos;
  const kind = byteClass[byte] as number;
  if (kind >= ByteClass.hexLetter) {
    const nameEnd = cursor.nameEnd(start);
    if (cursor.isAddress(start, nameEnd)) parseConstantFirst(cursor, start, byte);
    else parseField(cursor, start, nameEnd);
  } else if (byte === openParenChar) {
    parseParentheses(cursor, start);
  } else if (byte === bangChar) {
    if (cursor.depth >= maxDepth) return tooDeep(cursor);
    const node = cursor.open(NodeKind.negation, start);
    cursor.pos = start + 1;
    cursor.leaf(NodeKind.operator, start, -1);
    cursor.depth++;
    parseTerm(cursor);
    cursor.depth--;
    cursor.close(node);
  } else {
    parseConstantFirst(cursor, start, byte);
  }
}

function parseParentheses(cursor: Cursor, start: number): void {
  if (cursor.depth >= maxDepth) return tooDeep(cursor);
  const node = cursor.open(NodeKind.parenthesized, start);
  cursor.pos = start + 1;
  cursor.depth++;
  const form = parseTerms(cursor);
  cursor.depth--;
  if (cursor.peek() === closeParenChar) cursor.pos++;
  else cursor.syntaxError(cursor.pos, cursor.pos, "expecting `)'");
  if (form !== MatchForm.single) {
    cursor.tree.amend(node, form === MatchForm.and ? NodeKind.conjunction : NodeKind.disjunction, 0);
  }
  cursor.close(node);
}

/** The rest of the text is one unknown node: nothing is gained by guessing where it ends. */
function tooDeep(cursor: Cursor): void {
  const start = cursor.pos;
  cursor.pos = cursor.end;
  cursor.fault(NodeKind.unknown, start, cursor.end, 'Parentheses nested too deeply.');
}

/** A field, alone or compared with constants; or `is_chassis_resident("…")`. */
function parseField(cursor: Cursor, start: number, nameEnd: number): void {
  const { bytes, end } = cursor;
  const symbol = cursor.symbol();
  if (symbol < 0) {
    parseNoSymbol(cursor, start, nameEnd, cursor.rowWord());
    return;
  }
  const bitsEnd = cursor.bitsEnd(nameEnd);
  if (bitsEnd < 0) {
    parseFaultyBits(cursor, start, nameEnd, symbol);
    return;
  }
  // The comparison's node comes before the field's, so look ahead for the operator.
  let ahead = bitsEnd;
  while (ahead < end && bytes[ahead] === spaceChar) ahead++;
  if (!isRelop(cursor, ahead)) {
    cursor.field(start, nameEnd, bitsEnd, symbol);
    return;
  }
  const node = cursor.open(NodeKind.comparison, start);
  cursor.field(start, nameEnd, bitsEnd, symbol);
  cursor.pos = ahead;
  parseRelop(cursor);
  parseConstantSet(cursor);
  cursor.close(node);
}

function parseNoSymbol(cursor: Cursor, start: number, nameEnd: number, rowWord: number): void {
  const isCall = nameEnd < cursor.end && cursor.bytes[nameEnd] === openParenChar;
  cursor.pos = nameEnd;
  if (isCall && rowWord === residentWord) {
    const node = cursor.open(NodeKind.functionCall, start);
    cursor.leaf(NodeKind.keyword, start);
    cursor.pos = nameEnd + 1;
    if (cursor.skip() === quoteChar) cursor.string();
    else if (cursor.peek() !== closeParenChar) cursor.unknown('expecting string');
    else cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting string');
    if (cursor.skip() === closeParenChar) cursor.pos++;
    else cursor.syntaxError(cursor.pos, cursor.pos + 1, "expecting `)'");
    cursor.close(node);
    return;
  }
  cursor.leaf(NodeKind.unknown, start);
  if (isCall) cursor.problem(start, nameEnd, 'parsing function name');
  else cursor.syntaxError(start, nameEnd, 'expecting field name');
  // What follows an unknown field is still read.
  cursor.skip();
  if (isRelop(cursor, cursor.pos)) {
    parseRelop(cursor);
    parseConstantSet(cursor);
  }
}

function parseFaultyBits(cursor: Cursor, start: number, nameEnd: number, symbol: number): void {
  cursor.field(start, nameEnd, nameEnd, symbol);
  const { bytes, end } = cursor;
  let p = nameEnd;
  while (p < end && bytes[p] !== closeBracketChar && bytes[p] !== spaceChar && bytes[p] !== closeParenChar)
    p++;
  if (p < end && bytes[p] === closeBracketChar) p++;
  cursor.pos = p;
  cursor.leaf(NodeKind.unknown, nameEnd);
  cursor.syntaxError(nameEnd + 1, p, 'expecting small integer');
  cursor.skip();
  if (isRelop(cursor, cursor.pos)) {
    parseRelop(cursor);
    parseConstantSet(cursor);
  }
}

/** `1`, `0 < vlan.pcp`, `1 <= vlan.pcp <= 4`, `{1, 2} == vlan.pcp`. */
function parseConstantFirst(cursor: Cursor, start: number, byte: number): void {
  if ((byte === zeroChar || byte === 49) && isLiteral(cursor, start)) {
    cursor.pos = start + 1;
    cursor.leaf(NodeKind.number, start, byte - 48);
    return;
  }
  if (
    !beginsConstant(byte) &&
    byte !== openBraceChar &&
    (byteClass[byte] as number) !== ByteClass.hexLetter
  ) {
    if (byte === closeParenChar || byte === 0) cursor.syntaxError(start, start + 1, 'expecting constant');
    else cursor.unknown('expecting constant');
    return;
  }
  const node = cursor.open(NodeKind.comparison, start);
  parseConstantSet(cursor);
  cursor.skip();
  if (!isRelop(cursor, cursor.pos)) {
    cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting relational operator');
    cursor.close(node);
    return;
  }
  parseRelop(cursor);
  const fieldStart = (cursor.skip(), cursor.pos);
  const nameEnd = cursor.nameEnd(fieldStart);
  const symbol = cursor.symbol();
  const bitsEnd = cursor.bitsEnd(nameEnd);
  if (symbol < 0) {
    cursor.unknown('expecting field name');
  } else if (bitsEnd < 0) {
    parseFaultyBits(cursor, fieldStart, nameEnd, symbol);
    cursor.close(node);
    return;
  } else {
    cursor.field(fieldStart, nameEnd, bitsEnd, symbol);
  }
  cursor.skip();
  if (isRelop(cursor, cursor.pos)) {
    parseRelop(cursor);
    parseConstantSet(cursor);
  }
  cursor.close(node);
}

/** Whether the digit at `start` is a whole term: nothing that belongs to a number, and no operator, follows. */
function isLiteral(cursor: Cursor, start: number): boolean {
  const { bytes, end } = cursor;
  let p = start + 1;
  if (p < end) {
    const next = bytes[p] as number;
    if ((byteClass[next] as number) >= ByteClass.digit || next === colonChar || next === slashChar)
      return false;
  }
  while (p < end && byteClass[bytes[p] as number] === ByteClass.space) p++;
  return !isRelop(cursor, p);
}

/** Whether an operator of a comparison, right or half, stands at `place`; a `!` alone is none. */
function isRelop(cursor: Cursor, place: number): boolean {
  const byte = cursor.at(place);
  return (
    byte === equalsChar ||
    byte === lessChar ||
    byte === greaterChar ||
    (byte === bangChar && cursor.at(place + 1) === equalsChar)
  );
}

/** An operator at `pos`, which is one of `=!<>`. */
function parseRelop(cursor: Cursor): void {
  const { bytes, pos: start } = cursor;
  const byte = bytes[start] as number;
  const hasEquals = cursor.at(start + 1) === equalsChar;
  cursor.pos = start + (hasEquals ? 2 : 1);
  if (byte === lessChar || byte === greaterChar) {
    cursor.leaf(NodeKind.operator, start, (byte === lessChar ? 2 : 4) + (hasEquals ? 1 : 0));
  } else if (hasEquals) {
    cursor.leaf(NodeKind.operator, start, byte === equalsChar ? 0 : 1);
  } else {
    cursor.leaf(NodeKind.unknown, start);
    cursor.syntaxError(start, start + 1, 'expecting relational operator');
  }
}

function parseConstantSet(cursor: Cursor): void {
  const byte = cursor.skip();
  if (byte !== openBraceChar) {
    parseConstant(cursor, byte);
    return;
  }
  const { pos: start } = cursor;
  const node = cursor.open(NodeKind.constantSet, start);
  cursor.pos = start + 1;
  let next = cursor.skip();
  if (next === closeBraceChar) cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting constant');
  while (next !== 0 && next !== closeBraceChar && next !== closeParenChar) {
    parseConstant(cursor, next);
    next = cursor.skip();
    if (next === commaChar) {
      cursor.pos++;
      next = cursor.skip();
    }
  }
  if (next === closeBraceChar) cursor.pos++;
  else cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting constant');
  cursor.close(node);
}

function beginsConstant(byte: number): boolean {
  return (
    byteClass[byte] === ByteClass.digit ||
    byte === quoteChar ||
    byte === dollarChar ||
    byte === atSignChar ||
    byte === caretChar ||
    byte === colonChar
  );
}

/** Whether somebody has put `?`, `??` or `<…>` in the place of a value, as people do who show a dump to others. */
export function isMasked(cursor: Cursor, byte: number): boolean {
  return (
    byte === questionChar ||
    (byte === lessChar && (byteClass[cursor.at(cursor.pos + 1)] as number) >= ByteClass.hexLetter)
  );
}

/** One constant at `pos`, whose first byte is `byte`. Passes something unless the text ends or a `)` comes. */
function parseConstant(cursor: Cursor, byte: number): void {
  const kind = byteClass[byte] as number;
  if (kind === ByteClass.digit || byte === colonChar) {
    cursor.constant();
  } else if (byte === quoteChar) {
    cursor.string();
  } else if (byte === dollarChar || byte === atSignChar) {
    cursor.reference();
  } else if (byte === caretChar) {
    cursor.template();
  } else if (kind === ByteClass.hexLetter && cursor.isAddress(cursor.pos, cursor.nameEnd(cursor.pos))) {
    cursor.constant();
  } else if (byte === closeParenChar || byte === 0) {
    cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting constant');
  } else if (isMasked(cursor, byte)) {
    cursor.masked();
  } else if (byte === openBracketChar || byte === openParenChar) {
    const start = cursor.pos;
    cursor.pos = start + 1;
    cursor.leaf(NodeKind.unknown, start);
    cursor.syntaxError(start, start + 1, 'expecting constant');
  } else {
    cursor.unknown('expecting constant');
  }
}

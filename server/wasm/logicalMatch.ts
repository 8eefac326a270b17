/** The match of a logical flow: the fast form of `core/syntax/lflow/matchText.ts`. */

import * as names from './names';
import { hexDigit } from './addresses';
import {
  kindComparison,
  kindConjunction,
  kindConstantSet,
  kindDisjunction,
  kindFunctionCall,
  kindKeyword,
  kindMatch,
  kindNegation,
  kindNumber,
  kindOperator,
  kindParenthesized,
} from './kinds';
import {
  addField,
  byteAt,
  enter,
  isAddress,
  isLetter,
  isPart,
  isSpace,
  isTooDeep,
  leave,
  limit,
  maskedNumber,
  passBits,
  readWord,
  reference,
  rowWord,
  skip,
  symbol,
  text,
  wordOf,
} from './logicalScan';
import { close, leaf, open } from './nodes';

/** How terms are joined. */
const formSingle: i32 = 0;
const formAnd: i32 = 1;
const formOr: i32 = 2;

/** Of the last terms: how they are joined. */
let form: i32 = 0;

export function match(start: usize): usize {
  const node = open(kindMatch, start, 0);
  const end = terms(start);
  if (end == 0 || byteAt(end) != 41) return 0;
  let next = end + 1;
  while (next < limit && (load<u8>(next) == 32 || load<u8>(next) == 9)) next++;
  if (next < limit && load<u8>(next) != 44) return 0;
  store<i32>(node, form, 16);
  close(node, end);
  return end + 1;
}

/** Terms up to a `)` that nothing opened. */
function terms(start: usize): usize {
  let at = start;
  let joined = formSingle;
  while (true) {
    at = term(at);
    if (at == 0) return 0;
    at = skip(at);
    const byte = byteAt(at);
    if (byte == 0 || byte == 41) {
      form = joined;
      return at;
    }
    const operator: u32 = load<u16>(at);
    if (operator == 0x2626) {
      if (joined == formOr) return 0;
      joined = formAnd;
    } else if (operator == 0x7c7c) {
      if (joined == formAnd) return 0;
      joined = formOr;
    } else return 0;
    leaf(kindOperator, at, at + 2, -1, 0);
    at += 2;
  }
}

function term(from: usize): usize {
  const start = skip(from);
  const byte = byteAt(start);
  if (isLetter(byte)) {
    const end = readWord(start);
    if (end == 0) return 0;
    return isAddress(start, end) ? constantFirst(start) : field(start, end);
  }
  if (byte == 40) return parentheses(start);
  if (byte == 33) {
    if (isTooDeep()) return 0;
    const node = open(kindNegation, start, 0);
    leaf(kindOperator, start, start + 1, -1, 0);
    enter();
    const end = term(start + 1);
    leave();
    if (end == 0) return 0;
    close(node, end);
    return end;
  }
  return constantFirst(start);
}

function parentheses(start: usize): usize {
  if (isTooDeep()) return 0;
  const node = open(kindParenthesized, start, 0);
  enter();
  const end = terms(start + 1);
  leave();
  if (end == 0 || byteAt(end) != 41) return 0;
  if (form != formSingle) store<i32>(node, form == formAnd ? kindConjunction : kindDisjunction);
  close(node, end + 1);
  return end + 1;
}

/** A field, alone or compared with constants; or `is_chassis_resident("…")`. */
function field(start: usize, nameEnd: usize): usize {
  if (symbol < 0) return rowWord == wordOf(5) && byteAt(nameEnd) == 40 ? resident(start, nameEnd) : 0;
  const found = symbol;
  const bitsEnd = passBits(nameEnd);
  if (bitsEnd == 0) return 0;
  let ahead = bitsEnd;
  while (ahead < limit && load<u8>(ahead) == 32) ahead++;
  if (!isRelop(ahead)) {
    addField(start, nameEnd, bitsEnd, found);
    return bitsEnd;
  }
  const node = open(kindComparison, start, 0);
  addField(start, nameEnd, bitsEnd, found);
  let at = relop(ahead);
  if (at == 0) return 0;
  at = constants(at);
  if (at == 0) return 0;
  close(node, at);
  return at;
}

function resident(start: usize, nameEnd: usize): usize {
  const node = open(kindFunctionCall, start, 0);
  leaf(kindKeyword, start, nameEnd, 0, 0);
  let at = skip(nameEnd + 1);
  if (byteAt(at) != 34) return 0;
  at = text(at);
  if (at == 0) return 0;
  at = skip(at);
  if (byteAt(at) != 41) return 0;
  close(node, at + 1);
  return at + 1;
}

/** `1`, `0 < vlan.pcp`, `1 <= vlan.pcp <= 4`, `{1, 2} == vlan.pcp`. */
function constantFirst(start: usize): usize {
  const byte = byteAt(start);
  if ((byte == 48 || byte == 49) && isLiteral(start)) {
    leaf(kindNumber, start, start + 1, (byte as i32) - 48, 0);
    return start + 1;
  }
  const node = open(kindComparison, start, 0);
  let at = constants(start);
  if (at == 0) return 0;
  at = skip(at);
  if (!isRelop(at)) return 0;
  at = relop(at);
  if (at == 0) return 0;
  const fieldStart = skip(at);
  const nameEnd = readWord(fieldStart);
  if (nameEnd == 0 || symbol < 0) return 0;
  const found = symbol;
  const bitsEnd = passBits(nameEnd);
  if (bitsEnd == 0) return 0;
  addField(fieldStart, nameEnd, bitsEnd, found);
  at = skip(bitsEnd);
  if (isRelop(at)) {
    at = relop(at);
    if (at == 0) return 0;
    at = constants(at);
    if (at == 0) return 0;
  }
  close(node, at);
  return at;
}

/** Whether the digit at `start` is a whole term. */
function isLiteral(start: usize): bool {
  let at = start + 1;
  const next = byteAt(at);
  if (isPart(next) || next == 58 || next == 47) return false;
  while (at < limit && isSpace(load<u8>(at))) at++;
  return !isRelop(at);
}

function isRelop(at: usize): bool {
  const byte = byteAt(at);
  return byte == 61 || byte == 60 || byte == 62 || (byte == 33 && byteAt(at + 1) == 61);
}

function relop(start: usize): usize {
  const byte = byteAt(start);
  const hasEquals = byteAt(start + 1) == 61;
  const end = start + (hasEquals ? 2 : 1);
  let which: i32;
  if (byte == 60 || byte == 62) which = (byte == 60 ? 2 : 4) + (hasEquals ? 1 : 0);
  else if (hasEquals) which = byte == 61 ? 0 : 1;
  else return 0;
  leaf(kindOperator, start, end, which, 0);
  return end;
}

/** One constant, or several in braces. */
function constants(from: usize): usize {
  const start = skip(from);
  if (byteAt(start) != 123) return constant(start);
  const node = open(kindConstantSet, start, 0);
  let at = skip(start + 1);
  let byte = byteAt(at);
  if (byte == 125) return 0;
  while (byte != 125) {
    if (byte == 0 || byte == 41) return 0;
    at = constant(at);
    if (at == 0) return 0;
    at = skip(at);
    byte = byteAt(at);
    if (byte == 44) {
      at = skip(at + 1);
      byte = byteAt(at);
    }
  }
  close(node, at + 1);
  return at + 1;
}

function constant(start: usize): usize {
  const byte = byteAt(start);
  if (byte - 48 < 10 || byte == 58) return maskedNumber(start);
  if (byte == 34) return text(start);
  if (byte == 36 || byte == 64) return reference(start);
  return hexDigit(byte) < 16 && isAddress(start, names.nameEnd(start, true)) ? maskedNumber(start) : 0;
}

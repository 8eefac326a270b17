/**
 * Reads a logical flow as `ovn-sbctl lflow-list` prints it: the fast form of `core/syntax/lflow/parseRow.ts`, which says
 * what the tree is and which a test holds it to. It knows no faults: where it meets anything that dumps do not consist
 * of it gives up, and the other one reads the row. AssemblyScript, compiled by `npm run wasm` into
 * `core/syntax/lflow/logicalModule.ts`.
 *
 * The caller puts the row into memory, ended by a line break, and finds its nodes where `nodes.ts` writes them. Words are
 * defined by the caller, once: of each its index as a symbol, as an action (with `isAssignedBit` for functions behind
 * `=`) and as a word of the row, -1 for none. `core/syntax/lflow/compiledParser.ts` has the same addresses.
 */

import { hexDigit, ip6Words, macHigh, macLow, readIp6, readMac } from './addresses';
import {
  kindAction,
  kindActionName,
  kindActions,
  kindAddressSet,
  kindArgument,
  kindAttribute,
  kindAttributeName,
  kindBigNumber,
  kindBits,
  kindComment,
  kindComparison,
  kindConjunction,
  kindConstantSet,
  kindDisjunction,
  kindFieldName,
  kindFunctionCall,
  kindIp4,
  kindIp6,
  kindKeyword,
  kindMac,
  kindMask,
  kindMatch,
  kindNegation,
  kindNumber,
  kindOperator,
  kindParenthesized,
  kindPortGroup,
  kindRow,
  kindStageName,
  kindString,
  kindSubfield,
  kindWord,
} from './kinds';
import { lineBreakFrom, textEnd } from './lines';
import * as names from './names';
import { close, lastEnd, leaf, nextNode, nodeCount, open, startNodes, wide, wordCount } from './nodes';

/** Indices of words and kinds that the caller knows, 4 bytes each. */
const wordsAt: usize = 0x1000;

const wordSet: u32 = 1;
/** Of an action: it stands behind `=`. */
const isAssignedBit: i32 = 0x10000;

/** `LogicalRowKind.flow`. */
const flowRow: i32 = 1;

/** How terms are joined. */
const formSingle: i32 = 0;
const formAnd: i32 = 1;
const formOr: i32 = 2;

/** Deeper nests are left to the other parser. */
const maxDepth: i32 = 24;

let nRead: i32 = 0;
/** What is read ends here: the row, or its actions. */
let limit: usize = 0;
let depth: i32 = 0;
/** Of the last word: where it ends, and what it is. */
let wordEnd: usize = 0;
let symbol: i32 = 0;
let action: i32 = 0;
let rowWord: i32 = 0;
/** Of the last terms: how they are joined. */
let form: i32 = 0;

export { define } from './names';

/** The nodes of the row `[from, to)`, or 0 where the other parser has to read it. A line break stands at `to`. */
export function parse(from: usize, to: usize): i32 {
  startNodes(from);
  names.startNames(wordSet);
  limit = to;
  depth = 0;
  const root = open(kindRow, from, flowRow);
  if (!attributes(from)) return 0;
  close(root, to);
  return nodeCount();
}

/**
 * Reads the lines of `[from, to)`, one after the other, each into the same nodes. Returns where the first one begins that
 * the other parser has to read, that is longer than `most`, or that has no line break; their number is `nLines`.
 */
export function parseLines(from: usize, to: usize, most: usize): usize {
  let start = from;
  nRead = 0;
  while (start < to) {
    const lineBreak = lineBreakFrom(start, to);
    if (lineBreak == to || lineBreak - start > most) return start;
    const end = textEnd(start, lineBreak);
    if (parse(start, end) == 0) return start;
    nRead++;
    start = lineBreak + 1;
  }
  return start;
}

export function nLines(): i32 {
  return nRead;
}

export function nBigWords(): u32 {
  return wordCount();
}

/** Begins a text. */
export function startText(): void {}

/** No samples are taken: a list of logical flows names its stages. */
export function nTaken(): u32 {
  return 0;
}

function wordOf(idx: usize): i32 {
  return load<i32>(wordsAt + (idx << 2));
}

/** `name=value, …` up to the end, one of them `match` or `action`. */
function attributes(first: usize): bool {
  let at = first;
  let isFlow = false;
  let isFirst = true;
  while (true) {
    at = passSeparators(at, isFirst);
    if (at >= limit) return isFlow;
    const end = readWord(at);
    if (end == at || load<u8>(end) != 61) return false;
    const word = rowWord;
    if (word == wordOf(0) || word == wordOf(1)) {
      // match, actions
      if (load<u8>(end, 1) != 40 || isFirst) return false;
      leaf(kindKeyword, at, end, word, 0);
      at = word == wordOf(0) ? match(end + 2) : actions(end + 2);
      if (at == 0) return false;
      isFlow = true;
    } else if (word == wordOf(2) || word == wordOf(3) || word == wordOf(4)) {
      // table, priority, uuid
      const node = open(kindAttribute, at, word);
      leaf(kindAttributeName, at, end, word, 0);
      at = word == wordOf(4) ? shortUuid(end + 1) : smallNumber(end + 1);
      if (at == 0) return false;
      close(node, at);
      if (word == wordOf(2)) {
        at = stage(at);
        if (at == 0) return false;
      }
    } else return false;
    isFirst = false;
  }
}

/** A row's first word has only spaces before it. */
function passSeparators(start: usize, isFirst: bool): usize {
  let at = start;
  while (at < limit && (load<u8>(at) == 32 || load<u8>(at) == 9 || (!isFirst && load<u8>(at) == 44))) at++;
  return at;
}

function smallNumber(start: usize): usize {
  let at = start;
  let value: u32 = 0;
  while (at < limit) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (at == start || at - start > 9 || (at < limit && isPart(load<u8>(at)))) return 0;
  leaf(kindNumber, start, at, value as i32, 0);
  return at;
}

/** `0x83bead0a`. */
function shortUuid(start: usize): usize {
  let at = start;
  if (load<u16>(at) == 0x7830) at += 2;
  const digits = at;
  let value: u32 = 0;
  while (at < limit) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    value = (value << 4) | digit;
    at++;
  }
  if (at == digits || at - digits > 8 || (at < limit && isPart(load<u8>(at)))) return 0;
  leaf(kindNumber, start, at, value as i32, 0);
  return at;
}

function stage(start: usize): usize {
  let at = start;
  while (at < limit && load<u8>(at) == 32) at++;
  if (byteAt(at) != 40) return 0;
  const nameStart = at + 1;
  at = names.nameEnd(nameStart, false);
  if (at == nameStart || at >= limit) return 0;
  leaf(kindStageName, nameStart, at, 0, 0);
  while (at < limit && load<u8>(at) == 32) at++;
  return byteAt(at) == 41 ? at + 1 : 0;
}

function match(start: usize): usize {
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
    if (depth >= maxDepth) return 0;
    const node = open(kindNegation, start, 0);
    leaf(kindOperator, start, start + 1, -1, 0);
    depth++;
    const end = term(start + 1);
    depth--;
    if (end == 0) return 0;
    close(node, end);
    return end;
  }
  return constantFirst(start);
}

function parentheses(start: usize): usize {
  if (depth >= maxDepth) return 0;
  const node = open(kindParenthesized, start, 0);
  depth++;
  const end = terms(start + 1);
  depth--;
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

function actions(start: usize): usize {
  const end = limit;
  let last = end - 1;
  while (last >= start && load<u8>(last) != 41) last--;
  if (last < start) return 0;
  const node = open(kindActions, start, 0);
  limit = last;
  depth = 0;
  const isGood = list(start, false) == last;
  limit = end;
  if (!isGood) return 0;
  close(node, last);
  return last + 1;
}

/** Actions up to the end, or to a `}` when they are nested; returns where that is. */
function list(start: usize, isNested: bool): usize {
  let at = start;
  while (true) {
    at = skip(at);
    const byte = byteAt(at);
    if (byte == 0) return at >= limit && !isNested ? at : 0;
    if (byte == 125) return isNested ? at : 0;
    at = oneAction(at, byte);
    if (at == 0) return 0;
    at = skip(at);
    if (byteAt(at) != 59) return 0;
    at++;
  }
}

function oneAction(start: usize, byte: u32): usize {
  if (!isLetter(byte)) return 0;
  const nameEnd = readWord(start);
  if (nameEnd == 0) return 0;
  let at = nameEnd;
  while (at < limit && load<u8>(at) == 32) at++;
  const next = byteAt(at);
  if (next == 61 || next == 91 || (next == 60 && byteAt(at + 1) == 45)) return assignment(start, nameEnd);
  const idx = action;
  if (idx < 0 || (idx & isAssignedBit) != 0) return 0;
  const node = open(kindAction, start, idx);
  leaf(kindActionName, start, nameEnd, idx, 0);
  if (next == 40) {
    at = argumentList(at);
    if (at == 0) return 0;
  } else if (next == 45 && byteAt(at + 1) == 45) {
    leaf(kindOperator, at, at + 2, -1, 0);
    at += 2;
  }
  at = skip(at);
  if (byteAt(at) == 123) {
    if (depth >= maxDepth) return 0;
    const inner = open(kindActions, at, 0);
    depth++;
    at = list(at + 1, true);
    depth--;
    if (at == 0) return 0;
    at++;
    close(inner, at);
  }
  close(node, at);
  return at;
}

/** `field = …` or `field <-> field`. */
function assignment(start: usize, nameEnd: usize): usize {
  if (symbol < 0) return 0;
  const node = open(kindAction, start, wordOf(6));
  const found = symbol;
  const bitsEnd = passBits(nameEnd);
  if (bitsEnd == 0) return 0;
  addField(start, nameEnd, bitsEnd, found);
  let at = skip(bitsEnd);
  const byte = byteAt(at);
  if (byte == 61 && byteAt(at + 1) != 61) {
    leaf(kindOperator, at, at + 1, -1, 0);
    at++;
  } else if (byte == 60 && byteAt(at + 1) == 45 && byteAt(at + 2) == 62) {
    leaf(kindOperator, at, at + 3, -1, 0);
    store<i32>(node, wordOf(7), 16);
    at += 3;
  } else return 0;
  const valueStart = skip(at);
  const first = byteAt(valueStart);
  if (isLetter(first)) {
    const valueEnd = readWord(valueStart);
    if (valueEnd == 0) return 0;
    at = isAddress(valueStart, valueEnd) ? item(valueStart, first) : assigned(node, valueStart, valueEnd);
  } else at = item(valueStart, first);
  if (at == 0) return 0;
  close(node, at);
  return at;
}

/** A field or a function behind `=`. */
function assigned(node: usize, start: usize, nameEnd: usize): usize {
  let at = nameEnd;
  while (at < limit && load<u8>(at) == 32) at++;
  if (byteAt(at) != 40) return fieldAt(start, nameEnd);
  const idx = action;
  if (idx < 0 || (idx & isAssignedBit) == 0) return 0;
  const plain = idx & ~isAssignedBit;
  const call = open(kindFunctionCall, start, plain);
  leaf(kindActionName, start, nameEnd, plain, 0);
  store<i32>(node, plain, 16);
  at = argumentList(at);
  if (at == 0) return 0;
  close(call, at);
  return at;
}

function fieldAt(start: usize, nameEnd: usize): usize {
  const found = symbol;
  if (found < 0) return 0;
  const bitsEnd = passBits(nameEnd);
  if (bitsEnd == 0) return 0;
  addField(start, nameEnd, bitsEnd, found);
  return bitsEnd;
}

/** The items between the `(` at `start` and its `)`. */
function argumentList(start: usize): usize {
  if (depth >= maxDepth) return 0;
  depth++;
  const at = items(start + 1);
  depth--;
  return at != 0 && byteAt(at) == 41 ? at + 1 : 0;
}

/** Items up to a `)` or `}` that nothing opened: values, fields, words, and `name=value …`. */
function items(start: usize): usize {
  let at = start;
  let argument: usize = 0;
  let last: usize = 0;
  while (true) {
    at = skip(at);
    const byte = byteAt(at);
    const nameEnd = isLetter(byte) ? readWord(at) : at;
    if (nameEnd == 0) return 0;
    if (nameEnd > at && !isAddress(at, nameEnd)) {
      let ahead = nameEnd;
      while (ahead < limit && load<u8>(ahead) == 32) ahead++;
      if (byteAt(ahead) == 61) {
        if (argument != 0) close(argument, max(last, lastEnd()));
        argument = open(kindArgument, at, 0);
        leaf(kindAttributeName, at, nameEnd, 0, 0);
        at = ahead + 1;
      } else if (symbol >= 0) {
        at = fieldAt(at, nameEnd);
        if (at == 0) return 0;
      } else {
        leaf(kindWord, at, nameEnd, 0, 0);
        at = nameEnd;
      }
    } else if (byte == 0 || byte == 41 || byte == 125) {
      if (argument != 0) close(argument, max(last, lastEnd()));
      return at;
    } else if (byte == 59) {
      if (argument != 0) close(argument, max(last, lastEnd()));
      argument = 0;
      at++;
      continue;
    } else if (
      byte == 44 ||
      byte == 61 ||
      byte == 45 ||
      byte == 91 ||
      byte == 93 ||
      (byte == 58 && byteAt(at + 1) != 58)
    ) {
      at++;
      continue;
    } else {
      at = item(at, byte);
      if (at == 0) return 0;
    }
    last = at;
  }
}

function item(start: usize, byte: u32): usize {
  if (byte - 48 < 10 || hexDigit(byte) < 16 || byte == 58) return maskedNumber(start);
  if (byte == 34) return text(start);
  if (byte == 36 || byte == 64) return reference(start);
  if (byte == 40) return argumentList(start);
  if (byte != 123) return 0;
  const node = open(kindConstantSet, start, 0);
  let at = start + 1;
  while (true) {
    at = skip(at);
    const next = byteAt(at);
    if (next == 125) {
      close(node, at + 1);
      return at + 1;
    }
    if (next == 44) at++;
    else if (next == 123) return 0;
    else {
      at = item(at, next);
      if (at == 0) return 0;
    }
  }
}

/** The bits behind a field, which end where the name ends when there are none; 0 for faulty ones. */
function passBits(start: usize): usize {
  if (byteAt(start) != 91) return start;
  let at = start + 1;
  lowBit = 0;
  let digits = at;
  while (at < limit) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    lowBit = lowBit * 10 + digit;
    at++;
  }
  if (at == digits || at - digits > 9) return 0;
  highBit = lowBit;
  if (at + 1 < limit && load<u16>(at) == 0x2e2e) {
    at += 2;
    digits = at;
    highBit = 0;
    while (at < limit) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      highBit = highBit * 10 + digit;
      at++;
    }
    if (at == digits || at - digits > 9) return 0;
  }
  return byteAt(at) == 93 ? at + 1 : 0;
}

let lowBit: u32 = 0;
let highBit: u32 = 0;

function addField(start: usize, nameEnd: usize, bitsEnd: usize, found: i32): void {
  if (bitsEnd == nameEnd) {
    leaf(kindFieldName, start, nameEnd, found, 0);
    return;
  }
  const node = open(kindSubfield, start, found);
  leaf(kindFieldName, start, nameEnd, found, 0);
  leaf(kindBits, nameEnd, bitsEnd, lowBit as i32, highBit as i32);
  close(node, bitsEnd);
}

/** `"…"` with its escapes. */
function text(start: usize): usize {
  let at = start + 1;
  while (at < limit) {
    const byte: u32 = load<u8>(at);
    if (byte == 34) {
      leaf(kindString, start, at + 1, 0, 0);
      return at + 1;
    }
    at += byte == 92 ? 2 : 1;
  }
  return 0;
}

/** `$set` or `@group`. */
function reference(start: usize): usize {
  const end = names.nameEnd(start + 1, true);
  if (end == start + 1 || end > limit || byteAt(start + 1) - 48 < 10) return 0;
  leaf(load<u8>(start) == 36 ? kindAddressSet : kindPortGroup, start, end, 0, 0);
  return end;
}

/** A number, a MAC or an IP address, with a mask if there is one. */
function maskedNumber(start: usize): usize {
  const end = integer(start);
  if (end == 0 || byteAt(end) != 47) return end;
  const next = byteAt(end + 1);
  if (next == 47 || next == 42) return 0;
  const mask = open(kindMask, end + 1, 0);
  const maskEnd = integer(end + 1);
  if (maskEnd == 0) return 0;
  close(mask, maskEnd);
  return maskEnd;
}

function integer(start: usize): usize {
  let at = start;
  let value: u64 = 0;
  while (at < limit) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (at > start) {
    const byte = byteAt(at);
    if (at >= limit || (byte == 46 && byteAt(at + 1) == 46) || (!isPart(byte) && byte != 58)) {
      if (at - start > 18 || (at - start > 1 && load<u8>(start) == 48)) return 0;
      leaf(kindNumber, start, at, value as i32, (value >> 32) as i32);
      return at;
    }
    if (byte == 46) return ip4(start);
    if ((byte | 32) == 120 && at == start + 1 && value == 0) return hexNumber(start);
  }
  return macOrIp6(start);
}

function ip4(start: usize): usize {
  let at = start;
  let address: u32 = 0;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0) {
      if (byteAt(at) != 46) return 0;
      at++;
    }
    const first = at;
    let part: u32 = 0;
    while (at < limit && at - first < 3) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      part = part * 10 + digit;
      at++;
    }
    if (at == first || part > 255 || (at - first > 1 && load<u8>(first) == 48)) return 0;
    address = (address << 8) | part;
  }
  if (isPart(byteAt(at)) || byteAt(at) == 63) return 0;
  leaf(kindIp4, start, at, address as i32, 0);
  return at;
}

function hexNumber(start: usize): usize {
  let at = start + 2;
  let lower: u64 = 0;
  let upper: u64 = 0;
  while (at < limit) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    upper = (upper << 4) | (lower >> 60);
    lower = (lower << 4) | (digit as u64);
    at++;
  }
  const size = at - start;
  if (size == 2 || size > 34 || isPart(byteAt(at))) return 0;
  if (size <= 18) leaf(kindNumber, start, at, lower as i32, (lower >> 32) as i32);
  else {
    const idx = wide((upper >> 32) as i32, upper as i32, (lower >> 32) as i32, lower as i32);
    if (idx < 0) return 0;
    leaf(kindBigNumber, start, at, idx, 0);
  }
  return at;
}

function macOrIp6(start: usize): usize {
  let end = readMac(start, limit);
  const isMac = end != 0;
  if (!isMac) end = readIp6(start, limit);
  if (end == 0) return 0;
  const next = byteAt(end);
  if (isPart(next) || next == 58 || next == 63) return 0;
  if (isMac) leaf(kindMac, start, end, macLow, macHigh);
  else leaf(kindIp6, start, end, ip6Words, 0);
  return end;
}

/** Whether the name `[start, end)` is the first group of a MAC or an IPv6 address. */
function isAddress(start: usize, end: usize): bool {
  if (byteAt(end) != 58) return false;
  for (let at = start; at < end; at++) {
    if (hexDigit(load<u8>(at)) > 15) return false;
  }
  return true;
}

/** Where the word at `start` ends, and what it is, in the variables above; 0 where the row ends in its midst. */
function readWord(start: usize): usize {
  const entry = names.readName(wordSet, start, true);
  if (entry != 0) {
    symbol = names.firstOf(entry);
    action = names.secondOf(entry);
    rowWord = names.thirdOf(entry);
    wordEnd = start + names.sizeOfName(entry);
  } else {
    symbol = -1;
    action = -1;
    rowWord = -1;
    wordEnd = names.nameEnd(start, true);
  }
  return wordEnd <= limit ? wordEnd : 0;
}

/** Passes spaces and comments, which become nodes; one that does not end stays where it is, as no byte that can follow. */
function skip(start: usize): usize {
  let at = start;
  while (at < limit) {
    const byte: u32 = load<u8>(at);
    if (isSpace(byte)) at++;
    else if (byte == 47 && byteAt(at + 1) == 42) {
      const end = commentEnd(at);
      if (end == 0) return at;
      leaf(kindComment, at, end, 0, 0);
      at = end;
    } else return at;
  }
  return at;
}

function commentEnd(start: usize): usize {
  for (let at = start + 2; at + 1 < limit; at++) {
    if (load<u16>(at) == 0x2f2a) return at + 2;
  }
  return 0;
}

function byteAt(at: usize): u32 {
  return at < limit ? (load<u8>(at) as u32) : 0;
}

function isSpace(byte: u32): bool {
  return byte == 32 || byte - 9 < 5;
}

/** A letter, `_` or `.`. */
function isLetter(byte: u32): bool {
  return (byte | 0x20) - 97 < 26 || byte == 0x5f || byte == 46;
}

/** A byte of a name. */
function isPart(byte: u32): bool {
  return isLetter(byte) || byte - 48 < 10;
}

/** The actions of a logical flow: the fast form of `core/syntax/lflow/actionText.ts`. */

import { hexDigit } from './addresses';
import {
  kindAction,
  kindActionName,
  kindActions,
  kindArgument,
  kindAttributeName,
  kindConstantSet,
  kindFunctionCall,
  kindOperator,
  kindWord,
} from './kinds';
import {
  action,
  addField,
  byteAt,
  enter,
  isAddress,
  isLetter,
  isTooDeep,
  leave,
  limit,
  maskedNumber,
  passBits,
  readWord,
  reference,
  setLimit,
  skip,
  symbol,
  text,
  wordOf,
} from './logicalScan';
import { close, lastEnd, leaf, open } from './nodes';

/** Of an action: it stands behind `=`. */
const isAssignedBit: i32 = 0x10000;

export function actions(start: usize): usize {
  const end = limit;
  let last = end - 1;
  while (last >= start && load<u8>(last) != 41) last--;
  if (last < start) return 0;
  const node = open(kindActions, start, 0);
  setLimit(last);
  const isGood = list(start, false) == last;
  setLimit(end);
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
    if (isTooDeep()) return 0;
    const inner = open(kindActions, at, 0);
    enter();
    at = list(at + 1, true);
    leave();
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
  if (isTooDeep()) return 0;
  enter();
  const at = items(start + 1);
  leave();
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

/** Arguments of actions in parentheses: lists, those of `ct`, `nat` and `learn`. */

import { hexDigit } from './addresses';
import { actionsAt, grammarNat, maxDepth, nested, plainNumber } from './flowActions';
import { fieldValue } from './flowMatch';
import {
  endsWord,
  fieldSet,
  isAt,
  isDigitAt,
  isSeparator,
  kind,
  meantAt,
  nameValue,
  readName,
  rowEnd,
  skipSeparators,
  value,
  valueLeaf,
} from './flowScan';
import { addSubfield, arrow, knownSubfield } from './flowSubfields';
import {
  kindArgument,
  kindAttributeName,
  kindHexBytes,
  kindIp4,
  kindIp6,
  kindNumber,
  kindWord,
} from './kinds';
import { close, leaf, open } from './nodes';

/** By action and key, a bit each: the keys that its arguments may have. 16 bytes an action. */
const keysAt: usize = 0x4000;

/** Sets of names. */
const keySet: u32 = 4;
const learnSet: u32 = 5;

/** Numbers, fields, keys with values, with commas, up to the closing parenthesis. */
export function list(start: usize, idx: i32): usize {
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    at = item(at, idx);
    if (at == 0) return 0;
    const byte: u32 = load<u8>(at);
    if (byte == 47 || byte == 58 || byte == 93) at++;
    else if (byte != 41 && !isAt(at, isSeparator)) return 0;
  }
}

function item(start: usize, idx: i32): usize {
  if (!isDigitAt(start)) {
    const nameEnd = readName(keySet, start);
    if (nameEnd != 0) {
      const key = nameValue;
      const next: u32 = load<u8>(nameEnd);
      if (!hasKey(idx, key)) return 0;
      if (next == 58 || next == 40) return 0;
      const node = open(kindArgument, start, key);
      leaf(kindAttributeName, start, nameEnd, key, 0);
      let at = nameEnd;
      if (next == 61) {
        at = itemValue(nameEnd + 1, key);
        if (at == 0) return 0;
      }
      close(node, at);
      return at;
    }
    // `field=…` and its like are no fields here.
    const fieldEnd = readName(fieldSet, start);
    if (fieldEnd == 0) return 0;
    const next: u32 = load<u8>(fieldEnd);
    return next == 61 || next == 58 || next == 40 ? 0 : knownSubfield(start);
  }
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return end;
}

function itemValue(start: usize, key: i32): usize {
  if (key == load<i32>(meantAt, 148)) return hexBytes(start);
  if (key == load<i32>(meantAt, 152) || key == load<i32>(meantAt, 156)) return 0;
  const fieldEnd = knownSubfield(start);
  if (fieldEnd != 0) return fieldEnd;
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return isAt(end, isSeparator) || load<u8>(end) == 41 ? end : 0;
}

export function hexBytes(start: usize): usize {
  let at = start;
  while (true) {
    const byte: u32 = load<u8>(at);
    if (byte == 46) {
      at++;
      continue;
    }
    if (hexDigit(byte) > 15) break;
    if (hexDigit(load<u8>(at, 1)) > 15) return 0;
    at += 2;
  }
  if (at == start || (at < rowEnd && !isAt(at, endsWord))) return 0;
  leaf(kindHexBytes, start, at, 0, 0);
  return at;
}

/** The arguments of `ct` and of the `nat` inside it. */
export function conntrack(start: usize, idx: i32, depth: i32): usize {
  if (depth > maxDepth) return 0;
  const isNat = load<u8>(actionsAt + ((idx as usize) << 3)) == grammarNat;
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    const nameEnd = readName(keySet, at);
    if (nameEnd == 0) return 0;
    const key = nameValue;
    if (!hasKey(idx, key)) return 0;
    const node = open(kindArgument, at, key);
    leaf(kindAttributeName, at, nameEnd, key, 0);
    at = nameEnd;
    const opener: u32 = load<u8>(nameEnd);
    if (opener == 40 || opener == 61) {
      at = isNat ? natRange(nameEnd + 1) : ctArgument(nameEnd + 1, key, opener == 40, depth);
      if (at == 0) return 0;
      if (opener == 40) {
        at = closeParen(at);
        if (at == 0) return 0;
      }
    }
    if (at < rowEnd && !isAt(at, isSeparator) && load<u8>(at) != 41) return 0;
    close(node, at);
  }
}

function ctArgument(at: usize, key: i32, isParen: bool, depth: i32): usize {
  if (key == load<i32>(meantAt, 160)) return isParen ? nested(at, depth) : 0;
  if (key == load<i32>(meantAt, 164)) return isParen ? conntrack(at, load<i32>(meantAt, 168), depth + 1) : 0;
  if (key == load<i32>(meantAt, 172)) return plainNumber(at, 8);
  if (key == load<i32>(meantAt, 176)) {
    const fieldEnd = knownSubfield(at);
    return fieldEnd != 0 ? fieldEnd : plainNumber(at, 16);
  }
  const end = value(at, kindWord);
  if (end == 0) return 0;
  valueLeaf(at, end);
  return end;
}

/** `10.0.0.1-10.0.0.9:1000-2000`, `[fe80::1]-[fe80::2]:80`, `fe80::1`. */
function natRange(start: usize): usize {
  let at = start;
  while (true) {
    const isBracket = load<u8>(at) == 91;
    if (isBracket) at++;
    const end = value(at, kindWord);
    if (end == 0 || (kind != kindIp4 && kind != kindIp6 && kind != kindNumber)) return 0;
    valueLeaf(at, end);
    at = end;
    if (isBracket) {
      if (load<u8>(at) != 93) return 0;
      at++;
    }
    const byte: u32 = load<u8>(at);
    if (byte != 45 && byte != 58) return at;
    at++;
    if (at >= rowEnd) return 0;
  }
}

export function learn(start: usize): usize {
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    const node = open(kindArgument, at, -1);
    const nameEnd = readName(learnSet, at);
    if (nameEnd != 0 && load<u8>(nameEnd) != 91) {
      const key = nameValue;
      leaf(kindAttributeName, at, nameEnd, 0, 0);
      at = nameEnd;
      const opener: u32 = load<u8>(nameEnd);
      if (opener == 40) return 0;
      if (opener == 61 || opener == 58) at = learnValue(nameEnd + 1, key);
    } else at = learnMatch(at);
    if (at == 0) return 0;
    if (at < rowEnd && !isAt(at, isSeparator) && load<u8>(at) != 41) return 0;
    close(node, at);
  }
}

function learnValue(start: usize, key: i32): usize {
  // `table`, `result_dst` and `output`, `load`; of all others a number.
  if (key == 0) return plainNumber(start, 8);
  if (key == 10 || key == 12) return knownSubfield(start);
  if (key == 11) {
    let at = knownSubfield(start);
    if (at == 0) {
      at = value(start, kindWord);
      if (at == 0) return 0;
      valueLeaf(start, at);
    }
    at = arrow(at);
    return at == 0 ? 0 : knownSubfield(at);
  }
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return end;
}

function learnMatch(start: usize): usize {
  const nameEnd = readName(fieldSet, start);
  if (nameEnd == 0) return 0;
  const fieldIdx = nameValue;
  const at = addSubfield(start, nameEnd, fieldIdx);
  if (at == 0) return 0;
  const byte: u32 = load<u8>(at);
  if (byte != 61 && byte != 58) return at;
  const fieldEnd = knownSubfield(at + 1);
  if (fieldEnd != 0) return fieldEnd;
  return load<u8>(nameEnd) == 91 ? 0 : fieldValue(at + 1, fieldIdx);
}

export function closeParen(start: usize): usize {
  const at = skipSeparators(start);
  return at < rowEnd && load<u8>(at) == 41 ? at + 1 : 0;
}

function hasKey(action: i32, key: i32): bool {
  return (load<u8>(keysAt + ((action as usize) << 4) + ((key as usize) >> 3)) & (1 << (key & 7))) != 0;
}

/** Words and values of a logical flow: what `logicalMatch.ts` and `logicalActions.ts` share. Addresses are as in `logicalParser.ts`. */

import * as names from './names';
import { hexDigit, ip6Words, macHigh, macLow, readIp6, readMac } from './addresses';
import {
  kindAddressSet,
  kindBigNumber,
  kindBits,
  kindComment,
  kindFieldName,
  kindIp4,
  kindIp6,
  kindMac,
  kindMask,
  kindNumber,
  kindPortGroup,
  kindString,
  kindSubfield,
} from './kinds';
import { close, leaf, open, wide } from './nodes';

/** Indices of words and kinds that the caller knows, 4 bytes each. */
const wordsAt: usize = 0x1000;

const wordSet: u32 = 1;

/** Deeper nests are left to the other parser. */
const maxDepth: i32 = 24;

/** What is read ends here: the row, or its actions. */
export let limit: usize = 0;
let depth: i32 = 0;
/** Of the last word: where it ends, and what it is. */
let wordEnd: usize = 0;
export let symbol: i32 = 0;
export let action: i32 = 0;
export let rowWord: i32 = 0;
/** Of the bits last passed. */
let lowBit: u32 = 0;
let highBit: u32 = 0;

/** Begins a row, which ends at `to`. */
export function startScan(to: usize): void {
  names.startNames(wordSet);
  setLimit(to);
}

/** What is read from here on ends at `to`, and nothing is open in it. */
export function setLimit(to: usize): void {
  limit = to;
  depth = 0;
}

export function isTooDeep(): bool {
  return depth >= maxDepth;
}

export function enter(): void {
  depth++;
}

export function leave(): void {
  depth--;
}

export function wordOf(idx: usize): i32 {
  return load<i32>(wordsAt + (idx << 2));
}

/** Where the word at `start` ends, and what it is, in the variables above; 0 where the row ends in its midst. */
export function readWord(start: usize): usize {
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

/** Whether the name `[start, end)` is the first group of a MAC or an IPv6 address. */
export function isAddress(start: usize, end: usize): bool {
  if (byteAt(end) != 58) return false;
  for (let at = start; at < end; at++) {
    if (hexDigit(load<u8>(at)) > 15) return false;
  }
  return true;
}

/** Passes spaces and comments, which become nodes; one that does not end stays where it is, as no byte that can follow. */
export function skip(start: usize): usize {
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

/** The bits behind a field, which end where the name ends when there are none; 0 for faulty ones. */
export function passBits(start: usize): usize {
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

export function addField(start: usize, nameEnd: usize, bitsEnd: usize, found: i32): void {
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
export function text(start: usize): usize {
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
export function reference(start: usize): usize {
  const end = names.nameEnd(start + 1, true);
  if (end == start + 1 || end > limit || byteAt(start + 1) - 48 < 10) return 0;
  leaf(load<u8>(start) == 36 ? kindAddressSet : kindPortGroup, start, end, 0, 0);
  return end;
}

/** A number, a MAC or an IP address, with a mask if there is one. */
export function maskedNumber(start: usize): usize {
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

export function byteAt(at: usize): u32 {
  return at < limit ? (load<u8>(at) as u32) : 0;
}

export function isSpace(byte: u32): bool {
  return byte == 32 || byte - 9 < 5;
}

/** A letter, `_` or `.`. */
export function isLetter(byte: u32): bool {
  return (byte | 0x20) - 97 < 26 || byte == 0x5f || byte == 46;
}

/** A byte of a name. */
export function isPart(byte: u32): bool {
  return isLetter(byte) || byte - 48 < 10;
}

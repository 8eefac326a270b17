/** Words and values of a flow: what the other files of the flow parser share. All numbers are as in `flowParser.ts`. */

import * as names from './names';
import { hexDigit, ip6Words, macHigh, macLow, readIp6, readMac } from './addresses';
import { bits } from './flowSubfields';
import { kindBigNumber, kindIp4, kindIp6, kindMac, kindNumber, kindString, kindWord } from './kinds';
import { close, leaf, open, wide, wordsOf } from './nodes';

/** By byte: what it can be, see `isSeparator` and the bits after it. */
const classesAt: usize = 0x400;

/** By field, 16 bytes each: width, format, needs, and marks for what is special about it. */
const fieldsAt: usize = 0x1000;

/** Fields that are meant by the names of others. */
export const meantAt: usize = 0x5000;

export const isSeparator: u32 = 2;
export const endsNumber: u32 = 4;
export const endsWord: u32 = 8;

/** Sets of names. */
export const rowSet: u32 = 1;
export const actionSet: u32 = 2;
export const fieldSet: u32 = 3;

/** Formats of fields. */
export const formatMac: u32 = 2;
export const formatIp4: u32 = 3;
export const formatIp6: u32 = 4;
export const formatPort16: u32 = 5;
export const formatPort32: u32 = 6;

/** Prerequisites, a bit each. */
export const needsEthernet: u32 = 1;

export let rowEnd: usize = 0;
/** What was read last: of a name its value, of a value its kind and number. */
export let nameValue: i32 = 0;
export let kind: i32 = 0;
export let low: i32 = 0;
export let high: i32 = 0;

/** Begins a row, which ends at `to`. */
export function startScan(to: usize): void {
  rowEnd = to;
  names.startNames(rowSet);
  names.startNames(actionSet);
  names.startNames(fieldSet);
}

export function isAt(at: usize, bits: u32): bool {
  return (load<u8>(classesAt + (load<u8>(at) as usize)) & bits) != 0;
}

export function isDigitAt(at: usize): bool {
  return (load<u8>(at) as u32) - 48 <= 9;
}

export function skipSeparators(start: usize): usize {
  let at = start;
  while (at < rowEnd && isAt(at, isSeparator)) at++;
  return at;
}

/** The end of the name at `at` if it is one of the set's, its value in `nameValue`; else 0. */
export function readName(set: u32, at: usize): usize {
  const entry = set > fieldSet ? names.findName(set, at, false) : names.readName(set, at, false);
  if (entry == 0) return 0;
  nameValue = names.firstOf(entry);
  return at + names.sizeOfName(entry);
}

/**
 * Reads one value by its shape and leaves `kind`, and `low` and `high` or the place of four words in `low`. Negative
 * numbers, escapes and words that look like numbers are left to the other parser.
 */
export function value(start: usize, wordKind: i32): usize {
  const first: u32 = load<u8>(start);
  if (load<u16>(start) == 0x7830 && hexDigit(load<u8>(start, 2)) < 16) return hexNumber(start);
  if (first - 48 <= 9) {
    let at = start;
    let decimal: u64 = 0;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      decimal = decimal * 10 + digit;
      at++;
    }
    if (at >= rowEnd || isAt(at, endsNumber)) {
      if (at - start > 15) return 0;
      kind = kindNumber;
      low = decimal as i32;
      high = (decimal >> 32) as i32;
      return at;
    }
    if (load<u8>(at) == 46) return ip4(start);
    return colons(start);
  }
  if (first == 34) {
    let at = start + 1;
    while (true) {
      if (at >= rowEnd) return 0;
      const byte: u32 = load<u8>(at);
      if (byte == 92) return 0;
      at++;
      if (byte == 34) break;
    }
    kind = wordKind == kindWord ? kindString : wordKind;
    low = 0;
    high = 0;
    return at;
  }
  if (first == 58) return colons(start);
  if (hexDigit(first) < 16) {
    if (load<u8>(names.nameEnd(start, false)) == 58) return colons(start);
  } else if (first == 45) return 0;
  let at = start;
  while (at < rowEnd) {
    if (isAt(at, endsWord)) break;
    if (load<u16>(at) == 0x3e2d) break;
    at++;
  }
  if (at == start) return 0;
  kind = wordKind;
  low = 0;
  high = 0;
  return at;
}

/** The number at `start`, decimal or hexadecimal, of at most 64 bits, in front of a separator or the end. */
// @inline
export function number(start: usize): usize {
  let at = start;
  if (load<u16>(at) == 0x7830) {
    at += 2;
    const first = at;
    let hex: u64 = 0;
    while (true) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      hex = (hex << 4) | (digit as u64);
      at++;
    }
    if (at == first || at - first > 16) return 0;
    low = hex as i32;
    high = (hex >> 32) as i32;
  } else {
    let decimal: u64 = 0;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      decimal = decimal * 10 + digit;
      at++;
    }
    if (at == start || at - start > 15) return 0;
    low = decimal as i32;
    high = (decimal >> 32) as i32;
  }
  return at >= rowEnd || isAt(at, isSeparator) ? at : 0;
}

function hexNumber(start: usize): usize {
  let at = start + 2;
  while (load<u8>(at) == 48) at++;
  const digits = at;
  let lower: u64 = 0;
  let upper: u64 = 0;
  while (true) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    upper = (upper << 4) | (lower >> 60);
    lower = (lower << 4) | (digit as u64);
    at++;
  }
  if (at < rowEnd && !isAt(at, endsNumber | endsWord)) return 0;
  if (at - digits > 32) return 0;
  if (at - digits > 16) {
    kind = kindBigNumber;
    return keep((upper >> 32) as i32, upper as i32, (lower >> 32) as i32, lower as i32) ? at : 0;
  }
  kind = kindNumber;
  low = lower as i32;
  high = (lower >> 32) as i32;
  return at;
}

/** A number of 128 bits: its words' index is left in `low`. */
function keep(w3: i32, w2: i32, w1: i32, w0: i32): bool {
  low = wide(w3, w2, w1, w0);
  high = 0;
  return low >= 0;
}

function ip4(start: usize): usize {
  let at = start;
  let address: u32 = 0;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0) {
      if (load<u8>(at) != 46) return 0;
      at++;
    }
    const first = at;
    let part: u32 = 0;
    while (at - first < 3) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      part = part * 10 + digit;
      at++;
    }
    if (at == first || part > 255) return 0;
    address = (address << 8) | part;
  }
  if (at < rowEnd && !isAt(at, endsNumber | endsWord)) return 0;
  kind = kindIp4;
  low = address as i32;
  high = 0;
  return at;
}

/** An Ethernet or an IPv6 address. */
function colons(start: usize): usize {
  if (load<u8>(start, 2) == 58 && load<u8>(start, 5) == 58) {
    const end = readMac(start, rowEnd);
    if (end != 0 && (end >= rowEnd || isAt(end, endsNumber))) {
      kind = kindMac;
      low = macLow;
      high = macHigh;
      return end;
    }
  }
  const end = readIp6(start, rowEnd);
  if (end == 0 || (end < rowEnd && (!isAt(end, endsNumber | endsWord) || load<u8>(end) == 58))) return 0;
  kind = kindIp6;
  low = ip6Words;
  high = 0;
  return end;
}

/** Whether the number last read has no bits above `width`. */
export function fits(width: u32): bool {
  return fitsIn(low, high, width);
}

/** The same of any number of 64 bits. */
export function fitsIn(lower: i32, upper: i32, width: u32): bool {
  if (width >= 64) return true;
  if (width >= 32) return width > 32 ? (upper as u32) >>> (width - 32) == 0 : upper == 0;
  return upper == 0 && (lower as u32) >>> width == 0;
}

export function fitsWide(width: u32): bool {
  if (kind == kindNumber) return fits(width);
  if (width >= 128) return true;
  const at = wordsOf(low);
  const first = load<u32>(at);
  const second = load<u32>(at, 4);
  const nBits: u32 = first != 0 ? 128 - clz(first) : second != 0 ? 96 - clz(second) : 64;
  return nBits <= width;
}

/** As `core/syntax/duration.ts` has it. */
const maxMilliseconds: u64 = 0x1f_ffff_ffff_ffff;

/** Milliseconds are left in `low` and `high`. */
export function duration(start: usize): usize {
  let at = start;
  let seconds: u64 = 0;
  while (true) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    seconds = seconds * 10 + digit;
    at++;
  }
  // More than 15 digits are no time.
  if (at == start || at - start > 15) return 0;
  let milliseconds = seconds * 1000;
  if (load<u8>(at) == 46) {
    at++;
    let unit: u32 = 100;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      milliseconds += digit * unit;
      unit /= 10;
      at++;
    }
  }
  if (load<u8>(at) == 115) at++;
  if (at < rowEnd && !isAt(at, isSeparator)) return 0;
  milliseconds = min<u64>(milliseconds, maxMilliseconds);
  low = milliseconds as i32;
  high = (milliseconds >>> 32) as i32;
  return at;
}

export function valueLeaf(start: usize, end: usize): void {
  leaf(kind, start, end, low, high);
}

/** A node of two leaves, a name and the number in `low` and `high`. */
// @inline
export function pair(
  nodeKind: i32,
  nodeValue: i32,
  nameKind: i32,
  nameStart: usize,
  nameEnd: usize,
  numberStart: usize,
  numberEnd: usize,
): void {
  const node = open(nodeKind, nameStart, nodeValue);
  leaf(nameKind, nameStart, nameEnd, nodeValue, 0);
  leaf(kindNumber, numberStart, numberEnd, low, high);
  close(node, numberEnd);
}

export function fieldAt(idx: i32): usize {
  return fieldsAt + ((idx as usize) << 4);
}

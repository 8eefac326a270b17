import {
  closeParenChar,
  colonChar,
  commaChar,
  dotChar,
  hexDigits,
  isDigit,
  lowerXChar,
  minusChar,
  quoteChar,
  spaceChar,
  zeroChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { type Scanner, classOf, endsNumber, endsWord, scanQuoted, scanWord } from './scanner.ts';

/**
 * Scans one value from `s.at` and adds its leaf. The text's shape tells the kind: `number` or `bigNumber`, `mac`, `ip4`,
 * `ip6`, else a word, which becomes a leaf of `wordKind` as a quoted string does. Returns the leaf's kind, or `unknown`
 * without a leaf where no value begins. Numbers of up to 64 bits are left in `s.low` and `s.high`.
 */
export function takeValue(s: Scanner, wordKind: NodeKind): NodeKind {
  const { bytes, end } = s;
  const start = s.at;
  if (start >= end) return NodeKind.unknown;
  const first = bytes[start] as number;
  if (first === zeroChar && start + 2 < end && ((bytes[start + 1] as number) | 0x20) === lowerXChar) {
    if ((hexDigits[bytes[start + 2] as number] as number) < 16) return takeHex(s);
  }
  if ((hexDigits[first] as number) < 16 || first === colonChar) {
    let at = start;
    let value = 0;
    while (at < end) {
      const digit = (bytes[at] as number) - zeroChar;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at++;
    }
    if (at > start && (at === end || ((classOf[bytes[at] as number] as number) & endsNumber) !== 0)) {
      return takeDecimal(s, at, value);
    }
    const next = at < end ? bytes[at] : 0;
    if (next === dotChar && at > start) {
      if (takeIp4(s)) return NodeKind.ip4;
    } else {
      const colons = takeColons(s);
      if (colons !== NodeKind.unknown) return colons;
    }
  } else if (first === quoteChar) {
    s.at = scanQuoted(s);
    s.tree.leaf(wordKind === NodeKind.word ? NodeKind.string : wordKind, start - s.base, s.at - s.base);
    return wordKind;
  } else if (first === minusChar && start + 1 < end && isDigit(bytes[start + 1])) {
    return takeNegative(s);
  }
  const wordEnd = scanWord(s);
  if (wordEnd === start) return NodeKind.unknown;
  s.at = wordEnd;
  s.tree.leaf(wordKind, start - s.base, wordEnd - s.base);
  return wordKind;
}

/**
 * Scans a number of at most 64 bits that a separator, a parenthesis or the end follows, into `s.low` and `s.high`, without
 * a leaf. False, and nothing done, for everything else: `takeValue` looks closer.
 */
export function scanPlainNumber(s: Scanner): boolean {
  const { bytes, end } = s;
  let at = s.at;
  let low = 0;
  let high = 0;
  if (at + 2 < end && bytes[at] === zeroChar && ((bytes[at + 1] as number) | 0x20) === lowerXChar) {
    at += 2;
    const first = at;
    while (at < end) {
      const digit = hexDigits[bytes[at] as number] as number;
      if (digit > 15) break;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      at++;
    }
    if (at === first || at - first > 16) return false;
  } else {
    const first = at;
    while (at < end) {
      const digit = (bytes[at] as number) - zeroChar;
      if (digit < 0 || digit > 9) break;
      low = low * 10 + digit;
      at++;
    }
    if (at === first || at - first > 9) return false;
  }
  if (at < end) {
    const byte = bytes[at] as number;
    if (byte !== commaChar && byte !== spaceChar && byte !== closeParenChar) return false;
  }
  s.at = at;
  s.low = low;
  s.high = high;
  return true;
}

/** Whether the number in `s.low` and `s.high` has no bits above `width`. */
export function fits(s: Scanner, width: number): boolean {
  if (width >= 64) return true;
  if (width >= 32) return width > 32 ? s.high >>> (width - 32) === 0 : s.high === 0;
  return s.high === 0 && s.low >>> width === 0;
}

/** Scans dotted or plain hexadecimal bytes, as in `userdata` and `note`. False and no leaf when a byte lacks a digit. */
export function takeHexBytes(s: Scanner): boolean {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === dotChar) {
      at++;
      continue;
    }
    if ((hexDigits[byte] as number) > 15) break;
    if (at + 1 >= end || (hexDigits[bytes[at + 1] as number] as number) > 15) return false;
    at += 2;
  }
  if (at < end && ((classOf[bytes[at] as number] as number) & endsWord) === 0) return false;
  if (at > start) s.tree.leaf(NodeKind.hexBytes, start - s.base, at - s.base);
  s.at = at;
  return true;
}

function takeHex(s: Scanner): NodeKind {
  const { bytes, end } = s;
  const start = s.at;
  let at = start + 2;
  while (at < end && bytes[at] === zeroChar) at++;
  const digits = at;
  let low = 0;
  let high = 0;
  while (at < end) {
    const digit = hexDigits[bytes[at] as number] as number;
    if (digit > 15) break;
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | digit;
    at++;
  }
  if (at < end && ((classOf[bytes[at] as number] as number) & (endsNumber | endsWord)) === 0) {
    return takeWordFrom(s);
  }
  s.at = at;
  if (at - digits > 16) return takeBigHex(s, start, digits, at);
  s.low = low;
  s.high = high;
  s.tree.leaf(NodeKind.number, start - s.base, at - s.base, low, high);
  return NodeKind.number;
}

/** A word that began like a number: it is a name such as a port's, or nonsense; the caller's rules decide. */
function takeWordFrom(s: Scanner): NodeKind {
  const start = s.at;
  s.at = scanWord(s);
  s.tree.leaf(NodeKind.word, start - s.base, s.at - s.base);
  return NodeKind.word;
}

function takeBigHex(s: Scanner, start: number, digits: number, end: number): NodeKind {
  const { bytes } = s;
  let [w0, w1, w2, w3] = [0, 0, 0, 0];
  for (let at = digits; at < end; at++) {
    w3 = (w3 << 4) | (w2 >>> 28);
    w2 = (w2 << 4) | (w1 >>> 28);
    w1 = (w1 << 4) | (w0 >>> 28);
    w0 = (w0 << 4) | (hexDigits[bytes[at] as number] as number);
  }
  s.tree.wideLeaf(NodeKind.bigNumber, start - s.base, end - s.base, w3, w2, w1, w0);
  return NodeKind.bigNumber;
}

/** Bits of the number `0x…` in `bytes[start, end)`. */
export function hexWidth(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 2;
  while (at < end && bytes[at] === zeroChar) at++;
  if (at >= end) return 0;
  return (end - at) * 4 - Math.clz32(hexDigits[bytes[at] as number] as number) + 28;
}

function takeDecimal(s: Scanner, end: number, value: number): NodeKind {
  const start = s.at;
  s.at = end;
  if (end - start <= 15) {
    s.low = value | 0;
    s.high = value > 0xffffffff ? Math.floor(value / 0x1_0000_0000) | 0 : 0;
    if (value > 0x7fffffff) s.low = (value % 0x1_0000_0000) | 0;
    s.tree.leaf(NodeKind.number, start - s.base, end - s.base, s.low, s.high);
    return NodeKind.number;
  }
  let [w0, w1, w2, w3] = [0, 0, 0, 0];
  for (let at = start; at < end; at++) {
    w0 = w0 * 10 + ((s.bytes[at] as number) - zeroChar);
    w1 = w1 * 10 + Math.floor(w0 / 0x1_0000_0000);
    w2 = w2 * 10 + Math.floor(w1 / 0x1_0000_0000);
    w3 = (w3 * 10 + Math.floor(w2 / 0x1_0000_0000)) % 0x1_0000_0000;
    w0 %= 0x1_0000_0000;
    w1 %= 0x1_0000_0000;
    w2 %= 0x1_0000_0000;
  }
  if (w2 !== 0 || w3 !== 0) {
    s.tree.wideLeaf(NodeKind.bigNumber, start - s.base, end - s.base, w3, w2, w1, w0);
    return NodeKind.bigNumber;
  }
  s.low = w0 | 0;
  s.high = w1 | 0;
  s.tree.leaf(NodeKind.number, start - s.base, end - s.base, s.low, s.high);
  return NodeKind.number;
}

/** `-1`, as in `cookie=1/-1`: two's complement of 64 bits. */
function takeNegative(s: Scanner): NodeKind {
  const { bytes, end } = s;
  const start = s.at;
  let at = start + 1;
  let value = 0;
  while (at < end && isDigit(bytes[at])) {
    value = (value * 10 + ((bytes[at] as number) - zeroChar)) % 0x1_0000_0000;
    at++;
  }
  if (at < end && ((classOf[bytes[at] as number] as number) & endsNumber) === 0) return takeWordFrom(s);
  s.at = at;
  s.low = -value | 0;
  s.high = value === 0 ? 0 : -1;
  s.tree.leaf(NodeKind.number, start - s.base, at - s.base, s.low, s.high);
  return NodeKind.number;
}

function takeIp4(s: Scanner): boolean {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  let address = 0;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0) {
      if (at >= end || bytes[at] !== dotChar) return false;
      at++;
    }
    const digits = at;
    let value = 0;
    while (at < end && isDigit(bytes[at]) && at - digits < 3) {
      value = value * 10 + ((bytes[at] as number) - zeroChar);
      at++;
    }
    if (at === digits || value > 255) return false;
    address = (address << 8) | value;
  }
  if (at < end) {
    const next = bytes[at] as number;
    if (((classOf[next] as number) & (endsNumber | endsWord)) === 0) return false;
  }
  s.at = at;
  s.low = address;
  s.high = 0;
  s.tree.leaf(NodeKind.ip4, start - s.base, at - s.base, address);
  return true;
}

/** A MAC or an IPv6 address, or `unknown` and no leaf. Six groups without `::` are no IPv6 address. */
function takeColons(s: Scanner): NodeKind {
  if (takeMac(s)) return NodeKind.mac;
  return takeIp6(s) ? NodeKind.ip6 : NodeKind.unknown;
}

/** With one digit or two in each octet, as Open vSwitch takes them. */
function takeMac(s: Scanner): boolean {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  let high = 0;
  let low = 0;
  for (let octet = 0; octet < 6; octet++) {
    if (octet > 0 && (at >= end || bytes[at++] !== colonChar)) return false;
    let value = at < end ? (hexDigits[bytes[at] as number] as number) : 255;
    if (value > 15) return false;
    at++;
    const second = at < end ? (hexDigits[bytes[at] as number] as number) : 255;
    if (second <= 15) {
      value = (value << 4) | second;
      at++;
    }
    if (octet < 2) high = (high << 8) | value;
    else low = (low << 8) | value;
  }
  if (at < end && ((classOf[bytes[at] as number] as number) & endsNumber) === 0) return false;
  s.at = at;
  s.low = low;
  s.high = high;
  s.tree.leaf(NodeKind.mac, start - s.base, at - s.base, low, high);
  return true;
}

function takeIp6(s: Scanner): boolean {
  const { bytes, end, groups } = s;
  const start = s.at;
  let at = start;
  let nGroups = 0;
  // Where `::` stands: groups from this index on belong to the low end of the address.
  let gap = -1;
  let needsGroup = false;
  if (at + 1 < end && bytes[at] === colonChar && bytes[at + 1] === colonChar) {
    gap = 0;
    at += 2;
  }
  for (;;) {
    const digits = at;
    let group = 0;
    while (at < end && at - digits < 4) {
      const digit = hexDigits[bytes[at] as number] as number;
      if (digit > 15) break;
      group = (group << 4) | digit;
      at++;
    }
    if (at === digits) {
      if (needsGroup || gap !== nGroups) return false;
      break;
    }
    if (at < end && bytes[at] === dotChar) {
      const length = embeddedIp4Length(s, digits);
      if (length === 0 || nGroups > 6) return false;
      groups[nGroups] = s.low >>> 16;
      groups[nGroups + 1] = s.low & 0xffff;
      nGroups += 2;
      at = digits + length;
      break;
    }
    if (nGroups === 8) return false;
    groups[nGroups++] = group;
    if (at >= end || bytes[at] !== colonChar) break;
    at++;
    needsGroup = true;
    if (at < end && bytes[at] === colonChar) {
      if (gap !== -1) return false;
      gap = nGroups;
      at++;
      needsGroup = false;
    }
  }
  if (gap === -1 ? nGroups !== 8 : nGroups > 7) return false;
  if (at < end && ((classOf[bytes[at] as number] as number) & (endsNumber | endsWord)) === 0) return false;
  if (at < end && bytes[at] === colonChar) return false;
  if (gap !== -1) fillGap(groups, gap, nGroups);
  s.at = at;
  s.tree.wideLeaf(
    NodeKind.ip6,
    start - s.base,
    at - s.base,
    wordAt(groups, 0),
    wordAt(groups, 2),
    wordAt(groups, 4),
    wordAt(groups, 6),
  );
  return true;
}

/** Moves the groups behind `::`, which stands before group `gap`, to the end of the eight, and puts zeros there. */
function fillGap(groups: Uint16Array, gap: number, nGroups: number): void {
  const shift = 8 - nGroups;
  groups.copyWithin(gap + shift, gap, nGroups);
  groups.fill(0, gap, gap + shift);
}

function wordAt(groups: Uint16Array, idx: number): number {
  return ((groups[idx] as number) << 16) | (groups[idx + 1] as number);
}

function embeddedIp4Length(s: Scanner, start: number): number {
  const before = s.at;
  const node = s.tree.nNodes;
  s.at = start;
  const isAddress = takeIp4(s);
  const length = s.at - start;
  s.at = before;
  s.tree.truncate(node);
  return isAddress ? length : 0;
}

/** Numbers and places in the bytes of a row. */

import { hexDigit } from './addresses';

/** The places of a byte among the 64 that begin at `at`; it is rare, so that most have none. */
export function bytesIn(at: usize, byte: v128): u64 {
  const found0 = i8x16.eq(v128.load(at), byte);
  const found1 = i8x16.eq(v128.load(at, 16), byte);
  const found2 = i8x16.eq(v128.load(at, 32), byte);
  const found3 = i8x16.eq(v128.load(at, 48), byte);
  if (!v128.any_true(v128.or(v128.or(found0, found1), v128.or(found2, found3)))) return 0;
  return (
    (i8x16.bitmask(found0) as u32 as u64) |
    ((i8x16.bitmask(found1) as u32 as u64) << 16) |
    ((i8x16.bitmask(found2) as u32 as u64) << 32) |
    ((i8x16.bitmask(found3) as u32 as u64) << 48)
  );
}

export function isDigit(at: usize, end: usize): bool {
  return at < end && (load<u8>(at) as u32) - 48 <= 9;
}

/** A decimal number, `most` when it is larger. */
export function decimal(at: usize, end: usize, most: u32): u32 {
  let value: u32 = 0;
  while (at < end) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    if (value >= most) value = most;
    at++;
  }
  return value;
}

/** The low 32 bits of `0x…` or of a decimal number. */
export function number32(at: usize, end: usize): u32 {
  let value: u32 = 0;
  if (at + 2 <= end && load<u16>(at) == 0x7830) {
    const digits = at + 2;
    if (digits + 8 < end && isEightHex(load<u64>(digits)) && hexDigit(load<u8>(digits + 8)) > 15) {
      return eightHex(load<u64>(digits));
    }
    for (at += 2; at < end; at++) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      value = (value << 4) | digit;
    }
    return value;
  }
  while (at < end) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  return value;
}

/** The same as far as 16 bits hold it, else 0xffff. */
export function number16(at: usize, end: usize): u32 {
  if (at + 2 > end || load<u16>(at) != 0x7830) return decimal(at, end, 0xffff);
  let value: u32 = 0;
  for (at += 2; at < end; at++) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    value = (value << 4) | digit;
    if (value > 0xffff) value = 0xffff;
  }
  return value;
}

/** Whether eight bytes are hex digits, in lower case as everything prints them. */
export function isEightHex(word: u64): bool {
  const isLetter = (word & 0x4040404040404040) >> 6;
  if ((word & 0xf0f0f0f0f0f0f0f0) != 0x3030303030303030 + isLetter * 0x30) return false;
  // Low halves: 0 to 9 of a digit, 1 to 6 of a letter; too much of either carries into the high half.
  const low = word & 0x0f0f0f0f0f0f0f0f;
  const isTooLarge = (low + 0x0606060606060606 + isLetter * 3) & 0x1010101010101010;
  const isEnough = ((low | 0x1010101010101010) - isLetter) & 0x1010101010101010;
  return isTooLarge == 0 && isEnough == 0x1010101010101010;
}

/** The number of eight hex digits, the first one in the lowest byte. */
export function eightHex(word: u64): u32 {
  const isLetter = (word & 0x4040404040404040) >> 6;
  let value = (word & 0x0f0f0f0f0f0f0f0f) + isLetter * 9;
  value = ((value << 4) | (value >> 8)) & 0x00ff00ff00ff00ff;
  value = ((value << 8) | (value >> 16)) & 0x0000ffff0000ffff;
  return ((value << 16) | (value >> 32)) as u32;
}

export function hasMask(at: usize, end: usize): bool {
  return indexOf(47, at, end) != end;
}

export function skipBlanks(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) <= 32) at++;
  return at;
}

/** The first comma or blank from `at` on. */
export function separator(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const text = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(text, i8x16.splat(44)), i8x16.le_u(text, i8x16.splat(32))));
    if (found != 0) return min(at + (ctz(found) as usize), end);
  }
  return end;
}

export function indexOf(byte: i8, at: usize, end: usize): usize {
  const wanted = i8x16.splat(byte);
  for (; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) return min(at + (ctz(found) as usize), end);
  }
  return end;
}

/** Of short texts all bytes, of longer ones the first four and the last twelve. */
export function hashText(start: usize, end: usize): u32 {
  const size = end - start;
  let hash: u32 = 0x811c9dc5 ^ (size as u32);
  if (size < 16) {
    for (let at = start; at < end; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  } else {
    hash = (hash ^ load<u32>(start)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 12)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 8)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 4)) * 0x01000193;
  }
  hash ^= hash >>> 15;
  return hash * 0x85ebca6b;
}

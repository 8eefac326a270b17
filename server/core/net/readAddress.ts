import { colonChar, dotChar, hexDigits, isDigit, zeroChar } from '../text/ascii.ts';

/**
 * Reads the IPv6 address `bytes[start, end)` into the eight `groups`, as `inet_pton()` takes it (RFC 4291, section 2.2).
 * Returns whether it is one; if not, what is in `groups` means nothing.
 */
export function readIp6(bytes: Uint8Array, start: number, end: number, groups: Uint16Array): boolean {
  let nFound = 0;
  let gap = -1;
  let at = start;
  if (bytes[at] === colonChar) {
    if (at + 1 >= end || bytes[at + 1] !== colonChar) return false;
    at += 2;
    gap = 0;
  }
  while (at < end) {
    const from = at;
    let group = 0;
    while (at < end) {
      const digit = hexDigits[bytes[at] as number] as number;
      if (digit > 15) break;
      group = group * 16 + digit;
      at++;
    }
    if (at < end && bytes[at] === dotChar) {
      const address = ip4At(bytes, from, end);
      if (address < 0 || nFound > 6) return false;
      groups[nFound++] = Math.floor(address / 65_536);
      groups[nFound++] = address % 65_536;
      at = end;
      break;
    }
    if (at === from || at - from > 4 || nFound === 8) return false;
    groups[nFound++] = group;
    if (at === end) break;
    if (bytes[at] !== colonChar) return false;
    at++;
    if (at === end) return false;
    if (bytes[at] === colonChar) {
      if (gap >= 0) return false;
      gap = nFound;
      at++;
    }
  }
  if (gap < 0) return nFound === 8;
  if (nFound > 7) return false;
  for (let i = nFound - 1; i >= gap; i--) groups[8 - nFound + i] = groups[i] as number;
  groups.fill(0, gap, 8 - nFound + gap);
  return true;
}

/** The IPv4 address of `bytes[start, end)`, as `inet_pton()` takes it, or -1. */
export function ip4At(bytes: Uint8Array, start: number, end: number): number {
  let address = 0;
  let at = start;
  for (let i = 0; i < 4; i++) {
    if (i > 0) {
      if (at >= end || bytes[at] !== dotChar) return -1;
      at++;
    }
    const from = at;
    let octet = 0;
    while (at < end && at - from < 4) {
      const byte = bytes[at] as number;
      if (!isDigit(byte)) break;
      octet = octet * 10 + byte - zeroChar;
      at++;
    }
    if (at === from || octet > 255 || (at - from > 1 && bytes[from] === zeroChar)) return -1;
    address = address * 256 + octet;
  }
  return at === end ? address : -1;
}

/**
 * Numbers as C's library reads them, since that decides what `ovs-ofctl` accepts: `0x10` and `010` are 16 and 8 where
 * the base is open, a sign and leading spaces are allowed, and what follows the digits is for the caller to judge.
 */
import { reject } from './rejection.ts';

export interface ScannedNumber {
  /** As written, sign included; no limit of width. */
  readonly value: bigint;
  readonly end: number;
}

/** Longer digits than this are beyond every width that Open vSwitch has; the value is cut there to keep the time linear. */
const maxDigits = 64;

/** The number that begins at `at`, or undefined where none does. Base 0 lets the text say which. */
export function scanNumber(text: string, at: number, base: 0 | 10 | 16): ScannedNumber | undefined {
  let from = at;
  while (isSpace(text.charCodeAt(from))) from++;
  const sign = text[from];
  if (sign === '-' || sign === '+') from++;
  let radix: number = base;
  const isHex = /^0[xX][0-9a-fA-F]/.test(text.slice(from, from + 3));
  if (isHex && base !== 10) {
    from += 2;
    radix = 16;
  } else if (base === 0) radix = text[from] === '0' ? 8 : 10;
  let end = from;
  while (digitAt(text, end) < radix) end++;
  if (end === from) return undefined;
  const digits = text
    .slice(from, end)
    .replace(/^0+(?=.)/, '')
    .slice(0, maxDigits);
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : '';
  const magnitude = BigInt(prefix + digits);
  return { value: sign === '-' ? -magnitude : magnitude, end };
}

/** A 32-bit signed number that is the whole text, as `str_to_int`. */
export function wholeInt(text: string, base: 0 | 10): number | undefined {
  const found = scanNumber(text, 0, base);
  if (found === undefined || found.end !== text.length) return undefined;
  return found.value < -0x8000_0000n || found.value > 0x7fff_ffffn ? undefined : Number(found.value);
}

/** A number of 0 to 2³²-1 that is the whole text, as `str_to_uint`. */
export function wholeUint(text: string, base: 0 | 10): number | undefined {
  const found = scanNumber(text, 0, base);
  if (found === undefined || found.end !== text.length) return undefined;
  return found.value < 0n || found.value > 0xffff_ffffn ? undefined : Number(found.value);
}

/** The decimal number that the text begins with, 0 where there is none, as `atoi`. */
export function leadingInt(text: string): number {
  return Number(BigInt.asIntN(32, scanNumber(text, 0, 10)?.value ?? 0n));
}

export function takeU8(text: string, name: string): number {
  return takeUpTo(text, name, 0xff);
}

export function takeU16(text: string, name: string): number {
  return takeUpTo(text, name, 0xffff);
}

export function takeU32(text: string): number {
  if (text === '') reject('missing required numeric argument');
  const value = wholeUnsigned(text);
  return value === undefined || value > 0xffff_ffffn
    ? reject(`invalid numeric format ${text}`)
    : Number(value);
}

export function takeU64(text: string): bigint {
  if (text === '') reject('missing required numeric argument');
  return wholeUnsigned(text) ?? reject(`invalid numeric format ${text}`);
}

/**
 * An unsigned number of `size` bytes at `at`, with what follows it: `parse_int_string`. Hexadecimal digits may be as many
 * as the size allows; every other number has at most 64 bits.
 */
export function scanSized(text: string, at: number, size: number): ScannedNumber | 'syntax' | 'range' {
  if (/^0[xX]$/.test(text.slice(at, at + 2))) {
    let end = at + 2;
    let digits = '';
    for (;;) {
      while (isSpace(text.charCodeAt(end))) end++;
      if (digitAt(text, end) > 15) break;
      if (text[end] !== '0' || digits !== '') digits += text[end];
      if (digits.length > 2 * size) return 'range';
      end++;
    }
    return { value: BigInt(`0x${digits === '' ? '0' : digits}`), end };
  }
  const found = scanNumber(text, at, 0);
  if (found === undefined) return 'syntax';
  if (isBeyond64(found.value)) return 'range';
  const value = BigInt.asUintN(64, found.value);
  return value >> BigInt(8 * size) !== 0n ? 'range' : { value, end: found.end };
}

/** Bytes written as pairs of hexadecimal digits, with spaces and dots between them, and where they end: `ofpbuf_put_hex`. */
export function scanHexBytes(
  text: string,
  at: number,
): { readonly bytes: readonly number[]; readonly end: number } {
  const bytes: number[] = [];
  let end = at;
  for (;;) {
    while (isSpace(text.charCodeAt(end)) || text[end] === '.') end++;
    const high = digitAt(text, end);
    const low = digitAt(text, end + 1);
    if (high > 15 || low > 15) return { bytes, end };
    bytes.push(high * 16 + low);
    end += 2;
  }
}

/** `0x1f`; zero is `0` alone. */
export function printHex(value: bigint | number): string {
  return value === 0n || value === 0 ? '0' : `0x${value.toString(16)}`;
}

/** Bytes as Open vSwitch shows them: `00.1a.ff`. */
export function printHexBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('.');
}

/** As many ones as `width` says. */
export function ones(width: number): bigint {
  return (1n << BigInt(Math.max(0, width))) - 1n;
}

/** The value of a hexadecimal digit, or 99. */
export function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : 99;
}

function takeUpTo(text: string, name: string, most: number): number {
  const value = wholeInt(text, 0);
  return value === undefined || value < 0 || value > most ? reject(`invalid ${name} "${text}"`) : value;
}

function wholeUnsigned(text: string): bigint | undefined {
  const found = scanNumber(text, 0, 0);
  if (found === undefined || found.end !== text.length || isBeyond64(found.value)) return undefined;
  return BigInt.asUintN(64, found.value);
}

function isBeyond64(value: bigint): boolean {
  return (value < 0n ? -value : value) > 0xffff_ffff_ffff_ffffn;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

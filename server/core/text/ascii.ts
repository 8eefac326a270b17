/** Bytes of ASCII by name: what the marks of every dialect are. */

export const tabChar = 0x09;
export const lineFeedChar = 0x0a;
export const carriageReturnChar = 0x0d;
export const spaceChar = 0x20;
export const bangChar = 0x21;
export const quoteChar = 0x22;
export const hashChar = 0x23;
export const dollarChar = 0x24;
export const percentChar = 0x25;
export const ampersandChar = 0x26;
export const openParenChar = 0x28;
export const closeParenChar = 0x29;
export const starChar = 0x2a;
export const plusChar = 0x2b;
export const commaChar = 0x2c;
export const minusChar = 0x2d;
export const dotChar = 0x2e;
export const slashChar = 0x2f;
export const zeroChar = 0x30;
export const nineChar = 0x39;
export const colonChar = 0x3a;
export const semicolonChar = 0x3b;
export const lessChar = 0x3c;
export const equalsChar = 0x3d;
export const greaterChar = 0x3e;
export const questionChar = 0x3f;
export const atSignChar = 0x40;
export const caretChar = 0x5e;
export const openBracketChar = 0x5b;
export const backslashChar = 0x5c;
export const closeBracketChar = 0x5d;
export const underscoreChar = 0x5f;
export const lowerXChar = 0x78;
export const openBraceChar = 0x7b;
export const barChar = 0x7c;
export const closeBraceChar = 0x7d;

/** The value of a hexadecimal digit, by byte; 255 of every other byte. */
export const hexDigits: Uint8Array = hexValues();

/** Digits and letters of a UUID with its four hyphens. */
const uuidLength = 36;

/** Of a byte, or of what stands behind the last one. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zeroChar && byte <= nineChar;
}

/** Of either case. */
export function isHexDigit(byte: number): boolean {
  return (byte >= zeroChar && byte <= nineChar) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** A letter, a digit or an underscore. */
export function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || byte === underscoreChar || (lower >= 0x61 && lower <= 0x7a);
}

/** Whether `bytes[start, end)` is a UUID, in either case. */
export function isUuidAt(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== uuidLength) return false;
  for (let at = 0; at < uuidLength; at++) {
    const byte = bytes[start + at] as number;
    const isHyphen = at === 8 || at === 13 || at === 18 || at === 23;
    if (isHyphen ? byte !== minusChar : !isHexDigit(byte)) return false;
  }
  return true;
}

/** A space or a tab. */
export function isBlank(byte: number): boolean {
  return byte === spaceChar || byte === tabChar;
}

/** The first place from `start` on that has no space and no tab; `end` if there is none. */
export function blanksEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return at;
}

function hexValues(): Uint8Array {
  const table = new Uint8Array(256).fill(255);
  for (let digit = 0; digit < 16; digit++) {
    const text = digit.toString(16);
    table[text.charCodeAt(0)] = digit;
    table[text.toUpperCase().charCodeAt(0)] = digit;
  }
  return table;
}

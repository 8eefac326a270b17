import { describe, expect, it } from 'vitest';
import * as ascii from '../../server/core/text/ascii.ts';
import { encodeText, indexOfAscii, lastIndexOfAscii } from '../../server/core/text/bytes.ts';

const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
const which = (holds: (byte: number) => boolean): string =>
  String.fromCharCode(...everyByte.filter((byte) => holds(byte)));

describe('bytes', () => {
  it('are the characters that their names say', () => {
    const {
      openParenChar,
      closeParenChar,
      openBracketChar,
      closeBracketChar,
      openBraceChar,
      closeBraceChar,
    } = ascii;
    const brackets = [
      openParenChar,
      closeParenChar,
      openBracketChar,
      closeBracketChar,
      openBraceChar,
      closeBraceChar,
    ];
    expect(String.fromCharCode(...brackets)).toBe('()[]{}');
    const { commaChar, semicolonChar, colonChar, dotChar, quoteChar, slashChar, backslashChar, hashChar } =
      ascii;
    const marks = [
      commaChar,
      semicolonChar,
      colonChar,
      dotChar,
      quoteChar,
      slashChar,
      backslashChar,
      hashChar,
    ];
    expect(String.fromCharCode(...marks)).toBe(',;:."/\\#');
    const { plusChar, minusChar, lessChar, equalsChar, greaterChar, starChar, percentChar } = ascii;
    const signs = [plusChar, minusChar, lessChar, equalsChar, greaterChar, starChar, percentChar];
    expect(String.fromCharCode(...signs)).toBe('+-<=>*%');
    const { bangChar, questionChar, atSignChar, dollarChar, ampersandChar, barChar, underscoreChar } = ascii;
    const others = [bangChar, questionChar, atSignChar, dollarChar, ampersandChar, barChar, underscoreChar];
    expect(String.fromCharCode(...others)).toBe('!?@$&|_');
    const { tabChar, lineFeedChar, carriageReturnChar, spaceChar, zeroChar, nineChar, lowerXChar } = ascii;
    const rest = [tabChar, lineFeedChar, carriageReturnChar, spaceChar, zeroChar, nineChar, lowerXChar];
    expect(String.fromCharCode(...rest)).toBe('\t\n\r 09x');
  });

  it('are digits, blanks and parts of words, and no others', () => {
    expect(which(ascii.isDigit)).toBe('0123456789');
    expect(ascii.isDigit(undefined)).toBe(false);
    expect(which(ascii.isHexDigit)).toBe('0123456789ABCDEFabcdef');
    expect(which(ascii.isBlank)).toBe('\t ');
    expect(which(ascii.isWordByte)).toBe(which((byte) => /^[A-Za-z0-9_]$/.test(String.fromCharCode(byte))));
  });

  it('have the value of the hexadecimal digit that they are', () => {
    expect(everyByte.map((byte) => ascii.hexDigits[byte])).toEqual(
      everyByte.map((byte) =>
        ascii.isHexDigit(byte) ? Number.parseInt(String.fromCharCode(byte), 16) : 255,
      ),
    );
  });
});

describe('a UUID', () => {
  const uuid = '1288128b-FE07-4ab6-903a-705a16b31e92';
  const isUuid = (text: string): boolean => ascii.isUuidAt(encodeText(text), 0, text.length);

  it('has its digits and hyphens in their places', () => {
    expect(isUuid(uuid)).toBe(true);
    for (let at = 0; at < uuid.length; at++) {
      const wrong = uuid[at] === '-' ? '0' : '-';
      expect(isUuid(`${uuid.slice(0, at)}${wrong}${uuid.slice(at + 1)}`), `${at}`).toBe(false);
    }
    expect(isUuid(uuid.slice(1))).toBe(false);
    expect(isUuid(`${uuid}0`)).toBe(false);
  });
});

describe('a search', () => {
  const bytes = encodeText('a=1, b=2, a=3');

  it('finds the first and the last place, within its bounds only', () => {
    expect(indexOfAscii(bytes, 0, bytes.length, 'a=')).toBe(0);
    expect(indexOfAscii(bytes, 1, bytes.length, 'a=')).toBe(10);
    expect(indexOfAscii(bytes, 1, 11, 'a=')).toBe(-1);
    expect(lastIndexOfAscii(bytes, 0, bytes.length, 'a=')).toBe(10);
    expect(lastIndexOfAscii(bytes, 0, 11, 'a=')).toBe(0);
    expect(lastIndexOfAscii(bytes, 1, 11, 'a=')).toBe(-1);
  });

  it('passes over blanks up to its end', () => {
    const padded = encodeText(' \t x  ');
    expect(ascii.blanksEnd(padded, 0, padded.length)).toBe(3);
    expect(ascii.blanksEnd(padded, 4, padded.length)).toBe(6);
    expect(ascii.blanksEnd(padded, 0, 2)).toBe(2);
  });
});

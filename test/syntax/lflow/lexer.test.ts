import { describe, expect, it } from 'vitest';
import { formatToken, readTokens } from '../../../server/core/syntax/lflow/lexer.ts';

describe('tokens', () => {
  it.each([
    ['a.b _c D1 .x', 'a.b _c D1 error("`.\' is only valid as part of `..\' or a number.") x'],
    ['$set1 @pg_a ^var', '$set1 @pg_a ^var'],
    [
      '$ @9 ^',
      'error("`$\' must be followed by a valid identifier.") error("`@\' must be followed by a valid identifier.") 9 error("`^\' must be followed by a valid identifier.")',
    ],
    [
      '( ) { } [ ] == != < <= > >= ! && || .. , ; = <-> -- : -',
      '( ) { } [ ] == != < <= > >= ! && || .. , ; = <-> -- : -',
    ],
    ['a==b!=c<=d>=e<->f--g', 'a == b != c <= d >= e <-> f -- g'],
    [
      '& | / #',
      'error("`&\' is only valid as part of `&&\'.") error("`|\' is only valid as part of `||\'.") error("`/\' is only valid as part of `//\' or `/*\'.") error("Invalid character `#\' in input.")',
    ],
    ['a /* b */ c // d', 'a c'],
    ['a /* b', 'a error("`/*\' without matching `*/\'.")'],
    ['0..15 1..2', '0 .. 15 1 .. 2'],
    ['1.2.3.4:80 1.2.3.4..', '1.2.3.4 : 80 1.2.3.4 ..'],
  ])('%s', (input, expected) => {
    expect(readTokens(input).map(formatToken).join(' ')).toBe(expected);
  });

  it.each([
    ['0', '0'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', 'error("Decimal constants must be less than 2**64.")'],
    ['007', 'error("Decimal constants must not have leading zeros.")'],
    ['0xAbC', '0xabc'],
    ['0x', 'error("Hex digits expected following 0x.")'],
    ['0xg', 'error("Invalid syntax in hexadecimal constant.")'],
    [`0x1${'0'.repeat(255)}`, `0x1${'0'.repeat(255)}`],
    [`0x1${'0'.repeat(256)}`, 'error("Hexadecimal constant requires more than 1024 bits.")'],
    ['AA:bb:0c:00:0:ff', 'error("Invalid numeric constant.")'],
    ['aa:bb:0c:00:00:ff', 'aa:bb:0c:00:00:ff'],
    ['10.0.0.256', 'error("Invalid numeric constant.")'],
    ['10.0.0.01', 'error("Invalid numeric constant.")'],
    ['fe80::1 ::ffff:1.2.3.4 ::1.2.3.4 1::', 'fe80::1 ::ffff:1.2.3.4 ::1.2.3.4 1::'],
    ['2001:db8:0:0:1:0:0:1 1:0:2:0:3:0:4:0', '2001:db8::1:0:0:1 1:0:2:0:3:0:4:0'],
    ['1::2::3', 'error("Invalid numeric constant.")'],
  ])('number %s', (input, expected) => {
    expect(readTokens(input).map(formatToken).join(' ')).toBe(expected);
  });

  it.each([
    ['0xff/0x0f', '0xf/0xf'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3/255.0.255.0', '10.0.2.0/255.0.255.0'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['10.1.2.3/33', 'error("Value and mask have incompatible formats.")'],
    ['fe80::ff/64', 'fe80::/64'],
    ['::/129', 'error("Value and mask have incompatible formats.")'],
    ['0/0x10', '0/0x10'],
    ['1/0x10', 'error("Value and mask have incompatible formats.")'],
    ['ff:ff:ff:00:00:00/01:00:00:00:00:00', '01:00:00:00:00:00/01:00:00:00:00:00'],
    ['1/x', 'error("Invalid numeric constant.")'],
  ])('mask %s', (input, expected) => {
    expect(readTokens(input).map(formatToken).join(' ')).toBe(expected);
  });

  it.each([
    ['"a\\"b\\\\c\\/d\\n\\u00e9\\ud83d\\ude00"', '"a\\"b\\\\c/d\\né😀"'],
    ['"\\u0007"', '"\\u0007"'],
    ['"\\x"', 'error("bad escape \\\\x")'],
    ['"\\u12"', 'error("quoted string ends within \\\\u escape")'],
    ['"\\u12zz"', 'error("malformed \\\\u escape")'],
    ['"\\u0000"', 'error("null bytes not supported in quoted strings")'],
    ['"\\ud800x"', 'error("malformed escaped surrogate pair")'],
    ['"\\ud800\\u0041"', 'error("second half of escaped surrogate pair is not trailing surrogate")'],
    ['"abc\\"', 'error("Input ends inside quoted string.")'],
  ])('string %s', (input, expected) => {
    expect(readTokens(input).map(formatToken).join(' ')).toBe(expected);
  });

  it('tell where they are, in bytes', () => {
    const tokens = readTokens('é "ö" 10.0.0.0/8');
    expect(tokens.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1, 2],
      [3, 7],
      [8, 18],
    ]);
  });
});

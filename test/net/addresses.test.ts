import { isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp4, formatIp6, formatMac, prefixLength } from '../../server/core/net/formatAddress.ts';
import { ip4At, readIp6 } from '../../server/core/net/readAddress.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** The address that the text is, -1n if it is none. */
function ip6(text: string): bigint {
  const bytes = encodeText(text);
  const groups = new Uint16Array(8);
  if (!readIp6(bytes, 0, bytes.length, groups)) return -1n;
  return groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n);
}

function ip4(text: string): number {
  const bytes = encodeText(text);
  return ip4At(bytes, 0, bytes.length);
}

describe('an IPv6 address', () => {
  // What `inet_ntop()` of glibc prints.
  it.each([
    [0n, '::'],
    [1n, '::1'],
    [0xfe80n << 112n, 'fe80::'],
    [(0x2001_0db8n << 96n) | (1n << 48n) | 2n, '2001:db8::1:0:0:2'],
    [(0x2001_0db8n << 96n) | (1n << 80n) | (1n << 64n) | (1n << 48n) | (1n << 32n), '2001:db8:1:1:1:1::'],
    [
      (1n << 112n) | (1n << 80n) | (1n << 64n) | (1n << 48n) | (1n << 32n) | (1n << 16n) | 1n,
      '1:0:1:1:1:1:1:1',
    ],
    [0xffff_0a00_0001n, '::ffff:10.0.0.1'],
    [0x0a00_0001n, '::10.0.0.1'],
  ])('%i is %s', (address, text) => {
    expect(formatIp6(address)).toBe(text);
    expect(ip6(text)).toBe(address);
  });

  it('is read again from what was printed', () => {
    const group = fc.oneof(fc.constant(0n), fc.bigInt(0n, 0xffffn));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const address = groups.reduce((sum, each) => (sum << 16n) | each, 0n);
        expect(ip6(formatIp6(address))).toBe(address);
      }),
    );
  });

  it('is one where Node takes it for one, and nowhere else', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', ':', '::', '.', '10.0.0.1') });
    fc.assert(
      fc.property(text, (each) => {
        expect(ip6(each) !== -1n, each).toBe(isIPv6(each));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an IPv4 address', () => {
  it('is read again from what was printed', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (address) => {
        expect(ip4(formatIp4(BigInt(address)))).toBe(address);
      }),
    );
  });

  it.each(['', '1', '1.2.3', '1.2.3.', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', '1.2.3.4 ', '1..2.3'])(
    'is not «%s»',
    (text) => expect(ip4(text)).toBe(-1),
  );
});

describe('a MAC', () => {
  it.each([
    [0n, '00:00:00:00:00:00'],
    [0x0a58_0000_0001n, '0a:58:00:00:00:01'],
    [0xffff_ffff_ffffn, 'ff:ff:ff:ff:ff:ff'],
  ])('%i is %s', (address, text) => expect(formatMac(address)).toBe(text));
});

describe('the prefix of a mask', () => {
  it.each([
    [0n, 32, 0],
    [0xff00_0000n, 32, 8],
    [0xffff_ffffn, 32, 32],
    [0xff00_00ffn, 32, -1],
    [0x0000_00ffn, 32, -1],
    [((1n << 64n) - 1n) << 64n, 128, 64],
  ])('%i of %i bits has %i', (mask, width, length) => expect(prefixLength(mask, width)).toBe(length));
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha1Hex } from '../../server/core/base/sha1.ts';

describe('SHA-1', () => {
  it.each([
    // The examples of FIPS 180 and RFC 3174.
    ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '84983e441c3bd26ebaae4aa1f95129e5e54670f1'],
    ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ])('of %j', (text, digest) => {
    expect(sha1Hex(Buffer.from(text))).toBe(digest);
  });

  it('agrees with Node on every length around a block, and on a part of the bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, idx) => (idx * 37) & 0xff));
    for (let size = 0; size <= 200; size++) {
      const part = bytes.subarray(7, 7 + size);
      expect(sha1Hex(bytes, 7, 7 + size), String(size)).toBe(createHash('sha1').update(part).digest('hex'));
    }
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../server/core/text/bytes.ts';
import { LineStore } from '../../server/core/text/lineStore.ts';
import { readPiece } from '../../server/core/text/textSource.ts';

const part = fc.oneof(
  fc.string({ maxLength: 30 }).map((text) => `${text}\n`),
  fc.constantFrom('ünï ☃ 𝄞\n', 'two\nlines\n', `${'x'.repeat(1 << 20)}\n`, '\n'),
);

describe('parts of a text', () => {
  it('are read in any order, in pieces of any size, from any place', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5_000 }),
        (parts, numbers, size) => {
          const store = new LineStore();
          expect(parts.map((text) => store.add(text))).toEqual([...parts.keys()]);
          const order = Array.from({ length: 12 }, () => (numbers.next().value ?? 0) % parts.length);
          const text = store.inOrder(order);
          const whole = Buffer.from(order.map((idx) => parts[idx]).join(''));
          expect(text.size).toBe(whole.length);
          expect(Buffer.compare(readPiece(text, 0, text.size + 9), whole)).toBe(0);
          const from = (numbers.next().value ?? 0) % whole.length;
          for (let at = from, left = 3; left > 0 && at < whole.length; at += size, left--)
            expect(Buffer.compare(readPiece(text, at, size), whole.subarray(at, at + size))).toBe(0);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('are known by the lines that they became', () => {
    const store = new LineStore();
    const [a, b, head] = [store.add('a\n'), store.add('b\nc\n'), store.add('head\n')];
    const text = store.inOrder([head, b, a, head]);
    expect(decodeText(readPiece(text, 0, 99))).toBe('head\nb\nc\na\nhead\n');
    expect([0, 1, 2, 3, 4, 5].map((line) => text.partOf(line))).toEqual([head, b, b, a, head, head]);
  });
});

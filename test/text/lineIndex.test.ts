import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../server/core/text/bytes.ts';
import { indexLines } from '../../server/core/text/lineIndex.ts';

function linesOf(text: string): string[] {
  const bytes = encodeText(text);
  const lines = indexLines(bytes);
  return Array.from({ length: lines.nLines }, (_, idx) =>
    new TextDecoder().decode(bytes.subarray(lines.start(idx), lines.end(idx))),
  );
}

describe('indexLines', () => {
  it.each([
    ['', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['\n\n', ['', '']],
    ['a\rb\n', ['a\rb']],
    ['ü\nß', ['ü', 'ß']],
  ])('%j', (text, expected) => {
    expect(linesOf(text)).toEqual(expected);
  });

  it('finds the line of every offset', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'bb', '', 'ü'), { maxLength: 40 }), (parts) => {
        const text = parts.join('\n');
        const bytes = encodeText(text);
        const lines = indexLines(bytes);
        for (let offset = 0; offset < bytes.length; offset++) {
          const line = lines.lineAt(offset);
          expect(lines.start(line)).toBeLessThanOrEqual(offset);
          expect(offset).toBeLessThan(Math.max(lines.start(line + 1), lines.start(line) + 1));
        }
      }),
      { numRuns: 50 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText, decodeText } from '../../server/core/text/bytes.ts';
import { indexLines } from '../../server/core/text/lineIndex.ts';
import { LineReader } from '../../server/core/text/lineReader.ts';
import { bytesSource, type TextSource } from '../../server/core/text/textSource.ts';

/** Counts what is read of a text. */
function counted(bytes: Uint8Array): { source: TextSource; nReads: () => number; nBytes: () => number } {
  let nReads = 0;
  let nBytes = 0;
  const source = bytesSource(bytes);
  return {
    source: {
      ...source,
      read(into, at, length, position) {
        nReads++;
        const nRead = source.read(into, at, length, position);
        nBytes += nRead;
        return nRead;
      },
    },
    nReads: () => nReads,
    nBytes: () => nBytes,
  };
}

const longest = 70_000;

describe('a line reader', () => {
  it('reads every line in any order, whether its end is known or not', () => {
    const size = fc.oneof(fc.nat(90), fc.constantFrom(2_047, 2_048, 16_384, 65_535, 65_536, longest));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(size, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 60 }),
        (lines, isEnded, order) => {
          let text = lines
            .map(([length, end], idx) => String(idx).padEnd(length, '-').slice(0, length) + end)
            .join('');
          if (!isEnded) text = text.replace(/\r?\n$/, '');
          const bytes = encodeText(text);
          const index = indexLines(bytes);
          const reader = new LineReader(bytesSource(bytes), longest);
          for (const turn of order) {
            const row = turn % index.nLines;
            const start = index.start(row);
            const expected = text.slice(start, index.end(row));
            for (const read of [
              () => reader.between(start, index.start(row + 1)),
              () => reader.from(start),
            ]) {
              const line = read();
              expect(decodeText(line.bytes, line.start, line.end)).toBe(expected);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads of a long line what says that it is too long', () => {
    const bytes = encodeText(`${'a'.repeat(200_000)}\nb\n`);
    const reader = new LineReader(bytesSource(bytes), longest);
    for (const { start, end } of [reader.between(0, 200_001), reader.from(0)])
      expect(end - start).toBeGreaterThan(longest);
    const { bytes: window, start, end } = reader.between(200_001, 200_003);
    expect(decodeText(window, start, end)).toBe('b');
  });

  it('reads a text once from its beginning to its end, in large pieces', () => {
    for (const n of [1, 2, 4]) {
      const bytes = encodeText('0123456789\n'.repeat(n * 50_000));
      const { source, nReads, nBytes } = counted(bytes);
      const reader = new LineReader(source, longest);
      for (let start = 0; start < bytes.length; start += 11) reader.between(start, start + 11);
      // A line that a piece cuts is read again.
      expect(nBytes()).toBeLessThan(1.01 * bytes.length);
      expect(nReads()).toBeLessThan(bytes.length / 65_536 + 20);
    }
  });

  it('reads little around lines far from each other', () => {
    const bytes = encodeText('0123456789\n'.repeat(200_000));
    const { source, nBytes } = counted(bytes);
    const reader = new LineReader(source, longest);
    for (let start = 0; start < bytes.length; start += 110_000) reader.between(start, start + 11);
    expect(nBytes()).toBeLessThanOrEqual(20 * 4_096);
  });
});

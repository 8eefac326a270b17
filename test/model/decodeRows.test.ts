import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRows, joinReports, partsOf } from '../../server/core/model/decodeRows.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { maxRowSize } from '../../server/core/model/rowText.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource, type TextSource } from '../../server/core/text/textSource.ts';

const row = ' table=0, priority=1 actions=drop';
const bad = ' table=0, priority=2 actions=frob(1),drop';
const dump = readFileSync(new URL('../fixtures/captures/23.03/p2/hv2/br-int.of15.txt', import.meta.url));

const decode = (source: TextSource, nParts: number): object =>
  joinReports(
    partsOf(source.size, nParts).map(({ from, to }) => decodeRows(source, 'ovs-openflow', from, to)),
  );

/** Gives at most `most` bytes at a time, as a pipe may. */
function slowSource(bytes: Uint8Array, most: number): TextSource {
  const source = bytesSource(bytes);
  return { ...source, read: (into, at, length, from) => source.read(into, at, Math.min(length, most), from) };
}

describe('decodeRows', () => {
  it('counts rows and what is wrong with them, with places', () => {
    expect(decode(bytesSource(encodeText(`${row}\n\n${bad}\r\n${row}`)), 1)).toEqual({
      nLines: 4,
      nRows: 3,
      nUnknown: 1,
      nProblems: 1,
      problems: [{ line: 2, column: 29, message: expect.any(String) }],
      excerpt: `${row}\n${bad}\n`,
    });
  });

  it('finds what a dump finds row by row', () => {
    const { rows, readRow } = readDump(dump, 'ovs-openflow');
    let nProblems = 0;
    for (let idx = 0; idx < rows.nRows; idx++) nProblems += readRow(idx).problems.length;
    expect(decode(bytesSource(dump), 1)).toMatchObject({ nLines: rows.nRows, nProblems });
  });

  it('says the same of any number of parts, however the text is read', () => {
    const lines = fc.array(fc.constantFrom(row, bad, '', '# x', `${row}\r`), { maxLength: 40 });
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 90 }),
        (some, nParts, most) => {
          const bytes = encodeText(some.join('\n'));
          // Each part has an excerpt of its own.
          const whole = { ...decode(bytesSource(bytes), 1), excerpt: expect.any(String) as unknown };
          expect(decode(slowSource(bytes, most), nParts)).toEqual(whole);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('passes over rows that are too long, and finds the ones behind them', () => {
    for (const size of [maxRowSize + 1, maxRowSize * 3]) {
      const bytes = encodeText(`${row}\n${'x'.repeat(size)}\n${bad}\n`);
      for (const nParts of [1, 2, 7]) {
        expect(decode(bytesSource(bytes), nParts)).toMatchObject({
          nLines: 3,
          nRows: 3,
          nProblems: 2,
          problems: [
            { line: 1, column: 0, message: `line of ${size} bytes is too long to be read` },
            { line: 2, column: 29 },
          ],
        });
      }
    }
  });
});

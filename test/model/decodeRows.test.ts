import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import {
  type DecodeReport,
  decodeParts,
  decodeRows,
  joinReports,
  type TextPart,
} from '../../server/core/model/decodeRows.ts';
import { readDump, readDumpText } from '../../server/core/model/dump.ts';
import { layoutEvidence } from '../../server/core/model/layoutEvidence.ts';
import { rowChecks } from '../../server/core/model/rowChecks.ts';
import { maxRowSize } from '../../server/core/model/rowText.ts';
import { sequentialDialects } from '../../server/core/syntax/dialect.ts';
import { flowSyntax } from '../../server/core/syntax/openflow/compiledParser.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource, type TextSource } from '../../server/core/text/textSource.ts';

const row = ' table=0, priority=1 actions=drop';
const bad = ' table=0, priority=2 actions=frob(1),drop';
/** A row that shows the layout of tables. */
const sample = ' table=40, priority=100,reg15=0x1,metadata=0x1 actions=output:7';
const lines = fc.array(fc.constantFrom(row, bad, '', '# x', `${row}\r`, sample, `${sample} # note`), {
  maxLength: 40,
});
const dump = readFileSync(new URL('../fixtures/captures/23.03/p2/hv2/br-int.of15.txt', import.meta.url));

/** Parts of `size` bytes, the last one open. */
function partsOf(source: TextSource, size: number): readonly TextPart[] {
  const nParts = Math.max(1, Math.ceil(source.size / size));
  return Array.from({ length: nParts }, (_, index) => ({
    index,
    from: index * size,
    to: index === nParts - 1 ? Infinity : (index + 1) * size,
  }));
}

/** Reads a text in `nParts` parts by one reader. */
const decode = (source: TextSource, nParts: number): DecodeReport =>
  joinReports(decodeParts(source, flowSyntax, partsOf(source, Math.max(1, Math.ceil(source.size / nParts)))));

/** Two reports say the same, of the layout too: excerpts may differ in rows that say no more. */
function expectSame({ excerpt, ...report }: DecodeReport, whole: DecodeReport): void {
  expect({ ...report, excerpt: whole.excerpt }).toEqual(whole);
  expect(finish(layoutEvidence(readDumpText(excerpt, 'ovs-openflow')))).toEqual(
    finish(layoutEvidence(readDumpText(whole.excerpt, 'ovs-openflow'))),
  );
}

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
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 90 }),
        (some, nParts, most) => {
          const bytes = encodeText(some.join('\n'));
          expectSame(decode(slowSource(bytes, most), nParts), decodeRows(bytesSource(bytes), flowSyntax));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('says the same whichever reader takes which part, of any size', () => {
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 }),
        (some, size, takers) => {
          const source = bytesSource(encodeText(some.join('\n')));
          const parts = partsOf(source, size);
          const reports = [2, 0, 1].flatMap((reader) =>
            decodeParts(
              source,
              flowSyntax,
              parts.filter(({ index }) => takers[index % takers.length] === reader),
            ),
          );
          expectSame(joinReports(reports), decodeRows(source, flowSyntax));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds in the parts of several readers what a whole dump shows of its tables', () => {
    const source = bytesSource(dump);
    const whole = finish(layoutEvidence(readDump(dump, 'ovs-openflow')));
    for (const size of [1_000, 5_000, 20_000]) {
      const parts = partsOf(source, size);
      for (const isFirst of [
        (index: number) => index % 2 === 0,
        (index: number) => index > parts.length / 2,
      ]) {
        const reports = [true, false].flatMap((first) =>
          decodeParts(
            source,
            flowSyntax,
            parts.filter(({ index }) => isFirst(index) === first),
          ),
        );
        const { excerpt } = joinReports(reports);
        expect(finish(layoutEvidence(readDumpText(excerpt, 'ovs-openflow')))).toEqual(whole);
      }
    }
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

it('knows the dialects whose rows cannot be read in parts', () => {
  expect(Object.keys(rowChecks)).toEqual([...sequentialDialects]);
});

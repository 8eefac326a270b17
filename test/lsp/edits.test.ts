import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPace, type Pace } from '../../server/core/base/pace.ts';
import { seededRandom } from '../../server/core/base/random.ts';
import { type Dump, readDumpText } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import { segmentedDump } from '../../server/core/model/segmentedDump.ts';
import { type SegmentedText, segmentedText } from '../../server/core/model/segmentedText.ts';
import { recognizeRoles, type RoleTables } from '../../server/core/roles/recognize.ts';
import { roleTables } from '../../server/core/roles/roleTables.ts';
import { sha1Hex } from '../../server/core/base/sha1.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { applyChanges } from '../../server/lsp/documents.ts';
import { diagnostics } from '../../server/lsp/features/diagnostics.ts';

const blocked = readFileSync(
  new URL('../fixtures/captures/23.03/p2/hv2/br-int.of15.txt', import.meta.url),
  'utf8',
);
const pace = (): Pace =>
  createPace(
    { isCancellationRequested: false },
    () => 0,
    () => Promise.resolve(),
  );
const tables = roleTables(
  chooseLayout([readDumpText(blocked, 'ovs-openflow')], undefined).layout,
) as RoleTables;

/** Counts the rows that are parsed. */
function counted(dump: Dump): { readonly dump: Dump; nRead: number } {
  const counting = {
    nRead: 0,
    dump: {
      ...dump,
      readRow: (row: number) => {
        counting.nRead++;
        return dump.readRow(row);
      },
    },
  };
  return counting;
}

function typed(
  text: SegmentedText,
  line: number,
  character: number,
  put: string,
  nRemoved = 0,
): SegmentedText {
  const range = { start: { line, character }, end: { line, character: character + nRemoved } };
  return applyChanges(text, [{ range, text: put }]);
}

function wholeText({ segments }: SegmentedText): string {
  return segments.map(({ bytes }) => decodeText(bytes)).join('');
}

describe('after an edit', () => {
  it('problems and roles are those of the whole text, read anew', async () => {
    const random = seededRandom(7);
    const below = (most: number): number => Math.floor(random.next() * most);
    let text = segmentedText(blocked.repeat(3), 'ovs-openflow', 3_000);
    for (let edit = 0; edit < 25; edit++) {
      const puts = ['x', '', '7', '\n', ',', 'priority=100', ' actions=drop\n'];
      text = typed(
        text,
        below(text.firstRows.at(-1) as number),
        below(120),
        puts[below(puts.length)] as string,
        below(9),
      );
      const dump = segmentedDump(text);
      const expected = readDumpText(wholeText(text), 'ovs-openflow');
      expect(await diagnostics(dump, pace())).toEqual(await diagnostics(expected, pace()));
      // Spread: siblings are found when they are asked for.
      const plain = (of: Dump): object[] => recognizeRoles([of], tables).map((each) => ({ ...each }));
      expect(plain(dump)).toEqual(plain(expected));
      expect(chooseLayout([dump], undefined)).toEqual(chooseLayout([expected], undefined));
    }
  });

  it('only the rows around it are read again, however many there are', async () => {
    const work: number[] = [];
    for (const n of [1, 2, 4]) {
      const text = segmentedText(blocked.repeat(n * 8), 'ovs-openflow', 8_192);
      const before = counted(segmentedDump(text));
      await diagnostics(before.dump, pace());
      recognizeRoles([before.dump], tables);
      expect(before.nRead).toBeGreaterThanOrEqual(text.firstRows.at(-1) as number);
      const after = counted(segmentedDump(typed(text, 77, 20, 'x')));
      await diagnostics(after.dump, pace());
      recognizeRoles([after.dump], tables);
      expect(after.nRead).toBeGreaterThan(0);
      work.push(after.nRead);
    }
    expect(work[1]).toBe(work[0]);
    expect(work[2]).toBe(work[0]);
  });

  it('a cancelled reading goes on where it was', async () => {
    const text = segmentedText(blocked.repeat(8), 'ovs-openflow', 8_192);
    const dump = segmentedDump(text);
    let nSteps = 0;
    const half = (text.firstRows.at(-1) as number) >> 1;
    expect(await diagnostics(dump, { step: () => nSteps++ < half })).toBeUndefined();
    const again = counted(segmentedDump(text));
    await diagnostics(again.dump, pace());
    expect(again.nRead).toBeLessThan(half + 100);
  });

  it('a record of a database is checked again when it changes, though its header does not', async () => {
    const record = '{"_comment":"one"}\n';
    const header = `OVSDB CLUSTER ${record.length} ${sha1Hex(encodeText(record))}\n`;
    // A segment for each line.
    const text = segmentedText(header + record, 'ovsdb-log', 1);
    expect(text.segments).toHaveLength(2);
    expect(await diagnostics(segmentedDump(text), pace())).toEqual([]);
    const found = await diagnostics(segmentedDump(typed(text, 1, 14, 't', 1)), pace());
    expect(found?.map(({ range }) => range.start.line)).toEqual([0]);
  });
});

import { describe, expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import { decodeRows } from '../../server/core/model/decodeRows.ts';
import { type Dump, readDump } from '../../server/core/model/dump.ts';
import { indexBytes, indexSource, indexSteps } from '../../server/core/model/indexSource.ts';
import type { RowIndex } from '../../server/core/model/rowIndexer.ts';
import { maxRowSize } from '../../server/core/model/rowText.ts';
import { sourceDump } from '../../server/core/model/sourceDump.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { flowSyntax } from '../../server/core/syntax/openflow/compiledParser.ts';
import type { Tree } from '../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource, type TextSource } from '../../server/core/text/textSource.ts';

const nRows = 9_000;

/** A text of several windows, with a row in it that is longer than any that is parsed, and no line break at its end. */
function flows(first: number, lineBreak: string): Uint8Array {
  const rows = Array.from({ length: nRows }, (_, idx) =>
    idx === 5_000
      ? `priority=1 actions=${'drop,'.repeat(maxRowSize / 5 + 1)}`
      : ` cookie=0x${(first + idx).toString(16)}, table=${idx % 200}, n_packets=${idx}, priority=${idx % 999},reg15=0x${idx.toString(16)} actions=load:${idx}->NXM_NX_REG0[],resubmit(,${(idx + 1) % 200})`,
  );
  return encodeText(rows.join(lineBreak));
}

const list = encodeText(
  Array.from({ length: nRows }, (_, idx) =>
    idx % 1_000 === 0
      ? `Datapath: "s${idx}" (00000000-0000-4000-8000-000000000001)  Pipeline: ingress\n`
      : `  table=${idx % 30} (ls_in_${idx % 30}), priority=${idx % 999}, match=(reg0 == ${idx}), action=(next;)\n`,
  ).join(''),
);

/** A source that counts what is read of it. */
function counted(bytes: Uint8Array): TextSource & { nRead: number } {
  const source = bytesSource(bytes);
  return {
    ...source,
    nRead: 0,
    read(into, at, length, position) {
      const nRead = source.read(into, at, length, position);
      this.nRead += nRead;
      return nRead;
    },
  };
}

function onDisk(source: TextSource, dialect: Dialect): Dump {
  return sourceDump(source, dialect, indexSource(source, dialect));
}

function nodesOf(tree: Tree): readonly number[] {
  return Array.from({ length: tree.nNodes }, (_, node) => [
    tree.kind(node),
    tree.start(node),
    tree.end(node),
    tree.value(node),
  ]).flat();
}

describe('a pass over the rows of a dump', () => {
  it.each([
    ['flows', flows(1, '\n'), 'ovs-openflow'],
    ['flows with other line breaks', flows(1, '\r\n'), 'ovs-openflow'],
    ['logical flows', list, 'ovn-lflow'],
  ] as const)(
    'shows %s as they are when they are read alone, and reads the text once',
    (_, bytes, dialect) => {
      const source = counted(bytes);
      const pass = onDisk(source, dialect).pass();
      const alone = readDump(bytes, dialect);
      source.nRead = 0;
      for (let row = 0; row < nRows; row++) {
        pass.read(row);
        if (row !== 5_000)
          expect(decodeText(pass.bytes, pass.start, pass.end)).toBe(decodeText(alone.rowBytes(row)));
        const { tree, problems } = alone.readRow(row);
        expect([...pass.problems]).toEqual(problems);
        expect(nodesOf(pass.tree)).toEqual(nodesOf(tree));
      }
      expect(alone.rows.nRows).toBe(nRows);
      expect(source.nRead).toBeLessThan(bytes.length + 3 * 262_144);
    },
  );

  it('is not disturbed by other passes that use the same parser', () => {
    const texts = [flows(1, '\n'), flows(70_000, '\n')];
    const passes = texts.map((bytes) => onDisk(bytesSource(bytes), 'ovs-openflow').pass());
    for (let row = 0; row < nRows; row += 250) {
      for (const [idx, pass] of passes.entries()) {
        pass.read(row);
        const first = idx === 0 ? 1 : 70_000;
        if (row !== 5_000)
          expect(decodeText(pass.bytes, pass.start, pass.end)).toContain(
            `cookie=0x${(first + row).toString(16)},`,
          );
      }
      // Puts its text where that of the passes is.
      expect(decodeRows(bytesSource(list.subarray(0, 4_000)), flowSyntax).nRows).toBeGreaterThan(0);
    }
  });
});

describe('indexing with pauses', () => {
  it.each([
    ['flows', flows(1, '\n'), 'ovs-openflow'],
    ['logical flows', list, 'ovn-lflow'],
    ['a text with colours', encodeText(`\u001B[1m ${decodeText(list)}`), 'ovn-lflow'],
  ] as const)('comes to the same for %s, whatever is read meanwhile', (_, bytes, dialect) => {
    const steps = indexSteps(bytesSource(bytes), dialect);
    let nPauses = 0;
    let made: RowIndex | undefined;
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        made = step.value;
        break;
      }
      nPauses++;
      // Somebody else's text, of the same form and of another one.
      expect(
        indexBytes(encodeText('  table=7 (x), priority=1, match=(1), action=(drop;)\n'), dialect).rows.nRows,
      ).toBe(1);
      expect(
        finish(indexSteps(bytesSource(flows(9, '\n').subarray(0, 5_000)), 'ovs-openflow')).rows.nRows,
      ).toBe(48);
    }
    expect(nPauses).toBeGreaterThanOrEqual(Math.floor(bytes.length / 262_144));
    const { rows, starts } = indexBytes(bytes, dialect);
    expect({ ...made.rows, datapaths: made.rows.datapaths }).toEqual({
      ...rows,
      datapaths: rows.datapaths,
      nPackets: expect.any(Function),
    });
    for (let row = 0; row <= nRows; row += 97) {
      expect(made.rows.nPackets(row)).toBe(rows.nPackets(row));
      expect(made.starts.start(row)).toBe(starts.start(row));
    }
  });
});

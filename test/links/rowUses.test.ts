import { describe, expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import { incomingCalls, outgoingCalls } from '../../server/core/links/calls.ts';
import { rowUses, use } from '../../server/core/links/rowUses.ts';
import { type Dump, readDumpText } from '../../server/core/model/dump.ts';
import { segmentedDump } from '../../server/core/model/segmentedDump.ts';
import { editText, segmentedText } from '../../server/core/model/segmentedText.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

const rows = [
  ' cookie=0x1, table=0, priority=1,in_port=3 actions=resubmit(,8),output:"vm"',
  ' cookie=0x1, table=8, priority=1,conj_id=5 actions=ct(commit,table=9),group:7',
  ' cookie=0x1, table=8, priority=1,ip actions=conjunction(5,1/2),conjunction(6,1/2)',
  ' cookie=0x1, table=9, priority=1 actions=learn(table=66,output:NXM_OF_IN_PORT[]),goto_table:10,meter:2',
  ' cookie=0x1, table=9, priority=1 actions=resubmit(4),clone(resubmit(,8))',
];

describe('what rows use', () => {
  const uses = finish(rowUses(readDumpText(`${rows.join('\n')}\n`, 'ovs-openflow')));

  it.each([
    [use.table, 8, [0, 4]],
    [use.table, 9, [1]],
    [use.table, 10, [3]],
    // A port is no table.
    [use.table, 4, []],
    [use.learn, 66, [3]],
    [use.clause, 5, [2]],
    [use.clause, 6, [2]],
    [use.conjunction, 5, [1]],
    [use.group, 7, [1]],
    [use.meter, 2, [3]],
    [use.port, '3', [0]],
    [use.port, 'vm', [0]],
  ] as const)('use %s of %s', (which, id, wanted) => {
    expect(uses.rowsOf(which, id)).toEqual(wanted);
  });

  it('has tables call each other', () => {
    const dump = readDumpText(`${rows.join('\n')}\n`, 'ovs-openflow');
    const called = finish(outgoingCalls(dump, { kind: 'table', table: 9 }));
    expect(called).toEqual([
      { table: { kind: 'table', table: 8 }, rows: [4] },
      { table: { kind: 'table', table: 10 }, rows: [3] },
    ]);
    const calling = finish(incomingCalls(dump, { kind: 'table', table: 8 }));
    expect(calling).toEqual([
      { table: { kind: 'table', table: 0 }, rows: [0] },
      { table: { kind: 'table', table: 9 }, rows: [4] },
    ]);
  });
});

describe('after an edit', () => {
  /** The dump, counting the rows that are read. */
  function counted(dump: Dump): { readonly dump: Dump; nRead(): number } {
    let nRead = 0;
    return {
      nRead: () => nRead,
      dump: {
        ...dump,
        readRow(row) {
          nRead++;
          return dump.readRow(row);
        },
      },
    };
  }

  it.each([1, 2, 4])('only the rows around it are read again, of %d00 segments', (size) => {
    const text = `${rows.join('\n')}\n`.repeat(size * 100);
    const whole = segmentedText(text, 'ovs-openflow', 1_024);
    const before = counted(segmentedDump(whole));
    finish(rowUses(before.dump));
    expect(before.nRead()).toBe(size * 500);
    const place = { segment: 3, offset: 0 };
    const inserted = encodeText(' cookie=0x1, table=1, priority=1 actions=resubmit(,77)\n');
    const edited = editText(whole, [{ start: place, end: place, inserted }]);
    const after = counted(segmentedDump(edited));
    const uses = finish(rowUses(after.dump));
    expect(after.nRead()).toBeLessThan(60);
    const found = uses.rowsOf(use.table, 77);
    expect(found).toHaveLength(1);
    expect(new TextDecoder().decode(after.dump.rowBytes(found[0] ?? -1))).toContain('resubmit(,77)');
    expect(uses.rowsOf(use.table, 8)).toHaveLength(size * 200);
  });
});

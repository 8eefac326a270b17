import { describe, expect, it } from 'vitest';
import { readGroups } from '../../server/core/compare/groupForm.ts';
import { readMeters } from '../../server/core/compare/meterForm.ts';
import { matchNumbered, type NumberedMatch } from '../../server/core/compare/numberedRows.ts';
import { plainNumbering } from '../../server/core/compare/numbering.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { comparedFlows, isSame } from './compared.ts';

const bucket = (port: number, rest = ''): string =>
  `,bucket=${rest}weight:100,actions=ct(commit,table=21,zone=NXM_NX_REG13[0..15],nat(dst=10.0.1.${port}:8080))`;
const group = (id: number, ...buckets: readonly string[]): string =>
  ` group_id=${id},type=select,selection_method=dp_hash${buckets.join('')}`;
const groups = (...rows: readonly string[]): ReturnType<typeof readGroups> =>
  readGroups(readDumpText(rows.join('\n'), 'ovs-groups'), plainNumbering);

describe('groups', () => {
  it('are the same by what they do, whatever their number', () => {
    const match = matchNumbered(
      groups(group(1, bucket(10)), group(2, bucket(11))),
      groups(group(1, bucket(11)), group(7, bucket(10, 'bucket_id:0,'))),
    );
    expect(match).toMatchObject({ removed: [], added: [], changed: [] });
    expect([...match.ids]).toEqual([
      [1, 2],
      [7, 1],
    ]);
  });

  it('have changed when they do something else under one number', () => {
    const match = matchNumbered(
      groups(group(1, bucket(10)), group(2, bucket(11))),
      groups(group(1, bucket(10), bucket(12)), group(3, bucket(14))),
    );
    expect(match.changed.map(([old, next]) => [old.id, next.id])).toEqual([[1, 1]]);
    expect(match.removed.map(({ id }) => id)).toEqual([2]);
    expect(match.added.map(({ id }) => id)).toEqual([3]);
  });

  it('make flows the same that go to the same buckets', () => {
    const match = matchNumbered(
      groups(group(1, bucket(10))),
      groups(group(7, bucket(10)), group(1, bucket(11))),
    );
    const after = { ...plainNumbering, groups: match.ids };
    const flow = (id: number): string => ` table=15, priority=120,ip actions=group:${id}`;
    expect(isSame(comparedFlows(flow(1), flow(7), [plainNumbering, after]))).toBe(true);
    expect(isSame(comparedFlows(flow(1), flow(1), [plainNumbering, after]))).toBe(false);
  });
});

describe('meters', () => {
  const meters = (text: string): NumberedMatch['removed'] => readMeters(readDumpText(text, 'ovs-meters'));
  const one = 'meter=1 pktps burst stats bands=\ntype=drop rate=100 burst_size=10\n';

  it('are the same by rate and bands', () => {
    const other = `OFPST_METER_CONFIG reply (OF1.5) (xid=0x2):\n${one.replace('meter=1', 'meter=5')}`;
    expect(matchNumbered(meters(one), meters(other))).toMatchObject({ removed: [], added: [], changed: [] });
    expect(
      matchNumbered(meters(one), meters('meter=1 pktps burst bands=type=drop rate=100 burst_size=10')),
    ).toMatchObject({
      removed: [],
      added: [],
      changed: [],
    });
  });

  it('have changed with their rate', () => {
    expect(matchNumbered(meters(one), meters(one.replace('rate=100', 'rate=200'))).changed).toHaveLength(1);
  });
});

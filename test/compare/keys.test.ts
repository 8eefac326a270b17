import { describe, expect, it } from 'vitest';
import { keyTranslation, type KeySide } from '../../server/core/compare/keyTranslation.ts';
import type { RowMatch } from '../../server/core/compare/matchRows.ts';
import { plainNumbering } from '../../server/core/compare/numbering.ts';
import { comparedFlows, isSame } from './compared.ts';

/** A switch with its key, and ports with theirs. */
type Switch = readonly [name: string, key: number, ports: Readonly<Record<string, number>>];

const side = (...switches: readonly Switch[]): KeySide => ({
  datapaths: new Map(switches.map(([name, key]) => [key, { name, key, kind: 'switch' }])),
  namedPorts: switches.flatMap(([, datapath, ports]) =>
    Object.entries(ports).map(([name, key]) => ({
      name,
      key,
      datapath,
      cookie: undefined,
      type: '',
      chassis: undefined,
      additional: [],
    })),
  ),
});

function compare(before: KeySide, after: KeySide, one: string, other: string): RowMatch {
  const row = (text: string): string => ` table=39, priority=100,${text}`;
  const keys = keyTranslation(before, after);
  return comparedFlows(row(one), row(other), [plainNumbering, { ...plainNumbering, keys }]);
}

const before = side(['sw0', 1, { vm: 1, peer: 2 }], ['sw1', 2, { web: 1 }]);
const after = side(['sw0', 2, { vm: 5, peer: 1 }], ['sw1', 1, { web: 1 }]);

describe('keys of datapaths and ports', () => {
  it('need no translation where the names have the same', () => {
    expect(keyTranslation(before, before)).toBeUndefined();
  });

  it.each([
    [
      'a match',
      'reg14=0x1,reg15=0x2,metadata=0x1 actions=drop',
      'reg14=0x5,reg15=0x1,metadata=0x2 actions=drop',
    ],
    [
      'what a packet is given',
      'in_port=3 actions=set_field:0x1->metadata,set_field:0x1->reg14,resubmit(,8)',
      'in_port=3 actions=set_field:0x2->metadata,set_field:0x5->reg14,resubmit(,8)',
    ],
    [
      'the header of a tunnel',
      'reg15=0x1,metadata=0x1 actions=set_field:0x1/0xffffff->tun_id,set_field:0x1->tun_metadata0,output:1',
      'reg15=0x5,metadata=0x2 actions=set_field:0x2/0xffffff->tun_id,set_field:0x5->tun_metadata0,output:1',
    ],
  ])('are told by their names in %s', (_, one, other) => {
    expect(isSame(compare(before, after, one, other))).toBe(true);
    expect(isSame(compare(before, after, one, one))).toBe(false);
  });

  it('do not mix up a new port with one that had its key', () => {
    const added = side(['sw0', 1, { vm: 3, fresh: 1 }]);
    const found = compare(
      side(['sw0', 1, { vm: 1 }]),
      added,
      'reg15=0x1,metadata=0x1 actions=drop',
      'reg15=0x1,metadata=0x1 actions=drop',
    );
    expect(isSame(found)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { isOrdinarySwitch } from '../../server/core/model/ordinarySwitch.ts';
import { readDumpText } from '../../server/core/model/dump.ts';

describe('an ordinary switch', () => {
  it.each([
    ['has one row with NORMAL', ' cookie=0x0, priority=0 actions=NORMAL\n', true],
    [
      'has rows beside it',
      ' table=0, priority=4,in_port=1,dl_vlan=7 actions=strip_vlan,NORMAL\n table=0, priority=2,in_port=1 actions=drop\n',
      true,
    ],
    [
      'is not br-int with its tables',
      ' table=0, priority=0 actions=NORMAL\n table=8, priority=0 actions=drop\n',
      false,
    ],
    ['is not an excerpt of br-int', ' table=0, priority=100,in_port=3 actions=resubmit(,8)\n', false],
    ['is not what says NORMAL elsewhere only', ' table=0, priority=0 actions=drop\nNORMAL\n', false],
  ])('%s', (_, text, expected) =>
    expect(isOrdinarySwitch(readDumpText(text, 'ovs-openflow'))).toBe(expected),
  );
});

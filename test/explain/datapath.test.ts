import { describe, expect, it } from 'vitest';
import { explainAt } from '../../server/core/explain/explain.ts';
import { explanationText } from '../../server/core/explain/markdown.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';

const flow =
  'recirc_id(0x3),in_port(vm),ct_state(+trk),eth(src=00:00:00:00:00:01),ipv4(tos=0), packets:1, used:never, actions:ct(commit),recirc(0x4),2';

describe('a hover over a datapath flow', () => {
  it.each([
    ['in_port', 'The port of the datapath'],
    ['recirc_id', 'Which pass through the datapath'],
    ['+trk', 'What conntrack says about the packet'],
    ['00:00:00:00:00:01', 'Source'],
    ['packets', 'Packets that this flow has taken'],
    ['never', 'How long ago'],
    ['commit', 'Looks the packet up in the connection tracker'],
    ['recirc(', 'Sends the packet through the datapath once more'],
  ])('at %s says: %s', (at, said) => {
    expect(told('ovs-datapath', flow, at)).toContain(said);
  });

  it('says nothing between tokens', () => expect(told('ovs-datapath', flow, ' packets')).toBe(''));
});

it.each([
  ['ovs-conntrack', 'udp,orig=(src=10.0.0.1)', 'src'],
  ['ovs-groups', 'group_id=1,type=all,bucket=drop', 'type'],
  ['ovs-ports', ' 1(vm): addr:00:00:00:00:00:01', 'addr'],
  ['ovs-meters', 'type=drop rate=1', 'rate'],
] as const)('%s has no hovers that another dialect would give', (dialect, text, at) => {
  expect(told(dialect, text, at)).toBe('');
});

function told(dialect: Dialect, text: string, at: string): string {
  const dump = readDumpText(text, dialect);
  const choice = chooseLayout([dump], undefined);
  return explainAt({ dump, choice, roles: [] }, 0, text.indexOf(at)).map(explanationText).join('\n');
}

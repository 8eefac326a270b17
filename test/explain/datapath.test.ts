import { describe, expect, it } from 'vitest';
import { toldAt } from './told.ts';

const flow =
  'recirc_id(0x3),in_port(vm),ct_state(+trk),eth(src=00:00:00:00:00:01),ipv4(tos=0), packets:1, used:never, actions:ct(commit),recirc(0x4),2';

describe('a hover over a datapath flow', () => {
  it.each([
    ['in_port', 'The port of the datapath'],
    ['recirc_id', 'Which pass through the datapath'],
    ['+trk', '+trk of ct_state: The packet has been through conntrack.'],
    ['00:00:00:00:00:01', 'Source MAC'],
    ['packets', 'Packets that this flow has taken'],
    ['never', 'How long ago'],
    ['commit', 'commit: The connection becomes a known one.'],
    ['ct(', 'Looks the packet up in the connection tracker'],
    ['recirc(', 'Sends the packet through the datapath once more'],
  ])('at %s says: %s', (at, said) => {
    expect(toldAt('ovs-datapath', flow, at)).toContain(said);
  });

  it('between tokens tells the flow as a whole', () =>
    expect(toldAt('ovs-datapath', flow, ' packets').split('\n')[0]).toBe(
      'This flow: Packets from port vm that come back as 0x3 go through conntrack, come back as 0x4 and leave by port 2.',
    ));
});

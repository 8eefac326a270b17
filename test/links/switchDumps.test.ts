import { describe, expect, it } from 'vitest';
import { memoryLinks } from './memoryLinks.ts';

const flowsHead = 'OFPST_FLOW reply (OF1.5) (xid=0x2):';
const metersHead = 'OFPST_METER_CONFIG reply (OF1.5) (xid=0x2):';
const groupsHead = 'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):';

const files = {
  'hv1/br-int.of15.txt': [
    flowsHead,
    ' cookie=0x1, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1,in_port=3 actions=meter:2,group:7,resubmit(,8)',
    ' cookie=0x2, duration=1s, table=8, n_packets=0, n_bytes=0, priority=1 actions=controller(meter_id=2)',
    ' cookie=0x3, duration=1s, table=8, n_packets=0, n_bytes=0, priority=0 actions=learn(table=66,output:NXM_OF_IN_PORT[])',
    ' cookie=0x0, duration=1s, table=66, n_packets=0, n_bytes=0, priority=1 actions=output:3',
  ],
  'hv1/br-int.groups.txt': [groupsHead, ' group_id=7,type=all,bucket=bucket_id:0,actions=resubmit(,8)'],
  'hv1/br-int.meters.txt': [metersHead, 'meter=2 kbps bands=', 'type=drop rate=100'],
  'hv2/br-int.of15.txt': [
    flowsHead,
    ' cookie=0x1, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1,in_port=3 actions=group:7',
  ],
  'hv2/br-int.groups.txt': [groupsHead, ' group_id=7,type=all,bucket=bucket_id:0,actions=drop'],
  'hv1/dpctl-dump-flows.txt': [
    'flow-dump from the main thread:',
    'ufid:00000000-0000-4000-8000-000000000001, recirc_id(0),in_port(2),eth(),eth_type(0x0800), packets:1, bytes:1, used:1s, actions:recirc(0x5)',
    'ufid:00000000-0000-4000-8000-000000000002, recirc_id(0x5),in_port(2),eth(),eth_type(0x0800), packets:1, bytes:1, used:1s, actions:3',
  ],
  'hv1/dpctl-dump-flows-later.txt': [
    'flow-dump from the main thread:',
    'ufid:00000000-0000-4000-8000-000000000002, recirc_id(0x5),in_port(2),eth(),eth_type(0x0800), packets:9, bytes:9, used:1s, actions:3',
  ],
};

describe('what is beside the flows of a bridge', () => {
  const hv1 = memoryLinks(files, 'hv1/br-int.of15.txt');

  it('is the meter of an action, and of packets for the controller', () => {
    expect(hv1.definition('meter:2')).toEqual(['hv1/br-int.meters.txt:2']);
    expect(hv1.definition('meter_id=2')).toEqual(['hv1/br-int.meters.txt:2']);
    expect(memoryLinks(files, 'hv1/br-int.meters.txt').references('meter=2')).toEqual([
      'hv1/br-int.of15.txt:2',
      'hv1/br-int.of15.txt:3',
    ]);
  });

  it("is the group of its own host, not another's", () => {
    expect(hv1.definition('group:7')).toEqual(['hv1/br-int.groups.txt:2']);
    expect(memoryLinks(files, 'hv2/br-int.groups.txt').references('group_id=7')).toEqual([
      'hv2/br-int.of15.txt:2',
    ]);
  });

  it('is the table that a group sends packets to', () => {
    expect(memoryLinks(files, 'hv1/br-int.groups.txt').definition('resubmit(,8')).toEqual([
      'hv1/br-int.of15.txt:3',
    ]);
  });

  it('is the table that flows are learned into', () => {
    expect(hv1.definition('table=66')).toEqual(['hv1/br-int.of15.txt:5']);
    const { links } = hv1;
    expect(links.here.path).toBe('hv1/br-int.of15.txt');
    expect(hv1.references(', table=66')).toEqual(['hv1/br-int.of15.txt:4']);
  });
});

describe('datapath flows', () => {
  const flows = memoryLinks(files, 'hv1/dpctl-dump-flows.txt');

  it('lead round with their packets', () => {
    expect(flows.definition('recirc(0x5')).toEqual([
      'hv1/dpctl-dump-flows.txt:3',
      'hv1/dpctl-dump-flows-later.txt:2',
    ]);
    expect(flows.references('recirc_id(0x5')).toEqual([
      'hv1/dpctl-dump-flows.txt:3',
      'hv1/dpctl-dump-flows-later.txt:2',
      'hv1/dpctl-dump-flows.txt:2',
    ]);
  });

  it('are the same in another dump of the host', () => {
    expect(flows.definition('000000000002')).toEqual([
      'hv1/dpctl-dump-flows.txt:3',
      'hv1/dpctl-dump-flows-later.txt:2',
    ]);
  });
});

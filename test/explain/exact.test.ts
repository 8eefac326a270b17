import { describe, expect, it } from 'vitest';
import type { Names } from '../../server/core/explain/context.ts';
import { explainRow } from '../../server/core/explain/explain.ts';
import { explanationText } from '../../server/core/explain/markdown.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { contextOf, toldAt } from './told.ts';

/** What is told at a place, whole: a line a part, as a terminal prints it. */
const cases: readonly (readonly [dialect: Dialect, text: string, at: string, told: readonly string[]])[] = [
  [
    'ovs-openflow',
    ' table=8, priority=50,ip,nw_dst=10.0.0.0/24 actions=drop',
    '10.0.0.0',
    [
      'nw_dst: Destination IPv4 address.',
      '  value  10.0.0.0',
      '  kind   private',
      '  mask   0xffffff00: 10.0.0.0 to 10.0.0.255, 256 values (/24)',
    ],
  ],
  [
    'ovs-openflow',
    ' table=8, priority=50 actions=controller(userdata=00.00.00.07.00.00.00.00.01.06.77.65.62)',
    '00.00.00.07',
    [
      'userdata: Log the packet for an ACL (log).',
      '  bytes 0–3        opcode 7 LOG',
      '  verdict          drop',
      '  severity         info',
      '  name of the ACL  web',
    ],
  ],
  [
    'ovs-groups',
    ' group_id=1,type=select,bucket=weight:1,actions=output:1,bucket=weight:3,actions=output:2',
    'weight:3',
    [
      'weight: How large a share of the packets the bucket gets, by the sum of all weights.',
      '  here  3: 75 % of the packets',
    ],
  ],
  ['ovs-meters', 'meter=1 kbps burst bands=', 'kbps', ['kbps: Rates are kilobits a second.', '  of  meter']],
  [
    'ovs-ports',
    '     state:      LIVE',
    'LIVE',
    ['LIVE: The port can be sent to: fast failover groups go by it.', '  of  state'],
  ],
  [
    'ovs-conntrack',
    'tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1,dport=22),reply=(src=10.0.0.2,dst=10.0.0.1,sport=22,dport=1),zone=3,mark=2',
    'mark=2',
    [
      'mark: The 32 bits kept with the connection; with a mask only some of them.',
      '  value       2',
      '  ct_mark[1]  ct_mark.natted = 1: The connection was load-balanced or translated.',
    ],
  ],
  [
    'ovsdb-list',
    '_uuid : 1288128b-fe07-4ab6-903a-705a16b31e92\nlogical_port : vm\ndatapath : 1288128b-fe07-4ab6-903a-705a16b31e92\nadditional_chassis : []\ntunnel_key : 1\nmac : []\nchassis : []\noptions : {activation-strategy=rarp}\n',
    'rarp',
    [
      'activation-strategy rarp: What opens the port on an additional chassis: rarp, garp or na. Until that is seen the port is shut there.',
      '  that is  the port opens when a RARP of the guest is seen',
      '  in       Port_Binding.options',
    ],
  ],
];

const portBinding = [
  [
    'CSV',
    '_uuid,chassis,logical_port,options\n1288128b-fe07-4ab6-903a-705a16b31e92,[],vm,"{""activation-strategy""=rarp}"\n',
  ],
  [
    'JSON',
    '{"data":[[["uuid","1288128b-fe07-4ab6-903a-705a16b31e92"],["set",[]],"vm",["map",[["activation-strategy","rarp"]]]]],"headings":["_uuid","chassis","logical_port","options"]}',
  ],
] as const;

describe('in a list', () => {
  const hints = { table: 'Port_Binding', database: 'OVN_Southbound' };

  it.each(portBinding)('of %s a value is told by its key and column', (_, text) => {
    expect(toldAt('ovsdb-list', text, 'rarp', { hints }).split('\n').slice(1)).toEqual([
      '  that is  the port opens when a RARP of the guest is seen',
      '  in       Port_Binding.options',
    ]);
    expect(toldAt('ovsdb-list', text, 'vm', { hints })).toContain('Port_Binding.logical_port');
    expect(toldAt('ovsdb-list', text, 'logical_port', { hints })).toMatch(/^logical_port: /);
  });
});

it('a table of JSON says what it is and how many rows it has', () => {
  const hints = { table: 'Port_Binding', database: 'OVN_Southbound' };
  const context = contextOf('ovsdb-list', portBinding[1][1], { hints });
  const [told] = explainRow(context, 0);
  expect(told === undefined ? '' : explanationText(told).split('\n').slice(0, 2)).toEqual([
    'This table Port_Binding: A logical port and the chassis that it is bound to. Additional chassis are those of a live migration.',
    '  rows          1',
  ]);
});

describe('a bridge that is not OVN’s', () => {
  it('has no tables and priorities of OVN', () => {
    const told = toldAt(
      'ovs-openflow',
      ' cookie=0x0, table=0, n_packets=2, priority=0 actions=NORMAL',
      ' cookie',
    );
    expect(told).not.toMatch(/OFTABLE|bound to this port|every chassis/);
    expect(told).toContain('an ordinary switch, and not the br-int of OVN');
  });
});

describe('a trace', () => {
  it('says what each action does to the packet', () => {
    const trace =
      'bridge("br-int")\n 0. in_port=3, priority 100\n    set_field:0x1->metadata\n    resubmit(,8)\n';
    const [told] = explainRow(contextOf('ovs-trace', trace), 3);
    expect(told === undefined ? '' : explanationText(told)).toBe(
      'resubmit(,8): goes on in table 8 ls_in_check_port_sec / lr_in_admission',
    );
  });
});

describe('exactly told', () => {
  it.each(cases)('in %s: %s at %s', (dialect, text, at, told) => {
    const hints =
      dialect === 'ovsdb-list' ? { table: 'Port_Binding', database: 'OVN_Southbound' } : undefined;
    expect(toldAt(dialect, text, at, { hints }).split('\n')).toEqual(told);
  });
});

describe('with the names of a capture', () => {
  const names: Names = {
    datapathName: (key) => (key === 1 ? 'sw0' : undefined),
    portName: (datapath, key) => (datapath === 1 && key === 2 ? 'vm' : undefined),
    chassisOfTunnel: (port) => (port === 7 ? 'hv2' : undefined),
    zoneOwner: (zone) => (zone === 3 ? 'vm' : undefined),
    cookieOwner: (cookie) => (cookie === 0xa1 ? { table: 'Port_Binding', name: 'vm' } : undefined),
  };
  const row = ' cookie=0xa1, table=39, priority=100,reg15=0x2,metadata=0x1 actions=output:7';

  it.each([
    ['metadata', 'stands for  logical datapath sw0 with tunnel key 1'],
    ['reg15', 'stands for  logical port vm with tunnel key 2'],
    ['cookie', 'comes from  Port_Binding vm'],
    ['7', 'leads to  tunnel to hv2'],
  ])('at %s', (at, told) => expect(toldAt('ovs-openflow', row, at, { names })).toContain(told));

  it('the row says them in its sentence', () =>
    expect(toldAt('ovs-openflow', row, ' cookie', { names })).toContain(
      'Packets to logical port vm with tunnel key 2, on logical datapath sw0 with tunnel key 1 leave by port 7 (tunnel to hv2).',
    ));

  it('a zone is its owner’s', () =>
    expect(
      toldAt('ovs-conntrack', 'udp,orig=(src=10.0.0.1),reply=(src=10.0.0.2),zone=3', 'zone', { names }),
    ).toContain('stands for  zone of vm'));
});

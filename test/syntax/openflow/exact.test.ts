import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printMatchEntries, readMatchEntries } from '../../../server/core/syntax/openflow/exact/nxMatch.ts';
import { Protocol, printProtocols } from '../../../server/core/syntax/openflow/exact/protocols.ts';
import { readDumpedFlow, readFlow } from '../../../server/core/syntax/openflow/exact/readFlow.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { printDumpedFlow, printFlowMod } from '../../../server/core/syntax/openflow/print.ts';

const fixture = new URL('../../fixtures/openflow/br-int.txt', import.meta.url);
const lines = readFileSync(fixture, 'utf8')
  .split('\n')
  .filter((line) => line.includes('actions='));

/** A flow through a message of the protocol, as `ovs-ofctl parse-flow` of Open vSwitch 3.1 printed it. */
const printed: readonly (readonly [protocol: keyof typeof Protocol, flow: string, printed: string])[] = [
  [
    'of10',
    'in_port=local dl_vlan=7 dl_src=0a:00:0B:1:2:3 actions=drop',
    'OFPT_FLOW_MOD: ADD in_port=LOCAL,dl_vlan=7,dl_src=0a:00:0b:01:02:03 actions=drop',
  ],
  [
    'of10',
    'tcp,tp_src=0x10,tp_dst=022,actions=NORMAL',
    'OFPT_FLOW_MOD: ADD tcp,tp_src=16,tp_dst=18 actions=NORMAL',
  ],
  [
    'of10',
    'ip,nw_src=10.1.2.3/255.255.0.0,nw_tos=0x20,actions=mod_nw_src:1.2.3.4,output:3',
    'OFPT_FLOW_MOD: ADD ip,nw_src=10.1.0.0/16,nw_tos=32 actions=mod_nw_src:1.2.3.4,output:3',
  ],
  ['of10', 'nw_src=1.2.3.4,actions=drop', 'OFPT_FLOW_MOD: ADD actions=drop'],
  [
    'nxm',
    'reg3=0x7/0xf,xreg2=5,tun_id=0,actions=set_field:5->reg1,resubmit:4,resubmit(,9)',
    'NXT_FLOW_MOD: ADD reg3=0x7/0xf,reg4=0,reg5=0x5,tun_id=0 actions=load:0x5->NXM_NX_REG1[],resubmit:4,resubmit(,9)',
  ],
  [
    'nxm',
    'ct_state=-new+est+trk,ipv6,ipv6_dst=2001:DB8:0:0:1::9/64,actions=ct(table=3,zone=NXM_NX_REG13[0..15],nat)',
    'NXT_FLOW_MOD: ADD ct_state=-new+est+trk,ipv6,ipv6_dst=2001:db8::/64 actions=ct(table=3,zone=NXM_NX_REG13[0..15],nat)',
  ],
  [
    'nxm',
    'tcp,tcp_flags=+syn-ack,actions=learn(NXM_OF_VLAN_TCI[0..11],eth_dst=eth_src,load:7->reg0[8..15],output:in_port)',
    'NXT_FLOW_MOD: ADD tcp,tcp_flags=+syn-ack actions=learn(table=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0x7->NXM_NX_REG0[8..15],output:NXM_OF_IN_PORT[])',
  ],
  [
    'nxm',
    'vlan_tci=0x1005/0x1fff,actions=load:0xff->xxreg1[60..70],note:a1.b2',
    'NXT_FLOW_MOD: ADD dl_vlan=5 actions=load:0xff->NXM_NX_XXREG1[60..70],note:a1.b2.00.00.00.00',
  ],
  [
    'nxm',
    'dl_vlan_pcp=3,nw_frag=later,ip,nw_ttl=64,actions=dec_ttl(1,2),controller(id=3,userdata=0a.0b,pause)',
    'NXT_FLOW_MOD: ADD ip,dl_vlan_pcp=3,nw_ttl=64,nw_frag=later actions=dec_ttl(1,2),controller(id=3,userdata=0a.0b,pause)',
  ],
  [
    'nxm',
    'actions=set_field:0x3/0x9->reg5,mod_nw_ttl:9',
    'NXT_FLOW_MOD: ***decode error: OFPBAC_MATCH_INCONSISTENT***',
  ],
  [
    'of13',
    'udp,actions=mod_tp_dst:53,mod_nw_tos:8,mod_dl_dst:1:2:3:4:5:6',
    'OFPT_FLOW_MOD (OF1.3): ADD udp actions=set_field:53->udp_dst,set_field:2->ip_dscp,set_field:01:02:03:04:05:06->eth_dst',
  ],
  [
    'of13',
    'in_port=1,actions=resubmit(1,2),set_field:1->reg0,enqueue:1:2,mod_vlan_vid:5,note:01.02',
    'OFPT_FLOW_MOD (OF1.3): ADD in_port=1 actions=resubmit(1,2),set_field:0x1->reg0,set_queue:2,output:1,pop_queue,push_vlan:0x8100,set_field:4101->vlan_vid,note:01.02.00.00.00.00',
  ],
];

/** What `ovs-ofctl parse-flow` of Open vSwitch 3.1 says instead of taking the flow. */
const undecodable: readonly (readonly [keyof typeof Protocol, string, string])[] = [
  ['of10', 'udp,actions=ct(nat(dst))', 'OFPT_FLOW_MOD: ***decode error: OFPBAC_BAD_ARGUMENT***'],
  [
    'of12',
    'dl_type=0x894f,actions=dec_nsh_ttl',
    'OFPT_FLOW_MOD (OF1.2): ***decode error: OFPBAC_BAD_VENDOR_TYPE***',
  ],
  [
    'nxmWithTable',
    'table=4,actions=write_metadata:3,goto_table:6',
    'NXT_FLOW_MOD: ***decode error: OFPBAC_UNSUPPORTED_ORDER***',
  ],
  [
    'of13',
    'ip,actions=ct(commit,nat(src=0.0.0.0))',
    'OFPT_FLOW_MOD (OF1.3): ADD ip actions=ct(commit,nat(src))',
  ],
  [
    'of13',
    'ip,actions=ct(commit,nat(src=beef))',
    'OFPT_FLOW_MOD (OF1.3): ADD ip actions=ct(commit,nat(src))',
  ],
  ['of13', 'actions=output:xxreg1', 'OFPT_FLOW_MOD (OF1.3): ADD actions=output:NXM_NX_XXREG1[1..64]'],
  ['of13', 'tun_flags=4294967297,actions=drop', 'OFPT_FLOW_MOD (OF1.3): ADD tun_flags=+oam actions=drop'],
];

const rejected: readonly (readonly [flow: string, words: string])[] = [
  ['actions=output:foo', 'foo: output to unknown port'],
  ['reg0=x,actions=drop', 'x: bad syntax for reg0 value'],
  ['ip_src=1.2.3.4/33,actions=drop', '1.2.3.4/33: IPv4 network prefix bits not between 0 and 32, inclusive'],
  ['foo=1,actions=drop', 'unknown keyword foo'],
  ['tcp_flags=+syn+syn,actions=drop', 'syn: Each TCP flag can be specified only once'],
  ['priority=70000,actions=drop', 'invalid priority "70000"'],
  ['in_port=1', 'must specify an action'],
  ['actions=load:5->reg0[1..2]', '5->reg0[1..2]: value 0x5 does not fit into 2 bits'],
  [
    'actions=set_field:1.2.3.4->ip_src',
    'actions are invalid with specified match (OFPBAC_MATCH_INCONSISTENT)',
  ],
  ['actions=resubmit(,)', 'at least one "in_port" or "table" must be specified on resubmit'],
  [
    'actions=goto_table:2,output:1',
    'invalid instruction ordering: apply_actions must appear before goto_table, for OpenFlow 1.1+ compatibility',
  ],
  [
    'actions=move:reg0[0..3]->reg1',
    'reg0[0..3]->reg1: source field is 4 bits wide but destination is 32 bits wide',
  ],
  ['cookie=1/2,actions=drop', 'flow additions cannot use a cookie mask'],
  ['ipv6_src=::1/129,actions=drop', '::1/129: IPv6 network prefix bits not between 0 and 128, inclusive'],
  [
    'nw_frag=maybe,actions=drop',
    'maybe: unknown fragment type (valid types are "no", "yes", "first", "later", "not_later"',
  ],
  ['actions=clone(goto_table:3)', 'goto_table instruction not allowed here'],
  ['eth_src=1:2:3:4:5,actions=drop', '1:2:3:4:5: invalid Ethernet address'],
  ['actions=drop,output:1', '"drop" must not be accompanied by any other action or instruction'],
  ['actions=learn(foo=1)', 'foo=1: unknown keyword foo'],
  ['actions=conjunction(1,3/2)', 'clause index must be less than or equal to number of clauses'],
];

describe('a flow that a person writes', () => {
  it.each(printed)('through %s: %s', (protocol, text, expected) => {
    const flow = readFlow(text, { naming: 'reject', command: 'add' });
    if (flow instanceof Rejection) throw flow;
    expect(printFlowMod(flow, Protocol[protocol])).toBe(expected);
  });

  it.each(undecodable)('as a switch has it through %s: %s', (protocol, text, expected) => {
    const flow = readFlow(text, { naming: 'reject', command: 'add' });
    if (flow instanceof Rejection) throw flow;
    expect(printFlowMod(flow, Protocol[protocol])).toBe(expected);
  });

  it.each(rejected)('is not taken: %s', (text, words) => {
    const flow = readFlow(text, { naming: 'reject', command: 'add' });
    expect(flow).toBeInstanceOf(Rejection);
    expect((flow as Rejection).message).toBe(words);
  });

  it.each([
    [
      'of11',
      'modify',
      'cookie=0x7,in_port=3,actions=drop',
      'OFPT_FLOW_MOD (OF1.1): MOD in_port=3 cookie:0x7 actions=drop',
    ],
    [
      'of12',
      'modify',
      'cookie=0x7,in_port=3,actions=drop',
      'OFPT_FLOW_MOD (OF1.2): MOD in_port=3 actions=drop',
    ],
    [
      'of12',
      'modify',
      'cookie=0x7/0x5,actions=drop',
      'OFPT_FLOW_MOD (OF1.2): MOD cookie:0x5/0x5 actions=drop',
    ],
    [
      'nxm',
      'modify',
      'cookie=0x3/0x1,cookie=9,actions=drop',
      'NXT_FLOW_MOD: MOD cookie:0x9 cookie:0x1/0x1 actions=drop',
    ],
    ['of11', 'delete', 'out_port=8', 'OFPT_FLOW_MOD (OF1.1): DEL out_port:8 actions=drop'],
    ['of13', 'delete', 'out_port=8', 'OFPT_FLOW_MOD (OF1.3): DEL table:255 out_port:8 actions=drop'],
  ] as const)('that changes flows, through %s: %s %s', (protocol, command, text, expected) => {
    const flow = readFlow(text, { naming: 'reject', command });
    if (flow instanceof Rejection) throw flow;
    expect(printFlowMod(flow, Protocol[protocol])).toBe(expected);
  });

  it('shows the cookie that it is about among the fields of a message', () => {
    const flow = readFlow('cookie=0x3/0x1,in_port=2', { naming: 'reject', command: 'delete' });
    if (flow instanceof Rejection) throw flow;
    expect(printFlowMod(flow, Protocol.nxm, 'fields')).toContain(
      ' NXM_OF_IN_PORT(0002), NXM_NX_COOKIE_W(0000000000000001/0000000000000001) ',
    );
  });

  it('can be told by some protocols only', () => {
    const protocolsOf = (text: string): string => {
      const flow = readFlow(text, { naming: 'reject', command: 'add' });
      return flow instanceof Rejection ? flow.message : printProtocols(flow.protocols);
    };
    expect(protocolsOf('in_port=1,actions=drop')).toBe('any');
    expect(protocolsOf('metadata=5,actions=drop')).toBe('NXM,OXM,OpenFlow11');
    expect(protocolsOf('reg0=5,actions=drop')).toBe('NXM,OXM');
    expect(protocolsOf('actions=push_vlan:0x8100')).toBe('OXM,OpenFlow11');
  });

  it('keeps names that only a bridge knows, where it belongs to one', () => {
    const flow = readFlow('in_port=vm,actions=output:"br-phys_up"', { naming: 'keep', command: 'add' });
    if (flow instanceof Rejection) throw flow;
    expect(printFlowMod(flow, Protocol.of13)).toBe(
      'OFPT_FLOW_MOD (OF1.3): ADD in_port=vm actions=output:"br-phys_up"',
    );
  });

  it('begins with a command in a file', () => {
    const flow = readFlow('delete_strict table=3,in_port=2', { naming: 'keep' });
    expect(flow).toMatchObject({ command: 'delete_strict', table: 3, actions: undefined });
  });
});

describe('a flow of a dump', () => {
  it('has rows to look at', () => expect(lines.length).toBeGreaterThan(150));

  it.each(lines)('prints as it was: %s', (line) => {
    const flow = readDumpedFlow(line.trim());
    if (flow instanceof Rejection) throw flow;
    expect(printDumpedFlow(flow)).toBe(line.trim());
  });

  it('of the bridge itself has a spelling of its own', () => {
    const line = 'table_id=254, duration=2s, n_packets=0, n_bytes=0, priority=2,recirc_id=0,actions=drop';
    const flow = readDumpedFlow(line);
    if (flow instanceof Rejection) throw flow;
    expect(printDumpedFlow(flow)).toBe(line);
  });

  it('never throws, and what it prints is read again as the same', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...lines), fc.nat(1000), fc.nat(6), fc.string({ maxLength: 3 }))
      .map(([line, place, removed, inserted]) => {
        const at = place % line.length;
        return line.slice(0, at) + inserted + line.slice(at + removed);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        const added = readFlow(text, { naming: 'keep' });
        if (!(added instanceof Rejection)) printFlowMod(added, Protocol.of15);
        const flow = readDumpedFlow(text);
        if (flow instanceof Rejection) return;
        const once = printDumpedFlow(flow);
        const again = readDumpedFlow(once);
        expect(again instanceof Rejection ? again.message : printDumpedFlow(again)).toBe(once);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('a match of a message', () => {
  it('is read and printed', () => {
    const text = 'NXM_OF_ETH_TYPE(0800), NXM_OF_IP_SRC_W(0a000000/ff000000), NXM_NX_REG3(0000002a)';
    const entries = readMatchEntries(text);
    if (entries instanceof Rejection) throw entries;
    expect(printMatchEntries(entries)).toBe(text);
  });

  it('is not taken without its parenthesis', () => {
    expect(readMatchEntries('NXM_OF_ETH_TYPE')).toBeInstanceOf(Rejection);
  });
});

describe('the entries of a message', () => {
  it.each([
    ['NXM_NX_REG3_W(00000001)', 'NXM_NX_REG3_W(00000001): missing / in masked field NXM_NX_REG3_W'],
    ['00070304(0002)', '00070304(0002): missing / in masked field 00070304'],
    ['00070304(0002/0003', '00070304(0002/0003: missing ) following field 00070304'],
  ])('are refused by the name that is written: %s', (text, words) => {
    const entries = readMatchEntries(text);
    expect(entries instanceof Rejection ? entries.message : entries).toBe(words);
  });
});

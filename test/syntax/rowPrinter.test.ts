import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, dialects } from '../../server/core/syntax/dialect.ts';
import { firstInnerKind, NodeKind } from '../../server/core/syntax/nodeKind.ts';
import { textOf } from '../../server/core/syntax/nodeText.ts';
import { rowParsers } from '../../server/core/syntax/rowParser.ts';
import { printRow, rowPrinters } from '../../server/core/syntax/rowPrinter.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { filesOf, text as fixtureText } from '../fixtures/dumps.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { mutatedText } from './mutatedText.ts';
import { difference, type Tally, tallyText, withNumber } from './printing.ts';
import { type ParsedRow, parseRow as parseWith } from './rows.ts';

/** With a tree of its own: those of compiled parsers are written over. */
function parseRow(dialect: Dialect, line: string): ParsedRow {
  const row = parseWith(rowParsers[dialect], line);
  row.tree.settle();
  return row;
}

function printed(dialect: Dialect, line: string): string {
  const bytes = encodeText(line);
  return printRow(dialect, bytes, 0, bytes.length);
}

/** Rows of forms that captures lack, as the tools write them. */
const rows: Readonly<Record<Dialect, readonly string[]>> = {
  'ovn-lflow': [
    'Datapath: "lr0" aka "router one" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: egress',
    '  table=??(ls_in_acl          ), priority=2001 , match=(ip && (ip4.src == {10.0.0.1, 10.0.0.0/24} || !ip6)), action=(ct_commit { ct_mark.blocked = 0; }; next;)',
    '  uuid=0x0000002a, table=10(ls_in_lb           ), priority=110  , match=(ct.new && ip6.dst == fe80::1), action=(ct_lb_mark(backends=[aef0::2]:80,[aef0::3]; force_snat);)',
    '  table=3 (ls_in_x            ), priority=1    , match=(1), action=(reg8[16..31] = select(values=(1=100,2=50); hash_fields="ip_src,ip_dst"); outport = "a \\"b\\""; ip.ttl--; arp.tpa <-> arp.spa;)',
    '  uuid=0x7f705ac4, datapath="lr0" aka "r", logical_port=a, tunnel_key=2    ',
    '  uuid=0x7f705ac4, network="lr0" aka "r", logical_port=a',
    '    [fd00::1]:80 = [fd00::2]:8080,[fd00::3]:8080',
    '    fd00::1 = fd00::2,fd00::3',
  ],
  'ovs-openflow': [
    'OFPST_FLOW reply (OF1.5) (xid=0x2): flags=[more]',
    ' cookie=0x0, duration=5184000.123s, table=0, n_packets=18446744073709551615, n_bytes=0, send_flow_rem reset_counts priority=5,packet_type=(1,0x800),in_port="a b" actions=enqueue:1:2,bundle(eth_src,50,active_backup,ofport,members:4,8),multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[0..7])',
    ' cookie=0x0, duration=1.5s, table=0, n_packets=0, n_bytes=0, idle_timeout=10, hard_timeout=20, importance=3, ip,nw_src=10.0.0.0/8 actions=learn(table=1,idle_timeout=5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0x1->NXM_NX_REG0[0..15],output:NXM_OF_IN_PORT[]),ct(commit,zone=5,nat(src=[fe80::1]-[fe80::2]:1-9,random),exec(set_field:0x1/0x3->ct_mark))',
    ' cookie=0x0, duration=1s, table=254, n_packets=0, n_bytes=0, actions=check_pkt_larger(1442)->NXM_NX_REG9[1],resubmit(3),resubmit(3,4),resubmit(,5),resubmit(,5,ct),resubmit:7,dec_ttl(1,2),note:01.02.00.00.00.00,controller(reason=no_match,max_len=10,id=3,userdata=00.01,pause)',
    'duration=22s, n_packets=1, n_bytes=2, priority=0,tcp,tcp_flags=+syn-ack,actions=drop',
    'table_id=254, duration=22s, n_packets=1, n_bytes=2, priority=0,recirc_id=0x1,actions=drop',
    '+table=0 priority=5,ip actions=drop',
    '-dl_vlan=9 idle_timeout=60 actions=output:1',
  ],
  'ovs-groups': [
    'OFPST_GROUP reply (OF1.3) (xid=0x6):',
    ' group_id=1,type=select,selection_method=hash,selection_method_param=3,fields(eth_dst,ip_dst=0.0.0.255),bucket=bucket_id:0,weight:100,watch_port:1,actions=ct(commit,nat(dst=10.0.1.10:8080)),output:2,bucket=bucket_id:1,weight:1,actions=drop',
    ' group_id=2,type=all,bucket=output:3,bucket=actions=drop',
    ' group_id=2,duration=18.5s,ref_count=1,packet_count=3,byte_count=4,bucket0:packet_count=1,byte_count=2,bucket1:packet_count=0,byte_count=0',
    'insert_bucket group_id=1,command_bucket_id=last,bucket=output:1 # why',
    ' Group table:',
    '    Types:  0xf',
    '       max_groups=0xffffff00',
    '       actions: output group set_vlan_vid',
  ],
  'ovs-meters': [
    'OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):',
    'meter=1 kbps burst stats bands=',
    'type=dscp_remark rate=1048576 burst_size=61440 prec_level=1',
    'meter=controller pktps bands=',
    'meter:1 flow_count:1 packet_in_count:5 byte_in_count:3 duration:1.250s bands:',
    '0: packet_count:7 byte_count:9',
    'max_meter:4294901760 max_bands:1 max_color:0',
    'band_types: drop',
    'band_types: 0',
    'capabilities: kbps pktps burst stats',
    'add meter=1,kbps,band=type=drop,rate=5',
  ],
  'ovs-ports': [
    'OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:0000505400000001',
    'OFPST_PORT reply (OF1.3) (xid=0x2): 2 ports',
    'n_tables:254, n_buffers:0',
    'capabilities: FLOW_STATS TABLE_STATS',
    ' 1(ovn-hv2-0): addr:da:81:6f:73:51:ae',
    ' LOCAL(br-int): addr:aa:bb:cc:dd:ee:ff',
    '     config:     PORT_DOWN NO_STP',
    '     speed: 10000 Mbps now, 0 Mbps max',
    '  port  "a b": rx pkts=0, bytes=0, drop=?, errs=?, frame=?, over=?, crc=?',
    '           duration=1.5s',
    '  tables 2...253: ditto',
    '    active=1, lookup=0, matched=0',
  ],
  'ovs-datapath': [
    'flow-dump from pmd on cpu core: 3',
    'recirc_id(0),in_port(2),eth(src=50:54:00:00:00:01/01:00:00:00:00:00),eth_type(0x8847),mpls(label=22/0xfffff,tc=0/0,ttl=64/0x0,bos=1/1), packets:3, bytes:54, used:5184000.250s, flags:SP., actions:push_vlan(vid=100,pcp=0),2',
    'recirc_id(0x1),tunnel(tun_id=0x1,src=1.1.1.1,geneve({class=0x102,type=0x80,len=4,0x20001/0x7fffffff}),flags(-df+csum+key)),in_port(1),ct_state(+trk-new/+trk+new), packets:0, bytes:0, used:never, actions:drop',
  ],
  'ovs-conntrack': [
    'tcp,orig=(src=fd00::1,dst=fd00::2,sport=1,dport=2),reply=(src=fd00::2,dst=fd00::1,sport=2,dport=1),id=1,zone=5,status=SEEN_REPLY|CONFIRMED,mark=3,labels=0x1,timeout=5,protoinfo=(state_orig=ESTABLISHED,state_reply=ESTABLISHED,wscale_orig=7,wscale_reply=7)',
    'ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=22 dport=33 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=33 dport=22 [ASSURED] mark=0 secctx=system_u:object_r:unlabeled_t:s0 zone=9 use=1',
    '    [NEW] udp      17 30 src=fd00::1 dst=fd00::2 sport=22 dport=33',
    'conntrack v1.4.6 (conntrack-tools): 3 flow entries have been shown.',
  ],
  'ovsdb-dump': ['Port_Binding table', '------ ---- -----'],
  'ovsdb-list': [
    '_uuid               : ea94d871-c93f-40f9-a7b9-6d2ed1241f26',
    'a_name_of_more_than_20: [1, -2, 9223372036854775807, 0.5, true]',
    'external_ids        : {"a b"="c=\\"d\\"\\n", key=value, n="5"}',
    'options             : ["map",[["a","b"],["c",["uuid","ea94d871-c93f-40f9-a7b9-6d2ed1241f26"]]]]',
    'name                : ""',
  ],
  'ovsdb-show': [
    'switch f21a1946-f49d-4d07-8123-105b14b49e6d (sw 0) (aka the first)',
    '    port vm (aka a b)',
    '        addresses: ["50:54:00:00:00:10 10.0.0.10", "unknown"]',
    '    nat d2e7c874-c86e-4838-992f-05c3d5e60da9',
    '            Interface "1a"',
    '                options: {csum="true", key=flow, remote_ip="192.168.0.12"}',
    '2d0f9953-07c7-441b-8159-fadea59b8749',
  ],
  'ovsdb-log': [
    'OVSDB CLUSTER 590 6e16ca5b52ccd7a3a5f1d7c0c1bd2ff2bb6c1f1e',
    '{"_date":1795518638786,"T":{"4ff42885-4a03-4473-8011-04024716d95d":{"a":["map",[["x","a \\"b\\"\\\\\\n"]]],"b":["set",[]],"c":[],"d":{},"e":-1.5,"f":true,"g":null}}}',
  ],
  'ovn-trace': [
    '# ct_state=new|trk,tcp,reg14=0x1,tp_dst=80',
    'ingress(dp="sw0", inport="a \\"b\\"") {',
    ' 0. ls_in_check_port_sec: 1, priority 50, uuid 0000002a',
    '14. ls_in_acl (northd.c:1): (ip4 || ip6) && ct.trk, priority 1, uuid e9ef33ac',
    ' 3. ls_in_x (northd.c:5): no match (implicit drop)',
    '    ct_next(ct_state=est|trk /* default (use --ct to customize) */) {',
    '    ct_snat(ip4.src=172.16.0.2)',
    '    next(output);',
    '        output("vm");',
    '*** conntrack entry is not known',
    'select: reg8[16..31] = 1',
    '        };',
    '    cookie=0x1, duration=1.5s, table=8, n_packets=0, n_bytes=0, priority=50,reg14=0x1 actions=resubmit(,9)',
  ],
  'ovs-trace': [
    'Flow: tcp,in_port=1,vlan_tci=0x0000,tcp_flags=0',
    ' 0. in_port=1, priority 100, cookie 0x2a',
    ' 1. No match.',
    '--. something else',
    '    set_field:0x1/0xff->reg10',
    '     -> NXM_NX_REG10[0..7] is now 0x1',
    'recirc(0x6) - resume conntrack with default ct_state=trk|new (use --ct-next to customize)',
    '    bucket 3',
    'Megaflow: recirc_id=0x6,ct_state=+new-est,eth,tcp,in_port=1,nw_frag=no',
    'Datapath actions: ct(commit,zone=5,nat(src=10.0.0.1)),recirc(0x7)',
    '        Restoring actions: unroll_xlate(table=2, cookie=0),output:2',
    '  * Logical flow: table=5 (ls_in_acl), priority=100, match=(ip4 && tcp), actions=(reg0[0] = 1; next;)',
  ],
};

describe('rows in the spelling of the tools are printed as they are', () => {
  it.each(dialects)('%s', (dialect) => {
    for (const line of rows[dialect]) {
      expect(parseRow(dialect, line).problems, line).toEqual([]);
      expect(printed(dialect, line)).toBe(line);
    }
  });

  it.each(dialects)('%s, with an escape character that begins no colour', (dialect) => {
    expect(printed(dialect, '\u001B]0;title')).toBe('\u001B]0;title');
    expect(printed(dialect, '\u001B[36m\u001B]0;title\u001B[m')).toBe('\u001B]0;title');
  });

  it('a logical row whose table was left away', () => {
    const line = '  (ls_in_acl          ), priority=2001 , match=(ip), action=(next;)';
    expect(printed('ovn-lflow', line)).toBe(line);
  });

  it('in all fixtures, of each dialect', () => {
    const tallies = new Map<Dialect, Tally>();
    for (const file of filesOf('.').filter((name) => !/\.(?:ts|md)$/.test(name)))
      tallyText(fixtureText(file), file, tallies);
    expect([...tallies.values()].flatMap(({ faults }) => faults)).toEqual([]);
    expect([...tallies.keys()].sort()).toEqual([...dialects].sort());
    expect([...tallies.values()].reduce((sum, { nRows }) => sum + nRows, 0)).toBeGreaterThan(12_000);
  });

  sharedTest(
    'in all captures',
    () => {
      const tallies = new Map<Dialect, Tally>();
      for (const name of readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' })) {
        if (/\.(?:txt|backup|json|log|cmd)$/.test(name))
          tallyText(readFileSync(`${sharedRoot}captures/${name}`, 'utf8'), name, tallies);
      }
      expect([...tallies.values()].flatMap(({ faults }) => faults).slice(0, 3)).toEqual([]);
      expect([...tallies.values()].reduce((sum, { nRows }) => sum + nRows, 0)).toBeGreaterThan(150_000);
    },
    120_000,
  );

  sharedTest('in what the tests of OVN and Open vSwitch expect', () => {
    const tallies = new Map<Dialect, Tally>();
    for (const file of ['ovn', 'ovs']) {
      for (const line of readFileSync(`${sharedRoot}conformance/${file}.jsonl`, 'utf8').trim().split('\n')) {
        const { kind, stdout } = JSON.parse(line) as { kind: string; stdout?: string };
        if (stdout === undefined || !/^(?:lflow-text|ofp-dump|dp-dump|ovn-trace|ofp-trace)$/.test(kind))
          continue;
        // What `sed` has taken out of a row there has left a space behind; one row has a comma too many.
        const text = stdout
          .replaceAll(',  table=', ', table=')
          .replaceAll('actions: <del>', 'actions:<del>')
          .replaceAll('->ct_mark),)', '->ct_mark))');
        tallyText(text, kind, tallies);
      }
    }
    expect([...tallies.values()].flatMap(({ faults }) => faults)).toEqual([]);
    expect([...tallies.values()].reduce((sum, { nRows }) => sum + nRows, 0)).toBeGreaterThan(1_200);
  });
});

describe('rows in other spellings are printed in that of the tools', () => {
  it.each<readonly [Dialect, string, string]>([
    [
      'ovs-openflow',
      'table=0 ,, priority=5  ip dl_dst=0A:00:0:0:0:1 ,actions=output:2 ,group:3',
      'table=0, priority=5,ip,dl_dst=0a:00:00:00:00:01 actions=output:2,group:3',
    ],
    ['ovs-openflow', 'ipv6_src=FE80:0:0::1,ipv6,actions=drop', 'ipv6_src=fe80::1,ipv6 actions=drop'],
    [
      'ovn-lflow',
      'table=3(x),priority=1,match=(ip4.src==10.0.0.1),action=(next;)',
      'table=3 (x                  ), priority=1    , match=(ip4.src==10.0.0.1), action=(next;)',
    ],
    ['ovs-datapath', 'recirc_id(1), in_port(02) , actions:3,4', 'recirc_id(0x1),in_port(2), actions:3,4'],
    ['ovs-conntrack', 'tcp, orig=(src=10.0.0.1, dst=10.0.0.2)', 'tcp,orig=(src=10.0.0.1,dst=10.0.0.2)'],
    ['ovsdb-list', 'name: [ a,b ]', 'name                : [a, b]'],
    ['ovsdb-log', '{ "a" : [1 , "\\u0041"] }', '{"a":[1,"A"]}'],
    [
      'ovs-openflow',
      ' \u001B[36mcookie=\u001B[m0x1, \u001B[35mactions=\u001B[mdrop',
      ' cookie=0x1, actions=drop',
    ],
  ])('%s: %s', (dialect, line, expected) => {
    expect(printed(dialect, line)).toBe(expected);
  });

  it('leaves a row alone that it does not understand', () => {
    expect(printed('ovs-openflow', ' table=0,frob=1 ,actions=drop')).toBe(' table=0,frob=1 ,actions=drop');
  });
});

/** Lines of the fixtures, of each form a few: their words without digits tell forms apart. */
const samples: ReadonlyMap<Dialect, readonly string[]> = samplesOf();

function samplesOf(): Map<Dialect, string[]> {
  const found = new Map<Dialect, Map<string, string>>(dialects.map((dialect) => [dialect, new Map()]));
  const add = (dialect: Dialect, line: string): void => {
    const form = line.replaceAll(/[0-9a-f]+/g, '0').slice(0, 60);
    if (line !== '' && line.length < 2_000) found.get(dialect)?.set(form, line);
  };
  for (const dialect of dialects) for (const line of rows[dialect]) add(dialect, line);
  const ofDialects: Readonly<Partial<Record<Dialect, string>>> = {
    'ovs-openflow': 'captures/23.03/p2/hv2/br-int.of15.txt',
    'ovn-lflow': 'captures/23.03/p2/lflow-list.txt',
    'ovs-groups': 'captures/23.03/p2/hv2/br-int.groups.txt',
    'ovs-ports': 'captures/23.03/p2/hv2/br-int.ports-desc.txt',
    'ovs-datapath': 'captures/23.03/p2/hv2/dpctl-dump-flows.txt',
    'ovs-conntrack': 'captures/23.03/p2/hv2/dpctl-dump-conntrack.txt',
  };
  for (const [dialect, file] of Object.entries(ofDialects))
    for (const line of fixtureText(file).split('\n')) add(dialect as Dialect, line);
  return new Map([...found].map(([dialect, lines]) => [dialect, [...lines.values()].slice(0, 120)]));
}

/** Kinds whose leaves are what their numbers are. */
const numeric: ReadonlySet<number> = new Set([
  NodeKind.number,
  NodeKind.bigNumber,
  NodeKind.mac,
  NodeKind.ip4,
  NodeKind.ip6,
]);

describe.each(dialects)('printing %s', (dialect) => {
  const lines = samples.get(dialect) ?? [];

  it('shows each leaf that a tree lacks', () => {
    // JSON in a record is one value, whatever leaves it has.
    for (const line of lines.filter((each) => !each.includes('["map"'))) {
      const row = parseRow(dialect, line);
      for (let leaf = 0; leaf < row.tree.nNodes; leaf++) {
        const kind = row.tree.kind(leaf);
        // Colons that stand alone are marks; a datapath's actions are `drop` if there are none, and its attributes have
        // the names of their nodes.
        if (kind >= firstInnerKind || /^[:=]$/.test(textOf(row, leaf))) continue;
        if (dialect === 'ovs-datapath' && /^(?:drop|packets|bytes|used|dp|flags)$/.test(textOf(row, leaf)))
          continue;
        expect(rowPrinters[dialect](withNumber(row, leaf, undefined)), `${leaf} of ${line}`).not.toBe(line);
      }
    }
  });

  // Numbers of databases may be real, and are in their text only.
  it.skipIf(dialect.startsWith('ovsdb-'))('puts other numbers where they are read again', () => {
    const places = lines.flatMap((line) => {
      const { tree } = parseRow(dialect, line);
      const leaves = Array.from({ length: tree.nNodes }, (_, node) => node);
      return leaves.filter((node) => numeric.has(tree.kind(node))).map((leaf) => ({ line, leaf }));
    });
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.bigInt(0n, (1n << 128n) - 1n), ({ line, leaf }, random) => {
        const row = parseRow(dialect, line);
        // No more than there was: what fits a field still fits it.
        const number = random % (row.tree.number(leaf) + 1n);
        const changed = withNumber(row, leaf, number);
        const again = parseRow(dialect, rowPrinters[dialect](changed));
        if (again.problems.length > 0) return;
        expect(numbersOf(again)).toEqual(numbersOf(changed));
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('never throws on a changed row, and says what its tree says', () => {
    const fragments = ['(', ')', ',', '=', ':', '/', '{', '}', '[', ']', '->', ' ', '  ', '0', '0x1f', 'a'];
    fc.assert(
      fc.property(mutatedText(lines, fragments), (line) => {
        const row = parseRow(dialect, line);
        const text = rowPrinters[dialect](row);
        if (row.problems.length > 0 || row.tree.kind(0) !== NodeKind.row || isOdd(line) || text.trim() === '')
          return;
        const again = parseRow(dialect, text);
        expect(again.problems, `${line}\n${text}`).toEqual([]);
        expect(difference(row, again), `${line}\n${text}`).toBeUndefined();
        expect(rowPrinters[dialect](again)).toBe(text);
      }),
      { seed: 1, numRuns: 3_000 },
    );
  });
});

/** Escapes and other blanks than spaces: some stand for something else when they are printed as the tools do. */
function isOdd(line: string): boolean {
  return /[\\\t\u000B\u000C\u0000-\u001F]/.test(line);
}

function numbersOf({ tree }: Pick<ParsedRow, 'tree'>): string[] {
  const found: string[] = [];
  for (let node = 0; node < tree.nNodes; node++)
    if (numeric.has(tree.kind(node))) found.push(`${tree.kind(node)} ${tree.number(node)}`);
  return found;
}

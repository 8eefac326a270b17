import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../server/core/syntax/dialect.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import {
  firstLineLength,
  grammars,
  languageOfFirstLine,
  languageOfName,
  languages,
  projectRoot,
} from './contributions.ts';

const fixtures = `${projectRoot}test/fixtures/captures`;

describe('by name', () => {
  it.each([
    // what the captures and the tools' users call a logical list
    ['lflow-list.txt', 'ovn-lflow'],
    ['lflow-list-uuid.txt', 'ovn-lflow'],
    ['lflow-list.vflows-stats-ovs.txt', 'ovn-lflow'],
    ['ovn-sbctl_lflow-list', 'ovn-lflow'],
    ['ovn-sbctl_--no-leader-only_lflow-list', 'ovn-lflow'],
    ['central_lflow_list.log', 'ovn-lflow'],
    ['LFLOW-LIST.TXT', 'ovn-lflow'],
    ['sw0.lflow', 'ovn-lflow'],
    ['sw0.lflows', 'ovn-lflow'],
    ['sw0-lflows.txt', 'ovn-lflow'],
    // what they call a dump of OpenFlow flows
    ['br-int.of15.txt', 'ovs-openflow'],
    ['br-int.of10.txt', 'ovs-openflow'],
    ['br-int.of15.no-stats.txt', 'ovs-openflow'],
    ['br-int.of15.names.txt', 'ovs-openflow'],
    ['br-int.of15.names.no-stats.txt', 'ovs-openflow'],
    ['br-phys.of10.txt', 'ovs-openflow'],
    ['br-int.txt', 'ovs-openflow'],
    ['br-int.flows.txt', 'ovs-openflow'],
    ['br-ex_flows.log', 'ovs-openflow'],
    ['hv1.br-int', 'ovs-openflow'],
    ['hv1.ofdump', 'ovs-openflow'],
    ['rules.openflow', 'ovs-openflow'],
    ['br-int.of13', 'ovs-openflow'],
    ['ovs-ofctl-dump-flows-br-int.txt', 'ovs-openflow'],
    ['ovs-ofctl_dump-flows', 'ovs-openflow'],
    ['ovs-ofctl_-O_OpenFlow13_dump-flows_br-int', 'ovs-openflow'],
    // traces
    ['ovn-trace.vm-to-peer.detailed.txt', 'ovn-trace'],
    ['hv1_ovn_trace.log', 'ovn-trace'],
    ['vm.ovn-trace', 'ovn-trace'],
    ['ofproto-trace.hv1.vm-to-peer.txt', 'ovs-trace'],
    ['ovs-appctl_ofproto.trace_br-int.txt', 'ovs-trace'],
    ['ovn-detrace.hv3.peer-to-vm.txt', 'ovs-trace'],
    // what they call the switch's other tables
    ['br-int.groups.txt', 'ovs-groups'],
    ['br-int.of15.groups.txt', 'ovs-groups'],
    ['ovs-ofctl_-O_OpenFlow13_dump-groups_br-int', 'ovs-groups'],
    ['dump-group-stats.txt', 'ovs-groups'],
    ['br-int.meters.txt', 'ovs-meters'],
    ['ovs-ofctl-meter-stats.log', 'ovs-meters'],
    ['br-int.ports-desc.txt', 'ovs-ports'],
    ['ovs-ofctl_show_br-int', 'ovs-ports'],
    ['ovs-ofctl_dump-ports_br-ex', 'ovs-ports'],
    ['dpctl-dump-flows.txt', 'ovs-datapath'],
    ['ovs-appctl_dpctl.dump-flows_-m', 'ovs-datapath'],
    ['ovs-dpctl_dump-flows_-m.txt', 'ovs-datapath'],
    ['dpctl-dump-conntrack.txt', 'ovs-conntrack'],
    ['ovs-appctl_dpctl.dump-conntrack', 'ovs-conntrack'],
    ['nf_conntrack', 'ovs-conntrack'],
    // and databases
    ['nb-dump.txt', 'ovsdb-dump'],
    ['ovsdb-client_-f_table_dump_OVN_Southbound', 'ovsdb-dump'],
    ['ovn-sbctl_list_Port_Binding', 'ovsdb-list'],
    ['ovn-nbctl_--no-leader-only_list_ACL', 'ovsdb-list'],
    ['ovs-vsctl_-t_5_list_Interface', 'ovsdb-list'],
    ['ovn-sbctl_lflow-list', 'ovn-lflow'],
    ['sbctl-show.txt', 'ovsdb-show'],
    ['ovn-nbctl_show', 'ovsdb-show'],
    ['ovs-vsctl_-t_5_show', 'ovsdb-show'],
    ['ovnsb_db.db', 'ovsdb-log'],
    ['nb.backup', 'ovsdb-log'],
    ['left-over.ovsdb', 'ovsdb-log'],
  ])('%s is %s', (name, id) => {
    expect(languageOfName(name)).toBe(id);
  });

  it.each([
    'br-phys.fdb.txt',
    'lflow-list.md',
    'test-lflow-list.sh',
    'lflow-list.py',
    'lflow_list.c',
    'ovs-ofctl-dump-flows.sh',
    'dpctl-dump-flows.sh',
    'dpctl-show.txt',
    'nb-dump.json',
    'sb-Port_Binding.json',
    'ovn-northd.log',
    'notes.txt',
    'flows.txt',
    'package.json',
    'README.md',
  ])('%s is left alone', (name) => {
    expect(languageOfName(name)).toBeUndefined();
  });
});

describe('by first line', () => {
  it.each([
    ['Datapath: "lr0" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress', 'ovn-lflow'],
    ['Datapath: "neutron-1" aka "net" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: egress', 'ovn-lflow'],
    ['  table=0 (lr_in_admission    ), priority=100  , match=(1), action=(drop;)', 'ovn-lflow'],
    ['  table=13(lr_in_ip_routing   ), priority=194  , match=(1), action=(next;)', 'ovn-lflow'],
    ['  table=??(ls_in_check_port_sec), priority=70   , match=(1), action=(next;)', 'ovn-lflow'],
    [
      '  uuid=0x83bead0a, table=0 (lr_in_admission    ), priority=100  , match=(1), action=(drop;)',
      'ovn-lflow',
    ],
    // a list whose action text looks like a row of the other language
    ['  table=0 (ls_in_x            ), priority=1    , match=(1), action=(a b actions=drop;)', 'ovn-lflow'],
    ['OFPST_FLOW reply (OF1.5) (xid=0x2): flags=[more]', 'ovs-openflow'],
    ['OFPST_FLOW reply (OF1.3) (xid=0x2):', 'ovs-openflow'],
    ['NXST_FLOW reply (xid=0x4):', 'ovs-openflow'],
    [
      ' cookie=0xfd0a1c3f, duration=6.966s, table=0, n_packets=0, n_bytes=0, idle_age=6, priority=1',
      'ovs-openflow',
    ],
    [' cookie=0xfd0a1c3f, priority=1010,rarp,in_port=vm actions=set_field:0x3->reg13', 'ovs-openflow'],
    [' cookie=0x2, in_port=1 actions=output:1', 'ovs-openflow'],
    [' priority=100,in_port="ovn-hv1-0" actions=resubmit(,40)', 'ovs-openflow'],
    [' table=46, priority=2001,tcp,reg0=0x100/0x100 actions=conjunction(847144432,3/3)', 'ovs-openflow'],
    ['n_packets=2, n_bytes=84, priority=150,arp actions=NORMAL', 'ovs-openflow'],
    [' priority=0 actions=NORMAL', 'ovs-openflow'],
    [
      '# icmp,reg14=0x1,vlan_tci=0x0000,dl_src=50:54:00:00:00:10,dl_dst=50:54:00:00:00:20,nw_ttl=64',
      'ovn-trace',
    ],
    ['# Summary trace.', 'ovn-trace'],
    ['ingress(dp="sw0", inport="vm") {', 'ovn-trace'],
    ['output("vm");', 'ovn-trace'],
    ['Flow: in_port=3,vlan_tci=0x0000,dl_src=50:54:00:00:00:10,dl_dst=ff:ff:ff:ff:ff:ff', 'ovs-trace'],
    ['bridge("br-int")', 'ovs-trace'],
    ['Datapath actions: ct(zone=12,nat),recirc(0x6)', 'ovs-trace'],
    ['OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):', 'ovs-groups'],
    ['NXST_GROUP reply (xid=0x4):', 'ovs-groups'],
    [
      ' group_id=1,type=select,selection_method=dp_hash,bucket=bucket_id:0,weight:100,actions=ct(commit,table=21)',
      'ovs-groups',
    ],
    ['OFPST_METER_CONFIG reply (OF1.5) (xid=0x2):', 'ovs-meters'],
    ['meter=1 pktps burst stats bands=', 'ovs-meters'],
    ['OFPST_PORT_DESC reply (OF1.5) (xid=0x2):', 'ovs-ports'],
    [' 1(ovn-hv1-0): addr:6a:e6:51:4a:85:19', 'ovs-ports'],
    ['flow-dump from the main thread:', 'ovs-datapath'],
    [
      'recirc_id(0),in_port(3),eth(src=50:54:00:00:00:10),eth_type(0x0806), packets:0, bytes:0, used:never, actions:drop',
      'ovs-datapath',
    ],
    [
      'ufid:56bfb53f-e3f2-4d1d-9d2f-86f558a3bf24, skb_priority(0/0),skb_mark(0/0),recirc_id(0xa),in_port(vm),eth()',
      'ovs-datapath',
    ],
    [
      'icmp,orig=(src=10.0.0.20,dst=10.0.0.10,id=1001,type=8,code=0),reply=(src=10.0.0.10,dst=10.0.0.20)',
      'ovs-conntrack',
    ],
    ['ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=22', 'ovs-conntrack'],
    ['Address_Set table', 'ovsdb-dump'],
    ['_uuid               : 2da53d10-add3-4f9b-882c-8fe49ae7151d', 'ovsdb-list'],
    ['_uuid                                additional_chassis                     chassis', 'ovsdb-list'],
    ['_uuid dp_key mac port_key', 'ovsdb-list'],
    ['Chassis hv1', 'ovsdb-show'],
    ['Chassis "5f0c1d8e-89a6-4ad0-b8b2-b4f0f5b0c1e2"', 'ovsdb-show'],
    ['switch 76b6a285-5e54-4b5a-aa4e-9bad41612a7a (sw1)', 'ovsdb-show'],
    ['OVSDB JSON 13536 f96af356799b91dc40329faf38106634cc974e38', 'ovsdb-log'],
    ['OVSDB CLUSTER 57 893db68a55bad184734f98d500f76ed64ef34553', 'ovsdb-log'],
  ])('%s', (line, id) => {
    expect(languageOfFirstLine(line)).toBe(id);
  });

  it.each([
    '',
    ' 0. in_port=3, priority 100, cookie 0xfd0a1c3f',
    '{"priority": 100, "actions": "drop"}',
    'the table=0 rows have priority=100',
    'Datapath: none',
    'use recirc_id(0),eth_type(0x0806) here',
    'tcp,orig and reply',
    'the group_id=1,type=all',
    'config: nothing',
    '#!/bin/sh',
    'the Port_Binding table',
    'Name        : openvswitch',
    '_uuid: a column of every table',
    'Chassis of the rack',
    'switch off the light',
    'OVSDB JSON and other formats',
    // of a switch's summary: a UUID alone may be anything's
    '408699d6-0fca-4e44-b85b-465c6fba0a1b',
  ])('not %j', (line) => {
    expect(languageOfFirstLine(line)).toBeUndefined();
  });

  it('is linear in what the editor hands over', () => {
    // The editor cuts the line; a pattern that backtracks over the rest would be seen at this length as a test that hangs.
    for (const unit of ['a', ' ', '=', 'cookie=0x1,', 'Datapath: ""', 'table=0 (', 'table=0,']) {
      expect(languageOfFirstLine(unit.repeat(firstLineLength))).toBeUndefined();
    }
  });
});

describe('the manifest', () => {
  it('names files that are there, one grammar a language', () => {
    expect(languages.map(({ id }) => id)).toEqual(dialects);
    expect(grammars.map(({ language }) => language)).toEqual(dialects);
    for (const path of [
      ...languages.map(({ configuration }) => configuration),
      ...grammars.map(({ path: grammar }) => grammar),
    ]) {
      expect(existsSync(`${projectRoot}${path}`), path).toBe(true);
    }
  });
});

describe('every file', () => {
  it('of the fixtures has its language, by name as by first line', () => {
    expect(disagreements(filesUnder(fixtures))).toEqual([]);
  });

  sharedTest('of the captures has its language, by name as by first line', () => {
    const files = filesUnder(`${sharedRoot}captures`);
    expect(files.filter((path) => expected(path) === 'ovn-lflow').length).toBeGreaterThan(20);
    expect(files.filter((path) => expected(path) === 'ovs-openflow').length).toBeGreaterThan(100);
    expect(disagreements(files)).toEqual([]);
  });
});

/** The files whose name or first line tells another language than the command that made them. */
function disagreements(files: readonly string[]): readonly string[] {
  return files.flatMap((path) => {
    const truth = expected(path);
    const name = languageOfName(basename(path));
    const line = languageOfFirstLine(firstLineOf(path));
    return [
      ...(name === truth ? [] : [`${path}: by name ${name}, not ${truth}`]),
      ...(line === truth || isSilent(firstLineOf(path))
        ? []
        : [`${path}: by first line ${line}, not ${truth}`]),
    ];
  });
}

/** Whether a first line says nothing: none, or a UUID alone, above what `ovs-vsctl show` prints. */
function isSilent(line: string): boolean {
  return line === '' || /^[0-9a-f-]{36}$/.test(line);
}

/** The language by the command that made the file, as the captures' README lists them. */
function expected(path: string): string | undefined {
  const [stem = '', ...variants] = basename(path)
    .replace(/\.txt$/, '')
    .split('.');
  if (path.endsWith('.backup')) return 'ovsdb-log';
  if (!path.endsWith('.txt')) return undefined;
  if (/^(?:nb|sb)-dump$/.test(stem)) return 'ovsdb-dump';
  if (/^(?:nb|sb|vs)ctl-show$/.test(stem)) return 'ovsdb-show';
  if (stem.startsWith('lflow-list')) return 'ovn-lflow';
  if (stem === 'ovn-trace') return 'ovn-trace';
  if (stem === 'ofproto-trace' || stem === 'ovn-detrace') return 'ovs-trace';
  if (stem === 'dpctl-dump-flows') return 'ovs-datapath';
  // A capture has this file of every host, empty where there was no connection.
  if (stem === 'dpctl-dump-conntrack') return 'ovs-conntrack';
  if (!stem.startsWith('br-')) return undefined;
  const [variant = ''] = variants;
  return variant.startsWith('of1') ? 'ovs-openflow' : replyDialects.get(variant);
}

const replyDialects = new Map([
  ['groups', 'ovs-groups'],
  ['meters', 'ovs-meters'],
  ['ports-desc', 'ovs-ports'],
]);

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

function firstLineOf(path: string): string {
  const bytes = Buffer.alloc(4 * firstLineLength);
  const file = openSync(path, 'r');
  const size = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return bytes.toString('utf8', 0, size).split(/\r?\n/, 1)[0] ?? '';
}

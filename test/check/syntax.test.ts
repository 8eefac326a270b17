import { describe, expect, it } from 'vitest';
import { catalogue, catalogueEntry } from '../../server/core/check/catalogue.ts';
import type { Finding } from '../../server/core/check/finding.ts';
import { type Edit, editedFindings } from './captures.ts';

/** A row that breaks a rule, added to a file of a healthy capture. */
interface Case {
  readonly code: string;
  readonly row: string;
  readonly message: RegExp;
}

const healthy = 'sample-capture/p0-on-hv1';
const head = ' cookie=0x0, duration=1s, table=10, n_packets=0, n_bytes=0, idle_age=1, priority=7';

const openFlow: readonly Case[] = [
  {
    code: 'FS01',
    row: `${head},reg14=0x7,metadata=0x1`,
    message: /^The line ends before the actions\. Byte 106 of the line\.$/,
  },
  {
    code: 'FS01',
    row: `${head},reg14=0x7 actions=drop,)`,
    message: /^A parenthesis closes that was not opened\./,
  },
  { code: 'FS02', row: `${head},reg99=0x7 actions=drop`, message: /^No such field\./ },
  { code: 'FS02', row: `${head},reg14=0x7 actions=forward(1)`, message: /^No such action\./ },
  { code: 'FS02', row: `${head},ct_state=+old,ip actions=drop`, message: /^No such flag\./ },
  {
    code: 'FS03',
    row: `${head},ip,tp_dst=80 actions=drop`,
    message: /presupposes tcp or tcp6 in the match\./,
  },
  { code: 'FS03', row: `${head},nw_src=10.0.0.1 actions=drop`, message: /presupposes ip in the match\./ },
  {
    code: 'FS04',
    row: `${head},reg14=0x123456789 actions=drop`,
    message: /^The value is wider than reg14 \(32 bits\)\./,
  },
  {
    code: 'FS04',
    row: `${head},reg14=0x7 actions=set_field:0x10000->vlan_tci`,
    message: /^The value is wider than the field/,
  },
  {
    code: 'FS04',
    row: `${head},reg14=0x7 actions=resubmit(,300)`,
    message: /^A table has a number up to 255\./,
  },
  {
    code: 'FS05',
    row: `${head},arp,arp_op=1/1 actions=drop`,
    message: /^arp_op is matched whole or not at all/i,
  },
  { code: 'FS05', row: `${head},ip actions=set_field:1->ct_zone`, message: /^This field cannot be set\./ },
  {
    code: 'FS06',
    row: `${head},ip actions=note:${'00.'.repeat(400_000)}00`,
    message: /^Line of \d+ bytes is too long to be read\./,
  },
  {
    code: 'FS11',
    row: 'table=10,priority=7,reg14=0x7,actions=drop,resubmit(,11)',
    message:
      /^Open vSwitch does not take this: "drop" must not be accompanied by .*\. Byte 39 of the line\.$/,
  },
];

const flow = (stage: string, rest: string): string => `  uuid=0x00000000, ${stage}, priority=7    , ${rest}`;
const logical: readonly Case[] = [
  {
    code: 'FS01',
    row: flow('table=2 (ls_in_lookup_fdb   )', 'match=(ip4 && ), action=(next;)'),
    message: /expecting/,
  },
  {
    code: 'FS02',
    row: flow('table=2 (ls_in_lookup_fdb   )', 'match=(ip5), action=(next;)'),
    message: /^Syntax error at `ip5' expecting field name\./,
  },
  {
    code: 'FS02',
    row: flow('table=2 (ls_in_lookup_fdb   )', 'match=(ip4), action=(onward;)'),
    message: /^Syntax error at `onward' expecting action\./,
  },
  {
    code: 'FS04',
    row: flow('table=2 (ls_in_lookup_fdb   )', 'match=(tcp.dst == 70000), action=(next;)'),
    message: /^17-bit constant is not compatible with 16-bit field tcp\.dst\./,
  },
  {
    code: 'FS05',
    row: flow('table=2 (ls_in_lookup_fdb   )', 'match=(ip4), action=(ip.proto = 6; next;)'),
    message: /^Field ip\.proto is not modifiable\./,
  },
  {
    code: 'FS08',
    row: flow('table=2 (ls_in_lookup_moon  )', 'match=(ip4), action=(next;)'),
    message: /has no stage ls_in_lookup_moon\. No release from 22\.03 to 26\.03 has it\. One row names it\./,
  },
  {
    code: 'FS08',
    row: flow('table=2 (ls_in_acl_eval     )', 'match=(ip4), action=(next;)'),
    message: /^OVN \S+.* has no stage ls_in_acl_eval\. OVN 2\d\.\d\d\S* to main has it\./,
  },
  {
    code: 'FS09',
    row: flow('table=3 (ls_in_lookup_fdb   )', 'match=(ip4), action=(next;)'),
    message: /^Stage ls_in_lookup_fdb is table 2 in OVN \S.*, not 3\./,
  },
  {
    code: 'FS09',
    row: flow('table=2 (ls_out_pre_acl     )', 'match=(ip4), action=(next;)'),
    message: /^Stage ls_out_pre_acl is of the egress pipeline, and stands in the ingress one\./,
  },
];

const appending =
  (row: string): Edit =>
  (text) =>
    `${text.trimEnd()}\n${row}\n`;
const behind =
  (line: RegExp, row: string): Edit =>
  (text) =>
    text.replace(line, (found) => `${found}\n${row}`);

/** No chassis has the flow that is added. */
const gone: Edit = () => undefined;
const noFlows = { 'hv1/br-int.txt': gone, 'hv2/br-int.txt': gone, 'hv3/br-int.txt': gone };

const usual = new Set(editedFindings(healthy, {}).findings.map(({ message }) => message));

function expectOne(
  path: string,
  edit: Edit,
  row: string,
  code: string,
  message: RegExp,
  others: Readonly<Record<string, Edit>> = {},
): void {
  const { findings, lines } = editedFindings(healthy, { ...others, [path]: edit });
  const found = findings.filter((finding) => !usual.has(finding.message));
  expect(found.map((finding) => finding.code)).toEqual([code]);
  const [finding] = found as [Finding];
  expect(finding.message).toMatch(message);
  expect(finding.severity).toBe(catalogueEntry(code).severity);
  expect(finding.place).toEqual({ path, line: lines(path).indexOf(row) });
}

describe('faults in the text of a dump', () => {
  it.each(openFlow)('$code $row', ({ code, row, message }) => {
    expectOne('hv1/br-int.txt', appending(row), row, code, message);
  });

  it.each(logical)('$code $row', ({ code, row, message }) => {
    expectOne('lflow-list.txt', behind(/^.*ls_in_lookup_fdb.*$/m, row), row, code, message, noFlows);
  });

  it('are none in what a terminal shows besides', () => {
    const pasted =
      (command: string): Edit =>
      (text) =>
        `[root@hv1 ~]# ${command}\n${text}[root@hv1 ~]# \n`;
    const { findings } = editedFindings(healthy, {
      'hv1/br-int.txt': pasted('ovs-ofctl -O OpenFlow15 dump-flows br-int'),
      'lflow-list.txt': pasted('ovn-sbctl --uuid lflow-list'),
    });
    expect(findings.filter(({ message }) => !usual.has(message))).toEqual([]);
  });

  it('FS10: a table that the release leaves unused', () => {
    const row = ` cookie=0x0, duration=1s, table=60, n_packets=0, n_bytes=0, idle_age=1, priority=7 actions=drop`;
    expectOne('hv1/br-int.txt', appending(row), row, 'FS10', /has no table 60, and one row is in it/);
  });

  it('FS07: a database file whose record was changed', () => {
    const { findings } = editedFindings('ovsdb', {
      'standalone.db': (text) => text.replace('"sw0"', '"sw1"'),
    });
    expect(findings.map(({ code, place }) => [code, place.path])).toEqual([['FS07', 'standalone.db']]);
  });

  it('are of every rule', () => {
    const tested = new Set([...openFlow, ...logical].map(({ code }) => code));
    const all = catalogue.map(({ code }) => code).filter((code) => code.startsWith('FS'));
    expect(all.filter((code) => !tested.has(code))).toEqual(['FS07', 'FS10']);
  });
});

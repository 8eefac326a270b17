import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../server/core/check/catalogue.ts';
import { fixtures } from '../fixtures/dumps.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { type Edit, editedFindings, findingsIn } from './captures.ts';

/** A fault made by changing files of a healthy capture, and where it has to be found. */
interface Case {
  readonly code: string;
  readonly what: string;
  readonly from?: string;
  readonly edits: Readonly<Record<string, Edit>>;
  /** The file, and a text that is in the line and in no other. */
  readonly at: readonly [path: string, text: string];
  readonly message: RegExp;
  /** Texts of the lines that are told as related. */
  readonly related?: readonly string[];
  readonly severity?: string;
}

const healthy = 'sample-capture/p0-on-hv1';
const hv1 = 'hv1/br-int.txt';
const list = 'lflow-list.txt';
const head = 'duration=9.5s, n_packets=0, n_bytes=0, idle_age=9, ';

const gone: Edit = () => undefined;
const adding =
  (...rows: readonly string[]): Edit =>
  (text) =>
    `${text.trimEnd()}\n${rows.map((row) => ` ${row}`).join('\n')}\n`;
const without =
  (pattern: RegExp): Edit =>
  (text) =>
    text
      .split('\n')
      .filter((line) => !pattern.test(line))
      .join('\n');
const replacing =
  (pattern: string | RegExp, by: string): Edit =>
  (text) =>
    text.replace(pattern, by);

const row = (table: number, rest: string): string => `cookie=0x0, table=${table}, ${head}${rest}`;
const acl = (priority: number, match: string, actions: string): string =>
  row(16, `priority=${priority},${match} actions=${actions}`);

const cases: readonly Case[] = [
  {
    code: 'FH01',
    what: 'an ACL below a wider one',
    edits: {
      [hv1]: adding(
        acl(2500, 'ip,metadata=0x1,nw_src=10.0.0.0/24', 'drop'),
        acl(1500, 'tcp,metadata=0x1,nw_src=10.0.0.7,tp_dst=80', 'resubmit(,17)'),
      ),
    },
    at: [hv1, 'priority=1500,tcp'],
    message: /priority 2500 over 1500 and takes every packet/,
    related: ['priority=2500,ip'],
    severity: 'warning',
  },
  {
    code: 'FH01',
    what: 'the same actions, with a mask written otherwise',
    edits: {
      [hv1]: adding(
        acl(2500, 'ipv6,metadata=0x1,ipv6_src=2001:db8::/32,reg0=0x80/0x80', 'drop'),
        acl(1500, 'tcp6,reg0=0xc0/0xc0,metadata=0x1,ipv6_src=2001:db8:7::/48', 'drop'),
      ),
    },
    at: [hv1, 'priority=1500,tcp6'],
    message: /Both do the same\.$/,
    related: ['priority=2500,ipv6'],
    severity: 'information',
  },
  {
    code: 'FH01',
    what: 'on a bridge that is not of OVN, in any table',
    from: 'captures/23.03/p2',
    edits: {
      'hv2/br-phys.txt': () =>
        [
          'NXST_FLOW reply (xid=0x4):',
          ' cookie=0x0, duration=1s, table=0, n_packets=5, n_bytes=0, priority=5,in_port=2,dl_vlan=7 actions=drop',
          ' cookie=0x0, duration=1s, table=0, n_packets=5, n_bytes=0, priority=9,dl_vlan=7 actions=NORMAL',
          ' cookie=0x0, duration=1s, table=0, n_packets=5, n_bytes=0, priority=0 actions=NORMAL',
        ].join('\n'),
    },
    at: ['hv2/br-phys.txt', 'priority=5,in_port=2'],
    message: /It has counted 5 packets, from before the other one was there\.$/,
    related: ['priority=9,dl_vlan=7'],
  },
  {
    code: 'FH02',
    what: 'the same row in other words',
    edits: {
      [hv1]: adding(
        acl(1700, 'tcp,metadata=0x1,reg14=0x7', 'drop'),
        acl(1700, 'reg14=7,nw_proto=6,metadata=0x1,dl_type=0x800', 'resubmit(,17)'),
      ),
    },
    at: [hv1, 'priority=1700,reg14=7'],
    message: /the same table, priority and match: in table 16 \(ls_in_acl.* They do not do the same\.$/,
    related: ['priority=1700,tcp'],
  },
  {
    code: 'FH03',
    what: 'a table of the pipeline emptied',
    edits: { [hv1]: without(/table=47,/), [list]: gone },
    at: [hv1, 'resubmit(,47)'],
    message: /go on to table 47 \(ls_out_qos_mark.*, which has no rows: they end there/,
  },
  {
    code: 'FH04',
    what: 'a table that is passed over',
    edits: { [hv1]: (text) => text.replaceAll('resubmit(,50)', 'resubmit(,51)'), [list]: gone },
    at: [hv1, 'table=50,'],
    message: /Nothing leads to table 50 \(ls_out_check_port_sec/,
  },
  {
    code: 'FH05',
    what: 'the addresses of a rule about ports are gone',
    edits: {
      [hv1]: adding(
        acl(1900, 'conj_id=7,ip,metadata=0x1', 'drop'),
        acl(1900, 'ip,reg14=0x1,metadata=0x1', 'conjunction(7,1/3)'),
        acl(1900, 'ip,reg14=0x3,metadata=0x1', 'conjunction(7,1/3)'),
        acl(1900, 'ip,metadata=0x1,nw_src=10.0.0.9', 'conjunction(7,3/3)'),
      ),
    },
    at: [hv1, 'priority=1900,ip,reg14=0x1'],
    message: /Conjunction 7 in table 16 .* has 3 clauses, and no row is clause 2:/,
    related: ['conj_id=7'],
  },
  {
    code: 'FH06',
    what: 'an id without clauses',
    edits: { [hv1]: adding(acl(1900, 'conj_id=7,ip,metadata=0x1', 'drop')) },
    at: [hv1, 'conj_id=7'],
    message: /no row is a clause of conjunction 7: this row never matches/,
  },
  {
    code: 'FH06',
    what: 'clauses without what they lead to',
    edits: {
      [hv1]: adding(
        acl(1900, 'ip,metadata=0x1,nw_dst=10.0.0.8', 'conjunction(7,1/2)'),
        acl(1900, 'ip,metadata=0x1,nw_src=10.0.0.9', 'conjunction(7,2/2)'),
      ),
    },
    at: [hv1, 'nw_dst=10.0.0.8'],
    message: /no row matches conj_id=7: the 2 clauses/,
  },
  {
    code: 'FH07',
    what: 'a group that is not in the list',
    from: 'captures/23.03/p2',
    edits: { 'hv2/br-int.of15.txt': adding(row(20, 'priority=3,ip,metadata=0x1 actions=group:9')) },
    at: ['hv2/br-int.of15.txt', 'group:9'],
    message: /^hv2 has no group 9, and one row of its flows names it\.$/,
    related: ['OFPST_GROUP_DESC'],
  },
  {
    code: 'FH08',
    what: 'a meter that is not in the list, named inside of other actions',
    from: 'captures/23.03/p2',
    edits: {
      'hv2/br-int.of15.txt': adding(
        row(20, 'priority=3,ip,metadata=0x1 actions=clone(controller(userdata=00.00.00.07,meter_id=4))'),
      ),
    },
    at: ['hv2/br-int.of15.txt', 'meter_id=4'],
    message: /^hv2 has no meter 4, and one row of its flows names it\.$/,
    related: ['OFPST_METER_CONFIG'],
  },
  {
    code: 'FH09',
    what: 'a port that is not in the list',
    from: 'captures/23.03/p2',
    edits: { 'hv2/br-int.of15.txt': adding(row(65, 'priority=77,reg15=0x1,metadata=0x1 actions=output:41')) },
    at: ['hv2/br-int.of15.txt', 'output:41'],
    message: /^The bridge of hv2 has no port 41, and one row of its flows sends there/,
    related: ['OFPST_PORT_DESC'],
  },
  {
    code: 'FH10',
    what: 'a flood to many ports',
    edits: {
      [hv1]: adding(
        row(
          40,
          `priority=77,reg15=0x8005,metadata=0x1 actions=${Array.from({ length: 400 }, (_, port) => `set_field:${port + 1}->reg15,resubmit(,41)`).join(',')}`,
        ),
      ),
    },
    at: [hv1, 'reg15=0x8005'],
    message:
      /resubmits 400 times here, and with the usual way from there about \d{4} times in all\. .* gives a packet up after 4096/,
    severity: 'warning',
  },
  {
    code: 'FH11',
    what: 'a row of a logical flow that is gone',
    edits: { [list]: without(/uuid=0x4ae70b51|ls_in_acl {10}\), priority=2000/) },
    at: [hv1, 'priority=2000,ip,reg14=0x1'],
    message: /No logical flow has the UUID [0-9a-f]{8}… that one row of hv1 has as cookie, in table 16/,
  },
  {
    code: 'FH11',
    what: 'a row of a port that is gone',
    edits: {
      'sb-Port_Binding.json': (text) => {
        const { data, headings } = JSON.parse(text) as { data: unknown[][]; headings: string[] };
        for (const port of data) {
          if (port[headings.indexOf('logical_port')] === 'near1')
            port[headings.indexOf('_uuid')] = ['uuid', '00000001-2222-4333-8444-555555555555'];
        }
        return JSON.stringify({ data, headings });
      },
    },
    at: [hv1, 'set_field:0x3->reg14'],
    message: /No port binding has the UUID [0-9a-f]{8}… that one row of hv1 has as cookie/,
  },
  {
    code: 'FH12',
    what: 'a logical flow without rows',
    edits: { [hv1]: without(/table=9,.* priority=0,metadata=0x1/) },
    at: [list, 'ls_in_apply_port_sec), priority=0 '],
    message:
      /^hv1 has the ingress pipeline of sw0, and no row of this logical flow: in table 9 \(ls_in_apply_port_sec.*none has priority 0\./,
    related: ['table=9,'],
  },
  {
    code: 'FH13',
    what: 'two flows for the same packets that do different things',
    edits: {
      [list]: replacing(
        /^( *)uuid=\S+ (table=1 \(ls_in_apply_port_sec\), priority=50 .*)action=\(drop;\)$/m,
        '$&\n$1uuid=0x88a1d884, $2action=(next;)',
      ),
    },
    at: [list, 'match=(reg0[15] == 1), action=(next;)'],
    message:
      /the same priority and match: ls_in_apply_port_sec in the ingress pipeline of sw0\. They do not do the same/,
    related: ['match=(reg0[15] == 1), action=(drop;)'],
  },
  {
    code: 'FH14',
    what: 'a stage without flows',
    edits: {
      [list]: without(/ls_out_qos_mark/),
      [hv1]: gone,
      'hv2/br-int.txt': gone,
      'hv3/br-int.txt': gone,
    },
    at: [list, 'ls_out_acl         ), priority=65532'],
    message: /go on to table 5 of the egress pipeline of sw0, which has no flows/,
  },
  {
    code: 'FH15',
    what: 'a stage behind one that only drops',
    edits: {
      [list]: replacing(/^(.*ls_in_lookup_fdb.*action=)\(next;\)$/m, '$1(drop;)'),
      [hv1]: gone,
      'hv2/br-int.txt': gone,
      'hv3/br-int.txt': gone,
    },
    at: [list, 'ls_in_put_fdb'],
    message:
      /^Nothing leads to table 3 \(ls_in_put_fdb\) of the ingress pipeline of sw0: one row there is never asked\.$/,
  },
  {
    code: 'FH16',
    what: 'two ACLs with one match',
    edits: {
      [list]: replacing(
        /^( *)uuid=\S+ (table=8 \(ls_in_acl {10}\), priority=)(2000 )(.*)$/m,
        '$&\n$1uuid=0x88a1d884, $21500 $4',
      ),
    },
    at: [list, 'priority=1500'],
    message:
      /^This flow never matches: in ls_in_acl the one at line \d+ has the same match and priority 2000 over 1500\.$/,
    related: ['ls_in_acl          ), priority=2000'],
  },
];

/** What the capture shows without any change. */
const usual = new Map<string, ReadonlySet<string>>();
function usualIn(folder: string): ReadonlySet<string> {
  const known =
    usual.get(folder) ?? new Set(editedFindings(folder, {}).findings.map(({ message }) => message));
  usual.set(folder, known);
  return known;
}

/** Only what is about ports, and is so there: see `captures.test.ts`. */
function othersThanPorts(folder: string): readonly string[] {
  return findingsIn(folder)
    .filter(({ code }) => !code.startsWith('MC'))
    .map(({ code, place, message }) => `${place.path}:${place.line + 1} ${code} ${message}`);
}

describe('healthy captures', () => {
  it.each([
    'sample-capture',
    'captures',
    'faults/OK-waiting',
    'faults/MC02-missing-clone',
    'traces',
    'ovsdb',
  ])('%s', (folder) => {
    expect(othersThanPorts(join(fixtures, folder))).toEqual([]);
  });

  for (const folder of ['23.03/localnet', '23.03/overlay', '26.03/localnet', '26.03/localnet-garp']) {
    sharedTest(
      folder,
      () => {
        expect(othersThanPorts(join(sharedRoot, `captures/ovn-${folder}`))).toEqual([]);
      },
      60_000,
    );
  }
});

describe('rules about flows', () => {
  it.each(cases)('$code: $what', ({ code, from = healthy, edits, at, message, related, severity }) => {
    const { findings, lines } = editedFindings(from, edits);
    const found = findings.filter((finding) => !usualIn(from).has(finding.message));
    expect(found.map((finding) => finding.code)).toEqual([code]);
    const [finding] = found;
    const placesOf = (text: string): readonly string[] =>
      [
        ...new Set([
          at[0],
          hv1,
          list,
          'hv2/br-int.groups.txt',
          'hv2/br-int.meters.txt',
          'hv2/br-int.ports-desc.txt',
        ]),
      ].flatMap((path) =>
        lines(path).flatMap((line, idx) => (line.includes(text) ? [`${path}:${idx}`] : [])),
      );
    expect(finding?.message).toMatch(message);
    expect(placesOf(at[1])).toContain(`${finding?.place.path}:${finding?.place.line}`);
    expect(finding?.place.path).toBe(at[0]);
    for (const [idx, text] of (related ?? []).entries()) {
      const place = finding?.related[idx];
      expect(placesOf(text)).toContain(`${place?.path}:${place?.line}`);
    }
    if (severity !== undefined) expect(finding?.severity).toBe(severity);
  });

  it('has a case for each rule', () => {
    const tested = new Set(cases.map(({ code }) => code));
    expect(
      catalogue.map(({ code }) => code).filter((code) => code.startsWith('FH') && !tested.has(code)),
    ).toEqual([]);
  });
});

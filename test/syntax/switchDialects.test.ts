import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDumpText } from '../../server/core/model/dump.ts';
import { sectionsOf } from '../../server/core/model/sections.ts';
import { printDatapathRow } from '../../server/core/syntax/datapath/print.ts';
import { detectDialect } from '../../server/core/syntax/detect.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { rowParsers } from '../../server/core/syntax/rowParser.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { hasShared, sharedRoot, sharedTest } from '../support/shared.ts';
import { faultsOf, hasUnknown } from './openflow/treeChecks.ts';
import { mutatedText } from './mutatedText.ts';
import { parseRow } from './rows.ts';

const folder = new URL('../fixtures/captures/23.03/p2/hv2/', import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const meters = `OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):
meter=1 kbps burst bands=
type=drop rate=65536 burst_size=1280
type=dscp_remark rate=1048576 burst_size=61440 prec_level=0

meter=2 kbps stats bands=
type=drop rate=131072
`;

const texts: readonly (readonly [Dialect, string])[] = [
  ['ovs-groups', fixture('br-int.groups.txt')],
  ['ovs-meters', meters],
  ['ovs-ports', fixture('br-int.ports-desc.txt')],
  ['ovs-datapath', fixture('dpctl-dump-flows.txt')],
  ['ovs-conntrack', fixture('dpctl-dump-conntrack.txt')],
];

describe('detection', () => {
  it.each(texts)('of %s', (dialect, text) => {
    expect(detectDialect(text)).toBe(dialect);
    expect(detectDialect(`$ sudo ovs-ofctl something\n\n${text}`)).toBe(dialect);
    // Without its header, and from the middle on.
    const rows = text.split('\n').filter((line) => !/^(?:OFPST|flow-dump)/.test(line));
    expect(detectDialect(rows.join('\n'))).toBe(dialect);
  });

  it.each([
    ['duration=22s, n_packets=1, n_bytes=2, priority=0,actions=drop', 'ovs-openflow'],
    ['table_id=254, n_packets=1, n_bytes=38, priority=20,recirc_id=0,actions=drop', 'ovs-openflow'],
    ['tcp,tp_dst=80,actions=output:2', 'ovs-openflow'],
    ['add in_port=1 actions=2', 'ovs-openflow'],
    ['flow delete_strict priority=5,ip actions=drop', 'ovs-openflow'],
    ['+table=0 priority=5,ip actions=drop', 'ovs-openflow'],
    ['-ip actions=drop', 'ovs-openflow'],
    ['actions=NORMAL', 'ovs-openflow'],
    ['ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=22 dport=33', 'ovs-conntrack'],
    ['    [NEW] udp      17 30 src=10.0.0.1 dst=10.0.0.2 sport=22 dport=33', 'ovs-conntrack'],
    ['recirc_id(0),in_port(2),eth_type(0x0800),ipv4(frag=no), actions:drop', 'ovs-datapath'],
    ['flow-dump from pmd on cpu core: 3', 'ovs-datapath'],
    ['OFPST_GROUP reply (OF1.3) (xid=0x6):', 'ovs-groups'],
    ['group_id=1,type=all,bucket=output:1', 'ovs-groups'],
    ['meter:1 flow_count:1 packet_in_count:5 byte_in_count:3 duration:1.0s bands:', 'ovs-meters'],
    ['OFPST_PORT reply: 1 ports\n  port  2: rx pkts=0, bytes=0', 'ovs-ports'],
    ['  tables 2...253: ditto', 'ovs-ports'],
  ])('%j is %s', (text, dialect) => {
    expect(detectDialect(text)).toBe(dialect);
  });

  it.each([
    '',
    'Dear reader,\nthe actions=drop rule of table 5 takes all packets.',
    'The flow recirc_id(0),in_port(1) was installed, and src= stands before dst=.',
    'tcp 6 is the number of TCP',
    '{"group_id": 1, "type": "all"}',
    'port: 80\nconfig: none\nstate: unknown',
    '2024-01-01T00:00:00Z|1|dpif|INFO|recirc_id(0),eth_type(0x0800), packets:0',
    'if (x == 1) { return table[0]; }',
  ])('%j is left alone', (text) => {
    expect(detectDialect(text)).toBeUndefined();
  });
});

describe('outline', () => {
  it.each([
    ['ovs-groups', ['group 1 select: 2, rows 1 to 1']],
    ['ovs-meters', ['meter 1: 2, rows 1 to 3', 'meter 2: 1, rows 5 to 6']],
    ['ovs-datapath', ['the main thread: 23, rows 0 to 23']],
  ] as const)('of %s', (dialect, expected) => {
    const text = texts.find(([each]) => each === dialect)?.[1] ?? '';
    expect(outlineOf(text, dialect)).toEqual(expected);
  });

  it('of ports has one for each, with its lines', () => {
    const sections = outlineOf(fixture('br-int.ports-desc.txt'), 'ovs-ports');
    expect(sections).toHaveLength(6);
    expect(sections[0]).toBe('1(ovn-hv1-0): 0, rows 1 to 4');
    expect(sections[5]).toBe('LOCAL(br-int): 0, rows 21 to 24');
  });

  it('of connections has runs of one protocol', () => {
    const text =
      'tcp,orig=(src=1.1.1.1)\ntcp,orig=(src=1.1.1.2)\nudp,orig=(src=1.1.1.3)\nicmp 1 29 src=1.1.1.4\n';
    expect(outlineOf(text, 'ovs-conntrack')).toEqual([
      'tcp: 2, rows 0 to 1',
      'udp: 1, rows 2 to 2',
      'icmp: 1, rows 3 to 3',
    ]);
  });
});

function outlineOf(text: string, dialect: Dialect): string[] {
  return sectionsOf(readDumpText(text, dialect)).map(
    ({ name, nFlows, first, end }) => `${name}: ${nFlows}, rows ${first} to ${end - 1}`,
  );
}

const fragments = [
  '(',
  ')',
  ',',
  '=',
  ':',
  '/',
  '{',
  '}',
  '[',
  ']',
  '"',
  '<',
  '0x',
  '-',
  '+',
  '|',
  '\0',
  '#',
  'bucket=',
  'actions:',
  'ct(',
  'é',
  '99999999999999999999',
];

describe.each(texts)('any change to a row of %s', (dialect, text) => {
  const lines = text.split('\n').filter((line) => line !== '');
  const changedLine = mutatedText(lines, fragments);

  it('parses, its spans nest, and what is unknown has a problem', () => {
    fc.assert(
      fc.property(changedLine, (line) => {
        const row = parseRow(rowParsers[dialect], line);
        const faults = faultsOf(row.tree, encodeText(line));
        expect(
          dialect === 'ovs-ports' ? faults.filter((fault) => !/in no leaf/.test(fault)) : faults,
        ).toEqual([]);
        if (hasUnknown(row.tree)) expect(row.problems.length).toBeGreaterThan(0);
        if (dialect === 'ovs-datapath') expect(typeof printDatapathRow(row)).toBe('string');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('long lines', () => {
  const units = [
    '(',
    '((',
    'a(',
    'a(a',
    'encap(',
    'clone(',
    'a=',
    'a:',
    '{',
    '{a',
    'geneve({',
    '"',
    '[',
    '[a',
    '<',
    'a-',
    '1:',
    ',',
    'bucket=',
    'bucket=a(',
    'in_port(1),',
    'a,orig=(',
    'type=drop ',
    'ct,packets:1,',
  ];
  it.each(texts.map(([dialect]) => dialect))(
    'of %s are read once: the tree grows with the line',
    (dialect) => {
      for (const unit of units) {
        // Reading is counted, not timed: every read of a byte goes through a proxy.
        const [small, large] = [1_000, 4_000].map((count) => readsOf(dialect, unit.repeat(count)));
        expect(large, unit).toBeLessThan(5 * (small ?? 0) + 10_000);
      }
    },
  );
});

/** How many bytes a parser reads of a line. */
function readsOf(dialect: Dialect, line: string): number {
  let nReads = 0;
  const bytes = new Proxy(encodeText(line), {
    get(target, key) {
      if (typeof key === 'string' && /^\d/.test(key)) nReads++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  parseRowBytes(dialect, bytes);
  return nReads;
}

function parseRowBytes(dialect: Dialect, bytes: Uint8Array): void {
  parseRow((_, start, _end, tree, problems) => {
    rowParsers[dialect](bytes, start, bytes.length, tree, problems);
  }, '');
}

describe('captures', () => {
  const dialectOf = (name: string): Dialect | undefined => {
    const [, kind] = /\/(?:br-int\.|dpctl-dump-)([\w-]+)\.txt$/.exec(name) ?? [];
    const dialects: { readonly [kind: string]: Dialect } = {
      groups: 'ovs-groups',
      meters: 'ovs-meters',
      'ports-desc': 'ovs-ports',
      flows: 'ovs-datapath',
      conntrack: 'ovs-conntrack',
    };
    return kind === undefined ? undefined : dialects[kind];
  };

  sharedTest('every row is read, with nothing unknown and no problem, and printed again', () => {
    const names = hasShared
      ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' })
      : [];
    const faults: string[] = [];
    let nRows = 0;
    for (const name of names) {
      const dialect = dialectOf(name);
      if (dialect === undefined) continue;
      const text = readFileSync(`${sharedRoot}captures/${name}`, 'utf8');
      if (text !== '' && detectDialect(text) !== dialect)
        faults.push(`${name} is taken for ${detectDialect(text)}`);
      for (const line of text.split('\n')) {
        nRows++;
        const row = parseRow(rowParsers[dialect], line);
        const found = row.problems.map(({ message }) => message);
        if (dialect !== 'ovs-ports') found.push(...faultsOf(row.tree, row.bytes));
        if (dialect === 'ovs-datapath' && printDatapathRow(row) !== line) found.push('printed otherwise');
        if (hasUnknown(row.tree) || found.length > 0) faults.push(`${name}: ${found.join('; ')}: ${line}`);
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(nRows).toBeGreaterThan(3_500);
  });
});

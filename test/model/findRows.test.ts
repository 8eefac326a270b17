import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dump, readDumpText } from '../../server/core/model/dump.ts';
import { findRows, type RowQuery } from '../../server/core/model/findRows.ts';
import { indexSource } from '../../server/core/model/indexSource.ts';
import { segmentedDump } from '../../server/core/model/segmentedDump.ts';
import { segmentedText } from '../../server/core/model/segmentedText.ts';
import { sourceDump } from '../../server/core/model/sourceDump.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource } from '../../server/core/text/textSource.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
const openFlow = fixture('captures/23.03/p2/hv2/br-int.of15.txt');
const logical = fixture('captures/23.03/p2/lflow-list.txt');

/** The same text as a file, in memory, and in the segments of an editor. */
function dumpsOf(text: string, dialect: Dialect): readonly Dump[] {
  const source = bytesSource(encodeText(text));
  return [
    readDumpText(text, dialect),
    sourceDump(source, dialect, indexSource(source, dialect)),
    segmentedDump(segmentedText(text, dialect, 1_000)),
  ];
}

/** Expects to find exactly the lines that a pattern says. */
function expectLines(text: string, dialect: Dialect, query: RowQuery, pattern: RegExp): void {
  const expected = text.split('\n').flatMap((line, row) => (pattern.test(line) ? [row] : []));
  expect(expected.length).toBeGreaterThan(0);
  for (const dump of dumpsOf(text, dialect)) expect([...findRows(dump, query)]).toEqual(expected);
}

describe('flows of an OpenFlow dump', () => {
  it.each<[RowQuery, RegExp]>([
    [{}, /actions=/],
    [{ table: 8 }, / table=8,/],
    [{ table: 0 }, / table=0,/],
    [{ priority: 100 }, /priority=100,/],
    [{ datapath: { kind: 'key', key: 1 } }, /metadata=0x1[, ]/],
    [{ port: { kind: 'key', key: 2 } }, /reg1[45]=0x2[, ].*actions=/],
    [{ port: { kind: 'key', key: 0x8000 } }, /reg15=0x8000[, ].*actions=/],
    [{ port: { kind: 'inPort', name: '2' } }, /in_port=2[, ].*actions=/],
    [
      { port: { kind: 'key', key: 1 }, datapath: { kind: 'key', key: 1 }, table: 65 },
      / table=65,.*reg15=0x1,metadata=0x1[, ].*actions=/,
    ],
  ])('%j', (query, pattern) => expectLines(openFlow, 'ovs-openflow', query, pattern));

  it('by cookie', () => {
    const [, cookie = ''] = /cookie=(0x[\da-f]+)/.exec(openFlow) ?? [];
    expectLines(openFlow, 'ovs-openflow', { cookie: Number(cookie) }, new RegExp(`cookie=${cookie},`));
  });

  it('of names', () => {
    const text = fixture('captures/23.03/p2/hv2/br-int.of15.names.no-stats.txt');
    const [, name = ''] = /in_port="?([\w-]+)"?[, ]/.exec(text) ?? [];
    expectLines(
      text,
      'ovs-openflow',
      { port: { kind: 'inPort', name } },
      new RegExp(`in_port="?${name}"?[, ].*actions=`),
    );
  });

  it('in the colours of a terminal', () => {
    const paint = (name: string): string => `\u001B[36m\u001B[K${name}=\u001B[m\u001B[K`;
    const text = ['1', '2', '0x1']
      .map((port) => `table=0,${paint('priority')}5,${paint('in_port')}${port} ${paint('actions')}drop`)
      .join('\n');
    for (const dump of dumpsOf(text, 'ovs-openflow'))
      expect([...findRows(dump, { port: { kind: 'inPort', name: '1' } })]).toEqual([0]);
  });

  it('by anything that a row does not have finds none', () => {
    const [dump] = dumpsOf(openFlow, 'ovs-openflow') as [Dump];
    for (const query of [
      { table: 255 },
      { stage: 'ls_in_acl' },
      { cookie: 0x1234_5678 },
      { port: { kind: 'name', name: 'vm' } },
      { datapath: { kind: 'name', name: 'sw0' } },
    ] satisfies RowQuery[])
      expect([...findRows(dump, query)]).toEqual([]);
  });

  it('says the same as the text, whatever keys there are', () => {
    const key = fc.oneof(fc.nat(3), fc.constantFrom(126, 127, 128, 0x2fff, 0x3000, 0x8000, 0x8fff, 0xffff));
    const field = fc.oneof(
      key.map((each) => `reg14=0x${each.toString(16)}`),
      key.map((each) => `reg15=${each}`),
      key.map((each) => `reg15=0x${each.toString(16)}/0xff`),
      key.map((each) => `in_port=${each}`),
      fc.constantFrom('in_port="1"', 'in_port="0x1"', 'ip'),
      fc.constantFrom(1, 0xfffe, 0xffff, 0x1_0000, 2 ** 33).map((each) => `metadata=0x${each.toString(16)}`),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 4 }), { maxLength: 20 }), key, (rows, wanted) => {
        const text = rows.map((fields) => `table=1,${fields.join(',')} actions=reg14=0x1`).join('\n');
        const holds = (fields: readonly string[], ...names: readonly string[]): boolean =>
          fields.some((each) => {
            const [name = '', value = ''] = each.split('=');
            return names.includes(name) && Number(value) === wanted;
          });
        const [first, ...others] = dumpsOf(text, 'ovs-openflow') as [Dump, ...Dump[]];
        const byPort = [...findRows(first, { port: { kind: 'key', key: wanted } })];
        expect(byPort).toEqual(rows.flatMap((fields, row) => (holds(fields, 'reg14', 'reg15') ? [row] : [])));
        for (const dump of others)
          expect([...findRows(dump, { port: { kind: 'key', key: wanted } })]).toEqual(byPort);
        expect([...findRows(first, { port: { kind: 'inPort', name: String(wanted) } })]).toEqual(
          rows.flatMap((fields, row) =>
            fields.some((each) => each.replaceAll('"', '') === `in_port=${wanted}`) ? [row] : [],
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('of a large datapath, or of none, looks at the text', () => {
    const text = [0, 0xfffe, 0xffff, 0x1_0000, 0xff_ffff]
      .map((key) => `metadata=0x${key.toString(16)} actions=drop`)
      .join('\n')
      .concat('\nip actions=drop');
    const [dump] = dumpsOf(text, 'ovs-openflow') as [Dump];
    for (const [row, key] of [0, 0xfffe, 0xffff, 0x1_0000, 0xff_ffff].entries())
      expect([...findRows(dump, { datapath: { kind: 'key', key } })]).toEqual([row]);
  });

  it('reads none of the text for usual keys', () => {
    const bytes = encodeText(openFlow);
    let nReads = 0;
    const inMemory = bytesSource(bytes);
    const source = { ...inMemory, read: inMemory.read.bind(inMemory) };
    const index = indexSource(source, 'ovs-openflow');
    source.read = (...args) => {
      nReads++;
      return inMemory.read(...args);
    };
    const dump = sourceDump(source, 'ovs-openflow', index);
    for (let key = 1; key < 127; key++)
      findRows(dump, { port: { kind: 'key', key }, datapath: { kind: 'key', key: 1 } });
    findRows(dump, { table: 8, priority: 50, cookie: 1 });
    expect(nReads).toBe(0);
    findRows(dump, { port: { kind: 'inPort', name: '1' } });
    expect(nReads).toBeGreaterThan(0);
  });
});

describe('flows of a logical list', () => {
  it.each<[RowQuery, RegExp]>([
    [{}, /^ {2}(?:uuid|table)=/],
    [{ table: 3 }, /table=3 ?\(/],
    [{ stage: 'ls_in_l2_lkup' }, /\(ls_in_l2_lkup\s*\)/],
    [{ priority: 110 }, /priority=110\s/],
    [{ port: { kind: 'name', name: 'vm' } }, /"vm"/],
    [{ port: { kind: 'name', name: 'vm' }, stage: 'ls_in_l2_lkup' }, /\(ls_in_l2_lkup\s*\).*"vm"/],
  ])('%j', (query, pattern) => expectLines(logical, 'ovn-lflow', query, pattern));

  const rows = [
    'Datapath: "neutron-1" aka "net one" (c10746c6-b60c-478d-a7f8-861f88d2d277)  Pipeline: ingress',
    '  uuid=0x826adc24, table=0 (ls_in_check_port_sec), priority=105, match=(inport == "a" && outport == "b"), action=(outport = "c"; output;)',
    '    cookie=0x826adc24, table=8, priority=100,reg14=0x2,metadata=0x1 actions=drop',
    'Datapath: "neutron-2" (d10746c6-b60c-478d-a7f8-861f88d2d278)  Pipeline: ingress',
    '  uuid=0x00000001, table=0 (ls_in_check_port_sec), priority=105, match=(inport == "a"), action=(next;)',
    'Datapath: "neutron-1" aka "net one" (c10746c6-b60c-478d-a7f8-861f88d2d277)  Pipeline: egress',
    '  uuid=0x00000002, table=0 (ls_out_pre_acl), priority=0, match=(1), action=(next;)',
  ].join('\n');

  it.each<[RowQuery, number[]]>([
    [{ datapath: { kind: 'name', name: 'neutron-1' } }, [1, 2, 6]],
    [{ datapath: { kind: 'name', name: 'net one' }, table: 0 }, [1, 6]],
    [{ datapath: { kind: 'name', name: 'd10746c6-b60c-478d-a7f8-861f88d2d278' } }, [4]],
    [{ datapath: { kind: 'name', name: 'neutron' } }, []],
    [{ datapath: { kind: 'key', key: 1 } }, []],
    [{ cookie: 0x826a_dc24 }, [1, 2]],
    [{ port: { kind: 'name', name: 'a' } }, [1, 4]],
    // The third name: more than a mark holds.
    [{ port: { kind: 'name', name: 'c' } }, [1]],
    [{ port: { kind: 'key', key: 2 } }, [2]],
    [{ port: { kind: 'name', name: '' } }, []],
  ])('and those of OpenFlow below them: %j', (query, expected) => {
    for (const dump of dumpsOf(rows, 'ovn-lflow')) expect([...findRows(dump, query)]).toEqual(expected);
  });
});

describe('lines of other dialects', () => {
  it('have no such values', () => {
    const [dump] = dumpsOf('group_id=1,type=all,bucket=output:1\n', 'ovs-groups') as [Dump];
    for (const query of [
      { cookie: 0 },
      { port: { kind: 'key', key: 1 } },
      { datapath: { kind: 'key', key: 0 } },
      { table: 0 },
      { stage: 'x' },
    ] satisfies RowQuery[])
      expect([...findRows(dump, query)]).toEqual([]);
  });
});

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Change, sentenceOf } from '../../server/core/compare/comparison.ts';
import { fixtures } from '../fixtures/dumps.ts';
import { hasShared, sharedRoot, sharedTest } from '../support/shared.ts';
import { changesOf, compared } from './compared.ts';

const fixture = join(fixtures, 'captures/23.03');
const captures = hasShared
  ? ['ovn-23.03/localnet', 'ovn-23.03/overlay', 'ovn-26.03/localnet', 'ovn-26.03/localnet-garp'].map((name) =>
      join(sharedRoot, 'captures', name),
    )
  : [];

/**
 * A flow's line without what counts, measures or is numbered by the host, by text alone: the truth that the comparison
 * is held to. Within one host and one capture, ports and tables have the same numbers.
 */
function plainFlow(line: string): string {
  const [head = '', actions = ''] = line.trim().split(' actions=');
  const kept = head.replace(/(?:cookie|duration|n_packets|n_bytes|idle_age|hard_age)=[^,]*, /g, '');
  const conjunctions = actions.startsWith('conjunction(');
  const clauses = actions.split(/,(?=conjunction)/).sort();
  const said = conjunctions ? clauses.join(',') : actions;
  return `${kept} actions=${said.replace(/set_field:0x[0-9a-f]+(\/0xffff)?->reg1([123])\b/g, 'zone->reg1$2')}`;
}

const flowLines = (path: string): readonly string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(' '))
    .map(plainFlow);

/** What one list has more than the other, rows that are there twice counted. */
function without(rows: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows
    .filter((row) => {
      const n = left.get(row) ?? 0;
      left.set(row, n - 1);
      return n <= 0;
    })
    .sort();
}

const isFlow = ({ dialect }: Change): boolean => dialect === 'ovs-openflow';
const isOn =
  (host: string) =>
  (change: Change): boolean =>
    change.where.startsWith(`${host} br-int `);

function expectExactFlows(changes: readonly Change[], folder: string, before: string, after: string): void {
  for (const host of readdirSync(join(folder, after)).filter((name) => /^hv\d$/.test(name))) {
    const [old, next] = [before, after].map((moment) =>
      flowLines(join(folder, moment, host, 'br-int.of15.txt')),
    );
    const found = changes.filter(isFlow).filter(isOn(host));
    const texts = (side: 'before' | 'after'): readonly string[] =>
      found.flatMap((change) => (change[side] === undefined ? [] : [plainFlow(change[side].text)])).sort();
    expect(texts('before'), `${folder} ${before} ${host}`).toEqual(without(old ?? [], next ?? []));
    expect(texts('after'), `${folder} ${after} ${host}`).toEqual(without(next ?? [], old ?? []));
  }
}

function expectExact(folder: string, before: string, after: string): void {
  const changes = changesOf(compared({ path: folder, moment: before }, { path: folder, moment: after }));
  expectExactFlows(changes, folder, before, after);
  if (existsSync(join(folder, before, 'sb-Port_Binding.json')))
    expectExactBindings(changes, folder, before, after);
}

/** A row of a table that `ovn-sbctl -f json list` printed, without its UUID. */
function tableRows(path: string): ReadonlyMap<string, string> {
  const { headings, data } = JSON.parse(readFileSync(path, 'utf8')) as {
    headings: string[];
    data: unknown[][];
  };
  const name = headings.indexOf('logical_port');
  return new Map(data.map((row) => [String(row[name]), JSON.stringify(row)]));
}

function expectExactBindings(
  changes: readonly Change[],
  folder: string,
  before: string,
  after: string,
): void {
  const [old, next] = [before, after].map((moment) =>
    tableRows(join(folder, moment, 'sb-Port_Binding.json')),
  );
  const truth = [...(next ?? [])]
    .filter(([name, row]) => old?.get(name) !== row)
    .map(([name]) => `port ${name}`);
  const found = changes.filter(({ where }) => where === 'OVN_Southbound Port_Binding');
  expect(found.map(({ subject }) => subject).sort()).toEqual(truth.sort());
}

const phasesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^p\d$/.test(name))
    .sort();

const successive = (folder: string): readonly (readonly [string, string])[] =>
  phasesOf(folder)
    .slice(1)
    .map((after, idx) => [phasesOf(folder)[idx] as string, after] as const);

describe('two phases of a capture', () => {
  it.each(successive(fixture))('have exactly the rows that changed: %s to %s', (before, after) => {
    expectExact(fixture, before, after);
  });

  it('are the same as themselves', () => {
    for (const moment of phasesOf(fixture))
      expect(changesOf(compared({ path: fixture, moment }, { path: fixture, moment }))).toEqual([]);
  });

  sharedTest(
    'have exactly the rows that changed, in every lab capture',
    () => {
      for (const folder of captures)
        for (const [before, after] of successive(folder)) {
          expectExact(folder, before, after);
        }
    },
    120_000,
  );

  it('are told in the words of a migration', () => {
    const sentences = (before: string, after: string): readonly string[] =>
      compared({ path: fixture, moment: before }, { path: fixture, moment: after }).groups.map(sentenceOf);
    expect(sentences('p0', 'p1')).toEqual(
      expect.arrayContaining([
        'port vm: clone to port 1 and port 2 added on hv3',
        'port vm: enforced tunnelling added on hv1',
        'port vm: path MTU check added on hv2',
      ]),
    );
    expect(sentences('p1', 'p2')).toEqual(
      expect.arrayContaining([
        'port vm: options:activation-strategy=rarp added',
        'port vm: activation block added on hv2',
        'port vm: activation trigger (RARP) added on hv2',
      ]),
    );
    expect(sentences('p2', 'p3')).toEqual([
      'port vm: options:additional-chassis-activated=hv2 added',
      'port vm: activation trigger (RARP) removed on hv2',
      'port vm: activation block removed on hv2',
    ]);
  });

  sharedTest('say whose tunnel it is, where the files tell', () => {
    const folder = join(sharedRoot, 'captures/ovn-23.03/overlay');
    const { groups } = compared({ path: folder, moment: 'p0' }, { path: folder, moment: 'p1' });
    const sentences = groups.map(sentenceOf);
    expect(sentences).toContain('port vm: clone to hv2 added on hv3');
    expect(sentences).toContain('port vm: rows added on hv2: it is bound there now (additional chassis)');
    expect(sentences).toContain('sw0: multicast group _MC_flood changed on hv2: vm is bound there now');
    expect(sentences).toContainEqual(expect.stringMatching(/^port vm: additional chassis hv2 added;/));
  });
});

describe('one dump in several spellings', () => {
  const folder = join(fixture, 'p2/hv2');

  it.each([
    ['br-int.of10.txt', 'br-int.of15.txt'],
    ['br-int.of15.txt', 'br-int.of15.names.no-stats.txt'],
    ['br-int.of15.names.no-stats.txt', 'br-int.of10.txt'],
  ])('is the same: %s and %s', (one, other) => {
    const found = compared({ path: join(folder, one) }, { path: join(folder, other) });
    expect(found.groups).toEqual([]);
    expect(found.nRows).toBe(2 * flowLines(join(folder, 'br-int.of15.txt')).length);
  });

  sharedTest(
    'is the same in every lab capture, and for logical flows with and without UUIDs',
    () => {
      for (const capture of captures) {
        for (const moment of phasesOf(capture)) {
          for (const host of ['hv1', 'hv2', 'hv3']) {
            const at = join(capture, moment, host);
            const spellings = readdirSync(at).filter((name) => /^br-int\.of1\d.*\.txt$/.test(name));
            for (const other of spellings)
              expect(
                compared({ path: join(at, 'br-int.of15.txt') }, { path: join(at, other) }).groups,
                `${at} ${other}`,
              ).toEqual([]);
          }
          const [list, withUuids] = ['lflow-list.txt', 'lflow-list-uuid.txt'].map((name) =>
            join(capture, moment, name),
          );
          if (list !== undefined && withUuids !== undefined && existsSync(list) && existsSync(withUuids))
            expect(compared({ path: list }, { path: withUuids }).groups).toEqual([]);
        }
      }
    },
    120_000,
  );

  sharedTest('is the same as a database of any form', () => {
    const at = join(sharedRoot, 'captures/ovn-23.03/localnet/p2');
    for (const other of ['sb-dump.txt', 'sb.backup'])
      expect(compared({ path: join(at, 'sb-dump.txt') }, { path: join(at, other) }).groups).toEqual([]);
    expect(compared({ path: join(at, 'lflow-list.txt') }, { path: join(at, 'sb.backup') }).groups).toEqual(
      [],
    );
  });
});

describe('two chassis of one moment', () => {
  it('differ with reasons', () => {
    const side = (chassis: string): { path: string; moment: string; chassis: string } => ({
      path: fixture,
      moment: 'p2',
      chassis,
    });
    const found = compared(side('hv2'), side('hv3'));
    const sentences = found.groups.map(sentenceOf);
    expect(sentences).toEqual(
      expect.arrayContaining([
        'port vm: activation block only on hv2: it is bound there (additional chassis)',
        'port vm: enforced tunnelling only on hv2: peer is on hv3 itself',
        'port near2: rows only on hv2: it is bound on hv2 (main), not on hv3',
        'public: rows only on hv3: the datapath is not on hv2',
      ]),
    );
    expect(new Set(changesOf(found).map(({ where }) => where.split(' ', 1)[0]))).toEqual(
      new Set(['hv2', 'hv3', 'hv2,']),
    );
  });
});

describe('the release of a side', () => {
  /** `ls_in_l2_lkup` in 23.03, `ls_in_dns_response` in 23.09: these flows may be of both. */
  const lookup = /^ .*table=33,.*dl_dst=50:54:00:00:00:10 .*\n/m;

  function changedLookup(prepare: (folder: string) => void): readonly Change[] {
    const folder = mkdtempSync(join(tmpdir(), 'ovn-lens-release-'));
    try {
      for (const moment of ['p1', 'p2'])
        cpSync(join(fixtures, 'joined'), join(folder, moment), { recursive: true });
      const flows = join(folder, 'p2/hv2/br-int.of15.txt');
      writeFileSync(flows, readFileSync(flows, 'utf8').replace(lookup, ''));
      prepare(folder);
      return changesOf(compared({ path: folder, moment: 'p1' }, { path: folder, moment: 'p2' })).filter(
        isFlow,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('is what all dumps of its moment show together', () => {
    const [change, ...more] = changedLookup(() => undefined);
    expect(more).toEqual([]);
    expect(`${change?.where} ${sentenceOf(change as Change)}`).toMatch(/l2_lkup/i);
  });

  it('is what its flows show where nothing else is there', () => {
    const [change] = changedLookup((folder) => {
      for (const moment of ['p1', 'p2'])
        for (const file of ['lflow-list-uuid.txt', 'sb-dump.txt']) rmSync(join(folder, moment, file));
    });
    expect(change?.where).toMatch(/dns_response/i);
  });
});

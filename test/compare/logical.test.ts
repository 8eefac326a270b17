import { describe, expect, it } from 'vitest';
import { compareLogical } from '../../server/core/compare/compareLogical.ts';
import type { RowMatch } from '../../server/core/compare/matchRows.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { finish, isSame } from './compared.ts';

const header = (name: string, pipeline = 'ingress'): string =>
  `Datapath: "${name}" (11111111-2222-3333-4444-555555555555)  Pipeline: ${pipeline}`;
const flow = (match: string, actions = 'next;', stage = 'ls_in_acl', table = 8): string =>
  `  table=${String(table).padEnd(2)}(${stage.padEnd(19)}), priority=100  , match=(${match}), action=(${actions})`;
const compare = (before: readonly string[], after: readonly string[]): RowMatch =>
  finish(
    compareLogical(readDumpText(before.join('\n'), 'ovn-lflow'), readDumpText(after.join('\n'), 'ovn-lflow')),
  );

const matches = (one: string, other: string): RowMatch =>
  compare([header('sw0'), flow(one)], [header('sw0'), flow(other)]);
const actions = (one: string, other: string): RowMatch =>
  compare([header('sw0'), flow('ip4', one)], [header('sw0'), flow('ip4', other)]);

describe('logical flows that are spelled differently', () => {
  it.each([
    ['terms in another order', 'ip4 && inport == "a"', 'inport == "a" && ip4'],
    ['sets in another order', 'ip4.src == {10.0.0.1, 10.0.0.2}', 'ip4.src=={10.0.0.2,10.0.0.1}'],
    ['a set of one', 'ip4.src == {10.0.0.1}', 'ip4.src == 10.0.0.1'],
    ['numbers in hexadecimal', 'tcp.dst == 0x50', 'tcp.dst == 80'],
    ['a prefix and its mask', 'ip4.src == 10.0.0.0/8', 'ip4.src == 10.0.0.0/255.0.0.0'],
    ['parentheses that say nothing', '(ip4 && (tcp && reg0[1]))', 'ip4 && tcp && reg0[1]'],
    ['a bit and its value', 'reg0[1] == 1', 'reg0[1]'],
    ['a bit that is not set', '!reg0[1]', 'reg0[1] == 0'],
    ['a range by its ends', '0 <= tcp.dst <= 5', 'tcp.dst <= 5 && tcp.dst >= 0'],
  ])('match alike: %s', (_, one, other) => expect(isSame(matches(one, other))).toBe(true));

  it.each([
    ['blanks and comments', 'ip.ttl--;  next;', 'ip.ttl--; /* less */ next;'],
    ['numbers in hexadecimal', 'reg0 = 0x10; next;', 'reg0 = 16; next;'],
    ['the next stage by its number', 'next;', 'next(9);'],
    ['the pipeline that it is in anyway', 'next(pipeline=ingress, table=12);', 'next(12);'],
  ])('act alike: %s', (_, one, other) => expect(isSame(actions(one, other))).toBe(true));

  it('are told by the names of stages, whose numbers a release changes', () => {
    const before = [
      header('sw0'),
      flow('ip4', 'next(pipeline=ingress, table=20);'),
      flow('1', 'output;', 'ls_in_l2_lkup', 20),
    ];
    const after = [
      header('sw0'),
      flow('ip4', 'next(pipeline=ingress, table=25);', 'ls_in_acl', 11),
      flow('1', 'output;', 'ls_in_l2_lkup', 25),
    ];
    expect(isSame(compare(before, after))).toBe(true);
    const elsewhere = [
      ...after.slice(0, 1),
      flow('ip4', 'next(pipeline=ingress, table=20);', 'ls_in_acl', 11),
      after[2] ?? '',
    ];
    expect(compare(before, elsewhere).changed).toEqual([[1, 1]]);
  });

  it('are found wherever their datapath stands', () => {
    const [a, b] = [
      [header('a'), flow('ip4')],
      [header('b'), flow('ip6')],
    ];
    expect(isSame(compare([...(a ?? []), ...(b ?? [])], [...(b ?? []), ...(a ?? [])]))).toBe(true);
  });
});

describe('logical flows that are not the same', () => {
  it.each([
    ['the value', 'inport == "a"', 'inport == "b"'],
    ['and for or', 'ip4 && tcp', 'ip4 || tcp'],
    ['a set', 'ip4.src == $as1', 'ip4.src == $as2'],
    ['a negation', 'ip4', '!ip4'],
    ['the operator', 'tcp.dst < 5', 'tcp.dst <= 5'],
    ['what nobody can read', 'frob ((', 'frob )('],
  ])('match otherwise: %s', (_, one, other) =>
    expect(matches(one, other)).toMatchObject({ removed: [1], added: [1], changed: [] }),
  );

  it.each([
    ['the value', 'reg0 = 1; next;', 'reg0 = 2; next;'],
    ['the order', 'reg0 = 1; output;', 'output; reg0 = 1;'],
    ['the table', 'next(12);', 'next(13);'],
    ['the pipeline', 'next(pipeline=egress, table=12);', 'next(12);'],
  ])('act otherwise: %s', (_, one, other) => expect(actions(one, other).changed).toEqual([[1, 1]]));

  it('differ in datapath, stage or priority', () => {
    const one = [header('a'), flow('ip4')];
    expect(compare(one, [header('b'), flow('ip4')])).toMatchObject({ removed: [1], added: [1] });
    expect(compare(one, [header('a'), flow('ip4', 'next;', 'ls_in_qos')])).toMatchObject({
      removed: [1],
      added: [1],
    });
    expect(compare(one, [header('a'), flow('ip4').replace('100', '101')])).toMatchObject({
      removed: [1],
      added: [1],
    });
  });
});

describe('the work of comparing logical flows', () => {
  it('grows with the number of rows alone', () => {
    const list = (n: number, prefix: string): string[] => [
      header('sw0'),
      ...Array.from({ length: n }, (_, idx) => flow(`${prefix}reg0 == ${idx} && ip4`)),
    ];
    const probes = [500, 2_000, 8_000].map((n) => compare(list(n, ''), list(n, 'ip && ')).nProbes / n);
    for (const each of probes) expect(each).toBeLessThan((probes[0] as number) * 1.6);
  });
});

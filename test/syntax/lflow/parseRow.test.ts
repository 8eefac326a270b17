import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LogicalRowKind } from '../../../server/core/syntax/lflow/parseRow.ts';
import { readLogicalRow } from '../../../server/core/syntax/lflow/view.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { hasShared, sharedRoot, sharedTest } from '../../support/shared.ts';
import { hasUnknown } from '../openflow/treeChecks.ts';
import { parseRow, printProblems, printTree, treeFaults } from './trees.ts';

const list = readLines('lflow-list-uuid.txt');
const vflows = readLines('vflows-stats-ovs.txt');

function readLines(name: string): string[] {
  return readFileSync(new URL(`../../fixtures/lflow/${name}`, import.meta.url), 'utf8').split('\n');
}

function kinds(lines: readonly string[]): number[] {
  return [...new Set(lines.map((line) => parseRow(line).tree.value(0)))].sort((a, b) => a - b);
}

function problemsOf(text: string): string[] {
  return printProblems(parseRow(text));
}

describe('rows of a real list', () => {
  it('are read with nothing unknown, no problem and sound spans', () => {
    for (const line of [...list, ...vflows]) {
      const row = parseRow(line);
      expect([line, ...treeFaults(row), ...printProblems(row)]).toEqual([line]);
      expect(hasUnknown(row.tree)).toBe(false);
    }
  });

  it('are of the kinds that they look like', () => {
    expect(kinds(list)).toEqual([LogicalRowKind.blank, LogicalRowKind.flow, LogicalRowKind.datapath]);
    expect(kinds(vflows)).toEqual(
      [
        LogicalRowKind.blank,
        LogicalRowKind.flow,
        LogicalRowKind.datapath,
        LogicalRowKind.section,
        LogicalRowKind.binding,
        LogicalRowKind.vip,
        LogicalRowKind.openFlow,
      ].sort((a, b) => a - b),
    );
  });

  it('stay what they are without uuid, padding and line break, and behind a name of grep', () => {
    for (const line of list.filter((text) => text.includes('table='))) {
      const short = line.replace(/^ +uuid=\w+, /, '').replaceAll(/ +(?=[,)])/g, '');
      for (const variant of [
        short,
        `${short}\r`,
        `hv1/list.txt:  ${short}`,
        short.replace(/table=\d+ \(/, 'table=??('),
      ]) {
        const row = parseRow(variant);
        expect([variant, ...treeFaults(row), ...printProblems(row)]).toEqual([variant]);
        expect(row.tree.value(0)).toBe(LogicalRowKind.flow);
        expect(row.tree.child(0, NodeKind.stageName)).toBeGreaterThan(0);
      }
    }
  });
});

describe('trees', () => {
  it('has the parts of a flow', () => {
    const row = parseRow(
      '  uuid=0x83bead0a, table=12(lr_in_x), priority=100, match=(ip4 && reg0[3..5] == {1, 0x2/0x3}), action=(reg9[2] = lookup_arp(inport, arp.spa, arp.sha); next;)',
    );
    expect(printTree(row)).toBe(
      `
row
  attribute
    attributeName uuid
    number 0x83bead0a
  attribute
    attributeName table
    number 12
  stageName lr_in_x
  attribute
    attributeName priority
    number 100
  keyword match
  match
    fieldName ip4
    operator &&
    comparison
      subfield
        fieldName reg0
        bits [3..5]
      operator ==
      constantSet
        number 1
        number 0x2
        mask
          number 0x3
  keyword action
  actions
    action
      subfield
        fieldName reg9
        bits [2]
      operator =
      functionCall
        actionName lookup_arp
        fieldName inport
        fieldName arp.spa
        fieldName arp.sha
    action
      actionName next`.trim(),
    );
    expect(row.tree.number(3)).toBe(0x83bead0an);
  });

  it('has the terms of a match, in parentheses or not', () => {
    const row = parseRow(
      'match=(!(ip6 || 1 <= vlan.pcp < 4) && (is_chassis_resident("cr-lr0")) && inport == @pg && ip4.src == $as)',
    );
    expect(printTree(row, 2)).toBe(
      `
match
  negation
    operator !
    disjunction
      fieldName ip6
      operator ||
      comparison
        number 1
        operator <=
        fieldName vlan.pcp
        operator <
        number 4
  operator &&
  parenthesized
    functionCall
      keyword is_chassis_resident
      string "cr-lr0"
  operator &&
  comparison
    fieldName inport
    operator ==
    portGroup @pg
  operator &&
  comparison
    fieldName ip4.src
    operator ==
    addressSet $as`.trim(),
    );
  });

  it('has arguments, nested actions and comments', () => {
    const row = parseRow(
      'action=(ct_lb_mark(backends=10.0.0.1:80,[fd00::1]:80; hash_fields="ip_dst"); reject { /* swap */ outport <-> inport; next(pipeline=egress, table=5); };)',
    );
    expect(printTree(row, 2)).toBe(
      `
actions
  action
    actionName ct_lb_mark
    argument
      attributeName backends
      ip4 10.0.0.1
      number 80
      ip6 fd00::1
      number 80
    argument
      attributeName hash_fields
      string "ip_dst"
  action
    actionName reject
    actions
      comment /* swap */
      action
        fieldName outport
        operator <->
        fieldName inport
      action
        actionName next
        argument
          attributeName pipeline
          word egress
        argument
          attributeName table
          number 5`.trim(),
    );
  });

  it('has the parts of a header', () => {
    const row = parseRow(
      'Datapath: "neutron-1" aka "net 7" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: egress',
    );
    expect(printTree(row)).toBe(
      `
row
  header
    keyword Datapath
    datapathName "neutron-1"
    keyword aka
    datapathName "net 7"
    uuid 1288128b-fe07-4ab6-903a-705a16b31e92
    keyword Pipeline
    keyword egress`.trim(),
    );
  });

  it('keeps the numbers of leaves whole', () => {
    const row = parseRow(
      'match=(eth.src == 50:54:00:0a:0b:0c && ip4.dst == 255.1.2.3 && ip6.src == fe80::1:2 && metadata == 18446744073709551615 && ct_label == 0x1234567890abcdef1234567890abcdef)',
    );
    const { tree } = row;
    const numbers: bigint[] = [];
    for (let node = 0; node < tree.nNodes; node++) {
      const kind = tree.kind(node);
      const isNumber =
        kind === NodeKind.mac ||
        kind === NodeKind.ip4 ||
        kind === NodeKind.ip6 ||
        kind === NodeKind.number ||
        kind === NodeKind.bigNumber;
      if (isNumber) numbers.push(tree.number(node));
    }
    expect(numbers).toEqual([
      0x5054000a0b0cn,
      0xff010203n,
      0xfe80_0000_0000_0000_0000_0000_0001_0002n,
      0xffff_ffff_ffff_ffffn,
      0x1234567890abcdef1234567890abcdefn,
    ]);
  });
});

describe('faults', () => {
  it("have OVN's words and their place, and the rest is read", () => {
    const row = parseRow('  table=0 (x), priority=1, match=(ip4 && foo == 1 && tcp), action=(drp; next;)');
    expect(printProblems(row)).toEqual([
      "foo: Syntax error at `foo' expecting field name.",
      "drp: Syntax error at `drp' expecting action.",
    ]);
    expect(printTree(row)).toContain('fieldName tcp');
    expect(printTree(row)).toContain('actionName next');
    expect(treeFaults(row)).toEqual([]);
  });

  it.each([
    [
      'match=(ip4 && tcp || udp), action=(next;)',
      ['||: && and || must be parenthesized when used together.'],
    ],
    ['match=((ip4), action=(next;)', [": Syntax error at end of input expecting `)'."]],
    ['match=(ip4)), action=(next;)', ["): Syntax error at `)' expecting end of input."]],
    ['match=(eth.dst == 1:2), action=(next;)', ['1:2: Invalid numeric constant.']],
    ['match=(inport == "a), action=(next;)', ['"a: Input ends inside quoted string.']],
    ['match=(1), action=(next', [": Syntax error at end of input expecting `;'.", ": expecting `)'"]],
    ['  table=x (y), priority=1', ['x: expecting number']],
    [
      'Datapath: "a" (12)  Pipeline: sideways',
      ['12: expecting UUID', 'sideways: expecting ingress or egress'],
    ],
    ['hello world', ['hello world: no row of a logical-flow list']],
    ['match=(1), action=(next;)bucket=', [": expecting `,'"]],
    [
      '   12  table=0 (x), priority=1, match=(1), action=(reg0 = 1; next;)',
      ['12  : no row of a logical-flow list begins like this'],
    ],
    ['    cafe = 3', ['cafe = 3: no row of a logical-flow list']],
  ])('of %s', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('do not come from values that somebody has masked', () => {
    expect(
      problemsOf(
        'table=?? (x), match=(reg0 == ?? && ip4.src == 10.0.??.1), action=(reg0 = <hidden>; next(table=??);)',
      ),
    ).toEqual([]);
  });

  it('do not come from template variables, which lists show as they are', () => {
    const row = (match: string, action: string): string =>
      `  table=7 (lr_in_dnat         ), priority=120  , match=(${match}), action=(${action};)`;
    expect(
      problemsOf(row('ip4.dst == ^NODEIP && tcp.dst == {^port, 80}', 'ct_lb_mark(backends=^backends)')),
    ).toEqual([]);
    expect(problemsOf(row('tcp.dst == ^1', 'next'))).toEqual([
      "^: `^' must be followed by a valid identifier.",
    ]);
  });

  it.each([
    '  table=? (ls_in_acl ), priority=7, match=(ip4), action=(next;)',
    '  table=?3(ls_in_acl ), priority=7, match=(ip4), action=(next;)',
    '  (ls_in_acl         ), priority=7    , match=(ip4), action=(next;)',
  ])('do not come from a table that is put out: %s', (text) => {
    const row = parseRow(text);
    expect(row.problems).toEqual([]);
    expect(treeFaults(row)).toEqual([]);
    expect(readLogicalRow(text)).toMatchObject({ stage: 'ls_in_acl', table: undefined, priority: 7 });
  });

  it('are few, and nesting is bounded, in a line of parentheses', () => {
    const row = parseRow(`match=(${'('.repeat(100_000)}), action=(${'arp { '.repeat(50_000)})`);
    expect(row.problems.length).toBeLessThan(64);
    expect(treeFaults(row)).toEqual([]);
  });

  it('are few in a line of a million faulty actions', () => {
    const row = parseRow(`match=(${'foo && '.repeat(100_000)}1), action=(${'bar; '.repeat(1_000_000)})`);
    expect(row.problems.length).toBeGreaterThan(1);
    expect(row.problems.length).toBeLessThan(100);
  });

  it('of bytes that are no text do no harm', () => {
    for (const byte of [0, 1, 127, 128, 192, 255]) {
      const row = parseRow(new Uint8Array(300).fill(byte));
      expect(treeFaults(row)).toEqual([]);
    }
  });
});

describe('captures', () => {
  const files = hasShared
    ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /lflow-list[^/]*\.txt$/.test(name),
      )
    : [];

  sharedTest('every row of every logical-flow list is read with nothing unknown and no problem', () => {
    const faults: string[] = [];
    let nFlows = 0;
    for (const file of files) {
      for (const line of readFileSync(`${sharedRoot}captures/${file}`, 'utf8').split('\n')) {
        const row = parseRow(line);
        if (row.tree.value(0) === LogicalRowKind.flow) nFlows++;
        const found = [...treeFaults(row), ...printProblems(row)];
        if (found.length > 0 || hasUnknown(row.tree)) faults.push(`${file}: ${line}: ${found.join('; ')}`);
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(nFlows).toBeGreaterThan(13_000);
  });
});

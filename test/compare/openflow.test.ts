import { describe, expect, it } from 'vitest';
import { plainNumbering } from '../../server/core/compare/numbering.ts';
import { lines, text } from '../fixtures/dumps.ts';
import { comparedFlows, isSame } from './compared.ts';

const flow = (match: string, actions: string): string =>
  ` cookie=0x1, table=8, priority=100,${match} actions=${actions}`;

describe('OpenFlow flows that are spelled differently', () => {
  it.each([
    ['terms in another order', 'ip,reg14=0x1,metadata=0x2', 'metadata=0x2,ip,reg14=0x1'],
    ['a shorthand and the types it stands for', 'tcp,tp_dst=80', 'dl_type=0x0800,nw_proto=6,tcp_dst=80'],
    ['numbers in hexadecimal and decimal', 'reg14=0x10,metadata=0x2', 'reg14=16,metadata=2'],
    ['a prefix and its mask', 'ip,nw_src=10.1.0.0/16', 'ip,nw_src=10.1.0.0/255.255.0.0'],
    ['bits outside of the mask', 'reg0=0x2/0x2', 'reg0=0x3/0x2'],
    ['a mask of all ones, and one of none', 'reg0=0x2/0xffffffff', 'reg0=0x2,reg1=0/0'],
    ['a VLAN and the bits that it is', 'dl_vlan=100', 'vlan_tci=0x1064/0x1fff'],
    ['flags and their bits', 'ct_state=+est+trk', 'ct_state=0x22/0x22'],
    ['flags in another order', 'ct_state=+trk-new,ip', 'ip,ct_state=-new+trk'],
    ['an IPv6 address', 'ipv6,ipv6_dst=2001:db8::1', 'ipv6,ipv6_dst=2001:0db8:0:0::0001'],
    ['a field by its other name', 'eth_src=0a:00:00:00:00:01', 'dl_src=0A:00:00:00:00:01'],
    ['DSCP and the octet that it is in', 'ip,nw_tos=40', 'ip,ip_dscp=10'],
  ])('match alike: %s', (_, one, other) => {
    expect(isSame(comparedFlows(flow(one, 'drop'), flow(other, 'drop')))).toBe(true);
  });

  it.each([
    ['load and set_field', 'load:0x5->NXM_NX_REG1[]', 'set_field:0x5->reg1'],
    ['a part of a field', 'load:0x1->NXM_NX_REG10[12]', 'set_field:0x1000/0x1000->reg10'],
    [
      'a wide field in parts',
      'load:0x2->NXM_NX_XXREG1[0..63],load:0x1->NXM_NX_XXREG1[64..127]',
      'set_field:0x10000000000000002->xxreg1',
    ],
    [
      'an action of OpenFlow 1.0',
      'mod_dl_src:0a:00:00:00:00:01,mod_nw_src:10.0.0.1',
      'set_field:0a:00:00:00:00:01->eth_src,set_field:10.0.0.1->ip_src',
    ],
    [
      'a VLAN that is pushed',
      'mod_vlan_vid:100,output:2',
      'push_vlan:0x8100,set_field:4196->vlan_vid,output:2',
    ],
    ['a port without its word', '3', 'output:3'],
    ['a reserved port', 'load:0xffff->NXM_OF_IN_PORT[]', 'set_field:ANY->in_port'],
    [
      'arguments in another order',
      'ct(commit,zone=NXM_NX_REG13[0..15],table=9)',
      'ct(table=9,commit,zone=reg13[0..15])',
    ],
    [
      'clauses of conjunctions',
      'conjunction(7,1/2),conjunction(3,2/2)',
      'conjunction(3,2/2),conjunction(7,1/2)',
    ],
    ['userdata with and without dots', 'controller(userdata=00.00.00.1a)', 'controller(userdata=0000001A)'],
    [
      'a bit by two names',
      'move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30]',
      'move:reg14[0..14]->tun_metadata0[16..30]',
    ],
  ])('act alike: %s', (_, one, other) => {
    expect(isSame(comparedFlows(flow('ip', one), flow('ip', other)))).toBe(true);
  });

  it('leaves out counters, times, cookies and the zones that a host chose', () => {
    const before =
      ' cookie=0x7, duration=1.5s, table=0, n_packets=4, n_bytes=9, idle_age=3, priority=100,in_port=3 actions=set_field:0x7->reg13,set_field:0x3->reg11,resubmit(,8)';
    const after =
      ' cookie=0x9, duration=9.1s, table=0, n_packets=0, n_bytes=0, hard_age=1, priority=100,in_port=3 actions=set_field:0x9/0xffff->reg13,set_field:0x1->reg11,resubmit(,8)';
    expect(isSame(comparedFlows(before, after))).toBe(true);
    const withCookies = { ...plainNumbering, hasCookies: true };
    expect(comparedFlows(before, after, [withCookies, withCookies]).changed).toEqual([[0, 0]]);
  });

  it('takes what --no-stats leaves unsaid for what it is', () => {
    expect(
      isSame(
        comparedFlows(
          ' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=32768,ip actions=drop',
          ' ip actions=drop',
        ),
      ),
    ).toBe(true);
  });
});

describe('OpenFlow flows that are not the same', () => {
  it.each([
    ['a value', 'reg14=0x1', 'reg14=0x2'],
    ['a mask', 'reg0=0x2/0x2', 'reg0=0x2/0x3'],
    ['a term more', 'ip', 'ip,reg0=1'],
    ['the protocol', 'tcp,tp_dst=80', 'udp,tp_dst=80'],
    ['the field', 'ip,nw_src=10.0.0.1', 'ip,nw_dst=10.0.0.1'],
    ['a flag', 'ct_state=+new', 'ct_state=-new'],
    ['a word that nothing knows', 'hobbit=1', 'hobbit=2'],
    ['the port', 'in_port=1', 'in_port=2'],
  ])('match otherwise: %s', (_, one, other) => {
    expect(comparedFlows(flow(one, 'drop'), flow(other, 'drop'))).toMatchObject({ removed: [0], added: [0] });
  });

  it.each([
    ['the value', 'set_field:0x5->reg1', 'set_field:0x6->reg1'],
    ['the bits', 'load:0x1->NXM_NX_REG1[0]', 'load:0x1->NXM_NX_REG1[1]'],
    ['the port', 'output:1', 'output:2'],
    ['the table', 'resubmit(,9)', 'resubmit(,10)'],
    ['the order', 'output:1,set_field:1->reg0', 'set_field:1->reg0,output:1'],
    ['no zone and a zone', 'set_field:0->reg13', 'set_field:1->reg13'],
    ['what is inside of another action', 'clone(output:1),output:2', 'clone(output:2),output:2'],
    ['nothing and something', 'drop', 'output:1'],
    [
      'the encapsulation beside a zone',
      'set_field:0x10007/0xffffffff->reg13',
      'set_field:0x20007/0xffffffff->reg13',
    ],
    ['the upper half of reg13', 'set_field:0x10000/0xffff0000->reg13', 'set_field:0/0xffff0000->reg13'],
    ['a word that nothing knows', 'hobble(1)', 'hobble(2)'],
    ['userdata', 'controller(userdata=00.1a)', 'controller(userdata=00.1b)'],
  ])('act otherwise: %s', (_, one, other) => {
    expect(comparedFlows(flow('ip', one), flow('ip', other)).changed).toEqual([[0, 0]]);
  });

  it('differ in their timeouts', () => {
    const row = (timeout: number): string =>
      ` cookie=0x0, idle_timeout=${timeout}, priority=1,ip actions=drop`;
    expect(comparedFlows(row(10), row(20)).changed).toEqual([[0, 0]]);
  });

  it('are found one by one in a real dump', () => {
    const rows = lines('captures/23.03/p2/hv2/br-int.of15.txt').filter((line) => line.startsWith(' '));
    const before = rows.join('\n');
    let nTried = 0;
    for (let row = 0; row < rows.length; row += 2) {
      // Another digit somewhere in what the flow does, where a digit says something.
      const line = rows[row] as string;
      const at = /(?<=resubmit\(,|output:|metadata=0x)\d/.exec(line.slice(line.indexOf('priority=')));
      if (at === null) continue;
      const place = line.indexOf('priority=') + at.index;
      const changed = `${line.slice(0, place)}${(Number(line[place]) + 1) % 10}${line.slice(place + 1)}`;
      const after = [...rows.slice(0, row), changed, ...rows.slice(row + 1)].join('\n');
      const found = comparedFlows(before, after);
      const places = [...found.removed, ...found.changed.map(([old]) => old)];
      expect(places, line).toEqual([row]);
      nTried++;
    }
    expect(nTried).toBeGreaterThan(60);
  });
});

describe('rows that are there several times', () => {
  it('are paired one by one', () => {
    const one = flow('ip', 'output:1');
    const other = flow('ip', 'output:2');
    expect(comparedFlows([one, one, other].join('\n'), [other, one].join('\n'))).toMatchObject({
      removed: [1],
      added: [],
      changed: [],
    });
    expect(comparedFlows([one, one].join('\n'), [one, other].join('\n'))).toMatchObject({
      removed: [],
      added: [],
      changed: [[1, 1]],
    });
  });
});

describe('the work of a comparison', () => {
  const network = (n: number, step: number): string =>
    Array.from({ length: n }, (_, idx) =>
      flow(`reg14=${idx},metadata=${idx % 7}`, `output:${(idx * step) % 60000}`),
    ).join('\n');

  it('grows with the number of rows alone', () => {
    const probes = [2_000, 8_000, 32_000].map((n) => comparedFlows(network(n, 1), network(n, 3)).nProbes / n);
    for (const each of probes) expect(each).toBeLessThan((probes[0] as number) * 1.6);
  });

  it('is no more for rows that all look alike', () => {
    const n = 20_000;
    const same = Array.from({ length: n }, () => flow('ip', 'drop')).join('\n');
    const found = comparedFlows(same, `${same}\n${flow('ip', 'drop')}`);
    expect(found.added).toHaveLength(1);
    expect(found.nProbes).toBeLessThan(n * 6);
  });
});

describe('damaged dumps', () => {
  it('are compared as far as they can be read', () => {
    const whole = text('captures/23.03/p2/hv2/br-int.of15.txt');
    const cut = whole.slice(0, Math.floor(whole.length / 2));
    const { added, changed } = comparedFlows(whole, cut);
    expect(added.length + changed.length).toBeLessThanOrEqual(1);
    const broken = ' table=1, priority=5,((((,=,ip actions=clone(clone(,\n\u0000\u0001, actions=';
    expect(isSame(comparedFlows(broken, broken))).toBe(true);
  });

  it('compares a row that is too long to be read as it is written', () => {
    const long = flow('ip', `note:${'00.'.repeat(400_000)}`);
    expect(isSame(comparedFlows(long, long))).toBe(true);
    expect(isSame(comparedFlows(long, `${long}0`))).toBe(false);
  });
});

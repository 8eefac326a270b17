import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logicalSyntax } from '../../../server/core/syntax/lflow/compiledParser.ts';
import { parseLogicalFlowRow } from '../../../server/core/syntax/lflow/parseRow.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { hasShared, sharedRoot, sharedTest } from '../../support/shared.ts';
import { nRead, twins } from '../compiledTwin.ts';
import { lines, mutated } from './mutatedRow.ts';

const { expectSame, expectAllSame } = twins(parseLogicalFlowRow, logicalSyntax.parse);

/** A row with that match and these actions. */
const row = (match: string, actions: string): string =>
  `  table=3 (ls_in_acl_eval     ), priority=2001 , match=(${match}), action=(${actions})`;

describe('the compiled parser', () => {
  it('reads every logical flow of a list itself', () => {
    const flows = lines.filter((line) => line.includes('match=('));
    expect(flows.length).toBeGreaterThan(100);
    expect(flows.filter((line) => nRead(logicalSyntax.reel?.(), [line]) === 0)).toEqual([]);
  });

  it.each(lines)('makes the same tree of %s', (line) => expectSame(encodeText(line)));

  it.each([
    row('1', 'next;'),
    row('0 < vlan.pcp && 1 <= vlan.pcp <= 4 && {1, 2} == vlan.pcp', 'drop;'),
    row(
      '!(ip4 || !ip6) && (eth.src == {aa:bb:cc:dd:ee:ff/ff:ff:ff:00:00:00, $as, 01:02:03:04:05:06} && ip6.dst == fe80::/10)',
      'ct_next;',
    ),
    row(
      'inport == @pg_0177312c_d936_41be_aece_04d3b2fa9bdf && outport == {"a\\"b", "c"}',
      'output; /* done */',
    ),
    row(
      'is_chassis_resident( "cr-lr0" ) && ct_label[96..127] == 0xffffffffffffffffffff && xxreg0 == 0x10',
      'ip.ttl--; next(pipeline=egress, table=7);',
    ),
    row(
      'reg0[0] == 1 && ct_mark.natted == 1',
      'reg0[0..15] = reg1[16..31]; eth.dst <-> eth.src; xxreg0 = ip6.src; reg9[1] = lookup_arp(inport, ip4.src, arp.sha);',
    ),
    row(
      'ip4.src == 10.0.0.0/255.255.255.0 && tcp.dst == 4294967296',
      'ct_lb_mark(backends=10.0.0.1:80,[fe80::1]:80; hash_fields="ip_src,ip_dst"; skip_snat);',
    ),
    row('arp', 'clone { arp { eth.dst = ff:ff:ff:ff:ff:ff; arp.spa = 1.2.3.4; output; }; }; next;'),
    row(
      'udp',
      'reg0[3] = put_dhcp_opts(offerip = 10.0.0.4, netmask = 255.255.255.0, classless_static_route = {30.0.0.0/24,10.0.0.10, 0.0.0.0/0,10.0.0.1}, lease_time = 3600, bootfile_name = "a;b"); next;',
    ),
    row(
      'ip',
      'log(name="acl", severity=info, verdict=allow, meter="m"); sample(probability=65535, collector_set=1, obs_domain=0, obs_point=$cookie); next;',
    ),
    row('eth.dst == 1:2', 'drop;'),
    row('ip4 && ip6 || tcp', 'drop;'),
    row('ip4.src == 010.0.0.1 && tcp.dst == 080', 'drop;'),
    row('foo == 1', 'drop;'),
    row('ip4 /* a comment */ && tcp // another', 'drop;'),
    row('ip4.src = 1.2.3.4', 'next'),
    row('reg0[5..3] == 1 && reg0[] == 1', 'reg0[40] = 1;'),
    row('ip4', 'foo; next(1;); ct_commit { ct_mark = 1; ;'),
    row('ip4.src == 10.0.??.1', 'output(; });'),
    row('', ''),
    '  table=??(ls_in_acl), priority=1, match=(1), action=(next;)',
    'table=3 (), priority=1, match=(1), action=(next;)',
    ' , table=3 (a), match=(1), action=(next;)',
    'uuid=0x83bead0a, table=3 (a b), priority=65535, match=(1), actions=(drop;), tags=()',
    'uuid=0x83bead0a0, table=3(a), priority=1234567890, match=(1), action=(drop;',
    'Datapath: "sw0" (c10746c6-b60c-478d-a7f8-861f88d2d277)  Pipeline: ingress',
  ])('makes the same tree of %s', (line) => expectSame(encodeText(line)));

  it('makes the same tree of a row with any change', () => {
    fc.assert(
      fc.property(mutated, (line) => expectSame(encodeText(line))),
      { numRuns: 3000, seed: 5 },
    );
  });

  sharedTest('makes the same trees of all rows of all captures', () => {
    const files = hasShared
      ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.includes('lflow'),
        )
      : [];
    let nFlows = 0;
    let nCompiled = 0;
    for (const file of files) {
      const text = readFileSync(`${sharedRoot}captures/${file}`, 'latin1').split('\n');
      const flows = text.filter((line) => line.includes('match=('));
      nFlows += flows.length;
      nCompiled += nRead(logicalSyntax.reel?.(), flows);
      expectAllSame(text.map((line) => encodeText(line)));
    }
    expect(nFlows).toBeGreaterThan(10_000);
    expect(nCompiled).toBe(nFlows);
  });
});

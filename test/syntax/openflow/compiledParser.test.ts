import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowSyntax } from '../../../server/core/syntax/openflow/compiledParser.ts';
import { parseOpenFlowRow } from '../../../server/core/syntax/openflow/parseRow.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { hasShared, sharedRoot, sharedTest } from '../../support/shared.ts';
import { columnsOf, nRead, twins } from '../compiledTwin.ts';
import { lines, mutatedLine } from './mutatedLine.ts';

const { expectSame, expectAllSame } = twins(parseOpenFlowRow, flowSyntax.parse);

describe('the compiled parser', () => {
  it('reads every flow of a dump itself', () => {
    const flows = lines.filter((line) => line.includes('actions='));
    expect(flows.length).toBeGreaterThan(100);
    expect(flows.filter((line) => nRead(flowSyntax.reel?.(), [line]) === 0)).toEqual([]);
  });

  it.each(lines)('makes the same tree of %s', (line) => expectSame(encodeText(line)));

  it.each([
    ' priority=1,tcp,tp_src=0x10/0xfff0 actions=ct(commit,table=3,zone=NXM_NX_REG13[0..15],nat(src=10.0.0.1-10.0.0.9:1-20),exec(load:0x1->NXM_NX_CT_MARK[0]))',
    ' priority=1,ipv6,ipv6_src=fe80::1,ipv6_dst=2001:db8::/32 actions=ct(nat(dst=[fd00::1]-[fd00::9]:80)),drop',
    ' priority=1,xxreg0=0x12345678901234567890,ct_label=0x1/0x3 actions=set_field:0xffffffffffffffffffff/0xff000000000000000000->ct_label,write_metadata:0x1/0xff',
    ' priority=1,icmp6,icmp_type=135,nd_target=fe80::1 actions=controller(userdata=00.01,pause),CONTROLLER:65535,LOCAL,IN_PORT',
    ' in_port="a b",dl_src=00:00:00:00:00:00/01:00:00:00:00:00 actions="a b",output:"a b",output:NXM_NX_REG15[],2',
    ' ct_state=-new+est-rel+rpl-inv+trk,ip,nw_frag=not_later,nw_src=10.0.0.0/255.0.0.0 actions=clone(clone(drop)),resubmit(1,2),resubmit(,3,ct)',
    ' tun_id=0x1,tun_metadata0=0x10001/0x7fffffff,tun_flags=+oam-csum actions=push:NXM_NX_REG0[],pop:NXM_NX_REG1[3..4],move:NXM_NX_REG0[0..7]->NXM_NX_REG1[8..15]',
    ' tcp6,tcp_flags=+syn-ack actions=learn(table=102,idle_timeout=60,delete_learned,cookie=0xf4,OXM_OF_METADATA[],eth_type=0x800,NXM_OF_IP_SRC[],ip_dst=1.2.3.4,tcp_dst=80,load:0x1->NXM_NX_REG10[14],output:NXM_OF_IN_PORT[])',
    ' table=1,send_flow_rem reset_counts dl_vlan=5,vlan_tci=0x1000/0x1000 actions=check_pkt_larger(1500)->NXM_NX_REG10[1],conjunction(7,1/2),dec_ttl,group:1,set_field:ANY->in_port',
    ' metadata=0x10000000000000000 actions=drop',
    ' reg0=0x100000000 actions=drop',
    ' tp_dst=80 actions=drop',
    ' actions=mod_nw_src:1.2.3.256',
    ' actions=load:0x10->NXM_NX_REG0[0..3]',
    ' actions=move:NXM_NX_REG0[0..3]->NXM_NX_REG1[0..4]',
    ' actions=drop # a comment',
    ' actions=ct(commit',
    ' actions=bundle(eth_src:1)',
    'cookie=1/-1,table=255',
    ' duration=1.9999999s,n_bytes=999999999999999 actions=',
    ' TCP,PRIORITY=1 actions=DROP',
    ' ct_state=+new+nex actions=drop',
  ])('makes the same tree of %s', (line) => expectSame(encodeText(line)));

  it('makes the same tree of a row with any change', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => expectSame(encodeText(line))),
      { numRuns: 3000, seed: 4 },
    );
  });

  it('keeps a tree when another row is read', () => {
    const first = new Tree();
    const second = new Tree();
    const bytes = encodeText(' ipv6,ipv6_src=fe80::1 actions=drop');
    flowSyntax.parse(bytes, 0, bytes.length, first, []);
    const before = columnsOf(first);
    const other = encodeText(' table=7,ipv6,ipv6_dst=fe80::2,ipv6_src=fe80::3 actions=output:1,output:2');
    flowSyntax.parse(other, 0, other.length, second, []);
    expect(columnsOf(first)).toEqual(before);
    flowSyntax.parse(other, 0, other.length, first, []);
    expect(columnsOf(first)).toEqual(columnsOf(second));
  });

  it('leaves a row that is too long for it to the other', () => {
    const bytes = encodeText(` actions=${'output:1,'.repeat(10_000)}`);
    expectSame(bytes);
  });

  sharedTest('makes the same trees of all rows of all captures', () => {
    const files = hasShared
      ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' }).filter((name) =>
          /\/br-(int|phys)\.of1[^/]*\.txt$/.test(name),
        )
      : [];
    let nRows = 0;
    let nCompiled = 0;
    for (const file of files) {
      const text = readFileSync(`${sharedRoot}captures/${file}`, 'latin1').split('\n');
      const flows = text.filter((line) => line.startsWith(' '));
      nRows += flows.length;
      nCompiled += nRead(flowSyntax.reel?.(), flows);
      expectAllSame(text.map((line) => encodeText(line)));
    }
    expect(nRows).toBeGreaterThan(76_000);
    expect(nCompiled).toBe(nRows);
  });
});

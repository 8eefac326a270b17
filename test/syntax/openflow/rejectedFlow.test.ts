import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlow } from '../../../server/core/syntax/openflow/exact/readFlow.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { rejectionHead, rejectionOf } from '../../../server/core/syntax/openflow/rejectedFlow.ts';
import { rowParsers } from '../../../server/core/syntax/rowParser.ts';
import { decodeText, encodeText } from '../../../server/core/text/bytes.ts';
import { parseRow } from '../rows.ts';
import { mutatedLine } from './mutatedLine.ts';

/** The text that a rejection is about; undefined for a flow as a whole. */
function placeOf(text: string): string | undefined {
  const read = readFlow(text, { naming: 'keep' });
  if (!(read instanceof Rejection)) throw new Error(`${text} is taken`);
  return read.place === undefined ? undefined : text.slice(read.place.start, read.place.end);
}

describe("Open vSwitch's rejections have places", () => {
  it.each<readonly [string, string | undefined]>([
    ['ip,priority=70000,actions=drop', 'priority=70000'],
    ['add  reg0[0..3]=16 actions=drop', 'reg0[0..3]=16'],
    ['ip_dst=1.2.3,actions=drop', 'ip_dst=1.2.3'],
    ['actions=output:1,frob(1),output:2', 'frob(1)'],
    ['actions=output:1, ct(commit, exec(set_field:1->reg0)),drop', 'set_field:1->reg0'],
    ['actions=clone(output:1,clone(output:2,group(x)))', 'group(x)'],
    ['actions=ct(nat(src=1.2.3.4-1.2.3.3))', 'src=1.2.3.4-1.2.3.3'],
    ['actions=ct(force)', 'ct(force)'],
    ['actions=learn(table=1,eth_dst=eth_typ)', 'eth_dst=eth_typ'],
    ['actions=controller(reason=why)', 'reason=why'],
    ['actions=encap(nsh(md_type=1,tlv(0)))', 'tlv(0)'],
    ['actions=decap(packet_type(ns=0,typ=1))', 'typ=1'],
    ['actions=output(port=1,max_len=2)', 'max_len=2'],
    ['actions=sample(probability=0)', 'probability=0'],
    ['actions=fin_timeout(idle=1)', 'idle=1'],
    ['actions=goto_table:1,output:1', 'output:1'],
    ['tcp,actions=output:1,mod_nw_tos:1', 'mod_nw_tos:1'],
    ['arp,actions=output:1,set_field:80->tcp_dst', 'set_field:80->tcp_dst'],
    ['actions=drop,output:1', 'drop,output:1'],
    ['ip', undefined],
  ])('%s', (text, place) => {
    expect(placeOf(text)).toBe(place);
  });

  it('inside of the text, whatever that is', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => {
        const text = line.trim();
        const read = readFlow(text, { naming: 'keep' });
        if (!(read instanceof Rejection) || read.place === undefined) return;
        expect(read.place.start).toBeGreaterThanOrEqual(0);
        expect(read.place.end).toBeGreaterThanOrEqual(read.place.start);
        expect(read.place.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000, seed: 1 },
    );
  });
});

describe('a row of a file of flows', () => {
  const rejection = (text: string): string | undefined => {
    const row = parseRow(rowParsers['ovs-openflow'], text);
    expect(row.problems).toEqual([]);
    const problem = rejectionOf(row);
    if (problem === undefined) return undefined;
    expect(problem.message.startsWith(rejectionHead)).toBe(true);
    return `${decodeText(encodeText(text), problem.start, problem.end)}: ${problem.message.slice(rejectionHead.length)}`;
  };

  it.each([
    [
      'in_port="pört",tcp,ip_frag=later actions=load:8888->NXM_OF_TCP_DST[],output:1',
      'load:8888->NXM_OF_TCP_DST[]: actions are invalid with specified match (OFPBAC_MATCH_INCONSISTENT)',
    ],
    ['cookie=0x1/0xff,actions=drop # why', 'cookie=0x1/0xff: flow additions cannot use a cookie mask'],
    [
      'table=5,actions=goto_table:5',
      'goto_table:5: actions are invalid with specified match (OFPBIC_BAD_TABLE_ID)',
    ],
    ['modify cookie=0x1/0xff,actions=drop', undefined],
    ['delete tcp,tp_dst=80', undefined],
    ['tcp,tp_dst=80 actions=output:"vm 1",resubmit(,some_table) # output:1', undefined],
  ])('%s', (text, expected) => {
    expect(rejection(text)).toBe(expected);
  });

  it.each([
    ' cookie=0x0, table=0, priority=1,tcp actions=set_field:10/0x3f->ip_dscp',
    'cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, tcp actions=set_field:10/0x3f->ip_dscp',
    '+tcp actions=set_field:10/0x3f->ip_dscp',
    'OFPST_FLOW reply (OF1.5) (xid=0x2):',
    '',
  ])('is none of %j', (text) => {
    expect(rejection(text)).toBeUndefined();
  });
});

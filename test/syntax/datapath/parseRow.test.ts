import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datapathKeyFields, passesFilter } from '../../../server/core/syntax/datapath/filter.ts';
import { datapathKeyFit } from '../../../server/core/syntax/datapath/fit.ts';
import {
  parseDatapathActions,
  parseDatapathKey,
  parseDatapathRow,
} from '../../../server/core/syntax/datapath/parseRow.ts';
import { printDatapathItems, printDatapathRow } from '../../../server/core/syntax/datapath/print.ts';
import { readOpenFlowRow } from '../../../server/core/syntax/openflow/entryView.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf, hasUnknown } from '../openflow/treeChecks.ts';
import { parseRow, problemTexts, treeText } from '../rows.ts';

const fixture = new URL('../../fixtures/captures/23.03/p2/hv2/dpctl-dump-flows.txt', import.meta.url);
const lines = readFileSync(fixture, 'utf8')
  .split('\n')
  .filter((line) => line !== '');

describe('rows of a real dump', () => {
  it('has a header and flows', () => expect(lines.length).toBe(24));

  it.each(lines)('%s', (line) => {
    const row = parseRow(parseDatapathRow, line);
    expect(row.problems).toEqual([]);
    expect(hasUnknown(row.tree)).toBe(false);
    expect(faultsOf(row.tree, encodeText(line))).toEqual([]);
    expect(printDatapathRow(row)).toBe(line);
  });
});

describe('the tree', () => {
  it('of a flow has its key, its counters and its actions', () => {
    const row = parseRow(
      parseDatapathRow,
      'in_port(vm),ct_state(+trk-new),ipv4(src=10.0.0.1/255.0.0.0), packets:3, used:never, actions:set(eth(dst=00:00:00:00:00:01)),2',
    );
    expect(treeText(row)).toBe(
      'row(match(matchField(fieldName in_port portName vm) ' +
        'matchField(fieldName ct_state value(word +trk word -new)) ' +
        'matchField(fieldName ipv4 argument(attributeName src ip4 10.0.0.1 mask(ip4 255.0.0.0)))) ' +
        'attribute(attributeName packets number 3) attribute(attributeName used word never) ' +
        'keyword actions actions(action(actionName set matchField(fieldName eth ' +
        'argument(attributeName dst mac 00:00:00:00:00:01))) action(number 2)))',
    );
  });

  it('of nested actions has lists in actions', () => {
    const row = parseRow(parseDatapathActions, 'clone(ct(commit),recirc(0x1)),drop');
    expect(treeText(row)).toBe(
      'actions(action(actionName clone actions(action(actionName ct argument(attributeName commit)) ' +
        'action(actionName recirc number 0x1))) action(actionName drop))',
    );
  });

  it('needs no comma behind a parenthesis', () => {
    const row = parseRow(parseDatapathKey, 'recirc_id(3)in_port(4),eth_type(0x0800)ipv4(frag=no)');
    expect(row.problems).toEqual([]);
    expect(printDatapathItems(row)).toBe('recirc_id(0x3),in_port(4),eth_type(0x0800),ipv4(frag=no)');
  });

  it('of a header and of a comment is one piece', () => {
    expect(treeText(parseRow(parseDatapathRow, 'flow-dump from pmd on cpu core: 3'))).toMatch(
      /^header\(keyword flow-dump /,
    );
    expect(treeText(parseRow(parseDatapathRow, '# note'))).toBe('comment # note');
    expect(treeText(parseRow(parseDatapathRow, ''))).toBe('row ');
  });

  it('of a line that was cut out behind the colon is its actions', () => {
    expect(treeText(parseRow(parseDatapathRow, 'check_pkt_len(size=200,gt(4),le(drop)),3'))).toMatch(
      /^row\(actions\(/,
    );
  });

  it('takes what stands in place of a value for a word', () => {
    const row = parseRow(parseDatapathRow, 'recirc_id(<recirc>),in_port(1), actions:<del>');
    expect(row.problems).toEqual([]);
    expect(hasUnknown(row.tree)).toBe(false);
  });

  it('knows a port by any name', () => {
    for (const name of ['br-int', 'eth0.100', 'genev_sys_6081', 'ct-br', '10.0.0.1', 'fe80', '0x']) {
      const row = parseRow(parseDatapathRow, `in_port(${name}), actions:${name},2`);
      expect(row.problems, name).toEqual([]);
      expect(treeText(row), name).toContain(`portName ${name}`);
    }
  });
});

describe('printing', () => {
  it.each([
    'recirc_id(0x3),dp_hash(0/0xf),skb_priority(0x1234),in_port(1/0xff),eth_type(0x0800)',
    'tunnel(tun_id=0x0,ipv6_src=::1,tos=0x8,ttl=64/0,vxlan(gbp(id=10/0xff,flags=0xb)),geneve({class=0xffff,type=0x80,len=4,0xa/0xf}{class=0,type=0,len=4}),flags(-df+csum))',
    'vlan(vid=5/0x3,pcp=0),encap(eth_type(0x8847),mpls(label=22/0x0,tc=3/0,ttl=64/0x0,bos=1))',
    'ct_label(0x1234567890abcdef1234567890abcdef/0xf0),nd_ext(nd_reserved=0x0,nd_options_type=2)',
    'tcp_flags(syn|ack),arp(sip=1.2.3.4/255.255.0.0,op=1/0xf0),nsh(spi=0x0,si=255,c1=0x0)',
  ])('gives back %s', (key) => {
    const row = parseRow(parseDatapathKey, key);
    expect(row.problems).toEqual([]);
    expect(printDatapathItems(row)).toBe(key);
  });

  it.each([
    ['eth_type(2048)', 'eth_type(0x0800)'],
    ['in_port(0x10)', 'in_port(16)'],
    ['icmp(type=8,code=2/0xff)', 'icmp(type=8,code=2)'],
    ['ipv6(src=2001:0db8:0:0:0:0:0:1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff)', 'ipv6(src=2001:db8::1)'],
    ['eth(src=00:01:02:03:04:0A)', 'eth(src=00:01:02:03:04:0a)'],
    ['recirc_id(0x0)', 'recirc_id(0)'],
  ])('%s is %s', (written, printed) => {
    const row = parseRow(parseDatapathKey, written);
    expect(row.problems).toEqual([]);
    expect(printDatapathItems(row)).toBe(printed);
  });

  it.each([
    ['1, 2 ,vm', '1,2,vm'],
    ['clone()', 'clone(drop)'],
    ['ct', 'ct'],
    [
      'ct(commit,nat(src=[fe80::1]-[fe80::2]:80-90,random))',
      'ct(commit,nat(src=[fe80::1]-[fe80::2]:80-90,random))',
    ],
    ['ct(nat(dst=10.0.0.1:80))', 'ct(nat(dst=10.0.0.1:80))'],
    [
      'sample(sample=9.75%,actions(userspace(pid=1,userdata(0102))))',
      'sample(sample=9.7%,actions(userspace(pid=1,userdata(0102))))',
    ],
    [
      'tnl_push(tnl_port(4),header(size=46,type=3,gre((flags=0x2000,proto=0x6558),key=0x1)),out_port(1))',
      'tnl_push(tnl_port(4),header(size=46,type=3,gre((flags=0x2000,proto=0x6558),key=0x1)),out_port(1))',
    ],
    ['pop_nsh()', 'pop_nsh()'],
  ])('%s is %s', (written, printed) => {
    const row = parseRow(parseDatapathActions, written);
    expect(row.problems).toEqual([]);
    expect(printDatapathItems(row)).toBe(printed);
  });
});

describe('what is wrong has its place', () => {
  it.each([
    ['eth(source=1)', 'source=1: there is nothing of that name here'],
    ['eth(src=1.2.3.4)', '1.2.3.4: an Ethernet address is expected'],
    ['vlan(vid=4096)', '4096: the number is wider than 12 bits'],
    ['recirc_id=1', '1: recirc_id is written with parentheses'],
    ['in_port(1', ': a parenthesis is not closed'],
    ['eth()) ', '): a parenthesis closes that was not opened'],
    ['tunnel(geneve({class=1)', ': a brace is not closed'],
    ['ct_state(+foo)', '+foo: no such flag'],
    ['ufid:1-2, in_port(1)', '1-2: a UUID is expected'],
    ['ufid:\r, in_port(1)', ': a value is missing'],
    ['in_port(1), packets:x', 'x: a number is expected'],
    ['in_port(1), actions:', ': actions are missing: the line ends here'],
    ['in_port(1), actions:fly(1)', 'fly(1): no such action'],
  ])('%s', (line, problem) => {
    expect(problemTexts(parseDatapathRow, line)).toContain(problem);
  });

  it('is deep nesting', () => {
    const deep = (depth: number): string => `${'encap('.repeat(depth)}${')'.repeat(depth)}`;
    expect(problemTexts(parseDatapathKey, deep(32))).toEqual([]);
    expect(problemTexts(parseDatapathKey, deep(33))).toEqual([
      '(): more than 32 pairs of parentheses stand in each other',
    ]);
  });
});

describe('the fit of a whole key', () => {
  it.each([
    ['eth_type(0x0800),ipv4(proto=5,frag=no)', 'perfect'],
    ['eth_type(0x0800),ipv4(proto=6,frag=no)', 'too little'],
    ['eth_type(0x0800),ipv4(proto=6,frag=later)', 'perfect'],
    ['eth_type(0x0800),ipv4(proto=6,frag=no),udp(src=1,dst=2)', 'too little'],
    ['eth_type(0x0806),arp(op=1),ipv4(proto=1)', 'too much'],
    ['eth_type(0x8847),mpls(label=1,tc=0,ttl=1,bos=0)', 'too little'],
    ['eth_type(0x8847),mpls(label=1,tc=0,ttl=1,bos=1)', 'perfect'],
    ['eth_type(0x8100),vlan(vid=1,pcp=0),encap(eth_type(0x86dd))', 'too little'],
    ['eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135,code=0),nd(target=::1)', 'perfect'],
    ['eth_type(0x86dd),ipv6(proto=58,frag=no),icmpv6(type=135,code=0)', 'too little'],
  ])('%s is %s', (key, fit) => {
    expect(datapathKeyFit(parseRow(parseDatapathKey, key).tree)).toBe(fit);
  });
});

describe('a filter', () => {
  const key =
    'in_port(1),eth_type(0x8100),vlan(vid=99,pcp=7),encap(eth_type(0x0800),ipv4(src=10.1.2.3/255.255.0.0,proto=6),tcp(src=80/0xff00))';

  it.each([
    ['dl_vlan=99', true],
    ['dl_vlan=98', false],
    ['ip', true],
    ['ipv6', false],
    ['tcp,tp_src=90', true],
    ['tcp,tp_src=400', false],
    ['udp', false],
    ['ip,nw_src=10.1.0.0/16', true],
    ['ip,nw_src=10.2.0.0/16', false],
    ['tcp,tp_dst=5', true],
  ])('%s passes: %s', (filter, passes) => {
    const { tree } = parseRow(parseDatapathKey, key);
    expect(passesFilter(tree, 0, readOpenFlowRow(filter).entry.match)).toBe(passes);
  });

  it('knows that a packet without a VLAN has none', () => {
    const { tree } = parseRow(parseDatapathKey, 'eth_type(0x0800),ipv4()');
    expect(passesFilter(tree, 0, readOpenFlowRow('dl_vlan=5').entry.match)).toBe(false);
  });

  it('reads the values under their masks', () => {
    const fields = datapathKeyFields(
      parseRow(parseDatapathKey, 'ct_state(+trk-new),eth(src=00:00:00:00:00:01)').tree,
      0,
    );
    expect(fields.get('ct_state')).toEqual({ value: 0x20n, mask: 0x21n });
    expect(fields.get('eth_src')).toEqual({ value: 1n, mask: 0xffff_ffff_ffffn });
  });
});

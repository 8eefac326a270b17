import { describe, expect, it } from 'vitest';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { rowParsers } from '../../../server/core/syntax/rowParser.ts';
import { parseRow, problemTexts } from '../rows.ts';

const problems = (text: string): string[] => problemTexts(rowParsers['ovs-openflow'], text);

describe('values that a field has no room for', () => {
  const wide = `0x1${'0'.repeat(32)}`;

  it.each([
    [`actions=set_field:${wide}->xxreg0`, `${wide}->: the value is wider than the field (128 bits)`],
    ['actions=set_field:0x10000000000000000->xreg0', 'the value is wider than the field (64 bits)'],
    ['actions=set_field:1/0x100000000->reg0', '0x100000000: the value is wider than reg0 (32 bits)'],
    [`actions=set_field:1/${wide}->xxreg0`, `${wide}: the value is wider than xxreg0 (128 bits)`],
    ['ip,actions=set_field:10.0.0.1/33->ip_dst', '33: a prefix has at most 32 bits'],
    ['ip,actions=set_field:10.0.0.1/::->ip_dst', '::: ip_dst takes an IPv4 address'],
    ['actions=load:0x10000000000000000->NXM_NX_XXREG0[0..3]', 'the value is wider than 4 bits'],
  ])('%s', (text, expected) => {
    expect(problems(text).join('\n')).toContain(expected.replace('->:', ':'));
  });

  it.each([
    `actions=set_field:0x${'f'.repeat(32)}/0x${'f'.repeat(32)}->xxreg0`,
    'actions=set_field:0x00000000000000000000000000000000001->reg0',
    'ip,actions=set_field:10.0.0.0/8->ip_dst,set_field:1/-1->reg0',
    'actions=set_field:0x1ffffffffffffffff/0x3ffffffffffffffff->tun_metadata0',
    'actions=load:0xffffffffffffffffffffffffffffffff->NXM_NX_XXREG0[]',
  ])('are not %s', (text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe('values', () => {
  it('of Ethernet addresses may have single digits', () => {
    const { tree, problems: found } = parseRow(
      rowParsers['ovs-openflow'],
      'dl_dst=a:0:0B:1:2:f actions=drop',
    );
    expect(found).toEqual([]);
    const leaf = Array.from({ length: tree.nNodes }, (_, node) => node).find(
      (node) => tree.kind(node) === NodeKind.mac,
    );
    expect(tree.number(leaf ?? -1)).toBe(0x0a_00_0b_01_02_0fn);
  });

  it('of Ethernet addresses have six groups', () => {
    expect(problems('dl_dst=a:0:b:1:2 actions=drop')).not.toEqual([]);
    expect(problems('dl_dst=a:0:b:1:2:3:4 actions=drop')).not.toEqual([]);
  });

  it('of durations are exact after a month too', () => {
    const { tree } = parseRow(rowParsers['ovs-openflow'], ' duration=31536000.125s, actions=drop');
    expect(tree.kind(3)).toBe(NodeKind.duration);
    expect(tree.number(3)).toBe(31_536_000_125n);
  });
});

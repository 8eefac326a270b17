import { describe, expect, it } from 'vitest';
import { type Layout, layoutById } from '../../server/core/facts/layout.ts';
import { registerFact, registerFields, registerNames } from '../../server/core/facts/register.ts';
import { flatBits, registerSegments, registersOverlap } from '../../server/core/facts/registerBits.ts';

describe('register aliasing', () => {
  it.each([
    ['xxreg0', 96, 127, 'reg0[0..31]'],
    ['xxreg0', 0, 31, 'reg3[0..31]'],
    ['xxreg0', 0, 127, 'reg0[0..31] reg1[0..31] reg2[0..31] reg3[0..31]'],
    ['xxreg1', 96, 127, 'reg4[0..31]'],
    ['xxreg3', 0, 0, 'reg15[0..0]'],
    ['xreg0', 0, 47, 'reg0[0..15] reg1[0..31]'],
    ['xreg4', 4, 4, 'reg9[4..4]'],
    ['xreg4', 32, 63, 'reg8[0..31]'],
    ['xreg5', 33, 33, 'reg10[1..1]'],
    ['reg13', 16, 31, 'reg13[16..31]'],
    ['metadata', 0, 23, 'metadata[0..23]'],
  ])('%s[%i..%i] is %s', (field, low, high, expected) => {
    const segments = registerSegments({ field, low, high });
    expect(segments?.map((each) => `${each.field}[${each.low}..${each.high}]`).join(' ')).toBe(expected);
  });

  it('refuses what is no register or lies outside', () => {
    const none = [
      { field: 'eth_src', low: 0, high: 1 },
      { field: 'xxxreg0', low: 0, high: 1 },
      { field: 'reg1', low: 0, high: 32 },
      { field: 'reg1', low: 3, high: 2 },
      { field: 'reg1', low: -1, high: 2 },
      { field: 'metadata', low: 0, high: 64 },
      { field: 'reg', low: 0, high: 0 },
    ];
    for (const bits of none) expect(registerSegments(bits)).toBeUndefined();
  });

  it('gives every bit one place, whichever register it is seen through', () => {
    for (let reg = 0; reg < 16; reg++) {
      for (let bit = 0; bit < 32; bit++) {
        const plain = flatBits({ field: `reg${reg}`, low: bit, high: bit });
        const x = bit + (reg % 2 === 0 ? 32 : 0);
        const xx = bit + (3 - (reg % 4)) * 32;
        expect(plain).toBeDefined();
        expect(flatBits({ field: `xreg${reg >> 1}`, low: x, high: x })).toEqual(plain);
        expect(flatBits({ field: `xxreg${reg >> 2}`, low: xx, high: xx })).toEqual(plain);
      }
    }
  });

  it('tells whether two ranges share a bit', () => {
    const reg9 = { field: 'reg9', low: 0, high: 31 };
    expect(registersOverlap({ field: 'xreg4', low: 0, high: 3 }, reg9)).toBe(true);
    expect(registersOverlap({ field: 'xreg4', low: 32, high: 63 }, reg9)).toBe(false);
    expect(registersOverlap({ field: 'metadata', low: 0, high: 3 }, reg9)).toBe(false);
    expect(registersOverlap({ field: 'eth_src', low: 0, high: 3 }, reg9)).toBe(false);
  });
});

describe('register meanings', () => {
  it('knows the fixed registers', () => {
    expect(names('23.03', 'reg14', 0, 31)).toEqual(['MFF_LOG_INPORT']);
    expect(names('23.03', 'metadata', 0, 63)).toEqual(['MFF_LOG_DATAPATH']);
    expect(names('23.03', 'reg13', 0, 31)).toEqual(['MFF_LOG_CT_ZONE']);
    expect(names('24.03', 'reg13', 0, 31)).toEqual(['MFF_LOG_CT_ZONE', 'MFF_LOG_ENCAP_ID']);
    expect(names('24.03', 'reg13', 16, 31)).toEqual(['MFF_LOG_ENCAP_ID']);
    expect(names('24.03', 'reg13', 0, 0)).toEqual(['MFF_LOG_CT_ZONE']);
  });

  it('finds a flag that moved over the releases', () => {
    expect(names('22.09', 'reg10', 16, 16)).toEqual(['MLF_FROM_CTRL_BIT', 'MFF_LOG_FLAGS']);
    expect(names('24.03', 'reg10', 16, 16)).toEqual(['MLF_RX_FROM_TUNNEL_BIT', 'MFF_LOG_FLAGS']);
    expect(names('22.03', 'reg10', 12, 12)).toEqual(['MLF_FROM_CTRL_BIT', 'MFF_LOG_FLAGS']);
    expect(names('22.06', 'reg10', 12, 12)).toEqual(['MLF_CHECK_PORT_SEC_BIT', 'MFF_LOG_FLAGS']);
  });

  it('names the symbol that logical flows write', () => {
    const [loopback] = registerFields(known('23.03'), 'reg10', 0, 0);
    expect(loopback).toEqual({
      name: 'MLF_ALLOW_LOOPBACK_BIT',
      kind: 'flag',
      bits: { field: 'reg10', low: 0, high: 0 },
      datapath: undefined,
      symbol: 'flags.loopback',
      relation: 'same',
    });
    expect(registerFields(known('23.03'), 'reg15', 0, 31)[0]?.symbol).toBe('outport');
    expect(registerFields(known('26.03'), 'reg10', 29, 30)[0]).toMatchObject({
      name: 'MLF_NETWORK_ID',
      symbol: 'flags.network_id',
      relation: 'around',
    });
  });

  it('finds through an alias what is declared through another', () => {
    expect(names('23.03', 'xreg4', 4, 4)).toEqual(['REGBIT_DST_NAT_IP_LOCAL']);
    expect(names('23.03', 'xxreg2', 1, 1)).toEqual(['MFF_LOG_DNAT_ZONE']);
    expect(names('23.03', 'xxreg2', 33, 33)).toEqual(names('23.03', 'reg10', 1, 1));
    expect(names('23.03', 'reg0', 15, 15)).toContain('REGBIT_PORT_SEC_DROP');
  });

  it('orders exact meanings first, then those inside, then wider ones by size', () => {
    const found = registerFields(known('23.03'), 'reg0', 0, 31);
    expect(found.slice(0, 2).map((each) => each.name)).toEqual(['MFF_LOG_REG0', 'REG_NEXT_HOP_IPV4']);
    expect(found[2]).toMatchObject({
      name: 'REGBIT_CONNTRACK_DEFRAG',
      relation: 'inside',
      datapath: 'switch',
    });
    const relations = found.map((each) => each.relation);
    expect(relations).toEqual(relations.toSorted((a, b) => sequence.indexOf(a) - sequence.indexOf(b)));
    const around = registerFields(known('23.03'), 'reg0', 7, 7).filter((each) => each.relation === 'around');
    const widths = around.map((each) => each.bits.high - each.bits.low);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  });

  it('tells switch from router use of the same bits', () => {
    const found = registerFields(known('26.03'), 'reg8', 0, 31);
    const of = (datapath: string): readonly string[] =>
      found.filter((each) => each.datapath === datapath).map((each) => each.name);
    expect(of('router')).toEqual(['REG_ECMP_GROUP_ID', 'REG_ECMP_MEMBER_ID']);
    expect(of('switch')).toContain('REGBIT_ACL_VERDICT_DROP');
  });

  it('finds a fact by name, in releases that have it', () => {
    expect(registerFact(known('24.09'), 'REG_SRC_IPV4')?.bits.field).toBe('reg1');
    expect(registerFact(known('25.03'), 'REG_SRC_IPV4')?.bits.field).toBe('reg5');
    expect(registerFact(known('23.03'), 'MFF_LOG_ENCAP_ID')).toBeUndefined();
    expect(registerNames).toContain('REG_LABEL');
  });
});

const sequence = ['same', 'inside', 'overlapping', 'around'];

function names(id: string, field: string, low: number, high: number): readonly string[] {
  return registerFields(known(id), field, low, high).map((each) => each.name);
}

function known(id: string): Layout {
  const layout = layoutById(id);
  if (layout === undefined) throw new Error(`no layout ${id}`);
  return layout;
}

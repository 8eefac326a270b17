import { describe, expect, it } from 'vitest';
import { type Layout, layoutById, layouts } from '../../server/core/facts/layout.ts';
import {
  controllerOpcode,
  controllerOpcodeNames,
  logicalAction,
  logicalActionNames,
  logicalActions,
  logicalSymbol,
  logicalSymbolBits,
  logicalSymbolNames,
  logicalSymbols,
  ovnactNames,
} from '../../server/core/facts/logical.ts';
import { openFlowField } from '../../server/core/facts/openflow.ts';

describe('symbols', () => {
  it('describes a field, a predicate and a string', () => {
    expect(logicalSymbol(known('23.03'), 'tcp.dst')).toEqual({
      name: 'tcp.dst',
      kind: 'field',
      width: 16,
      expansion: undefined,
      field: 'tcp_dst',
      prerequisite: 'tcp',
      isNominal: false,
      writableOnlyIn: undefined,
      isWriteOnly: false,
    });
    expect(logicalSymbol(known('23.03'), 'rarp')).toMatchObject({
      kind: 'predicate',
      expansion: 'eth.type == 0x8035',
    });
    expect(logicalSymbol(known('23.03'), 'outport')).toMatchObject({ kind: 'string', field: 'reg15' });
    expect(logicalSymbol(known('23.03'), 'eth.type')?.isNominal).toBe(true);
    expect(logicalSymbol(known('23.03'), 'ct_mark')?.writableOnlyIn).toBe('ct_commit');
  });

  it('differs by release', () => {
    expect(logicalSymbol(known('22.09'), 'rarp')).toBeUndefined();
    expect(logicalSymbol(known('22.12'), 'rarp')).toBeDefined();
    expect(logicalSymbol(known('22.09'), 'igmp')?.expansion).toBe('ip4 && ip.proto == 2');
    expect(logicalSymbol(known('22.12'), 'igmp')?.expansion).toBe('ip4.mcast && ip.proto == 2');
    expect(logicalSymbol(known('24.09'), 'ct_label.natted')).toBeUndefined();
  });

  it.each([
    ['flags.loopback', 'reg10', 0, 0],
    ['flags.from_ctrl', 'reg10', 16, 16],
    ['inport', 'reg14', 0, 31],
    ['reg0', 'xxreg0', 96, 127],
    ['reg9', 'xreg4', 0, 31],
    ['xreg1', 'xxreg0', 0, 63],
    ['ct.new', 'ct_state', 0, 0],
    ['ct.dnat', 'ct_state', 7, 7],
    ['vlan.vid', 'vlan_tci', 0, 11],
    ['eth.mcast', 'eth_dst', 40, 40],
    ['ct_label.ecmp_reply_eth', 'ct_label', 32, 79],
  ])('%s is %s[%i..%i] in 23.03', (name, field, low, high) => {
    expect(logicalSymbolBits(known('23.03'), name)).toEqual({ field, low, high });
  });

  it('has no bits for predicates, unknown names and fields without OVS field', () => {
    for (const name of ['tcp', 'nonsense', 'icmp4.frag_mtu', 'constructor']) {
      expect(logicalSymbolBits(known('23.03'), name)).toBeUndefined();
    }
  });

  it('names fields that OVS knows, of at least that width', () => {
    for (const layout of layouts) {
      for (const symbol of logicalSymbols(layout)) {
        const bits = logicalSymbolBits(layout, symbol.name);
        if (symbol.field !== undefined) expect(openFlowField(symbol.field), symbol.name).toBeDefined();
        if (bits === undefined) continue;
        const width = openFlowField(bits.field)?.width ?? 0;
        expect(bits.high, `${layout.id} ${symbol.name}`).toBeLessThan(width);
        if (symbol.width !== undefined) expect(bits.high - bits.low + 1, symbol.name).toBe(symbol.width);
      }
    }
  });

  it('lists names over all releases', () => {
    expect(logicalSymbolNames).toContain('icmp4.inner_ip4.src');
    expect(new Set(logicalSymbolNames).size).toBe(logicalSymbolNames.length);
  });
});

describe('actions', () => {
  it('tells statements from results', () => {
    expect(logicalAction(known('23.03'), 'ct_next')).toEqual({
      name: 'ct_next',
      form: 'statement',
      ovnact: 'CT_NEXT',
    });
    expect(logicalAction(known('23.03'), 'get_fdb')?.form).toBe('result');
    expect(logicalAction(known('23.03'), 'ip.ttl')?.ovnact).toBe('DEC_TTL');
  });

  it('differs by release', () => {
    expect(logicalAction(known('main'), 'ct_lb')).toBeUndefined();
    expect(logicalAction(known('26.03'), 'ct_lb')).toBeDefined();
    expect(logicalAction(known('23.03'), 'mac_cache_use')).toBeUndefined();
    expect(logicalActions(known('23.03')).length).toBeGreaterThan(60);
    expect(logicalActionNames).toContain('chk_evpn_arp');
    expect(ovnactNames).toContain('CT_COMMIT_V1');
  });
});

describe('controller opcodes', () => {
  it('keeps the value of activation and renames it', () => {
    expect(controllerOpcode(known('22.06.0'), 26)).toBeUndefined();
    expect(controllerOpcode(known('22.06.1'), 26)?.name).toBe('ACTIVATION_STRATEGY_RARP');
    expect(controllerOpcode(known('25.03'), 26)?.name).toBe('ACTIVATION_STRATEGY_RARP');
    expect(controllerOpcode(known('25.09'), 26)?.name).toBe('ACTIVATION_STRATEGY');
    expect(controllerOpcode(known('23.03'), 10)).toEqual({ value: 10, name: 'ICMP' });
    expect(controllerOpcode(known('23.03'), 999)).toBeUndefined();
    expect(controllerOpcodeNames).toContain('PUT_ICMP4_INNER_IP4_SRC');
  });

  it('numbers them without gaps in every layout', () => {
    for (const layout of layouts) {
      const values = [...Array(64).keys()].filter((value) => controllerOpcode(layout, value) !== undefined);
      expect(values).toEqual([...values.keys()]);
    }
  });
});

function known(id: string): Layout {
  const layout = layoutById(id);
  if (layout === undefined) throw new Error(`no layout ${id}`);
  return layout;
}

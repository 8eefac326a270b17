import { describe, expect, it } from 'vitest';
import {
  matchShorthand,
  matchShorthandNames,
  openFlowAction,
  openFlowActions,
  openFlowField,
  openFlowFields,
  reservedPort,
  reservedPorts,
} from '../../server/core/facts/openflow.ts';

describe('fields of Open vSwitch', () => {
  it.each([
    ['reg10', 'reg10'],
    ['NXM_NX_REG10', 'reg10'],
    ['OXM_OF_METADATA', 'metadata'],
    ['OXM_OF_PKT_REG4', 'xreg4'],
    ['NXM_NX_XXREG1', 'xxreg1'],
    ['dl_src', 'eth_src'],
    ['NXM_OF_ETH_SRC', 'eth_src'],
    ['OXM_OF_VLAN_VID_W', 'vlan_vid'],
    ['tunnel_id', 'tun_id'],
    ['nw_dst', 'ip_dst'],
    ['tp_dst', 'tcp_dst'],
    ['nshc3', 'nsh_c3'],
    ['NXM_NX_TUN_METADATA0', 'tun_metadata0'],
  ])('%s is %s', (name, own) => {
    expect(openFlowField(name)?.name).toBe(own);
  });

  it('minds the case of field names, as OVS does', () => {
    for (const name of ['REG10', 'nxm_nx_reg10', 'Dl_Src', '', 'constructor', 'reg10_W_W']) {
      expect(openFlowField(name), name).toBeUndefined();
    }
  });

  it('describes a field', () => {
    expect(openFlowField('tcp_flags')).toEqual({
      name: 'tcp_flags',
      aliases: [],
      nxmNames: ['NXM_NX_TCP_FLAGS'],
      oxmNames: ['ONFOXM_ET_TCP_FLAGS'],
      width: 12,
      isMaskable: true,
      isWritable: false,
      formatting: 'TCP flags',
      prerequisite: 'TCP',
      since: undefined,
    });
    expect(openFlowField('reg16')?.since).toBe('3.7');
  });

  it('has the 183 fields of OVS 3.1 and those that came later', () => {
    expect(openFlowFields.filter((each) => each.since === undefined)).toHaveLength(183);
    expect(openFlowFields).toHaveLength(211);
    const names = openFlowFields.flatMap((each) => [
      each.name,
      ...each.aliases,
      ...each.nxmNames,
      ...each.oxmNames,
    ]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('actions, ports, shorthands', () => {
  it.each([
    ['resubmit', 'resubmit'],
    ['load', 'set_field'],
    ['LOAD', 'set_field'],
    ['set_field', 'set_field'],
    ['CONTROLLER', 'controller'],
    ['mod_vlan_vid', 'set_vlan_vid'],
    ['pop_vlan', 'strip_vlan'],
    ['bundle_load', 'bundle'],
    ['drop', 'output'],
  ])('%s begins the action %s', (word, name) => {
    expect(openFlowAction(word)?.name).toBe(name);
  });

  it('knows 59 actions, each with a way to write it', () => {
    expect(openFlowActions).toHaveLength(59);
    for (const action of openFlowActions) expect(action.forms.length, action.name).toBeGreaterThan(0);
    expect(openFlowAction('br-int')).toBeUndefined();
  });

  it('finds reserved ports by name in any case and by number', () => {
    expect(reservedPort('local')).toEqual({ name: 'LOCAL', number: 65534 });
    expect(reservedPort(65533)?.name).toBe('CONTROLLER');
    expect(reservedPort('ANY')?.number).toBe(65535);
    expect(reservedPort('NONE')?.number).toBe(65535);
    expect(reservedPort(3)).toBeUndefined();
    expect(reservedPorts.length).toBe(9);
  });

  it('expands protocol keywords', () => {
    expect(matchShorthand('rarp')).toBe('dl_type=0x8035');
    expect(matchShorthand('icmp6')).toBe('dl_type=0x86dd,nw_proto=58');
    expect(matchShorthand('eth')).toBeUndefined();
    expect(matchShorthandNames).toContain('mplsm');
  });
});

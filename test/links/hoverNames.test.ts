import { describe, expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import { hoverNames } from '../../server/core/links/hoverNames.ts';
import { openLinks } from './openLinks.ts';

const names = finish(hoverNames(openLinks('joined', 'hv2/br-int.of15.txt')));

describe('what the capture calls the numbers of a dump', () => {
  it('names datapaths, ports and groups of ports by their keys', () => {
    expect(names.datapathName(3)).toBe('lr0');
    expect([names.portName(1, 1), names.portName(1, 0x8000), names.portName(1, 77)]).toEqual([
      'vm',
      '_MC_flood',
      undefined,
    ]);
  });

  it('names what is behind the OpenFlow ports of the host', () => {
    // On hv2, 1 leads to hv1, and 3 is the interface of vm.
    expect([names.chassisOfTunnel(1), names.interfaceOfPort(1)]).toEqual(['hv1', 'ovn-hv1-0']);
    expect([names.logicalPortOf(3), names.interfaceOfPort(3), names.chassisOfTunnel(3)]).toEqual([
      'vm',
      'vm',
      undefined,
    ]);
  });

  it('names the row of a cookie: a logical flow with its datapath, or a port', () => {
    expect(names.cookieOwner(0x973f66c3)).toEqual({ table: 'Logical_Flow', name: 'ls_in_l2_lkup of sw0' });
    expect(names.cookieOwner(0xf56ccdb1)).toEqual({ table: 'Logical_Flow', name: 'ls_in_pre_acl' });
    expect(names.cookieOwner(0xfd0a1c3f)).toEqual({ table: 'Port_Binding', name: 'vm' });
    expect(names.cookieOwner(0x12345678)).toBeUndefined();
  });

  it('names rows of databases by their UUIDs', () => {
    expect(names.rowOf('06fd7e61-802a-4026-8e63-c8ad90ebd2b8')).toEqual({
      table: 'Datapath_Binding',
      name: 'sw0',
    });
    expect(names.rowOf('4c9db3c2-f009-4728-9a79-a8d62fbae51b')).toEqual({
      table: 'Logical_Switch',
      name: 'sw0',
    });
    expect(names.rowOf('00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });

  it('tells what sets and groups of ports hold', () => {
    expect(names.contentsOf('as_mgmt')).toEqual(expect.arrayContaining([expect.stringMatching(/^[\d.]+/)]));
    expect(names.contentsOf('pg_sw0')).toEqual(expect.arrayContaining(['vm', 'peer']));
    expect(names.contentsOf('nothing')).toBeUndefined();
  });
});

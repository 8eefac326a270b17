import { numberOf, stringOf } from '../syntax/ovsdb/datum.ts';
import type { Place } from './finding.ts';
import type { StoredTable, Tables } from './tables.ts';
import { stringMap } from './values.ts';

/** A row of Open vSwitch's table Interface. */
export interface Interface {
  readonly name: string;
  readonly type: string;
  /** -1 when it could not be made; undefined when it was not tried yet. */
  readonly ofport: number | undefined;
  readonly mtu: number | undefined;
  /** The logical port that it is plugged for. */
  readonly ifaceId: string | undefined;
  /** `external_ids:iface-id-ver`: of several guests with one port the one that is meant. */
  readonly ifaceIdVersion: string | undefined;
  /** Whether ovn-controller says that all its flows are in. */
  readonly isInstalled: boolean;
  /** Of a tunnel: the other end, or `flow` when each packet says its own. */
  readonly remoteIp: string | undefined;
  /** Of a tunnel: the interface that its packets leave by. */
  readonly egressInterface: string | undefined;
  readonly error: string | undefined;
  readonly place: Place;
}

/** Undefined when no file has them with their ids. */
export function readInterfaces(tables: Tables): readonly Interface[] | undefined {
  const stored = tables.find('Interface');
  if (stored === undefined || !['name', 'external_ids'].every((each) => stored.table.columns.includes(each)))
    return undefined;
  return [...interfaces(stored)];
}

function* interfaces({ table, placeOf }: StoredTable): Generator<Interface> {
  for (const row of table.rows()) {
    const ids = stringMap(row.get('external_ids'));
    const options = stringMap(row.get('options'));
    yield {
      name: stringOf(row.get('name')) ?? '',
      type: stringOf(row.get('type')) ?? '',
      ofport: numberOf(row.get('ofport')),
      mtu: numberOf(row.get('mtu')),
      ifaceId: ids.get('iface-id'),
      ifaceIdVersion: ids.get('iface-id-ver'),
      isInstalled: ids.get('ovn-installed') === 'true',
      remoteIp: options.get('remote_ip'),
      egressInterface: stringMap(row.get('status')).get('tunnel_egress_iface'),
      error: stringOf(row.get('error')),
      place: placeOf(row),
    };
  }
}

/** `external_ids` of Open vSwitch itself: how this host was told to take part in OVN. */
export function readSettings(tables: Tables): ReadonlyMap<string, string> | undefined {
  const table = tables.find('Open_vSwitch')?.table;
  return table === undefined || table.nRows === 0 ? undefined : stringMap(table.row(0).get('external_ids'));
}

import type { Tables } from '../check/tables.ts';
import type { DatapathKind } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import type { DatabaseRow } from '../model/database.ts';
import { numberOf, stringOf, uuidOf, uuidsOf, valueOf } from '../syntax/ovsdb/datum.ts';

/** A logical port, as a southbound database has it. */
export interface NamedPort {
  readonly name: string;
  /** First 32 bits of its UUID: the cookie of its own flows. */
  readonly cookie: number | undefined;
  /** Tunnel key of its datapath; undefined when no file has that. */
  readonly datapath: number | undefined;
  readonly key: number;
  readonly type: string;
  /** Names of chassis; their UUIDs where no file has the names. */
  readonly chassis: string | undefined;
  readonly additional: readonly string[];
}

export interface NamedDatapath {
  readonly name: string;
  readonly key: number;
  readonly kind: DatapathKind | undefined;
}

/** What the keys and cookies in flows are called. */
export interface Names {
  readonly datapaths: ReadonlyMap<number, NamedDatapath>;
  readonly ports: readonly NamedPort[];
  portOf(datapath: number, key: number): NamedPort | undefined;
  /** The port binding whose UUID begins so. */
  portOfCookie(cookie: number): NamedPort | undefined;
  /** `_MC_flood`. */
  groupOf(datapath: number, key: number): string | undefined;
  /** The chassis whose tunnels end there. */
  chassisOf(ip: string): string | undefined;
}

/** Names from the southbound database of one side, and where it has none of a table from that of the other. */
export function readNames(own: Tables, other: Tables): Names {
  const find = (table: string): readonly DatabaseRow[] => [
    ...((own.find(table) ?? other.find(table))?.table.rows() ?? []),
  ];
  const uuids = new Map<string, NamedDatapath>();
  for (const row of find('Datapath_Binding')) {
    const ids = row.get('external_ids');
    const name = valueOf(ids, 'name');
    const kind =
      valueOf(ids, 'logical-switch') !== undefined
        ? 'switch'
        : valueOf(ids, 'logical-router') !== undefined
          ? 'router'
          : undefined;
    const key = numberOf(row.get('tunnel_key')) ?? 0;
    if (row.uuid !== undefined)
      uuids.set(row.uuid, { name: typeof name === 'string' ? name : row.uuid, key, kind });
  }
  const chassis = new Map<string, string>();
  for (const table of [own, other])
    for (const row of table.find('Chassis')?.table.rows() ?? [])
      if (row.uuid !== undefined) chassis.set(row.uuid, stringOf(row.get('name')) ?? row.uuid);
  const nameOf = (uuid: string): string => chassis.get(uuid) ?? uuid;
  const ports = find('Port_Binding').map((row) => portOf(row, uuids, nameOf));
  const groups = new Map<string, string>();
  for (const row of find('Multicast_Group')) {
    const datapath = uuids.get(uuidOf(row.get('datapath')) ?? '')?.key;
    groups.set(`${datapath}/${numberOf(row.get('tunnel_key'))}`, stringOf(row.get('name')) ?? '');
  }
  const ips = new Map<string, string>();
  for (const row of find('Encap')) {
    const ip = stringOf(row.get('ip'));
    const name = stringOf(row.get('chassis_name'));
    if (ip !== undefined && name !== undefined) ips.set(ip, name);
  }
  return {
    datapaths: new Map([...uuids.values()].map((datapath) => [datapath.key, datapath])),
    ...portFinder(ports),
    groupOf: (datapath, key) => groups.get(`${datapath}/${key}`),
    chassisOf: (ip) => ips.get(ip),
  };
}

/** Where no file has the datapaths, the flows of a port tell its one. */
export function withDatapaths(names: Names, { rows }: Dump): Names {
  if (names.ports.every(({ datapath }) => datapath !== undefined)) return names;
  const found = new Map<number, number>();
  for (let row = 0; row < rows.nRows; row++) {
    const datapath = rows.datapathKey[row] as number;
    if (datapath !== 0) found.set(rows.cookie[row] as number, datapath);
  }
  const ports = names.ports.map((port) => ({
    ...port,
    datapath: port.datapath ?? (port.cookie === undefined ? undefined : found.get(port.cookie)),
  }));
  return { ...names, ...portFinder(ports) };
}

function portFinder(ports: readonly NamedPort[]): Pick<Names, 'ports' | 'portOf' | 'portOfCookie'> {
  const byKey = new Map(ports.map((port) => [`${port.datapath}/${port.key}`, port]));
  const byCookie = new Map(ports.map((port) => [port.cookie, port]));
  return {
    ports,
    portOf: (datapath, key) => byKey.get(`${datapath}/${key}`),
    portOfCookie: (cookie) => byCookie.get(cookie),
  };
}

function portOf(
  row: DatabaseRow,
  datapaths: ReadonlyMap<string, NamedDatapath>,
  nameOf: (uuid: string) => string,
): NamedPort {
  const chassis = uuidOf(row.get('chassis'));
  return {
    name: stringOf(row.get('logical_port')) ?? '',
    cookie: row.uuid === undefined ? undefined : Number.parseInt(row.uuid.slice(0, 8), 16),
    datapath: datapaths.get(uuidOf(row.get('datapath')) ?? '')?.key,
    key: numberOf(row.get('tunnel_key')) ?? 0,
    type: stringOf(row.get('type')) ?? '',
    chassis: chassis === undefined ? undefined : nameOf(chassis),
    additional: uuidsOf(row.get('additional_chassis')).map(nameOf),
  };
}

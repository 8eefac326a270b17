import type { Steps } from '../base/steps.ts';
import type { DatabaseRow } from '../model/database.ts';
import { numberOf, stringOf, uuidOf, uuidsOf } from '../syntax/ovsdb/datum.ts';
import type { Place } from './finding.ts';
import type { Tables } from './tables.ts';
import { booleanOf, stringMap, textsOf, words } from './values.ts';

/** What the southbound database says of chassis and ports. */
export interface Southbound {
  /** By name. */
  readonly chassis: ReadonlyMap<string, ChassisRow>;
  readonly ports: readonly PortBinding[] | undefined;
  /** Ports that lead to a network outside. */
  readonly localnetPorts: readonly LocalnetPort[];
  readonly fdb: readonly FdbRow[];
  readonly nbCfg: number | undefined;
  readonly version: string | undefined;
  readonly knowsChassis: boolean;
  readonly knowsEncaps: boolean;
  /** The first 32 bits of the UUIDs of all port bindings, of any type; undefined when no file has them. */
  readonly bindingCookies: ReadonlySet<number> | undefined;
  /** Tunnel keys of datapaths by name; a name that two have is left out. */
  readonly datapathKeys: ReadonlyMap<string, number>;
}

export interface ChassisRow {
  readonly name: string;
  readonly hostname: string | undefined;
  readonly encaps: readonly Encap[];
  readonly transportZones: readonly string[];
  readonly config: ReadonlyMap<string, string>;
  /** What its ovn-controller has caught up with; undefined when no file says. */
  readonly nbCfg: number | undefined;
  readonly place: Place;
}

export interface Encap {
  readonly uuid: string;
  readonly type: string;
  readonly ip: string;
}

/** A row of the table Port_Binding. Chassis are told by name; by UUID where no file has the name. */
export interface PortBinding {
  readonly name: string;
  /** Its first 32 bits are the cookie of the port's own flows. */
  readonly cookie: number | undefined;
  readonly key: number;
  /** The tunnel key of its datapath; undefined when neither the table nor any flow tells. */
  readonly datapath: number | undefined;
  readonly datapathName: string;
  readonly chassis: string | undefined;
  readonly additional: readonly string[];
  readonly requested: string | undefined;
  readonly requestedAdditional: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  /** What the databases call for; undefined for any tunnel of the chassis. */
  readonly encap: Encap | undefined;
  readonly additionalEncaps: readonly Encap[];
  /** `MAC [IP…]`, or words such as `unknown`. */
  readonly addresses: readonly string[];
  readonly portSecurity: readonly string[];
  /** Of a container: the port that carries it. */
  readonly parent: string | undefined;
  readonly up: boolean | undefined;
  readonly place: Place;
}

/** A port binding of type `localnet`. */
export interface LocalnetPort {
  readonly cookie: number | undefined;
  readonly key: number;
  readonly datapath: number | undefined;
}

export interface FdbRow {
  readonly datapath: number;
  readonly mac: string;
  readonly port: number;
  readonly place: Place;
}

const readTables = ['Chassis', 'Encap', 'SB_Global', 'Port_Binding', 'Datapath_Binding', 'FDB'];

export function* readSouthbound(tables: Tables): Steps<Southbound> {
  for (const table of readTables) yield* tables.prepare(table);
  const encaps = readEncaps(tables);
  const names = new Map<string, string>();
  const chassis = readChassisRows(tables, encaps, names);
  const global = tables.find('SB_Global')?.table;
  const first = global === undefined || global.nRows === 0 ? undefined : global.row(0);
  const bindings = yield* readBindings(tables, encaps, names);
  return {
    chassis,
    ...bindings,
    fdb: readFdb(tables),
    nbCfg: numberOf(first?.get('nb_cfg')),
    version: /^\d+\.\d+\.\d+/.exec(
      stringMap(first?.get('options')).get('northd_internal_version') ?? '',
    )?.[0],
    knowsChassis: tables.find('Chassis') !== undefined,
    // Without the chassis an encapsulation is nobody's.
    knowsEncaps: [...chassis.values()].some((row) => row.encaps.length > 0),
    datapathKeys: keysByName(tables),
  };
}

function keysByName(tables: Tables): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  const twice = new Set<string>();
  for (const { key, name } of readDatapaths(tables).values()) {
    if (keys.has(name)) twice.add(name);
    keys.set(name, key);
  }
  for (const name of twice) keys.delete(name);
  return keys;
}

/** By UUID. */
function readEncaps(tables: Tables): ReadonlyMap<string, Encap> {
  const encaps = new Map<string, Encap>();
  for (const row of tables.find('Encap')?.table.rows() ?? []) {
    const ip = stringOf(row.get('ip'));
    if (row.uuid !== undefined && ip !== undefined)
      encaps.set(row.uuid, { uuid: row.uuid, type: stringOf(row.get('type')) ?? '', ip });
  }
  return encaps;
}

/** Fills `names` too: the chassis of each UUID. */
function readChassisRows(
  tables: Tables,
  encaps: ReadonlyMap<string, Encap>,
  names: Map<string, string>,
): ReadonlyMap<string, ChassisRow> {
  const progress = new Map<string, number>();
  for (const row of tables.find('Chassis_Private')?.table.rows() ?? []) {
    const name = stringOf(row.get('name'));
    const nbCfg = numberOf(row.get('nb_cfg'));
    if (name !== undefined && nbCfg !== undefined) progress.set(name, nbCfg);
  }
  const chassis = new Map<string, ChassisRow>();
  const stored = tables.find('Chassis');
  for (const row of stored?.table.rows() ?? []) {
    const name = stringOf(row.get('name'));
    if (stored === undefined || name === undefined || name === '') continue;
    if (row.uuid !== undefined) names.set(row.uuid, name);
    const hostname = stringOf(row.get('hostname'));
    chassis.set(name, {
      name,
      hostname: hostname === '' ? undefined : hostname,
      encaps: uuidsOf(row.get('encaps')).flatMap((uuid) => encaps.get(uuid) ?? []),
      transportZones: textsOf(row.get('transport_zones')),
      config: stringMap(row.get('other_config')),
      nbCfg: progress.get(name),
      place: stored.placeOf(row),
    });
  }
  return chassis;
}

/** Types of ports that several chassis never bind at once (`ovn-sb.xml`) have a word; VIFs and containers have none. */
const vifType = '';

/** Rows between two pauses: there may be ten thousand, and reading the values of one takes a while. */
const rowsOfStep = 64;

function* readBindings(
  tables: Tables,
  encaps: ReadonlyMap<string, Encap>,
  names: Map<string, string>,
): Steps<Pick<Southbound, 'ports' | 'localnetPorts' | 'bindingCookies'>> {
  const stored = tables.find('Port_Binding');
  if (stored === undefined) return { ports: undefined, localnetPorts: [], bindingCookies: undefined };
  const datapaths = readDatapaths(tables);
  const localnetPorts: LocalnetPort[] = [];
  const vifs: PortBinding[] = [];
  const cookies = new Set<number>();
  let nRows = 0;
  for (const row of stored.table.rows()) {
    if (nRows++ % rowsOfStep === 0) yield;
    const cookie = cookieOf(row);
    if (cookie !== undefined) cookies.add(cookie);
    const type = stringOf(row.get('type'));
    if (type === 'localnet') {
      const datapath = datapaths.get(uuidOf(row.get('datapath')) ?? '')?.key;
      localnetPorts.push({ cookie, key: numberOf(row.get('tunnel_key')) ?? 0, datapath });
    }
    if (type !== vifType) continue;
    learnNames(row, names);
    const datapath = datapaths.get(uuidOf(row.get('datapath')) ?? '');
    const encap = uuidOf(row.get('encap'));
    const parent = stringOf(row.get('parent_port'));
    vifs.push({
      name: stringOf(row.get('logical_port')) ?? '',
      cookie,
      key: numberOf(row.get('tunnel_key')) ?? 0,
      datapath: datapath?.key,
      datapathName: datapath?.name ?? '',
      chassis: uuidOf(row.get('chassis')),
      additional: uuidsOf(row.get('additional_chassis')),
      requested: uuidOf(row.get('requested_chassis')),
      requestedAdditional: uuidsOf(row.get('requested_additional_chassis')),
      options: stringMap(row.get('options')),
      encap: encap === undefined ? undefined : encaps.get(encap),
      additionalEncaps: uuidsOf(row.get('additional_encap')).flatMap((uuid) => encaps.get(uuid) ?? []),
      addresses: textsOf(row.get('mac')),
      portSecurity: textsOf(row.get('port_security')),
      parent: parent === '' ? undefined : parent,
      up: booleanOf(row.get('up')),
      place: stored.placeOf(row),
    });
  }
  yield;
  // Only all rows together tell the names of all chassis.
  const nameOf = (uuid: string): string => names.get(uuid) ?? uuid;
  const ports = vifs.map((port) => ({
    ...port,
    chassis: port.chassis === undefined ? undefined : nameOf(port.chassis),
    additional: port.additional.map(nameOf),
    requested: port.requested === undefined ? undefined : nameOf(port.requested),
    requestedAdditional: port.requestedAdditional.map(nameOf),
  }));
  return { ports, localnetPorts, bindingCookies: cookies.size === 0 ? undefined : cookies };
}

/** OpenFlow rows of a port carry the first 32 bits of its UUID. */
function cookieOf({ uuid }: DatabaseRow): number | undefined {
  return uuid === undefined ? undefined : Number.parseInt(uuid.slice(0, 8), 16);
}

/**
 * Where no file has the chassis, the list that was asked for names them: its first name is the requested chassis, and
 * the second one the additional one when there is only one.
 */
function learnNames(row: DatabaseRow, names: Map<string, string>): void {
  const [first, second, third] = words(stringMap(row.get('options')).get('requested-chassis'));
  const requested = uuidOf(row.get('requested_chassis'));
  const others = uuidsOf(row.get('requested_additional_chassis'));
  if (first !== undefined && requested !== undefined && !names.has(requested) && others.length <= 1) {
    const isComplete = (second === undefined) === (others.length === 0);
    if (isComplete) names.set(requested, first);
  }
  const [other] = others;
  if (second !== undefined && third === undefined && other !== undefined && !names.has(other))
    names.set(other, second);
}

/** By UUID; where no file has them, none. */
function readDatapaths(tables: Tables): ReadonlyMap<string, { readonly key: number; readonly name: string }> {
  const datapaths = new Map<string, { readonly key: number; readonly name: string }>();
  for (const row of tables.find('Datapath_Binding')?.table.rows() ?? []) {
    if (row.uuid === undefined) continue;
    const ids = stringMap(row.get('external_ids'));
    datapaths.set(row.uuid, {
      key: numberOf(row.get('tunnel_key')) ?? 0,
      name: ids.get('name') ?? row.uuid,
    });
  }
  return datapaths;
}

function readFdb(tables: Tables): readonly FdbRow[] {
  const stored = tables.find('FDB');
  const rows: FdbRow[] = [];
  for (const row of stored?.table.rows() ?? []) {
    const datapath = numberOf(row.get('dp_key'));
    const port = numberOf(row.get('port_key'));
    const mac = stringOf(row.get('mac'));
    if (stored === undefined || datapath === undefined || port === undefined || mac === undefined) continue;
    rows.push({ datapath, mac: mac.toLowerCase(), port, place: stored.placeOf(row) });
  }
  return rows;
}

import { type CaptureChassis, type CaptureMoment, compareNames } from '../model/capture.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { type Dump, readDump } from '../model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../model/layoutChoice.ts';
import { type ControllerLog, readControllerLog } from './controllerLog.ts';
import type { Place } from './finding.ts';
import { type HostFlows, readHostFlows } from './hostFlows.ts';
import { readInterfaces, readSettings, type Interface } from './interfaces.ts';
import {
  type ChassisRow,
  type FdbRow,
  type LocalnetPort,
  type PortBinding,
  readSouthbound,
} from './southbound.ts';
import { readSwitchPorts, type SwitchPort } from './northbound.ts';
import { readPortNames } from './portNames.ts';
import { openTables, type ReadFile } from './tables.ts';

/** A moment of a capture as one value: what the databases say, and what each chassis does about it. */
export interface Network {
  /** Empty when the capture knows one moment only. */
  readonly moment: string;
  readonly layout: LayoutChoice;
  /** Of the ovn-northd that runs it, such as `23.03.1`; undefined when the databases do not say. */
  readonly version: string | undefined;
  readonly chassis: readonly Chassis[];
  /** Port bindings of VIFs: those without a type. Undefined when no file has the table. */
  readonly ports: readonly PortBinding[] | undefined;
  /** Keys of localnet ports, by the key of their datapath. */
  readonly localnetPorts: ReadonlyMap<number, readonly number[]>;
  /** Of the northbound database, by name; undefined when no file has the table. */
  readonly switchPorts: ReadonlyMap<string, SwitchPort> | undefined;
  readonly fdb: readonly FdbRow[];
  /** What every chassis should have caught up with; undefined when no file says. */
  readonly nbCfg: number | undefined;
  /** Whether the table `Chassis` is there: only then is a name unknown. */
  readonly knowsChassis: boolean;
  readonly knowsEncaps: boolean;
}

/** A chassis, with as much of its host as the capture has. */
export interface Chassis {
  readonly name: string;
  /** Its row in the southbound database. */
  readonly row: ChassisRow | undefined;
  readonly hostname: string | undefined;
  /** Undefined when no file has its interfaces with their ids. */
  readonly interfaces: readonly Interface[] | undefined;
  /** Of its interfaces, those to other chassis, and those that are neither that nor any logical port's. */
  readonly tunnels: readonly Interface[];
  readonly carriers: readonly Interface[];
  /** `external_ids` of the table Open_vSwitch. */
  readonly settings: ReadonlyMap<string, string> | undefined;
  /** Flows of the integration bridge. */
  readonly flows: HostFlows | undefined;
  readonly log: ControllerLog | undefined;
  /** Names of OpenFlow ports by number, from a list of ports of the integration bridge; empty when there is none. */
  readonly portNames: ReadonlyMap<string, string>;
  /** Where something is said of it first. */
  readonly place: Place | undefined;
}

/** A dump, with how its numbers are to be read: while hosts are upgraded they do not agree. */
interface HostDump {
  readonly path: string;
  readonly dump: Dump;
  readonly choice: LayoutChoice;
}

/**
 * Joins a moment's databases and dumps. What is not there stays undefined. Never throws; `wantedRelease` is what the user
 * set, `auto` or undefined for nothing.
 */
export function readNetwork(
  moment: CaptureMoment,
  read: ReadFile,
  wantedRelease: string | undefined,
): Network {
  const dumps = new Map<string, HostDump>();
  for (const { name, parts } of moment.chassis) {
    const part = bridgeFlows(parts);
    const bytes = part === undefined ? undefined : read(part.path);
    if (part === undefined || bytes === undefined) continue;
    const dump = readDump(bytes, 'ovs-openflow');
    dumps.set(name, { path: part.path, dump, choice: chooseLayout([dump], wantedRelease) });
  }
  const layout = commonLayout(
    [...dumps.values()].map(({ choice }) => choice),
    wantedRelease,
  );
  const southbound = readSouthbound(openTables(moment.central, 'OVN_Southbound', read));
  const northbound = readSwitchPorts(openTables(moment.central, 'OVN_Northbound', read));
  const byName = new Map(moment.chassis.map((each) => [each.name, each]));
  // A binding may name a chassis that no file describes.
  const bound = (southbound.ports ?? []).flatMap((port) => [
    ...(port.chassis === undefined ? [] : [port.chassis]),
    ...(port.requested === undefined ? [] : [port.requested]),
    ...port.additional,
    ...port.requestedAdditional,
  ]);
  const names = [...new Set([...byName.keys(), ...southbound.chassis.keys(), ...bound])]
    .filter((name) => name !== '')
    .toSorted(compareNames);
  const chassis = names.map((name) =>
    readChassis(name, byName.get(name), southbound.chassis.get(name), dumps.get(name), layout, read),
  );
  const placed = <Port extends Pick<PortBinding, 'cookie' | 'key' | 'datapath'>>(port: Port): Port => ({
    ...port,
    datapath: port.datapath ?? datapathInFlows(port, chassis),
  });
  return {
    moment: moment.name,
    layout,
    version: southbound.version,
    chassis,
    ports: southbound.ports?.map(placed),
    localnetPorts: keysByDatapath(southbound.localnetPorts.map(placed)),
    switchPorts: northbound,
    fdb: southbound.fdb,
    nbCfg: southbound.nbCfg,
    knowsChassis: southbound.knowsChassis,
    knowsEncaps: southbound.knowsEncaps,
  };
}

function keysByDatapath(ports: readonly LocalnetPort[]): ReadonlyMap<number, readonly number[]> {
  const keys = new Map<number, number[]>();
  for (const { datapath, key } of ports) {
    if (datapath !== undefined) keys.set(datapath, [...(keys.get(datapath) ?? []), key]);
  }
  return keys;
}

/** Where no database has the datapaths, the rows of a port tell its one. */
function datapathInFlows(
  { cookie, key }: Pick<PortBinding, 'cookie' | 'key'>,
  chassis: readonly Chassis[],
): number | undefined {
  if (cookie === undefined) return undefined;
  for (const { flows } of chassis) {
    const datapath = flows?.datapathOf(cookie, key);
    if (datapath !== undefined) return datapath;
  }
  return undefined;
}

/** What most is known by: a layout that fits as a whole, else any that a dump shows. */
function commonLayout(choices: readonly LayoutChoice[], wantedRelease: string | undefined): LayoutChoice {
  const shown = choices.filter(({ source }) => source !== 'assumed');
  return shown.find(({ fits }) => fits) ?? shown[0] ?? chooseLayout([], wantedRelease);
}

/** The dump of the integration bridge to read, of several spellings the one that says most. */
function bridgeFlows(parts: readonly CapturePart[]): CapturePart | undefined {
  const integration = parts.filter(
    ({ kind, bridge, isCompressed, size, dialect }) =>
      kind === 'flows' &&
      dialect === 'ovs-openflow' &&
      !isCompressed &&
      size > 0 &&
      (bridge === undefined || bridge === 'br-int'),
  );
  const score = ({ path, bridge }: CapturePart): number =>
    (bridge === 'br-int' ? 4 : 0) +
    (/no[-_.]?stats/i.test(path) ? 0 : 2) +
    (/[-_.]names?(?![a-z])/i.test(path) ? 0 : 1) +
    (/of1[0-2]/i.test(path) ? 0 : 0.5);
  return integration.toSorted((a, b) => score(b) - score(a))[0];
}

function readChassis(
  name: string,
  files: CaptureChassis | undefined,
  row: ChassisRow | undefined,
  found: HostDump | undefined,
  common: LayoutChoice,
  read: ReadFile,
): Chassis {
  const parts = files?.parts ?? [];
  const layout = found === undefined || found.choice.source === 'assumed' ? common : found.choice;
  const local = openTables(parts, 'Open_vSwitch', read);
  const interfaces = readInterfaces(local);
  const logPart = parts.find(({ kind, path }) => kind === 'log' && /ovn[-_]?controller/i.test(path));
  const logBytes = logPart === undefined || logPart.isCompressed ? undefined : read(logPart.path);
  return {
    name,
    row,
    hostname: row?.hostname ?? files?.hostname,
    interfaces,
    tunnels: interfaces?.filter(({ remoteIp }) => remoteIp !== undefined) ?? [],
    carriers: interfaces?.filter(isCarrier) ?? [],
    settings: readSettings(local),
    flows:
      // Where nothing shows what the tables are for, their rows say nothing of ports.
      found === undefined || layout.source === 'assumed'
        ? undefined
        : readHostFlows(found.path, found.dump, layout.layout),
    log:
      logPart === undefined || logBytes === undefined ? undefined : readControllerLog(logPart.path, logBytes),
    portNames: readPortNames(parts, read),
    place: row?.place ?? (found === undefined ? undefined : { path: found.path, line: 0 }),
  };
}

function isCarrier({ name, type, ifaceId, remoteIp }: Interface): boolean {
  return ifaceId === undefined && remoteIp === undefined && type !== 'patch' && name !== 'br-int';
}

import { finish, type Steps } from '../base/steps.ts';
import { integrationFlows } from '../model/bridgeFlows.ts';
import { type CaptureChassis, type CaptureMoment, compareNames } from '../model/capture.ts';
import { choiceInMoment, type PlacedPart } from '../model/captureChoice.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { type Dump, readDump } from '../model/dump.ts';
import { chooseLayout, type LayoutChoice, layoutSteps } from '../model/layoutChoice.ts';
import { type Connections, openConnections } from './connections.ts';
import { type ControllerLog, readControllerLog } from './controllerLog.ts';
import type { Place } from './finding.ts';
import type { FlowReport } from './flowReport.ts';
import { type HostFlows, readBridgeFlows } from './hostFlows.ts';
import { readInterfaces, readSettings, type Interface } from './interfaces.ts';
import {
  type ChassisRow,
  type FdbRow,
  type LocalnetPort,
  type PortBinding,
  readSouthbound,
} from './southbound.ts';
import { readSwitchPorts, type SwitchPort } from './northbound.ts';
import { type LogicalReport, readLogicalReport } from './logicalReport.ts';
import { readStoredFlows } from './storedFlows.ts';
import { readPortNames } from './portNames.ts';
import { readSwitchParts, type SwitchParts } from './switchParts.ts';
import { openTables, type ReadFile, type Tables } from './tables.ts';

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
  /** The first 32 bits of the UUIDs of all port bindings; undefined when no file has them. */
  readonly bindingCookies: ReadonlySet<number> | undefined;
  /** Tunnel keys of datapaths by name. */
  readonly datapathKeys: ReadonlyMap<string, number>;
  /** The list of logical flows, else those of the southbound database; undefined when there is neither. */
  readonly logical: LogicalReport | undefined;
  /** The same with UUIDs, which a list may lack. */
  readonly identified: LogicalReport | undefined;
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
  /** Flows of the integration bridge, by logical port. */
  readonly flows: HostFlows | undefined;
  /** The same as rows; undefined when no file has them. */
  readonly report: FlowReport | undefined;
  /** Groups, meters and ports of the integration bridge. */
  readonly bridge: SwitchParts;
  readonly log: ControllerLog | undefined;
  /** What its connection tracking knew; undefined when no file has it. */
  readonly connections: Connections | undefined;
  /** Names of OpenFlow ports by number, from a list of ports of the integration bridge; empty when there is none. */
  readonly portNames: ReadonlyMap<string, string>;
  /** Where something is said of it first. */
  readonly place: Place | undefined;
}

/** A dump, with how its numbers are to be read: while hosts are upgraded they do not agree. */
interface HostDump {
  readonly part: CapturePart;
  readonly dump: Dump;
  readonly choice: LayoutChoice;
}

/** Where a network's files come from, for a reader that keeps what it has made of them. */
export interface NetworkSource {
  readonly read: ReadFile;
  /** Undefined when it cannot be read. */
  dumpSteps(part: CapturePart): Steps<Dump | undefined>;
  /** What `make` makes of these files and nothing else, or an earlier result if all are as they were. */
  derive<Value>(what: string, parts: readonly CapturePart[], make: () => Steps<Value>): Steps<Value>;
}

/**
 * Joins a moment's databases and dumps. What is not there stays undefined. Never throws; `wantedRelease` is what the user
 * set, `auto` or undefined for nothing.
 */
export function readNetwork(
  moment: CaptureMoment,
  read: ReadFile,
  wantedRelease: string | undefined,
  needs: NetworkNeeds = { logical: true },
): Network {
  return finish(networkSteps(moment, memorySource(read), wantedRelease, needs));
}

/** What the caller wants of a network. */
export interface NetworkNeeds {
  /** The list of logical flows, which rules about ports do not look at. */
  readonly logical: boolean;
}

/** Files that are read when they are asked for, and not kept. */
export function memorySource(read: ReadFile): NetworkSource {
  return {
    read,
    *dumpSteps({ path, dialect }) {
      yield;
      const bytes = dialect === undefined ? undefined : read(path);
      return bytes === undefined || dialect === undefined ? undefined : readDump(bytes, dialect);
    },
    derive: (_what, _parts, make) => make(),
  };
}

/** The same, with pauses. */
export function* networkSteps(
  moment: CaptureMoment,
  source: NetworkSource,
  wantedRelease: string | undefined,
  needs: NetworkNeeds = { logical: true },
): Steps<Network> {
  const { read } = source;
  const readPlaced = placedReader(moment, source, wantedRelease);
  const dumps = new Map<string, HostDump>();
  for (const chassis of moment.chassis) {
    const part = integrationFlows(chassis.parts);
    const found = part === undefined ? undefined : yield* readPlaced({ part, chassis });
    if (found !== undefined) dumps.set(chassis.name, found);
  }
  const layout = commonLayout(
    [...dumps.values()].map(({ choice }) => choice),
    wantedRelease,
  );
  // A file with everything is read once for both.
  const stored = openTables(moment.central, 'OVN_Southbound', read);
  const southbound = yield* source.derive('southbound', moment.central, function* () {
    yield;
    return yield* readSouthbound(stored);
  });
  function* readFlows(): Steps<Pick<Network, 'logical' | 'identified'>> {
    return needs.logical
      ? yield* readLogical(moment, source, readPlaced, stored, wantedRelease)
      : { logical: undefined, identified: undefined };
  }
  // Without a list they come from a database whose text goes before the flows of hosts come; else they come last.
  const isListed = moment.central.some(({ kind }) => kind === 'logical-flows');
  const unlisted = isListed ? undefined : yield* readFlows();
  const northbound = yield* source.derive('northbound', moment.central, function* () {
    yield;
    return readSwitchPorts(openTables(moment.central, 'OVN_Northbound', read));
  });
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
  const chassis: Chassis[] = [];
  for (const name of names) {
    const files = byName.get(name);
    chassis.push(
      yield* readChassis(name, files, southbound.chassis.get(name), dumps.get(name), layout, source),
    );
  }
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
    bindingCookies: southbound.bindingCookies,
    datapathKeys: southbound.datapathKeys,
    ...(unlisted ?? (yield* readFlows())),
  };
}

function* readLogical(
  moment: CaptureMoment,
  source: NetworkSource,
  readPlaced: ReadPlaced,
  tables: Tables,
  wantedRelease: string | undefined,
): Steps<Pick<Network, 'logical' | 'identified'>> {
  const listed = yield* readList(moment, source, readPlaced);
  if (listed?.cookies !== undefined) return { logical: listed, identified: listed };
  const stored = yield* source.derive(`stored logical ${wantedRelease ?? ''}`, moment.central, () =>
    readStoredFlows(tables, wantedRelease),
  );
  return { logical: listed ?? stored, identified: stored };
}

/** The list of logical flows that says most: with UUIDs, of all datapaths, without the OpenFlow of one host. */
function* readList(
  { central }: CaptureMoment,
  source: NetworkSource,
  readPlaced: ReadPlaced,
): Steps<LogicalReport | undefined> {
  const [part] = central
    .filter(
      ({ kind, dialect, isCompressed }) =>
        kind === 'logical-flows' && dialect === 'ovn-lflow' && !isCompressed,
    )
    .toSorted((a, b) => logicalScore(b) - logicalScore(a) || b.size - a.size);
  if (part === undefined) return undefined;
  const found = yield* readPlaced({ part, chassis: undefined });
  if (found === undefined) return undefined;
  const { dump, choice } = found;
  return yield* source.derive(`logical ${choice.source} ${choice.layout.id}`, [part], () =>
    readLogicalReport(part.path, dump, choice),
  );
}

/** Reads a dump with how it is to be read; undefined when it cannot be read. */
type ReadPlaced = (placed: PlacedPart) => Steps<HostDump | undefined>;

/** Reads each file once, and tells its release as all of the moment together show it. */
function placedReader(
  moment: CaptureMoment,
  source: NetworkSource,
  wantedRelease: string | undefined,
): ReadPlaced {
  const known = new Map<string, HostDump | undefined>();
  function* readAlone({ part }: PlacedPart): Steps<HostDump | undefined> {
    if (known.has(part.path)) return known.get(part.path);
    const found = yield* source.derive(`choice ${wantedRelease ?? ''}`, [part], function* () {
      const dump = yield* source.dumpSteps(part);
      yield;
      return dump && { part, dump, choice: yield* layoutSteps([dump], wantedRelease) };
    });
    known.set(part.path, found);
    return found;
  }
  return function* (placed) {
    const own = yield* readAlone(placed);
    if (own === undefined) return undefined;
    const choice = yield* choiceInMoment(own.choice, placed, moment, function* (other) {
      return (yield* readAlone(other))?.choice;
    });
    return { ...own, choice };
  };
}

function logicalScore({ path }: CapturePart): number {
  return (/uuid/i.test(path) ? 2 : 0) + (/vflows|stats|ovs/i.test(path) ? 0 : 1);
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

function* readChassis(
  name: string,
  files: CaptureChassis | undefined,
  row: ChassisRow | undefined,
  found: HostDump | undefined,
  common: LayoutChoice,
  source: NetworkSource,
): Steps<Chassis> {
  const parts = files?.parts ?? [];
  const { layout, source: origin } =
    found === undefined || found.choice.source === 'assumed' ? common : found.choice;
  // Where nothing shows what the tables are for, their rows say nothing of ports.
  const known = origin === 'assumed' ? undefined : layout;
  const bridgeRows =
    found === undefined
      ? undefined
      : yield* source.derive(`bridge flows ${known?.id ?? ''}`, [found.part], () =>
          readBridgeFlows(found.part.path, found.dump, known),
        );
  const host = yield* source.derive('host', parts.filter(isOfHost), function* () {
    yield;
    return readHost(parts, source.read);
  });
  return {
    name,
    row,
    hostname: row?.hostname ?? files?.hostname,
    flows: bridgeRows?.flows,
    report: bridgeRows?.report,
    ...host,
    place: row?.place ?? (found === undefined ? undefined : { path: found.part.path, line: 0 }),
  };
}

type HostFiles = Pick<
  Chassis,
  'interfaces' | 'tunnels' | 'carriers' | 'settings' | 'log' | 'connections' | 'portNames' | 'bridge'
>;

const hostKinds: ReadonlySet<string> = new Set(['database', 'log', 'ports', 'groups', 'meters', 'conntrack']);

/** Files that tell of a host besides its flows. */
function isOfHost({ kind }: CapturePart): boolean {
  return hostKinds.has(kind);
}

function readHost(parts: readonly CapturePart[], read: ReadFile): HostFiles {
  const local = openTables(parts, 'Open_vSwitch', read);
  const interfaces = readInterfaces(local);
  const logPart = parts.find(({ kind, path }) => kind === 'log' && /ovn[-_]?controller/i.test(path));
  const logBytes = logPart === undefined || logPart.isCompressed ? undefined : read(logPart.path);
  return {
    interfaces,
    tunnels: interfaces?.filter(({ remoteIp }) => remoteIp !== undefined) ?? [],
    carriers: interfaces?.filter(isCarrier) ?? [],
    settings: readSettings(local),
    log:
      logPart === undefined || logBytes === undefined ? undefined : readControllerLog(logPart.path, logBytes),
    connections: openConnections(parts, read),
    portNames: readPortNames(parts, read),
    bridge: readSwitchParts(parts, read),
  };
}

function isCarrier({ name, type, ifaceId, remoteIp }: Interface): boolean {
  return ifaceId === undefined && remoteIp === undefined && type !== 'patch' && name !== 'br-int';
}

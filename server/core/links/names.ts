import type { Steps } from '../base/steps.ts';
import type { DatapathKind } from '../facts/table.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { numberOf, stringOf, uuidOf, valueOf } from '../syntax/ovsdb/datum.ts';
import { type LinkSource, type LinkTarget } from './source.ts';
import { partsOf, rowsOfStep, storedRows, targetOf } from './storedRows.ts';

/** A row of Datapath_Binding. */
export interface DatapathName {
  readonly name: string;
  readonly key: number;
  readonly uuid: string | undefined;
  /** Undefined where the row does not say. */
  readonly datapathKind: DatapathKind | undefined;
  /** Of the logical switch or router. */
  readonly northUuid: string | undefined;
  readonly target: LinkTarget;
}

/** A row of Port_Binding, or of Multicast_Group. */
export interface PortName {
  readonly name: string;
  readonly key: number;
  readonly datapath: DatapathName | undefined;
  readonly isGroup: boolean;
  /** Empty for a VIF. */
  readonly type: string;
  /** UUID of the chassis that has bound it. */
  readonly chassis: string | undefined;
  readonly target: LinkTarget;
}

/** A row of Chassis. */
export interface ChassisName {
  readonly name: string;
  readonly hostname: string | undefined;
  readonly uuid: string | undefined;
  readonly target: LinkTarget;
}

/** Names that the southbound database gives to keys. */
export interface Names {
  readonly datapaths: readonly DatapathName[];
  readonly ports: readonly PortName[];
  readonly chassis: readonly ChassisName[];
  datapath(key: number): DatapathName | undefined;
  /** By a name, or a UUID of the row. */
  datapathNamed(name: string, uuid: string | undefined): DatapathName | undefined;
  /** Without a datapath only if no other datapath has that key. */
  port(datapath: number | undefined, key: number): PortName | undefined;
  portNamed(name: string): PortName | undefined;
  chassisNamed(name: string): ChassisName | undefined;
  chassisOf(port: PortName): ChassisName | undefined;
}

export function* readNames(source: LinkSource, central: readonly CapturePart[]): Steps<Names> {
  const parts = partsOf(central, 'OVN_Southbound');
  return yield* source.derive('links: names', parts, () => makeNames(source, parts));
}

function* makeNames(source: LinkSource, parts: readonly CapturePart[]): Steps<Names> {
  const { tables } = yield* storedRows(source, parts, 'OVN_Southbound');
  const datapaths: DatapathName[] = [];
  const byUuid = new Map<string, DatapathName>();
  const bindings = tables.find('Datapath_Binding');
  for (const row of bindings?.table.rows() ?? []) {
    if (bindings === undefined) break;
    const ids = row.get('external_ids');
    const text = (key: string): string | undefined => {
      const value = valueOf(ids, key);
      return typeof value === 'string' ? value : typeof value === 'object' ? value.uuid : undefined;
    };
    const ofSwitch = text('logical-switch');
    const ofRouter = text('logical-router');
    const made: DatapathName = {
      name: text('name') ?? row.uuid ?? '',
      key: numberOf(row.get('tunnel_key')) ?? 0,
      uuid: row.uuid,
      datapathKind: ofSwitch !== undefined ? 'switch' : ofRouter !== undefined ? 'router' : undefined,
      northUuid: ofSwitch ?? ofRouter,
      target: targetOf({ stored: bindings, row }),
    };
    datapaths.push(made);
    if (row.uuid !== undefined) byUuid.set(row.uuid, made);
  }
  yield;
  const ports: PortName[] = [];
  for (const [table, nameColumn] of [
    ['Port_Binding', 'logical_port'],
    ['Multicast_Group', 'name'],
  ] as const) {
    const stored = tables.find(table);
    for (const row of stored?.table.rows() ?? []) {
      if (stored === undefined) break;
      if (ports.length % rowsOfStep === 0) yield;
      ports.push({
        name: stringOf(row.get(nameColumn)) ?? '',
        key: numberOf(row.get('tunnel_key')) ?? 0,
        datapath: byUuid.get(uuidOf(row.get('datapath')) ?? ''),
        isGroup: table === 'Multicast_Group',
        type: stringOf(row.get('type')) ?? '',
        chassis: uuidOf(row.get('chassis')),
        target: targetOf({ stored, row }),
      });
    }
  }
  const chassis: ChassisName[] = [];
  const stored = tables.find('Chassis');
  for (const row of stored?.table.rows() ?? []) {
    if (stored === undefined) break;
    chassis.push({
      name: stringOf(row.get('name')) ?? '',
      hostname: stringOf(row.get('hostname')),
      uuid: row.uuid,
      target: targetOf({ stored, row }),
    });
  }
  return namesOf(datapaths, ports, chassis);
}

function namesOf(
  datapaths: readonly DatapathName[],
  ports: readonly PortName[],
  chassis: readonly ChassisName[],
): Names {
  const byKey = new Map(datapaths.map((each) => [each.key, each]));
  const byName = new Map(ports.filter(({ isGroup }) => !isGroup).map((each) => [each.name, each]));
  const byKeys = new Map(ports.map((each) => [`${each.datapath?.key ?? ''}/${each.key}`, each]));
  const withKey = new Map<number, PortName | undefined>();
  // What two datapaths have tells nothing.
  for (const each of ports) withKey.set(each.key, withKey.has(each.key) ? undefined : each);
  return {
    datapaths,
    ports,
    chassis,
    datapath: (key) => byKey.get(key),
    datapathNamed: (name, uuid) =>
      datapaths.find((each) => uuid !== undefined && each.uuid === uuid) ??
      datapaths.find((each) => each.name === name || each.uuid === name),
    port: (datapath, key) =>
      datapath === undefined ? withKey.get(key) : (byKeys.get(`${datapath}/${key}`) ?? byKeys.get(`/${key}`)),
    portNamed: (name) => byName.get(name),
    chassisNamed: (name) => chassis.find((each) => each.name === name || each.hostname === name),
    chassisOf: (port) =>
      port.chassis === undefined ? undefined : chassis.find(({ uuid }) => uuid === port.chassis),
  };
}

import { readInterfaces, type Interface } from '../check/interfaces.ts';
import { readPortNames } from '../check/portNames.ts';
import { openTables, type ReadFile, type Tables } from '../check/tables.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { stringOf, uuidsOf } from '../syntax/ovsdb/datum.ts';

/** OpenFlow ports of one bridge, as far as the files of its host tell. */
export interface HostPorts {
  /** Names by number; empty when no file has them. */
  readonly names: ReadonlyMap<number, string>;
  /** By name: what is plugged there, told so that it is the same on every host. Undefined when no file has the interfaces. */
  readonly plugged: ReadonlyMap<string, string> | undefined;
  /** By name: the address at the other end of a tunnel. */
  readonly tunnels: ReadonlyMap<string, string>;
}

/** `parts` are the files of the host. */
export function readHostPorts(parts: readonly CapturePart[], bridge: string, read: ReadFile): HostPorts {
  const tables = openTables(parts, 'Open_vSwitch', read);
  const interfaces = readInterfaces(tables);
  const listed = [...readPortNames(parts, read, bridge)].map(
    ([number, name]) => [Number(number), name] as const,
  );
  const names =
    listed.length > 0 ? new Map(listed) : numbersOf(interfaces ?? [], interfacesOf(tables, bridge));
  const tunnels = new Map<string, string>();
  const plugged = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const each of interfaces ?? []) {
    const { name, remoteIp } = each;
    if (remoteIp !== undefined && remoteIp !== 'flow') tunnels.set(name, remoteIp);
    const text = pluggedText(each);
    const holder = taken.get(text);
    taken.set(text, name);
    // Of two that look alike neither is told from the other but by its name.
    if (holder === undefined) plugged.set(name, text);
    else plugged.delete(holder);
  }
  return { names, plugged: interfaces === undefined ? undefined : plugged, tunnels };
}

/** What stands for the interface on every host: the logical port, the tunnel's other end, else its name. */
function pluggedText({ name, ifaceId, type, remoteIp }: Interface): string {
  if (ifaceId !== undefined) return `port ${ifaceId}`;
  return remoteIp === undefined ? name : `tunnel ${type} ${remoteIp}`;
}

/** Names of the bridge's interfaces; undefined when no file has the bridges with their ports. */
function interfacesOf(tables: Tables, bridge: string): ReadonlySet<string> | undefined {
  const ports = tables.find('Port')?.table;
  const interfaces = tables.find('Interface')?.table;
  if (ports === undefined || interfaces === undefined) return undefined;
  for (const row of tables.find('Bridge')?.table.rows() ?? []) {
    if (stringOf(row.get('name')) !== bridge) continue;
    const uuids = uuidsOf(row.get('ports')).flatMap((uuid) => uuidsOf(ports.find(uuid)?.get('interfaces')));
    return new Set(uuids.map((uuid) => stringOf(interfaces.find(uuid)?.get('name')) ?? ''));
  }
  return undefined;
}

/** Numbers are those of a bridge: where two interfaces have one, the one that OVN plugs into its own bridge counts. */
function numbersOf(
  interfaces: readonly Interface[],
  own: ReadonlySet<string> | undefined,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const isOvns = ({ ifaceId, remoteIp }: Interface): boolean =>
    ifaceId !== undefined || remoteIp !== undefined;
  for (const each of interfaces.toSorted((a, b) => Number(isOvns(b)) - Number(isOvns(a)))) {
    const { name, ofport } = each;
    if (ofport === undefined || ofport < 0 || names.has(ofport)) continue;
    if (own === undefined ? isOvns(each) || each.type === 'patch' : own.has(name)) names.set(ofport, name);
  }
  return names;
}

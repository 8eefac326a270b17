import type { Steps } from '../base/steps.ts';
import type { CaptureChassis } from '../model/capture.ts';
import type { DatabaseRow } from '../model/database.ts';
import { stringOf } from '../syntax/ovsdb/datum.ts';
import { type BridgePort, bridgePorts } from './bridgePorts.ts';
import type { Links } from './links.ts';
import type { PortName } from './names.ts';
import type { LinkTarget } from './source.ts';
import { type StoredRow, type StoredRows, targetOf } from './storedRows.ts';

/** Where a logical port is described: its binding, its northbound row, the interface that it is plugged by. */
export function* portTargets(links: Links, port: PortName): Steps<readonly LinkTarget[]> {
  if (port.isGroup) return [port.target];
  return [
    port.target,
    ...(yield* northboundPort(links, port.name)),
    ...(yield* pluggedInterfaces(links, port.name)),
  ];
}

/** The same by a name that the southbound database may not have. */
export function* namedPortTargets(links: Links, name: string): Steps<readonly LinkTarget[]> {
  const names = yield* links.names();
  const known = names.portNamed(name);
  if (known !== undefined) return yield* portTargets(links, known);
  const group = names.ports.find((each) => each.isGroup && each.name === name);
  if (group !== undefined) return [group.target];
  return [...(yield* northboundPort(links, name)), ...(yield* pluggedInterfaces(links, name))];
}

function* northboundPort(links: Links, name: string): Steps<readonly LinkTarget[]> {
  const north = yield* links.northbound();
  for (const table of ['Logical_Switch_Port', 'Logical_Router_Port']) {
    const rows = yield* namedRows(links, north, table);
    // A router's port that a chassis stands for is bound under its name with `cr-` before it.
    const found = rows.get(name) ?? (name.startsWith('cr-') ? rows.get(name.slice(3)) : undefined);
    if (found !== undefined) return [targetOf(found)];
  }
  return [];
}

/** The rows of a table by their names, the first of each. */
export function* namedRows(
  { source, origin }: Links,
  { tables, database }: StoredRows,
  table: string,
): Steps<ReadonlyMap<string, StoredRow>> {
  const { central } = origin.moment;
  return yield* source.derive(`links: names of ${database} ${table}`, central, function* () {
    const found = new Map<string, StoredRow>();
    const stored = tables.find(table);
    let nRows = 0;
    for (const row of stored?.table.rows() ?? []) {
      if (++nRows % 1_024 === 0) yield;
      const name = nameOf(row);
      if (stored !== undefined && name !== undefined && !found.has(name)) found.set(name, { stored, row });
    }
    return found;
  });
}

function nameOf(row: DatabaseRow): string | undefined {
  return stringOf(row.get('name')) ?? stringOf(row.get('logical_port'));
}

/** On every host. */
function* pluggedInterfaces(links: Links, port: string): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const chassis of links.origin.moment.chassis) {
    const interfaces = yield* links.interfaces(chassis);
    for (const { ifaceId, place } of interfaces ?? []) if (ifaceId === port) found.push(place);
  }
  return found;
}

/** An OpenFlow port of this dump's bridge: its line in a list of ports, and its interface. */
export function* openFlowPortTargets(links: Links, text: string): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  const isList = links.here.dump.dialect === 'ovs-ports';
  for (const port of yield* portsNamed(links, text)) {
    if (port.listed !== undefined && !(isList && port.listed.path === links.here.path))
      found.push(port.listed);
    if (port.interface !== undefined) found.push(port.interface.place);
  }
  return found;
}

/** How flows may write an OpenFlow port: its number and its names, as far as a list of ports or the host's database tells. */
export function* listedPorts(links: Links, text: string): Steps<readonly string[]> {
  const ports = yield* portsNamed(links, text);
  const written = ports.flatMap(({ number, name }) => (number === undefined ? [name] : [number, name]));
  return [...new Set([text, ...written])];
}

/** Ports with that number or name, on the chassis of this dump. */
function* portsNamed(links: Links, text: string): Steps<readonly BridgePort[]> {
  const found: BridgePort[] = [];
  for (const chassis of chassisHere(links)) {
    const ports = yield* bridgePorts(links, chassis);
    found.push(...ports.filter(({ number, name }) => number === text || name === text));
  }
  return found;
}

/** The chassis of this dump, or all of them. */
export function chassisHere({ origin: { chassis, moment } }: Links): readonly CaptureChassis[] {
  return chassis === undefined ? moment.chassis : [chassis];
}

import type { Steps } from '../base/steps.ts';
import { type Interface, readInterfaces } from '../check/interfaces.ts';
import { openTables, type Tables } from '../check/tables.ts';
import type { CaptureChassis } from '../model/capture.ts';
import { stringOf, uuidsOf } from '../syntax/ovsdb/datum.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Links } from './links.ts';
import { RowView } from './rowView.ts';
import type { LinkTarget } from './source.ts';
import { partsOf } from './storedRows.ts';

/** A port of a bridge, as a list of ports and the host's database know it. */
export interface BridgePort {
  /** As it is written; undefined when only the database has it, and has no number. */
  readonly number: string | undefined;
  readonly name: string;
  /** Its line in a list of ports. */
  readonly listed: LinkTarget | undefined;
  readonly interface: Interface | undefined;
}

/** What a bridge is that no file names: OVN's own. */
const usualBridge = 'br-int';

/** The ports of the bridge that the open dump is of, on one host. Numbers are a bridge's own: other bridges have them too. */
export function* bridgePorts(
  { origin, source }: Links,
  { parts }: CaptureChassis,
): Steps<readonly BridgePort[]> {
  const bridge = origin.part.bridge ?? usualBridge;
  const lists = parts.filter(
    (part) => part.kind === 'ports' && (part.bridge === undefined || part.bridge === bridge),
  );
  const databases = partsOf(parts, 'Open_vSwitch');
  return yield* source.derive(`links: ports of ${bridge}`, [...lists, ...databases], function* () {
    yield;
    const tables = openTables(databases, 'Open_vSwitch', source.read);
    const interfaces = readInterfaces(tables) ?? [];
    const found: BridgePort[] = [];
    for (const part of lists) {
      const dump = yield* source.dumpSteps(part);
      if (dump === undefined) continue;
      for (let row = 0; row < dump.rows.nRows; row++) {
        const port = portOfLine(new RowView(dump, row, true));
        if (port === undefined) continue;
        const own = interfaces.find(({ name }) => name === port.name);
        found.push({ ...port, listed: { path: part.path, line: row }, interface: own });
      }
    }
    if (found.length > 0) return found;
    const names = namesOfBridge(tables, bridge);
    return interfaces
      .filter((each) => (names === undefined ? isOfIntegration(each) : names.has(each.name)))
      .map((each) => ({
        number: each.ofport === undefined || each.ofport < 1 ? undefined : String(each.ofport),
        name: each.name,
        listed: undefined,
        interface: each,
      }));
  });
}

/** The interfaces of a bridge; undefined where the tables that join them are not there. */
function namesOfBridge(tables: Tables, bridge: string): ReadonlySet<string> | undefined {
  const bridges = tables.find('Bridge')?.table;
  const ports = tables.find('Port')?.table;
  const interfaces = tables.find('Interface')?.table;
  if (bridges === undefined || ports === undefined || interfaces === undefined) return undefined;
  const own = [...bridges.rows()].find((row) => stringOf(row.get('name')) === bridge);
  const names = uuidsOf(own?.get('ports'))
    .flatMap((uuid) => uuidsOf(ports.find(uuid)?.get('interfaces')))
    .flatMap((uuid) => stringOf(interfaces.find(uuid)?.get('name')) ?? []);
  return new Set(names);
}

/** What only the integration bridge has: logical ports, tunnels to other chassis, and patches to bridges of networks. */
function isOfIntegration({ ifaceId, remoteIp, name, type }: Interface): boolean {
  return (
    ifaceId !== undefined || remoteIp !== undefined || (type === 'patch' && name.startsWith('patch-br-int-'))
  );
}

/** ` 3(vm): addr:…` of a list of ports. */
function portOfLine(view: RowView): { readonly number: string; readonly name: string } | undefined {
  const { tree } = view;
  const head = tree.child(0, NodeKind.attribute);
  const number = head === -1 ? -1 : tree.child(head, NodeKind.number);
  const name = head === -1 ? -1 : tree.child(head, NodeKind.portName);
  return number === -1 || name === -1 ? undefined : { number: view.text(number), name: view.word(name) };
}

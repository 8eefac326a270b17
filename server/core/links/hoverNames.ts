import { finish, type Steps } from '../base/steps.ts';
import { type DatabaseRow, rowName } from '../model/database.ts';
import { datapathOf } from '../model/rowColumns.ts';
import { stringOf, stringsOf, uuidsOf } from '../syntax/ovsdb/datum.ts';
import { decodeText } from '../text/bytes.ts';
import { type BridgePort, bridgePorts } from './bridgePorts.ts';
import type { Links } from './links.ts';
import { listedFlows, storedFlows } from './logicalFlows.ts';
import { chassisHere, namedRows } from './portTargets.ts';
import type { StoredRows } from './storedRows.ts';

/**
 * What the capture calls the numbers of a dump, in the form in which explanations ask for it. All that is needed is read
 * when it is made, so that each question is answered at once. Names are data of the files.
 */
export interface HoverNames {
  readonly datapathName: (datapathKey: number) => string | undefined;
  readonly portName: (datapathKey: number, portKey: number) => string | undefined;
  readonly chassisOfTunnel: (ofport: number) => string | undefined;
  readonly interfaceOfPort: (ofport: number) => string | undefined;
  readonly logicalPortOf: (ofport: number) => string | undefined;
  readonly zoneOwner: (zone: number) => string | undefined;
  readonly cookieOwner: (cookie: number) => HoverRow | undefined;
  readonly rowOf: (uuid: string) => HoverRow | undefined;
  readonly contentsOf: (name: string) => readonly string[] | undefined;
}

interface HoverRow {
  readonly table: string;
  readonly name: string;
}

export function* hoverNames(links: Links): Steps<HoverNames> {
  const names = yield* links.names();
  const south = yield* links.southbound();
  const north = yield* links.northbound();
  const ports = yield* hostPorts(links);
  const zones = yield* zoneOwners(links);
  const locals: StoredRows[] = [];
  for (const chassis of chassisHere(links)) locals.push(yield* links.local(chassis));
  const sets = yield* namedRows(links, north, 'Address_Set');
  const storedSets = yield* namedRows(links, south, 'Address_Set');
  const groups = yield* namedRows(links, north, 'Port_Group');
  // So that a question about a cookie finds all that it needs.
  yield* listedFlows(links, 0);
  yield* storedFlows(links, 0);
  const byNumber = new Map(ports.map((port) => [port.number, port]));
  const plugged = (ofport: number): BridgePort | undefined => byNumber.get(String(ofport));
  return {
    datapathName: (key) => names.datapath(key)?.name,
    portName: (datapath, key) => names.port(datapath, key)?.name,
    chassisOfTunnel(ofport) {
      const ip = plugged(ofport)?.interface?.remoteIp;
      return ip === undefined
        ? undefined
        : links.origin.moment.chassis.find(({ encaps }) => encaps.includes(ip))?.name;
    },
    interfaceOfPort: (ofport) => plugged(ofport)?.name,
    logicalPortOf: (ofport) => plugged(ofport)?.interface?.ifaceId,
    zoneOwner(zone) {
      const owner = zones.get(zone);
      const [, uuid, translation] = routerZone.exec(owner ?? '') ?? [];
      if (uuid === undefined) return owner;
      return `${names.datapathNamed(uuid, uuid)?.name ?? uuid} ${translation}`;
    },
    cookieOwner(cookie) {
      const flow = flowOf(links, cookie);
      if (flow !== undefined) return flow;
      const [row] = south.startingWith(cookie);
      return row === undefined ? undefined : { table: row.row.table, name: rowName(row.row) };
    },
    rowOf(uuid) {
      for (const rows of [south, north, ...locals]) {
        const found = rows.find(uuid);
        if (found !== undefined) return { table: found.row.table, name: rowName(found.row) };
      }
      return undefined;
    },
    contentsOf(name) {
      const set = sets.get(name) ?? storedSets.get(name);
      if (set !== undefined) return stringsOf(set.row.get('addresses'));
      const group = groups.get(name)?.row;
      return group === undefined
        ? undefined
        : uuidsOf(group.get('ports')).map((uuid) => nameOf(north.find(uuid)?.row) ?? uuid);
    },
  };
}

function nameOf(row: DatabaseRow | undefined): string | undefined {
  return row === undefined ? undefined : stringOf(row.get('name'));
}

/** `ls_in_l2_lkup of sw0`; of a flow of many datapaths only its stage. */
function flowOf(links: Links, cookie: number): HoverRow | undefined {
  const listed = finish(listedFlows(links, cookie));
  const [first] = listed;
  if (first !== undefined) {
    const { rows } = first.list.dump;
    const stage = rows.stages[rows.stage[first.row] as number] ?? '';
    const datapath = listed.length === 1 ? datapathOf(rows, first.row)?.name : undefined;
    return { table: 'Logical_Flow', name: datapath === undefined ? stage : `${stage} of ${datapath}` };
  }
  const [stored] = finish(storedFlows(links, cookie));
  if (stored === undefined) return undefined;
  const ids = stored.row.get('external_ids');
  const stage = ids?.kind === 'map' ? ids.pairs.find(([key]) => key === 'stage-name')?.[1] : undefined;
  return { table: 'Logical_Flow', name: typeof stage === 'string' ? stage : (stored.row.uuid ?? '') };
}

/** Of the host that the dump is of; of several hosts none is meant. */
function* hostPorts(links: Links): Steps<readonly BridgePort[]> {
  const [chassis, ...others] = chassisHere(links);
  return chassis === undefined || others.length > 0 ? [] : yield* bridgePorts(links, chassis);
}

/** Of a datapath, by the UUID of its binding: one for each direction of translation. */
const routerZone = /^([0-9a-f-]{36})_([ds]nat)$/;

/** `vm 3`, a line of `ovn-appctl ct-zone-list`. */
const zoneLine = /^(\S.{0,200}?) (\d{1,5})$/;

function* zoneOwners(links: Links): Steps<ReadonlyMap<number, string>> {
  const [chassis, ...others] = chassisHere(links);
  const parts = (chassis?.parts ?? []).filter(({ kind, isCompressed }) => kind === 'zones' && !isCompressed);
  if (others.length > 0 || parts.length === 0) return new Map();
  return yield* links.source.derive('links: zones', parts, function* () {
    yield;
    const owners = new Map<number, string>();
    for (const { path } of parts) {
      for (const line of decodeText(links.source.read(path) ?? new Uint8Array()).split('\n')) {
        const found = zoneLine.exec(line.trimEnd());
        if (found?.[1] !== undefined) owners.set(Number(found[2]), found[1]);
      }
    }
    return owners;
  });
}

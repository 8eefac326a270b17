import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import { firstMulticastKey } from '../facts/portKeys.ts';
import { oftableNumber } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { largeKey, RowKind } from '../model/rowColumns.ts';
import { openFlowEntryOf } from '../model/rowViews.ts';
import { type PortKeys, type RoleFinding, roleSteps, type RoleTables } from '../roles/recognize.ts';
import { roleTables } from '../roles/roleTables.ts';
import { SightingCollector } from '../roles/sighting.ts';
import { type ActionSketch, type FlowSketch, readFlowSketch } from '../syntax/openflow/flowSketch.ts';
import { type FlowReport, readFlowReport } from './flowReport.ts';
import { BridgeRow, type FlowRow, noPortFlows, type PortFlows, type RemoteOutput } from './portFlows.ts';

/** The OpenFlow flows of one chassis' integration bridge, by logical port. */
export interface HostFlows {
  readonly path: string;
  /** Whether the rows of that table of `controller/lflow.h` are all here, as far as one can see: an excerpt says nothing by what it lacks. */
  isComplete(oftable: string): boolean;
  /** Whether the release has tables that check the path MTU. */
  readonly hasMtuTables: boolean;
  /** Whether rows of the datapath are there: the chassis takes part in it. */
  hasDatapath(key: number): boolean;
  /** The datapath of a port by its cookie and key, where no database tells; undefined when no row of it is here. */
  datapathOf(cookie: number, port: number): number | undefined;
  /** Undefined when no row is about the port. */
  ofPort(datapath: number, port: number): PortFlows | undefined;
  /** Of all ports that rows are about. */
  ports(): Iterable<PortFlows>;
  /** Rows of the tables that check port security, with the cookie of that port binding; undefined before there were such tables. */
  portSecurityRows(cookie: number): readonly number[] | undefined;
}

/** What `physical.c` gives to the rows of a port, and of a container behind a port. */
const portPriority = 100;
const containerPriority = 150;

const portSecurityTables = [
  'OFTABLE_CHK_IN_PORT_SEC',
  'OFTABLE_CHK_IN_PORT_SEC_ND',
  'OFTABLE_CHK_OUT_PORT_SEC',
];

/** What one pass over the flows of a bridge shows. */
export interface BridgeFlows {
  readonly report: FlowReport;
  /** Undefined where nothing shows what the tables are for: then the rows say nothing of ports. */
  readonly flows: HostFlows | undefined;
}

/** Roles between two pauses. */
const rolesOfStep = 256;

/** Reads all rows, each once. `layout` is undefined where nothing shows that the tables are OVN's. */
export function* readBridgeFlows(path: string, dump: Dump, layout: Layout | undefined): Steps<BridgeFlows> {
  const tables = layout === undefined ? undefined : roleTables(layout);
  if (layout === undefined || tables === undefined) {
    const report = yield* readFlowReport(path, dump, layout, () => undefined);
    return { report, flows: layout === undefined ? undefined : hostFlows(new Index(path, dump), layout) };
  }
  const index = new Index(path, dump);
  const sightings = new SightingCollector(dump, tables);
  const report = yield* readFlowReport(path, dump, layout, (row, { tree, bytes, start }) => {
    const isOfPort = index.takeHead(row, tables);
    const isWanted = sightings.wants(row);
    if (!isOfPort && !isWanted) return;
    const entry = readFlowSketch(bytes, start, tree);
    if (isOfPort) index.addPortRow(row, entry, tables);
    if (isWanted) sightings.take(row, entry);
  });
  sightings.finish();
  const roles = yield* roleSteps([dump], tables);
  for (const [idx, role] of roles.entries()) {
    if (idx % rolesOfStep === 0) yield;
    index.addRole(role, tables.largePacketDetect);
  }
  yield;
  return { report, flows: hostFlows(index, layout) };
}

function hostFlows(index: Index, layout: Layout): HostFlows {
  const security = portSecurityTables.flatMap((name) => oftableNumber(layout, name) ?? []);
  const loopback = oftableNumber(layout, 'OFTABLE_CHECK_LOOPBACK');
  const secured = security.length === 0 ? undefined : rowsByCookie(index.dump, new Set(security));
  return {
    path: index.path,
    isComplete: (name) => index.isComplete(oftableNumber(layout, name), loopback),
    hasMtuTables: roleTables(layout)?.largePacketDetect !== undefined,
    hasDatapath: (key) => index.datapaths.has(Math.min(key, largeKey)),
    datapathOf: (cookie, port) => index.datapathOf(cookie, port),
    ofPort: (datapath, port) => index.ports.get(datapath)?.get(port),
    ports: () => index.inOrder,
    portSecurityRows: (cookie) => (secured === undefined ? undefined : (secured.get(cookie) ?? [])),
  };
}

function rowsByCookie({ rows }: Dump, tables: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let row = 0; row < rows.nRows; row++) {
    if (rows.kind[row] !== RowKind.flow || !tables.has(rows.table[row] as number)) continue;
    const cookie = rows.cookie[row] as number;
    const known = found.get(cookie);
    if (known === undefined) found.set(cookie, [row]);
    else known.push(row);
  }
  return found;
}

type PortDraft = { -readonly [Key in keyof PortFlows]: PortFlows[Key] };

class Index {
  /** By the key of their datapath, then by their own. */
  readonly ports = new Map<number, Map<number, PortDraft>>();
  readonly inOrder: PortDraft[] = [];
  readonly datapaths = new Set<number>();
  /** Tables with rows, and those with a row for what no other row takes. */
  readonly #hasRows = new Uint8Array(256);
  readonly #isClosed = new Uint8Array(256);
  readonly path: string;
  readonly dump: Dump;
  #lastDatapath = 0;
  /** Rows of ports, each followed by the keys of its datapath and port. */
  readonly #portRows: number[] = [];
  #datapathsByCookie: Map<string, number> | undefined;

  constructor(path: string, dump: Dump) {
    this.path = path;
    this.dump = dump;
  }

  /** Takes what the head of a row says; true for a row of a port. */
  takeHead(row: number, tables: RoleTables): boolean {
    const { table, priority, datapathKey } = this.dump.rows;
    const key = datapathKey[row] as number;
    if (key !== 0 && key !== this.#lastDatapath) {
      this.#lastDatapath = key;
      this.datapaths.add(key);
    }
    const inTable = table[row] as number;
    const level = priority[row] as number;
    this.#hasRows[inTable] = 1;
    if (level === 0) this.#isClosed[inTable] = 1;
    return inTable === 0
      ? level === portPriority || level === containerPriority
      : level === portPriority &&
          (inTable === tables.remoteOutput || inTable === tables.localOutput || inTable === tables.logToPhy);
  }

  /**
   * Rows that somebody picked by a port or a table lack the one for all that is left. Before 23.03 not every table has
   * one, but `loopback` has. A bridge that answers without any row has none.
   */
  isComplete(table: number | undefined, loopback: number | undefined): boolean {
    if (table === undefined) return false;
    if (!this.#hasRows.includes(1)) return this.dump.rows.kind.includes(RowKind.header);
    return (
      this.#isClosed[table] === 1 ||
      (this.#hasRows[table] === 1 && loopback !== undefined && this.#isClosed[loopback] === 1)
    );
  }

  addRole({ role, row, port }: RoleFinding, detectTable: number | undefined): void {
    if (port === undefined || role === 'clone') return;
    const flows = this.#at(Number(port.datapath), Number(port.port));
    const flow = new BridgeRow(this, row);
    const table = this.dump.rows.table[row];
    if (role === 'activation-trigger') flows.triggers = withRow(flows.triggers, flow);
    else if (role === 'tunnel-enforcement') flows.enforcement = withRow(flows.enforcement, flow);
    else if (role === 'activation-block') {
      if (table === 0) flows.blocksFrom = withRow(flows.blocksFrom, flow);
      else flows.blocksTowards = withRow(flows.blocksTowards, flow);
    } else if (table === detectTable) {
      const { place, nPackets } = flow;
      flows.mtuChecks = withRow(flows.mtuChecks, { place, nPackets, size: this.#checkedSize(row) });
    } else flows.mtuReplies = withRow(flows.mtuReplies, flow);
  }

  addPortRow(row: number, entry: FlowSketch, tables: RoleTables): void {
    const { table } = entry;
    const keys = table === 0 ? keysWritten(entry) : keysMatched(entry);
    if (keys === undefined || keys.port >= firstMulticastKey) return;
    const datapath = Number(keys.datapath);
    const port = Number(keys.port);
    const flows = this.#at(datapath, port);
    const flow = new BridgeRow(this, row);
    this.#portRows.push(row, datapath, port);
    if (table === 0) flows.ingress = withRow(flows.ingress, flow);
    else if (table === tables.logToPhy) flows.delivery = withRow(flows.delivery, flow);
    else if (table === tables.remoteOutput) {
      const outputs = remoteOutputs(entry.actions);
      const { place, nPackets } = flow;
      if (outputs.length > 0) flows.remote = withRow(flows.remote, { place, nPackets, outputs });
    } else if (resubmitsTo(entry, tables.checkLoopback)) flows.local = withRow(flows.local, flow);
    else if (resubmitsTo(entry, tables.localOutput)) flows.toLocalnet = withRow(flows.toLocalnet, flow);
  }

  datapathOf(cookie: number, port: number): number | undefined {
    if (this.#datapathsByCookie === undefined) {
      this.#datapathsByCookie = new Map();
      const rows = this.#portRows;
      for (let at = 0; at < rows.length; at += 3) {
        const key = `${this.dump.rows.cookie[rows[at] as number]}/${rows[at + 2]}`;
        this.#datapathsByCookie.set(key, rows[at + 1] as number);
      }
    }
    return this.#datapathsByCookie.get(`${cookie}/${port}`);
  }

  #checkedSize(row: number): number {
    const actions = openFlowEntryOf(this.dump, row)?.actions ?? [];
    const check = actions.find((action) => action.kind === 'checkPacketLarger');
    return check?.kind === 'checkPacketLarger' ? check.size : 0;
  }

  #at(datapath: number, port: number): PortDraft {
    const ofDatapath = this.ports.get(datapath) ?? new Map<number, PortDraft>();
    const known = ofDatapath.get(port);
    if (known !== undefined) return known;
    const added = { ...noPortFlows };
    if (ofDatapath.size === 0) this.ports.set(datapath, ofDatapath);
    ofDatapath.set(port, added);
    this.inOrder.push(added);
    return added;
  }
}

/** Most ports have one row of a kind at most: a list that starts with it has no spare room, and an empty one is shared. */
function withRow<Row extends FlowRow>(rows: readonly Row[], row: Row): readonly Row[] {
  if (rows.length === 0) return [row];
  (rows as Row[]).push(row);
  return rows;
}

/** The port whose frames a row of table 0 takes in: what it writes into `metadata` and `reg14`. */
function keysWritten({ actions }: FlowSketch): PortKeys | undefined {
  const written = (field: string): bigint | undefined => {
    for (const action of actions) {
      if (action.kind === 'set' && action.destination.field === field && action.destination.low === 0)
        return action.value;
    }
    return undefined;
  };
  const datapath = written('metadata');
  const port = written('reg14');
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

/** The port that a row is for: `reg15` and `metadata`, and at most the encapsulation's part of `reg13` besides. */
function keysMatched({ match }: FlowSketch): PortKeys | undefined {
  let datapath: bigint | undefined;
  let port: bigint | undefined;
  for (const { name, value, mask } of match) {
    if (name === 'metadata' && mask === undefined) datapath = value;
    else if (name === 'reg15' && mask === undefined) port = value;
    else if (name !== 'reg13' || mask !== 0xffff0000n) return undefined;
  }
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

/** Outputs behind an encapsulation of their own (`physical.c put_encapsulation`). */
function remoteOutputs(actions: readonly ActionSketch[]): readonly RemoteOutput[] {
  const outputs: RemoteOutput[] = [];
  let isEncapsulated = false;
  let destination: string | undefined;
  for (const action of actions) {
    if (action.kind === 'set') {
      const { field } = action.destination;
      if (field === 'tun_id') isEncapsulated = true;
      else if (field === 'tun_dst' || field === 'tun_ipv6_dst') destination = action.text;
    } else if (action.kind === 'output') {
      if (isEncapsulated && action.port !== undefined) outputs.push({ port: action.port.text, destination });
      isEncapsulated = false;
      destination = undefined;
    }
  }
  return outputs;
}

function resubmitsTo({ actions }: FlowSketch, table: number): boolean {
  return actions.some((action) => action.kind === 'resubmit' && action.table === table);
}

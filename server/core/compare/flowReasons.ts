import { groupBy } from '../base/groupBy.ts';
import type { Layout } from '../facts/layout.ts';
import { firstMulticastKey } from '../facts/portKeys.ts';
import { type OpenFlowTable, oftableNumber, openFlowTable } from '../facts/table.ts';
import { createDump, type Dump } from '../model/dump.ts';
import { encapsulatedOutputs } from '../model/encapsulation.ts';
import { largeKey, RowKind } from '../model/rowColumns.ts';
import { openFlowEntryOf } from '../model/rowViews.ts';
import { recognizeRoles, type RoleFinding } from '../roles/recognize.ts';
import { roleTables } from '../roles/roleTables.ts';
import { unquoted } from '../syntax/openflow/leaves.ts';
import type { OpenFlowEntry } from '../syntax/openflow/entry.ts';
import type { ChangeKind } from './comparison.ts';
import type { HostPorts } from './hostPorts.ts';
import type { RowMatch } from './matchRows.ts';
import type { NamedPort, Names } from './names.ts';

/** One side's flows of a bridge, with what they are called. */
export interface FlowView {
  /** The chassis; empty when nothing names it. */
  readonly host: string;
  readonly dump: Dump;
  readonly layout: Layout | undefined;
  readonly ports: HostPorts;
  readonly names: Names;
}

/** How the sides stand to each other: the same host at two times, or two hosts at one. */
export type Relation = 'moments' | 'hosts';

/** The type of a port binding that is a VIF's or a container's (`ovn-sb.xml`). */
const vifType = '';

/** What rows of OpenFlow tables outside the pipelines are for, by the table's name in `controller/lflow.h`. */
const tableWords: Readonly<Record<string, string>> = {
  OFTABLE_PHY_TO_LOG: 'way in',
  OFTABLE_REMOTE_OUTPUT: 'way to other chassis',
  OFTABLE_LOCAL_OUTPUT: 'local delivery',
  OFTABLE_CHECK_LOOPBACK: 'loopback check',
  OFTABLE_SAVE_INPORT: 'way back out of its own port',
  OFTABLE_LOG_TO_PHY: 'way out',
  OFTABLE_CHK_IN_PORT_SEC: 'port security of what it sends',
  OFTABLE_CHK_IN_PORT_SEC_ND: 'port security of what it sends',
  OFTABLE_CHK_OUT_PORT_SEC: 'port security of what it gets',
  OFTABLE_MAC_BINDING: 'known neighbours',
  OFTABLE_MAC_LOOKUP: 'known neighbours',
  OFTABLE_CHK_LB_HAIRPIN: 'hairpin of a load balancer',
  OFTABLE_CHK_LB_HAIRPIN_REPLY: 'hairpin of a load balancer',
  OFTABLE_CT_SNAT_HAIRPIN: 'hairpin of a load balancer',
  OFTABLE_GET_FDB: 'learnt addresses',
  OFTABLE_LOOKUP_FDB: 'learnt addresses',
};

/** Says whom a changed row is about, what it does, and why it is there on one side only. */
export class FlowReasons {
  readonly #before: FlowView;
  readonly #after: FlowView;
  readonly #relation: Relation;
  readonly #roles: readonly [ReadonlyMap<number, RoleFinding>, ReadonlyMap<number, RoleFinding>];
  readonly #places: readonly [ReadonlyMap<string, NamedPort>, ReadonlyMap<string, NamedPort>];
  /** By the key of a datapath: 1 where the side has rows of it. */
  readonly #datapaths: readonly [Uint8Array, Uint8Array];
  readonly #moved = new Map<number, string | undefined>();
  /** Ports by their datapath. */
  readonly #ports: readonly [PortsByDatapath, PortsByDatapath];
  readonly #tunnels: readonly [TunnelNames, TunnelNames];

  /** `match` are the rows that will be asked for. */
  constructor(before: FlowView, after: FlowView, relation: Relation, match: RowMatch) {
    const { removed, added, changed } = match;
    this.#before = before;
    this.#after = after;
    this.#relation = relation;
    this.#roles = [
      rolesOf(before, [...removed, ...changed.map(([old]) => old)]),
      rolesOf(after, [...added, ...changed.map(([, next]) => next)]),
    ];
    this.#places = [placesOf(before), placesOf(after)];
    this.#ports = [
      groupBy(before.names.ports, ({ datapath }) => datapath),
      groupBy(after.names.ports, ({ datapath }) => datapath),
    ];
    this.#tunnels = [new TunnelNames(before), new TunnelNames(after)];
    this.#datapaths = [datapathsOf(before), datapathsOf(after)];
  }

  /** Rows are -1 where a side has none. */
  explain(old: number, next: number): { readonly subject: string; readonly what: string } {
    const before = old === -1 ? undefined : openFlowEntryOf(this.#before.dump, old);
    const after = next === -1 ? undefined : openFlowEntryOf(this.#after.dump, next);
    const kind: ChangeKind = old === -1 ? 'added' : next === -1 ? 'removed' : 'changed';
    const role = this.#roles[1].get(next) ?? this.#roles[0].get(old);
    const view = after === undefined ? this.#before : this.#after;
    const entry = after ?? before;
    if (entry === undefined) return { subject: 'rows that cannot be read', what: this.#at('row', kind) };
    const row = new RowFacts(entry, view);
    if (role !== undefined) {
      const port = portOfRole(role, row, view);
      const text = this.#roleText(role, kind, before, after);
      return { subject: subjectOf(port, row, view), what: text + this.#roleReason(role, port, row, kind) };
    }
    const { port } = row;
    return {
      subject: subjectOf(port, row, view),
      what: this.#text(row, port, kind, before, after),
    };
  }

  #text(
    row: RowFacts,
    port: NamedPort | undefined,
    kind: ChangeKind,
    before: OpenFlowEntry | undefined,
    after: OpenFlowEntry | undefined,
  ): string {
    const isElsewhere = row.datapath !== undefined && kind !== 'changed' && this.#lacks(row.datapath, kind);
    if (isElsewhere && (row.isOfDatapath || port === undefined || port.type !== vifType)) {
      const where = kind === 'added' ? this.#before.host : this.#after.host;
      if (this.#relation === 'hosts') return `${this.#at('rows', kind)}: the datapath is not on ${where}`;
      return `${this.#at('rows', kind)}: the datapath is there ${kind === 'added' ? 'now' : 'no more'}`;
    }
    const bound = port === undefined ? undefined : this.#boundText(port);
    if (bound !== undefined) return `${this.#at(kind === 'changed' ? row.thing : 'rows', kind)}: ${bound}`;
    if (row.isLocalnet) return this.#localnetText(port, kind);
    if (row.isOfTunnel) return `${this.#at('way in', kind)}${this.#tunnelReason()}`;
    const outputs = this.#outputText(before, after, kind);
    if (outputs !== undefined) return outputs;
    const thing = row.thing;
    const moved = row.datapath === undefined ? undefined : this.#movedText(row.datapath);
    return `${this.#at(thing, kind)}${moved === undefined ? '' : `: ${moved}`}`;
  }

  /** `clone to hv2 added on hv3`. */
  #roleText(
    { role, title }: RoleFinding,
    kind: ChangeKind,
    before: OpenFlowEntry | undefined,
    after: OpenFlowEntry | undefined,
  ): string {
    switch (role) {
      case 'clone':
        return this.#targetsText('clone', before, after, kind);
      case 'tunnel-enforcement':
        return this.#at('enforced tunnelling', kind);
      case 'activation-block':
        return this.#at('activation block', kind);
      case 'activation-trigger':
        return this.#at(
          `activation trigger (${/first (.*?) from/.exec(title)?.[1] ?? 'announcement'})`,
          kind,
        );
      default:
        return this.#at('path MTU check', kind);
    }
  }

  /** Between hosts: why a role's row is on one of them only. */
  #roleReason({ role }: RoleFinding, port: NamedPort | undefined, row: RowFacts, kind: ChangeKind): string {
    if (this.#relation === 'moments' || kind === 'changed' || port === undefined) return '';
    const [here, there] = kind === 'added' ? [this.#after, this.#before] : [this.#before, this.#after];
    if (role === 'tunnel-enforcement') {
      const target = row.outport;
      if (placeOf(target, there.host) !== undefined) return `: ${target?.name} is on ${there.host} itself`;
      return '';
    }
    const place = placeOf(this.#places[kind === 'added' ? 1 : 0].get(port.name), here.host);
    return place === undefined ? '' : `: it is bound there (${place})`;
  }

  #tunnelReason(): string {
    return this.#relation === 'hosts' ? ': each chassis has tunnels to the others' : '';
  }

  /** A row that sends to other chassis, and is no clone. */
  #outputText(
    before: OpenFlowEntry | undefined,
    after: OpenFlowEntry | undefined,
    kind: ChangeKind,
  ): string | undefined {
    const sends = [before, after].some(
      (entry) => entry !== undefined && encapsulatedOutputs(entry.actions).length > 0,
    );
    return sends ? this.#targetsText('tunnel', before, after, kind) : undefined;
  }

  #targetsText(
    thing: string,
    before: OpenFlowEntry | undefined,
    after: OpenFlowEntry | undefined,
    kind: ChangeKind,
  ): string {
    const old = this.#tunnels[0].targetsOf(before);
    const next = this.#tunnels[1].targetsOf(after);
    const added = without(next, old);
    const removed = without(old, next);
    if (kind !== 'changed') return this.#at(`${thing} to ${listed(kind === 'added' ? next : old)}`, kind);
    if (this.#relation === 'hosts')
      return `${thing} differs: ${this.#before.host} sends to ${listed(old)}, ${this.#after.host} to ${listed(next)}`;
    const parts = [
      ...(removed.length === 0 ? [] : [`${thing} to ${listed(removed)} removed`]),
      ...(added.length === 0 ? [] : [`${thing} to ${listed(added)} added`]),
    ];
    return parts.length === 0
      ? this.#at(`${thing} to ${listed(next)}`, kind)
      : `${parts.join(', ')}${this.#on()}`;
  }

  #localnetText(port: NamedPort | undefined, kind: ChangeKind): string {
    const text = this.#at('way through the localnet port', kind);
    const name = port?.name ?? '';
    const old = this.#places[0].get(name);
    const next = this.#places[1].get(name);
    if (this.#relation === 'hosts' || old === undefined || next === undefined) return text;
    if (old.additional.length === 0 && next.additional.length > 0)
      return `${text}: it has an additional chassis now, so that packets for it are tunnelled`;
    if (old.additional.length > 0 && next.additional.length === 0)
      return `${text}: it has no additional chassis any more`;
    return text;
  }

  /** Why a port's own rows are on one side only; undefined when it is bound alike on both. */
  #boundText({ name }: NamedPort): string | undefined {
    const old = placeOf(this.#places[0].get(name), this.#before.host);
    const next = placeOf(this.#places[1].get(name), this.#after.host);
    if (old === next) return undefined;
    if (this.#relation === 'hosts') {
      if (old !== undefined && next !== undefined) return undefined;
      const here = old === undefined ? this.#after.host : this.#before.host;
      const there = old === undefined ? this.#before.host : this.#after.host;
      return `it is bound on ${here} (${old ?? next}), not on ${there}`;
    }
    if (old === undefined) return `it is bound there now (${next})`;
    if (next === undefined) return 'it is bound there no more';
    return undefined;
  }

  /** Which ports of a datapath have come to this host, or gone; undefined for none. */
  #movedText(datapath: number): string | undefined {
    if (!this.#moved.has(datapath)) this.#moved.set(datapath, this.#findMoved(datapath));
    return this.#moved.get(datapath);
  }

  #findMoved(datapath: number): string | undefined {
    const here = (ports: PortsByDatapath, { host }: FlowView): readonly string[] =>
      (ports.get(datapath) ?? []).filter((port) => placeOf(port, host) !== undefined).map(({ name }) => name);
    const old = here(this.#ports[0], this.#before);
    const next = here(this.#ports[1], this.#after);
    const came = without(next, old);
    const left = without(old, next);
    if (came.length === 0 && left.length === 0) return undefined;
    if (this.#relation === 'hosts')
      return `of its ports ${listed(old)} on ${this.#before.host}, ${listed(next)} on ${this.#after.host}`;
    return [
      ...(came.length === 0 ? [] : [`${listed(came)} is bound there now`]),
      ...(left.length === 0 ? [] : [`${listed(left)} is bound there no more`]),
    ].join(', ');
  }

  /** Whether the side without the row has none of its datapath. */
  #lacks(datapath: number, kind: ChangeKind): boolean {
    return this.#datapaths[kind === 'added' ? 0 : 1][Math.min(datapath, largeKey)] === 0;
  }

  #at(thing: string, kind: ChangeKind): string {
    if (this.#relation === 'moments') return `${thing} ${kind}${this.#on()}`;
    if (kind === 'changed') return `${thing} differs between ${this.#before.host} and ${this.#after.host}`;
    return `${thing} only on ${kind === 'added' ? this.#after.host : this.#before.host}`;
  }

  #on(): string {
    return this.#after.host === '' ? '' : ` on ${this.#after.host}`;
  }
}

function datapathsOf({ dump }: FlowView): Uint8Array {
  const found = new Uint8Array(largeKey + 1);
  for (const key of dump.rows.datapathKey) found[key] = 1;
  return found;
}

/** What one row says of whom it is about. */
class RowFacts {
  readonly entry: OpenFlowEntry;
  readonly datapath: number | undefined;
  readonly port: NamedPort | undefined;
  /** Keyed to the datapath alone, or to a port of it that no binding is behind. */
  readonly isOfDatapath: boolean;
  readonly #view: FlowView;

  constructor(entry: OpenFlowEntry, view: FlowView) {
    this.entry = entry;
    this.#view = view;
    const matched = (name: string): number | undefined => {
      const field = entry.match.find((each) => each.name === name);
      return field?.mask === undefined && field?.value !== undefined ? Number(field.value) : undefined;
    };
    const written = (name: string): number | undefined => {
      for (const action of entry.actions)
        if (action.kind === 'set' && action.destination.field === name && action.value !== undefined)
          return Number(action.value);
      return undefined;
    };
    const isFirst = entry.table === 0;
    this.datapath = matched('metadata') ?? (isFirst ? written('metadata') : undefined);
    const key = matched('reg15') ?? matched('reg14') ?? (isFirst ? written('reg14') : undefined);
    const { names } = view;
    const byCookie =
      entry.cookie === 0n ? undefined : names.portOfCookie(Number(entry.cookie & 0xffff_ffffn));
    this.port =
      byCookie ??
      (this.datapath === undefined || key === undefined ? undefined : names.portOf(this.datapath, key));
    this.isOfDatapath = byCookie === undefined;
  }

  /** The port that it matches as the egress port. */
  get outport(): NamedPort | undefined {
    const key = this.entry.match.find(({ name, mask }) => name === 'reg15' && mask === undefined)?.value;
    return this.datapath === undefined || key === undefined
      ? undefined
      : this.#view.names.portOf(this.datapath, Number(key));
  }

  /** Whether it takes what comes out of a tunnel. */
  get isOfTunnel(): boolean {
    const port = this.entry.match.find(({ name }) => name === 'in_port')?.text;
    if (this.entry.table !== 0 || port === undefined) return false;
    const { ports } = this.#view;
    return ports.tunnels.has(ports.names.get(Number(port)) ?? unquoted(port));
  }

  /** Whether it hands over to the switch's port to the network outside. */
  get isLocalnet(): boolean {
    const { layout } = this.#view;
    if (layout === undefined || this.entry.table !== oftableNumber(layout, 'OFTABLE_LOCAL_OUTPUT'))
      return false;
    const [first, second] = this.entry.actions;
    return (
      this.entry.actions.length === 2 &&
      first?.kind === 'set' &&
      first.destination.field === 'reg15' &&
      second?.kind === 'resubmit' &&
      second.table === this.entry.table
    );
  }

  /** What the row is for, as a part of its subject. */
  get thing(): string {
    const { layout, names } = this.#view;
    const outport = this.entry.match.find(({ name, mask }) => name === 'reg15' && mask === undefined)?.value;
    if (outport !== undefined && outport >= firstMulticastKey) {
      const group = names.groupOf(this.datapath ?? -1, Number(outport));
      return `multicast group ${group ?? `0x${outport.toString(16)}`}`;
    }
    return layout === undefined
      ? `row of table ${this.entry.table}`
      : tableThing(layout, this.entry.table, names, this.datapath);
  }
}

function tableThing(layout: Layout, table: number, names: Names, datapath: number | undefined): string {
  const fact = openFlowTable(layout, table as OpenFlowTable);
  const words = fact?.oftables.map((name) => tableWords[name]).find((each) => each !== undefined);
  if (words !== undefined) return words;
  const kind = datapath === undefined ? undefined : names.datapaths.get(datapath)?.kind;
  const prefix = kind === undefined ? '' : kind === 'switch' ? 'ls' : 'lr';
  const stage = fact?.stages.find(({ pipeline }) => pipeline.startsWith(prefix));
  return stage === undefined ? `row of table ${table}` : `row of ${stage.name}`;
}

/** `table 39 (OFTABLE_REMOTE_OUTPUT)`, `table 16 (ls_in_acl)`. */
export function tableText(view: FlowView, row: number): string {
  const { layout, dump, names } = view;
  const table = dump.rows.table[row] === 255 ? 0 : (dump.rows.table[row] ?? 0);
  const fact = layout === undefined ? undefined : openFlowTable(layout, table as OpenFlowTable);
  const kind = names.datapaths.get(dump.rows.datapathKey[row] ?? 0)?.kind;
  const stages = (fact?.stages ?? []).filter(
    ({ pipeline }) => kind === undefined || pipeline.startsWith(kind === 'switch' ? 'ls' : 'lr'),
  );
  const name = stages.length > 0 ? stages.map((each) => each.name).join(' or ') : fact?.oftables[0];
  return name === undefined ? `table ${table}` : `table ${table} (${name})`;
}

/** The roles of some rows. Whatever a role rests on has the row's cookie: that of its port binding. */
function rolesOf(view: FlowView, wanted: readonly number[]): ReadonlyMap<number, RoleFinding> {
  if (wanted.length === 0) return new Map();
  const { dump, layout } = view;
  const tables = layout === undefined ? undefined : roleTables(layout);
  if (tables === undefined) return new Map();
  const { cookie, kind, nRows } = dump.rows;
  const cookies = new Set(wanted.map((row) => cookie[row]));
  const rows: number[] = [];
  for (let row = 0; row < nRows; row++)
    if (kind[row] === RowKind.flow && cookies.has(cookie[row])) rows.push(row);
  const excerpt = excerptOf(dump, rows);
  return new Map(recognizeRoles([excerpt], tables).map((finding) => [rows[finding.row] as number, finding]));
}

/** A dump of some rows of another. */
function excerptOf(dump: Dump, wanted: readonly number[]): Dump {
  const { rows } = dump;
  const pick = <Column extends Uint8Array | Uint16Array | Uint32Array>(from: Column, to: Column): Column => {
    wanted.forEach((row, idx) => (to[idx] = from[row] ?? 0));
    return to;
  };
  const nRows = wanted.length;
  const columns = {
    ...rows,
    nRows,
    kind: pick(rows.kind, new Uint8Array(nRows)),
    table: pick(rows.table, new Uint8Array(nRows)),
    priority: pick(rows.priority, new Uint16Array(nRows)),
    cookie: pick(rows.cookie, new Uint32Array(nRows)),
    datapathKey: pick(rows.datapathKey, new Uint16Array(nRows)),
    ports: pick(rows.ports, new Uint16Array(nRows)),
    nPackets: (row: number): number => rows.nPackets(wanted[row] ?? 0),
  };
  return createDump(dump.dialect, columns, (row) => dump.rowText(wanted[row] as number));
}

function placesOf({ names }: FlowView): ReadonlyMap<string, NamedPort> {
  return new Map(names.ports.map((port) => [port.name, port]));
}

/** How a port is bound on a chassis. */
function placeOf(port: NamedPort | undefined, host: string): 'main' | 'additional chassis' | undefined {
  if (port === undefined || host === '') return undefined;
  if (port.chassis === host) return 'main';
  return port.additional.includes(host) ? 'additional chassis' : undefined;
}

function portOfRole({ port }: RoleFinding, row: RowFacts, { names }: FlowView): NamedPort | undefined {
  if (port === undefined) return row.port;
  const named = names.portOf(Number(port.datapath), Number(port.port));
  if (named !== undefined) return named;
  // Where no file has the datapaths, the port's own rows have its cookie, and its key.
  return row.port?.key === Number(port.port) ? row.port : undefined;
}

function subjectOf(port: NamedPort | undefined, row: RowFacts, { names }: FlowView): string {
  if (port !== undefined) return `port ${port.name}`;
  const { datapath } = row;
  if (datapath === undefined) return row.isOfTunnel ? 'tunnels' : 'bridge';
  return names.datapaths.get(datapath)?.name ?? `datapath ${datapath}`;
}

type PortsByDatapath = ReadonlyMap<number | undefined, readonly NamedPort[]>;

/** What the tunnels of a host lead to. */
class TunnelNames {
  readonly #view: FlowView;
  /** Names of chassis that ports are bound on. */
  #chassis: readonly string[] | undefined;

  constructor(view: FlowView) {
    this.#view = view;
  }

  /** Where a row sends copies: chassis by name, else what the tunnel is called. */
  targetsOf(entry: OpenFlowEntry | undefined): readonly string[] {
    const texts = entry === undefined ? [] : encapsulatedOutputs(entry.actions);
    return [...new Set(texts.map((port) => this.#targetOf(port)))];
  }

  #targetOf(port: string): string {
    const { ports, names } = this.#view;
    const name = ports.names.get(Number(port)) ?? port;
    const ip = ports.tunnels.get(name);
    if (ip !== undefined) return names.chassisOf(ip) ?? ip;
    // ovn-controller names a tunnel after its chassis: `ovn-hv2-0` (`controller/encaps.c`, tunnel_create_name).
    const start = /^ovn-(.+)-[0-9a-f]+$/.exec(name)?.[1];
    if (start === undefined) return /^\d+$/.test(name) ? `port ${name}` : name;
    this.#chassis ??= [
      ...new Set(names.ports.flatMap(({ chassis, additional }) => [chassis ?? '', ...additional])),
    ];
    return this.#chassis.find((each) => each.startsWith(start)) ?? start;
  }
}

function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return texts.filter((each) => !known.has(each));
}

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return 'none';
  if (texts.length > 6) return `${texts.slice(0, 6).join(', ')} and ${texts.length - 6} more`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

import { groupBy } from '../base/groupBy.ts';
import type { Dump } from '../model/dump.ts';
import { encapsulatedOutputs } from '../model/encapsulation.ts';
import { RowKind } from '../model/rowColumns.ts';
import type { Action, MatchField, OpenFlowEntry, Subfield } from '../syntax/openflow/entry.ts';
import { openFlowEntryOf } from '../model/rowViews.ts';
import type { RoleId } from './role.ts';

/** The OpenFlow tables that the rules live in, for the release of the dump (`controller/lflow.h`, `OFTABLE_*`). */
export interface RoleTables {
  /** OFTABLE_OUTPUT_LARGE_PKT_DETECT and …_PROCESS; undefined before 22.09.2. */
  readonly largePacketDetect: number | undefined;
  readonly largePacketProcess: number | undefined;
  readonly remoteOutput: number;
  readonly localOutput: number;
  readonly checkLoopback: number;
  readonly logToPhy: number;
}

/** A row of one of the dumps that were looked at together. */
export interface RowRef {
  /** Index into the dumps given. */
  readonly dump: number;
  readonly row: number;
}

export interface RoleFinding extends RowRef {
  readonly role: RoleId;
  /** What the row does, in one sentence without names of this file. */
  readonly title: string;
  /** Why the row has the role: one fact of the row, or of a sibling, each. */
  readonly evidence: readonly string[];
  /** The multichassis port: tunnel keys of its datapath and of itself, where the rows tell. */
  readonly port: PortKeys | undefined;
  /** Other rows of the same port with a role, and rows that the evidence rests on. */
  readonly siblings: readonly Sibling[];
}

export interface PortKeys {
  readonly datapath: bigint;
  readonly port: bigint;
}

export interface Sibling extends RowRef {
  /** What it is to the row, such as `trigger of the same port`. */
  readonly relation: string;
}

/**
 * The rules of multichassis port bindings among the OpenFlow rows of one chassis. Models `controller/physical.c`:
 * `put_remote_port_redirect_overlay`, `enforce_tunneling_for_multichassis_ports`, `setup_activation_strategy`,
 * `handle_pkt_too_big`. Some rules need a second row as evidence, so dumps of one chassis are given together.
 */
export function recognizeRoles(dumps: readonly Dump[], tables: RoleTables): RoleFinding[] {
  const rows = candidates(dumps, tables);
  const index = indexCandidates(rows, dumps, tables);
  const drafts = rows.flatMap((row) => recognizeRow(row, index, tables) ?? []);
  const byPort = groupInOrder(drafts);
  return drafts
    .map((draft) => {
      const samePort = draft.port === undefined ? [] : (byPort.get(portName(draft.port)) ?? []);
      return finish(
        draft,
        samePort.filter((other) => other !== draft && index.areOfOneBridge(draft.candidate, other.candidate)),
      );
    })
    .sort((a, b) => a.dump - b.dump || a.row - b.row);
}

/** Drafts by port, in the order in which siblings are told. */
function groupInOrder(drafts: readonly Draft[]): ReadonlyMap<string, readonly Draft[]> {
  const inOrder = drafts.toSorted((a, b) => siblingOrder.indexOf(a.role) - siblingOrder.indexOf(b.role));
  return capped(groupBy(inOrder, ({ port }) => portName(port)));
}

/**
 * At most so many rows of one port are looked at as siblings. A bridge has a few dozen, for a switch with many peers some
 * hundreds; a text that repeats a dump a thousand times must not cost a million comparisons.
 */
const maxSiblings = 64;

function capped<Key, Item>(groups: ReadonlyMap<Key, readonly Item[]>): ReadonlyMap<Key, readonly Item[]> {
  return new Map([...groups].map(([key, items]) => [key, items.slice(0, maxSiblings)]));
}

/** Candidates by what a rule looks for in its siblings, so that many ports cost no more than their number. */
interface CandidateIndex {
  /** Rows of table 0 by their `in_port` as written. */
  readonly classifiers: ReadonlyMap<string, readonly Candidate[]>;
  /** Activation rows of table 0 by cookie. */
  readonly activations: ReadonlyMap<bigint, readonly Candidate[]>;
  /** Rows of OFTABLE_LOCAL_OUTPUT by the port that they deliver. */
  readonly deliveries: ReadonlyMap<string, readonly Candidate[]>;
  /** Whether two rows may speak of one bridge: of one dump, or of two that share no table of theirs (a dump cut in parts). */
  areOfOneBridge(a: Candidate, b: Candidate): boolean;
}

function indexCandidates(
  rows: readonly Candidate[],
  dumps: readonly Dump[],
  tables: RoleTables,
): CandidateIndex {
  const tablesOf = dumps.map((dump) => new Set(dump.rows.table));
  const inTable0 = rows.filter(({ table }) => table === 0);
  return {
    classifiers: capped(groupBy(inTable0, inPortOf)),
    activations: capped(
      groupBy(
        inTable0.filter(({ entry }) => entry.priority >= blockPriority),
        ({ entry }) => entry.cookie,
      ),
    ),
    deliveries: capped(
      groupBy(
        rows.filter(({ table }) => table === tables.localOutput),
        (row) => portName(portOfEgress(row)),
      ),
    ),
    areOfOneBridge: (a, b) =>
      a.dump === b.dump ||
      (tablesOf[a.dump]?.has(b.table) === false && tablesOf[b.dump]?.has(a.table) === false),
  };
}

/** A row that may have a role, or be another row's evidence. */
interface Candidate extends RowRef {
  readonly table: number;
  readonly entry: OpenFlowEntry;
  readonly match: ReadonlyMap<string, MatchField>;
}

interface Draft {
  readonly candidate: Candidate;
  readonly role: RoleId;
  readonly part: string;
  readonly title: string;
  readonly evidence: readonly string[];
  readonly port: PortKeys | undefined;
  readonly witnesses: readonly { readonly candidate: Candidate; readonly relation: string }[];
}

/** Logical port keys from here on are multicast groups (`lib/mcast-group-index.h`, OVN_MIN_MULTICAST). */
const firstMulticastKey = 0x8000n;
/** Siblings are told in this order: what a reader looks for first. */
const siblingOrder: readonly RoleId[] = [
  'activation-trigger',
  'activation-block',
  'clone',
  'tunnel-enforcement',
  'path-mtu',
];

/** Priorities that `physical.c` gives, and nothing else in these tables uses. */
const triggerPriority = 1010;
const blockPriority = 1000;
const enforcementPriority = 110;
const ordinaryPriority = 100;
/** First four bytes of `userdata`: the controller's opcode (`include/ovn/actions.h`). */
const activationOpcode = 0x1a;
const icmpOpcode = 0x0a;

function candidates(dumps: readonly Dump[], tables: RoleTables): Candidate[] {
  const found: Candidate[] = [];
  dumps.forEach((dump, dumpIdx) => {
    const { kind, table, priority, nRows } = dump.rows;
    const flowKind = dump.dialect === 'ovs-openflow' ? RowKind.flow : RowKind.nestedFlow;
    for (let row = 0; row < nRows; row++) {
      if (kind[row] !== flowKind || !mayMatter(table[row] as number, priority[row] as number, tables))
        continue;
      const entry = openFlowEntryOf(dump, row);
      if (entry === undefined) continue;
      const match = new Map(entry.match.map((field) => [field.name, field]));
      found.push({ dump: dumpIdx, row, table: entry.table, entry, match });
    }
  });
  return found;
}

function mayMatter(table: number, priority: number, tables: RoleTables): boolean {
  switch (table) {
    case 0:
      return priority === triggerPriority || priority === blockPriority || priority === ordinaryPriority;
    case tables.remoteOutput:
      return priority === enforcementPriority || priority === ordinaryPriority;
    case tables.localOutput:
      return priority === ordinaryPriority;
    case tables.logToPhy:
      return priority === blockPriority;
    case tables.largePacketDetect:
    case tables.largePacketProcess:
      return priority === ordinaryPriority;
    default:
      return false;
  }
}

function recognizeRow(row: Candidate, index: CandidateIndex, tables: RoleTables): Draft | undefined {
  switch (row.table) {
    case 0:
      return trigger(row, index) ?? blockFromPort(row, index);
    case tables.logToPhy:
      return blockTowardsPort(row, index);
    case tables.remoteOutput:
      return enforcement(row) ?? clone(row, index, tables);
    case tables.largePacketDetect:
      return mtuDetection(row);
    case tables.largePacketProcess:
      return mtuReply(row);
    default:
      return undefined;
  }
}

/** F1 to F3: the announcement that makes the port live. */
function trigger(row: Candidate, index: CandidateIndex): Draft | undefined {
  if (row.entry.priority !== triggerPriority || !row.match.has('in_port')) return undefined;
  const frame = announcement(row);
  if (frame === undefined || controllerOpcode(row.entry.actions) !== activationOpcode) return undefined;
  return {
    candidate: row,
    role: 'activation-trigger',
    part: `trigger (${frame})`,
    title: `The first ${frame} from this port activates it: ovn-controller then removes the flows that block it.`,
    evidence: [
      'table 0 (OFTABLE_PHY_TO_LOG), priority 1010: only activation rules use it',
      `matches ${frame} from one port (${row.match.get('in_port')?.text ?? ''})`,
      'controller() with userdata opcode 0x1a, the activation strategy',
    ],
    port: portOfIngress(row),
    witnesses: samePortRows(row, index)
      .filter(isPortDrop)
      .map((candidate) => ({ candidate, relation: 'the block that this lifts' })),
  };
}

/** What F1, F2 or F3 waits for; undefined for any other match. */
function announcement(row: Candidate): string | undefined {
  if (isEtherType(row, 'rarp', 0x8035n)) return 'RARP';
  if (isEtherType(row, 'arp', 0x806n)) {
    const sender = row.match.get('arp_spa')?.value;
    return sender !== undefined && sender === row.match.get('arp_tpa')?.value ? 'gratuitous ARP' : undefined;
  }
  const isIcmp6 =
    row.match.has('icmp6') || (isEtherType(row, 'ipv6', 0x86ddn) && row.match.get('nw_proto')?.value === 58n);
  const type = row.match.get('icmpv6_type') ?? row.match.get('icmp_type');
  return isIcmp6 && type?.value === 136n ? 'neighbour advertisement' : undefined;
}

/** F4: nothing that the guest sends enters the pipeline. */
function blockFromPort(row: Candidate, index: CandidateIndex): Draft | undefined {
  if (!isPortDrop(row)) return undefined;
  const samePort = samePortRows(row, index);
  const triggers = samePort.filter(
    (other) => other.entry.priority === triggerPriority && announcement(other) !== undefined,
  );
  const ordinary = samePort.find((other) => other.entry.priority === ordinaryPriority);
  return {
    candidate: row,
    role: 'activation-block',
    part: 'block from the port',
    title: 'Drops whatever the port sends, until an announcement activates it.',
    evidence: [
      'table 0 (OFTABLE_PHY_TO_LOG), priority 1000, in_port alone, drop: only activation rules look so',
      triggers.length > 0
        ? `${plural(triggers.length, 'trigger')} at priority 1010 for the same port`
        : 'no trigger for this port here: nothing in this dump would lift the block',
    ],
    port: portOfIngress(triggers[0]) ?? portOfIngress(ordinary),
    witnesses: triggers.map((candidate) => ({ candidate, relation: 'what lifts this block' })),
  };
}

function isPortDrop(row: Candidate): boolean {
  return (
    row.table === 0 &&
    row.entry.priority === blockPriority &&
    row.match.size === 1 &&
    row.match.has('in_port') &&
    drops(row.entry)
  );
}

/** F5: nothing reaches the guest. */
function blockTowardsPort(row: Candidate, index: CandidateIndex): Draft | undefined {
  const port = portOfEgress(row);
  if (port === undefined || row.match.size !== 2 || !drops(row.entry)) return undefined;
  const partners = (index.activations.get(row.entry.cookie) ?? []).filter((other) =>
    index.areOfOneBridge(row, other),
  );
  return {
    candidate: row,
    role: 'activation-block',
    part: 'block towards the port',
    title: 'Drops whatever is delivered to the port here, until an announcement activates it.',
    evidence: [
      `table ${row.table} (OFTABLE_LOG_TO_PHY), priority 1000, one logical port, drop: only activation rules look so`,
      ...(partners.length > 0 ? ['the same cookie as the block and the trigger in table 0'] : []),
    ],
    port,
    witnesses: [],
  };
}

/** What the multichassis port sends to an ordinary port goes through a tunnel although the switch has a localnet port. */
function enforcement(row: Candidate): Draft | undefined {
  const source = exact(row, 'reg14');
  const target = exact(row, 'reg15');
  const datapath = exact(row, 'metadata');
  if (
    row.entry.priority !== enforcementPriority ||
    source === undefined ||
    target === undefined ||
    datapath === undefined
  )
    return undefined;
  const outputs = encapsulatedOutputs(row.entry.actions);
  if (outputs.length === 0 || row.entry.actions.some(({ kind }) => kind === 'resubmit')) return undefined;
  return {
    candidate: row,
    role: 'tunnel-enforcement',
    part: `forced tunnel to port ${hex(target)}`,
    title: `What multichassis port ${hex(source)} sends to port ${hex(target)} goes through a tunnel, not out of the localnet port.`,
    evidence: [
      `table ${row.table} (OFTABLE_REMOTE_OUTPUT), priority 110: only tunnel enforcement uses it`,
      `matches inport ${hex(source)} as well as outport ${hex(target)}`,
      `encapsulates and outputs to ${list(outputs)} without a resubmit`,
    ],
    port: { datapath, port: source },
    witnesses: [],
  };
}

/** A unicast packet for the port goes to every chassis that it is bound on. */
function clone(row: Candidate, index: CandidateIndex, tables: RoleTables): Draft | undefined {
  const port = portOfEgress(row);
  if (row.entry.priority !== ordinaryPriority || port === undefined || port.port >= firstMulticastKey)
    return undefined;
  // From 24.03 on there is a row for each local encapsulation address, told apart by the upper half of reg13.
  for (const [name, field] of row.match) {
    if (name === 'reg15' || name === 'metadata' || (name === 'reg13' && field.mask === 0xffff0000n)) continue;
    return undefined;
  }
  const { actions } = row.entry;
  const last = actions.at(-1);
  if (last?.kind !== 'resubmit' || actions.filter(({ kind }) => kind === 'resubmit').length !== 1)
    return undefined;
  // VTEP and network-function rows let a packet back out of its own port: they write in_port, clones do not.
  if (actions.some((action) => action.kind === 'set' && action.destination.field === 'in_port'))
    return undefined;
  const outputs = encapsulatedOutputs(actions);
  const nOutputs = actions.filter(({ kind }) => kind === 'output').length;
  if (outputs.length === 0 || nOutputs !== outputs.length) return undefined;

  const twin = index.deliveries
    .get(portName(port))
    ?.find((other) => index.areOfOneBridge(row, other) && isLocalTwin(other, row, tables));
  const isCloned = new Set(outputs).size >= 2 || twin !== undefined;
  if (!isCloned) return undefined;
  const place = `table ${row.table} (OFTABLE_REMOTE_OUTPUT), priority 100, one logical port (outport ${hex(port.port)})`;
  return {
    candidate: row,
    role: 'clone',
    part: 'clone',
    title:
      twin === undefined
        ? `A packet for port ${hex(port.port)} leaves ${outputs.length} times, once for each chassis that the port is bound on.`
        : `A packet for port ${hex(port.port)} is delivered here and also sent to ${outputs.length === 1 ? 'the other chassis' : `${outputs.length} other chassis`} that the port is bound on.`,
    evidence: [
      place,
      outputs.length > 1
        ? `the encapsulation is written anew before each of ${outputs.length} outputs (${list(outputs)}): a flooded group writes it once`
        : `encapsulates and outputs to ${list(outputs)}, then goes on`,
      ...(twin === undefined
        ? []
        : [
            `table ${tables.localOutput} also delivers the port here (same keys, same cookie): local and remote at once`,
          ]),
    ],
    port,
    witnesses:
      twin === undefined ? [] : [{ candidate: twin, relation: 'delivers the same port on this chassis' }],
  };
}

/** The row of OFTABLE_LOCAL_OUTPUT that delivers the port on this chassis (`physical.c put_local_common_flows`). */
function isLocalTwin(other: Candidate, row: Candidate, tables: RoleTables): boolean {
  if (other.entry.cookie !== row.entry.cookie) return false;
  return other.entry.actions.some(
    (action) => action.kind === 'resubmit' && action.table === tables.checkLoopback,
  );
}

function mtuDetection(row: Candidate): Draft | undefined {
  const side = mtuSide(row);
  const check = row.entry.actions.find((action) => action.kind === 'checkPacketLarger');
  if (side === undefined || check?.kind !== 'checkPacketLarger' || !isTooBigFlag(check.destination))
    return undefined;
  return {
    candidate: row,
    role: 'path-mtu',
    part: `length check ${side.direction} the port`,
    title: `Notes which packets ${side.direction} multichassis port ${hex(side.port.port)} are longer than ${check.size} bytes, too long for the tunnel.`,
    evidence: [
      `table ${row.table} (OFTABLE_OUTPUT_LARGE_PKT_DETECT), priority 100: only path MTU rules of multichassis ports use it`,
      `check_pkt_larger(${check.size}) sets reg9[1], which table ${row.table + 1} reads`,
    ],
    port: side.port,
    witnesses: [],
  };
}

function mtuReply(row: Candidate): Draft | undefined {
  const side = mtuSide(row);
  const flag = row.match.get('reg9');
  if (side === undefined || flag?.value !== 2n || flag.mask !== 2n) return undefined;
  const isReply = row.entry.actions.some(
    (action) => action.kind === 'controller' && action.isPausing && opcode(action.userdata) === icmpOpcode,
  );
  if (!isReply) return undefined;
  return {
    candidate: row,
    role: 'path-mtu',
    part: `too-big answer ${side.direction} the port`,
    title: `Answers packets ${side.direction} multichassis port ${hex(side.port.port)} that are too long for the tunnel with an ICMP error.`,
    evidence: [
      `table ${row.table} (OFTABLE_OUTPUT_LARGE_PKT_PROCESS), priority 100, reg9[1] set: the packet was found too long`,
      'controller() with userdata opcode 0x0a (icmp), pausing: ovn-controller answers «fragmentation needed» or «packet too big»',
    ],
    port: side.port,
    witnesses: [],
  };
}

function mtuSide(row: Candidate): { readonly port: PortKeys; readonly direction: 'from' | 'to' } | undefined {
  const datapath = exact(row, 'metadata');
  const isIp = isEtherType(row, 'ip', 0x800n) || isEtherType(row, 'ipv6', 0x86ddn);
  const from = exact(row, 'reg14');
  const to = exact(row, 'reg15');
  if (
    row.entry.priority !== ordinaryPriority ||
    datapath === undefined ||
    !isIp ||
    (from === undefined) === (to === undefined)
  )
    return undefined;
  return from === undefined
    ? { port: { datapath, port: to as bigint }, direction: 'to' }
    : { port: { datapath, port: from }, direction: 'from' };
}

/** reg9[1], REGBIT_PKT_LARGER of `lib/ovn-util.h`. */
function isTooBigFlag({ field, low, high }: Subfield): boolean {
  return field === 'reg9' && low === 1 && high === 1;
}

/** Keys of the port whose frames the row classifies: constants that it writes to metadata and reg14. */
function portOfIngress(row: Candidate | undefined): PortKeys | undefined {
  const datapath = written(row, 'metadata');
  const port = written(row, 'reg14');
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

function written(row: Candidate | undefined, field: string): bigint | undefined {
  for (const action of row?.entry.actions ?? []) {
    if (action.kind === 'set' && action.destination.field === field && action.destination.low === 0)
      return action.value;
  }
  return undefined;
}

function portOfEgress(row: Candidate): PortKeys | undefined {
  const datapath = exact(row, 'metadata');
  const port = exact(row, 'reg15');
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

function exact(row: Candidate, name: string): bigint | undefined {
  const field = row.match.get(name);
  return field?.mask === undefined ? field?.value : undefined;
}

function isEtherType(row: Candidate, shorthand: string, type: bigint): boolean {
  return row.match.has(shorthand) || (row.match.get('eth_type') ?? row.match.get('dl_type'))?.value === type;
}

function inPortOf(row: Candidate): string {
  return row.match.get('in_port')?.text ?? '';
}

/** The other rows of table 0 for the same OpenFlow port. */
function samePortRows(row: Candidate, index: CandidateIndex): readonly Candidate[] {
  if (!row.match.has('in_port')) return [];
  return (index.classifiers.get(inPortOf(row)) ?? []).filter(
    (other) => other !== row && other.dump === row.dump,
  );
}

function portName(port: PortKeys | undefined): string {
  return port === undefined ? '' : `${port.datapath}/${port.port}`;
}

function drops({ actions }: OpenFlowEntry): boolean {
  return actions.length === 0 || (actions.length === 1 && actions[0]?.kind === 'drop');
}

function controllerOpcode(actions: readonly Action[]): number | undefined {
  for (const action of actions) {
    if (action.kind === 'controller' && action.userdata.length >= 4) return opcode(action.userdata);
  }
  return undefined;
}

/** The first big-endian word of `userdata`; -1 when there is none. */
function opcode(userdata: Uint8Array): number {
  if (userdata.length < 4) return -1;
  return new DataView(userdata.buffer, userdata.byteOffset, userdata.byteLength).getUint32(0);
}

function finish(draft: Draft, samePort: readonly Draft[]): RoleFinding {
  const { candidate, role, title, evidence, port, witnesses } = draft;
  const siblings: Sibling[] = witnesses.map(({ candidate: { dump, row }, relation }) => ({
    dump,
    row,
    relation,
  }));
  const isListed = (ref: RowRef): boolean =>
    siblings.some(({ dump, row }) => dump === ref.dump && row === ref.row);
  for (const other of samePort) {
    if (isListed(other.candidate)) continue;
    siblings.push({
      dump: other.candidate.dump,
      row: other.candidate.row,
      relation: `${other.part}, same port`,
    });
  }
  return { dump: candidate.dump, row: candidate.row, role, title, evidence, port, siblings };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function list(texts: readonly string[]): string {
  return texts.join(', ');
}

function plural(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}

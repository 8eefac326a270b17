import { firstMulticastKey } from '../facts/portKeys.ts';
import type { Dump, DumpPart } from '../model/dump.ts';
import { encapsulatedOutputs } from '../model/encapsulation.ts';
import { RowKind } from '../model/rowColumns.ts';
import {
  type ActionSketch,
  type FieldSketch,
  type FlowSketch,
  readFlowSketch,
  type SubfieldSketch,
} from '../syntax/openflow/flowSketch.ts';
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

export interface PortKeys {
  readonly datapath: bigint;
  readonly port: bigint;
}

/**
 * What one row says by itself, as far as its own role or another row's may rest on it. Small, and without the row's
 * number, so that it can be kept for as long as the row stays the same.
 */
export interface Sighting {
  /** Counts from the first row of its part. */
  readonly row: number;
  readonly table: number;
  readonly priority: number;
  readonly cookie: bigint;
  /** As written. */
  readonly inPort: string | undefined;
  /** The port whose frames it classifies. */
  readonly ingress: PortKeys | undefined;
  /** The port that it delivers to, or keeps from delivering to. */
  readonly egress: PortKeys | undefined;
  /** What an activation waits for, if the row's match is such. */
  readonly announcement: string | undefined;
  /** It tells the controller to activate the port. */
  readonly isActivating: boolean;
  /** F4: of table 0, one port alone, drop. */
  readonly isPortDrop: boolean;
  /** Drops what is for one port alone. */
  readonly isDeliveryDrop: boolean;
  /** It goes on to OFTABLE_CHECK_LOOPBACK. */
  readonly isDelivery: boolean;
  /** Where copies of a packet for the port go, each with an encapsulation of its own. */
  readonly copies: readonly string[] | undefined;
  /** A role that needs no second row. */
  readonly role: OwnRole | undefined;
}

/** A role that a row has by itself. */
export interface OwnRole {
  readonly role: RoleId;
  readonly port: PortKeys;
  /** Made when somebody asks: a bridge has thousands of such rows. */
  describe(): RoleText;
}

/** What is said of a row with a role. */
export interface RoleText {
  /** What it is among the rows of its port. */
  readonly part: string;
  readonly title: string;
  readonly evidence: readonly string[];
}

/** What rows of one part say, by the part's key. */
const kept = new WeakMap<object, { readonly tables: RoleTables; readonly sightings: readonly Sighting[] }>();

/**
 * The rows of a part that a role may rest on. Remembered with the part, so that of a new snapshot only what an edit
 * changed is read again.
 */
export function sightingsOf(dump: Dump, part: DumpPart, tables: RoleTables): readonly Sighting[] {
  const known = kept.get(part.key);
  if (known !== undefined && isSame(known.tables, tables)) return known.sightings;
  const { kind, table, priority } = dump.rows;
  const flowKind = dump.dialect === 'ovs-openflow' ? RowKind.flow : RowKind.nestedFlow;
  const sightings: Sighting[] = [];
  for (let row = part.first; row < part.end; row++) {
    if (kind[row] !== flowKind || !mayMatter(table[row] as number, priority[row] as number, tables)) continue;
    const { tree } = dump.readRow(row);
    const { bytes, start } = dump.rowText(row);
    const sighting = look(readFlowSketch(bytes, start, tree), row - part.first, tables);
    if (sighting !== undefined) sightings.push(sighting);
  }
  kept.set(part.key, { tables, sightings });
  return sightings;
}

/** Takes what `sightingsOf` would read from somebody who reads the rows anyway: all that it wants, in their order. */
export class SightingCollector {
  readonly #dump: Dump;
  readonly #tables: RoleTables;
  readonly #sightings: Sighting[][];
  #part = 0;

  constructor(dump: Dump, tables: RoleTables) {
    this.#dump = dump;
    this.#tables = tables;
    this.#sightings = dump.parts.map(() => []);
  }

  /** Whether the row, a flow, may matter. */
  wants(row: number): boolean {
    const { table, priority } = this.#dump.rows;
    return mayMatter(table[row] as number, priority[row] as number, this.#tables);
  }

  take(row: number, entry: FlowSketch): void {
    const { parts } = this.#dump;
    while (row >= (parts[this.#part]?.end ?? Infinity)) this.#part++;
    const sighting = look(entry, row - (parts[this.#part]?.first ?? 0), this.#tables);
    if (sighting !== undefined) this.#sightings[this.#part]?.push(sighting);
  }

  /** Once all rows have been given. */
  finish(): void {
    for (const [idx, { key }] of this.#dump.parts.entries())
      kept.set(key, { tables: this.#tables, sightings: this.#sightings[idx] ?? [] });
  }
}

function isSame(a: RoleTables, b: RoleTables): boolean {
  return (
    a.largePacketDetect === b.largePacketDetect &&
    a.largePacketProcess === b.largePacketProcess &&
    a.remoteOutput === b.remoteOutput &&
    a.localOutput === b.localOutput &&
    a.checkLoopback === b.checkLoopback &&
    a.logToPhy === b.logToPhy
  );
}

/** Priorities that `physical.c` gives, and nothing else in these tables uses. */
export const triggerPriority = 1010;
export const blockPriority = 1000;
const enforcementPriority = 110;
export const ordinaryPriority = 100;
/** First four bytes of `userdata`: the controller's opcode (`include/ovn/actions.h`). */
const activationOpcode = 0x1a;
const icmpOpcode = 0x0a;

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

/** Undefined for a row that nothing rests on. */
function look(row: FlowSketch, rowIdx: number, tables: RoleTables): Sighting | undefined {
  switch (row.table) {
    case 0:
      return lookAtFirst(row, rowIdx);
    case tables.remoteOutput: {
      const egress = portOfEgress(row);
      const found = { egress, copies: copies(row, egress), role: enforcement(row) };
      return found.copies === undefined && found.role === undefined ? undefined : seen(row, rowIdx, found);
    }
    case tables.localOutput: {
      const egress = portOfEgress(row);
      const isDelivery = row.actions.some(
        (action) => action.kind === 'resubmit' && action.table === tables.checkLoopback,
      );
      return isDelivery && egress !== undefined ? seen(row, rowIdx, { egress, isDelivery }) : undefined;
    }
    case tables.logToPhy: {
      const egress = portOfEgress(row);
      return egress !== undefined && row.match.length === 2 && drops(row)
        ? seen(row, rowIdx, { egress, isDeliveryDrop: true })
        : undefined;
    }
    default: {
      const role = row.table === tables.largePacketDetect ? mtuDetection(row) : mtuReply(row);
      return role === undefined ? undefined : seen(row, rowIdx, { egress: portOfEgress(row), role });
    }
  }
}

/** Of OFTABLE_PHY_TO_LOG. */
function lookAtFirst(row: FlowSketch, rowIdx: number): Sighting | undefined {
  const inPort = field(row, 'in_port')?.text;
  if (inPort === undefined && row.priority < blockPriority) return undefined;
  return seen(row, rowIdx, {
    inPort,
    ingress: portOfIngress(row),
    announcement: row.priority === triggerPriority ? announcement(row) : undefined,
    isActivating: controllerOpcode(row.actions) === activationOpcode,
    isPortDrop: isPortDrop(row),
  });
}

function seen(
  { table, priority, cookie }: FlowSketch,
  row: number,
  {
    inPort,
    ingress,
    egress,
    announcement: frame,
    isActivating = false,
    isPortDrop: isDrop = false,
    isDeliveryDrop = false,
    isDelivery = false,
    copies: others,
    role,
  }: { readonly [Key in keyof Sighting]?: Sighting[Key] | undefined },
): Sighting {
  return {
    row,
    table,
    priority,
    cookie,
    inPort,
    ingress,
    egress,
    announcement: frame,
    isActivating,
    isPortDrop: isDrop,
    isDeliveryDrop,
    isDelivery,
    copies: others,
    role,
  };
}

/** What a match asks of a field; undefined for nothing. Open vSwitch asks once at most. */
function field({ match }: FlowSketch, name: string): FieldSketch | undefined {
  return match.findLast((each) => each.name === name);
}

/** What F1, F2 or F3 waits for; undefined for any other match. */
function announcement(row: FlowSketch): string | undefined {
  if (isEtherType(row, 'rarp', 0x8035n)) return 'RARP';
  if (isEtherType(row, 'arp', 0x806n)) {
    const sender = field(row, 'arp_spa')?.value;
    return sender !== undefined && sender === field(row, 'arp_tpa')?.value ? 'gratuitous ARP' : undefined;
  }
  const isIcmp6 =
    field(row, 'icmp6') !== undefined ||
    (isEtherType(row, 'ipv6', 0x86ddn) && field(row, 'nw_proto')?.value === 58n);
  const type = field(row, 'icmpv6_type') ?? field(row, 'icmp_type');
  return isIcmp6 && type?.value === 136n ? 'neighbour advertisement' : undefined;
}

function isPortDrop(row: FlowSketch): boolean {
  return (
    row.table === 0 &&
    row.priority === blockPriority &&
    row.match.length === 1 &&
    field(row, 'in_port') !== undefined &&
    drops(row)
  );
}

/** Of a row that may be a clone (a unicast packet for the port goes to every chassis that it is bound on). */
function copies(row: FlowSketch, port: PortKeys | undefined): readonly string[] | undefined {
  if (row.priority !== ordinaryPriority || port === undefined || port.port >= firstMulticastKey)
    return undefined;
  // From 24.03 on there is a row for each local encapsulation address, told apart by the upper half of reg13.
  for (const { name, mask } of row.match) {
    if (name === 'reg15' || name === 'metadata' || (name === 'reg13' && mask === 0xffff0000n)) continue;
    return undefined;
  }
  const { actions } = row;
  const last = actions.at(-1);
  if (last?.kind !== 'resubmit' || actions.filter(({ kind }) => kind === 'resubmit').length !== 1)
    return undefined;
  // VTEP and network-function rows let a packet back out of its own port: they write in_port, clones do not.
  if (actions.some((action) => action.kind === 'set' && action.destination.field === 'in_port'))
    return undefined;
  const outputs = encapsulatedOutputs(actions);
  const nOutputs = actions.filter(({ kind }) => kind === 'output').length;
  return outputs.length === 0 || nOutputs !== outputs.length ? undefined : outputs;
}

/** What the multichassis port sends to an ordinary port goes through a tunnel although the switch has a localnet port. */
function enforcement(row: FlowSketch): OwnRole | undefined {
  const source = exact(row, 'reg14');
  const target = exact(row, 'reg15');
  const datapath = exact(row, 'metadata');
  if (
    row.priority !== enforcementPriority ||
    source === undefined ||
    target === undefined ||
    datapath === undefined
  )
    return undefined;
  const outputs = encapsulatedOutputs(row.actions);
  if (outputs.length === 0 || row.actions.some(({ kind }) => kind === 'resubmit')) return undefined;
  return {
    role: 'tunnel-enforcement',
    port: { datapath, port: source },
    describe: enforcementText(row.table, source, target, outputs),
  };
}

function enforcementText(
  table: number,
  source: bigint,
  target: bigint,
  outputs: readonly string[],
): () => RoleText {
  return () => ({
    part: `forced tunnel to port ${hex(target)}`,
    title: `What multichassis port ${hex(source)} sends to port ${hex(target)} goes through a tunnel, not out of the localnet port.`,
    evidence: [
      `table ${table} (OFTABLE_REMOTE_OUTPUT), priority 110: only tunnel enforcement uses it`,
      `matches inport ${hex(source)} as well as outport ${hex(target)}`,
      `encapsulates and outputs to ${list(outputs)} without a resubmit`,
    ],
  });
}

function mtuDetection(row: FlowSketch): OwnRole | undefined {
  const side = mtuSide(row);
  const check = row.actions.find((action) => action.kind === 'checkPacketLarger');
  if (side === undefined || check?.kind !== 'checkPacketLarger' || !isTooBigFlag(check.destination))
    return undefined;
  return { role: 'path-mtu', port: side.port, describe: mtuDetectionText(row.table, side, check.size) };
}

function mtuDetectionText(table: number, { port, direction }: MtuSide, size: number): () => RoleText {
  return () => ({
    part: `length check ${direction} the port`,
    title: `Notes which packets ${direction} multichassis port ${hex(port.port)} are longer than ${size} bytes, too long for the tunnel.`,
    evidence: [
      `table ${table} (OFTABLE_OUTPUT_LARGE_PKT_DETECT), priority 100: only path MTU rules of multichassis ports use it`,
      `check_pkt_larger(${size}) sets reg9[1], which table ${table + 1} reads`,
    ],
  });
}

function mtuReply(row: FlowSketch): OwnRole | undefined {
  const side = mtuSide(row);
  const flag = field(row, 'reg9');
  if (side === undefined || flag?.value !== 2n || flag.mask !== 2n) return undefined;
  const isReply = row.actions.some(
    (action) => action.kind === 'controller' && action.isPausing && opcode(action.userdata) === icmpOpcode,
  );
  return isReply ? { role: 'path-mtu', port: side.port, describe: mtuReplyText(row.table, side) } : undefined;
}

function mtuReplyText(table: number, { port, direction }: MtuSide): () => RoleText {
  return () => ({
    part: `too-big answer ${direction} the port`,
    title: `Answers packets ${direction} multichassis port ${hex(port.port)} that are too long for the tunnel with an ICMP error.`,
    evidence: [
      `table ${table} (OFTABLE_OUTPUT_LARGE_PKT_PROCESS), priority 100, reg9[1] set: the packet was found too long`,
      'controller() with userdata opcode 0x0a (icmp), pausing: ovn-controller answers «fragmentation needed» or «packet too big»',
    ],
  });
}

/** Which port the path MTU is checked for, and which way. */
interface MtuSide {
  readonly port: PortKeys;
  readonly direction: 'from' | 'to';
}

function mtuSide(row: FlowSketch): MtuSide | undefined {
  const datapath = exact(row, 'metadata');
  const isIp = isEtherType(row, 'ip', 0x800n) || isEtherType(row, 'ipv6', 0x86ddn);
  const from = exact(row, 'reg14');
  const to = exact(row, 'reg15');
  if (
    row.priority !== ordinaryPriority ||
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
function isTooBigFlag({ field, low, high }: SubfieldSketch): boolean {
  return field === 'reg9' && low === 1 && high === 1;
}

/** Keys of the port whose frames the row classifies: constants that it writes to metadata and reg14. */
function portOfIngress(row: FlowSketch): PortKeys | undefined {
  const datapath = written(row, 'metadata');
  const port = written(row, 'reg14');
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

function written(row: FlowSketch, name: string): bigint | undefined {
  for (const action of row.actions) {
    if (action.kind === 'set' && action.destination.field === name && action.destination.low === 0)
      return action.value;
  }
  return undefined;
}

function portOfEgress(row: FlowSketch): PortKeys | undefined {
  const datapath = exact(row, 'metadata');
  const port = exact(row, 'reg15');
  return datapath === undefined || port === undefined ? undefined : { datapath, port };
}

function exact(row: FlowSketch, name: string): bigint | undefined {
  const asked = field(row, name);
  return asked?.mask === undefined ? asked?.value : undefined;
}

function isEtherType(row: FlowSketch, shorthand: string, type: bigint): boolean {
  return (
    field(row, shorthand) !== undefined || (field(row, 'eth_type') ?? field(row, 'dl_type'))?.value === type
  );
}

function drops({ actions }: FlowSketch): boolean {
  return actions.length === 0 || (actions.length === 1 && actions[0]?.kind === 'drop');
}

function controllerOpcode(actions: readonly ActionSketch[]): number | undefined {
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

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

export function list(texts: readonly string[]): string {
  return texts.join(', ');
}

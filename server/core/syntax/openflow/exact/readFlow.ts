/**
 * Flows as `ovs-ofctl add-flow` and its like read them. Models `parse_ofp_str` of `lib/ofp-flow.c`.
 *
 *     readFlow(text, { naming: 'keep' })   a flow, or a `Rejection`: what `ovs-ofctl` says, and where it is about
 *     readDumpedFlow(text)                 a flow of `dump-flows`, with its counters
 *     printFlow(…), printFlowMod(…)        in print.ts
 *
 * This is the second reading of a flow, on demand: the row parser makes a tree of any text at all; here
 * the text is taken as Open vSwitch takes it, to the bit, or not at all.
 */
import { span } from '../../../text/span.ts';
import { type Field, fieldByOwnName, shorthands } from '../../../net/fields.ts';
import { defaultPriority } from '../entry.ts';
import { checkActions } from './checkActions.ts';
import { fullMask, printFieldValue, readFieldValue } from './fieldValue.ts';
import { FlowMatch } from './flowMatch.ts';
import { readPieces } from './keyValues.ts';
import { type Naming, portOf, type Port, tableOf, type Table } from './names.ts';
import { ones, scanSized, takeU16, takeU32, takeU64 } from './numbers.ts';
import type { Ofpact } from './ofpact.ts';
import { EtherType } from './packetState.ts';
import { Protocols, protocolsOfField } from './protocols.ts';
import { actionReader, readActions } from './readActions.ts';
import { inPlace, orRejection, reject, Rejection } from './rejection.ts';
import { readSubfield } from './subfield.ts';
import { prefixLength } from '../../../net/formatAddress.ts';

/** What a flow's text tells a switch to do. */
export type FlowCommand = 'add' | 'modify' | 'modify_strict' | 'delete' | 'delete_strict';

export interface Flow {
  readonly command: FlowCommand;
  /** Undefined where the text says none. */
  readonly table: Table | undefined;
  readonly priority: number;
  readonly match: FlowMatch;
  readonly cookie: bigint;
  /** Looks only at flows with a cookie like this. */
  readonly cookieFilter: { readonly value: bigint; readonly mask: bigint } | undefined;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly importance: number;
  /** In Open vSwitch's order of printing. */
  readonly flags: readonly FlowFlag[];
  readonly outPort: Port | undefined;
  readonly outGroup: number | undefined;
  /** Undefined for a deletion. */
  readonly actions: readonly Ofpact[] | undefined;
  /** The protocols that can tell the flow, as bits of `Protocol`. */
  readonly protocols: number;
}

export interface DumpedFlow extends Flow {
  /** What a dump says beside the flow, as written and by its name: `duration`, `n_packets`, … */
  readonly counters: ReadonlyMap<string, string>;
  /** Whether it says its cookie, as every dump with counters does but the bridge's own. */
  readonly hasCookie: boolean;
}

export const flowFlags = [
  'send_flow_rem',
  'check_overlap',
  'reset_counts',
  'no_packet_counts',
  'no_byte_counts',
  'allow_hidden_fields',
  'no_readonly_table',
] as const;

export type FlowFlag = (typeof flowFlags)[number];

export interface FlowReading {
  readonly naming: Naming;
  /** Undefined lets the text begin with one, as in a file of `add-flows`. */
  readonly command?: FlowCommand;
}

/** The flow that a text of the flow syntax means, or why Open vSwitch does not take it. */
export function readFlow(text: string, { naming, command }: FlowReading): Flow | Rejection {
  return orRejection(() => new FlowReader(naming).read(text, command));
}

/** A flow of a dump, with its counters; whether actions suit the match is not asked, since a switch has them. */
export function readDumpedFlow(text: string): DumpedFlow | Rejection {
  return orRejection(() => {
    const counters = new Map<string, string>();
    const reader = new FlowReader('keep', counters);
    const flow = reader.read(text, 'add');
    return { ...flow, counters, hasCookie: reader.hasCookie };
  });
}

/** The actions alone, as behind `actions=`. */
export function readActionText(text: string, naming: Naming): readonly Ofpact[] | Rejection {
  return orRejection(() => {
    return readActions(text, actionReader(naming, false), true, undefined);
  });
}

/** What a dump says beside the flow: read over where a flow is added. */
const counterKeys = new Set(['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age']);

/** The same in the dump of `ovs-appctl bridge/dump-flows`. */
const bridgeCounterKeys = new Set(['n_offload_packets', 'n_offload_bytes']);

class FlowReader {
  readonly #naming: Naming;
  /** Where the counters of a dump go; undefined where a flow is to be added. */
  readonly #counters: Map<string, string> | undefined;
  readonly #match = new FlowMatch();
  readonly #flags = new Set<FlowFlag>();
  #command: FlowCommand = 'add';
  #protocols: number = Protocols.any;
  #table: Table | undefined;
  #priority = defaultPriority;
  #cookie: bigint | undefined;
  #cookieFilter: { value: bigint; mask: bigint } | undefined;
  #idleTimeout = 0;
  #hardTimeout = 0;
  #importance = 0;
  #outPort: Port | undefined;
  #outGroup: number | undefined;

  constructor(naming: Naming, counters?: Map<string, string>) {
    this.#naming = naming;
    this.#counters = counters;
  }

  read(text: string, command: FlowCommand | undefined): Flow {
    const { body, found } = command === undefined ? commandOf(text) : { body: text, found: command };
    this.#command = found;
    let terms = body;
    let actionText: string | undefined;
    if (!this.#isDeletion) {
      const split = splitActions(body) ?? reject('must specify an action');
      terms = split.terms;
      actionText = split.actions;
    }
    inPlace(span(0, text.length), text.length - body.length, () =>
      readPieces(terms, (pieces) => {
        while (pieces.next()) this.#readTerm(pieces.key, pieces.value);
      }),
    );
    this.#restrictIp6();
    const match = this.#match;
    // A packet type that names an Ethernet type says that type.
    const packetType = match.slot('packet_type');
    if (packetType.mask === ones(32) && packetType.value >> 16n === 1n) {
      match.put('eth_type', { value: packetType.value & 0xffffn, mask: match.mask('eth_type') });
    }
    const actions =
      actionText === undefined
        ? undefined
        : inPlace(span(text.length - actionText.length, text.length), text.length - actionText.length, () =>
            this.#readActions(actionText),
          );
    return {
      command: found,
      table: this.#table,
      priority: this.#priority,
      match,
      cookie: this.#cookie ?? 0n,
      cookieFilter: this.#cookieFilter,
      idleTimeout: this.#idleTimeout,
      hardTimeout: this.#hardTimeout,
      importance: this.#importance,
      flags: flowFlags.filter((flag) => this.#flags.has(flag)),
      outPort: this.#outPort,
      outGroup: this.#outGroup,
      actions,
      protocols: this.#protocols,
    };
  }

  get hasCookie(): boolean {
    return this.#cookie !== undefined;
  }

  get #isDeletion(): boolean {
    return this.#command === 'delete' || this.#command === 'delete_strict';
  }

  #readTerm(key: string, value: string): void {
    const match = this.#match;
    const shorthand = shorthands.find(({ name }) => name === key);
    if (shorthand !== undefined) {
      match.put('eth_type', { value: BigInt(shorthand.ethType), mask: ones(16) });
      if (shorthand.ipProto !== 0) match.put('nw_proto', { value: BigInt(shorthand.ipProto), mask: 0xffn });
      match.setDefaultPacketType();
      return;
    }
    if (key === 'eth') {
      match.put('packet_type', { value: 0n, mask: ones(32) });
      return;
    }
    if (this.#readFlag(key)) return;
    const field = fieldByOwnName(key);
    if (field !== undefined) this.#readField(field, value);
    else if (key.includes('[')) this.#readPart(key, value);
    else if (value === '') reject(`field ${key} missing value`);
    else this.#readAttribute(key, value);
  }

  #readFlag(key: string): boolean {
    if (key === 'no_readonly_table' || key === 'allow_hidden_fields') return true;
    if (this.#isDeletion) return false;
    const flag = flowFlags.find((name) => name === key);
    if (flag === undefined) return false;
    this.#flags.add(flag);
    if (flag === 'reset_counts') this.#protocols &= Protocols.of12Up;
    if (flag === 'no_packet_counts' || flag === 'no_byte_counts') this.#protocols &= Protocols.of13Up;
    return true;
  }

  #readField(field: Field, text: string): void {
    // Without a value the field must only be there.
    const value = readFieldValue(field, text === '' ? '0/0' : text, this.#naming);
    this.#restrict(field, value.mask);
    this.#match.set(field, value);
    this.#match.addEthernetFor(field);
  }

  /** `reg0[0..7]=3`: some bits of a field. */
  #readPart(key: string, text: string): void {
    const { field, low, width } = readSubfield(key);
    const number = scanSized(text, 0, field.size);
    if (typeof number === 'string' || number.end !== text.length) {
      return reject(`${key}: cannot parse integer value: ${text}`);
    }
    if (number.value >> BigInt(width) !== 0n) {
      const shown = printFieldValue(field, { value: number.value, mask: fullMask(field) });
      reject(`${key}: value ${shown} does not fit into ${width} bits`);
    }
    const before = this.#match.get(field);
    const bits = ones(width) << BigInt(low);
    const value = (before.value & ~bits) | (number.value << BigInt(low));
    const mask = before.mask | bits;
    if (!field.isMaskable && mask !== fullMask(field)) {
      this.#protocols = Protocols.none;
      return;
    }
    this.#restrict(field, mask);
    this.#match.set(field, { value, mask });
    this.#match.addEthernetFor(field);
  }

  #restrict(field: Field, mask: bigint): void {
    if (mask === fullMask(field)) this.#protocols &= protocolsOfField(field, 'exact');
    else if (mask !== 0n || field.name.startsWith('tun_metadata')) {
      const isPrefix = field.size === 4 && prefixLength(mask, 32) >= 0;
      this.#protocols &= protocolsOfField(field, isPrefix ? 'prefix' : 'bits');
    }
  }

  #readAttribute(key: string, value: string): void {
    const command = this.#command;
    const isAddition = command === 'add';
    if (this.#readCounter(key, value)) return;
    if (key === 'table' || (key === 'table_id' && this.#counters !== undefined)) {
      this.#table = tableOf(value, this.#naming) ?? reject(`unknown table "${value}"`);
      if (this.#table !== 255) this.#protocols &= Protocols.withTable;
    } else if (key === 'out_port' && this.#isDeletion) {
      this.#outPort = portOf(value, this.#naming) ?? reject(`${value} is not a valid OpenFlow port`);
    } else if (key === 'out_group' && this.#isDeletion) {
      this.#protocols &= Protocols.of11Up;
      const group = orRejection(() => takeU32(value));
      this.#outGroup = group instanceof Rejection ? reject(`${value} is not a valid OpenFlow group`) : group;
    } else if (key === 'priority' && command !== 'delete') this.#priority = takeU16(value, key);
    else if (key === 'idle_timeout' && !this.#isDeletion) this.#idleTimeout = takeU16(value, key);
    else if (key === 'hard_timeout' && !this.#isDeletion) this.#hardTimeout = takeU16(value, key);
    else if (key === 'importance' && isAddition) this.#importance = takeU16(value, key);
    else if (key === 'cookie') this.#readCookie(value);
    else reject(`unknown keyword ${key}`);
  }

  #readCounter(key: string, value: string): boolean {
    const isKnown = counterKeys.has(key) || (this.#counters !== undefined && bridgeCounterKeys.has(key));
    if (!isKnown || this.#counters === undefined) return isKnown;
    if (!/^\d+(?:\.\d+)?s?$/.test(value)) reject(`invalid ${key} "${value}"`);
    this.#counters.set(key, value);
    return isKnown;
  }

  #readCookie(text: string): void {
    const slash = text.indexOf('/');
    if (slash !== -1) {
      if (this.#command === 'add') reject('flow additions cannot use a cookie mask');
      const value = takeU64(text.slice(0, slash));
      const mask = takeU64(text.slice(slash + 1));
      this.#cookieFilter = { value, mask };
      if (mask !== 0n) this.#protocols &= Protocols.nxmAndOf11Up;
      return;
    }
    if (this.#isDeletion) {
      reject(`cannot set cookie (to match on a cookie, specify a mask, e.g. cookie=${text}/-1)`);
    }
    this.#cookie = takeU64(text);
  }

  /** Only NXM and OXM match what lies above IPv6. */
  #restrictIp6(): void {
    const match = this.#match;
    if (match.value('eth_type') !== EtherType.ipv6) return;
    const above = ['nw_proto', 'nw_dscp', 'nw_ecn', 'tp_src', 'tp_dst'];
    if (above.some((name) => match.mask(name) !== 0n)) this.#protocols &= Protocols.nxmAndOxm;
  }

  #readActions(text: string): readonly Ofpact[] {
    const isDump = this.#counters !== undefined;
    const reader = actionReader(this.#naming, isDump);
    const actions = readActions(text, reader, true, undefined);
    this.#protocols &= reader.protocols;
    if (isDump) return actions;
    const checked = orRejection(() => checkActions(actions, this.#match, this.#table ?? 255, reader.places));
    if (checked instanceof Rejection) throw new Rejection(invalidWith(checked.message), checked.place);
    this.#protocols &= checked.protocols;
    if (this.#protocols === 0) reject(invalidWith('OFPBAC_MATCH_INCONSISTENT'));
    return checked.actions;
  }
}

function invalidWith(name: string): string {
  return `actions are invalid with specified match (${name})`;
}

const commands: readonly FlowCommand[] = ['add', 'delete', 'delete_strict', 'modify', 'modify_strict'];

/** The command that a line of a file begins with, `add` if none. Open vSwitch takes the beginning of one for it. */
function commandOf(text: string): { readonly body: string; readonly found: FlowCommand } {
  const start = text.length - text.trimStart().length;
  const length = /^[^, \t\r\n]*/.exec(text.slice(start))?.[0].length ?? 0;
  const word = text.slice(start, start + length);
  const found = commands.find((command) => command.startsWith(word));
  return found === undefined || word === ''
    ? { body: text, found: 'add' }
    : { body: text.slice(start + length), found };
}

/** Open vSwitch looks for the word `action` wherever it is, and for the `=` behind it. */
function splitActions(text: string): { readonly terms: string; readonly actions: string } | undefined {
  const at = text.indexOf('action');
  const equals = at === -1 ? -1 : text.indexOf('=', at);
  return equals === -1 ? undefined : { terms: text.slice(0, at), actions: text.slice(equals + 1) };
}

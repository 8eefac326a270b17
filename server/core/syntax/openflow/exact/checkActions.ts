/**
 * Whether actions suit each other and the match. `verifyOrder` models `ofpacts_verify`: what may stand where;
 * `checkActions` models `ofpacts_check`: what a field or an address presupposes.
 */
import type { Span } from '../../../text/span.ts';
import {
  controllerPort,
  firstReservedPort,
  inPort,
  localPort,
  nonePort,
  unsetPort,
} from '../../../net/ports.ts';
import { assertNever } from '../../../base/invariant.ts';
import type { OuterAction } from './actionReader.ts';
import { fullMask } from './fieldValue.ts';
import { FlowMatch } from './flowMatch.ts';
import type { Port, Table } from './names.ts';
import { ones } from './numbers.ts';
import {
  type ConntrackAction,
  destinationOf,
  type LearnAction,
  type NatAction,
  type Ofpact,
} from './ofpact.ts';
import { EtherType, IpProto, isIpType, isMplsType, PacketState } from './packetState.ts';
import { Protocols } from './protocols.ts';
import { inPlace, reject } from './rejection.ts';
import type { Subfield } from './subfield.ts';

// Order

/** Instructions of OpenFlow 1.1 in the order in which a switch executes them; every action is of `apply_actions`. */
const instructions = [
  'meter',
  'apply_actions',
  'clear_actions',
  'write_actions',
  'write_metadata',
  'goto_table',
] as const;

const applyActions = 1;

/** Rejects a list of actions that may not stand so. `places` are theirs. */
export function verifyOrder(
  actions: readonly Ofpact[],
  allowsInstructions: boolean,
  outer: OuterAction,
  places: readonly Span[],
): void {
  let last = -1;
  for (const [i, action] of actions.entries()) {
    if (action.kind === 'conjunction') {
      verifyConjunctions(actions);
      return;
    }
    last = atAction(places[i], () => verifyAction(action, last, allowsInstructions, outer));
  }
}

/** Which instruction the action is, behind one of `last`: -1 before the first. */
function verifyAction(action: Ofpact, last: number, allowsInstructions: boolean, outer: OuterAction): number {
  verifyNested(action, outer);
  const next = instructionOf(action);
  if (last !== -1 && (last === applyActions ? next < last : next <= last)) {
    const [name, nextName] = [instructions[last] ?? '', instructions[next] ?? ''];
    if (next === last) {
      reject(`duplicate ${name} instruction not allowed, for OpenFlow 1.1+ compatibility`);
    }
    reject(
      `invalid instruction ordering: ${nextName} must appear before ${name}, for OpenFlow 1.1+ compatibility`,
    );
  }
  if (!allowsInstructions && next > applyActions) {
    reject(`${instructions[next] ?? ''} instruction not allowed here`);
  }
  return next;
}

/** What is rejected of an action stands at its place. */
function atAction<T>(place: Span | undefined, check: () => T): T {
  return place === undefined ? check() : inPlace(place, place.start, check);
}

function verifyConjunctions(actions: readonly Ofpact[]): void {
  const other = actions.find(({ kind }) => kind !== 'conjunction' && kind !== 'note');
  if (other === undefined) return;
  reject(
    `"conjunction" actions may be used along with "note" but not any other kind of action (such as the "${other.kind}" action used here)`,
  );
}

function verifyNested(action: Ofpact, outer: OuterAction): void {
  const field = destinationOf(action);
  const needsConnection = field?.name === 'ct_mark' || field?.name === 'ct_label';
  if (needsConnection && outer !== 'ct') reject('cannot set CT fields outside of ct action');
  if (action.kind === 'nat') {
    if (outer !== 'ct') reject('Cannot have NAT action outside of "ct" action');
    return;
  }
  const refuse = (): never => reject(`${outer ?? ''} action doesn't support nested action ${action.kind}`);
  if (outer === 'ct') {
    if (field === undefined) return refuse();
    if (!needsConnection) reject(`ct action doesn't support nested modification of ${field.name}`);
  }
  if (outer !== undefined && action.kind === 'meter') refuse();
}

function instructionOf({ kind }: Ofpact): number {
  const found = instructions.findIndex((name) => name === kind);
  return found === -1 ? applyActions : found;
}

// Consistency

export interface CheckedActions {
  /** The same actions, with what later versions need to know of the packet. */
  readonly actions: readonly Ofpact[];
  readonly protocols: number;
}

interface Check {
  state: PacketState;
  protocols: number;
  readonly table: Table;
}

/**
 * Rejects actions with the name of Open vSwitch's error where they do not suit the match. `places` are theirs, if they were
 * read from a text.
 */
export function checkActions(
  actions: readonly Ofpact[],
  match: FlowMatch,
  table: Table,
  places: readonly Span[] = [],
): CheckedActions {
  return checkList(actions, new PacketState(match), table, places);
}

function checkList(
  actions: readonly Ofpact[],
  state: PacketState,
  table: Table,
  places: readonly Span[] = [],
): CheckedActions {
  const check: Check = { state: state.copy(), protocols: Protocols.any, table };
  const checked = actions.map((action, i) => atAction(places[i], () => checkAction(action, check)));
  return { actions: checked, protocols: check.protocols };
}

/** The action, with what is known of the packet at its place. */
function checkAction(action: Ofpact, check: Check): Ofpact {
  const { state } = check;
  const presuppose = (holds: boolean): void => {
    // Only OpenFlow 1.0 lets a switch ignore what does not suit the packet.
    if (!holds) check.protocols &= Protocols.of10;
  };
  switch (action.kind) {
    case 'output':
    case 'output_trunc':
      checkOutputPort(action.port);
      return action;
    case 'output_reg':
      checkSource(action.source, state);
      return action;
    case 'enqueue':
      if (!isInterface(action.port) && action.port !== inPort && action.port !== localPort) {
        reject('OFPBAC_BAD_OUT_PORT');
      }
      return action;
    case 'bundle':
      if (action.destination !== undefined) checkDestination(action.destination, state);
      for (const port of action.members) {
        if (port !== nonePort) checkOutputPort(port);
        if (port === controllerPort) reject('OFPBAC_BAD_OUT_PORT');
      }
      return action;
    case 'multipath':
      checkDestination(action.destination, state);
      return action;
    case 'set_vlan_vid':
    case 'set_vlan_pcp': {
      const { hasVlan } = state;
      presuppose(hasVlan || action.pushes);
      state.markVlan();
      return { ...action, hasVlan };
    }
    case 'strip_vlan':
      presuppose(state.hasVlan);
      state.popVlan();
      return action;
    case 'push_vlan':
      if (state.isFullOfVlans) reject('OFPBAC_BAD_TAG');
      state.pushVlan();
      return action;
    case 'mod_nw_src':
    case 'mod_nw_dst':
      presuppose(state.etherType === EtherType.ip);
      return action;
    case 'mod_nw_tos':
    case 'mod_nw_ecn':
    case 'mod_nw_ttl':
    case 'dec_ttl':
      presuppose(state.isIp);
      return action;
    case 'mod_tp_src':
    case 'mod_tp_dst': {
      const { ipProto: protocol } = state;
      const isTransport = protocol === IpProto.tcp || protocol === IpProto.udp || protocol === IpProto.sctp;
      presuppose(state.isIp && !state.isLaterFragment && isTransport);
      return { ...action, protocol };
    }
    case 'set_field':
      return checkSetField(action, state);
    case 'move':
      checkSource(action.source, state);
      checkDestination(action.destination, state);
      return action;
    case 'push':
      checkSource(action.subfield, state);
      return action;
    case 'pop':
      checkDestination(action.subfield, state);
      return action;
    case 'set_mpls_label':
    case 'set_mpls_tc':
    case 'set_mpls_ttl':
    case 'dec_mpls_ttl':
      presuppose(isMplsType(state.etherType));
      return action;
    case 'push_mpls':
      presuppose(state.packetType === 0n);
      state.frameType = BigInt(action.etherType);
      state.ipProto = 0n;
      return action;
    case 'pop_mpls':
      presuppose(state.packetType === 0n && isMplsType(state.etherType));
      state.frameType = BigInt(action.etherType);
      return action;
    case 'dec_nsh_ttl':
      presuppose(state.packetType === nshPacket || state.frameType === EtherType.nsh);
      return action;
    case 'delete_field':
      if (!action.field.name.startsWith('tun_metadata')) reject('OFPBAC_BAD_ARGUMENT');
      return action;
    case 'encap':
      state.packetType = encapTypes[action.header];
      if (state.packetType >> 16n === 1n) state.frameType = state.packetType & 0xffffn;
      if (!state.isIp) state.ipProto = 0n;
      return action;
    case 'decap':
      if (state.packetType === 0n) state.packetType = 0x10000n | state.frameType;
      else {
        state.packetType = unknownPacket;
        state.frameType = 0xffffn;
      }
      return action;
    case 'fin_timeout':
      presuppose(state.ipProto === IpProto.tcp);
      return action;
    case 'resubmit':
      if (action.isConntrack && !state.hasValidConnection) reject(inconsistent);
      return action;
    case 'learn':
      checkLearn(action, state);
      return action;
    case 'ct':
      return checkConntrack(action, check);
    case 'nat':
      checkNat(action, state.etherType);
      return action;
    case 'clone': {
      const inner = checkList(action.actions, state, check.table);
      check.protocols &= inner.protocols;
      return { ...action, actions: inner.actions };
    }
    case 'write_actions':
      return { ...action, actions: checkList(action.actions, state, check.table).actions };
    case 'meter':
      if (action.id === 0 || action.id > mostMeters) reject('OFPMMFC_INVALID_METER');
      return action;
    case 'goto_table':
      checkGoto(action.table, check.table);
      return action;
    case 'group':
    case 'controller':
    case 'mod_dl_src':
    case 'mod_dl_dst':
    case 'set_tunnel':
    case 'set_queue':
    case 'conjunction':
    case 'note':
    case 'sample':
    case 'check_pkt_larger':
    case 'write_metadata':
    case 'pop_queue':
    case 'exit':
    case 'debug_recirc':
    case 'debug_slow':
    case 'ct_clear':
    case 'clear_actions':
      return action;
    default:
      return assertNever(action);
  }
}

const inconsistent = 'OFPBAC_MATCH_INCONSISTENT';
const mostMeters = 0xffff_0000;
const nshPacket = 0x1894fn;
/** A packet whose type only its bytes tell. */
const unknownPacket = 0xffff_ffffn;
const encapTypes = { ethernet: 0n, nsh: nshPacket, mpls: 0x18847n, mpls_mc: 0x18848n } as const;

function isInterface(port: Port): boolean {
  return typeof port === 'string' || port < firstReservedPort;
}

function checkOutputPort(port: Port): void {
  if (isInterface(port)) return;
  if (typeof port === 'number' && port > unsetPort && port !== nonePort) return;
  reject('OFPBAC_BAD_OUT_PORT');
}

function checkSource({ field }: Subfield, state: PacketState): void {
  if (!state.allows(field)) reject(inconsistent);
}

function checkDestination({ field }: Subfield, state: PacketState): void {
  if (!state.allows(field)) reject(inconsistent);
  if (!field.isWritable) reject('OFPBAC_BAD_SET_ARGUMENT');
}

function checkSetField(action: Extract<Ofpact, { kind: 'set_field' }>, state: PacketState): Ofpact {
  const { field, value } = action;
  const { hasVlan } = state;
  if (!state.allows(field) || (field.name === 'vlan_vid' && !hasVlan)) reject(inconsistent);
  if (field.name === 'vlan_tci') state.setVlan(value.value);
  return { ...action, hasVlan };
}

function checkConntrack(action: ConntrackAction, check: Check): Ofpact {
  const { state } = check;
  const { helperPort } = action;
  const isInvalid = (state.match.value('ct_state') & 0x10n) !== 0n;
  if (
    !state.isIp ||
    (isInvalid && action.isCommitting) ||
    (helperPort === 21 && state.ipProto !== IpProto.tcp) ||
    (helperPort === 69 && state.ipProto !== IpProto.udp)
  ) {
    reject(inconsistent);
  }
  if (typeof action.zone !== 'number') {
    checkSource(action.zone, state);
    return action;
  }
  const inner = checkList(action.actions, state, check.table);
  check.protocols &= inner.protocols;
  return { ...action, actions: inner.actions };
}

function checkNat({ range }: NatAction, type: bigint): void {
  if (!isIpType(type)) reject(inconsistent);
  if (range !== undefined && type !== (range.isIp6 ? EtherType.ipv6 : EtherType.ip)) reject(inconsistent);
}

/** A learned flow has a match of its own, which grows from spec to spec. */
function checkLearn({ specs }: LearnAction, state: PacketState): void {
  const learned = new FlowMatch();
  for (const spec of specs) {
    if ('field' in spec.source) checkSource(spec.source, state);
    if (spec.kind === 'load') checkDestination(spec.destination, new PacketState(learned));
    if (spec.kind !== 'match') continue;
    checkSource(spec.destination, new PacketState(learned));
    if (!('field' in spec.source)) writeBits(learned, spec.destination, spec.source.value);
  }
}

function writeBits(match: FlowMatch, { field, low, width }: Subfield, bits: bigint): void {
  const before = match.get(field);
  const shift = BigInt(low);
  const changed = ones(width) << shift;
  const mask = before.mask | changed;
  match.set(field, {
    value: (before.value & ~changed) | ((bits & ones(width)) << shift),
    mask: width === field.width ? fullMask(field) : mask,
  });
}

function checkGoto(to: Table, from: Table): void {
  if (typeof to === 'string' || typeof from === 'string' || from === 255) return;
  if (to <= from) reject('OFPBIC_BAD_TABLE_ID');
}

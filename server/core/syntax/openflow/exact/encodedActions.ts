/**
 * Actions after their way through a message: a version that lacks one tells it by others, and those are what a switch
 * has and prints. Models the `encode_*` and `decode_*` functions of `lib/ofp-actions.c`.
 */
import type { Field } from '../../../net/fields.ts';
import { inPort } from '../../../net/ports.ts';
import { fullMask } from './fieldValue.ts';
import { fieldNamed } from './flowMatch.ts';
import { ones } from './numbers.ts';
import type { ConntrackAction, NatAction, Ofpact } from './ofpact.ts';
import { IpProto } from './packetState.ts';
import { loadSegments } from './printActions.ts';
import { hasShortHeader, Version } from './protocols.ts';
import { reject } from './rejection.ts';
import type { Subfield } from './subfield.ts';

/** Bytes of a note come in eights, the action's head of ten included. */
const noteHead = 10;

/** The actions as a message of that version holds them. Rejects those that it cannot hold with the name of Open vSwitch's error. */
export function encodedActions(actions: readonly Ofpact[], version: Version): readonly Ofpact[] {
  const encoded = actions.flatMap((action) => encodedAction(action, version));
  // Only the metadata are an instruction in OpenFlow 1.0, and nothing may stand behind it.
  const metadata = encoded.findIndex(({ kind }) => kind === 'write_metadata');
  if (version === Version.of10 && metadata !== -1 && metadata < encoded.length - 1) {
    reject('OFPBAC_UNSUPPORTED_ORDER');
  }
  return encoded;
}

function encodedAction(action: Ofpact, version: Version): readonly Ofpact[] {
  const setField = (name: string, value: bigint): Ofpact => {
    const field = fieldNamed(name);
    return { kind: 'set_field', field, value: { value, mask: fullMask(field) }, isLoad: false };
  };
  const load = (name: string, value: bigint): Ofpact => {
    const field = fieldNamed(name);
    return { kind: 'set_field', field, value: { value, mask: ones(field.width) }, isLoad: true };
  };
  const { of10, of11, of12 } = Version;
  switch (action.kind) {
    case 'set_vlan_vid': {
      if (version === of10) return [{ ...action, pushes: true }];
      const vid = BigInt(action.vid) | 0x1000n;
      const set = version === of11 ? { ...action, pushes: false } : setField('vlan_vid', vid);
      return action.pushes && action.hasVlan !== true ? [pushedVlan, set] : [set];
    }
    case 'set_vlan_pcp': {
      if (version === of10) return [{ ...action, pushes: true }];
      const set = version === of11 ? { ...action, pushes: false } : setField('vlan_pcp', BigInt(action.pcp));
      return action.pushes && action.hasVlan !== true ? [pushedVlan, set] : [set];
    }
    case 'strip_vlan':
      return [{ ...action, isPop: version !== of10 }];
    case 'push_vlan':
      return version === of10 ? [] : [action];
    case 'mod_dl_src':
    case 'mod_dl_dst':
      if (version < of12) return [action];
      return [setField(action.kind === 'mod_dl_src' ? 'eth_src' : 'eth_dst', action.address)];
    case 'mod_nw_src':
    case 'mod_nw_dst':
      if (version < of12) return [action];
      return [setField(action.kind === 'mod_nw_src' ? 'ip_src' : 'ip_dst', action.address)];
    case 'mod_nw_tos':
      return version < of12 ? [action] : [setField('ip_dscp', BigInt(action.value >> 2))];
    case 'mod_nw_ecn':
      if (version === of10) return [load('nw_ecn', BigInt(action.value))];
      return version === of11 ? [action] : [setField('nw_ecn', BigInt(action.value))];
    case 'mod_nw_ttl':
      return version === of10 ? [load('nw_ttl', BigInt(action.value))] : [action];
    case 'mod_tp_src':
    case 'mod_tp_dst': {
      const protocol = transportNames.get(action.protocol ?? 0n);
      if (version < of12 || protocol === undefined) return [action];
      return [setField(`${protocol}_${action.kind === 'mod_tp_src' ? 'src' : 'dst'}`, BigInt(action.port))];
    }
    case 'set_mpls_label':
    case 'set_mpls_tc':
      return version < of12 ? [action] : [setField(action.kind.slice(4), BigInt(action.value))];
    case 'set_tunnel':
      return version < of12 ? [action] : [setField('tun_id', action.id)];
    case 'set_field':
      return encodedSetField(action, version);
    case 'enqueue':
      if (version === of10) return [action];
      return [
        { kind: 'set_queue', queue: action.queue },
        { kind: 'output', port: action.port, maxLength: 0xffff },
        { kind: 'pop_queue' },
      ];
    case 'note': {
      const length = Math.ceil((noteHead + action.bytes.length) / 8) * 8 - noteHead;
      return [{ ...action, bytes: Array.from({ length }, (_, i) => action.bytes[i] ?? 0) }];
    }
    case 'ct':
      return [encodedConntrack(action, version)];
    case 'clone':
      return [{ ...action, actions: encodedActions(action.actions, version) }];
    case 'nat':
      return [encodedNat(action)];
    case 'output_reg':
      return [{ ...action, source: packedSubfield(action.source) }];
    case 'write_actions':
      // An instruction to write nothing is not sent.
      return version === of10 || action.actions.length === 0
        ? []
        : [{ ...action, actions: encodedActions(action.actions, version) }];
    case 'clear_actions':
      return version === of10 ? [] : [action];
    case 'goto_table':
      if (version !== of10) return [action];
      return [{ kind: 'resubmit', port: inPort, table: action.table, isConntrack: false }];
    case 'encap':
    case 'decap':
    case 'dec_nsh_ttl':
      return version < Version.of13 ? reject('OFPBAC_BAD_VENDOR_TYPE') : [action];
    case 'debug_recirc':
    case 'debug_slow':
      // Only a switch under test knows these.
      return reject('OFPBAC_BAD_VENDOR_TYPE');
    case 'meter':
      return version < Version.of13 ? [] : [action];
    default:
      return [action];
  }
}

/** Without a commit a switch takes `nat` alone, and without arguments. */
function encodedConntrack(action: ConntrackAction, version: Version): ConntrackAction {
  const actions = encodedActions(action.actions, version);
  const isPlain = (inner: Ofpact): boolean =>
    inner.kind === 'nat' && inner.type === undefined && inner.range === undefined;
  if (!action.isCommitting && !actions.every(isPlain)) reject('OFPBAC_BAD_ARGUMENT');
  return { ...action, actions };
}

/** A message has no addresses and ports that are zero. */
function encodedNat(action: NatAction): NatAction {
  const { range } = action;
  if (range === undefined || range.first !== 0n) return action;
  const hasMore = [range.last, range.firstPort, range.lastPort].some((part) => Number(part ?? 0) !== 0);
  return hasMore ? reject('OFPBAC_BAD_ARGUMENT') : { ...action, range: undefined };
}

/** Messages pack the lowest bit and the width less one into 16 bits, 6 for the width: of wider ones a switch reads others. */
function packedSubfield({ field, low, width }: Subfield): Subfield {
  const packed = (low << 6) | (width - 1);
  return { field, low: packed >> 6, width: (packed & 0x3f) + 1 };
}

const pushedVlan: Ofpact = { kind: 'push_vlan', etherType: 0x8100 };

const transportNames: ReadonlyMap<bigint, string> = new Map([
  [IpProto.tcp, 'tcp'],
  [IpProto.udp, 'udp'],
  [IpProto.sctp, 'sctp'],
]);

type SetField = Extract<Ofpact, { kind: 'set_field' }>;

function encodedSetField(action: SetField, version: Version): readonly Ofpact[] {
  const { field, value, isLoad } = action;
  const set: Ofpact = { ...action, isLoad: false };
  const isWhole = value.mask === fullMask(field);
  const isSet = version >= Version.of15 || (!isLoad && version >= Version.of12 && isWhole);
  // A tag that is set is a tag that is there.
  if (isSet && field.name === 'vlan_vid' && (value.value & 0x1000n) === 0n) reject('OFPBAC_BAD_SET_ARGUMENT');
  if (version >= Version.of15) return [set];
  if (isLoad) return loads(action);
  if (version < Version.of12) return legacyActions(action, version) ?? loads(action);
  return isWhole ? [set] : loads(action);
}

/** As loads of up to 64 bits; what their header cannot name stays one action, which is printed as `set_field`. */
function loads(action: SetField): readonly Ofpact[] {
  const { field, value, mask } = { ...action.value, field: action.field };
  if (!hasShortHeader(field) || field.name.startsWith('tun_metadata')) return [{ ...action, isLoad: false }];
  return loadSegments(mask, field.width).map(({ low, width }) => ({
    ...action,
    isLoad: true,
    value: { value, mask: ones(width) << BigInt(low) },
  }));
}

/** The actions of OpenFlow 1.0 and 1.1 that set the field; undefined where they have none. */
function legacyActions(
  { field, value: { value }, hasVlan }: SetField,
  version: Version,
): readonly Ofpact[] | undefined {
  const is10 = version === Version.of10;
  const vid = (number: bigint): Ofpact => ({
    kind: 'set_vlan_vid',
    vid: Number(number & 0xfffn),
    pushes: is10,
  });
  const pcp = (number: bigint): Ofpact => ({ kind: 'set_vlan_pcp', pcp: Number(number), pushes: is10 });
  const number = Number(value);
  switch (field.name) {
    case 'vlan_tci': {
      if ((value & 0x1000n) === 0n) return [{ kind: 'strip_vlan', isPop: !is10 }];
      const set = [vid(value), pcp(value >> 13n)];
      return is10 || hasVlan === true ? set : [pushedVlan, ...set];
    }
    case 'vlan_vid':
      return [vid(value)];
    case 'vlan_pcp':
      return [pcp(value)];
    case 'eth_src':
    case 'eth_dst':
      return [{ kind: field.name === 'eth_src' ? 'mod_dl_src' : 'mod_dl_dst', address: value }];
    case 'ip_src':
    case 'ip_dst':
      return [{ kind: field.name === 'ip_src' ? 'mod_nw_src' : 'mod_nw_dst', address: value }];
    case 'nw_tos':
      return [{ kind: 'mod_nw_tos', value: number }];
    case 'ip_dscp':
      return [{ kind: 'mod_nw_tos', value: (number << 2) & 0xff }];
    case 'nw_ecn':
      return encodedAction({ kind: 'mod_nw_ecn', value: number }, version);
    default:
      return transportAction(field, number);
  }
}

function transportAction({ name }: Field, port: number): readonly Ofpact[] | undefined {
  if (name === 'tcp_src' || name === 'udp_src') return [{ kind: 'mod_tp_src', port }];
  return name === 'tcp_dst' || name === 'udp_dst' ? [{ kind: 'mod_tp_dst', port }] : undefined;
}

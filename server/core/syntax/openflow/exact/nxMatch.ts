/**
 * Matches as a message holds them and as `ovs-ofctl` shows them at its most verbose: `NXM_OF_IN_PORT(fffe),
 * NXM_OF_ETH_SRC_W(…/…)`. A match that goes through a message can change: what the version's fields cannot say is lost,
 * and what they say in another way is printed in that way. Models `nx_put_raw` and `nx_pull_raw` of `lib/nx-match.c`.
 */
import { type Field, fields } from '../../../net/fields.ts';
import { fullMask } from './fieldValue.ts';
import { FlowMatch, fieldNamed } from './flowMatch.ts';
import { widePort } from './names.ts';
import { ones, scanHexBytes } from './numbers.ts';
import { EtherType, IpProto, isArpType, isMplsType, PacketState } from './packetState.ts';
import { Version, wireName } from './protocols.ts';
import { orRejection, reject, Rejection } from './rejection.ts';
import { isValidValue } from './validValue.ts';

/** One field of a message's match. */
export interface MatchEntry {
  /** Undefined for the cookie, and for a header that no field has. */
  readonly field: Field | undefined;
  /** As it is written, without `_W`. */
  readonly name: string;
  readonly isCookie: boolean;
  /** Bytes of the value. */
  readonly size: number;
  readonly value: bigint;
  /** Undefined for an exact match. */
  readonly mask: bigint | undefined;
}

export interface Cookie {
  readonly value: bigint;
  readonly mask: bigint;
}

const cookieName = 'NXM_NX_COOKIE';

// Reading and printing

/** The entries of a text such as `NXM_OF_ETH_TYPE(0800), NXM_OF_IP_PROTO(06)`, or why it is none. */
export function readMatchEntries(text: string): readonly MatchEntry[] | Rejection {
  return orRejection(() => readEntries(text));
}

function readEntries(text: string): readonly MatchEntry[] {
  const entries: MatchEntry[] = [];
  if (text === '<any>') return entries;
  let at = 0;
  const skip = (characters: string): void => {
    while (at < text.length && characters.includes(text[at] as string)) at++;
  };
  for (skip(', '); at < text.length; skip(', ')) {
    const open = text.indexOf('(', at);
    if (open === -1) reject(`${text}: missing ( at end of nx_match`);
    const header = headerNamed(text.slice(at, open));
    if (header === undefined) return reject(`${text}: unknown field \`${text.slice(at, open)}'`);
    const { field, name, hasMask } = header;
    const written = text.slice(at, open);
    const value = scanHexBytes(text, open + 1);
    const isVariable = field !== undefined && field.name.startsWith('tun_metadata');
    const size = isVariable ? value.bytes.length : header.size;
    if (value.bytes.length !== size) {
      reject(`expected to read ${size} bytes but got ${value.bytes.length}`);
    }
    if (isVariable && size > field.size) {
      reject(`expected to read at most ${field.size} bytes but got ${size}`);
    }
    at = value.end;
    let mask: bigint | undefined;
    if (hasMask) {
      skip(' ');
      if (text[at] !== '/') reject(`${text}: missing / in masked field ${written}`);
      const bits = scanHexBytes(text, at + 1);
      at = bits.end;
      if (bits.bytes.length !== size) reject(`${text.slice(at, at + 2)}: hex digits expected`);
      mask = numberOfBytes(bits.bytes);
    }
    skip(' ');
    if (text[at] !== ')') reject(`${text}: missing ) following field ${written}`);
    at++;
    entries.push({
      field,
      name,
      isCookie: name === cookieName,
      size,
      value: numberOfBytes(value.bytes),
      mask,
    });
  }
  return entries;
}

interface Header {
  readonly field: Field | undefined;
  readonly name: string;
  readonly hasMask: boolean;
  readonly size: number;
}

const fieldsByWireName: ReadonlyMap<string, Field> = new Map(
  fields.flatMap((field) => [...field.nxm, ...field.oxm].map((name) => [name, field] as const)),
);

function headerNamed(text: string): Header | undefined {
  const hasMask = text.length > 2 && text.endsWith('_W');
  const name = hasMask ? text.slice(0, -2) : text;
  const field = fieldsByWireName.get(name);
  if (field !== undefined && (!hasMask || field.isMaskable))
    return { field, name, hasMask, size: field.size };
  if (name === cookieName) return { field: undefined, name, hasMask, size: 8 };
  // The bare header, as a number: class, field and mask bit, length, and for an experimenter's field who that is.
  if (!/^[0-9a-fA-F]{8}([0-9a-fA-F]{8})?$/.test(text)) return undefined;
  const header = Number.parseInt(text.slice(0, 8), 16);
  if (header === 0 || (header >>> 16 === 0xffff) !== (text.length === 16)) return undefined;
  const bytes = (header & 0xff) - (text.length === 16 ? 4 : 0);
  const isMasked = (header & 0x100) !== 0;
  return {
    field: undefined,
    name: text,
    hasMask: isMasked,
    size: Math.max(0, isMasked ? bytes >> 1 : bytes),
  };
}

function numberOfBytes(bytes: readonly number[]): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The entries as text; `<any>` for none. */
export function printMatchEntries(entries: readonly MatchEntry[]): string {
  if (entries.length === 0) return '<any>';
  return entries
    .map(({ name, size, value, mask }) => {
      const hex = (number: bigint): string => number.toString(16).padStart(2 * size, '0');
      return mask === undefined ? `${name}(${hex(value)})` : `${name}_W(${hex(value)}/${hex(mask)})`;
    })
    .join(', ');
}

// From a message

export interface PulledMatch {
  readonly match: FlowMatch;
  readonly cookie: Cookie | undefined;
}

/** What a message's entries match, or the name of the error that a switch answers. Not `isStrict` passes unknown fields and lacking prerequisites over. */
export function matchOfEntries(
  entries: readonly MatchEntry[],
  { isStrict, hasCookie }: { readonly isStrict: boolean; readonly hasCookie: boolean },
): PulledMatch | Rejection {
  return orRejection(() => {
    const match = new FlowMatch();
    let cookie: Cookie | undefined;
    for (const entry of entries) {
      const { field, size, value } = entry;
      const isKnown = field !== undefined || (entry.isCookie && hasCookie);
      if (entry.mask !== undefined && (value & ~entry.mask) !== 0n) reject('OFPBMC_BAD_WILDCARDS');
      if (!isKnown) {
        if (isStrict) reject('OFPBMC_BAD_FIELD');
        continue;
      }
      if (field === undefined) {
        if (cookie !== undefined) reject('OFPBMC_DUP_FIELD');
        cookie = { value, mask: entry.mask ?? ones(64) };
        continue;
      }
      const mask = entry.mask ?? fullMask(field);
      if (!field.isMaskable && mask !== fullMask(field) && mask !== 0n) reject('OFPBMC_BAD_MASK');
      if (!isValidValue(field, value)) reject('OFPBMC_BAD_VALUE');
      if (isStrict && !new PacketState(match).allows(field)) reject('OFPBMC_BAD_PREREQ');
      if (!match.isWild(field)) reject('OFPBMC_DUP_FIELD');
      const failure = orRejection(() => match.set(field, { value, mask }, size));
      if (failure instanceof Rejection) reject('OFPBMC_BAD_VALUE');
      match.addEthernetFor(field);
    }
    return { match, cookie };
  });
}

// To a message

/** The entries by which a message of that version tells the match; version 0 is Open vSwitch's own form, NXM. */
export function entriesOfMatch(match: FlowMatch, version: number, cookie?: Cookie): readonly MatchEntry[] {
  const writer = new EntryWriter(match, version);
  const { put } = writer;
  const isOxm = version !== 0;
  if (match.mask('packet_type') !== 0n && !match.hasDefaultPacketType) put('packet_type');
  put('dp_hash');
  put('recirc_id');
  put('conj_id');
  writer.putPort(isOxm ? 'in_port_oxm' : 'in_port', 'in_port', isOxm);
  writer.putPort('actset_output', 'actset_output', true);
  put('eth_src');
  put('eth_dst');
  put('eth_type');
  writer.putVlan();
  const state = new PacketState(match);
  const type = state.etherType;
  if (isMplsType(type)) {
    for (const name of ['mpls_tc', 'mpls_bos', 'mpls_ttl', 'mpls_label'])
      writer.putWhole(name, match.value(name));
  }
  if (state.isIp) putIp(writer, state);
  else if (isArpType(type)) {
    if (match.mask('nw_proto') !== 0n) writer.putExact('arp_op', match.value('nw_proto'));
    put('arp_spa', 'nw_src');
    put('arp_tpa', 'nw_dst');
    put('arp_sha');
    put('arp_tha');
  }
  for (const name of ['tun_id', 'tun_flags', 'tun_src', 'tun_dst', 'tun_ipv6_src', 'tun_ipv6_dst']) put(name);
  put('tun_gbp_id');
  put('tun_gbp_flags');
  for (const id of match.metadataIds) writer.putMetadata(`tun_metadata${id}`);
  for (const name of ['idx', 'ver', 'dir', 'hwid']) put(`tun_erspan_${name}`);
  put('tun_gtpu_flags');
  put('tun_gtpu_msgtype');
  for (const name of ['flags', 'ttl', 'mdtype', 'np', 'spi', 'si', 'c1', 'c2', 'c3', 'c4'])
    put(`nsh_${name}`);
  const isPaired = version >= Version.of15;
  for (let i = 0; i < (isPaired ? 16 : 32); i++) writer.putField(isPaired ? `xreg${i}` : `reg${i}`);
  for (const name of ['pkt_mark', 'ct_state', 'ct_zone', 'ct_mark', 'ct_label']) put(name);
  for (const name of ['ct_nw_src', 'ct_ipv6_src', 'ct_nw_dst', 'ct_ipv6_dst']) put(name);
  if (match.value('ct_nw_proto') !== 0n)
    for (const name of ['nw_proto', 'tp_src', 'tp_dst']) put(`ct_${name}`);
  put('metadata');
  const { entries } = writer;
  if (cookie !== undefined && cookie.mask !== 0n) {
    const mask = cookie.mask === ones(64) ? undefined : cookie.mask;
    const value = cookie.value & cookie.mask;
    entries.push({ field: undefined, name: cookieName, isCookie: true, size: 8, value, mask });
  }
  // An Ethernet frame goes without saying where a field says it.
  if (match.hasDefaultPacketType && !writer.impliesEthernet) {
    entries.unshift(entryOf(fieldNamed('packet_type'), version, 0n, undefined));
  }
  return entries;
}

function putIp(writer: EntryWriter, state: PacketState): void {
  const { put, match } = writer;
  if (state.etherType === EtherType.ip) {
    put('ip_src', 'nw_src');
    put('ip_dst', 'nw_dst');
  } else {
    put('ipv6_src');
    put('ipv6_dst');
  }
  const fragment = match.mask('ip_frag');
  if (fragment !== 0n) {
    writer.putMasked('ip_frag', match.value('ip_frag') & 3n, fragment === 3n ? 0xffn : fragment);
  }
  const dscp = match.value('nw_dscp');
  if (match.mask('nw_dscp') !== 0n) {
    if (writer.version === 0) writer.putExact('nw_tos', dscp);
    else writer.putExact('ip_dscp', dscp >> 2n);
  }
  writer.putWhole('nw_ecn', match.value('nw_ecn'));
  writer.putWhole('nw_ttl', match.value('nw_ttl'));
  put('ipv6_label');
  if (match.mask('nw_proto') === 0n) return;
  put('nw_proto');
  switch (state.ipProto) {
    case IpProto.tcp:
      put('tcp_src', 'tp_src');
      put('tcp_dst', 'tp_dst');
      put('tcp_flags');
      return;
    case IpProto.udp:
      put('udp_src', 'tp_src');
      put('udp_dst', 'tp_dst');
      return;
    case IpProto.sctp:
      put('sctp_src', 'tp_src');
      put('sctp_dst', 'tp_dst');
      return;
    case IpProto.icmp:
      if (state.etherType !== EtherType.ip) return;
      writer.putWhole('icmp_type', match.value('tp_src'), 'tp_src');
      writer.putWhole('icmp_code', match.value('tp_dst'), 'tp_dst');
      return;
    default:
  }
  if (!state.isIcmp6) return;
  writer.putWhole('icmpv6_type', match.value('tp_src'), 'tp_src');
  writer.putWhole('icmpv6_code', match.value('tp_dst'), 'tp_dst');
  if (!state.allows(fieldNamed('nd_target'))) return;
  writer.putWhole('nd_reserved', match.value('nd_reserved'));
  put('nd_target');
  writer.putWhole('nd_options_type', match.value('tcp_flags'), 'tcp_flags');
  if (match.value('tp_src') === 135n) put('nd_sll', 'arp_sha');
  else put('nd_tll', 'arp_tha');
}

/** Writes entries of a match in order. */
class EntryWriter {
  readonly match: FlowMatch;
  readonly version: number;
  readonly entries: MatchEntry[] = [];
  impliesEthernet = false;

  constructor(match: FlowMatch, version: number) {
    this.match = match;
    this.version = version;
  }

  /** Writes a field with the bits of `slotName` if anything of them is matched. */
  readonly put = (name: string, slotName = name): void => {
    const { value, mask } = this.match.slot(slotName);
    this.putMasked(name, value, mask);
  };

  putField(name: string): void {
    const { value, mask } = this.match.get(fieldNamed(name));
    this.putMasked(name, value, mask);
  }

  /** Writes a field that has no mask if its bits are matched at all. */
  putWhole(name: string, value: bigint, slotName = name): void {
    if (this.match.mask(slotName) !== 0n) this.putExact(name, value);
  }

  putExact(name: string, value: bigint): void {
    this.putMasked(name, value, fullMask(fieldNamed(name)));
  }

  putMasked(name: string, value: bigint, mask: bigint): void {
    if (mask === 0n) return;
    const field = fieldNamed(name);
    this.#add(entryOf(field, this.version, value, mask === fullMask(field) ? undefined : mask));
  }

  putPort(name: string, slotName: string, isWide: boolean): void {
    const { value, mask } = this.match.slot(slotName);
    if (mask !== 0n) this.putExact(name, isWide ? BigInt(widePort(Number(value))) : value);
  }

  putVlan(): void {
    const { value, mask } = this.match.slot('vlan_tci');
    if (this.version === 0) {
      this.putMasked('vlan_tci', value, mask);
      return;
    }
    const vid = value & 0x1fffn;
    const bits = mask & 0x1fffn;
    this.putMasked('vlan_vid', vid, bits === 0x1fffn ? 0xffffn : bits);
    if (vid !== 0n && mask >> 13n !== 0n) this.putExact('vlan_pcp', value >> 13n);
  }

  putMetadata(name: string): void {
    const { value, mask, size = 0, hasMask } = this.match.slot(name);
    const entry = entryOf(fieldNamed(name), this.version, value, hasMask === true ? mask : undefined);
    this.entries.push({ ...entry, size });
  }

  #add(entry: MatchEntry): void {
    this.entries.push(entry);
    if (entry.field !== undefined && entry.field.prerequisite !== 'none') this.impliesEthernet = true;
  }
}

function entryOf(field: Field, version: number, value: bigint, mask: bigint | undefined): MatchEntry {
  const name = wireName(field, version) ?? field.name;
  return { field, name, isCookie: false, size: field.size, value, mask };
}

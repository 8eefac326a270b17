/** A match as `ovs-ofctl` prints it: which fields, in which order and form. Models `match_format` of `lib/match.c`. */
import { defaultPriority } from '../entry.ts';
import {
  ctStateNames,
  fragmentName,
  printFlags,
  printIp4Masked,
  printIp6Masked,
  printMacMasked,
  printPacketType,
  printSetFlags,
  tcpFlagNames,
  tunnelFlagNames,
} from './fieldValue.ts';
import { type FlowMatch, type Slot, Vlan } from './flowMatch.ts';
import { printPort } from './names.ts';
import { ones, printHex } from './numbers.ts';
import { EtherType, IpProto, isArpType, isIpType } from './packetState.ts';

const nRegisters = 32;

/** The match, with the priority before it where that is not the default. Terms are joined by commas. */
export function printMatch(match: FlowMatch, priority: number = defaultPriority): string {
  const terms: string[] = priority === defaultPriority ? [] : [`priority=${priority}`];
  const put = (name: string, form: (slot: Slot) => string, slotName = name): void => {
    const slot = match.slot(slotName);
    if (slot.mask !== 0n) terms.push(`${name}=${form(slot)}`);
  };

  put('pkt_mark', hex(32));
  put('recirc_id', hex(32));
  put('dp_hash', hex(32));
  put('conj_id', ({ value }) => String(value));
  put('skb_priority', ({ value }) => printHex(value));
  put('actset_output', ({ value, portName }) => printPort(portName ?? Number(value)));
  put('ct_state', ({ value, mask }) =>
    mask === 0xffn ? printSetFlags(ctStateNames, value) : printFlags(ctStateNames, value, mask, 0xffn),
  );
  put('ct_zone', decimal(16));
  put('ct_mark', hex(32));
  put('ct_label', hex(128));
  put('ct_nw_src', ip4);
  put('ct_ipv6_src', ip6);
  put('ct_nw_dst', ip4);
  put('ct_ipv6_dst', ip6);
  if (match.mask('ct_nw_proto') !== 0n) {
    put('ct_nw_proto', ({ value }) => String(value));
    put('ct_tp_src', decimal(16));
    put('ct_tp_dst', decimal(16));
  }

  const packetType = match.slot('packet_type');
  let type = match.value('eth_type');
  const isNamed = packetType.mask !== 0n && (!match.hasDefaultPacketType || match.mask('recirc_id') !== 0n);
  if (isNamed) {
    terms.push(printPacketType(packetType.value, packetType.mask));
    if (packetType.value >> 16n === 1n) type = packetType.value & 0xffffn;
  }

  const word = match.mask('eth_type') === 0n ? undefined : shorthandOf(match, type);
  if (word !== undefined) terms.push(word.name);
  for (let i = 0; i < nRegisters; i++) put(`reg${i}`, hex(32));
  putTunnel(match, terms, put);
  put('metadata', hex(64));
  put('in_port', ({ value, portName }) => printPort(portName ?? Number(value)));
  putVlan(match.slot('vlan_tci'), terms);
  put('dl_src', mac, 'eth_src');
  put('dl_dst', mac, 'eth_dst');
  if (word === undefined && match.mask('eth_type') !== 0n) terms.push(`dl_type=0x${padded(type, 4)}`);

  if (type === EtherType.ipv6) {
    put('ipv6_src', ip6);
    put('ipv6_dst', ip6);
    put('ipv6_label', ({ value, mask }) =>
      mask === ones(32) ? `0x${padded(value, 5)}` : `0x${padded(value, 5)}/0x${padded(mask, 5)}`,
    );
  } else if (isArpType(type)) {
    put('arp_spa', ip4, 'nw_src');
    put('arp_tpa', ip4, 'nw_dst');
  } else if (type === EtherType.nsh) putNsh(match, put);
  else {
    put('nw_src', ip4);
    put('nw_dst', ip4);
  }
  if (word?.saysProtocol !== true) {
    put(isArpType(type) ? 'arp_op' : 'nw_proto', ({ value }) => String(value), 'nw_proto');
  }
  if (isArpType(type)) {
    put('arp_sha', mac);
    put('arp_tha', mac);
  }
  put('nw_tos', ({ value }) => String(value), 'nw_dscp');
  put('nw_ecn', ({ value }) => String(value));
  put('nw_ttl', ({ value }) => String(value));
  for (const name of ['mpls_label', 'mpls_tc', 'mpls_ttl', 'mpls_bos'])
    put(name, ({ value }) => String(value));
  put('nw_frag', ({ value, mask }) => fragmentName(value, mask) ?? '<error>', 'ip_frag');
  putTransport(match, type, put);
  return terms.join(',');
}

type Put = (name: string, form: (slot: Slot) => string, slotName?: string) => void;

/** The word that stands for the packet's type, and whether it says the protocol above IP too. */
function shorthandOf(
  match: FlowMatch,
  type: bigint,
): { readonly name: string; readonly saysProtocol: boolean } | undefined {
  const has = match.mask('nw_proto') !== 0n;
  if (type === EtherType.ip || type === EtherType.ipv6) {
    const isV6 = type === EtherType.ipv6;
    const names = isV6 ? protocolsOverIp6 : protocolsOverIp4;
    const name = has ? names.get(match.value('nw_proto')) : undefined;
    return name === undefined
      ? { name: isV6 ? 'ipv6' : 'ip', saysProtocol: !has }
      : { name, saysProtocol: true };
  }
  const name = otherTypes.get(type);
  return name === undefined ? undefined : { name, saysProtocol: false };
}

const protocolsOverIp4: ReadonlyMap<bigint, string> = new Map([
  [IpProto.icmp, 'icmp'],
  [IpProto.tcp, 'tcp'],
  [IpProto.udp, 'udp'],
  [IpProto.sctp, 'sctp'],
]);

const protocolsOverIp6: ReadonlyMap<bigint, string> = new Map([
  [IpProto.icmp6, 'icmp6'],
  [IpProto.tcp, 'tcp6'],
  [IpProto.udp, 'udp6'],
  [IpProto.sctp, 'sctp6'],
]);

const otherTypes: ReadonlyMap<bigint, string> = new Map([
  [EtherType.arp, 'arp'],
  [EtherType.rarp, 'rarp'],
  [0x8847n, 'mpls'],
  [0x8848n, 'mplsm'],
]);

function putTunnel(match: FlowMatch, terms: string[], put: Put): void {
  put('tun_id', hex(64));
  put('tun_src', ip4);
  put('tun_dst', ip4);
  put('tun_ipv6_src', ip6);
  put('tun_ipv6_dst', ip6);
  put('tun_gbp_id', decimal(16));
  put('tun_gbp_flags', ({ value }) => printHex(value));
  put('tun_tos', ({ value }) => value.toString(16));
  put('tun_ttl', ({ value }) => String(value));
  put('tun_erspan_ver', ({ value }) => String(value));
  // Each version of ERSPAN has its own fields.
  if (match.value('tun_erspan_ver') === 1n) put('tun_erspan_idx', ({ value }) => printHex(value));
  if (match.value('tun_erspan_ver') === 2n) {
    put('tun_erspan_dir', ({ value }) => String(value));
    put('tun_erspan_hwid', ({ value }) => printHex(value));
  }
  put('gtpu_flags', ({ value }) => printHex(value), 'tun_gtpu_flags');
  put('gtpu_msgtype', ({ value }) => String(value), 'tun_gtpu_msgtype');
  put('tun_flags', ({ value, mask }) => printFlags(tunnelFlagNames, value, mask, 0xfn));
  for (const id of match.metadataIds) {
    const { value, mask, size = 0, hasMask } = match.slot(`tun_metadata${id}`);
    if (hasMask === true && mask === 0n) terms.push(`tun_metadata${id}`);
    else {
      const shown = mask === ones(8 * size) ? '' : `/${printHex(mask)}`;
      terms.push(`tun_metadata${id}=${printHex(value)}${shown}`);
    }
  }
}

function putVlan({ value, mask }: Slot, terms: string[]): void {
  if (mask === 0n) return;
  const vid = mask & Vlan.vid;
  const pcp = mask & Vlan.pcp;
  const isTagged = (mask & value & Vlan.present) !== 0n;
  const isWhole = (vid === 0n || vid === Vlan.vid) && (pcp === 0n || pcp === Vlan.pcp);
  if (isTagged && isWhole && (vid !== 0n || pcp !== 0n)) {
    if (vid !== 0n) terms.push(`dl_vlan=${value & Vlan.vid}`);
    if (pcp !== 0n) terms.push(`dl_vlan_pcp=${value >> 13n}`);
    return;
  }
  terms.push(`vlan_tci=0x${padded(value, 4)}${mask === 0xffffn ? '' : `/0x${padded(mask, 4)}`}`);
}

function putNsh(match: FlowMatch, put: Put): void {
  const byte = ({ value, mask }: Slot): string =>
    mask === 0xffn ? String(value) : `0x${padded(value, 2)}/0x${padded(mask, 2)}`;
  const word = ({ value, mask }: Slot): string =>
    mask === ones(32) ? `0x${value.toString(16)}` : `0x${value.toString(16)}/0x${mask.toString(16)}`;
  for (const name of ['nsh_flags', 'nsh_ttl', 'nsh_mdtype', 'nsh_np']) put(name, byte);
  put('nsh_spi', word);
  put('nsh_si', byte);
  if (match.mask('nsh_mdtype') !== 0xffn || match.value('nsh_mdtype') !== 1n) return;
  for (const name of ['nsh_c1', 'nsh_c2', 'nsh_c3', 'nsh_c4']) put(name, word);
}

function putTransport(match: FlowMatch, type: bigint, put: Put): void {
  const protocol = match.value('nw_proto');
  const isIcmp6 = type === EtherType.ipv6 && protocol === IpProto.icmp6;
  if (isIcmp6 || (type === EtherType.ip && protocol === IpProto.icmp)) {
    put('icmp_type', decimal(16), 'tp_src');
    put('icmp_code', decimal(16), 'tp_dst');
  } else {
    put('tp_src', decimal(16));
    put('tp_dst', decimal(16));
  }
  if (isIcmp6) {
    put('nd_target', ip6);
    put('nd_sll', mac, 'arp_sha');
    put('nd_tll', mac, 'arp_tha');
    put('nd_reserved', ({ value }) => String(value));
    put('nd_options_type', decimal(16), 'tcp_flags');
  }
  if (isIpType(type) && protocol === IpProto.tcp) {
    put('tcp_flags', ({ value, mask }) => printFlags(tcpFlagNames, value, mask & 0xfffn, 0xfffn));
  }
}

function hex(width: number): (slot: Slot) => string {
  return ({ value, mask }) =>
    mask === ones(width) ? printHex(value) : `${printHex(value)}/${printHex(mask)}`;
}

/** Decimal, but hexadecimal where there is a mask. */
function decimal(width: number): (slot: Slot) => string {
  return ({ value, mask }) =>
    mask === ones(width) ? String(value) : `0x${value.toString(16)}/0x${mask.toString(16)}`;
}

function ip4({ value, mask }: Slot): string {
  return printIp4Masked(value, mask);
}

function ip6({ value, mask }: Slot): string {
  return printIp6Masked(value, mask);
}

function mac({ value, mask }: Slot): string {
  return printMacMasked(value, mask);
}

function padded(value: bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

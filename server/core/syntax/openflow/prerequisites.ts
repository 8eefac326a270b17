import { fields, type Prerequisite } from '../../net/fields.ts';
import { NodeKind } from '../nodeKind.ts';
import { fieldIndex, Needs, needsOf } from './names.ts';
import { type Scanner, addProblem } from './scanner.ts';

const Role = { ethType: 1, ipProto: 2, icmpType: 3, vlan: 4, packetType: 5, ctState: 6, port: 7 } as const;

/** Fields whose value says what the packet is, or whose own name depends on that. */
export const roles: Uint8Array = rolesOfFields();

/** `tp_src` is written for the ports of TCP, UDP and SCTP alike, `icmp_type` for both ICMPs, `nw_src` for ARP's addresses too. */
export const meantFields: readonly MeantFields[] = [
  meant('tcp_src', { udp: 'udp_src', sctp: 'sctp_src' }),
  meant('tcp_dst', { udp: 'udp_dst', sctp: 'sctp_dst' }),
  meant('icmp_type', { icmp6: 'icmpv6_type' }),
  meant('icmp_code', { icmp6: 'icmpv6_code' }),
  meant('ip_src', { arp: 'arp_spa' }),
  meant('ip_dst', { arp: 'arp_tpa' }),
  meant('nw_proto', { arp: 'arp_op' }),
];

export const ethTypeField: number = fieldIndex('eth_type');

const icmpTypeField = fieldIndex('icmp_type');
const icmp6TypeField = fieldIndex('icmpv6_type');

/** Whether the prerequisites of the match hold, and of the actions. Call once, when the row is read. */
export function checkPrerequisites(s: Scanner): void {
  const needs = s.matchNeeds | s.actionNeeds;
  if ((needs & ~Needs.ethernet) === 0) return;
  const lacks = needs & ~known(s);
  if (lacks !== 0) reportLacks(s);
}

/** Notes what a term says of the packet, and gives `tp_src` and its like the field that they mean for its protocol. */
export function learnFrom(s: Scanner, node: number, fieldIdx: number): void {
  const { tree } = s;
  const value = tree.value(node + 2);
  switch (roles[fieldIdx]) {
    case Role.ethType:
      s.ethType = value;
      break;
    case Role.ipProto:
      s.ipProto = value;
      resolve(s, node, fieldIdx);
      break;
    case Role.vlan:
      s.hasVlan = true;
      break;
    case Role.packetType:
      s.hasPacketType = true;
      break;
    case Role.ctState:
      s.isTracked = true;
      break;
    case Role.icmpType:
      s.icmpType = value;
      resolve(s, node, fieldIdx);
      break;
    default:
      resolve(s, node, fieldIdx);
  }
}

function resolve(s: Scanner, node: number, fieldIdx: number): void {
  const meant = meantField(s, fieldIdx);
  if (meant === fieldIdx) return;
  s.tree.amend(node, NodeKind.matchField, meant);
  s.matchNeeds = (s.matchNeeds & ~(needsOf[fieldIdx] as number)) | (needsOf[meant] as number);
}

/** The fields that a name stands for where the match says so: the first where nothing does. */
export interface MeantFields {
  readonly field: number;
  readonly udp: number;
  readonly sctp: number;
  readonly icmp6: number;
  readonly arp: number;
}

function meant(name: string, others: Partial<Record<'udp' | 'sctp' | 'icmp6' | 'arp', string>>): MeantFields {
  const field = fieldIndex(name);
  const indexOf = (other: string | undefined): number => (other === undefined ? field : fieldIndex(other));
  const { udp, sctp, icmp6, arp } = others;
  return { field, udp: indexOf(udp), sctp: indexOf(sctp), icmp6: indexOf(icmp6), arp: indexOf(arp) };
}

function meantField(s: Scanner, fieldIdx: number): number {
  const found = meantFields.find(({ field }) => field === fieldIdx);
  if (found === undefined) return fieldIdx;
  if (isArp(s) && found.arp !== fieldIdx) return found.arp;
  switch (s.ipProto) {
    case 17:
      return found.udp;
    case 132:
      return found.sctp;
    case 58:
      return found.icmp6;
    default:
      return fieldIdx;
  }
}

function isArp(s: Scanner): boolean {
  return s.ethType === 0x0806 || s.ethType === 0x8035;
}

/** The prerequisites that the match fulfils. */
function known(s: Scanner): number {
  let has: number = Needs.ethernet | (s.isTracked ? Needs.ct : 0) | (s.hasVlan ? Needs.vlan : 0);
  // A packet type other than Ethernet tells the Ethernet type in its own way; what it fulfils is not looked into.
  if (s.hasPacketType) has |= Needs.ip | Needs.ipv4 | Needs.ipv6 | Needs.nsh | Needs.mpls | Needs.arp;
  switch (s.ethType) {
    case 0x0800:
      has |= Needs.ip | Needs.ipv4;
      break;
    case 0x86dd:
      has |= Needs.ip | Needs.ipv6;
      break;
    case 0x0806:
    case 0x8035:
      has |= Needs.arp;
      break;
    case 0x8847:
    case 0x8848:
      has |= Needs.mpls;
      break;
    case 0x894f:
      has |= Needs.nsh;
      break;
    default:
  }
  if ((has & Needs.ip) === 0) return has;
  switch (s.ipProto) {
    case 6:
      return has | Needs.tcp;
    case 17:
      return has | Needs.udp;
    case 132:
      return has | Needs.sctp;
    case 1:
      return (has & Needs.ipv4) === 0 ? has : has | Needs.icmp4;
    case 58: {
      if ((has & Needs.ipv6) === 0) return has;
      has |= Needs.icmp6;
      if (s.icmpType === 135) has |= Needs.nd | Needs.ndSolicit;
      if (s.icmpType === 136) has |= Needs.nd | Needs.ndAdvert;
      return has;
    }
    default:
      return has;
  }
}

/** Says which terms lack what. Terms that stood before the protocol's word get their meaning here. */
function reportLacks(s: Scanner): void {
  const { tree } = s;
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.kind(node) !== NodeKind.matchField) continue;
    const fieldIdx = tree.value(node);
    if (fieldIdx < 0 || tree.kind(node + 1) !== NodeKind.fieldName) continue;
    const meant = meantField(s, fieldIdx);
    if (meant !== fieldIdx) tree.amend(node, NodeKind.matchField, meant);
    if (meant === icmpTypeField || meant === icmp6TypeField) s.icmpType = tree.value(node + 2);
  }
  const has = known(s);
  for (let node = 0; node < tree.nNodes; node++) {
    const kind = tree.kind(node);
    if (kind !== NodeKind.matchField && kind !== NodeKind.subfield) continue;
    const fieldIdx = tree.value(node);
    if (fieldIdx < 0 || tree.kind(node + 1) !== NodeKind.fieldName) continue;
    const spec = fields[fieldIdx];
    const needs = needsOf[fieldIdx] as number;
    if (spec === undefined || (needs & ~has) === 0) continue;
    if (kind === NodeKind.subfield && (s.actionNeeds & needs) === 0) continue;
    addProblem(
      s,
      tree.start(node + 1) + s.base,
      tree.end(node + 1) + s.base,
      `${spec.name} presupposes ${prerequisiteNames[spec.prerequisite]} in the match`,
    );
  }
}

const prerequisiteNames: { readonly [prerequisite in Prerequisite]: string } = {
  none: 'nothing',
  ethernet: 'an Ethernet packet',
  vlan: 'a VLAN (vlan_vid or vlan_tci)',
  arp: 'arp or rarp',
  ip: 'ip or ipv6',
  ipv4: 'ip',
  ipv6: 'ipv6',
  mpls: 'mpls or mplsm',
  nsh: 'dl_type=0x894f',
  tcp: 'tcp or tcp6',
  udp: 'udp or udp6',
  sctp: 'sctp or sctp6',
  icmp4: 'icmp',
  icmp6: 'icmp6',
  nd: 'icmp6 with icmp_type 135 or 136',
  ndSolicit: 'icmp6 with icmp_type=135',
  ndAdvert: 'icmp6 with icmp_type=136',
  ct: 'ct_state=+trk',
};

function rolesOfFields(): Uint8Array {
  const table = new Uint8Array(fields.length);
  const set = (names: readonly string[], role: number): void => {
    for (const name of names) table[fieldIndex(name)] = role;
  };
  set(['eth_type'], Role.ethType);
  set(['nw_proto'], Role.ipProto);
  set(['icmp_type', 'icmpv6_type'], Role.icmpType);
  set(['vlan_tci', 'vlan_vid', 'dl_vlan', 'vlan_pcp', 'dl_vlan_pcp'], Role.vlan);
  set(['packet_type'], Role.packetType);
  set(['ct_state'], Role.ctState);
  set(['tcp_src', 'tcp_dst', 'icmp_code', 'ip_src', 'ip_dst'], Role.port);
  return table;
}

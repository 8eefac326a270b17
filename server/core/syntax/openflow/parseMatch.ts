import { fields, type Prerequisite, shorthands } from '../../net/fields.ts';
import { NodeKind } from '../nodeKind.ts';
import { ethShorthand, Format, fieldIndex, formatOf, Needs, needsOf, widthOf } from './names.ts';
import { NameTable } from './nameTable.ts';
import {
  type Scanner,
  addProblem,
  barChar,
  classOf,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dotChar,
  equalsChar,
  isAt,
  isSeparator,
  lowerXChar,
  minusChar,
  nineChar,
  openBracketChar,
  openParenChar,
  plusChar,
  scanName,
  scanWord,
  slashChar,
  takeUnknown,
  zeroChar,
} from './scanner.ts';
import { fits, hexWidth, scanPlainNumber, takeValue } from './values.ts';

/** Flags of `ct_state`, `tcp_flags`, `tun_flags` and values of `ip_frag`, each with its bits. */
export const flagNames: Readonly<Record<'ctState' | 'tcpFlag' | 'tunFlag' | 'fragment', FlagNames>> = {
  ctState: bitsOf(['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat']),
  tcpFlag: bitsOf(['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns']),
  tunFlag: bitsOf(['oam', 'df', 'csum', 'key']),
  fragment: [
    ['no', 0],
    ['yes', 1],
    ['first', 1],
    ['later', 3],
    ['not_later', 0],
  ],
};

type FlagNames = readonly (readonly [name: string, bits: number])[];

function bitsOf(names: readonly string[]): FlagNames {
  return names.map((name, i) => [name, 1 << i] as const);
}

const ctStates = new NameTable(flagNames.ctState);
const tcpFlags = new NameTable(flagNames.tcpFlag);
const tunFlags = new NameTable(flagNames.tunFlag);
const fragments = new NameTable(flagNames.fragment);

const Role = { ethType: 1, ipProto: 2, icmpType: 3, vlan: 4, packetType: 5, ctState: 6, port: 7 } as const;

const hexFormat = Format.hex;
const port16Format = Format.port16;

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

const ethTypeField = fieldIndex('eth_type');
const icmpTypeField = fieldIndex('icmp_type');
const icmp6TypeField = fieldIndex('icmpv6_type');

/** Adds a term that is a shorthand such as `tcp`. `s.at` is behind the word, which began at `start`. */
export function addShorthand(s: Scanner, start: number, shorthand: number): void {
  const node = s.tree.open(NodeKind.matchField, start - s.base, ethTypeField);
  s.tree.leaf(NodeKind.keyword, start - s.base, s.at - s.base, shorthand);
  s.tree.close(node, s.at - s.base);
  if (shorthand === ethShorthand) return;
  const spec = shorthands[shorthand];
  if (spec === undefined) return;
  s.ethType = spec.ethType;
  if (spec.ipProto !== 0) s.ipProto = spec.ipProto;
}

/**
 * Parses the rest of a term behind its name, which began at `start` and ends at `s.at`. `fieldIdx` is -1 for a name that
 * is no field's; that was reported before.
 */
export function parseMatchField(s: Scanner, start: number, fieldIdx: number): void {
  const { tree } = s;
  if (fieldIdx >= 0 && isAt(s, equalsChar) && takePlainTerm(s, start, fieldIdx)) return;
  const node = tree.open(NodeKind.matchField, start - s.base, fieldIdx);
  tree.leaf(
    fieldIdx < 0 ? NodeKind.unknown : NodeKind.fieldName,
    start - s.base,
    s.at - s.base,
    Math.max(0, fieldIdx),
  );
  let width = fieldIdx < 0 ? 65535 : (widthOf[fieldIdx] as number);
  let isPart = false;
  if (isAt(s, openBracketChar)) {
    const bits = takeBits(s, width);
    width = bits;
    isPart = true;
  }
  const opener = s.at < s.end ? s.bytes[s.at] : 0;
  if (opener === equalsChar || opener === colonChar || opener === openParenChar) {
    s.at++;
    if (fieldIdx >= 0 && formatOf[fieldIdx] === Format.packetType && isAt(s, openParenChar))
      takePacketType(s);
    else takeMatchValue(s, fieldIdx, width, isPart);
    if (opener === openParenChar) closeParen(s);
  } else if (fieldIdx >= 0 && !fields[fieldIdx]?.name.startsWith('tun_metadata')) {
    addProblem(s, start, s.at, `${fields[fieldIdx]?.name ?? ''} needs a value`);
  }
  if (!isAtEndOfTerm(s)) takeUnknown(s, 'unexpected text after the value');
  tree.close(node, s.at - s.base);
  if (fieldIdx >= 0) {
    s.matchNeeds |= needsOf[fieldIdx] as number;
    if (roles[fieldIdx] !== 0 && !isPart) learnFrom(s, node, fieldIdx);
  }
}

/** Takes `reg0=0x1`, a term of one number, in one go. False, and nothing done, for every other form. */
function takePlainTerm(s: Scanner, start: number, fieldIdx: number): boolean {
  const format = formatOf[fieldIdx] as number;
  if (format > hexFormat && format !== port16Format) return false;
  const { base } = s;
  const nameEnd = s.at;
  s.at = nameEnd + 1;
  if (!scanPlainNumber(s) || !fits(s, widthOf[fieldIdx] as number) || isAt(s, closeParenChar)) {
    s.at = nameEnd;
    return false;
  }
  const node = s.tree.pair(
    NodeKind.matchField,
    fieldIdx,
    NodeKind.fieldName,
    start - base,
    nameEnd - base,
    nameEnd + 1 - base,
    s.at - base,
    s.low,
    s.high,
  );
  s.matchNeeds |= needsOf[fieldIdx] as number;
  if (roles[fieldIdx] !== 0) learnFrom(s, node, fieldIdx);
  return true;
}

/**
 * Scans `[]`, `[3]` or `[0..15]` at `s.at`, adds its leaf and returns how many bits it names. The leaf's value is the
 * lowest bit, its high word the highest.
 */
export function takeBits(s: Scanner, width: number): number {
  const { bytes, end } = s;
  const start = s.at;
  let at = start + 1;
  let low = 0;
  let high = width - 1;
  let isGood = true;
  if (at < end && bytes[at] !== closeBracketChar) {
    const first = at;
    low = 0;
    while (at < end && isDigit(bytes[at] as number)) low = low * 10 + ((bytes[at++] as number) - zeroChar);
    isGood = at > first && at - first < 5;
    high = low;
    if (at + 1 < end && bytes[at] === dotChar && bytes[at + 1] === dotChar) {
      at += 2;
      const second = at;
      high = 0;
      while (at < end && isDigit(bytes[at] as number))
        high = high * 10 + ((bytes[at++] as number) - zeroChar);
      isGood = isGood && at > second && at - second < 5;
    }
  }
  const isClosed = at < end && bytes[at] === closeBracketChar;
  if (isClosed) at++;
  else {
    s.at = at;
    at = scanWord(s);
    if (at < end && bytes[at] === closeBracketChar) at++;
  }
  s.at = at;
  if (!isClosed || !isGood) {
    s.tree.leaf(NodeKind.unknown, start - s.base, at - s.base);
    addProblem(s, start, at, 'bits are written [], [5] or [0..15]');
    return width;
  }
  s.tree.leaf(NodeKind.bits, start - s.base, at - s.base, low, high);
  if (high < low) addProblem(s, start, at, `bit ${high} is below bit ${low}`);
  else if (high >= width) addProblem(s, start, at, `bit ${high} lies outside a field of ${width} bits`);
  return Math.max(0, Math.min(high, width - 1) - low + 1);
}

/** Takes the `)` at `s.at`; what stands before it is unknown, its absence a problem. */
export function closeParen(s: Scanner): void {
  const classes = classOf;
  while (s.at < s.end && ((classes[s.bytes[s.at] as number] as number) & isSeparator) !== 0) s.at++;
  if (s.at < s.end && s.bytes[s.at] !== closeParenChar) takeUnknown(s, 'unexpected text before )', true);
  if (s.at < s.end) s.at++;
  else addProblem(s, s.end, s.end, 'a parenthesis is not closed');
}

/** Scans a value of a field, with its mask if it has one, and checks it. Used by matches and by actions that set fields. */
export function takeFieldValue(s: Scanner, fieldIdx: number, width: number, isPart: boolean): void {
  const { tree } = s;
  const format = fieldIdx < 0 ? Format.hex : (formatOf[fieldIdx] as number);
  const start = s.at;
  const node = tree.nNodes;
  const kind = takeValue(
    s,
    format === Format.port16 || format === Format.port32 ? NodeKind.portName : NodeKind.word,
  );
  if (kind === NodeKind.unknown) {
    if (start === s.end) addProblem(s, start, start, 'a value is missing: the line ends here');
    else takeUnknown(s, 'a value is expected');
    return;
  }
  if (!accepts(format, kind) && !(isPart && isNumber(kind))) {
    if (fieldIdx >= 0) rejectValue(s, node, fieldIdx);
  } else if (isNumber(kind)) checkWidth(s, node, start, fieldIdx, width, kind);
  if (isAt(s, slashChar)) takeMask(s, fieldIdx, format, width, isPart);
}

/** Whether the prerequisites of the match hold, and of the actions. Call once, when the row is read. */
export function checkPrerequisites(s: Scanner): void {
  const needs = s.matchNeeds | s.actionNeeds;
  if ((needs & ~Needs.ethernet) === 0) return;
  const lacks = needs & ~known(s);
  if (lacks !== 0) reportLacks(s);
}

function takeMatchValue(s: Scanner, fieldIdx: number, width: number, isPart: boolean): void {
  if (fieldIdx >= 0 && !isPart) {
    switch (formatOf[fieldIdx]) {
      case Format.ctState:
        if (takeFlags(s, ctStates)) return;
        break;
      case Format.tcpFlags:
        if (takeFlags(s, tcpFlags)) return;
        break;
      case Format.tunFlags:
        if (takeFlags(s, tunFlags)) return;
        break;
      case Format.frag:
        if (takeFlags(s, fragments)) return;
        break;
      default:
    }
  }
  takeFieldValue(s, fieldIdx, width, isPart);
}

/**
 * Flags such as `+new-est` or `syn|ack`: a `value` node with a leaf for each. A leaf's value is the flag's bits, its
 * high word 1 for `+`, -1 for `-`, 0 for none. False, and nothing done, where a number stands.
 */
function takeFlags(s: Scanner, names: NameTable): boolean {
  const { bytes, end, tree } = s;
  if (s.at >= end || isDigit(bytes[s.at] as number)) return false;
  const value = tree.open(NodeKind.value, s.at - s.base);
  while (s.at < end) {
    const start = s.at;
    const byte = bytes[start] as number;
    const sign = byte === plusChar ? 1 : byte === minusChar ? -1 : 0;
    if (sign !== 0) s.at++;
    const nameStart = s.at;
    const nameEnd = scanName(s);
    if (nameEnd === nameStart) {
      s.at = start;
      break;
    }
    s.at = nameEnd;
    const bits = names.find(bytes, nameStart, nameEnd);
    const isUnknown = bits === -1;
    tree.leaf(isUnknown ? NodeKind.unknown : NodeKind.word, start - s.base, nameEnd - s.base, bits, sign);
    if (isUnknown) addProblem(s, start, nameEnd, 'no such flag');
    if (isAt(s, barChar)) s.at++;
  }
  if (tree.nNodes === value + 1) {
    tree.truncate(value);
    return false;
  }
  tree.close(value, s.at - s.base);
  return true;
}

/** `(1,0x800)`: name space and type. */
function takePacketType(s: Scanner): void {
  const { tree } = s;
  const value = tree.open(NodeKind.value, s.at - s.base);
  s.at++;
  for (let part = 0; part < 2; part++) {
    if (takeValue(s, NodeKind.word) === NodeKind.unknown)
      addProblem(s, s.at, s.at, 'a packet type is written (1,0x800)');
    if (part === 0 && isAt(s, commaChar)) s.at++;
  }
  closeParen(s);
  tree.close(value, s.at - s.base);
}

function takeMask(s: Scanner, fieldIdx: number, format: number, width: number, isPart: boolean): void {
  const { tree } = s;
  s.at++;
  const start = s.at;
  const mask = tree.open(NodeKind.mask, start - s.base);
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) {
    if (start === s.end) addProblem(s, start, start, 'a mask is missing: the line ends here');
    else takeUnknown(s, 'a mask is expected');
  } else if (isNumber(kind) && (format === Format.ip4 || format === Format.ip6)) {
    const most = format === Format.ip4 ? 32 : 128;
    if (s.high !== 0 || s.low >>> 0 > most || kind === NodeKind.bigNumber) {
      addProblem(s, start, s.at, `a prefix has at most ${most} bits`);
    }
  } else if (!accepts(format, kind) && !(isPart && isNumber(kind))) {
    if (fieldIdx >= 0) rejectValue(s, mask + 1, fieldIdx);
  } else if (isNumber(kind) && !isAllOnes(s, start)) checkWidth(s, mask + 1, start, fieldIdx, width, kind);
  tree.close(mask, s.at - s.base);
  if (fieldIdx >= 0 && fields[fieldIdx]?.isMaskable === false && !isExactMask(s, width)) {
    addProblem(
      s,
      start,
      s.at,
      `${fields[fieldIdx]?.name ?? ''} is matched whole or not at all: it takes no mask`,
    );
  }
}

/** `-1`, which Open vSwitch takes for all ones whatever the width. */
function isAllOnes(s: Scanner, start: number): boolean {
  return s.bytes[start] === minusChar;
}

function isExactMask(s: Scanner, width: number): boolean {
  if (width > 32) return false;
  const ones = width === 32 ? -1 : (1 << width) - 1;
  return (s.low & ones) === ones;
}

function isNumber(kind: NodeKind): boolean {
  return kind === NodeKind.number || kind === NodeKind.bigNumber;
}

function accepts(format: number, kind: NodeKind): boolean {
  switch (format) {
    case Format.mac:
      return kind === NodeKind.mac;
    case Format.ip4:
      return kind === NodeKind.ip4;
    case Format.ip6:
      return kind === NodeKind.ip6;
    case Format.port16:
    case Format.port32:
      return kind === NodeKind.number || kind === NodeKind.portName || kind === NodeKind.word;
    case Format.tunFlags:
    case Format.tcpFlags:
    case Format.ctState:
    case Format.frag:
      return kind === NodeKind.number || kind === NodeKind.word;
    default:
      return kind === NodeKind.number || kind === NodeKind.bigNumber;
  }
}

function rejectValue(s: Scanner, node: number, fieldIdx: number): void {
  const { tree } = s;
  const spec = fields[fieldIdx];
  if (spec === undefined) return;
  tree.amend(node, NodeKind.unknown, 0);
  addProblem(
    s,
    tree.start(node) + s.base,
    tree.end(node) + s.base,
    `${spec.name} takes ${formatNames[spec.format]}`,
  );
}

const formatNames = {
  dec: 'a number',
  hex: 'a number',
  mac: 'an Ethernet address',
  ip4: 'an IPv4 address',
  ip6: 'an IPv6 address',
  port16: 'a port',
  port32: 'a port',
  packetType: 'a packet type such as (1,0x800)',
  tunFlags: 'tunnel flags',
  tcpFlags: 'TCP flags such as +syn-ack',
  ctState: 'connection states such as +trk-new',
  frag: 'no, yes, first, later or not_later',
} as const;

function checkWidth(
  s: Scanner,
  node: number,
  start: number,
  fieldIdx: number,
  width: number,
  kind: NodeKind,
): void {
  if (kind === NodeKind.number ? fits(s, width) : hexWidthOf(s, start) <= width) return;
  const name = fieldIdx < 0 ? 'the field' : (fields[fieldIdx]?.name ?? '');
  addProblem(s, s.tree.start(node) + s.base, s.at, `the value is wider than ${name} (${width} bits)`);
}

function hexWidthOf(s: Scanner, start: number): number {
  const isHex = ((s.bytes[start + 1] as number) | 0x20) === lowerXChar;
  return isHex ? hexWidth(s.bytes, start, s.at) : 128;
}

function isAtEndOfTerm(s: Scanner): boolean {
  if (s.at >= s.end) return true;
  return ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0;
}

/** Notes what a term says of the packet, and gives `tp_src` and its like the field that they mean for its protocol. */
function learnFrom(s: Scanner, node: number, fieldIdx: number): void {
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

function isDigit(byte: number): boolean {
  return byte >= zeroChar && byte <= nineChar;
}

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

/** Terms of a flow's match, and what it says of the packet: the fast form of `core/syntax/openflow/parseMatch.ts`. */

import {
  fieldAt,
  fits,
  fitsWide,
  formatIp4,
  formatIp6,
  formatMac,
  formatPort16,
  formatPort32,
  high,
  isAt,
  isDigitAt,
  isSeparator,
  kind,
  low,
  meantAt,
  nameValue,
  needsEthernet,
  number,
  pair,
  readName,
  rowEnd,
  value,
  valueLeaf,
} from './flowScan';
import {
  kindBigNumber,
  kindFieldName,
  kindIp4,
  kindIp6,
  kindKeyword,
  kindMac,
  kindMask,
  kindMatchField,
  kindNumber,
  kindPortName,
  kindValue,
  kindWord,
} from './kinds';
import { close, leaf, nextNode, open } from './nodes';

/** By shorthand: Ethernet type, IP protocol. */
const shorthandsAt: usize = 0x3800;

/** Sets of names. */
const ctStateSet: u32 = 6;
const tcpFlagSet: u32 = 7;
const tunFlagSet: u32 = 8;
const fragmentSet: u32 = 9;

/** Formats of fields. */
const formatHex: u32 = 1;
const formatPacketType: u32 = 7;
const formatTunFlags: u32 = 8;
const formatTcpFlags: u32 = 9;
const formatCtState: u32 = 10;
const formatFrag: u32 = 11;

/** Roles of fields. */
const roleEthType: u32 = 1;
const roleIpProto: u32 = 2;
const roleIcmpType: u32 = 3;
const roleVlan: u32 = 4;
const rolePacketType: u32 = 5;
const roleCtState: u32 = 6;

/** Prerequisites, a bit each. */
const needsVlan: u32 = 1 << 1;
const needsArp: u32 = 1 << 2;
const needsIp: u32 = 1 << 3;
const needsIpv4: u32 = 1 << 4;
const needsIpv6: u32 = 1 << 5;
const needsMpls: u32 = 1 << 6;
const needsNsh: u32 = 1 << 7;
const needsTcp: u32 = 1 << 8;
const needsUdp: u32 = 1 << 9;
const needsSctp: u32 = 1 << 10;
const needsIcmp4: u32 = 1 << 11;
const needsIcmp6: u32 = 1 << 12;
const needsNd: u32 = 1 << 13;
const needsNdSolicit: u32 = 1 << 14;
const needsNdAdvert: u32 = 1 << 15;
const needsCt: u32 = 1 << 16;

/** What the match says of the packet, and what its fields presuppose. */
let ethType: i32 = -1;
let ipProto: i32 = -1;
let icmpType: i32 = -1;
let known: u32 = 0;
let hasPacketType: bool = false;
export let matchNeeds: u32 = 0;

/** Begins a row: nothing is known of the packet. */
export function startMatch(): void {
  ethType = -1;
  ipProto = -1;
  icmpType = -1;
  known = needsEthernet;
  hasPacketType = false;
  matchNeeds = 0;
}

export function shorthand(start: usize, end: usize, idx: i32): void {
  const node = open(kindMatchField, start, load<i32>(meantAt));
  leaf(kindKeyword, start, end, idx, 0);
  close(node, end);
  const spec = shorthandsAt + ((idx as usize) << 2);
  const type: i32 = load<u16>(spec);
  if (type == 0) return;
  ethType = type;
  const proto: i32 = load<u16>(spec, 2);
  if (proto != 0) ipProto = proto;
}

export function matchField(start: usize, nameEnd: usize, fieldIdx: i32): usize {
  if (load<u8>(nameEnd) != 61) return 0;
  const spec = fieldAt(fieldIdx);
  const format: u32 = load<u8>(spec);
  const node = nextNode();
  let end: usize;
  if (format <= formatHex || format == formatPort16) {
    end = number(nameEnd + 1);
    if (end != 0 && fits(load<u16>(spec, 2)) && (end >= rowEnd || isAt(end, isSeparator))) {
      pair(kindMatchField, fieldIdx, kindFieldName, start, nameEnd, nameEnd + 1, end);
      learnFrom(node, fieldIdx, low);
      return end;
    }
  }
  open(kindMatchField, start, fieldIdx);
  leaf(kindFieldName, start, nameEnd, fieldIdx, 0);
  const valueNode = nextNode();
  if (format == formatPacketType) return 0;
  end =
    format >= formatTunFlags && !isDigitAt(nameEnd + 1)
      ? flags(nameEnd + 1, format)
      : fieldValue(nameEnd + 1, fieldIdx);
  if (end == 0 || (end < rowEnd && !isAt(end, isSeparator))) return 0;
  close(node, end);
  learnFrom(node, fieldIdx, load<i32>(valueNode, 16));
  return end;
}

/** `+new-est`, `syn|ack`. */
function flags(start: usize, format: u32): usize {
  const set =
    format == formatCtState
      ? ctStateSet
      : format == formatTcpFlags
        ? tcpFlagSet
        : format == formatFrag
          ? fragmentSet
          : tunFlagSet;
  const value = open(kindValue, start, 0);
  let at = start;
  while (true) {
    const byte: u32 = load<u8>(at);
    const sign: i32 = byte == 43 ? 1 : byte == 45 ? -1 : 0;
    const nameStart = sign != 0 ? at + 1 : at;
    const nameEnd = readName(set, nameStart);
    if (nameEnd == 0) return 0;
    leaf(kindWord, at, nameEnd, nameValue, sign);
    at = nameEnd;
    if (load<u8>(at) == 124) at++;
    if (at >= rowEnd || isAt(at, isSeparator)) break;
  }
  close(value, at);
  return at;
}

/** A value with its mask; -1 as field for a value that stands before its field. */
export function fieldValue(start: usize, fieldIdx: i32): usize {
  const spec = fieldAt(fieldIdx);
  const format: u32 = fieldIdx < 0 ? formatHex : (load<u8>(spec) as u32);
  const width: u32 = fieldIdx < 0 ? 65535 : (load<u16>(spec, 2) as u32);
  const isPort = format == formatPort16 || format == formatPort32;
  const end = value(start, isPort ? kindPortName : kindWord);
  if (end == 0) return 0;
  if (fieldIdx >= 0 && !accepts(format, kind)) return 0;
  if ((kind == kindNumber || kind == kindBigNumber) && !fitsWide(width)) return 0;
  valueLeaf(start, end);
  if (load<u8>(end) != 47) return end;
  if (fieldIdx >= 0 && load<u8>(spec, 9) == 0) return 0;
  const maskStart = end + 1;
  const mask = open(kindMask, maskStart, 0);
  const maskEnd = value(maskStart, kindWord);
  if (maskEnd == 0) return 0;
  const isNumber = kind == kindNumber || kind == kindBigNumber;
  if (isNumber && (format == formatIp4 || format == formatIp6)) {
    if (kind == kindBigNumber || high != 0 || (low as u32) > (format == formatIp4 ? 32 : 128)) return 0;
  } else if (fieldIdx >= 0 && !accepts(format, kind)) return 0;
  else if (isNumber && !fitsWide(width)) return 0;
  valueLeaf(maskStart, maskEnd);
  close(mask, maskEnd);
  return maskEnd;
}

function accepts(format: u32, found: i32): bool {
  if (format == formatMac) return found == kindMac;
  if (format == formatIp4) return found == kindIp4;
  if (format == formatIp6) return found == kindIp6;
  if (format == formatPort16 || format == formatPort32)
    return found == kindNumber || found == kindPortName || found == kindWord;
  if (format >= formatTunFlags) return found == kindNumber || found == kindWord;
  return found == kindNumber || found == kindBigNumber;
}

/** Notes what a term says of the packet, and gives a name of several fields the one that it means. */
function learnFrom(node: usize, fieldIdx: i32, said: i32): void {
  const spec = fieldAt(fieldIdx);
  matchNeeds |= load<u32>(spec, 4);
  const role: u32 = load<u8>(spec, 1);
  if (role == 0) return;
  if (role == roleEthType) {
    ethType = said;
    return;
  }
  if (role == roleVlan) {
    known |= needsVlan;
    return;
  }
  if (role == rolePacketType) {
    hasPacketType = true;
    return;
  }
  if (role == roleCtState) {
    known |= needsCt;
    return;
  }
  if (role == roleIpProto) ipProto = said;
  else if (role == roleIcmpType) icmpType = said;
  const meant = meantField(fieldIdx);
  if (meant == fieldIdx) return;
  store<i32>(node, meant, 16);
  matchNeeds = (matchNeeds & ~load<u32>(spec, 4)) | load<u32>(fieldAt(meant), 4);
}

/** Groups of eight bytes at `meantAt`: after the first, a field and what it is for UDP, SCTP, ICMPv6 and ARP. */
function meantField(fieldIdx: i32): i32 {
  const column: usize = ipProto == 17 ? 4 : ipProto == 132 ? 8 : ipProto == 58 ? 12 : 0;
  const isArp = ethType == 0x0806 || ethType == 0x8035;
  for (let i: usize = 0; i < 7; i++) {
    const row = meantAt + 4 + i * 20;
    if (load<i32>(row) != fieldIdx) continue;
    if (isArp && load<i32>(row, 16) != fieldIdx) return load<i32>(row, 16);
    return load<i32>(row + column);
  }
  return fieldIdx;
}

export function knownNeeds(): u32 {
  let has = known;
  if (hasPacketType) has |= needsIp | needsIpv4 | needsIpv6 | needsNsh | needsMpls | needsArp;
  if (ethType == 0x0800) has |= needsIp | needsIpv4;
  else if (ethType == 0x86dd) has |= needsIp | needsIpv6;
  else if (ethType == 0x0806 || ethType == 0x8035) has |= needsArp;
  else if (ethType == 0x8847 || ethType == 0x8848) has |= needsMpls;
  else if (ethType == 0x894f) has |= needsNsh;
  if ((has & needsIp) == 0) return has;
  if (ipProto == 6) return has | needsTcp;
  if (ipProto == 17) return has | needsUdp;
  if (ipProto == 132) return has | needsSctp;
  if (ipProto == 1) return (has & needsIpv4) == 0 ? has : has | needsIcmp4;
  if (ipProto == 58 && (has & needsIpv6) != 0) {
    has |= needsIcmp6;
    if (icmpType == 135) has |= needsNd | needsNdSolicit;
    if (icmpType == 136) has |= needsNd | needsNdAdvert;
  }
  return has;
}

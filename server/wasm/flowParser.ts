/**
 * Reads an OpenFlow flow as Open vSwitch prints it: the fast form of `core/syntax/openflow/parseRow.ts`, which says what
 * the tree is and which a test holds it to. It knows the forms that dumps consist of and no faults: where it meets
 * anything else it gives up, and the other one reads the row. AssemblyScript, compiled by `npm run wasm` into
 * `core/syntax/openflow/flowModule.ts`.
 *
 * The caller puts the row at `inputAt` or beyond, ended by a line break, and finds nodes of six integers at `nodesAt`:
 * kind, start, end, next, value, high. Names and fields are defined by the caller, once. All numbers below are addresses
 * and sizes in bytes; `core/syntax/openflow/compiledParser.ts` has the same.
 */

import * as names from './names';
import {
  close,
  leaf,
  nextNode,
  nodeCount,
  open,
  startNodes,
  truncate,
  wide,
  wordCount,
  wordsOf,
} from './nodes';

/** By byte: what it can be, see `isSeparator` and the bits after it. */
const classesAt: usize = 0x400;
/** By field, 16 bytes each: width, format, needs, and marks for what is special about it. */
const fieldsAt: usize = 0x1000;
/** By action, 8 bytes each: grammar, width, whether it changes the packet's type. */
const actionsAt: usize = 0x3000;
/** By shorthand: Ethernet type, IP protocol. */
const shorthandsAt: usize = 0x3800;
/** By attribute: its form. */
const attributesAt: usize = 0x3c00;
/** By action and key, a bit each: the keys that its arguments may have. 16 bytes an action. */
const keysAt: usize = 0x4000;
/** Fields that are meant by the names of others. */
const meantAt: usize = 0x5000;
/** Eight groups of an IPv6 address. */
const groupsAt: usize = 0x5100;
/** By table and level of priority, a byte each: how many rows were taken as samples. */
const takenAt: usize = 0x5800;
/** The lines taken, their first byte and the byte after the last. */
const samplesAt: usize = 0x4c000;
const maxSamples: u32 = 4000;

const isSeparator: u32 = 2;
const endsNumber: u32 = 4;
const endsWord: u32 = 8;

/** Sets of names. */
const rowSet: u32 = 1;
const actionSet: u32 = 2;
const fieldSet: u32 = 3;
const keySet: u32 = 4;
const learnSet: u32 = 5;
const ctStateSet: u32 = 6;
const tcpFlagSet: u32 = 7;
const tunFlagSet: u32 = 8;
const fragmentSet: u32 = 9;

/** Classes of the words of a row. */
const classField: i32 = 0;
const classShorthand: i32 = 1;
const classAttribute: i32 = 2;
const classFlag: i32 = 3;
const classActions: i32 = 4;

/** Forms of attributes. */
const durationForm: u32 = 1;
const tableForm: u32 = 2;
const wordForm: u32 = 3;

/** Formats of fields. */
const formatHex: u32 = 1;
const formatMac: u32 = 2;
const formatIp4: u32 = 3;
const formatIp6: u32 = 4;
const formatPort16: u32 = 5;
const formatPort32: u32 = 6;
const formatPacketType: u32 = 7;
const formatTunFlags: u32 = 8;
const formatTcpFlags: u32 = 9;
const formatCtState: u32 = 10;
const formatFrag: u32 = 11;

/** Kinds of nodes. */
const kindNumber: i32 = 3;
const kindMac: i32 = 4;
const kindIp4: i32 = 5;
const kindIp6: i32 = 6;
const kindString: i32 = 7;
const kindWord: i32 = 8;
const kindOperator: i32 = 2;
const kindKeyword: i32 = 9;
const kindFieldName: i32 = 10;
const kindBits: i32 = 11;
const kindActionName: i32 = 12;
const kindAttributeName: i32 = 13;
const kindDuration: i32 = 14;
const kindHexBytes: i32 = 16;
const kindPortName: i32 = 17;
const kindTableName: i32 = 18;
const kindBigNumber: i32 = 24;
const kindRow: i32 = 32;
const kindAttribute: i32 = 33;
const kindMatch: i32 = 34;
const kindMatchField: i32 = 35;
const kindActions: i32 = 36;
const kindAction: i32 = 37;
const kindArgument: i32 = 38;
const kindSubfield: i32 = 39;
const kindValue: i32 = 40;
const kindMask: i32 = 41;

/** Grammars of actions. */
const grammarNone: u32 = 0;
const grammarNumber: u32 = 1;
const grammarMasked: u32 = 2;
const grammarMac: u32 = 3;
const grammarIp4: u32 = 4;
const grammarTable: u32 = 5;
const grammarOutput: u32 = 6;
const grammarSetField: u32 = 7;
const grammarLoad: u32 = 8;
const grammarMove: u32 = 9;
const grammarSubfield: u32 = 10;
const grammarResubmit: u32 = 11;
const grammarList: u32 = 12;
const grammarListThenField: u32 = 13;
const grammarHexBytes: u32 = 14;
const grammarActions: u32 = 15;
const grammarCt: u32 = 16;
const grammarNat: u32 = 17;
const grammarLearn: u32 = 18;
const grammarPort: u32 = 19;
const grammarController: u32 = 20;
const grammarField: u32 = 21;

/** Roles of fields. */
const roleEthType: u32 = 1;
const roleIpProto: u32 = 2;
const roleIcmpType: u32 = 3;
const roleVlan: u32 = 4;
const rolePacketType: u32 = 5;
const roleCtState: u32 = 6;

/** Prerequisites, a bit each. */
const needsEthernet: u32 = 1;
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

/** Deeper nests are left to the other parser. */
const maxDepth: i32 = 16;

let rowEnd: usize = 0;
let nRead: i32 = 0;
let nSamples: u32 = 0;
/** What the row says of them. */
let table: u32 = 0;
let priority: u32 = 0;
/** What was read last: of a name its value, of a value its kind and number. */
let nameValue: i32 = 0;
let kind: i32 = 0;
let low: i32 = 0;
let high: i32 = 0;
/** What the match says of the packet, and what its fields and the actions presuppose. */
let ethType: i32 = -1;
let ipProto: i32 = -1;
let icmpType: i32 = -1;
let known: u32 = 0;
let hasPacketType: bool = false;
let matchNeeds: u32 = 0;
let actionNeeds: u32 = 0;
let isTypeChanged: bool = false;

/** The nodes of the row `[from, to)`, or 0 where the other parser has to read it. A line break stands at `to`. */
export function parse(from: usize, to: usize): i32 {
  startNodes(from);
  rowEnd = to;
  ethType = -1;
  ipProto = -1;
  icmpType = -1;
  known = needsEthernet;
  hasPacketType = false;
  matchNeeds = 0;
  actionNeeds = 0;
  isTypeChanged = false;
  table = 0;
  priority = 0xffffffff;
  names.startNames(rowSet);
  names.startNames(actionSet);
  names.startNames(fieldSet);
  const root = open(kindRow, from, 0);
  const at = parseFlow(skipSeparators(from));
  if (at == 0) return 0;
  const needs = matchNeeds | actionNeeds;
  if ((needs & ~needsEthernet) != 0 && (needs & ~knownNeeds()) != 0) return 0;
  close(root, to);
  return nodeCount();
}

/**
 * Reads the lines of `[from, to)`, one after the other, each into the same nodes. Returns where the first one begins that
 * the other parser has to read, that is longer than `most`, or that has no line break; their number is `nLines`.
 */
export function parseLines(from: usize, to: usize, most: usize): usize {
  const lineFeed = i8x16.splat(10);
  let start = from;
  nRead = 0;
  nSamples = 0;
  for (let at = from; at < to; at += 32) {
    let found =
      (i8x16.bitmask(i8x16.eq(v128.load(at), lineFeed)) as u32) |
      ((i8x16.bitmask(i8x16.eq(v128.load(at, 16), lineFeed)) as u32) << 16);
    while (found != 0) {
      const next = at + (ctz(found) as usize);
      found &= found - 1;
      if (next >= to || next - start > most) return start;
      const end = next > start && load<u8>(next - 1) == 13 ? next - 1 : next;
      if (parse(start, end) == 0) return start;
      takeSample(start, end);
      nRead++;
      start = next + 1;
    }
  }
  return start;
}

/** Begins a text: no sample of it was taken. */
export function startText(): void {
  memory.fill(takenAt, 0, 1024);
}

/**
 * Notes the rows that tell the layout of tables: of each table one, and a few more of the priorities of physical flows,
 * as `core/model/layoutEvidence.ts` looks at them.
 */
function takeSample(start: usize, end: usize): void {
  const level: usize = priority == 0 ? 0 : priority == 100 ? 1 : priority == 1010 ? 2 : 3;
  const at = takenAt + ((table as usize) << 2) + level;
  const nTaken: u32 = load<u8>(at);
  if (nTaken >= (level == 3 ? 1 : 6) || nSamples == maxSamples) return;
  store<u8>(at, nTaken + 1);
  store<u32>(samplesAt + ((nSamples as usize) << 3), start as u32);
  store<u32>(samplesAt + ((nSamples as usize) << 3), end as u32, 4);
  nSamples++;
}

export function nTaken(): u32 {
  return nSamples;
}

export function nLines(): i32 {
  return nRead;
}

export { define } from './names';

export function nBigWords(): u32 {
  return wordCount();
}

function parseFlow(first: usize): usize {
  let at = first;
  let match: usize = 0;
  while (at < rowEnd) {
    const nameEnd = readName(rowSet, at);
    if (nameEnd == 0) return 0;
    const wordClass = nameValue >> 16;
    const idx = nameValue & 0xffff;
    if (wordClass == classField || wordClass == classShorthand) {
      if (match == 0) match = open(kindMatch, at, 0);
      if (wordClass == classField) {
        const end = matchField(at, nameEnd, idx);
        if (end == 0) return 0;
        at = end;
      } else {
        shorthand(at, nameEnd, idx);
        at = nameEnd;
      }
      close(match, at);
    } else {
      match = 0;
      if (wordClass == classAttribute) at = attribute(at, nameEnd, idx);
      else if (wordClass == classFlag) {
        const node = open(kindAttribute, at, -1);
        leaf(kindAttributeName, at, nameEnd, 0, 0);
        close(node, nameEnd);
        at = nameEnd;
      } else return actionList(at, nameEnd);
      if (at == 0) return 0;
    }
    if (at < rowEnd && !isAt(at, isSeparator)) return 0;
    at = skipSeparators(at);
  }
  return 0;
}

function actionList(start: usize, nameEnd: usize): usize {
  leaf(kindKeyword, start, nameEnd, 0, 0);
  if (load<u8>(nameEnd) != 61) return 0;
  const list = open(kindActions, nameEnd + 1, 0);
  const end = parseActions(nameEnd + 1, 0);
  if (end == 0) return 0;
  close(list, end);
  return skipSeparators(end) == rowEnd ? rowEnd : 0;
}

function attribute(start: usize, nameEnd: usize, idx: i32): usize {
  const form: u32 = load<u8>(attributesAt + (idx as usize));
  if (load<u8>(nameEnd) != 61 || form == wordForm) return 0;
  const valueStart = nameEnd + 1;
  if (form == durationForm) {
    const end = duration(valueStart);
    if (end == 0) return 0;
    const node = open(kindAttribute, start, idx);
    leaf(kindAttributeName, start, nameEnd, idx, 0);
    leaf(kindDuration, valueStart, end, low, 0);
    close(node, end);
    return end;
  }
  const end = number(valueStart);
  if (end == 0 || !fits(form == tableForm ? 8 : form)) return 0;
  pair(kindAttribute, idx, kindAttributeName, start, nameEnd, valueStart, end);
  if (form == tableForm) table = low as u32;
  else if (idx == load<i32>(meantAt, 180)) priority = low as u32;
  return end;
}

/** Milliseconds are left in `low`. */
function duration(start: usize): usize {
  let at = start;
  let seconds: u64 = 0;
  while (true) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    seconds = seconds * 10 + digit;
    at++;
  }
  // More than 15 digits are no time.
  if (at == start || at - start > 15) return 0;
  let milliseconds = seconds * 1000;
  if (load<u8>(at) == 46) {
    at++;
    let unit: u32 = 100;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      milliseconds += digit * unit;
      unit /= 10;
      at++;
    }
  }
  if (load<u8>(at) == 115) at++;
  if (at < rowEnd && !isAt(at, isSeparator)) return 0;
  low = min<u64>(milliseconds, 0x7fffffff) as i32;
  return at;
}

function shorthand(start: usize, end: usize, idx: i32): void {
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

function matchField(start: usize, nameEnd: usize, fieldIdx: i32): usize {
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
function fieldValue(start: usize, fieldIdx: i32): usize {
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

function knownNeeds(): u32 {
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

function parseActions(start: usize, depth: i32): usize {
  let at = start;
  let last = start;
  if (depth > maxDepth) return 0;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return last;
    if (load<u8>(at) == 41) return depth > 0 ? last : 0;
    at = parseAction(at, depth);
    if (at == 0) return 0;
    last = at;
  }
}

function parseAction(start: usize, depth: i32): usize {
  const nameEnd = readName(actionSet, start);
  if (nameEnd == 0) return bareOutput(start);
  const idx = nameValue;
  const spec = actionsAt + ((idx as usize) << 3);
  const grammar: u32 = load<u8>(spec);
  const node = open(kindAction, start, idx);
  leaf(kindActionName, start, nameEnd, idx, 0);
  let at = nameEnd;
  const opener: u32 = load<u8>(nameEnd);
  if (opener == 40) {
    at = argumentInParens(nameEnd + 1, idx, grammar, depth);
    if (at == 0) return 0;
    at = closeParen(at);
    if (at == 0) return 0;
    if (grammar == grammarListThenField) {
      at = arrow(at);
      if (at == 0) return 0;
      at = subfield(at, true);
      if (at == 0) return 0;
    }
  } else if (opener == 58) {
    at = argumentBehindColon(nameEnd + 1, idx, grammar, load<u8>(spec, 1));
    if (at == 0) return 0;
  } else if (opener == 61 || !standsAlone(grammar)) return 0;
  if (at < rowEnd && !isAt(at, isSeparator) && load<u8>(at) != 41) return 0;
  close(node, at);
  if (load<u8>(spec, 2) != 0) isTypeChanged = true;
  return at;
}

function standsAlone(grammar: u32): bool {
  return (
    grammar == grammarNone ||
    grammar == grammarList ||
    grammar == grammarPort ||
    grammar == grammarController ||
    grammar == grammarCt ||
    grammar == grammarNat ||
    grammar == grammarLearn ||
    grammar == grammarHexBytes ||
    grammar == grammarActions
  );
}

function argumentInParens(at: usize, idx: i32, grammar: u32, depth: i32): usize {
  if (grammar == grammarResubmit) return resubmit(at);
  if (grammar == grammarCt || grammar == grammarNat) return conntrack(at, idx, depth);
  if (grammar == grammarActions) return nested(at, depth);
  if (grammar == grammarLearn) return learn(at);
  if (grammar >= grammarList && grammar <= grammarListThenField) return list(at, idx);
  if (grammar == grammarController) return list(at, idx);
  return 0;
}

function argumentBehindColon(at: usize, idx: i32, grammar: u32, width: u32): usize {
  if (grammar == grammarLoad) return loadValue(at);
  if (grammar == grammarMove) return move(at);
  if (grammar == grammarSetField) return setField(at);
  if (grammar == grammarOutput) return portOrSubfield(at);
  if (grammar == grammarSubfield || grammar == grammarField) return subfield(at, false);
  if (grammar == grammarNumber) return plainNumber(at, width);
  if (grammar == grammarController) return plainNumber(at, 16);
  if (grammar == grammarTable) return plainNumber(at, 8);
  if (grammar == grammarMac) return ofKind(at, kindMac);
  if (grammar == grammarIp4) return ofKind(at, kindIp4);
  if (grammar == grammarHexBytes) return hexBytes(at);
  if (grammar == grammarMasked) {
    const end = plainNumber(at, 64);
    if (end == 0 || load<u8>(end) != 47) return end;
    const mask = open(kindMask, end + 1, 0);
    const maskEnd = value(end + 1, kindWord);
    if (maskEnd == 0) return 0;
    valueLeaf(end + 1, maskEnd);
    close(mask, maskEnd);
    return maskEnd;
  }
  return 0;
}

function bareOutput(start: usize): usize {
  const first: u32 = load<u8>(start);
  if (first != 34 && !isDigitAt(start)) return 0;
  const node = open(kindAction, start, load<i32>(meantAt, 144));
  const end = value(start, kindPortName);
  if (end == 0 || (kind != kindNumber && kind != kindPortName)) return 0;
  if (end < rowEnd && !isAt(end, isSeparator) && load<u8>(end) != 41) return 0;
  valueLeaf(start, end);
  close(node, end);
  return end;
}

function nested(at: usize, depth: i32): usize {
  const node = open(kindActions, at, 0);
  const end = parseActions(at, depth + 1);
  if (end == 0) return 0;
  // The list ends where its parenthesis does.
  const last = skipSeparators(end);
  close(node, last);
  return last;
}

function plainNumber(at: usize, width: u32): usize {
  const end = value(at, kindWord);
  if (end == 0 || kind != kindNumber || !fits(width)) return 0;
  leaf(kindNumber, at, end, low, high);
  return end;
}

function ofKind(at: usize, wanted: i32): usize {
  const end = value(at, kindWord);
  if (end == 0 || kind != wanted) return 0;
  leaf(wanted, at, end, low, high);
  return end;
}

function portOrSubfield(at: usize): usize {
  const fieldEnd = knownSubfield(at);
  if (fieldEnd != 0) return fieldEnd;
  const end = value(at, kindPortName);
  if (end == 0 || (kind == kindNumber && high != 0)) return 0;
  valueLeaf(at, end);
  return end;
}

function setField(start: usize): usize {
  const valueNode = nextNode();
  const end = fieldValue(start, -1);
  if (end == 0) return 0;
  const found = load<i32>(valueNode);
  const foundLow = load<i32>(valueNode, 16);
  const foundHigh = load<i32>(valueNode, 20);
  const fieldStart = arrow(end);
  if (fieldStart == 0) return 0;
  const fieldEnd = subfield(fieldStart, true);
  if (fieldEnd == 0) return 0;
  const spec = fieldAt(nameValue);
  const format: u32 = load<u8>(spec);
  const width: u32 = load<u16>(spec, 2);
  const isAddress = format >= formatMac && format <= formatIp6;
  if (found == kindNumber) {
    low = foundLow;
    high = foundHigh;
    return isAddress || !fits(width) ? 0 : fieldEnd;
  }
  if (found == kindMac) return format == formatMac ? fieldEnd : 0;
  if (found == kindIp4) return format == formatIp4 ? fieldEnd : 0;
  if (found == kindIp6) return format == formatIp6 ? fieldEnd : 0;
  if (found == kindWord && (format == formatPort16 || format == formatPort32)) {
    store<i32>(valueNode, kindPortName);
    return fieldEnd;
  }
  return found == kindBigNumber && width > 64 ? fieldEnd : 0;
}

function loadValue(start: usize): usize {
  const end = value(start, kindWord);
  if (end == 0 || kind != kindNumber) return 0;
  const foundLow = low;
  const foundHigh = high;
  leaf(kindNumber, start, end, low, high);
  const fieldStart = arrow(end);
  if (fieldStart == 0) return 0;
  const fieldEnd = subfield(fieldStart, true);
  if (fieldEnd == 0) return 0;
  low = foundLow;
  high = foundHigh;
  return fits(bitsWidth) ? fieldEnd : 0;
}

function move(start: usize): usize {
  const end = subfield(start, false);
  if (end == 0) return 0;
  const width = bitsWidth;
  const fieldStart = arrow(end);
  if (fieldStart == 0) return 0;
  const fieldEnd = subfield(fieldStart, true);
  return fieldEnd == 0 || bitsWidth != width ? 0 : fieldEnd;
}

function arrow(at: usize): usize {
  if (load<u16>(at) != 0x3e2d || at + 2 > rowEnd) return 0;
  leaf(kindOperator, at, at + 2, 0, 0);
  return at + 2;
}

/** Bits of the subfield last read. */
let bitsWidth: u32 = 0;

/** A field with or without bits; its index is left in `nameValue`. */
function subfield(at: usize, isDestination: bool): usize {
  const nameEnd = readName(fieldSet, at);
  if (nameEnd == 0) return 0;
  const spec = fieldAt(nameValue);
  if (isDestination && load<u8>(spec, 8) == 0) return 0;
  const end = addSubfield(at, nameEnd, nameValue);
  if (!isTypeChanged) actionNeeds |= load<u32>(spec, 4);
  return end;
}

/** The same where a field is only one of several things that may stand here: 0, and nothing done, for any other. */
function knownSubfield(at: usize): usize {
  const nameEnd = readName(fieldSet, at);
  if (nameEnd == 0) return 0;
  if (nameEnd < rowEnd && !isAt(nameEnd, endsWord | endsNumber)) return 0;
  const before = nextNode();
  const end = addSubfield(at, nameEnd, nameValue);
  if (end == 0) truncate(before);
  return end;
}

function addSubfield(start: usize, nameEnd: usize, fieldIdx: i32): usize {
  const node = open(kindSubfield, start, fieldIdx);
  leaf(kindFieldName, start, nameEnd, fieldIdx, 0);
  let at = nameEnd;
  bitsWidth = load<u16>(fieldAt(fieldIdx), 2);
  if (load<u8>(at) == 91) {
    at = bits(at, bitsWidth);
    if (at == 0) return 0;
  }
  close(node, at);
  return at;
}

/** `[]`, `[3]`, `[0..15]`. */
function bits(start: usize, width: u32): usize {
  let at = start + 1;
  let first: u32 = 0;
  let last: u32 = width - 1;
  if (load<u8>(at) != 93) {
    let digits = at;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      first = first * 10 + digit;
      at++;
    }
    if (at == digits || at - digits > 4) return 0;
    last = first;
    if (load<u16>(at) == 0x2e2e) {
      at += 2;
      digits = at;
      last = 0;
      while (true) {
        const digit = (load<u8>(at) as u32) - 48;
        if (digit > 9) break;
        last = last * 10 + digit;
        at++;
      }
      if (at == digits || at - digits > 4) return 0;
    }
    if (load<u8>(at) != 93 || last < first || last >= width) return 0;
  }
  at++;
  leaf(kindBits, start, at, first as i32, last as i32);
  bitsWidth = last - first + 1;
  return at;
}

function resubmit(start: usize): usize {
  let at = start;
  if (load<u8>(at) != 44) {
    const end = value(at, kindPortName);
    if (end == 0) return 0;
    valueLeaf(at, end);
    at = end;
    if (load<u8>(at) == 41) return at;
  }
  if (load<u8>(at) != 44) return 0;
  at++;
  const end = plainNumber(at, 8);
  if (end == 0 || load<u8>(end) != 44) return end;
  // `,ct` and nothing else.
  if (load<u16>(end, 1) != 0x7463 || load<u8>(end, 3) != 41) return 0;
  leaf(kindKeyword, end + 1, end + 3, 0, 0);
  return end + 3;
}

/** Numbers, fields, keys with values, with commas, up to the closing parenthesis. */
function list(start: usize, idx: i32): usize {
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    at = item(at, idx);
    if (at == 0) return 0;
    const byte: u32 = load<u8>(at);
    if (byte == 47 || byte == 58 || byte == 93) at++;
    else if (byte != 41 && !isAt(at, isSeparator)) return 0;
  }
}

function item(start: usize, idx: i32): usize {
  if (!isDigitAt(start)) {
    const nameEnd = readName(keySet, start);
    if (nameEnd != 0) {
      const key = nameValue;
      const next: u32 = load<u8>(nameEnd);
      if (!hasKey(idx, key)) return 0;
      if (next == 58 || next == 40) return 0;
      const node = open(kindArgument, start, key);
      leaf(kindAttributeName, start, nameEnd, key, 0);
      let at = nameEnd;
      if (next == 61) {
        at = itemValue(nameEnd + 1, key);
        if (at == 0) return 0;
      }
      close(node, at);
      return at;
    }
    // `field=…` and its like are no fields here.
    const fieldEnd = readName(fieldSet, start);
    if (fieldEnd == 0) return 0;
    const next: u32 = load<u8>(fieldEnd);
    return next == 61 || next == 58 || next == 40 ? 0 : knownSubfield(start);
  }
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return end;
}

function itemValue(start: usize, key: i32): usize {
  if (key == load<i32>(meantAt, 148)) return hexBytes(start);
  if (key == load<i32>(meantAt, 152) || key == load<i32>(meantAt, 156)) return 0;
  const fieldEnd = knownSubfield(start);
  if (fieldEnd != 0) return fieldEnd;
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return isAt(end, isSeparator) || load<u8>(end) == 41 ? end : 0;
}

function hexBytes(start: usize): usize {
  let at = start;
  while (true) {
    const byte: u32 = load<u8>(at);
    if (byte == 46) {
      at++;
      continue;
    }
    if (hexDigit(byte) > 15) break;
    if (hexDigit(load<u8>(at, 1)) > 15) return 0;
    at += 2;
  }
  if (at == start || (at < rowEnd && !isAt(at, endsWord))) return 0;
  leaf(kindHexBytes, start, at, 0, 0);
  return at;
}

/** The arguments of `ct` and of the `nat` inside it. */
function conntrack(start: usize, idx: i32, depth: i32): usize {
  if (depth > maxDepth) return 0;
  const isNat = load<u8>(actionsAt + ((idx as usize) << 3)) == grammarNat;
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    const nameEnd = readName(keySet, at);
    if (nameEnd == 0) return 0;
    const key = nameValue;
    if (!hasKey(idx, key)) return 0;
    const node = open(kindArgument, at, key);
    leaf(kindAttributeName, at, nameEnd, key, 0);
    at = nameEnd;
    const opener: u32 = load<u8>(nameEnd);
    if (opener == 40 || opener == 61) {
      at = isNat ? natRange(nameEnd + 1) : ctArgument(nameEnd + 1, key, opener == 40, depth);
      if (at == 0) return 0;
      if (opener == 40) {
        at = closeParen(at);
        if (at == 0) return 0;
      }
    }
    if (at < rowEnd && !isAt(at, isSeparator) && load<u8>(at) != 41) return 0;
    close(node, at);
  }
}

function ctArgument(at: usize, key: i32, isParen: bool, depth: i32): usize {
  if (key == load<i32>(meantAt, 160)) return isParen ? nested(at, depth) : 0;
  if (key == load<i32>(meantAt, 164)) return isParen ? conntrack(at, load<i32>(meantAt, 168), depth + 1) : 0;
  if (key == load<i32>(meantAt, 172)) return plainNumber(at, 8);
  if (key == load<i32>(meantAt, 176)) {
    const fieldEnd = knownSubfield(at);
    return fieldEnd != 0 ? fieldEnd : plainNumber(at, 16);
  }
  const end = value(at, kindWord);
  if (end == 0) return 0;
  valueLeaf(at, end);
  return end;
}

/** `10.0.0.1-10.0.0.9:1000-2000`, `[fe80::1]-[fe80::2]:80`, `fe80::1`. */
function natRange(start: usize): usize {
  let at = start;
  while (true) {
    const isBracket = load<u8>(at) == 91;
    if (isBracket) at++;
    const end = value(at, kindWord);
    if (end == 0 || (kind != kindIp4 && kind != kindIp6 && kind != kindNumber)) return 0;
    valueLeaf(at, end);
    at = end;
    if (isBracket) {
      if (load<u8>(at) != 93) return 0;
      at++;
    }
    const byte: u32 = load<u8>(at);
    if (byte != 45 && byte != 58) return at;
    at++;
    if (at >= rowEnd) return 0;
  }
}

function learn(start: usize): usize {
  let at = start;
  while (true) {
    at = skipSeparators(at);
    if (at >= rowEnd) return 0;
    if (load<u8>(at) == 41) return at;
    const node = open(kindArgument, at, -1);
    const nameEnd = readName(learnSet, at);
    if (nameEnd != 0 && load<u8>(nameEnd) != 91) {
      const key = nameValue;
      leaf(kindAttributeName, at, nameEnd, 0, 0);
      at = nameEnd;
      const opener: u32 = load<u8>(nameEnd);
      if (opener == 40) return 0;
      if (opener == 61 || opener == 58) at = learnValue(nameEnd + 1, key);
    } else at = learnMatch(at);
    if (at == 0) return 0;
    if (at < rowEnd && !isAt(at, isSeparator) && load<u8>(at) != 41) return 0;
    close(node, at);
  }
}

function learnValue(start: usize, key: i32): usize {
  // `table`, `result_dst` and `output`, `load`; of all others a number.
  if (key == 0) return plainNumber(start, 8);
  if (key == 10 || key == 12) return knownSubfield(start);
  if (key == 11) {
    let at = knownSubfield(start);
    if (at == 0) {
      at = value(start, kindWord);
      if (at == 0) return 0;
      valueLeaf(start, at);
    }
    at = arrow(at);
    return at == 0 ? 0 : knownSubfield(at);
  }
  const end = value(start, kindWord);
  if (end == 0) return 0;
  valueLeaf(start, end);
  return end;
}

function learnMatch(start: usize): usize {
  const nameEnd = readName(fieldSet, start);
  if (nameEnd == 0) return 0;
  const fieldIdx = nameValue;
  const at = addSubfield(start, nameEnd, fieldIdx);
  if (at == 0) return 0;
  const byte: u32 = load<u8>(at);
  if (byte != 61 && byte != 58) return at;
  const fieldEnd = knownSubfield(at + 1);
  if (fieldEnd != 0) return fieldEnd;
  return load<u8>(nameEnd) == 91 ? 0 : fieldValue(at + 1, fieldIdx);
}

function closeParen(start: usize): usize {
  const at = skipSeparators(start);
  return at < rowEnd && load<u8>(at) == 41 ? at + 1 : 0;
}

function hasKey(action: i32, key: i32): bool {
  return (load<u8>(keysAt + ((action as usize) << 4) + ((key as usize) >> 3)) & (1 << (key & 7))) != 0;
}

function fieldAt(idx: i32): usize {
  return fieldsAt + ((idx as usize) << 4);
}

/**
 * Reads one value by its shape and leaves `kind`, and `low` and `high` or the place of four words in `low`. Negative
 * numbers, escapes and words that look like numbers are left to the other parser.
 */
function value(start: usize, wordKind: i32): usize {
  const first: u32 = load<u8>(start);
  if (load<u16>(start) == 0x7830 && hexDigit(load<u8>(start, 2)) < 16) return hexNumber(start);
  if (first - 48 <= 9) {
    let at = start;
    let decimal: u64 = 0;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      decimal = decimal * 10 + digit;
      at++;
    }
    if (at >= rowEnd || isAt(at, endsNumber)) {
      if (at - start > 15) return 0;
      kind = kindNumber;
      low = decimal as i32;
      high = (decimal >> 32) as i32;
      return at;
    }
    if (load<u8>(at) == 46) return ip4(start);
    return colons(start);
  }
  if (first == 34) {
    let at = start + 1;
    while (true) {
      if (at >= rowEnd) return 0;
      const byte: u32 = load<u8>(at);
      if (byte == 92) return 0;
      at++;
      if (byte == 34) break;
    }
    kind = wordKind == kindWord ? kindString : wordKind;
    low = 0;
    high = 0;
    return at;
  }
  if (first == 58) return colons(start);
  if (hexDigit(first) < 16) {
    if (load<u8>(names.nameEnd(start, false)) == 58) return colons(start);
  } else if (first == 45) return 0;
  let at = start;
  while (at < rowEnd) {
    if (isAt(at, endsWord)) break;
    if (load<u16>(at) == 0x3e2d) break;
    at++;
  }
  if (at == start) return 0;
  kind = wordKind;
  low = 0;
  high = 0;
  return at;
}

/** The number at `start`, decimal or hexadecimal, of at most 64 bits, in front of a separator or the end. */
function number(start: usize): usize {
  let at = start;
  if (load<u16>(at) == 0x7830) {
    at += 2;
    const first = at;
    let hex: u64 = 0;
    while (true) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      hex = (hex << 4) | (digit as u64);
      at++;
    }
    if (at == first || at - first > 16) return 0;
    low = hex as i32;
    high = (hex >> 32) as i32;
  } else {
    let decimal: u64 = 0;
    while (true) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      decimal = decimal * 10 + digit;
      at++;
    }
    if (at == start || at - start > 15) return 0;
    low = decimal as i32;
    high = (decimal >> 32) as i32;
  }
  return at >= rowEnd || isAt(at, isSeparator) ? at : 0;
}

function hexNumber(start: usize): usize {
  let at = start + 2;
  while (load<u8>(at) == 48) at++;
  const digits = at;
  let lower: u64 = 0;
  let upper: u64 = 0;
  while (true) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    upper = (upper << 4) | (lower >> 60);
    lower = (lower << 4) | (digit as u64);
    at++;
  }
  if (at < rowEnd && !isAt(at, endsNumber | endsWord)) return 0;
  if (at - digits > 32) return 0;
  if (at - digits > 16) {
    kind = kindBigNumber;
    return keep((upper >> 32) as i32, upper as i32, (lower >> 32) as i32, lower as i32) ? at : 0;
  }
  kind = kindNumber;
  low = lower as i32;
  high = (lower >> 32) as i32;
  return at;
}

/** A number of 128 bits: its words' index is left in `low`. */
function keep(w3: i32, w2: i32, w1: i32, w0: i32): bool {
  low = wide(w3, w2, w1, w0);
  high = 0;
  return low >= 0;
}

function ip4(start: usize): usize {
  let at = start;
  let address: u32 = 0;
  for (let octet = 0; octet < 4; octet++) {
    if (octet > 0) {
      if (load<u8>(at) != 46) return 0;
      at++;
    }
    const first = at;
    let part: u32 = 0;
    while (at - first < 3) {
      const digit = (load<u8>(at) as u32) - 48;
      if (digit > 9) break;
      part = part * 10 + digit;
      at++;
    }
    if (at == first || part > 255) return 0;
    address = (address << 8) | part;
  }
  if (at < rowEnd && !isAt(at, endsNumber | endsWord)) return 0;
  kind = kindIp4;
  low = address as i32;
  high = 0;
  return at;
}

/** An Ethernet or an IPv6 address. */
function colons(start: usize): usize {
  if (load<u8>(start, 2) == 58 && load<u8>(start, 5) == 58) {
    const end = mac(start);
    if (end != 0) return end;
  }
  return ip6(start);
}

function mac(start: usize): usize {
  const end = start + 17;
  if (end > rowEnd) return 0;
  let address: u64 = 0;
  for (let at = start; at < end; at += 3) {
    if (at > start && load<u8>(at - 1) != 58) return 0;
    const a = hexDigit(load<u8>(at));
    const b = hexDigit(load<u8>(at, 1));
    if ((a | b) > 15) return 0;
    address = (address << 8) | ((a << 4) | b);
  }
  if (end < rowEnd && !isAt(end, endsNumber)) return 0;
  kind = kindMac;
  low = address as i32;
  high = (address >> 32) as i32;
  return end;
}

function ip6(start: usize): usize {
  let at = start;
  let nGroups = 0;
  let gap = -1;
  let needsGroup = false;
  if (load<u16>(at) == 0x3a3a) {
    gap = 0;
    at += 2;
  }
  while (true) {
    const first = at;
    let group: u32 = 0;
    while (at - first < 4) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      group = (group << 4) | digit;
      at++;
    }
    if (at == first) {
      if (needsGroup || gap != nGroups) return 0;
      break;
    }
    if (load<u8>(at) == 46 || nGroups == 8) return 0;
    store<u16>(groupsAt + ((nGroups as usize) << 1), group as u16);
    nGroups++;
    if (load<u8>(at) != 58) break;
    at++;
    needsGroup = true;
    if (load<u8>(at) == 58) {
      if (gap != -1) return 0;
      gap = nGroups;
      at++;
      needsGroup = false;
    }
  }
  if (gap == -1 ? nGroups != 8 : nGroups > 7) return 0;
  if (at < rowEnd && (!isAt(at, endsNumber | endsWord) || load<u8>(at) == 58)) return 0;
  if (gap != -1) {
    const shift = 8 - nGroups;
    const from = groupsAt + ((gap as usize) << 1);
    memory.copy(from + ((shift as usize) << 1), from, ((nGroups - gap) as usize) << 1);
    memory.fill(from, 0, (shift as usize) << 1);
  }
  kind = kindIp6;
  return keep(groupPair(0), groupPair(4), groupPair(8), groupPair(12)) ? at : 0;
}

function groupPair(at: usize): i32 {
  return ((load<u16>(groupsAt + at) as i32) << 16) | (load<u16>(groupsAt + at, 2) as i32);
}

/** The end of the name at `at` if it is one of the set's, its value in `nameValue`; else 0. */
function readName(set: u32, at: usize): usize {
  const entry = set > fieldSet ? names.findName(set, at, false) : names.readName(set, at, false);
  if (entry == 0) return 0;
  nameValue = names.firstOf(entry);
  return at + names.sizeOfName(entry);
}

function fits(width: u32): bool {
  if (width >= 64) return true;
  if (width >= 32) return width > 32 ? (high as u32) >>> (width - 32) == 0 : high == 0;
  return high == 0 && (low as u32) >>> width == 0;
}

function fitsWide(width: u32): bool {
  if (kind == kindNumber) return fits(width);
  if (width >= 128) return true;
  const at = wordsOf(low);
  const first = load<u32>(at);
  const second = load<u32>(at, 4);
  const nBits: u32 = first != 0 ? 128 - clz(first) : second != 0 ? 96 - clz(second) : 64;
  return nBits <= width;
}

function hexDigit(byte: u32): u32 {
  const digit = byte - 48;
  if (digit <= 9) return digit;
  const letter = (byte | 0x20) - 97;
  return letter <= 5 ? letter + 10 : 255;
}

function isDigitAt(at: usize): bool {
  return (load<u8>(at) as u32) - 48 <= 9;
}

function isAt(at: usize, bits: u32): bool {
  return (load<u8>(classesAt + (load<u8>(at) as usize)) & bits) != 0;
}

function skipSeparators(start: usize): usize {
  let at = start;
  while (at < rowEnd && isAt(at, isSeparator)) at++;
  return at;
}

function valueLeaf(start: usize, end: usize): void {
  leaf(kind, start, end, low, high);
}

/** A node of two leaves, a name and the number in `low` and `high`. */
function pair(
  nodeKind: i32,
  nodeValue: i32,
  nameKind: i32,
  nameStart: usize,
  nameEnd: usize,
  numberStart: usize,
  numberEnd: usize,
): void {
  const node = open(nodeKind, nameStart, nodeValue);
  leaf(nameKind, nameStart, nameEnd, nodeValue, 0);
  leaf(kindNumber, numberStart, numberEnd, low, high);
  close(node, numberEnd);
}

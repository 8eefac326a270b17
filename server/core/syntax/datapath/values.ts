import {
  barChar,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dotChar,
  greaterChar,
  hexDigits,
  isDigit,
  lessChar,
  lowerXChar,
  minusChar,
  openBracketChar,
  percentChar,
  slashChar,
  zeroChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { takeFlags } from '../openflow/flags.ts';
import { NameTable } from '../openflow/nameTable.ts';
import {
  type Scanner,
  addProblem,
  classOf,
  endsWord,
  isAt,
  isSeparator,
  scanWord,
  takeUnknown,
} from '../openflow/scanner.ts';
import { fits, hexWidth, takeHexBytes, takeValue } from '../openflow/values.ts';
import type { ItemSpec } from './specs.ts';

// The bits are those of Open vSwitch's `CS_*`, of TCP's header and of `FLOW_TNL_F_*`.
const ctStates = new NameTable(() =>
  ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'].map((name, i) => [name, 1 << i] as const),
);
const tcpFlags = new NameTable(() =>
  ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns'].map((name, i) => [name, 1 << i] as const),
);
const tunFlags = new NameTable(() =>
  ['oam', 'df', 'csum', 'key', 'udpif', 'crit'].map((name, i) => [name, 1 << i] as const),
);
const fragments = new NameTable(() => ['no', 'first', 'later'].map((name, i) => [name, i] as const));

/** Takes the value of an item and its mask, and checks them. What is no value of the item's form becomes `unknown`. */
export function takeItemValue(s: Scanner, spec: ItemSpec): void {
  if (isAt(s, lessChar)) {
    takePlaceholder(s);
    return;
  }
  takeOne(s, spec, spec.width);
  if (!isAt(s, slashChar)) return;
  s.at++;
  const mask = s.tree.open(NodeKind.mask, s.at - s.base);
  if (isAt(s, lessChar)) takePlaceholder(s);
  else takeOne(s, spec, spec.form === 'tcpFlags' || spec.form === 'frag' ? 16 : spec.width);
  s.tree.close(mask, s.at - s.base);
}

function takeOne(s: Scanner, spec: ItemSpec, width: number): void {
  switch (spec.form) {
    case 'mac':
      takeOfKind(s, NodeKind.mac, 'an Ethernet address');
      return;
    case 'ip4':
      takeOfKind(s, NodeKind.ip4, 'an IPv4 address');
      return;
    case 'ip6':
      takeOfKind(s, NodeKind.ip6, 'an IPv6 address');
      return;
    case 'ip':
      takeIp(s);
      return;
    case 'port':
      takePort(s, width);
      return;
    case 'word':
      takeWord(s);
      return;
    case 'frag':
      if (!takeFlags(s, fragments)) takeNumber(s, width);
      return;
    case 'ctState':
      if (!takeFlags(s, ctStates)) takeNumber(s, width);
      return;
    case 'tcpFlags':
      if (!takeFlags(s, tcpFlags)) takeNumber(s, width);
      return;
    case 'tunFlags':
      if (!takeFlags(s, tunFlags)) takeNumber(s, width);
      return;
    case 'flags':
      takeWords(s);
      return;
    case 'percent':
      takePercent(s);
      return;
    case 'bytes':
      if (!takeHexBytes(s)) takeUnknown(s, 'bytes are written as two hexadecimal digits each');
      return;
    case 'bytes0x':
      takeBytes0x(s, width);
      return;
    case 'range':
      takeRange(s);
      return;
    default:
      takeNumber(s, width);
  }
}

/** `<cleared>`: what somebody put in the place of a value before giving the text away. A `word`. */
function takePlaceholder(s: Scanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = start + 1;
  while (at < end && bytes[at] !== greaterChar && ((classOf[bytes[at] as number] as number) & endsWord) === 0)
    at++;
  if (at >= end || bytes[at] !== greaterChar) {
    takeUnknown(s, 'a value is expected');
    return;
  }
  s.at = at + 1;
  s.tree.leaf(NodeKind.word, start - s.base, s.at - s.base);
}

function takeNumber(s: Scanner, width: number): void {
  const start = s.at;
  const node = s.tree.nNodes;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, 'a number');
  else if (kind === NodeKind.bigNumber) {
    const isHex = ((s.bytes[start + 1] as number) | 0x20) === lowerXChar;
    if (width > 64 && isHex && hexWidth(s.bytes, start, s.at) <= width) return;
    addProblem(s, start, s.at, `the number is wider than ${width} bits`);
  } else if (kind !== NodeKind.number) reject(s, node, start, 'a number');
  else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
}

function takeOfKind(s: Scanner, wanted: NodeKind, what: string): void {
  const start = s.at;
  const node = s.tree.nNodes;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, what);
  else if (kind !== wanted) reject(s, node, start, what);
}

function takeIp(s: Scanner): void {
  const start = s.at;
  const node = s.tree.nNodes;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, 'an address');
  else if (kind !== NodeKind.ip4 && kind !== NodeKind.ip6) reject(s, node, start, 'an address');
}

/** A port has any name that the system lets an interface have, so what looks like something else is a name here. */
export function takePort(s: Scanner, width: number): void {
  const start = s.at;
  const node = s.tree.nNodes;
  const kind = takeValue(s, NodeKind.portName);
  if (kind === NodeKind.unknown) missing(s, 'a port');
  else if (kind !== NodeKind.number) s.tree.amend(node, NodeKind.portName, 0);
  else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
}

function takeWord(s: Scanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = scanWord(s);
  // A time stamp such as 2023-11-14T22:13:20 has colons.
  while (at < end && bytes[at] === colonChar) {
    s.at = at + 1;
    at = scanWord(s);
  }
  s.at = at;
  if (at === start) missing(s, 'a word');
  else s.tree.leaf(NodeKind.word, start - s.base, at - s.base);
}

/** `SEEN_REPLY|ASSURED`: a `value` node with a leaf for each. */
function takeWords(s: Scanner): void {
  const value = s.tree.open(NodeKind.value, s.at - s.base);
  for (;;) {
    takeWord(s);
    if (!isAt(s, barChar)) break;
    s.at++;
  }
  s.tree.close(value, s.at - s.base);
}

/** A leaf whose value is tenths of a percent. */
function takePercent(s: Scanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  let tenths = 0;
  while (at < end && isDigit(bytes[at])) tenths = tenths * 10 + ((bytes[at++] as number) - zeroChar) * 10;
  if (at > start && at + 1 < end && bytes[at] === dotChar && isDigit(bytes[at + 1])) {
    tenths += (bytes[at + 1] as number) - zeroChar;
    at += 2;
    while (at < end && isDigit(bytes[at])) at++;
  }
  if (at === start || at >= end || bytes[at] !== percentChar) {
    takeUnknown(s, 'a share such as 9.7% is expected');
    return;
  }
  s.at = at + 1;
  s.tree.leaf(NodeKind.number, start - s.base, s.at - s.base, Math.min(tenths, 0x7fffffff));
  if (tenths > 1000) addProblem(s, start, s.at, 'there are at most 100%');
}

/** `0x` and digits: as many bytes as somebody likes, so it is kept as text. `width` is the most, in bits; 64 is no limit. */
function takeBytes0x(s: Scanner, width: number): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  if (at + 1 < end && bytes[at] === zeroChar && ((bytes[at + 1] as number) | 0x20) === lowerXChar) at += 2;
  const digits = at;
  while (at < end && (hexDigits[bytes[at] as number] as number) < 16) at++;
  const isWhole = at >= end || ((classOf[bytes[at] as number] as number) & endsWord) !== 0;
  const hasPrefix = digits > start;
  if (at === digits || !isWhole || (!hasPrefix && !(at - digits === 1 && bytes[digits] === zeroChar))) {
    if (start >= end || isAt(s, closeParenChar) || isAt(s, commaChar)) missing(s, 'bytes');
    else takeUnknown(s, 'bytes are written 0x and hexadecimal digits');
    return;
  }
  s.at = at;
  s.tree.leaf(NodeKind.hexBytes, start - s.base, at - s.base);
  if (width > 64 && (at - digits) * 4 > width) addProblem(s, start, at, `at most ${width / 8} bytes`);
}

/** `10.0.0.1-10.0.0.9:1000-2000`, `[fe80::1]-[fe80::2]:80`, `fe80::1`. */
function takeRange(s: Scanner): void {
  const { bytes, tree } = s;
  for (;;) {
    const start = s.at;
    const hasBracket = isAt(s, openBracketChar);
    if (hasBracket) s.at++;
    const node = tree.nNodes;
    const kind = takeValue(s, NodeKind.word);
    if (kind === NodeKind.unknown) {
      missing(s, 'an address or a port');
      return;
    }
    if (kind !== NodeKind.ip4 && kind !== NodeKind.ip6 && kind !== NodeKind.number) {
      reject(s, node, start, 'an address or a port');
    }
    if (hasBracket) {
      if (isAt(s, closeBracketChar)) s.at++;
      else addProblem(s, s.at, s.at, '] is missing');
    }
    const byte = s.at < s.end ? bytes[s.at] : 0;
    if (byte !== minusChar && byte !== colonChar) return;
    s.at++;
  }
}

export function missing(s: Scanner, what: string): void {
  if (s.at >= s.end) addProblem(s, s.end, s.end, `${what} is missing: the line ends here`);
  else if (isAt(s, closeParenChar) || ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
    addProblem(s, s.at, s.at, `${what} is missing`);
  } else takeUnknown(s, `${what} is expected`);
}

function reject(s: Scanner, node: number, start: number, what: string): void {
  s.tree.amend(node, NodeKind.unknown, 0);
  addProblem(s, start, s.at, `${what} is expected`);
}

import {
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dotChar,
  equalsChar,
  isDigit,
  lowerXChar,
  minusChar,
  openBracketChar,
  openParenChar,
  slashChar,
  zeroChar,
} from '../../text/ascii.ts';
import { fields, shorthands } from '../../net/fields.ts';
import { NodeKind } from '../nodeKind.ts';
import { takeFlags } from './flags.ts';
import { ethShorthand, Format, formatOf, needsOf, widthOf } from './names.ts';
import { NameTable } from './nameTable.ts';
import { ethTypeField, learnFrom, roles } from './prerequisites.ts';
import { type Scanner, addProblem, classOf, isAt, isSeparator, scanWord, takeUnknown } from './scanner.ts';
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

const ctStates = new NameTable(() => flagNames.ctState);
const tcpFlags = new NameTable(() => flagNames.tcpFlag);
const tunFlags = new NameTable(() => flagNames.tunFlag);
const fragments = new NameTable(() => flagNames.fragment);

const hexFormat = Format.hex;
const port16Format = Format.port16;

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
    while (at < end && isDigit(bytes[at])) low = low * 10 + ((bytes[at++] as number) - zeroChar);
    isGood = at > first && at - first < 5;
    high = low;
    if (at + 1 < end && bytes[at] === dotChar && bytes[at + 1] === dotChar) {
      at += 2;
      const second = at;
      high = 0;
      while (at < end && isDigit(bytes[at])) high = high * 10 + ((bytes[at++] as number) - zeroChar);
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
  } else if (isNumber(kind)) checkWidth(s, node, fieldIdx, width);
  if (isAt(s, slashChar)) takeMask(s, fieldIdx, format, width, isPart);
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
  } else checkMask(s, mask + 1, fieldIdx, format, width, isPart);
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

/** Checks the mask's leaf at `node` against the field that it is for. */
export function checkMask(
  s: Scanner,
  node: number,
  fieldIdx: number,
  format: number,
  width: number,
  isPart: boolean,
): void {
  const { tree } = s;
  const kind = tree.kind(node);
  const start = s.base + tree.start(node);
  if (isNumber(kind) && (format === Format.ip4 || format === Format.ip6)) {
    const most = format === Format.ip4 ? 32 : 128;
    if (kind === NodeKind.bigNumber || tree.high(node) !== 0 || tree.value(node) >>> 0 > most) {
      addProblem(s, start, s.base + tree.end(node), `a prefix has at most ${most} bits`);
    }
  } else if (!accepts(format, kind) && !(isPart && isNumber(kind))) {
    if (fieldIdx >= 0) rejectValue(s, node, fieldIdx);
  } else if (isNumber(kind) && !isAllOnes(s, start)) checkWidth(s, node, fieldIdx, width);
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

function checkWidth(s: Scanner, node: number, fieldIdx: number, width: number): void {
  if (fitsNode(s, node, width)) return;
  const name = fieldIdx < 0 ? 'the field' : (fields[fieldIdx]?.name ?? '');
  const { tree, base } = s;
  addProblem(
    s,
    base + tree.start(node),
    base + tree.end(node),
    `the value is wider than ${name} (${width} bits)`,
  );
}

/** Whether the number in a leaf has no bits above `width`. */
export function fitsNode(s: Scanner, node: number, width: number): boolean {
  const { tree, base, bytes } = s;
  if (tree.kind(node) === NodeKind.number) {
    s.low = tree.value(node);
    s.high = tree.high(node);
    return fits(s, width);
  }
  const start = base + tree.start(node);
  const isHex = ((bytes[start + 1] as number) | 0x20) === lowerXChar;
  return (isHex ? hexWidth(bytes, start, base + tree.end(node)) : 128) <= width;
}

function isAtEndOfTerm(s: Scanner): boolean {
  if (s.at >= s.end) return true;
  return ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0;
}

import {
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  equalsChar,
  hashChar,
  isDigit,
  nineChar,
  openBracketChar,
  openParenChar,
  quoteChar,
  slashChar,
  zeroChar,
} from '../../text/ascii.ts';
import { firstInnerKind, NodeKind } from '../nodeKind.ts';
import { Grammar, actionIndex, actions, changesType, grammarOf, keyNames, keys } from './actionNames.ts';
import {
  missing,
  takeArrow,
  takeKnownSubfield,
  takeNumber,
  takeOfKind,
  takePort,
  takeSubfield,
  takeTable,
} from './actionParts.ts';
import { Format, formatOf, widthOf } from './names.ts';
import { takeNatRange } from './natRange.ts';
import { parseLearn } from './parseLearn.ts';
import { checkMask, closeParen, fitsNode, takeFieldValue } from './parseMatch.ts';
import {
  addProblem,
  classOf,
  isAt,
  isName,
  isSeparator,
  scanName,
  scanQuoted,
  scanWord,
  skipSeparators,
  takeUnknown,
  type Scanner,
} from './scanner.ts';
import { fits, scanPlainNumber, takeHexBytes, takeValue } from './values.ts';

/** Actions within actions within …: Open vSwitch stops at 100 too. */
const maxDepth = 100;

const outputIdx = actionIndex('output');
const resubmitIdx = actionIndex('resubmit');
const userdataKey = keys.indexOf('userdata');
const zoneKey = keys.indexOf('zone');
const natKey = keys.indexOf('nat');
const execKey = keys.indexOf('exec');
const tableKey = keys.indexOf('table');
const membersKey = keys.indexOf('members');
const slavesKey = keys.indexOf('slaves');
const keysOfAction: readonly (ReadonlySet<number> | undefined)[] = actions.map((action) =>
  action.keys === undefined ? undefined : new Set(action.keys.map((key) => keys.indexOf(key))),
);

/** Parses actions up to the end of the row, or to a `)` that is not theirs. Returns where the last one ends. */
export function parseActions(s: Scanner, depth: number): number {
  let last = s.at;
  for (;;) {
    skipSeparators(s);
    if (s.at >= s.end) return last;
    const byte = s.bytes[s.at] as number;
    if (byte === closeParenChar) {
      if (depth > 0) return last;
      s.tree.leaf(NodeKind.unknown, s.at - s.base, s.at + 1 - s.base);
      addProblem(s, s.at, s.at + 1, 'a parenthesis closes that was not opened');
      s.at++;
    } else if (byte === hashChar && depth === 0) return last;
    else parseAction(s, depth);
    last = s.at;
  }
}

function parseAction(s: Scanner, depth: number): void {
  const { bytes, tree } = s;
  const start = s.at;
  const idx = s.actionWords.read(bytes, start, s.end, classOf, isName);
  const nameEnd = s.actionWords.end;
  if (idx === -1) {
    parseBareOutput(s, nameEnd);
    return;
  }
  if (idx === resubmitIdx && takePlainResubmit(s, nameEnd)) return;
  const node = tree.open(NodeKind.action, start - s.base, idx);
  tree.leaf(NodeKind.actionName, start - s.base, nameEnd - s.base, idx);
  s.at = nameEnd;
  const opener = nameEnd < s.end ? (bytes[nameEnd] as number) : 0;
  const isParen = opener === openParenChar;
  if (isParen || opener === colonChar || opener === equalsChar) {
    s.at++;
    parseArgument(s, idx, isParen, depth);
    if (isParen) closeArgument(s, idx);
  } else if (needsArgument(grammarOf[idx] as number)) {
    addProblem(s, start, nameEnd, `${actions[idx]?.name ?? ''} needs an argument`);
  }
  if (s.at < s.end) {
    const byte = bytes[s.at] as number;
    const isEnd = ((classOf[byte] as number) & isSeparator) !== 0 || (byte === closeParenChar && depth > 0);
    if (!isEnd) takeUnknown(s, 'unexpected text after the action');
  }
  tree.close(node, s.at - s.base);
  if (changesType[idx] === 1) s.isTypeChanged = true;
}

/** Takes `resubmit(,8)`, the commonest action, in one go. False, and nothing done, for every other form. */
function takePlainResubmit(s: Scanner, nameEnd: number): boolean {
  const { bytes, base } = s;
  const start = s.at;
  if (nameEnd + 3 >= s.end || bytes[nameEnd] !== openParenChar || bytes[nameEnd + 1] !== commaChar)
    return false;
  s.at = nameEnd + 2;
  if (!scanPlainNumber(s) || !isAt(s, closeParenChar) || !fits(s, 8)) {
    s.at = start;
    return false;
  }
  const numberEnd = s.at;
  const node = s.tree.pair(
    NodeKind.action,
    resubmitIdx,
    NodeKind.actionName,
    start - base,
    nameEnd - base,
    nameEnd + 2 - base,
    numberEnd - base,
    s.low,
    s.high,
  );
  s.at = numberEnd + 1;
  s.tree.close(node, s.at - base);
  if (
    s.at < s.end &&
    !isAt(s, closeParenChar) &&
    ((classOf[bytes[s.at] as number] as number) & isSeparator) === 0
  ) {
    takeUnknown(s, 'unexpected text after the action');
    s.tree.close(node, s.at - base);
  }
  return true;
}

/** `2` or `"vm"` alone means output. A bare word may be a port's name in a flow that a person wrote, not in a dump. */
function parseBareOutput(s: Scanner, nameEnd: number): void {
  const { bytes, tree } = s;
  const start = s.at;
  const first = bytes[start] as number;
  const node = tree.open(NodeKind.action, start - s.base, outputIdx);
  if (first === quoteChar) {
    s.at = scanQuoted(s);
    tree.leaf(NodeKind.portName, start - s.base, s.at - s.base);
  } else {
    const isNumber = first >= zeroChar && first <= nineChar;
    const wordEnd = isNumber ? nameEnd : scanWord(s);
    if (!isNumber && (s.isDumped || wordEnd === start || isAtOpener(s, wordEnd))) {
      tree.amend(node, NodeKind.action, -1);
      takeUnknown(s, 'no such action');
      tree.close(node, s.at - s.base);
      return;
    }
    takeValue(s, NodeKind.portName);
  }
  if (s.at < s.end && ((classOf[bytes[s.at] as number] as number) & isSeparator) === 0) {
    if (bytes[s.at] !== closeParenChar) takeUnknown(s, 'unexpected text after the port');
  }
  tree.close(node, s.at - s.base);
}

function isAtOpener(s: Scanner, at: number): boolean {
  if (at >= s.end) return false;
  const byte = s.bytes[at];
  return byte === openParenChar || byte === colonChar || byte === equalsChar;
}

function needsArgument(grammar: number): boolean {
  switch (grammar) {
    case Grammar.none:
    case Grammar.list:
    case Grammar.port:
    case Grammar.controller:
    case Grammar.ct:
    case Grammar.nat:
    case Grammar.learn:
    case Grammar.hexBytes:
    case Grammar.actions:
      return false;
    default:
      return true;
  }
}

function parseArgument(s: Scanner, idx: number, isParen: boolean, depth: number): void {
  switch (grammarOf[idx]) {
    case Grammar.none:
      return;
    case Grammar.number:
      takeNumber(s, actions[idx]?.width ?? 64, false);
      return;
    case Grammar.masked:
      takeNumber(s, 64, true);
      return;
    case Grammar.mac:
      takeOfKind(s, NodeKind.mac, 'an Ethernet address');
      return;
    case Grammar.ip4:
      takeOfKind(s, NodeKind.ip4, 'an IPv4 address');
      return;
    case Grammar.table:
      takeTable(s);
      return;
    case Grammar.output:
      parseOutput(s, idx, isParen, depth);
      return;
    case Grammar.setField:
      parseSetField(s);
      return;
    case Grammar.load:
      parseLoad(s);
      return;
    case Grammar.move:
      parseMove(s);
      return;
    case Grammar.subfield:
    case Grammar.field:
      takeSubfield(s, false);
      return;
    case Grammar.resubmit:
      parseResubmit(s, isParen);
      return;
    case Grammar.hexBytes:
      if (!takeHexBytes(s)) takeUnknown(s, 'bytes are written as two hexadecimal digits each');
      return;
    case Grammar.actions:
      parseNested(s, depth);
      return;
    case Grammar.ct:
    case Grammar.nat:
      parseConntrack(s, idx, isParen, depth);
      return;
    case Grammar.learn:
      parseLearn(s, isParen);
      return;
    case Grammar.port:
    case Grammar.controller:
    case Grammar.list:
    case Grammar.listThenField:
      parseList(s, idx, isParen, depth);
      return;
    default:
  }
}

/** The `)` of an action, and for `check_pkt_larger(…)->reg0[0]` what follows it. */
function closeArgument(s: Scanner, idx: number): void {
  closeParen(s);
  if (grammarOf[idx] !== Grammar.listThenField) return;
  if (takeArrow(s)) takeSubfield(s, true);
}

function parseNested(s: Scanner, depth: number): void {
  if (depth >= maxDepth) {
    takeUnknown(s, `actions are nested more than ${maxDepth} deep`, true);
    return;
  }
  const node = s.tree.open(NodeKind.actions, s.at - s.base);
  parseActions(s, depth + 1);
  s.tree.close(node, s.at - s.base);
}

function parseOutput(s: Scanner, idx: number, isParen: boolean, depth: number): void {
  if (isParen) parseList(s, idx, true, depth);
  else takePortOrSubfield(s);
}

/** A port, by number or name, or a field that holds one. */
function takePortOrSubfield(s: Scanner): void {
  if (takeKnownSubfield(s)) return;
  const kind = takeValue(s, NodeKind.portName);
  if (kind === NodeKind.unknown) missing(s, 'a port');
  else if (kind === NodeKind.number && s.high !== 0) {
    addProblem(s, s.at, s.at, 'a port has at most 32 bits');
  }
}

function parseSetField(s: Scanner): void {
  const { tree } = s;
  // The value stands before the field that tells its form: it is scanned by its shape and checked afterwards.
  const valueNode = tree.nNodes;
  const valueStart = s.at;
  takeFieldValue(s, -1, 65535, false);
  if (!takeArrow(s)) return;
  const fieldStart = s.at;
  const fieldIdx = takeSubfield(s, true);
  if (fieldIdx < 0) return;
  checkSetValue(s, valueNode, valueStart, fieldStart, fieldIdx);
  if (tree.kind(valueNode + 1) === NodeKind.mask && tree.kind(valueNode + 2) < firstInnerKind) {
    checkMask(s, valueNode + 2, fieldIdx, formatOf[fieldIdx] as number, widthOf[fieldIdx] as number, false);
  }
}

/** Checks the kind and width of the leaf at `node` against the field that it is put into. */
function checkSetValue(s: Scanner, node: number, start: number, fieldStart: number, fieldIdx: number): void {
  const { tree } = s;
  const kind = tree.kind(node);
  const format = formatOf[fieldIdx] as number;
  if (kind === NodeKind.number || kind === NodeKind.bigNumber) {
    if (format !== Format.mac && format !== Format.ip4 && format !== Format.ip6) {
      if (fitsNode(s, node, widthOf[fieldIdx] as number)) return;
      addProblem(
        s,
        start,
        tree.end(node) + s.base,
        `the value is wider than the field (${widthOf[fieldIdx]} bits)`,
      );
      return;
    }
  } else if (kind === NodeKind.word && (format === Format.port16 || format === Format.port32)) {
    tree.amend(node, NodeKind.portName, 0);
    return;
  } else if (
    kind === NodeKind.mac ? format === Format.mac : kind === NodeKind.ip4 ? format === Format.ip4 : false
  )
    return;
  else if (kind === NodeKind.ip6 && format === Format.ip6) return;
  else if (kind === NodeKind.word && format >= Format.packetType) return;
  else if (kind === NodeKind.unknown) return;
  addProblem(s, start, fieldStart, 'the value is not of the form that the field takes');
}

function parseLoad(s: Scanner): void {
  const { tree } = s;
  const node = tree.nNodes;
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) {
    takeUnknown(s, 'a value is expected');
    return;
  }
  if (!takeArrow(s)) return;
  const destination = tree.nNodes;
  const fieldIdx = takeSubfield(s, true);
  if (fieldIdx < 0 || (kind !== NodeKind.number && kind !== NodeKind.bigNumber)) return;
  const bits = tree.kind(destination + 2) === NodeKind.bits ? destination + 2 : -1;
  const width = bits < 0 ? (widthOf[fieldIdx] as number) : tree.high(bits) - tree.value(bits) + 1;
  if (!fitsNode(s, node, width)) {
    addProblem(s, start, tree.end(node) + s.base, `the value is wider than ${width} bits`);
  }
}

function parseMove(s: Scanner): void {
  const { tree } = s;
  const source = tree.nNodes;
  const start = s.at;
  if (takeSubfield(s, false) < 0 || !takeArrow(s)) return;
  const destination = tree.nNodes;
  if (takeSubfield(s, true) < 0) return;
  const from = subfieldWidth(s, source);
  const to = subfieldWidth(s, destination);
  if (from !== to) addProblem(s, start, s.at, `the source has ${from} bits, the destination ${to}`);
}

function subfieldWidth(s: Scanner, node: number): number {
  const { tree } = s;
  const bits = node + 2;
  if (bits < tree.next(node) && tree.kind(bits) === NodeKind.bits)
    return tree.high(bits) - tree.value(bits) + 1;
  return widthOf[tree.value(node)] ?? 0;
}

function parseResubmit(s: Scanner, isParen: boolean): void {
  if (!isParen) {
    takePort(s);
    return;
  }
  if (!isAt(s, commaChar) && !isAt(s, closeParenChar)) takePort(s);
  if (isAt(s, commaChar)) s.at++;
  if (!isAt(s, commaChar) && !isAt(s, closeParenChar)) takeTable(s);
  if (isAt(s, commaChar)) {
    s.at++;
    const start = s.at;
    const end = scanName(s);
    s.at = end;
    const isCt = end - start === 2 && s.bytes[start] === 0x63 && s.bytes[start + 1] === 0x74;
    if (isCt) s.tree.leaf(NodeKind.keyword, start - s.base, end - s.base);
    else {
      s.at = start;
      if (!isAt(s, closeParenChar)) takeUnknown(s, 'only «ct» may stand here');
    }
  }
}

/** Words, numbers, fields, `key=value` and `key(…)`, with commas. Without parentheses the list ends at the first of them. */
function parseList(s: Scanner, idx: number, isParen: boolean, depth: number): void {
  const classes = classOf;
  for (;;) {
    if (isParen) skipSeparators(s);
    if (s.at >= s.end || s.bytes[s.at] === closeParenChar) return;
    if (!isParen && ((classes[s.bytes[s.at] as number] as number) & isSeparator) !== 0) return;
    const before = s.at;
    parseItem(s, idx, depth);
    if (isAt(s, slashChar) || isAt(s, colonChar) || isAt(s, closeBracketChar)) s.at++;
    else if (s.at === before) takeUnknown(s, 'unexpected text');
  }
}

const enqueueAction = actionIndex('enqueue');

function parseItem(s: Scanner, idx: number, depth: number): void {
  const { bytes, tree } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const next = nameEnd < s.end ? bytes[nameEnd] : 0;
  const isNumber = isDigit(bytes[start]);
  if (nameEnd > start && !isNumber) {
    const known = keysOfAction[idx];
    const key = keyNames.find(bytes, start, nameEnd);
    // `enqueue:LOCAL:7`: a port's name, not a key.
    const isPort = idx === enqueueAction && next === colonChar && !(known?.has(key) ?? false);
    if (isPort) {
      takePort(s);
      return;
    }
    if (next === equalsChar || next === colonChar || next === openParenChar || (known?.has(key) ?? false)) {
      const node = tree.open(NodeKind.argument, start - s.base, key);
      const isKnown = known === undefined || known.has(key);
      tree.leaf(isKnown ? NodeKind.attributeName : NodeKind.unknown, start - s.base, nameEnd - s.base, key);
      if (!isKnown) addProblem(s, start, nameEnd, `${actions[idx]?.name ?? ''} has no such argument`);
      s.at = nameEnd;
      if (next === openParenChar) parseGroup(s, depth);
      else if (next === equalsChar || next === colonChar) {
        s.at++;
        takeItemValue(s, key);
      }
      tree.close(node, s.at - s.base);
      return;
    }
    if (takeKnownSubfield(s)) return;
  }
  if (takeValue(s, NodeKind.word) === NodeKind.unknown) takeUnknown(s, 'unexpected text');
}

/** What stands in parentheses behind a key: `nsh(md_type=1)`. */
function parseGroup(s: Scanner, depth: number): void {
  if (depth >= maxDepth) {
    takeUnknown(s, `arguments are nested more than ${maxDepth} deep`);
    return;
  }
  s.at++;
  parseList(s, -1, true, depth + 1);
  closeParen(s);
}

function takeItemValue(s: Scanner, key: number): void {
  if (key === userdataKey) {
    if (!takeHexBytes(s)) takeUnknown(s, 'bytes are written as two hexadecimal digits each');
    return;
  }
  const isMembers = key === membersKey || key === slavesKey;
  // Members may stand in brackets, and there may be none.
  if (isMembers && isAt(s, openBracketChar)) s.at++;
  if (s.at >= s.end || isAt(s, closeParenChar)) {
    if (!isMembers) addProblem(s, s.at, s.at, 'a value is missing');
    return;
  }
  if (takeKnownSubfield(s)) return;
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) takeUnknown(s, 'a value is expected');
  if (s.at === start) return;
  if (s.at < s.end) {
    const byte = s.bytes[s.at] as number;
    const isEnd =
      ((classOf[byte] as number) & isSeparator) !== 0 || byte === closeParenChar || byte === slashChar;
    if (!isEnd && byte !== colonChar && !(isMembers && byte === closeBracketChar))
      takeUnknown(s, 'unexpected text after the value');
  }
}

/** The arguments of `ct` and of the `nat` inside it. */
function parseConntrack(s: Scanner, idx: number, isParen: boolean, depth: number): void {
  const classes = classOf;
  const { bytes, tree } = s;
  if (depth >= maxDepth) {
    takeUnknown(s, `actions are nested more than ${maxDepth} deep`, true);
    return;
  }
  const isNat = grammarOf[idx] === Grammar.nat;
  for (;;) {
    if (isParen) skipSeparators(s);
    if (s.at >= s.end || bytes[s.at] === closeParenChar) return;
    if (!isParen && ((classes[bytes[s.at] as number] as number) & isSeparator) !== 0) return;
    const start = s.at;
    const nameEnd = scanName(s);
    if (nameEnd === start) {
      takeUnknown(s, 'unexpected text');
      continue;
    }
    const key = keyNames.find(bytes, start, nameEnd);
    const isKnown = key >= 0 && keysOfAction[idx]?.has(key) === true;
    const node = tree.open(NodeKind.argument, start - s.base, key);
    tree.leaf(isKnown ? NodeKind.attributeName : NodeKind.unknown, start - s.base, nameEnd - s.base, key);
    if (!isKnown) addProblem(s, start, nameEnd, `${actions[idx]?.name ?? ''} has no such argument`);
    s.at = nameEnd;
    const opener = nameEnd < s.end ? (bytes[nameEnd] as number) : 0;
    const hasParen = opener === openParenChar;
    if (hasParen || opener === equalsChar || opener === colonChar) {
      s.at++;
      if (isNat) takeNatRange(s);
      else parseCtArgument(s, key, hasParen, depth);
      if (hasParen) closeParen(s);
    }
    if (s.at < s.end) {
      const byte = bytes[s.at] as number;
      const isEnd = ((classes[byte] as number) & isSeparator) !== 0 || byte === closeParenChar;
      if (!isEnd) takeUnknown(s, 'unexpected text after the argument');
    }
    tree.close(node, s.at - s.base);
  }
}

const natIdx = actionIndex('nat');

function parseCtArgument(s: Scanner, key: number, hasParen: boolean, depth: number): void {
  if (key === execKey) parseNested(s, depth);
  else if (key === natKey) parseConntrack(s, natIdx, hasParen, depth + 1);
  else if (key === tableKey) takeTable(s);
  else if (key === zoneKey) {
    if (takeKnownSubfield(s)) return;
    takeNumber(s, 16, false);
  } else if (takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a value');
}

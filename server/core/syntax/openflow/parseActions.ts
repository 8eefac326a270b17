import { NodeKind } from '../nodeKind.ts';
import {
  actionIndex,
  actions,
  changesType,
  Grammar,
  grammarOf,
  keyNames,
  keys,
  LearnKey,
  learnKeys,
} from './actionNames.ts';
import { Format, fieldNames, formatOf, isWritable, needsOf, widthOf } from './names.ts';
import { closeParen, takeBits, takeFieldValue } from './parseMatch.ts';
import {
  type Scanner,
  addProblem,
  classOf,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  endsNumber,
  endsWord,
  equalsChar,
  hashChar,
  isAt,
  isAtArrow,
  isName,
  isSeparator,
  minusChar,
  nineChar,
  openBracketChar,
  openParenChar,
  quoteChar,
  scanName,
  scanQuoted,
  scanWord,
  skipSeparators,
  slashChar,
  takeUnknown,
  zeroChar,
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
}

/** Checks the kind and width of the leaf at `node` against the field that it is put into. */
function checkSetValue(s: Scanner, node: number, start: number, fieldStart: number, fieldIdx: number): void {
  const { tree } = s;
  const kind = tree.kind(node);
  const format = formatOf[fieldIdx] as number;
  if (kind === NodeKind.number) {
    if (format !== Format.mac && format !== Format.ip4 && format !== Format.ip6) {
      s.low = tree.value(node);
      s.high = tree.high(node);
      if (fits(s, widthOf[fieldIdx] as number)) return;
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
  else if (kind === NodeKind.bigNumber && (widthOf[fieldIdx] as number) > 64) return;
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
  if (fieldIdx < 0 || kind !== NodeKind.number) return;
  const bits = tree.kind(destination + 2) === NodeKind.bits ? destination + 2 : -1;
  const width = bits < 0 ? (widthOf[fieldIdx] as number) : tree.high(bits) - tree.value(bits) + 1;
  s.low = tree.value(node);
  s.high = tree.high(node);
  if (!fits(s, width)) addProblem(s, start, tree.end(node) + s.base, `the value is wider than ${width} bits`);
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

function takePort(s: Scanner): void {
  const kind = takeValue(s, NodeKind.portName);
  if (kind === NodeKind.unknown) missing(s, 'a port');
}

function takeTable(s: Scanner): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.tableName);
  if (kind === NodeKind.unknown) missing(s, 'a table');
  else if (kind === NodeKind.number && !fits(s, 8))
    addProblem(s, start, s.at, 'a table has a number up to 255');
}

function takeNumber(s: Scanner, width: number, hasMask: boolean): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, 'a number');
  else if (kind !== NodeKind.number) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(
      s,
      start,
      s.at,
      kind === NodeKind.bigNumber ? `the number is wider than ${width} bits` : 'a number is expected',
    );
  } else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
  if (!hasMask || !isAt(s, slashChar)) return;
  s.at++;
  const mask = s.tree.open(NodeKind.mask, s.at - s.base);
  if (takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a mask');
  s.tree.close(mask, s.at - s.base);
}

function takeOfKind(s: Scanner, wanted: NodeKind, what: string): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, what);
  else if (kind !== wanted) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(s, start, s.at, `${what} is expected`);
  }
}

function missing(s: Scanner, what: string): void {
  if (s.at >= s.end) addProblem(s, s.end, s.end, `${what} is missing: the line ends here`);
  else if (isAt(s, closeParenChar) || ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
    addProblem(s, s.at, s.at, `${what} is missing`);
  } else takeUnknown(s, `${what} is expected`);
}

/** Takes `->`; its absence is a problem. */
function takeArrow(s: Scanner): boolean {
  if (isAtArrow(s)) {
    s.tree.leaf(NodeKind.operator, s.at - s.base, s.at + 2 - s.base);
    s.at += 2;
    return true;
  }
  if (s.at >= s.end) addProblem(s, s.end, s.end, '-> is missing: the line ends here');
  else if (isAt(s, closeParenChar)) addProblem(s, s.at, s.at, '-> is missing');
  else takeUnknown(s, '-> is expected');
  return false;
}

/** Takes a field with or without bits and returns the field's index, or -1 with a problem. */
function takeSubfield(s: Scanner, isDestination: boolean): number {
  const start = s.at;
  const fieldIdx = s.fieldWords.read(s.bytes, start, s.end, classOf, isName);
  const nameEnd = s.fieldWords.end;
  if (fieldIdx < 0) {
    if (nameEnd === start) missing(s, 'a field');
    else takeUnknown(s, 'no such field');
    return -1;
  }
  addSubfield(s, nameEnd, fieldIdx);
  if (isDestination && isWritable[fieldIdx] === 0) addProblem(s, start, nameEnd, 'this field cannot be set');
  if (!s.isTypeChanged) s.actionNeeds |= needsOf[fieldIdx] as number;
  return fieldIdx;
}

/** The same where a field is only one of several things that may stand here: false, and nothing done, for any other. */
function takeKnownSubfield(s: Scanner): boolean {
  const nameEnd = scanName(s);
  if (nameEnd === s.at) return false;
  const fieldIdx = fieldNames.find(s.bytes, s.at, nameEnd);
  if (fieldIdx < 0) return false;
  if (nameEnd < s.end) {
    const byte = s.bytes[nameEnd] as number;
    if (((classOf[byte] as number) & (endsWord | endsNumber)) === 0) return false;
  }
  addSubfield(s, nameEnd, fieldIdx);
  return true;
}

function addSubfield(s: Scanner, nameEnd: number, fieldIdx: number): void {
  const { tree } = s;
  const node = tree.open(NodeKind.subfield, s.at - s.base, fieldIdx);
  tree.leaf(NodeKind.fieldName, s.at - s.base, nameEnd - s.base, fieldIdx);
  s.at = nameEnd;
  if (isAt(s, openBracketChar)) takeBits(s, widthOf[fieldIdx] as number);
  tree.close(node, s.at - s.base);
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

function parseItem(s: Scanner, idx: number, depth: number): void {
  const { bytes, tree } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const next = nameEnd < s.end ? bytes[nameEnd] : 0;
  const isNumber = isDigit(bytes[start] as number);
  if (nameEnd > start && !isNumber) {
    const known = keysOfAction[idx];
    const key = keyNames.find(bytes, start, nameEnd);
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

/** `10.0.0.1-10.0.0.9:1000-2000`, `[fe80::1]-[fe80::2]:80`, `fe80::1`. */
function takeNatRange(s: Scanner): void {
  const { bytes, tree } = s;
  for (;;) {
    const start = s.at;
    if (start >= s.end) return;
    const byte = bytes[start] as number;
    if (byte === openBracketChar) s.at++;
    const node = tree.nNodes;
    const kind = takeNatPart(s);
    if (byte === openBracketChar) {
      if (isAt(s, closeBracketChar)) s.at++;
      else addProblem(s, s.at, s.at, '] is missing');
    }
    if (kind === NodeKind.unknown && s.at === start) {
      missing(s, 'an address or a port');
      return;
    }
    if (kind !== NodeKind.ip4 && kind !== NodeKind.ip6 && kind !== NodeKind.number && tree.nNodes > node) {
      tree.amend(node, NodeKind.unknown, 0);
      addProblem(s, start, s.at, 'an address or a port is expected');
    }
    if (isAt(s, minusChar) || isAt(s, colonChar)) s.at++;
    else return;
  }
}

/** An IPv4 address is followed by `:` here, which ends no value elsewhere; an IPv6 address in brackets by `]`. */
function takeNatPart(s: Scanner): NodeKind {
  return takeValue(s, NodeKind.word);
}

function parseLearn(s: Scanner, isParen: boolean): void {
  const classes = classOf;
  const { bytes, tree } = s;
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
    const node = tree.open(NodeKind.argument, start - s.base, -1);
    const key = learnKeys.find(bytes, start, nameEnd);
    const opener = nameEnd < s.end ? (bytes[nameEnd] as number) : 0;
    if (key >= 0 && opener !== openBracketChar) {
      tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
      s.at = nameEnd;
      if (opener === equalsChar || opener === colonChar || opener === openParenChar) {
        s.at++;
        parseLearnValue(s, key);
        if (opener === openParenChar) closeParen(s);
      }
    } else parseLearnMatch(s, nameEnd);
    if (s.at < s.end) {
      const byte = bytes[s.at] as number;
      const isEnd = ((classes[byte] as number) & isSeparator) !== 0 || byte === closeParenChar;
      if (!isEnd) takeUnknown(s, 'unexpected text after the argument');
    }
    tree.close(node, s.at - s.base);
  }
}

function parseLearnValue(s: Scanner, key: number): void {
  switch (key) {
    case LearnKey.table:
      takeTable(s);
      return;
    case LearnKey.resultDst:
    case LearnKey.output:
      if (!takeKnownSubfield(s)) missing(s, 'a field');
      return;
    case LearnKey.load:
      if (!takeKnownSubfield(s) && takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a value');
      if (takeArrow(s) && !takeKnownSubfield(s)) missing(s, 'a field');
      return;
    default:
      if (takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a number');
  }
}

/** `FIELD[]`, `FIELD[]=FIELD[]` or `FIELD=value`: what the learned flow shall match. */
function parseLearnMatch(s: Scanner, nameEnd: number): void {
  const { bytes, tree } = s;
  const fieldIdx = fieldNames.find(bytes, s.at, nameEnd);
  if (fieldIdx < 0) {
    takeUnknown(s, 'no such field or argument of learn');
    return;
  }
  addSubfield(s, nameEnd, fieldIdx);
  if (!isAt(s, equalsChar) && !isAt(s, colonChar)) return;
  s.at++;
  if (takeKnownSubfield(s)) return;
  const node = tree.nNodes;
  takeFieldValue(s, fieldIdx, widthOf[fieldIdx] as number, bytes[nameEnd] === openBracketChar);
  if (tree.nNodes === node) missing(s, 'a value');
}

function isDigit(byte: number): boolean {
  return byte >= zeroChar && byte <= nineChar;
}

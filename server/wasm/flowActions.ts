/** Actions of a flow: the fast form of `core/syntax/openflow/parseActions.ts`. */

import { hexDigit } from './addresses';
import { fieldValue } from './flowMatch';
import {
  actionSet,
  endsNumber,
  endsWord,
  fieldAt,
  fieldSet,
  fits,
  fitsIn,
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
  number,
  readName,
  rowEnd,
  skipSeparators,
  value,
  valueLeaf,
} from './flowScan';
import {
  kindAction,
  kindActionName,
  kindActions,
  kindArgument,
  kindAttributeName,
  kindBigNumber,
  kindBits,
  kindFieldName,
  kindHexBytes,
  kindIp4,
  kindIp6,
  kindKeyword,
  kindMac,
  kindMask,
  kindNumber,
  kindOperator,
  kindPortName,
  kindSubfield,
  kindWord,
} from './kinds';
import { close, leaf, nextNode, nodeSize, open, truncate } from './nodes';

/** By action, 8 bytes each: grammar, width, whether it changes the packet's type. */
const actionsAt: usize = 0x3000;

/** By action and key, a bit each: the keys that its arguments may have. 16 bytes an action. */
const keysAt: usize = 0x4000;

/** Sets of names. */
const keySet: u32 = 4;
const learnSet: u32 = 5;

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

/** Deeper nests are left to the other parser. */
const maxDepth: i32 = 16;

/** What the actions presuppose, as far as the match tells the packet's type. */
export let actionNeeds: u32 = 0;
let isTypeChanged: bool = false;
/** Bits of the subfield last read. */
let bitsWidth: u32 = 0;

/** Begins a row. */
export function startActions(): void {
  actionNeeds = 0;
  isTypeChanged = false;
}

export function parseActions(start: usize, depth: i32): usize {
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
  const maskNode = valueNode + nodeSize;
  if (load<i32>(maskNode) == kindMask && !isMaskOf(maskNode + nodeSize, found, width, isAddress)) return 0;
  if (found == kindNumber) {
    return isAddress || !fitsIn(foundLow, foundHigh, width) ? 0 : fieldEnd;
  }
  if (found == kindMac) return format == formatMac ? fieldEnd : 0;
  if (found == kindIp4) return format == formatIp4 ? fieldEnd : 0;
  if (found == kindIp6) return format == formatIp6 ? fieldEnd : 0;
  if (found == kindWord && (format == formatPort16 || format == formatPort32)) {
    store<i32>(valueNode, kindPortName);
    return fieldEnd;
  }
  return found == kindBigNumber && width >= 128 && isShort(valueNode) ? fieldEnd : 0;
}

/** Whether a mask is surely one for that value: else the other parser looks at it. */
function isMaskOf(node: usize, found: i32, width: u32, isAddress: bool): bool {
  const maskKind = load<i32>(node);
  if (maskKind == kindNumber) return !isAddress && fitsIn(load<i32>(node, 16), load<i32>(node, 20), width);
  if (maskKind == kindBigNumber) return width >= 128 && isShort(node);
  return maskKind == found;
}

/** Whether the number's text has no more digits than 128 bits need. */
function isShort(node: usize): bool {
  return load<i32>(node, 8) - load<i32>(node, 4) <= 34;
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
  return fitsIn(foundLow, foundHigh, bitsWidth) ? fieldEnd : 0;
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
export function bits(start: usize, width: u32): usize {
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
export function list(start: usize, idx: i32): usize {
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

/** What is put into fields, and taken out of them. */

import { fieldValue } from './flowMatch';
import {
  endsNumber,
  endsWord,
  fieldAt,
  fieldSet,
  fitsIn,
  formatIp4,
  formatIp6,
  formatMac,
  formatPort16,
  formatPort32,
  high,
  isAt,
  kind,
  low,
  nameValue,
  readName,
  rowEnd,
  value,
} from './flowScan';
import {
  kindBigNumber,
  kindBits,
  kindFieldName,
  kindIp4,
  kindIp6,
  kindMac,
  kindMask,
  kindNumber,
  kindOperator,
  kindPortName,
  kindSubfield,
  kindWord,
} from './kinds';
import { close, leaf, nextNode, nodeSize, open, truncate } from './nodes';

/** What the actions presuppose, as far as the match tells the packet's type. */
export let actionNeeds: u32 = 0;
let isTypeChanged: bool = false;
/** Bits of the subfield last read. */
let bitsWidth: u32 = 0;

/** Begins a row. */
export function startNeeds(): void {
  actionNeeds = 0;
  isTypeChanged = false;
}

/** From here on the match does not tell the packet's type any more. */
export function changeType(): void {
  isTypeChanged = true;
}

export function setField(start: usize): usize {
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

export function loadValue(start: usize): usize {
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

export function move(start: usize): usize {
  const end = subfield(start, false);
  if (end == 0) return 0;
  const width = bitsWidth;
  const fieldStart = arrow(end);
  if (fieldStart == 0) return 0;
  const fieldEnd = subfield(fieldStart, true);
  return fieldEnd == 0 || bitsWidth != width ? 0 : fieldEnd;
}

export function arrow(at: usize): usize {
  if (load<u16>(at) != 0x3e2d || at + 2 > rowEnd) return 0;
  leaf(kindOperator, at, at + 2, 0, 0);
  return at + 2;
}

/** A field with or without bits; its index is left in `nameValue`. */
export function subfield(at: usize, isDestination: bool): usize {
  const nameEnd = readName(fieldSet, at);
  if (nameEnd == 0) return 0;
  const spec = fieldAt(nameValue);
  if (isDestination && load<u8>(spec, 8) == 0) return 0;
  const end = addSubfield(at, nameEnd, nameValue);
  if (!isTypeChanged) actionNeeds |= load<u32>(spec, 4);
  return end;
}

/** The same where a field is only one of several things that may stand here: 0, and nothing done, for any other. */
export function knownSubfield(at: usize): usize {
  const nameEnd = readName(fieldSet, at);
  if (nameEnd == 0) return 0;
  if (nameEnd < rowEnd && !isAt(nameEnd, endsWord | endsNumber)) return 0;
  const before = nextNode();
  const end = addSubfield(at, nameEnd, nameValue);
  if (end == 0) truncate(before);
  return end;
}

export function addSubfield(start: usize, nameEnd: usize, fieldIdx: i32): usize {
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

/** Actions of a flow: the fast form of `core/syntax/openflow/parseActions.ts`. */

import { closeParen, conntrack, hexBytes, learn, list } from './flowArguments';
import {
  actionSet,
  fits,
  high,
  isAt,
  isDigitAt,
  isSeparator,
  kind,
  low,
  meantAt,
  nameValue,
  readName,
  rowEnd,
  skipSeparators,
  value,
  valueLeaf,
} from './flowScan';
import { arrow, changeType, knownSubfield, loadValue, move, setField, subfield } from './flowSubfields';
import {
  kindAction,
  kindActionName,
  kindActions,
  kindIp4,
  kindKeyword,
  kindMac,
  kindMask,
  kindNumber,
  kindPortName,
  kindWord,
} from './kinds';
import { close, leaf, open } from './nodes';

/** By action, 8 bytes each: grammar, width, whether it changes the packet's type. */
export const actionsAt: usize = 0x3000;

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
export const grammarNat: u32 = 17;
const grammarLearn: u32 = 18;
const grammarPort: u32 = 19;
const grammarController: u32 = 20;
const grammarField: u32 = 21;

/** Deeper nests are left to the other parser. */
export const maxDepth: i32 = 16;

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
  if (load<u8>(spec, 2) != 0) changeType();
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

export function nested(at: usize, depth: i32): usize {
  const node = open(kindActions, at, 0);
  const end = parseActions(at, depth + 1);
  if (end == 0) return 0;
  // The list ends where its parenthesis does.
  const last = skipSeparators(end);
  close(node, last);
  return last;
}

export function plainNumber(at: usize, width: u32): usize {
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

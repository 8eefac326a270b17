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

import { parseActions } from './flowActions';
import { list } from './flowArguments';
import { knownNeeds, matchField, matchNeeds, shorthand, startMatch } from './flowMatch';
import {
  duration,
  fits,
  isAt,
  isSeparator,
  high,
  low,
  meantAt,
  nameValue,
  needsEthernet,
  number,
  pair,
  readName,
  rowEnd,
  rowSet,
  skipSeparators,
  startScan,
} from './flowScan';
import { actionNeeds, startNeeds } from './flowSubfields';
import {
  kindActions,
  kindAttribute,
  kindAttributeName,
  kindDuration,
  kindKeyword,
  kindMatch,
  kindRow,
} from './kinds';
import { lineBreakFrom, textEnd } from './lines';
import { close, leaf, nodeCount, open, startNodes, wordCount } from './nodes';

export { define } from './names';

/** By attribute: its form. */
const attributesAt: usize = 0x3c00;

/** By table and level of priority, a byte each: how many rows were taken as samples. */
const takenAt: usize = 0x5800;

/** The lines taken, their first byte and the byte after the last. */
const samplesAt: usize = 0x4c000;
const maxSamples: u32 = 4000;

/** Classes of the words of a row. */
const classField: i32 = 0;
const classShorthand: i32 = 1;
const classAttribute: i32 = 2;
const classFlag: i32 = 3;

/** Forms of attributes. */
const durationForm: u32 = 1;
const tableForm: u32 = 2;
const wordForm: u32 = 3;

let nRead: i32 = 0;
let nSamples: u32 = 0;
/** What the row says of them. */
let table: u32 = 0;
let priority: u32 = 0;

/** The nodes of the row `[from, to)`, or 0 where the other parser has to read it. A line break stands at `to`. */
export function parse(from: usize, to: usize): i32 {
  startNodes(from);
  startScan(to);
  startMatch();
  startNeeds();
  table = 0;
  priority = 0xffffffff;
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
  let start = from;
  nRead = 0;
  nSamples = 0;
  while (start < to) {
    const lineBreak = lineBreakFrom(start, to);
    if (lineBreak == to || lineBreak - start > most) return start;
    const end = textEnd(start, lineBreak);
    if (parse(start, end) == 0) return start;
    takeSample(start, end);
    nRead++;
    start = lineBreak + 1;
  }
  return start;
}

export function nLines(): i32 {
  return nRead;
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

// @inline
function attribute(start: usize, nameEnd: usize, idx: i32): usize {
  const form: u32 = load<u8>(attributesAt + (idx as usize));
  if (load<u8>(nameEnd) != 61 || form == wordForm) return 0;
  const valueStart = nameEnd + 1;
  if (form == durationForm) {
    const end = duration(valueStart);
    if (end == 0) return 0;
    const node = open(kindAttribute, start, idx);
    leaf(kindAttributeName, start, nameEnd, idx, 0);
    leaf(kindDuration, valueStart, end, low, high);
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

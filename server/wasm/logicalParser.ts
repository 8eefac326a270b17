/**
 * Reads a logical flow as `ovn-sbctl lflow-list` prints it: the fast form of `core/syntax/lflow/parseRow.ts`, which says
 * what the tree is and which a test holds it to. It knows no faults: where it meets anything that dumps do not consist
 * of it gives up, and the other one reads the row. AssemblyScript, compiled by `npm run wasm` into
 * `core/syntax/lflow/logicalModule.ts`.
 *
 * The caller puts the row into memory, ended by a line break, and finds its nodes where `nodes.ts` writes them. Words are
 * defined by the caller, once: of each its index as a symbol, as an action (with `isAssignedBit` for functions behind
 * `=`) and as a word of the row, -1 for none. `core/syntax/lflow/compiledParser.ts` has the same addresses.
 */

import * as names from './names';
import { hexDigit } from './addresses';
import { kindAttribute, kindAttributeName, kindKeyword, kindNumber, kindRow, kindStageName } from './kinds';
import { lineBreakFrom, textEnd } from './lines';
import { actions } from './logicalActions';
import { match } from './logicalMatch';
import { byteAt, isPart, limit, readWord, rowWord, startScan, wordOf } from './logicalScan';
import { close, leaf, nodeCount, open, startNodes, wordCount } from './nodes';

export { define } from './names';

/** `LogicalRowKind.flow`. */
const flowRow: i32 = 1;

let nRead: i32 = 0;

/** The nodes of the row `[from, to)`, or 0 where the other parser has to read it. A line break stands at `to`. */
export function parse(from: usize, to: usize): i32 {
  startNodes(from);
  startScan(to);
  const root = open(kindRow, from, flowRow);
  if (!attributes(from)) return 0;
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
  while (start < to) {
    const lineBreak = lineBreakFrom(start, to);
    if (lineBreak == to || lineBreak - start > most) return start;
    const end = textEnd(start, lineBreak);
    if (parse(start, end) == 0) return start;
    nRead++;
    start = lineBreak + 1;
  }
  return start;
}

export function nLines(): i32 {
  return nRead;
}

export function nBigWords(): u32 {
  return wordCount();
}

/** Begins a text. */
export function startText(): void {}

/** No samples are taken: a list of logical flows names its stages. */
export function nTaken(): u32 {
  return 0;
}

/** `name=value, …` up to the end, one of them `match` or `action`. */
function attributes(first: usize): bool {
  let at = first;
  let isFlow = false;
  let isFirst = true;
  while (true) {
    at = passSeparators(at, isFirst);
    if (at >= limit) return isFlow;
    const end = readWord(at);
    if (end == at || load<u8>(end) != 61) return false;
    const word = rowWord;
    if (word == wordOf(0) || word == wordOf(1)) {
      // match, actions
      if (load<u8>(end, 1) != 40 || isFirst) return false;
      leaf(kindKeyword, at, end, word, 0);
      at = word == wordOf(0) ? match(end + 2) : actions(end + 2);
      if (at == 0) return false;
      isFlow = true;
    } else if (word == wordOf(2) || word == wordOf(3) || word == wordOf(4)) {
      // table, priority, uuid
      const node = open(kindAttribute, at, word);
      leaf(kindAttributeName, at, end, word, 0);
      at = word == wordOf(4) ? shortUuid(end + 1) : smallNumber(end + 1);
      if (at == 0) return false;
      close(node, at);
      if (word == wordOf(2)) {
        at = stage(at);
        if (at == 0) return false;
      }
    } else return false;
    isFirst = false;
  }
}

/** A row's first word has only spaces before it. */
function passSeparators(start: usize, isFirst: bool): usize {
  let at = start;
  while (at < limit && (load<u8>(at) == 32 || load<u8>(at) == 9 || (!isFirst && load<u8>(at) == 44))) at++;
  return at;
}

function smallNumber(start: usize): usize {
  let at = start;
  let value: u32 = 0;
  while (at < limit) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (at == start || at - start > 9 || (at < limit && isPart(load<u8>(at)))) return 0;
  leaf(kindNumber, start, at, value as i32, 0);
  return at;
}

/** `0x83bead0a`. */
function shortUuid(start: usize): usize {
  let at = start;
  if (load<u16>(at) == 0x7830) at += 2;
  const digits = at;
  let value: u32 = 0;
  while (at < limit) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    value = (value << 4) | digit;
    at++;
  }
  if (at == digits || at - digits > 8 || (at < limit && isPart(load<u8>(at)))) return 0;
  leaf(kindNumber, start, at, value as i32, 0);
  return at;
}

function stage(start: usize): usize {
  let at = start;
  while (at < limit && load<u8>(at) == 32) at++;
  if (byteAt(at) != 40) return 0;
  const nameStart = at + 1;
  at = names.nameEnd(nameStart, false);
  if (at == nameStart || at >= limit) return 0;
  leaf(kindStageName, nameStart, at, 0, 0);
  while (at < limit && load<u8>(at) == 32) at++;
  return byteAt(at) == 41 ? at + 1 : 0;
}

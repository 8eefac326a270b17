/**
 * Reads the heads of a dump's lines: the fast form of `core/model/plainScanner.ts`, which says what it does and which a
 * test holds it to. AssemblyScript, compiled by `npm run wasm` into `core/model/wasmModule.ts`.
 *
 * The caller puts text at `inputAt` and finds the rows in columns. All numbers below are addresses and sizes in bytes;
 * `core/model/wasmScanner.ts` has the same. No name here is a variable: what must last from call to call is in memory.
 */

import {
  batchRows,
  cookieAt,
  kindAt,
  kindBlank,
  kindComment,
  kindFlow,
  kindHeader,
  kindOther,
  lastHeadSizeAt,
  low40,
  low48,
  low56,
  manyPorts,
  nHeadersAt,
  none8,
  portsAt,
  priorityAt,
  restAt,
  stageHashAt,
  tableAt,
  wordMatch,
  wordPriority,
  wordTable,
} from './scannerMemory';
import { logicalRow } from './logicalHeads';
import {
  bytesIn,
  decimal,
  hasMask,
  hashText,
  indexOf,
  isDigit,
  number16,
  number32,
  separator,
  skipBlanks,
} from './rowBytes';

export { search } from './rowSearch';
export { anyLogicalRow, headerRow, readHead } from './logicalHeads';

const nLargeAt: usize = 0x108;

const startAt: usize = 0x10000;
const datapathAt: usize = 0x38000;

/** With the line break; 0xffff for a longer one. */
const sizeAt: usize = 0xe0000;
const packetsAt: usize = 0x50000;

/** Row and, 8 bytes later, the number of packets. */
const largeAt: usize = 0xa0000;

const headSize: usize = 65536;

/** The forms of rows. */
const formOpenFlow: i32 = 0;
const formLogical: i32 = 1;

const none32: u32 = 0xffffffff;

/** Stands for all larger keys of ports. */
const largeKey: u32 = 0xfffe;
const defaultPriority: u32 = 32768;

/** The words of a row as little-endian numbers: `actions=`, … */
const wordActions: u64 = 0x3d736e6f69746361;
const wordCookie: u64 = 0x3d65696b6f6f63;
const wordNPacket: u64 = 0x74656b6361705f6e;
const wordMetadata: u64 = 0x617461646174656d;
const wordReg14: u64 = 0x3d3431676572;
const wordReg15: u64 = 0x3d3531676572;
const wordInPort: u64 = 0x3d74726f705f6e69;
const wordDuration: u64 = 0x6e6f697461727564;
const wordNxst: u64 = 0x5f5453584e;
const wordOfpst: u64 = 0x5f545350464f;

/** Forgets the names of stages. */
export function reset(): void {
  memory.fill(stageHashAt, 0, 512);
  memory.fill(restAt, 0, 64);
  store<u32>(lastHeadSizeAt, 0);
}

/**
 * Reads the whole lines of `[from, to)`; row `row` is the first that is written. Returns the row after the last one:
 * `batchRows` when the batch is full. `base` is added to each start.
 */
export function scan(form: i32, from: usize, to: usize, base: u32, row: usize): usize {
  let start = from;
  const lineFeed = i8x16.splat(10);
  store<u32>(nHeadersAt, 0);
  store<u32>(nLargeAt, 0);
  for (let at = from; at < to; at += 64) {
    let found = bytesIn(at, lineFeed);
    while (found != 0) {
      const lineEnd = at + (ctz(found) as usize);
      found &= found - 1;
      if (lineEnd >= to || row == batchRows) {
        store<u32>(restAt, start as u32);
        return row;
      }
      store<u32>(startAt + (row << 2), (start as u32) + base);
      store<u16>(sizeAt + (row << 1), min<usize>(lineEnd + 1 - start, 0xffff) as u16);
      let end = lineEnd;
      if (end > start && load<u8>(end - 1) == 13) end--;
      if (end - start > headSize) end = start + headSize;
      if (form == formOpenFlow) store<u8>(kindAt + row, openFlowRow(start, end, row));
      else if (form == formLogical) logicalRow(start, end, row);
      else otherRow(start, end, row);
      row++;
      start = lineEnd + 1;
    }
  }
  store<u32>(restAt, start as u32);
  return row;
}

export function openFlowRow(start: usize, end: usize, row: usize): u32 {
  let table: u32 = 0;
  let priority: u32 = defaultPriority;
  let cookie: u32 = 0;
  let packets: u32 = none32;
  let datapath: u32 = 0;
  let reg14: u32 = none32;
  let reg15: u32 = none32;
  let inPort: u32 = 0;
  let nInPorts: u32 = 0;
  let isTwice = false;
  let isNamed = false;
  let kind = kindOther;
  let at = skipBlanks(start, end);
  if (at == end) kind = kindBlank;
  else if (load<u8>(at) == 35) kind = kindComment;
  else if (isReply(at, end)) kind = kindHeader;
  else {
    while (at < end) {
      const byte = load<u8>(at);
      if (byte <= 32 || byte == 44) {
        at++;
        continue;
      }
      const word = load<u64>(at);
      if (word == wordActions && at + 8 <= end) {
        kind = kindFlow;
        break;
      }
      if ((word & low56) == wordCookie && at + 7 <= end) {
        at += 7;
        cookie = number32(at, end);
        isNamed = true;
      } else if (word == wordNPacket && load<u16>(at + 8) == 0x3d73 && at + 10 <= end) {
        at += 10;
        packets = counter(at, end, row);
      } else if (word == wordPriority && load<u8>(at + 8) == 61 && at + 9 <= end) {
        at += 9;
        priority = decimal(at, end, 0xffff);
        isNamed = true;
      } else if ((word & low48) == wordTable && at + 6 <= end) {
        at += 6;
        table = isDigit(at, end) ? decimal(at, end, none8) : none8;
        isNamed = true;
      } else if (word == wordMetadata && load<u8>(at + 8) == 61 && at + 9 <= end) {
        at += 9;
        const after = separator(at, end);
        if (!hasMask(at, after)) datapath = number16(at, after);
        at = after;
        continue;
      } else if ((word & low48) == wordReg14 && at + 6 <= end) {
        at += 6;
        const after = separator(at, end);
        if (!hasMask(at, after)) {
          isTwice = isTwice || reg14 != none32;
          reg14 = min<u32>(number32(at, after), largeKey);
        }
        at = after;
        continue;
      } else if ((word & low48) == wordReg15 && at + 6 <= end) {
        at += 6;
        const after = separator(at, end);
        if (!hasMask(at, after)) {
          isTwice = isTwice || reg15 != none32;
          reg15 = min<u32>(number32(at, after), largeKey);
        }
        at = after;
        continue;
      } else if (word == wordInPort && at + 8 <= end) {
        at += 8;
        let after: usize;
        if (at < end && load<u8>(at) == 34) {
          const close = indexOf(34, at + 1, end);
          inPort = hashText(at + 1, close);
          after = close;
        } else {
          after = separator(at, end);
          inPort = hashText(at, after);
        }
        nInPorts++;
        at = after;
      }
      at = separator(at, end);
    }
    if (kind == kindOther && isNamed) kind = kindFlow;
  }
  const isFlow = kind == kindFlow;
  store<u8>(tableAt + row, isFlow ? table : none8);
  store<u16>(priorityAt + (row << 1), isFlow ? priority : 0);
  store<u32>(cookieAt + (row << 2), cookie);
  store<u32>(packetsAt + (row << 2), packets);
  store<u16>(datapathAt + (row << 1), datapath);
  store<u16>(portsAt + (row << 1), isTwice ? manyPorts : openFlowMarks(reg14, reg15, inPort, nInPorts));
  return kind;
}

/** A line of another dialect: its head says nothing that an index holds. */
function otherRow(start: usize, end: usize, row: usize): void {
  const at = skipBlanks(start, end);
  store<u8>(kindAt + row, at == end ? kindBlank : load<u8>(at) == 35 ? kindComment : kindFlow);
  store<u8>(tableAt + row, none8);
  store<u16>(priorityAt + (row << 1), 0);
}

function isReply(at: usize, end: usize): bool {
  const word = load<u64>(at);
  return ((word & low40) == wordNxst && at + 5 <= end) || ((word & low48) == wordOfpst && at + 6 <= end);
}

export function isNested(at: usize, end: usize): bool {
  const word = load<u64>(at);
  if ((word & low56) == wordCookie && at + 7 <= end) return true;
  if (word == wordDuration && load<u8>(at + 8) == 61 && at + 9 <= end) return true;
  if ((word & low48) != wordTable || at + 6 > end) return false;
  at += 6;
  while (at < end && load<u8>(at) != 44 && load<u8>(at) > 32 && load<u8>(at) != 40) at++;
  while (at < end && load<u8>(at) <= 32) at++;
  if (at == end || load<u8>(at) == 40) return false;
  while (at < end) {
    at = separator(at, end);
    if (at == end) return false;
    at++;
    const next = load<u64>(at);
    if ((next & low48) == wordMatch && load<u8>(at + 6) == 40 && at + 7 <= end) return false;
    if (next == wordActions && at + 8 <= end) return true;
  }
  return false;
}

/** The ports of an OpenFlow row, as in `core/model/portMarks.ts`. */
function openFlowMarks(reg14: u32, reg15: u32, inPort: u32, nInPorts: u32): u32 {
  if (nInPorts != 0) {
    return nInPorts == 1 && reg14 == none32 && reg15 == none32 ? 0x4000 | (inPort >>> 18) : manyPorts;
  }
  if (reg15 == none32) return reg14 == none32 ? 0 : 0x8000 | keyMark(reg14);
  if (reg14 == none32) return 0xc000 | keyMark(reg15);
  return pairMark(reg14) | (pairMark(reg15) << 7);
}

function keyMark(key: u32): u32 {
  if (key < 0x3000) return key;
  return key >= 0x8000 && key < 0x8fff ? 0x3000 + key - 0x8000 : 0x3fff;
}

function pairMark(key: u32): u32 {
  return key - 1 < 0x7e ? key : 0x7f;
}

function counter(at: usize, end: usize, row: usize): u32 {
  if (!isDigit(at, end)) return none32;
  let value: u64 = 0;
  const exact = at + 15 < end ? at + 15 : end;
  while (at < exact) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  if (value < 0xfffffffe) return value as u32;
  let large = value as f64;
  while (at < end) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    large = large * 10 + (digit as f64);
    at++;
  }
  const nLarge: usize = load<u32>(nLargeAt);
  store<u32>(largeAt + nLarge * 16, row as u32);
  store<f64>(largeAt + nLarge * 16, large, 8);
  store<u32>(nLargeAt, (nLarge as u32) + 1);
  return 0xfffffffe;
}

/** The heads of rows of lists of logical flows. */

import {
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
  stageHashAt,
  tableAt,
  wordMatch,
  wordPriority,
  wordTable,
} from './scannerMemory';
import {
  bytesIn,
  decimal,
  eightHex,
  hashText,
  indexOf,
  isDigit,
  isEightHex,
  number32,
  separator,
  skipBlanks,
} from './rowBytes';
import { isNested, openFlowRow } from './rowScanner';

const nStagesAt: usize = 0x10c;
const lastStageAt: usize = 0x110;

/** The bits of all cookies of logical rows. */
const cookiesSeenAt: usize = 0x114;

/** The last `table=N (stage)`: its text is kept, up to 64 bytes; its size, 0 when there is none; what it says. */
const lastHeadAt: usize = 0x200;
const maxLastHead: usize = 64;
const lastHeadTableAt: usize = 0x244;
const lastHeadStageAt: usize = 0x248;

/** Slots of 48 bytes: the name filled up with zeros to 32, its size. */
const stagesAt: usize = 0x1000;
const stageSize: usize = 48;
const maxStages: u32 = 254;
const maxStageText: usize = 32;

const stageAt: usize = 0x28000;

/** Three numbers each: row, first byte of the window, byte after the last. */
const headersAt: usize = 0x70000;

const inputAt: usize = 0x100000;

const kindNested: u32 = 4;

const wordUuid: u64 = 0x3d64697575;
const wordAction: u64 = 0x3d6e6f69746361;
const wordDatapath: u64 = 0x6874617061746144;

/** `, priori`, `ty=`, `, match=`. */
const wordCommaPriori: u64 = 0x69726f697270202c;
const wordTy: u32 = 0x3d7974;
const wordCommaMatch: u64 = 0x3d686374616d202c;
const low24: u32 = 0xffffff;

/** A row as lists have it: perhaps a UUID, the table and stage of the row before, a priority, a match. */
export function logicalRow(start: usize, end: usize, row: usize): void {
  let at = skipBlanks(start, end);
  let cookie: u32 = 0;
  if ((load<u64>(at) & low40) == wordUuid) {
    const digits = load<u64>(at + 7);
    if (load<u16>(at + 5) != 0x7830 || load<u16>(at + 15) != 0x202c || !isEightHex(digits))
      return anyLogicalRow(start, end, row);
    cookie = eightHex(digits);
    at += 17;
  }
  if (!isLastHead(at) && !readHead(at, end)) {
    return load<u64>(at) == wordDatapath ? headerRow(start, end, row) : anyLogicalRow(start, end, row);
  }
  at += load<u32>(lastHeadSizeAt);
  if (load<u64>(at) != wordCommaPriori || (load<u32>(at + 8) & low24) != wordTy)
    return anyLogicalRow(start, end, row);
  at += 11;
  let priority: u32 = 0;
  let digit = (load<u8>(at) as u32) - 48;
  for (let nDigits = 0; digit <= 9 && nDigits < 5; nDigits++) {
    priority = priority * 10 + digit;
    digit = (load<u8>(++at) as u32) - 48;
  }
  while (load<u8>(at) == 32) at++;
  if (priority > 0xffff || load<u64>(at) != wordCommaMatch || at + 8 > end)
    return anyLogicalRow(start, end, row);
  store<u32>(cookiesSeenAt, load<u32>(cookiesSeenAt) | cookie);
  store<u8>(kindAt + row, kindFlow);
  store<u8>(tableAt + row, load<u32>(lastHeadTableAt));
  store<u8>(stageAt + row, load<u32>(lastHeadStageAt));
  store<u16>(priorityAt + (row << 1), priority);
  store<u32>(cookieAt + (row << 2), cookie);
  store<u16>(portsAt + (row << 1), portNames(at + 8, end));
}

// Exported, so that the compiler leaves them out of the function above: that one has to be ready soon.

/** `Datapath: …`: what it says is for who asks. */
export function headerRow(start: usize, end: usize, row: usize): void {
  const at = skipBlanks(start, end);
  if (load<u8>(at + 8) != 58 || at + 9 > end) return anyLogicalRow(start, end, row);
  const nHeaders: usize = load<u32>(nHeadersAt);
  const header = headersAt + nHeaders * 12;
  store<u32>(header, row as u32);
  store<u32>(header, (start - inputAt) as u32, 4);
  store<u32>(header, (end - inputAt) as u32, 8);
  store<u32>(nHeadersAt, (nHeaders as u32) + 1);
  store<u8>(kindAt + row, kindHeader);
  store<u8>(tableAt + row, none8);
  store<u8>(stageAt + row, none8);
  store<u16>(priorityAt + (row << 1), 0);
  store<u32>(cookieAt + (row << 2), 0);
  store<u16>(portsAt + (row << 1), 0);
}

/** Reads `table=N (stage)`, if that stands at `at` in its usual form, into what is known of the last one. */
export function readHead(at: usize, end: usize): bool {
  if ((load<u64>(at) & low48) != wordTable || at + 6 > end) return false;
  let open = at + 6;
  const table = isDigit(open, end) ? decimal(open, end, none8) : none8;
  while (open < end && load<u8>(open) != 44 && load<u8>(open) > 32 && load<u8>(open) != 40) open++;
  open = skipBlanks(open, end);
  if (open == end || load<u8>(open) != 40) return false;
  const close = indexOf(41, open + 1, end);
  const size = close + 1 - at;
  // A short one could not be compared eight bytes at a time.
  if (close == end || size < 8 || size > maxLastHead) return false;
  const stage = stageOf(open + 1, separator(open + 1, close));
  memory.copy(lastHeadAt, at, size);
  store<u32>(lastHeadSizeAt, size as u32);
  store<u32>(lastHeadTableAt, table);
  store<u32>(lastHeadStageAt, stage);
  return true;
}

/** Any line of a list but a header. */
export function anyLogicalRow(start: usize, end: usize, row: usize): void {
  let at = skipBlanks(start, end);
  let kind = kindOther;
  let table = none8;
  let priority: u32 = 0;
  let cookie: u32 = 0;
  let stage = none8;
  let ports: u32 = 0;
  if (at == end) kind = kindBlank;
  else if (load<u8>(at) == 35) kind = kindComment;
  else if (isNested(at, end)) {
    kind = openFlowRow(at, end, row);
    store<u8>(kindAt + row, kind == kindFlow ? kindNested : kind);
    store<u8>(stageAt + row, none8);
    store<u32>(cookiesSeenAt, load<u32>(cookiesSeenAt) | load<u32>(cookieAt + (row << 2)));
    return;
  } else {
    while (at < end) {
      const byte = load<u8>(at);
      if (byte <= 32 || byte == 44) {
        at++;
        continue;
      }
      const word = load<u64>(at);
      if (((word & low48) == wordMatch && at + 6 <= end) || ((word & low56) == wordAction && at + 7 <= end)) {
        kind = kindFlow;
        break;
      }
      if ((word & low48) == wordTable && at + 6 <= end) {
        kind = kindFlow;
        if (readHead(at, end)) {
          table = load<u32>(lastHeadTableAt);
          stage = load<u32>(lastHeadStageAt);
          at += load<u32>(lastHeadSizeAt);
        } else {
          at += 6;
          if (isDigit(at, end)) table = decimal(at, end, none8);
          while (at < end && load<u8>(at) != 40 && load<u8>(at) != 44) at++;
          if (at < end && load<u8>(at) == 40) {
            const close = indexOf(41, at + 1, end);
            stage = stageOf(at + 1, separator(at + 1, close));
            at = close;
          }
        }
      } else if (word == wordPriority && load<u8>(at + 8) == 61 && at + 9 <= end) {
        at += 9;
        kind = kindFlow;
        priority = decimal(at, end, 0xffff);
      } else if ((word & low40) == wordUuid && at + 5 <= end) {
        at += 5;
        cookie = number32(at, end);
      } else {
        // A word without a value ends the head.
        const after = separator(at, end);
        const equals = indexOf(61, at, after);
        at = equals == after ? end : after;
        continue;
      }
      at = separator(at, end);
    }
    if (kind == kindFlow) ports = portNames(at, end);
  }
  store<u32>(cookiesSeenAt, load<u32>(cookiesSeenAt) | cookie);
  store<u8>(kindAt + row, kind);
  store<u8>(tableAt + row, table);
  store<u8>(stageAt + row, stage);
  store<u16>(priorityAt + (row << 1), priority);
  store<u32>(cookieAt + (row << 2), cookie);
  store<u16>(portsAt + (row << 1), ports);
}

function isLastHead(at: usize): bool {
  const size: usize = load<u32>(lastHeadSizeAt);
  if (size == 0) return false;
  for (let i: usize = 0; i + 8 < size; i += 8) {
    if (load<u64>(at + i) != load<u64>(lastHeadAt + i)) return false;
  }
  return load<u64>(at + size - 8) == load<u64>(lastHeadAt + size - 8);
}

/** The index of the stage `[start, end)`, new or known. */
function stageOf(start: usize, end: usize): u32 {
  const size = end - start;
  if (size == 0 || size > maxStageText) return none8;
  const iota = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const length = i8x16.splat(size as i8);
  const low = v128.and(v128.load(start), i8x16.lt_u(iota, length));
  const high = v128.and(v128.load(start, 16), i8x16.lt_u(v128.or(iota, i8x16.splat(16)), length));
  const last: usize = load<u32>(lastStageAt);
  if (last != 0 && isStage(last - 1, low, high, size)) return (last - 1) as u32;
  const folded = v128.xor(low, high);
  const mixed: u64 =
    ((i64x2.extract_lane(folded, 0) as u64) ^ rotl(i64x2.extract_lane(folded, 1) as u64, 29)) *
    0x9e3779b97f4a7c15;
  let slot: usize = ((mixed >> 55) as usize) & 511;
  for (;;) {
    const known: usize = load<u8>(stageHashAt + slot);
    if (known == 0) break;
    if (isStage(known - 1, low, high, size)) {
      store<u32>(lastStageAt, known as u32);
      return (known - 1) as u32;
    }
    slot = (slot + 1) & 511;
  }
  const idx = load<u32>(nStagesAt);
  if (idx == maxStages) return none8;
  const at = stagesAt + (idx as usize) * stageSize;
  v128.store(at, low);
  v128.store(at, high, 16);
  store<u32>(at, size as u32, 32);
  store<u8>(stageHashAt + slot, idx + 1);
  store<u32>(nStagesAt, idx + 1);
  store<u32>(lastStageAt, idx + 1);
  return idx;
}

function isStage(idx: usize, low: v128, high: v128, size: usize): bool {
  const at = stagesAt + idx * stageSize;
  return (
    load<u32>(at, 32) == (size as u32) &&
    !v128.any_true(v128.or(v128.xor(v128.load(at), low), v128.xor(v128.load(at, 16), high)))
  );
}

/** The marks of the quoted names in `[at, end)`. */
function portNames(at: usize, end: usize): u32 {
  let first: u32 = 0;
  let second: u32 = 0;
  let nNames = 0;
  for (;;) {
    at = quoteFrom(at, end);
    if (at == end) break;
    const close = indexOf(34, at + 1, end);
    const hash = hashText(at + 1, close);
    if (nNames == 0) {
      first = hash;
      nNames = 1;
    } else if (hash != first) {
      if (nNames == 2 && hash != second) return manyPorts;
      second = hash;
      nNames = 2;
    }
    if (close == end) break;
    at = close + 1;
  }
  if (nNames == 0) return 0;
  if (nNames == 2) return 0x4000 | (first >>> 25) | ((second >>> 25) << 7);
  const mark = 0x8000 | (first >>> 17);
  return mark == manyPorts ? 0x8000 : mark;
}

/** The first quotation mark from `at` on: most rows have none for hundreds of bytes. */
function quoteFrom(at: usize, end: usize): usize {
  const quote = i8x16.splat(34);
  for (; at < end; at += 64) {
    const found = bytesIn(at, quote);
    if (found != 0) return min(at + (ctz(found) as usize), end);
  }
  return end;
}

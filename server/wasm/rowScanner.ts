/**
 * Reads the heads of a dump's lines: the fast form of `core/model/plainScanner.ts`, which says what it does and which a
 * test holds it to. AssemblyScript, compiled by `npm run wasm` into `core/model/wasmModule.ts`.
 *
 * The caller puts text at `inputAt` and finds the rows in columns. All numbers below are addresses and sizes in bytes;
 * `core/model/wasmScanner.ts` has the same. No name here is a variable: what must last from call to call is in memory.
 */

/** State: where the text begins that was not read, and how many of each list below. */
const restAt: usize = 0x100;
const nHeadersAt: usize = 0x104;
const nLargeAt: usize = 0x108;
const nStagesAt: usize = 0x10c;
const lastStageAt: usize = 0x110;
/** The bits of all cookies of logical rows. */
const cookiesSeenAt: usize = 0x114;

/** Of a search: lines passed, the start of the last one, whether it is done with; the needle's size and two offsets in it. */
const searchRowAt: usize = 0x118;
const searchStartAt: usize = 0x11c;
const isDoneAt: usize = 0x120;
const needleSizeAt: usize = 0x124;
const firstAt: usize = 0x128;
const secondAt: usize = 0x12c;

/** The last `table=N (stage)`: its text is kept, up to 64 bytes; its size, 0 when there is none; what it says. */
const lastHeadAt: usize = 0x200;
const maxLastHead: usize = 64;
const lastHeadSizeAt: usize = 0x240;
const lastHeadTableAt: usize = 0x244;
const lastHeadStageAt: usize = 0x248;

/** Slots of 48 bytes: the name filled up with zeros to 32, its size. */
const stagesAt: usize = 0x1000;
const stageSize: usize = 48;
const maxStages: u32 = 254;
const maxStageText: usize = 32;
/** 512 bytes: index of a name + 1 by its hash; 0 is free. */
const stageHashAt: usize = 0x800;

/** What is searched for, up to 4096 bytes, and the bits that are set in a byte of the text before it is compared. */
const needleAt: usize = 0x8000;
const foldsAt: usize = 0x9000;
/** The lines that have it: their numbers and starts. A search and a batch of rows are never at once. */
const hitRowAt: usize = 0x40000;
const hitStartAt: usize = 0x50000;

const batchRows: usize = 4096;
const startAt: usize = 0x10000;
const kindAt: usize = 0x20000;
const tableAt: usize = 0x24000;
const stageAt: usize = 0x28000;
const priorityAt: usize = 0x30000;
const datapathAt: usize = 0x38000;
/** With the line break; 0xffff for a longer one. */
const sizeAt: usize = 0xe0000;
const cookieAt: usize = 0x40000;
const packetsAt: usize = 0x50000;
const portsAt: usize = 0x60000;
/** Three numbers each: row, first byte of the window, byte after the last. */
const headersAt: usize = 0x70000;
/** Row and, 8 bytes later, the number of packets. */
const largeAt: usize = 0xa0000;
const inputAt: usize = 0x100000;

const headSize: usize = 65536;

/** The forms of rows. */
const formOpenFlow: i32 = 0;
const formLogical: i32 = 1;

const kindBlank: u32 = 0;
const kindFlow: u32 = 1;
const kindHeader: u32 = 2;
const kindComment: u32 = 3;
const kindNested: u32 = 4;
const kindOther: u32 = 5;

const none8: u32 = 0xff;
const none32: u32 = 0xffffffff;
const manyPorts: u32 = 0xffff;
/** Stands for all larger keys of ports. */
const largeKey: u32 = 0xfffe;
const defaultPriority: u32 = 32768;

/** The words of a row as little-endian numbers: `actions=`, … */
const wordActions: u64 = 0x3d736e6f69746361;
const wordCookie: u64 = 0x3d65696b6f6f63;
const wordNPacket: u64 = 0x74656b6361705f6e;
const wordPriority: u64 = 0x797469726f697270;
const wordTable: u64 = 0x3d656c626174;
const wordMetadata: u64 = 0x617461646174656d;
const wordReg14: u64 = 0x3d3431676572;
const wordReg15: u64 = 0x3d3531676572;
const wordInPort: u64 = 0x3d74726f705f6e69;
const wordUuid: u64 = 0x3d64697575;
const wordMatch: u64 = 0x3d686374616d;
const wordAction: u64 = 0x3d6e6f69746361;
const wordDatapath: u64 = 0x6874617061746144;
const wordDuration: u64 = 0x6e6f697461727564;
const wordNxst: u64 = 0x5f5453584e;
const wordOfpst: u64 = 0x5f545350464f;
/** `, priori`, `ty=`, `, match=`. */
const wordCommaPriori: u64 = 0x69726f697270202c;
const wordTy: u32 = 0x3d7974;
const wordCommaMatch: u64 = 0x3d686374616d202c;
const low24: u32 = 0xffffff;
const low40: u64 = 0xffffffffff;
const low48: u64 = 0xffffffffffff;
const low56: u64 = 0xffffffffffffff;

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

/** The places of a byte among the 64 that begin at `at`; it is rare, so that most have none. */
function bytesIn(at: usize, byte: v128): u64 {
  const found0 = i8x16.eq(v128.load(at), byte);
  const found1 = i8x16.eq(v128.load(at, 16), byte);
  const found2 = i8x16.eq(v128.load(at, 32), byte);
  const found3 = i8x16.eq(v128.load(at, 48), byte);
  if (!v128.any_true(v128.or(v128.or(found0, found1), v128.or(found2, found3)))) return 0;
  return (
    (i8x16.bitmask(found0) as u32 as u64) |
    ((i8x16.bitmask(found1) as u32 as u64) << 16) |
    ((i8x16.bitmask(found2) as u32 as u64) << 32) |
    ((i8x16.bitmask(found3) as u32 as u64) << 48)
  );
}

/**
 * Looks for the needle at every place of `[from, to)`, behind which the text goes on long enough for one to begin there.
 * Returns how many lines have it and were not told yet, at most `batchRows`. `base` is added to each start.
 */
export function search(from: usize, to: usize, base: u32): usize {
  const size: usize = load<u32>(needleSizeAt);
  const first: usize = load<u32>(firstAt);
  const second: usize = load<u32>(secondAt);
  const firstByte = i8x16.splat(load<i8>(needleAt + first));
  const secondByte = i8x16.splat(load<i8>(needleAt + second));
  const firstFold = i8x16.splat(load<i8>(foldsAt + first));
  const secondFold = i8x16.splat(load<i8>(foldsAt + second));
  const lineFeed = i8x16.splat(10);
  let row = load<u32>(searchRowAt);
  let start = load<u32>(searchStartAt);
  let isDone = load<u32>(isDoneAt) != 0;
  let nHits: usize = 0;
  let rest = to;
  for (let at = from; at < to; at += 64) {
    let breaks = bytesIn(at, lineFeed);
    const a = at + first;
    const b = at + second;
    const found0 = v128.and(
      i8x16.eq(v128.or(v128.load(a, 0), firstFold), firstByte),
      i8x16.eq(v128.or(v128.load(b, 0), secondFold), secondByte),
    );
    const found1 = v128.and(
      i8x16.eq(v128.or(v128.load(a, 16), firstFold), firstByte),
      i8x16.eq(v128.or(v128.load(b, 16), secondFold), secondByte),
    );
    const found2 = v128.and(
      i8x16.eq(v128.or(v128.load(a, 32), firstFold), firstByte),
      i8x16.eq(v128.or(v128.load(b, 32), secondFold), secondByte),
    );
    const found3 = v128.and(
      i8x16.eq(v128.or(v128.load(a, 48), firstFold), firstByte),
      i8x16.eq(v128.or(v128.load(b, 48), secondFold), secondByte),
    );
    let hits: u64 = 0;
    if (v128.any_true(v128.or(v128.or(found0, found1), v128.or(found2, found3)))) {
      hits =
        (i8x16.bitmask(found0) as u32 as u64) |
        ((i8x16.bitmask(found1) as u32 as u64) << 16) |
        ((i8x16.bitmask(found2) as u32 as u64) << 32) |
        ((i8x16.bitmask(found3) as u32 as u64) << 48);
    }
    if (to - at < 64) {
      const inside = ((1 as u64) << ((to - at) as u64)) - 1;
      hits &= inside;
      breaks &= inside;
    }
    while (hits != 0) {
      const hit = hits & (0 - hits);
      const before = breaks & (hit - 1);
      if (before != 0) {
        row += popcnt(before) as u32;
        start = ((at + 64) as u32) - (clz(before) as u32) + base;
        isDone = false;
        breaks ^= before;
      }
      if (!isDone && isNeedle(at + (ctz(hit) as usize), size)) {
        if (nHits == batchRows) {
          rest = at + (ctz(hit) as usize);
          break;
        }
        store<u32>(hitRowAt + (nHits << 2), row);
        store<u32>(hitStartAt + (nHits << 2), start);
        nHits++;
        isDone = true;
      }
      // Of a line that has it, what follows is passed over.
      hits &= isDone ? 0 - (breaks & (0 - breaks)) : hits - 1;
    }
    if (rest != to) break;
    if (breaks != 0) {
      row += popcnt(breaks) as u32;
      start = ((at + 64) as u32) - (clz(breaks) as u32) + base;
      isDone = false;
    }
  }
  store<u32>(searchRowAt, row);
  store<u32>(searchStartAt, start);
  store<u32>(isDoneAt, isDone ? 1 : 0);
  store<u32>(restAt, rest as u32);
  return nHits;
}

function isNeedle(at: usize, size: usize): bool {
  let idx: usize = 0;
  for (; idx + 8 <= size; idx += 8) {
    if ((load<u64>(at + idx) | load<u64>(foldsAt + idx)) != load<u64>(needleAt + idx)) return false;
  }
  for (; idx < size; idx++) {
    if ((load<u8>(at + idx) | load<u8>(foldsAt + idx)) != load<u8>(needleAt + idx)) return false;
  }
  return true;
}

function openFlowRow(start: usize, end: usize, row: usize): u32 {
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

/** A row as lists have it: perhaps a UUID, the table and stage of the row before, a priority, a match. */
function logicalRow(start: usize, end: usize, row: usize): void {
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

function isNested(at: usize, end: usize): bool {
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

/** Of short texts all bytes, of longer ones the first four and the last twelve. */
function hashText(start: usize, end: usize): u32 {
  const size = end - start;
  let hash: u32 = 0x811c9dc5 ^ (size as u32);
  if (size < 16) {
    for (let at = start; at < end; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  } else {
    hash = (hash ^ load<u32>(start)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 12)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 8)) * 0x01000193;
    hash ^= hash >>> 15;
    hash = (hash ^ load<u32>(end - 4)) * 0x01000193;
  }
  hash ^= hash >>> 15;
  return hash * 0x85ebca6b;
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

function isDigit(at: usize, end: usize): bool {
  return at < end && (load<u8>(at) as u32) - 48 <= 9;
}

/** A decimal number, `most` when it is larger. */
function decimal(at: usize, end: usize, most: u32): u32 {
  let value: u32 = 0;
  while (at < end) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    if (value >= most) value = most;
    at++;
  }
  return value;
}

/** The low 32 bits of `0x…` or of a decimal number. */
function number32(at: usize, end: usize): u32 {
  let value: u32 = 0;
  if (at + 2 <= end && load<u16>(at) == 0x7830) {
    const digits = at + 2;
    if (digits + 8 < end && isEightHex(load<u64>(digits)) && hexDigit(load<u8>(digits + 8)) > 15) {
      return eightHex(load<u64>(digits));
    }
    for (at += 2; at < end; at++) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      value = (value << 4) | digit;
    }
    return value;
  }
  while (at < end) {
    const digit = (load<u8>(at) as u32) - 48;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  return value;
}

/** The same as far as 16 bits hold it, else 0xffff. */
function number16(at: usize, end: usize): u32 {
  if (at + 2 > end || load<u16>(at) != 0x7830) return decimal(at, end, 0xffff);
  let value: u32 = 0;
  for (at += 2; at < end; at++) {
    const digit = hexDigit(load<u8>(at));
    if (digit > 15) break;
    value = (value << 4) | digit;
    if (value > 0xffff) value = 0xffff;
  }
  return value;
}

/** Whether eight bytes are hex digits, in lower case as everything prints them. */
function isEightHex(word: u64): bool {
  const isLetter = (word & 0x4040404040404040) >> 6;
  if ((word & 0xf0f0f0f0f0f0f0f0) != 0x3030303030303030 + isLetter * 0x30) return false;
  // Low halves: 0 to 9 of a digit, 1 to 6 of a letter; too much of either carries into the high half.
  const low = word & 0x0f0f0f0f0f0f0f0f;
  const isTooLarge = (low + 0x0606060606060606 + isLetter * 3) & 0x1010101010101010;
  const isEnough = ((low | 0x1010101010101010) - isLetter) & 0x1010101010101010;
  return isTooLarge == 0 && isEnough == 0x1010101010101010;
}

/** The number of eight hex digits, the first one in the lowest byte. */
function eightHex(word: u64): u32 {
  const isLetter = (word & 0x4040404040404040) >> 6;
  let value = (word & 0x0f0f0f0f0f0f0f0f) + isLetter * 9;
  value = ((value << 4) | (value >> 8)) & 0x00ff00ff00ff00ff;
  value = ((value << 8) | (value >> 16)) & 0x0000ffff0000ffff;
  return ((value << 16) | (value >> 32)) as u32;
}

function hexDigit(byte: u32): u32 {
  const digit = byte - 48;
  if (digit <= 9) return digit;
  const letter = (byte | 32) - 97;
  return letter <= 5 ? letter + 10 : 16;
}

function hasMask(at: usize, end: usize): bool {
  return indexOf(47, at, end) != end;
}

function skipBlanks(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) <= 32) at++;
  return at;
}

/** The first comma or blank from `at` on. */
function separator(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const text = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(text, i8x16.splat(44)), i8x16.le_u(text, i8x16.splat(32))));
    if (found != 0) return min(at + (ctz(found) as usize), end);
  }
  return end;
}

function indexOf(byte: i8, at: usize, end: usize): usize {
  const wanted = i8x16.splat(byte);
  for (; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) return min(at + (ctz(found) as usize), end);
  }
  return end;
}

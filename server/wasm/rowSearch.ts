/** Where a text stands in others: the fast form of `search` in `core/model/plainScanner.ts`. */

import { batchRows, restAt } from './scannerMemory';
import { bytesIn } from './rowBytes';

/** Of a search: lines passed, the start of the last one, whether it is done with; the needle's size and two offsets in it. */
const searchRowAt: usize = 0x118;
const searchStartAt: usize = 0x11c;
const isDoneAt: usize = 0x120;
const needleSizeAt: usize = 0x124;
const firstAt: usize = 0x128;
const secondAt: usize = 0x12c;

/** What is searched for, up to 4096 bytes, and the bits that are set in a byte of the text before it is compared. */
const needleAt: usize = 0x8000;
const foldsAt: usize = 0x9000;

/** The lines that have it: their numbers and starts. A search and a batch of rows are never at once. */
const hitRowAt: usize = 0x40000;
const hitStartAt: usize = 0x50000;

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
      // A place that only looks like it may be a line break itself: each is looked at once.
      hits &= hits - 1;
      // Of a line that has it, what follows is passed over.
      if (isDone) hits &= 0 - (breaks & (0 - breaks));
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

/**
 * Names by their bytes. A table has slots of 64 bytes: the name filled up with zeros to 32, three values, its set, its
 * size, and the name that came next last time: rows repeat each other, so that one is tried first. What is found does not
 * depend on what is remembered.
 */

const tableAt: usize = 0x8000;
const slotSize: usize = 64;
const slotMask: u32 = 4095;
/** By set, 4 bytes each: the slot of the name that was read last. */
const lastAt: usize = 0x200;
/** By set: what stands for the name before the first one. */
const firstAt: usize = 0x800;
/** 32 bytes to fill a name up in. */
const scratchAt: usize = 0x280;

/** Adds the name of `size` bytes, up to 31, that stands at `at`, unless it is in the set already. */
export function define(set: u32, at: usize, size: usize, first: i32, second: i32, third: i32): void {
  v128.store(scratchAt, i8x16.splat(0));
  v128.store(scratchAt, i8x16.splat(0), 16);
  memory.copy(scratchAt, at, size);
  const w0 = load<u64>(scratchAt);
  const w1 = load<u64>(scratchAt, 8);
  const w2 = load<u64>(scratchAt, 16);
  const w3 = load<u64>(scratchAt, 24);
  let slot = hashOf(w0, w1, set);
  while (true) {
    const entry = tableAt + (slot as usize) * slotSize;
    const owner = load<u32>(entry, 44);
    if (owner == 0) {
      store<u64>(entry, w0);
      store<u64>(entry, w1, 8);
      store<u64>(entry, w2, 16);
      store<u64>(entry, w3, 24);
      store<i32>(entry, first, 32);
      store<i32>(entry, second, 36);
      store<i32>(entry, third, 40);
      store<u32>(entry, set, 44);
      store<u32>(entry, size as u32, 48);
      return;
    }
    if (
      owner == set &&
      load<u64>(entry) == w0 &&
      load<u64>(entry, 8) == w1 &&
      load<u64>(entry, 16) == w2 &&
      load<u64>(entry, 24) == w3
    )
      return;
    slot = (slot + 1) & slotMask;
  }
}

/** Begins a row: nothing was read of the set. */
export function startNames(set: u32): void {
  store<u32>(lastAt + ((set as usize) << 2), (firstAt + (set as usize) * slotSize) as u32);
}

/** The slot of the name at `at`, or 0. `hasDots`: whether a `.` is a part of names. */
export function readName(set: u32, at: usize, hasDots: bool): usize {
  const lastOf = lastAt + ((set as usize) << 2);
  const last: usize = load<u32>(lastOf);
  const guess: usize = load<u32>(last, 52);
  if (guess != 0) {
    const size: usize = load<u32>(guess, 48);
    const first = load<u64>(at) ^ load<u64>(guess);
    const isFound =
      size <= 8
        ? first << (64 - ((size as u64) << 3)) == 0
        : size <= 16 &&
          first == 0 &&
          (load<u64>(at, 8) ^ load<u64>(guess, 8)) << (128 - ((size as u64) << 3)) == 0;
    if (isFound && !isNameByte(load<u8>(at + size), hasDots)) {
      store<u32>(lastOf, guess as u32);
      return guess;
    }
  }
  const entry = findName(set, at, hasDots);
  if (entry == 0) return 0;
  store<u32>(last, entry as u32, 52);
  store<u32>(lastOf, entry as u32);
  return entry;
}

/** The same, for sets of which nothing is remembered. */
export function findName(set: u32, at: usize, hasDots: bool): usize {
  const text = v128.load(at);
  const size = nameSize(text, hasDots);
  let w0 = i64x2.extract_lane(text, 0) as u64;
  let w1 = i64x2.extract_lane(text, 1) as u64;
  let w2: u64 = 0;
  let w3: u64 = 0;
  if (size < 8) {
    if (size == 0) return 0;
    w0 &= ((1 as u64) << (size << 3)) - 1;
    w1 = 0;
  } else if (size < 16) w1 &= ((1 as u64) << ((size - 8) << 3)) - 1;
  else {
    const more = v128.load(at, 16);
    const rest = nameSize(more, hasDots);
    if (rest == 16) return 0;
    w2 = i64x2.extract_lane(more, 0) as u64;
    w3 = i64x2.extract_lane(more, 1) as u64;
    if (rest < 8) {
      w2 &= ((1 as u64) << (rest << 3)) - 1;
      w3 = 0;
    } else w3 &= ((1 as u64) << ((rest - 8) << 3)) - 1;
  }
  let slot = hashOf(w0, w1, set);
  while (true) {
    const entry = tableAt + (slot as usize) * slotSize;
    const owner = load<u32>(entry, 44);
    if (owner == 0) return 0;
    if (
      load<u64>(entry) == w0 &&
      load<u64>(entry, 8) == w1 &&
      owner == set &&
      load<u64>(entry, 16) == w2 &&
      load<u64>(entry, 24) == w3
    )
      return entry;
    slot = (slot + 1) & slotMask;
  }
}

export function sizeOfName(entry: usize): usize {
  return load<u32>(entry, 48);
}

/** The first value of a name. */
export function firstOf(entry: usize): i32 {
  return load<i32>(entry, 32);
}

export function secondOf(entry: usize): i32 {
  return load<i32>(entry, 36);
}

export function thirdOf(entry: usize): i32 {
  return load<i32>(entry, 40);
}

/** Where the name at `at` ends, `at` when there is none. */
export function nameEnd(at: usize, hasDots: bool): usize {
  let end = at;
  while (true) {
    const size = nameSize(v128.load(end), hasDots);
    end += size as usize;
    if (size < 16) return end;
  }
}

/** How many letters, digits and `_` the 16 bytes begin with. */
function nameSize(text: v128, hasDots: bool): u32 {
  const letter = i8x16.lt_u(i8x16.sub(v128.or(text, i8x16.splat(0x20)), i8x16.splat(97)), i8x16.splat(26));
  const digit = i8x16.lt_u(i8x16.sub(text, i8x16.splat(48)), i8x16.splat(10));
  let name = v128.or(v128.or(letter, digit), i8x16.eq(text, i8x16.splat(0x5f)));
  if (hasDots) name = v128.or(name, i8x16.eq(text, i8x16.splat(46)));
  return ctz(~(i8x16.bitmask(name) as u32) | 0x10000);
}

function isNameByte(byte: u32, hasDots: bool): bool {
  return (byte | 0x20) - 97 < 26 || byte - 48 < 10 || byte == 0x5f || (hasDots && byte == 46);
}

function hashOf(first: u64, second: u64, set: u32): u32 {
  const mixed = (first ^ rotl(second, 23) ^ ((set as u64) << 59)) * 0x9e3779b97f4a7c15;
  return (mixed >> 52) as u32;
}

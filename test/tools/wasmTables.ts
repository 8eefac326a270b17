/** What every module of `server/wasm` that parses rows has, for filling its tables. */
export interface TableExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Adds the name of `size` bytes at `at` to a set, with what it stands for. */
  define(set: number, at: number, size: number, first: number, second: number, third: number): void;
}

/** Longer names are none that a dump has. */
const maxNameSize = 31;
/** Free while tables are filled. */
const scratchAt = 0x12_0000;

/** Adds a name to a set of a module, with up to three values. A longer one than any dump has is left out. */
export function defineName(
  exports: TableExports,
  set: number,
  name: string,
  first: number,
  second = -1,
  third = -1,
): void {
  if (name.length > maxNameSize) return;
  const scratch = new Uint8Array(exports.memory.buffer, scratchAt, name.length);
  for (let idx = 0; idx < name.length; idx++) scratch[idx] = name.charCodeAt(idx);
  exports.define(set, scratchAt, name.length, first, second, third);
  // Nothing of it stays in the memory that is kept.
  scratch.fill(0);
}

/** The instance's memory as a segment of data for each run of bytes that are not zero. */
export function filledSegments({ memory }: TableExports): readonly DataSegment[] {
  const bytes = new Uint8Array(memory.buffer);
  const segments: DataSegment[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0) continue;
    let end = at + 1;
    // A segment of its own costs a few bytes too.
    for (let next = end; next < bytes.length && next - end < gap; next++)
      if (bytes[next] !== 0) end = next + 1;
    segments.push({ at, bytes: bytes.slice(at, end) });
    at = end;
  }
  return segments;
}

const gap = 6;

export interface DataSegment {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A module with such data in the memory that every instance of it begins with. */
export function withSegments(module: Uint8Array, segments: readonly DataSegment[]): Uint8Array {
  const parts: Uint8Array[] = [module.subarray(0, headerSize)];
  for (let at = headerSize; at < module.length; ) {
    const [size, bodyAt] = readCount(module, at + 1);
    const end = bodyAt + size;
    const id = module[at];
    if (id === dataSection) throw new Error('the module has data of its own');
    // What names its functions and the like is not needed.
    if (id !== customSection) parts.push(module.subarray(at, end));
    at = end;
  }
  const data = concat([
    count(segments.length),
    ...segments.flatMap(({ at, bytes }) => [
      Uint8Array.of(0, i32Const),
      signedCount(at),
      Uint8Array.of(endOfCode),
      count(bytes.length),
      bytes,
    ]),
  ]);
  return concat([...parts, Uint8Array.of(dataSection), count(data.length), data]);
}

// Of the binary format.
const headerSize = 8;
const customSection = 0;
const dataSection = 11;
const i32Const = 0x41;
const endOfCode = 0x0b;

/** An unsigned LEB128 number, and where it ends. */
function readCount(bytes: Uint8Array, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let at = start, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

function count(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

/** The same of a signed number, here a positive one: its highest bit is zero. */
function signedCount(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x3f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/**
 * Ports in a few bits of a row: enough to pass over the rows that do not name a port, and to look into those that may.
 * The bits hold two marks of 8 bits: of an OpenFlow row its `reg14` and its `reg15`, or both for its `in_port`; of a
 * logical row its first two quoted names.
 */

/** The row names more ports than its bits can hold. */
export const manyPorts = 0xffff;

/** A hash of `bytes[start, end)`: of a short text all bytes, of a longer one the first four and the last twelve. */
export function hashText(bytes: Uint8Array, start: number, end: number): number {
  const size = end - start;
  let hash = (0x811c_9dc5 ^ size) | 0;
  if (size < 16) {
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193);
  } else {
    hash = Math.imul(hash ^ word(bytes, start), 0x0100_0193);
    for (let at = end - 12; at < end; at += 4) {
      hash ^= hash >>> 15;
      hash = Math.imul(hash ^ word(bytes, at), 0x0100_0193);
    }
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85eb_ca6b) >>> 0;
}

/** The mark of a port's key in an OpenFlow row, or of a name in a logical one by its hash. */
export function keyMark(key: number): number {
  const byte = Math.imul(key, 0x9e37_79b1) >>> 24;
  return byte === 0 || byte === 255 ? 1 : byte;
}

/** Both marks of an OpenFlow port in an OpenFlow row, by the hash of its name or number. */
export function inPortMarks(hash: number): number {
  return keyMark(hash) | (keyMark(hash ^ 0x5bd1_e995) << 8);
}

/** One more mark in the bits of an OpenFlow row. */
export function withMark(ports: number, mark: number): number {
  const taken = (mark & 0xff ? 0xff : 0) | (mark & 0xff00 ? 0xff00 : 0);
  return (ports & taken) === 0 ? ports | mark : manyPorts;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/**
 * Look-up of names directly on bytes, whatever their case. The caller hashes while it scans (`hashStep`), so a name is
 * read once to find its end and once more to make sure; nothing is allocated.
 */
export class NameTable {
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #starts: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #values: Int32Array;

  /** Names are ASCII; the first of two equal names wins. */
  constructor(entries: readonly (readonly [name: string, value: number])[]) {
    let size = 16;
    while (size < entries.length * 4) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size).fill(-1);
    this.#starts = new Int32Array(entries.length + 1);
    this.#values = new Int32Array(entries.length);
    const bytes: number[] = [];
    entries.forEach(([name, value], idx) => {
      const start = bytes.length;
      let hash = 0;
      for (let i = 0; i < name.length; i++) {
        const byte = name.charCodeAt(i) | 0x20;
        bytes.push(byte);
        hash = hashStep(hash, byte);
      }
      this.#starts[idx] = start;
      this.#starts[idx + 1] = bytes.length;
      this.#values[idx] = value;
      let slot = spread(hash) & this.#mask;
      while ((this.#slots[slot] as number) !== -1) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = idx;
    });
    this.#bytes = Uint8Array.from(bytes);
  }

  /** The value of the name `bytes[start, end)` with that hash, or -1. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = spread(hash) & this.#mask;
    for (;;) {
      const idx = this.#slots[slot] as number;
      if (idx === -1) return -1;
      const from = this.#starts[idx] as number;
      if ((this.#starts[idx + 1] as number) - from === end - start) {
        let i = 0;
        const length = end - start;
        while (i < length && this.#bytes[from + i] === ((bytes[start + i] as number) | 0x20)) i++;
        if (i === length) return this.#values[idx] as number;
      }
      slot = (slot + 1) & this.#mask;
    }
  }
}

/** Adds one byte to a name's hash. Begin with 0; the case of a letter does not matter. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + (byte | 0x20)) | 0;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 9) ^ (hash >>> 17);
}

/**
 * The SHA-1 digest of `bytes[start, end)` in lower-case hex, as OVSDB's files name their records by (RFC 3174). It tells a
 * damaged record, it protects nothing.
 */
export function sha1Hex(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  const size = Math.max(0, end - start);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  const whole = size - (size % blockSize);
  for (let at = 0; at < whole; at += blockSize) addBlock(state, words, bytes, start + at);

  // What is left, a 1 bit, zeros and the length in bits: one block or two.
  const rest = size - whole;
  const tail = new Uint8Array(rest + 9 > blockSize ? 2 * blockSize : blockSize);
  tail.set(bytes.subarray(start + whole, start + size));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(size / 2 ** 29));
  view.setUint32(tail.length - 4, (size << 3) >>> 0);
  for (let at = 0; at < tail.length; at += blockSize) addBlock(state, words, tail, at);

  let text = '';
  for (const word of state) text += (word >>> 0).toString(16).padStart(8, '0');
  return text;
}

const blockSize = 64;

/** One loop for each of the four mixing functions: a choice inside one loop costs a third of the time. */
function addBlock(state: Int32Array, words: Int32Array, bytes: Uint8Array, start: number): void {
  const w = words;
  for (let i = 0, at = start; i < 16; i++, at += 4) {
    w[i] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
  }
  for (let i = 16; i < 80; i++) {
    const mixed = (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number);
    w[i] = (mixed << 1) | (mixed >>> 31);
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  for (let i = 0; i < 20; i++) {
    const next = (((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + e + 0x5a827999 + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 20; i < 40; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 40; i < 60; i++) {
    const next =
      (((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + e + 0x8f1bbcdc + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let i = 60; i < 80; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
}

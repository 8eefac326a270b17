import { isDigit, openBracketChar, semicolonChar } from './ascii.ts';

/**
 * Terminals are told colours by sequences of `ESC [ … m`, with `ESC [ K` behind each: what `ovs-ofctl --color` puts
 * around names. They say nothing of the text.
 */
const escape = 0x1b;
/** A longer one is no colour. */
const maxSequence = 24;

export function hasColors(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes.subarray(start, end).includes(escape);
}

export function stripColors(text: string): string {
  return text.replaceAll(sequences, '');
}

const sequences = /\u001B\[[0-9;]{0,20}[mK]/g;

/** A text without its colours, and where its bytes stand in the coloured one; the last place is the end of that. */
export interface PlainText {
  readonly bytes: Uint8Array;
  readonly places: Uint32Array;
}

/** `bytes[start, end)` without colours; places count from `start`. */
export function withoutColors(bytes: Uint8Array, start: number, end: number): PlainText {
  const plain = new Uint8Array(end - start);
  const places = new Uint32Array(end - start + 1);
  let size = 0;
  for (let at = start; at < end; ) {
    const next = sequenceEnd(bytes, at, end);
    if (next > at) {
      at = next;
      continue;
    }
    plain[size] = bytes[at] as number;
    places[size++] = at - start;
    at++;
  }
  places[size] = end - start;
  return { bytes: plain.subarray(0, size), places: places.subarray(0, size + 1) };
}

/** Takes the colours out of a text that comes in pieces. */
export class ColorFilter {
  /** The beginning of a sequence whose end has not come. */
  #rest: Uint8Array = new Uint8Array(0);

  /** The next piece without its colours; what may be a part of one is kept for the next. */
  take(piece: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#rest.length + piece.length);
    all.set(this.#rest);
    all.set(piece, this.#rest.length);
    const last = all.lastIndexOf(escape);
    const isCut =
      last !== -1 && all.length - last < maxSequence && sequenceEnd(all, last, all.length) === last;
    const end = isCut ? last : all.length;
    this.#rest = all.slice(end);
    return withoutColors(all, 0, end).bytes;
  }

  /** What is left when there is no more. */
  finish(): Uint8Array {
    return this.#rest;
  }
}

/** The byte after the sequence that begins at `at`; `at` when none does. */
function sequenceEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== escape || bytes[at + 1] !== openBracketChar) return at;
  const limit = Math.min(end, at + maxSequence);
  for (let place = at + 2; place < limit; place++) {
    const byte = bytes[place] as number;
    if (byte === 0x6d || byte === 0x4b) return place + 1;
    if (byte !== semicolonChar && !isDigit(byte)) return at;
  }
  return at;
}

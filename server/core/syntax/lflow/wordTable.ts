import { encodeText } from '../../text/bytes.ts';
import { actionWords } from './actionTable.ts';
import { symbols } from './symbols.ts';

/** Words of a row that are neither symbols nor actions: what stands before `=` outside match and actions. */
export const rowWords = [
  'uuid',
  'table',
  'priority',
  'match',
  'action',
  'actions',
  'datapath',
  'logical_port',
  'tunnel_key',
  'name',
  'ports',
  'ip',
  'mac',
  'protocol',
  'lflows',
  'is_chassis_resident',
  'cookie',
  'duration',
  'n_packets',
  'n_bytes',
  'controller_meter',
  'tags',
] as const;
export type RowWord = (typeof rowWords)[number];

/** A multiplier for the hash of a word: `h = imul(h, hashFactor) + byte` over its bytes. */
export const hashFactor = 31;

/**
 * A look-up of known words straight from bytes, without making a string: an open hash table over all names of symbols,
 * actions and the row itself. Immutable once made.
 */
class WordTable {
  readonly #slots: Int16Array;
  readonly #mask: number;
  readonly #texts: Uint8Array;
  readonly #offsets: Int32Array;
  readonly #symbols: Int16Array;
  readonly #actions: Int16Array;
  readonly #rowWords: Int16Array;

  constructor(names: readonly string[]) {
    const size = 2048;
    this.#mask = size - 1;
    this.#slots = new Int16Array(size).fill(-1);
    const texts = names.map((name) => encodeText(name));
    this.#offsets = new Int32Array(names.length + 1);
    for (const [i, text] of texts.entries()) {
      this.#offsets[i + 1] = (this.#offsets[i] as number) + text.length;
    }
    this.#texts = new Uint8Array(this.#offsets[names.length] as number);
    for (const [i, text] of texts.entries()) {
      this.#texts.set(text, this.#offsets[i] as number);
      let hash = 0;
      for (const byte of text) hash = (Math.imul(hash, hashFactor) + byte) | 0;
      let slot = hash & this.#mask;
      while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = i;
    }
    const indexOf = (list: readonly { readonly name: string }[]): Int16Array => {
      const byName = new Map(list.map(({ name }, i) => [name, i]));
      return Int16Array.from(names, (name) => byName.get(name) ?? -1);
    };
    this.#symbols = indexOf(symbols);
    this.#actions = indexOf(actionWords);
    this.#rowWords = indexOf(rowWords.map((name) => ({ name })));
  }

  /** The number of the word at `bytes[start, end)` whose hash is `hash`, or -1 when it is none. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const offsets = this.#offsets;
    const texts = this.#texts;
    const length = end - start;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const word = slots[slot] as number;
      if (word < 0) return -1;
      const offset = offsets[word] as number;
      if ((offsets[word + 1] as number) - offset !== length) continue;
      let i = 0;
      while (i < length && texts[offset + i] === bytes[start + i]) i++;
      if (i === length) return word;
    }
  }

  /** The index into `symbols` of a word of `find`, or -1. */
  symbol(word: number): number {
    return word < 0 ? -1 : (this.#symbols[word] as number);
  }

  /** The index into `actionWords`, or -1. */
  action(word: number): number {
    return word < 0 ? -1 : (this.#actions[word] as number);
  }

  /** The index into `rowWords`, or -1. */
  rowWord(word: number): number {
    return word < 0 ? -1 : (this.#rowWords[word] as number);
  }
}

export type { WordTable };

export const words: WordTable = new WordTable([
  ...new Set([...rowWords, ...symbols.map(({ name }) => name), ...actionWords.map(({ name }) => name)]),
]);

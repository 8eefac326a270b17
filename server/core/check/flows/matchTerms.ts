import { type Field, fields, shorthands } from '../../net/fields.ts';
import { NodeKind } from '../../syntax/nodeKind.ts';
import { widthOf } from '../../syntax/openflow/names.ts';
import type { Tree } from '../../syntax/tree.ts';
import { decodeText } from '../../text/bytes.ts';

/**
 * What one kind of term asks for: some bits of a field, whatever their value. Terms of one kind are compared by their
 * words alone.
 */
export interface TermKind {
  /** Place in `TermKinds.kinds`. */
  readonly id: number;
  readonly field: number;
  /** Which bits, the lowest word first; undefined where the value is a text, which is compared as a whole. */
  readonly mask: readonly number[] | undefined;
}

/** Kinds of terms, and texts of values, by number: the same for all rows that are compared with each other. */
export class TermKinds {
  readonly kinds: TermKind[] = [];
  readonly #exact = new Map<number, number>();
  readonly #narrow = new Map<number, number>();
  readonly #masked = new Map<string, number>();
  readonly #texts = new Map<string, number>();

  exact(field: number): number {
    const known = this.#exact.get(field);
    if (known !== undefined) return known;
    const added = this.#add(field, fullMasks[field]);
    this.#exact.set(field, added);
    return added;
  }

  /** `mask` has `nWords` words, the lowest first. */
  masked(field: number, mask: ArrayLike<number>, nWords: number): number {
    // Most masks are of one word: a number finds them faster than a text.
    const low = field * 2 ** 32 + (mask[0] as number);
    if (nWords === 1) {
      const known = this.#narrow.get(low);
      if (known !== undefined) return known;
      const added = this.#add(field, [mask[0] as number]);
      this.#narrow.set(low, added);
      return added;
    }
    let key = `${low}`;
    for (let place = 1; place < nWords; place++) key += ` ${mask[place]}`;
    const known = this.#masked.get(key);
    if (known !== undefined) return known;
    const added = this.#add(field, Array.from(mask).slice(0, nWords));
    this.#masked.set(key, added);
    return added;
  }

  text(field: number): number {
    const key = `${field} text`;
    const known = this.#masked.get(key);
    if (known !== undefined) return known;
    const added = this.#add(field, undefined);
    this.#masked.set(key, added);
    return added;
  }

  /** A number for a text: the same for the same text. */
  numberOf(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, this.#texts.size);
    return this.#texts.size - 1;
  }

  #add(field: number, mask: readonly number[] | undefined): number {
    const id = this.kinds.length;
    this.kinds.push({ id, field, mask });
    return id;
  }
}

/** Words that a value of the field takes; 0 for a field that is compared as a text. */
function nWordsOf({ width, format }: Field): number {
  if (width > 128 || format === 'frag' || format === 'packetType') return 0;
  return width <= 32 ? 1 : width <= 64 ? 2 : 4;
}

const wordCounts: Uint8Array = Uint8Array.from(fields, nWordsOf);

const fullMasks: readonly (readonly number[])[] = fields.map((field) =>
  Array.from({ length: nWordsOf(field) }, (_, place) => ones((widthOf[field.index] as number) - 32 * place)),
);

const ethType = fields.findIndex(({ name }) => name === 'eth_type');
const ipProto = fields.findIndex(({ name }) => name === 'nw_proto');

/** More terms than a match of Open vSwitch has that anybody compares. */
const maxTerms = 48;

/**
 * The match of a row as terms, in order of their fields, each with a kind and some words: the same for every spelling of
 * the same match. One reader serves any number of rows.
 */
export class MatchReader {
  readonly kinds: Uint32Array = new Uint32Array(maxTerms);
  nTerms = 0;
  readonly words: Uint32Array = new Uint32Array(maxTerms * 4);
  nWords = 0;
  readonly #termKinds: TermKinds;
  readonly #fields = new Int32Array(maxTerms);
  readonly #starts = new Int32Array(maxTerms + 1);
  readonly #order = new Int32Array(maxTerms);
  readonly #sortedKinds = new Uint32Array(maxTerms);
  readonly #sortedWords = new Uint32Array(maxTerms * 4);
  /** Of the term at hand. */
  readonly #value = new Uint32Array(4);
  readonly #mask = new Uint32Array(4);

  constructor(termKinds: TermKinds) {
    this.#termKinds = termKinds;
  }

  /** Reads the terms of `tree`, whose row begins at `base`. False for a match that cannot be compared with others. */
  read(tree: Tree, bytes: Uint8Array, base: number): boolean {
    this.nTerms = 0;
    this.nWords = 0;
    const end = tree.next(0);
    for (let node = 1; node < end; node = tree.next(node)) {
      if (tree.kind(node) !== NodeKind.match) continue;
      const last = tree.next(node);
      for (let term = node + 1; term < last; term = tree.next(term)) {
        if (!this.#take(tree, term, bytes, base)) return false;
      }
    }
    return this.#sort();
  }

  #take(tree: Tree, node: number, bytes: Uint8Array, base: number): boolean {
    if (this.nTerms + 2 > maxTerms) return false;
    const name = node + 1;
    if (tree.kind(name) === NodeKind.keyword) return this.#takeShorthand(tree.value(name));
    const field = tree.value(node);
    if (field < 0 || tree.kind(name) !== NodeKind.fieldName) return false;
    const end = tree.next(node);
    const value = name + 1;
    // A field without a value, as tun_metadata0 is written for «present», is a text too.
    if (value >= end)
      return this.#takeText(field, decodeText(bytes, base + tree.start(node), base + tree.end(node)));
    const kind = tree.kind(value);
    const nWords = wordCounts[field] as number;
    if (kind === NodeKind.bits || kind === NodeKind.unknown) return false;
    const isNumber =
      kind === NodeKind.number ||
      kind === NodeKind.mac ||
      kind === NodeKind.ip4 ||
      kind === NodeKind.ip6 ||
      kind === NodeKind.bigNumber;
    if (nWords === 0 || (!isNumber && kind !== NodeKind.value))
      return this.#takeText(field, decodeText(bytes, base + tree.start(value), base + tree.end(node)));
    if (kind === NodeKind.value) return this.#takeFlags(tree, value, field);
    for (let place = 0; place < nWords; place++) this.#value[place] = tree.word(value, place);
    const mask = tree.next(value);
    if (mask >= end) return this.#push(field, this.#termKinds.exact(field), nWords);
    return tree.kind(mask) === NodeKind.mask && this.#takeMasked(tree, mask + 1, field, nWords);
  }

  #takeShorthand(idx: number): boolean {
    const spec = shorthands[idx];
    // `eth` asks for nothing that a packet here could lack.
    if (spec === undefined) return true;
    this.#value[0] = spec.ethType;
    if (!this.#push(ethType, this.#termKinds.exact(ethType), 1)) return false;
    if (spec.ipProto === 0) return true;
    this.#value[0] = spec.ipProto;
    return this.#push(ipProto, this.#termKinds.exact(ipProto), 1);
  }

  #takeText(field: number, text: string): boolean {
    this.#value[0] = this.#termKinds.numberOf(text);
    return this.#push(field, this.#termKinds.text(field), 1);
  }

  /** `+new-est`, or `syn|ack`, which asks for all flags. */
  #takeFlags(tree: Tree, node: number, field: number): boolean {
    let value = 0;
    let mask = 0;
    const end = tree.next(node);
    for (let leaf = node + 1; leaf < end; leaf = tree.next(leaf)) {
      if (tree.kind(leaf) !== NodeKind.word) return false;
      const bits = tree.value(leaf);
      if (tree.high(leaf) >= 0) value |= bits;
      if (tree.high(leaf) !== 0) mask |= bits;
    }
    this.#value[0] = value;
    return mask === 0
      ? this.#push(field, this.#termKinds.exact(field), 1)
      : this.#push(field, this.#termKinds.masked(field, [mask >>> 0], 1), 1);
  }

  #takeMasked(tree: Tree, node: number, field: number, nWords: number): boolean {
    const spec = fields[field] as Field;
    const full = fullMasks[field] as readonly number[];
    const kind = tree.kind(node);
    if (kind === NodeKind.unknown) return false;
    const isPrefix = kind === NodeKind.number && (spec.format === 'ip4' || spec.format === 'ip6');
    const nBits = tree.value(node);
    const mask = this.#mask;
    let isFull = true;
    let isEmpty = true;
    for (let place = 0; place < nWords; place++) {
      // A prefix fills the highest word first.
      const own = isPrefix ? prefixWord(nBits - (spec.width - 32 * (place + 1))) : tree.word(node, place);
      mask[place] = own & (full[place] as number);
      this.#value[place] = (this.#value[place] as number) & (mask[place] as number);
      if (mask[place] !== full[place]) isFull = false;
      if (mask[place] !== 0) isEmpty = false;
    }
    if (isEmpty) return true;
    const id = isFull ? this.#termKinds.exact(field) : this.#termKinds.masked(field, mask, nWords);
    return this.#push(field, id, nWords);
  }

  #push(field: number, kind: number, nWords: number): boolean {
    const idx = this.nTerms++;
    this.kinds[idx] = kind;
    this.#fields[idx] = field;
    this.#starts[idx] = this.nWords;
    for (let place = 0; place < nWords; place++) this.words[this.nWords++] = this.#value[place] as number;
    return true;
  }

  /** By field; terms that say the same twice become one. False when a field is asked for in two ways. */
  #sort(): boolean {
    const { kinds, words, nTerms } = this;
    const order = this.#order;
    const fieldOf = this.#fields;
    for (let idx = 0; idx < nTerms; idx++) {
      const field = fieldOf[idx] as number;
      let at = idx;
      for (; at > 0 && (fieldOf[order[at - 1] as number] as number) > field; at--)
        order[at] = order[at - 1] as number;
      order[at] = idx;
    }
    this.#starts[nTerms] = this.nWords;
    let nSorted = 0;
    let nWords = 0;
    let lastField = -1;
    for (let place = 0; place < nTerms; place++) {
      const idx = order[place] as number;
      const start = this.#starts[idx] as number;
      const end = this.#starts[idx + 1] as number;
      if (fieldOf[idx] === lastField) {
        if (kinds[idx] !== this.#sortedKinds[nSorted - 1]) return false;
        const before = nWords - (end - start);
        for (let at = start; at < end; at++) {
          if (words[at] !== this.#sortedWords[before + at - start]) return false;
        }
        continue;
      }
      lastField = fieldOf[idx] as number;
      this.#sortedKinds[nSorted++] = kinds[idx] as number;
      for (let at = start; at < end; at++) this.#sortedWords[nWords++] = words[at] as number;
    }
    for (let at = 0; at < nSorted; at++) kinds[at] = this.#sortedKinds[at] as number;
    for (let at = 0; at < nWords; at++) words[at] = this.#sortedWords[at] as number;
    this.nTerms = nSorted;
    this.nWords = nWords;
    return true;
  }
}

/** The lowest `width` bits of a word. */
function ones(width: number): number {
  return width >= 32 ? 0xffff_ffff : width <= 0 ? 0 : 2 ** width - 1;
}

/** The highest `nBits` bits of a word. */
function prefixWord(nBits: number): number {
  return nBits >= 32 ? 0xffff_ffff : nBits <= 0 ? 0 : (0xffff_ffff << (32 - nBits)) >>> 0;
}

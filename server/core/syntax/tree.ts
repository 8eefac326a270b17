import { NodeKind } from './nodeKind.ts';

const noWords = new Uint32Array(0);

/** Integers of a node: kind, start, end, next, value, high. */
const width = 6;

/**
 * The syntax tree of one row, in preorder, as parallel columns: no object per node, so that decoding a million rows
 * through one reused tree allocates nothing. Node 0 is the root. Children lie inside their parent, in order, without
 * overlap; what lies between them is spaces and separators.
 *
 * A tree is written by a parser (`open`, `leaf`, `close`) and read by everybody else. `copy()` keeps it.
 */
export class Tree {
  /** The columns, side by side: `width` integers a node. */
  #nodes: Int32Array;
  /** Of numbers of more than 64 bits, the highest word first. */
  #words: Uint32Array = noWords;
  /** Of the columns: the tree's own memory, while `#nodes` and `#words` are another's. */
  #own: { readonly nodes: Int32Array; readonly words: Uint32Array } | undefined;
  #nNodes = 0;
  #nWords = 0;

  constructor(capacity = 64) {
    this.#nodes = new Int32Array(Math.max(1, capacity) * width);
  }

  get nNodes(): number {
    return this.#nNodes;
  }

  /** Forgets all nodes; keeps the memory. */
  reset(): void {
    if (this.#own !== undefined) this.#takeOwn(this.#own);
    this.#nNodes = 0;
    this.#nWords = 0;
  }

  /**
   * Shows the first `nNodes` nodes of another's columns in place of its own. Whoever lends them calls `settle` before it
   * writes there for another tree.
   */
  borrow(nodes: Int32Array, words: Uint32Array, nNodes: number, nWords: number): void {
    this.#own ??= { nodes: this.#nodes, words: this.#words };
    this.#nodes = nodes;
    this.#words = words;
    this.#nNodes = nNodes;
    this.#nWords = nWords;
  }

  /** Takes into its own memory what it has borrowed. */
  settle(): void {
    if (this.#own === undefined) return;
    const { nodes, words } = this.#own;
    const [lentNodes, lentWords] = [this.#nodes, this.#words];
    const [nNodes, nWords] = [this.#nNodes * width, this.#nWords];
    this.#takeOwn({
      nodes: nodes.length < nNodes ? new Int32Array(nNodes) : nodes,
      words: words.length < nWords ? new Uint32Array(nWords) : words,
    });
    this.#nodes.set(lentNodes.subarray(0, nNodes));
    this.#words.set(lentWords.subarray(0, nWords));
  }

  #takeOwn({ nodes, words }: { readonly nodes: Int32Array; readonly words: Uint32Array }): void {
    this.#nodes = nodes;
    this.#words = words;
    this.#own = undefined;
  }

  /** Begins an inner node at byte `start`; everything added before its `close` is inside it. Returns its index. */
  open(kind: NodeKind, start: number, value = 0): number {
    return this.leaf(kind, start, start, value, 0);
  }

  close(idx: number, end: number): void {
    const nodes = this.#nodes;
    nodes[idx * width + 2] = end;
    nodes[idx * width + 3] = this.#nNodes;
  }

  /** Adds a leaf. `value` and `high` are the low and high 32 bits of a number of up to 64 bits. */
  leaf(kind: NodeKind, start: number, end: number, value = 0, high = 0): number {
    const idx = this.#nNodes;
    const at = idx * width;
    if (at + width > this.#nodes.length) this.#grow();
    const nodes = this.#nodes;
    nodes[at + 5] = high;
    nodes[at] = kind;
    nodes[at + 1] = start;
    nodes[at + 2] = end;
    nodes[at + 3] = idx + 1;
    nodes[at + 4] = value;
    this.#nNodes = idx + 1;
    return idx;
  }

  /** Adds a node of two leaves, a name and a number: what most of a dump is made of. The node begins and ends with them. */
  pair(
    kind: NodeKind,
    value: number,
    nameKind: NodeKind,
    nameStart: number,
    nameEnd: number,
    numberStart: number,
    numberEnd: number,
    low: number,
    high: number,
  ): number {
    const idx = this.#nNodes;
    const at = idx * width;
    while (at + 3 * width > this.#nodes.length) this.#grow();
    const nodes = this.#nodes;
    nodes[at + 17] = high;
    nodes[at] = kind;
    nodes[at + 1] = nameStart;
    nodes[at + 2] = numberEnd;
    nodes[at + 3] = idx + 3;
    nodes[at + 4] = value;
    nodes[at + 5] = 0;
    nodes[at + 6] = nameKind;
    nodes[at + 7] = nameStart;
    nodes[at + 8] = nameEnd;
    nodes[at + 9] = idx + 2;
    nodes[at + 10] = value;
    nodes[at + 11] = 0;
    nodes[at + 12] = NodeKind.number;
    nodes[at + 13] = numberStart;
    nodes[at + 14] = numberEnd;
    nodes[at + 15] = idx + 3;
    nodes[at + 16] = low;
    this.#nNodes = idx + 3;
    return idx;
  }

  /** Adds a leaf for a number of up to 128 bits, given as four words, the highest first. */
  wideLeaf(
    kind: NodeKind,
    start: number,
    end: number,
    w3: number,
    w2: number,
    w1: number,
    w0: number,
  ): number {
    const at = this.#nWords;
    if (at + 4 > this.#words.length) {
      const grown = new Uint32Array(Math.max(16, this.#words.length * 2));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[at] = w3;
    this.#words[at + 1] = w2;
    this.#words[at + 2] = w1;
    this.#words[at + 3] = w0;
    this.#nWords = at + 4;
    return this.leaf(kind, start, end, at);
  }

  /** Changes what was learned about a node after it was opened. */
  amend(idx: number, kind: NodeKind, value: number): void {
    this.#nodes[idx * width] = kind;
    this.#nodes[idx * width + 4] = value;
  }

  /** Drops node `idx` and all that follow: a parser's way back. */
  truncate(idx: number): void {
    this.#nNodes = Math.min(this.#nNodes, Math.max(0, idx));
  }

  kind(idx: number): NodeKind {
    return (this.#nodes[idx * width] ?? NodeKind.unknown) as NodeKind;
  }

  /** Moves what starts and ends at bytes of a plain text to where those stand, by `places`; the root spans all of that. */
  moveTo(places: Uint32Array): void {
    const nodes = this.#nodes;
    for (let at = 0; at < this.#nNodes * width; at += width) {
      const start = nodes[at + 1] as number;
      const end = nodes[at + 2] as number;
      nodes[at + 1] = places[start] as number;
      nodes[at + 2] = end > start ? (places[end - 1] as number) + 1 : (places[start] as number);
    }
    if (this.#nNodes > 0) {
      nodes[1] = 0;
      nodes[2] = places[places.length - 1] as number;
    }
  }

  /** How many nodes are of that kind. */
  countKind(kind: NodeKind): number {
    const nodes = this.#nodes;
    const end = this.#nNodes * width;
    let nFound = 0;
    for (let at = 0; at < end; at += width) {
      if (nodes[at] === kind) nFound++;
    }
    return nFound;
  }

  /** First byte, from the start of the row. */
  start(idx: number): number {
    return this.#nodes[idx * width + 1] ?? 0;
  }

  /** The byte after the last one. */
  end(idx: number): number {
    return this.#nodes[idx * width + 2] ?? 0;
  }

  /** What the kind says about the node in one number: a field's index, a table, a small integer. */
  value(idx: number): number {
    return this.#nodes[idx * width + 4] ?? 0;
  }

  /** Bits 32 to 63 of a number whose low bits are `value`. */
  high(idx: number): number {
    return this.#nodes[idx * width + 5] ?? 0;
  }

  /** 32 bits of a leaf's number, 0 the lowest: what `number` has, without a bigint. */
  word(idx: number, place: number): number {
    const kind = this.kind(idx);
    if (kind === NodeKind.ip6 || kind === NodeKind.bigNumber)
      return place > 3 ? 0 : (this.#words[this.value(idx) + 3 - place] ?? 0) | 0;
    return place === 0 ? this.value(idx) : place === 1 ? this.high(idx) : 0;
  }

  /** The number of a leaf: of `ip6` and `bigNumber` 128 bits, of all others 64. */
  number(idx: number): bigint {
    const kind = this.kind(idx);
    if (kind === NodeKind.ip6 || kind === NodeKind.bigNumber) {
      const at = this.value(idx);
      let number = 0n;
      for (let i = 0; i < 4; i++) number = (number << 32n) | BigInt(this.#words[at + i] ?? 0);
      return number;
    }
    return (BigInt(this.high(idx) >>> 0) << 32n) | BigInt(this.value(idx) >>> 0);
  }

  /** The index after the subtree of `idx`: its next sibling, if the parent has one. */
  next(idx: number): number {
    return this.#nodes[idx * width + 3] ?? this.#nNodes;
  }

  isLeaf(idx: number): boolean {
    return this.next(idx) === idx + 1;
  }

  /** The first child of `idx` with that kind, or -1. */
  child(idx: number, kind: NodeKind): number {
    const end = this.next(idx);
    for (let at = idx + 1; at < end; at = this.next(at)) {
      if (this.kind(at) === kind) return at;
    }
    return -1;
  }

  children(idx: number): number[] {
    const found: number[] = [];
    const end = this.next(idx);
    for (let at = idx + 1; at < end; at = this.next(at)) found.push(at);
    return found;
  }

  /**
   * The nodes around byte `offset`, from the root to the innermost. Where `offset` is the seam of two nodes the one that
   * begins there wins; the end of a node counts as inside when nothing begins there, as for a cursor behind a word.
   */
  pathAt(offset: number): number[] {
    const path: number[] = [];
    if (this.#nNodes === 0) return path;
    let at = 0;
    for (;;) {
      path.push(at);
      const end = this.next(at);
      let inner = -1;
      for (let child = at + 1; child < end; child = this.next(child)) {
        if (this.start(child) > offset) break;
        if (offset < this.end(child) || (offset === this.end(child) && this.end(child) > this.start(child)))
          inner = child;
      }
      if (inner === -1) return path;
      at = inner;
    }
  }

  /** An own copy without spare memory, for a cache. */
  copy(): Tree {
    const twin = new Tree(this.#nNodes);
    twin.#nodes.set(this.#nodes.subarray(0, this.#nNodes * width));
    twin.#words = this.#words.slice(0, this.#nWords);
    twin.#nNodes = this.#nNodes;
    twin.#nWords = this.#nWords;
    return twin;
  }

  #grow(): void {
    const grown = new Int32Array(this.#nodes.length * 2);
    grown.set(this.#nodes);
    this.#nodes = grown;
  }
}

import type { Tree } from '../../syntax/tree.ts';
import { type MatchShape, MatchShapes } from './matchShapes.ts';
import { MatchReader, TermKinds } from './matchTerms.ts';

/** The matches of all rows of a dump, in a form in which they can be compared: about 35 bytes a row. */
export class MatchColumns {
  readonly kinds: TermKinds = new TermKinds();
  /** Of each row, an index into `shapes`; -1 for a row that is not compared. */
  readonly shapeOf: Int32Array;
  readonly #shapes = new MatchShapes(this.kinds);
  readonly #reader = new MatchReader(this.kinds);
  /** Where the words of each row begin in `words`. */
  readonly #startOf: Uint32Array;
  #words: Uint32Array;
  #nWords = 0;

  constructor(nRows: number) {
    this.shapeOf = new Int32Array(nRows).fill(-1);
    this.#startOf = new Uint32Array(nRows);
    this.#words = new Uint32Array(Math.max(64, nRows * 5));
  }

  get shapes(): readonly MatchShape[] {
    return this.#shapes.shapes;
  }

  /** Adds the match of a row whose text begins at `base`. */
  take(row: number, tree: Tree, bytes: Uint8Array, base: number): MatchShape | undefined {
    const reader = this.#reader;
    if (!reader.read(tree, bytes, base)) return undefined;
    const id = this.#shapes.idOf(reader);
    if (id === -1) return undefined;
    this.shapeOf[row] = id;
    this.#startOf[row] = this.#nWords;
    if (this.#nWords + reader.nWords > this.#words.length) this.#grow();
    const words = this.#words;
    for (let at = 0; at < reader.nWords; at++) words[this.#nWords++] = reader.words[at] as number;
    return this.#shapes.shapes[id];
  }

  word(row: number, at: number): number {
    return this.#words[(this.#startOf[row] as number) + at] as number;
  }

  #grow(): void {
    const grown = new Uint32Array(this.#words.length * 2);
    grown.set(this.#words);
    this.#words = grown;
  }
}

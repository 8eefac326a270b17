import { fields } from '../../net/fields.ts';
import type { MatchReader, TermKinds } from './matchTerms.ts';

/** The kinds of a match's terms: which bits of which fields it asks for. Rows of one shape differ in their words alone. */
export interface MatchShape {
  /** Place in `MatchShapes.shapes`. */
  readonly id: number;
  /** Ids of `TermKinds`, in order of their fields. */
  readonly kinds: readonly number[];
  /** Where the words of each term begin. */
  readonly starts: readonly number[];
  readonly nWords: number;
  /** A bit for each field, some of them sharing one: what another shape must have to ask for as much. */
  readonly fieldBits: number;
  /** The word that has `conj_id`, or -1. */
  readonly conjunctionAt: number;
  /** Whether it asks for a logical port: `reg14` or `reg15`. */
  readonly hasLogicalPort: boolean;
}

const conjunctionField = fields.findIndex(({ name }) => name === 'conj_id');
const portFields: ReadonlySet<number> = new Set(
  fields.filter(({ name }) => name === 'reg14' || name === 'reg15').map(({ index }) => index),
);

/** More shapes than any dump has: rows of further ones are not compared. */
const maxShapes = 1 << 20;

/** All shapes of the rows of one dump. */
export class MatchShapes {
  readonly shapes: MatchShape[] = [];
  readonly #kinds: TermKinds;
  /** Shapes by the shape without its last term, and that term: a tree whose root is -1. */
  readonly #next = new Map<number, number>();
  /** Ids of shapes by nodes of the tree. */
  readonly #idOf = new Map<number, number>();
  #nNodes = 1;

  constructor(kinds: TermKinds) {
    this.#kinds = kinds;
  }

  /** The shape of the match that was read, or -1. */
  idOf({ kinds, nTerms }: MatchReader): number {
    let node = 0;
    for (let idx = 0; idx < nTerms; idx++) {
      const step = node * maxShapes + (kinds[idx] as number);
      let next = this.#next.get(step);
      if (next === undefined) {
        if (this.#nNodes === maxShapes || (kinds[idx] as number) >= maxShapes) return -1;
        next = this.#nNodes++;
        this.#next.set(step, next);
      }
      node = next;
    }
    const known = this.#idOf.get(node);
    if (known !== undefined) return known;
    const id = this.shapes.length;
    this.#idOf.set(node, id);
    this.shapes.push(this.#describe(id, Array.from(kinds.subarray(0, nTerms))));
    return id;
  }

  #describe(id: number, kinds: readonly number[]): MatchShape {
    const starts: number[] = [];
    let nWords = 0;
    let fieldBits = 0;
    let conjunctionAt = -1;
    let hasLogicalPort = false;
    for (const each of kinds) {
      const kind = this.#kinds.kinds[each];
      if (kind === undefined) continue;
      starts.push(nWords);
      if (kind.field === conjunctionField) conjunctionAt = nWords;
      if (portFields.has(kind.field)) hasLogicalPort = true;
      fieldBits |= 1 << (kind.field & 31);
      nWords += kind.mask?.length ?? 1;
    }
    return { id, kinds, starts, nWords, fieldBits, conjunctionAt, hasLogicalPort };
  }
}

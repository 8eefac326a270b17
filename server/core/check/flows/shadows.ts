import type { Steps } from '../../base/steps.ts';
import { noTable } from '../../model/rowColumns.ts';
import type { FlowFacts } from './flowFacts.ts';
import type { MatchColumns } from './matchColumns.ts';
import type { MatchShape } from './matchShapes.ts';

/** A row that never matches, with one that takes all its packets. */
export interface Shadow {
  readonly row: number;
  readonly by: number;
  /** Of the same match and priority, so that it is not certain which of the two is there. */
  readonly isDuplicate: boolean;
}

/** Shapes that a row's match is looked up in, the most general first: real tables have some dozens at most. */
const maxCoverShapes = 64;
/** Shapes of a table that are compared with each other. */
const maxShapes = 1_024;
/** Rows between two pauses. */
const rowsOfStep = 1_024;

/**
 * Rows that a row of the same table covers: each packet that they match, the other one matches too, and its priority is
 * higher. Proved by containment of the masked matches: whatever the cover asks for, the covered row asks for as well. A
 * clause of a conjunction covers nothing, since it takes a packet only together with others.
 *
 * A tuple space search: rows of one shape are in one table by their words, and a row is looked up in the tables of the
 * shapes that ask for no more than its own. So the work is the rows times the shapes above theirs, not the rows squared.
 */
export function* findShadows({ dump, matches, actions }: FlowFacts): Steps<readonly Shadow[]> {
  const { table, priority, nRows } = dump.rows;
  const found: Shadow[] = [];
  for (const rows of rowsByTable(table, matches.shapeOf, nRows)) {
    yield;
    const groups = [...groupByShape(rows, matches)].map(
      ([shape, own]): Group => new Group(shape, own, matches, priority, actions.isClause),
    );
    groups.sort((a, b) => a.shape.kinds.length - b.shape.kinds.length);
    if (groups.length > maxShapes) groups.length = maxShapes;
    const covered = new Map<number, Shadow>();
    for (const group of groups) group.findTwins(covered);
    for (const group of groups) {
      for (const { cover, projection } of coversOf(group, groups, matches)) {
        let nLeft = rowsOfStep;
        for (const row of group.rows) {
          if (--nLeft === 0) {
            nLeft = rowsOfStep;
            yield;
          }
          if ((priority[row] as number) >= cover.highest) continue;
          const by = cover.find(row, projection);
          if (by === -1 || (priority[by] as number) <= (priority[row] as number)) continue;
          const known = covered.get(row);
          if (
            known === undefined ||
            (!known.isDuplicate && (priority[known.by] as number) < (priority[by] as number))
          )
            covered.set(row, { row, by, isDuplicate: false });
        }
      }
    }
    found.push(...covered.values());
  }
  return found.sort((a, b) => a.row - b.row);
}

function* rowsByTable(table: Uint8Array, shapeOf: Int32Array, nRows: number): Generator<Int32Array, void> {
  const sizes = new Uint32Array(256);
  for (let row = 0; row < nRows; row++)
    if ((shapeOf[row] as number) >= 0)
      sizes[table[row] as number] = (sizes[table[row] as number] as number) + 1;
  const lists = Array.from(sizes, (size, idx) => (idx === noTable ? undefined : new Int32Array(size)));
  const filled = new Uint32Array(256);
  for (let row = 0; row < nRows; row++) {
    if ((shapeOf[row] as number) < 0) continue;
    const idx = table[row] as number;
    const at = filled[idx] as number;
    const list = lists[idx];
    if (list !== undefined) list[at] = row;
    filled[idx] = at + 1;
  }
  for (const list of lists) if (list !== undefined && list.length > 1) yield list;
}

function groupByShape(rows: Int32Array, matches: MatchColumns): ReadonlyMap<MatchShape, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const shape = matches.shapeOf[row] as number;
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [row]);
    else group.push(row);
  }
  return new Map([...groups].map(([id, group]) => [matches.shapes[id] as MatchShape, group]));
}

/** Where each word of a cover is in the words of a covered row, and what is asked of it there. */
interface Projection {
  readonly places: Int32Array;
  readonly masks: Uint32Array;
}

/** The rows of a table with one shape, by their words. Of rows with the same words it has the one of highest priority. */
class Group {
  readonly shape: MatchShape;
  readonly rows: readonly number[];
  /** Priority of the highest row that can cover others; -1 when there is none. */
  readonly highest: number;
  readonly lowest: number;
  readonly #matches: MatchColumns;
  readonly #priority: Uint16Array;
  readonly #slots: Int32Array;
  readonly #twins: Shadow[] = [];
  readonly #words: Uint32Array;

  constructor(
    shape: MatchShape,
    rows: readonly number[],
    matches: MatchColumns,
    priority: Uint16Array,
    isClause: Uint8Array,
  ) {
    this.shape = shape;
    this.rows = rows;
    this.#matches = matches;
    this.#priority = priority;
    this.#words = new Uint32Array(shape.nWords);
    let size = 4;
    while (size < rows.length * 2) size *= 2;
    this.#slots = new Int32Array(size).fill(-1);
    let highest = -1;
    let lowest = 0xffff;
    for (const row of rows) {
      lowest = Math.min(lowest, priority[row] as number);
      if (isClause[row] === 1) continue;
      highest = Math.max(highest, priority[row] as number);
      this.#insert(row);
    }
    this.highest = highest;
    this.lowest = lowest;
  }

  /** Adds rows whose words another row of the group has too. */
  findTwins(covered: Map<number, Shadow>): void {
    for (const { row, by } of this.#twins) {
      const words = this.#wordsOf(row);
      // Which one is highest is certain once all are in.
      const best = this.#lookUp(words);
      const cover = best === row ? by : best;
      const isDuplicate = this.#priority[cover] === this.#priority[row];
      covered.set(row, { row, by: cover, isDuplicate });
    }
  }

  /** The row that matches all that `row` matches, `row` being of a shape that asks for more; or -1. */
  find(row: number, { places, masks }: Projection): number {
    const words = this.#words;
    for (let at = 0; at < words.length; at++)
      words[at] = (this.#matches.word(row, places[at] as number) & (masks[at] as number)) >>> 0;
    return this.#lookUp(words);
  }

  #insert(row: number): void {
    const words = this.#wordsOf(row);
    const slot = this.#slotOf(words);
    const known = this.#slots[slot] as number;
    if (known === -1) {
      this.#slots[slot] = row;
      return;
    }
    const isAbove = (this.#priority[row] as number) > (this.#priority[known] as number);
    if (isAbove) this.#slots[slot] = row;
    this.#twins.push(
      isAbove ? { row: known, by: row, isDuplicate: false } : { row, by: known, isDuplicate: false },
    );
  }

  #wordsOf(row: number): Uint32Array {
    const words = this.#words;
    for (let at = 0; at < words.length; at++) words[at] = this.#matches.word(row, at);
    return words;
  }

  #lookUp(words: Uint32Array): number {
    return this.#slots[this.#slotOf(words)] as number;
  }

  /** Where a row with these words is, or would be. */
  #slotOf(words: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash(words) & mask;
    for (;;) {
      const row = this.#slots[slot] as number;
      if (row === -1 || this.#hasWords(row, words)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #hasWords(row: number, words: Uint32Array): boolean {
    for (let at = 0; at < words.length; at++) if (this.#matches.word(row, at) !== words[at]) return false;
    return true;
  }
}

function hash(words: Uint32Array): number {
  let value = 0x811c_9dc5;
  for (let at = 0; at < words.length; at++) {
    value = Math.imul(value ^ (words[at] as number), 0x9e37_79b1);
    value ^= value >>> 15;
  }
  return value;
}

/** The groups that may cover rows of `group`: those that ask for less. */
function coversOf(
  group: Group,
  groups: readonly Group[],
  matches: MatchColumns,
): readonly { readonly cover: Group; readonly projection: Projection }[] {
  const covers: { readonly cover: Group; readonly projection: Projection }[] = [];
  for (const cover of groups) {
    if (covers.length === maxCoverShapes) break;
    if (cover === group || cover.highest <= group.lowest) continue;
    if ((cover.shape.fieldBits & ~group.shape.fieldBits) !== 0) continue;
    const projection = projectionOf(group.shape, cover.shape, matches);
    if (projection !== undefined) covers.push({ cover, projection });
  }
  return covers;
}

/** Undefined where `cover` asks for something that `covered` does not ask for. */
function projectionOf(
  covered: MatchShape,
  cover: MatchShape,
  { kinds: { kinds } }: MatchColumns,
): Projection | undefined {
  const places: number[] = [];
  const masks: number[] = [];
  let at = 0;
  for (const each of cover.kinds) {
    const wanted = kinds[each];
    if (wanted === undefined) return undefined;
    // Both are in order of their fields.
    while (at < covered.kinds.length && (kinds[covered.kinds[at] as number]?.field ?? 0) < wanted.field) at++;
    const own = kinds[covered.kinds[at] ?? -1];
    if (own === undefined || own.field !== wanted.field) return undefined;
    const start = covered.starts[at] as number;
    if (own.mask === undefined || wanted.mask === undefined) {
      if (own !== wanted) return undefined;
      places.push(start);
      masks.push(0xffff_ffff);
    } else {
      for (const [place, mask] of wanted.mask.entries()) {
        if ((mask & ~(own.mask[place] ?? 0)) !== 0) return undefined;
        places.push(start + place);
        masks.push(mask);
      }
    }
    at++;
  }
  return { places: Int32Array.from(places), masks: Uint32Array.from(masks) };
}

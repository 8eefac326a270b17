import { groupBy } from '../base/groupBy.ts';

/** A row that others refer to by a number that the host gave it: a group, a meter. */
export interface NumberedRow {
  readonly id: number;
  /** Where it stands. */
  readonly row: number;
  /** All that it does, in one spelling. */
  readonly says: string;
}

export interface NumberedMatch {
  readonly removed: readonly NumberedRow[];
  readonly added: readonly NumberedRow[];
  /** The same number, and something else said. */
  readonly changed: readonly (readonly [before: NumberedRow, after: NumberedRow])[];
  /** By a number of the side after: the number of the same thing before. */
  readonly ids: ReadonlyMap<number, number>;
}

/** Numbers of the side after that nothing before has are moved out of the way of those that mean something else there. */
const outOfTheWay = 0x8000_0000;

/** Pairs rows that say the same, whatever their numbers, then those of the same number. */
export function matchNumbered(before: readonly NumberedRow[], after: readonly NumberedRow[]): NumberedMatch {
  const open = new Map(before.map((each) => [each.id, each]));
  const ids = new Map<number, number>();
  const pair = (old: NumberedRow, next: NumberedRow): void => {
    open.delete(old.id);
    ids.set(next.id, old.id);
  };
  const others = after.filter((each) => {
    const same = open.get(each.id);
    if (same === undefined || same.says !== each.says) return true;
    pair(same, each);
    return false;
  });
  // Of those with other numbers, the first that says the same.
  const bySaying = groupBy([...open.values()].toReversed(), ({ says }) => says);
  const rest = others.filter((each) => {
    const same = bySaying.get(each.says)?.pop();
    if (same !== undefined) pair(same, each);
    return same === undefined;
  });
  const changed: (readonly [NumberedRow, NumberedRow])[] = [];
  const added: NumberedRow[] = [];
  const known = new Set(before.map(({ id }) => id));
  for (const each of rest) {
    const old = open.get(each.id);
    if (old === undefined) {
      added.push(each);
      if (known.has(each.id)) ids.set(each.id, (each.id | outOfTheWay) >>> 0);
    } else {
      open.delete(each.id);
      changed.push([old, each]);
    }
  }
  return { removed: [...open.values()], added, changed, ids };
}

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
  const bySaying = new Map<string, NumberedRow[]>();
  for (const each of before) {
    const same = bySaying.get(each.says);
    if (same === undefined) bySaying.set(each.says, [each]);
    else same.push(each);
  }
  const open = new Map(before.map((each) => [each.id, each]));
  const ids = new Map<number, number>();
  const rest: NumberedRow[] = [];
  for (const each of after) {
    const same = bySaying.get(each.says) ?? [];
    const found =
      same.find(({ id }) => id === each.id && open.has(id)) ?? same.find(({ id }) => open.has(id));
    if (found === undefined) rest.push(each);
    else {
      open.delete(found.id);
      ids.set(each.id, found.id);
    }
  }
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

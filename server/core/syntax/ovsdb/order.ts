import { type Atom, type Datum, isUuid, sizeOf } from './datum.ts';

/** The order of the atoms of a column, which are of one type: `ovsdb_atom_compare_3way` (Open vSwitch's `lib/ovsdb-data.c`). */
export function compareAtoms(a: Atom, b: Atom): number {
  const [left, right] = isUuid(a) && isUuid(b) ? [a.uuid, b.uuid] : [a, b];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The order of two values of a column: `ovsdb_datum_compare_3way`, the fewer the earlier, then atom by atom. */
export function compareData(a: Datum, b: Datum): number {
  if (sizeOf(a) !== sizeOf(b)) return sizeOf(a) - sizeOf(b);
  const [left, right] = [atomsOf(a), atomsOf(b)];
  for (const [idx, atom] of left.entries()) {
    const order = compareAtoms(atom, right[idx] as Atom);
    if (order !== 0) return order;
  }
  return 0;
}

/** Keys before values. */
function atomsOf(datum: Datum): readonly Atom[] {
  if (datum.kind === 'set') return datum.atoms;
  return [...datum.pairs.map(([key]) => key), ...datum.pairs.map(([, value]) => value)];
}

type Row = readonly (Datum | undefined)[];

/**
 * The rows of a table in the order in which `ovsdb-client dump` prints them (`compare_rows` of Open vSwitch's
 * `ovsdb/ovsdb-client.c`): by one column after the other, those that hold references last.
 */
export function sortRows(rows: readonly Row[], nColumns: number): readonly Row[] {
  const columns = Array.from({ length: nColumns }, (_none, idx) => idx);
  const isReference = columns.map((idx) => rows.some((row) => isUuid(firstKey(row[idx]))));
  columns.sort((a, b) => Number(isReference[a]) - Number(isReference[b]) || a - b);
  return rows.toSorted((a, b) => {
    for (const idx of columns) {
      const [left, right] = [a[idx], b[idx]];
      const order = left === undefined || right === undefined ? 0 : compareData(left, right);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function firstKey(datum: Datum | undefined): Atom | undefined {
  return datum?.kind === 'map' ? datum.pairs[0]?.[0] : datum?.atoms[0];
}

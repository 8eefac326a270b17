import { type Atom, atomKey, type Datum, sizeOf } from './datum.ts';
import { compareAtoms } from './order.ts';

/**
 * What a column holds after a difference, as Open vSwitch's `ovsdb_datum_apply_diff` (`lib/ovsdb-data.c`) says: a column
 * of at most one value is replaced. Of a set, values that it has go and others come. Of a map, a key with the value that
 * it has goes, with another value it changes, and other keys come. `isComposite` undefined: not known, so that a
 * difference of one value on one value replaces. Values are in order then, as the server keeps them.
 */
export function applyDifference(old: Datum, difference: Datum, isComposite: boolean | undefined): Datum {
  if (isComposite === false) return difference;
  if (isComposite === undefined && difference.kind === 'set' && sizeOf(old) === 1 && sizeOf(difference) === 1)
    return difference;
  if (sizeOf(difference) === 0) return old;
  if (difference.kind === 'set') {
    if (old.kind === 'map' && sizeOf(old) > 0) return difference;
    const atoms = new Map((old.kind === 'set' ? old.atoms : []).map((atom) => [atomKey(atom), atom]));
    for (const atom of difference.atoms) {
      if (!atoms.delete(atomKey(atom))) atoms.set(atomKey(atom), atom);
    }
    return { kind: 'set', atoms: [...atoms.values()].sort(compareAtoms) };
  }
  const pairs = new Map<string, readonly [Atom, Atom]>(
    (old.kind === 'map' ? old.pairs : []).map((pair) => [atomKey(pair[0]), pair]),
  );
  for (const pair of difference.pairs) {
    const key = atomKey(pair[0]);
    const known = pairs.get(key);
    if (known !== undefined && atomKey(known[1]) === atomKey(pair[1])) pairs.delete(key);
    else pairs.set(key, pair);
  }
  return { kind: 'map', pairs: [...pairs.values()].sort(([a], [b]) => compareAtoms(a, b)) };
}

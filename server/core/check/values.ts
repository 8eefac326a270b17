import { type Datum, stringsOf } from '../syntax/ovsdb/datum.ts';

/** The pairs of a map whose keys and values are strings. */
export function stringMap(datum: Datum | undefined): ReadonlyMap<string, string> {
  if (datum?.kind !== 'map') return new Map();
  return new Map(
    datum.pairs.flatMap(([key, value]) =>
      typeof key === 'string' && typeof value === 'string' ? [[key, value] as const] : [],
    ),
  );
}

/** The only boolean of a set. */
export function booleanOf(datum: Datum | undefined): boolean | undefined {
  const atom = datum?.kind === 'set' && datum.atoms.length === 1 ? datum.atoms[0] : undefined;
  return typeof atom === 'boolean' ? atom : undefined;
}

/** What stands between commas, with the blanks that belong to it; empty words are left out, as in OVN (`controller/lport.c`). */
export function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((word) => word !== '');
}

/** Texts of a set, those that are empty left out. */
export function textsOf(datum: Datum | undefined): readonly string[] {
  return stringsOf(datum).filter((text) => text !== '');
}

/** A reference to a row; in OVSDB's JSON `["uuid", "…"]`. */
export interface UuidAtom {
  /** 36 characters, lower case as printed. */
  readonly uuid: string;
}

/** One value of a column: integer or real, boolean, string, or reference. Integers beyond 2^53 are bigint. */
export type Atom = number | bigint | boolean | string | UuidAtom;

/** No, one or several atoms. OVSDB itself writes a set of one like an atom, so that the two are one thing here too. */
export interface SetDatum {
  readonly kind: 'set';
  readonly atoms: readonly Atom[];
  /** Whether the column is known to take several: then one atom is printed in brackets, too. */
  readonly isList?: true;
}

export interface MapDatum {
  readonly kind: 'map';
  readonly pairs: readonly (readonly [key: Atom, value: Atom])[];
}

/** What a column of a row holds (RFC 7047, 5.1 `<value>`). */
export type Datum = SetDatum | MapDatum;

export const emptySet: SetDatum = { kind: 'set', atoms: [] };
export const emptyMap: MapDatum = { kind: 'map', pairs: [] };

/** A value of a column that may take several. */
export function asList(datum: Datum): Datum {
  return datum.kind === 'set' && datum.atoms.length === 1 ? { ...datum, isList: true } : datum;
}

export function oneAtom(atom: Atom): SetDatum {
  return { kind: 'set', atoms: [atom] };
}

export function isUuid(atom: Atom | undefined): atom is UuidAtom {
  return typeof atom === 'object';
}

/** The only atom of a set of one. */
export function atomOf(datum: Datum | undefined): Atom | undefined {
  return datum?.kind === 'set' && datum.atoms.length === 1 ? datum.atoms[0] : undefined;
}

/** The only atom of a set of one, where it is a string. */
export function stringOf(datum: Datum | undefined): string | undefined {
  const atom = atomOf(datum);
  return typeof atom === 'string' ? atom : undefined;
}

/** The only atom of a set of one, where it is a number that is exact. */
export function numberOf(datum: Datum | undefined): number | undefined {
  const atom = atomOf(datum);
  return typeof atom === 'number' ? atom : undefined;
}

/** The only atom of a set of one, where it is a reference. */
export function uuidOf(datum: Datum | undefined): string | undefined {
  const atom = atomOf(datum);
  return isUuid(atom) ? atom.uuid : undefined;
}

/** All references in a column, be they atoms of a set, keys or values. */
export function uuidsOf(datum: Datum | undefined): readonly string[] {
  if (datum === undefined) return [];
  const atoms = datum.kind === 'set' ? datum.atoms : datum.pairs.flat();
  return atoms.filter(isUuid).map(({ uuid }) => uuid);
}

/** All strings of a set. */
export function stringsOf(datum: Datum | undefined): readonly string[] {
  return datum?.kind === 'set' ? datum.atoms.filter((atom) => typeof atom === 'string') : [];
}

/** The value of a map's key; undefined where there is none, and of a set. */
export function valueOf(datum: Datum | undefined, key: Atom): Atom | undefined {
  if (datum?.kind !== 'map') return undefined;
  return datum.pairs.find(([each]) => sameAtom(each, key))?.[1];
}

export function sameAtom(a: Atom, b: Atom): boolean {
  return typeof a === 'object' && typeof b === 'object' ? a.uuid === b.uuid : a === b;
}

/** A text that two atoms share only when they are the same. */
export function atomKey(atom: Atom): string {
  switch (typeof atom) {
    case 'string':
      return `"${atom}`;
    case 'object':
      return `u${atom.uuid}`;
    default:
      return String(atom);
  }
}

/** Whether two columns hold the same, whatever the order. An empty map and an empty set differ only in how they print. */
export function sameDatum(a: Datum, b: Datum): boolean {
  if (sizeOf(a) !== sizeOf(b)) return false;
  if (sizeOf(a) === 0) return true;
  if (a.kind === 'set' && b.kind === 'set') {
    const keys = new Set(a.atoms.map(atomKey));
    return b.atoms.every((atom) => keys.has(atomKey(atom)));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const values = new Map(a.pairs.map(([key, value]) => [atomKey(key), value]));
    return b.pairs.every(([key, value]) => {
      const other = values.get(atomKey(key));
      return other !== undefined && sameAtom(other, value);
    });
  }
  return false;
}

export function sizeOf(datum: Datum): number {
  return datum.kind === 'set' ? datum.atoms.length : datum.pairs.length;
}

/** As `ovn-sbctl` and its like print it. */
export function datumText(datum: Datum): string {
  if (datum.kind === 'map')
    return `{${datum.pairs.map(([key, value]) => `${atomText(key)}=${atomText(value)}`).join(', ')}}`;
  const [only] = datum.atoms;
  return datum.atoms.length === 1 && only !== undefined && datum.isList !== true
    ? atomText(only)
    : `[${datum.atoms.map(atomText).join(', ')}]`;
}

export function atomText(atom: Atom): string {
  if (typeof atom === 'object') return atom.uuid;
  if (typeof atom !== 'string') return String(atom);
  return needsNoQuotes.test(atom) && atom !== 'true' && atom !== 'false' && !isUuidText(atom)
    ? atom
    : JSON.stringify(atom);
}

/** Open vSwitch's `string_needs_quotes` (`lib/ovsdb-data.c`). */
const needsNoQuotes = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

const uuidPattern = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

export function isUuidText(text: string): boolean {
  return uuidPattern.test(text);
}

/** OVSDB's own JSON (RFC 7047, 5.1), on one line. */
export function datumJson(datum: Datum): string {
  if (datum.kind === 'map')
    return `["map",[${datum.pairs.map(([key, value]) => `[${atomJson(key)},${atomJson(value)}]`).join(',')}]]`;
  const [only] = datum.atoms;
  return datum.atoms.length === 1 && only !== undefined
    ? atomJson(only)
    : `["set",[${datum.atoms.map(atomJson).join(',')}]]`;
}

function atomJson(atom: Atom): string {
  if (typeof atom === 'object') return `["uuid",${JSON.stringify(atom.uuid)}]`;
  return typeof atom === 'bigint' ? String(atom) : JSON.stringify(atom);
}

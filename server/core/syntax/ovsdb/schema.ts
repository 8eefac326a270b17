import { decodeText } from '../../text/bytes.ts';
import { type Atom, type Datum, emptyMap, emptySet, oneAtom } from './datum.ts';

/** What a column may hold (RFC 7047, 3.2 `<column-schema>`), as far as reading needs it. */
export interface ColumnType {
  readonly isMap: boolean;
  /** Whether it may hold more than one value: then a difference is applied value by value, else it replaces. */
  readonly isComposite: boolean;
  /** What a row has when its insertion does not say. */
  readonly initial: Datum;
  /** Not kept in files. */
  readonly isEphemeral: boolean;
  /** The table that its references are to. */
  readonly reference: string | undefined;
}

export interface Schema {
  readonly name: string;
  readonly version: string | undefined;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ColumnType>>;
}

/** Reads the schema in `bytes[start, end)`; undefined where it is none. Parts that are not understood are left out. */
export function readSchema(bytes: Uint8Array, start: number, end: number): Schema | undefined {
  let json: unknown;
  try {
    json = JSON.parse(decodeText(bytes, start, end));
  } catch {
    return undefined;
  }
  const name = member(json, 'name');
  const tables = member(json, 'tables');
  if (typeof name !== 'string' || !isObject(tables)) return undefined;
  const version = member(json, 'version');
  return {
    name,
    version: typeof version === 'string' ? version : undefined,
    tables: new Map(
      Object.entries(tables).map(([table, schema]) => [table, columnTypes(member(schema, 'columns'))]),
    ),
  };
}

/** In the order in which the tools print them: the schema of a file is in none. */
function columnTypes(columns: unknown): ReadonlyMap<string, ColumnType> {
  const entries = Object.entries(isObject(columns) ? columns : {});
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(entries.map(([column, schema]) => [column, columnType(schema)]));
}

function columnType(schema: unknown): ColumnType {
  const type = member(schema, 'type');
  const key = baseType(isObject(type) ? member(type, 'key') : type);
  const value = isObject(type) ? member(type, 'value') : undefined;
  const isMap = value !== undefined;
  const min = isObject(type) ? (member(type, 'min') ?? 1) : 1;
  const max = isObject(type) ? (member(type, 'max') ?? 1) : 1;
  const reference = isMap ? (baseType(value).reference ?? key.reference) : key.reference;
  const isComposite = max === 'unlimited' || (typeof max === 'number' && max > 1);
  let initial: Datum = isMap ? emptyMap : emptySet;
  if (min !== 0) {
    initial = isMap
      ? { kind: 'map', pairs: [[initialAtom(key.type), initialAtom(baseType(value).type)]] }
      : oneAtom(initialAtom(key.type));
  }
  return { isMap, isComposite, initial, isEphemeral: member(schema, 'ephemeral') === true, reference };
}

function baseType(schema: unknown): { type: unknown; reference: string | undefined } {
  if (!isObject(schema)) return { type: schema, reference: undefined };
  const reference = member(schema, 'refTable');
  return { type: member(schema, 'type'), reference: typeof reference === 'string' ? reference : undefined };
}

function initialAtom(type: unknown): Atom {
  switch (type) {
    case 'integer':
    case 'real':
      return 0;
    case 'boolean':
      return false;
    case 'uuid':
      return { uuid: '00000000-0000-0000-0000-000000000000' };
    default:
      return '';
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of a JSON object: nothing of what objects inherit. */
function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

import type { Steps } from '../base/steps.ts';
import { type DatabaseName, tablesOf } from '../facts/databases.ts';
import { openTables, type StoredTable, type Tables } from '../check/tables.ts';
import type { CapturePart } from '../model/captureFile.ts';
import type { DatabaseRow } from '../model/database.ts';
import type { LinkSource, LinkTarget } from './source.ts';

/** A row of a database, with the file that has it. */
export interface StoredRow {
  readonly stored: StoredTable;
  readonly row: DatabaseRow;
}

/** The rows of one database, all tables but one of logical flows, by the first 32 bits of their UUIDs. */
export interface StoredRows {
  readonly database: DatabaseName;
  readonly tables: Tables;
  /** The rows whose UUID begins so. */
  startingWith(first: number): readonly StoredRow[];
  find(uuid: string): StoredRow | undefined;
}

/** Rows between two pauses. */
export const rowsOfStep = 4_096;

/** Too many to keep each by itself, and found by their cookies. */
const leftOut = 'Logical_Flow';

export function partsOf(parts: readonly CapturePart[], database: DatabaseName): readonly CapturePart[] {
  return parts.filter((part) => part.kind === 'database' && part.database === database);
}

export function* storedRows(
  source: LinkSource,
  parts: readonly CapturePart[],
  database: DatabaseName,
): Steps<StoredRows> {
  const files = partsOf(parts, database);
  return yield* source.derive(`links: rows of ${database}`, files, () =>
    readRows(openTables(files, database, source.read), database),
  );
}

function* readRows(tables: Tables, database: DatabaseName): Steps<StoredRows> {
  const places = new Map<number, { readonly stored: StoredTable; readonly idx: number }[]>();
  let nRows = 0;
  for (const name of tablesOf(database)) {
    if (name === leftOut) continue;
    const stored = tables.find(name);
    yield;
    if (stored === undefined) continue;
    for (let idx = 0; idx < stored.table.nRows; idx++) {
      if (++nRows % rowsOfStep === 0) yield;
      const first = firstWord(stored.table.row(idx).uuid);
      if (first === undefined) continue;
      const known = places.get(first);
      if (known === undefined) places.set(first, [{ stored, idx }]);
      else known.push({ stored, idx });
    }
  }
  const startingWith = (first: number): readonly StoredRow[] =>
    (places.get(first) ?? []).map(({ stored, idx }) => ({ stored, row: stored.table.row(idx) }));
  return {
    database,
    tables,
    startingWith,
    find(uuid) {
      const first = firstWord(uuid);
      return first === undefined ? undefined : startingWith(first).find(({ row }) => row.uuid === uuid);
    },
  };
}

/** The first 32 bits of a UUID: a cookie, or a hint. */
export function firstWord(uuid: string | undefined): number | undefined {
  const word = uuid === undefined ? Number.NaN : Number.parseInt(uuid.slice(0, 8), 16);
  return Number.isNaN(word) ? undefined : word;
}

export function targetOf({ stored, row }: StoredRow): LinkTarget {
  return stored.placeOf(row);
}

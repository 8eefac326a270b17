import { finish, type Steps } from '../base/steps.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { type Database, type DatabaseRow, databaseSteps, type DatabaseTable } from '../model/database.ts';
import { indexLines, type LineIndex } from '../text/lineIndex.ts';
import type { Place } from './finding.ts';

/** The bytes of a file of the capture; undefined when it cannot be read. */
export type ReadFile = (path: string) => Uint8Array | undefined;

/** A table of a database, with the file that it was found in. */
export interface StoredTable {
  readonly path: string;
  readonly table: DatabaseTable;
  placeOf(row: Pick<DatabaseRow, 'span'>): Place;
}

/** The tables of one database, spread over the files of a capture. */
export interface Tables {
  /** Undefined when no file has it. The file that has that table alone comes before a whole database. */
  find(table: string): StoredTable | undefined;
  /** Reads the files that `find` needs for it, with pauses. */
  prepare(table: string): Steps<void>;
}

/** Files are read when one of their tables is asked for. */
export function openTables(parts: readonly CapturePart[], database: string, read: ReadFile): Tables {
  const files = parts
    .filter(
      (part) =>
        part.kind === 'database' && part.database === database && !part.isSummary && !part.isCompressed,
    )
    .toSorted((a, b) => Number(a.table === undefined) - Number(b.table === undefined));
  const opened = new Map<CapturePart, OpenFile | undefined>();
  const found = new Map<string, StoredTable | undefined>();
  return {
    find(table) {
      if (!found.has(table)) found.set(table, finish(search(table)));
      return found.get(table);
    },
    *prepare(table) {
      if (!found.has(table)) found.set(table, yield* search(table));
    },
  };

  function* search(name: string): Steps<StoredTable | undefined> {
    for (const part of files) {
      if (part.table !== undefined && part.table !== name) continue;
      if (!opened.has(part)) opened.set(part, yield* openFile(part, read));
      const file = opened.get(part);
      const table = file?.database.tables.get(name);
      if (file !== undefined && table !== undefined)
        return { path: part.path, table, placeOf: (row) => file.placeOf(row) };
    }
    return undefined;
  }
}

interface OpenFile {
  readonly database: Database;
  placeOf(row: Pick<DatabaseRow, 'span'>): Place;
}

function* openFile(
  { path, table, database: name }: CapturePart,
  read: ReadFile,
): Steps<OpenFile | undefined> {
  const bytes = read(path);
  const database =
    bytes === undefined ? undefined : yield* databaseSteps(bytes, { table, database: name, isTrusted: true });
  if (bytes === undefined || database === undefined) return undefined;
  let lines: LineIndex | undefined;
  return {
    database,
    placeOf({ span }) {
      lines ??= indexLines(bytes);
      return { path, line: lines.lineAt(span.start), span };
    },
  };
}

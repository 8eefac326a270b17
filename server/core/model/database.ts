import { finish, type Steps } from '../base/steps.ts';
import { databaseOfTables } from '../facts/databases.ts';
import { type Datum, datumText, stringOf } from '../syntax/ovsdb/datum.ts';
import { detectDatabase, isCsvNames } from '../syntax/ovsdb/detectDatabase.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';
import { readJsonTables } from './databaseJson.ts';
import { readDatabaseLog } from './databaseLog.ts';
import { readDatabaseSummary } from './databaseSummary.ts';
import { readCsvTables, readPrintedTables } from './databaseText.ts';

/** How a database was written down. */
export type DatabaseForm =
  /** A database file, standalone (`ovsdb-tool create`, `ovsdb-client backup`) or clustered. */
  | 'log'
  /** Printed as tables: `ovsdb-client dump`, `list` with `--format=table`. */
  | 'table'
  /** Printed as records, one column a line: `list`, `find`. */
  | 'records'
  | 'csv'
  | 'json'
  /** `show`: a tree of names; its rows have only what it says. */
  | 'show';

/** A database, whole or in part, read from what a tool wrote. Never changes. */
export interface Database {
  readonly form: DatabaseForm;
  /** `OVN_Southbound`; undefined when neither the text nor its tables tell. */
  readonly name: string | undefined;
  /** Of its schema, where the text has it. */
  readonly version: string | undefined;
  readonly tables: ReadonlyMap<string, DatabaseTable>;
  /** Changes in order, of a database file only. */
  readonly transactions: readonly Transaction[];
  readonly cluster: Cluster | undefined;
  /** What is wrong with the text as a whole, with places in bytes. What is wrong with a row the row says. */
  readonly problems: readonly DatabaseProblem[];
}

export interface DatabaseProblem extends SyntaxProblem {
  /** Nothing is wrong, but the reader should know. */
  readonly isNote?: boolean;
}

export interface DatabaseTable {
  /** Empty when the text does not name it and its columns do not tell. */
  readonly name: string;
  /** In the order of the text, `_uuid` first where there is one. */
  readonly columns: readonly string[];
  readonly nRows: number;
  /** Row `idx`, from 0; values are read when they are asked for. */
  row(idx: number): DatabaseRow;
  rows(): IterableIterator<DatabaseRow>;
  /** The row with that UUID. */
  find(uuid: string): DatabaseRow | undefined;
}

export interface DatabaseRow {
  readonly table: string;
  /** Undefined when the text does not print it. */
  readonly uuid: string | undefined;
  /** Where it stands in the text, in bytes; of a database file where it was last written. */
  readonly span: Span;
  /**
   * What the column holds; undefined when the text does not say. A column that a transaction leaves out has its default,
   * where the schema is there.
   */
  get(column: string): Datum | undefined;
  /** All that the text says of the row, `_uuid` included. */
  cells(): ReadonlyMap<string, Datum>;
  /** What could not be read, with places in bytes of the text. */
  problems(): readonly SyntaxProblem[];
}

export interface Transaction {
  readonly span: Span;
  /** Milliseconds since 1970. */
  readonly date: number | undefined;
  readonly comment: string | undefined;
  /** Whether columns of rows that were there hold differences (Open vSwitch 2.17 and later) and not new values. */
  readonly isDiff: boolean;
  /** Rows that it inserted, changed or deleted. */
  readonly nRows: number;
}

/** What the log of one server of a cluster says of it. */
export interface Cluster {
  readonly clusterId: string | undefined;
  readonly serverId: string | undefined;
  readonly localAddress: string | undefined;
  /** Index of the last entry in the log, and of the last that is known to be committed. */
  readonly lastIndex: number;
  readonly commitIndex: number | undefined;
}

/** What is known of a text besides its bytes. */
export interface DatabaseHints {
  /** The table of a print that does not name it: `list Port_Binding`. */
  readonly table?: string | undefined;
  readonly database?: string | undefined;
  /** Nobody asks for what is wrong with the text, so that the digests of a file's records are not worked out. */
  readonly isTrusted?: boolean;
}

/** What a form's reader finds. */
export interface DatabaseParts {
  readonly form: DatabaseForm;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly tables: ReadonlyMap<string, DatabaseTable>;
  readonly transactions?: readonly Transaction[];
  readonly cluster?: Cluster | undefined;
  readonly problems: readonly DatabaseProblem[];
}

/**
 * Reads a database from its bytes, in any form that OVN's and Open vSwitch's tools write. Undefined when it is none.
 * Never throws; linear; what is damaged is told, and the rest is read.
 */
export function readDatabase(bytes: Uint8Array, hints: DatabaseHints = {}): Database | undefined {
  return finish(databaseSteps(bytes, hints));
}

/** The same, with pauses. */
export function* databaseSteps(bytes: Uint8Array, hints: DatabaseHints = {}): Steps<Database | undefined> {
  const parts = yield* readForm(bytes, hints);
  if (parts === undefined) return undefined;
  return {
    version: undefined,
    transactions: [],
    cluster: undefined,
    ...parts,
    name: parts.name ?? hints.database ?? databaseOfTables(parts.tables.keys()),
  };
}

/** How much of a text's beginning tells its form, in bytes and in lines that are not blank. */
const headSize = 16_384;
const headLines = 20;

function* readForm(bytes: Uint8Array, hints: DatabaseHints): Steps<DatabaseParts | undefined> {
  const head = decodeText(bytes, 0, Math.min(bytes.length, headSize)).replace(/^\uFEFF/, '');
  const lines = head
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, headLines);
  const text = head.trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return yield* readJsonTables(bytes, hints);
  if (lines.some((line) => isCsvNames(line))) return yield* readCsvTables(bytes, hints);
  switch (detectDatabase(lines)) {
    case 'ovsdb-log':
      return yield* readDatabaseLog(bytes, hints.isTrusted === true);
    case 'ovsdb-dump':
    case 'ovsdb-list':
      return yield* readPrintedTables(bytes, hints);
    case 'ovsdb-show':
      return readDatabaseSummary(bytes);
    default:
  }
  // A selection of columns without the UUID: only the name of the file says that this is a database.
  return isCsvStart((lines[0] ?? '').trim()) ? yield* readCsvTables(bytes, hints) : undefined;
}

/** A heading of comma-separated columns, or the caption that `ovsdb-client dump -f csv` writes above it. */
function isCsvStart(line: string): boolean {
  return /^(?:\w+ table|_uuid(?:,\w+)*|[a-z]\w*(?:,\w+)+)$/.test(line);
}

/** The row with that UUID, in whatever table it is. */
export function findRow({ tables }: Database, uuid: string): DatabaseRow | undefined {
  for (const table of tables.values()) {
    const row = table.find(uuid);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Columns that name a row, the best first. */
const nameColumns = [
  'name',
  'logical_port',
  'chassis_name',
  'hostname',
  'ip',
  'vip',
  'target',
  'mac',
  'type',
];

/** What a person would call the row: its name, else its UUID. */
export function rowName(row: DatabaseRow): string {
  for (const column of nameColumns) {
    const name = stringOf(row.get(column));
    if (name !== undefined && name !== '') return name;
  }
  // A datapath has its name among its external ids.
  const ids = row.get('external_ids');
  const id = ids?.kind === 'map' ? ids.pairs.find(([key]) => key === 'name')?.[1] : undefined;
  return typeof id === 'string' && id !== '' ? id : (row.uuid ?? '');
}

/** A row as `list` prints it, a column a line. */
export function rowText(row: DatabaseRow): string {
  return [...row.cells()].map(([column, datum]) => `${column.padEnd(20)}: ${datumText(datum)}\n`).join('');
}

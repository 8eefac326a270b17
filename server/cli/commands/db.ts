import {
  type Database,
  type DatabaseRow,
  type DatabaseTable,
  readDatabase,
  rowText,
} from '../../core/model/database.ts';
import { hintsOfName } from '../../core/model/databaseHints.ts';
import { datumJson } from '../../core/syntax/ovsdb/datum.ts';
import { sortRows } from '../../core/syntax/ovsdb/order.ts';
import {
  type PrintedTable,
  printTable,
  type TableFormat,
  tableFormats,
} from '../../core/syntax/ovsdb/printTable.ts';
import { decodeText } from '../../core/text/bytes.ts';
import { indexLines } from '../../core/text/lineIndex.ts';
import type { Command } from '../command.ts';
import { type Io, printable, readBytes, UsageError } from '../io.ts';

/** Reads a database without a server: its tables, or the rows of one. */
export const db: Command = {
  name: 'db',
  usage: 'db FILE [TABLE] [--format FORMAT]',
  summary: 'list the tables of a database (file, backup, dump, list, show), or the rows of one',
  options: {
    format: {
      type: 'string',
      help: `print rows as the tools do with this option (${tableFormats.join(', ')}); of all tables if none is named`,
    },
  },
  run({ io, args, options }) {
    const [path, table, ...rest] = args;
    if (path === undefined) throw new UsageError('which file?');
    if (rest.length > 0) throw new UsageError('one table at a time');
    const bytes = readBytes(io, path);
    const database = readDatabase(bytes, hintsOfName(path));
    if (database === undefined)
      throw new UsageError(`${path} is no database, and nothing that the tools print of one`);
    const isJson = options['json'] === true;
    const format = formatOf(options['format']);
    if (isJson && format !== undefined)
      throw new UsageError('--format prints what the tools print, and takes no --json');
    const problems = [...database.problems];
    if (table === undefined && format !== undefined) printDump(io, database, format);
    else if (table === undefined) printTables(io, database, isJson);
    else {
      const found = database.tables.get(table);
      if (found === undefined)
        throw new UsageError(
          `there is no table ${table}; there are ${[...database.tables.keys()].join(', ')}`,
        );
      if (format !== undefined) {
        io.out(printableLines(printTable(printedTable(found, undefined), format)));
        return 0;
      }
      let isFirst = true;
      for (const row of found.rows()) {
        io.out(isJson ? `${rowJson(row)}\n` : `${isFirst ? '' : '\n'}${printableLines(rowText(row))}`);
        isFirst = false;
        problems.push(...row.problems());
      }
    }
    printProblems(io, path, bytes, problems);
    return problems.some((problem) => !('isNote' in problem)) ? 1 : 0;
  },
};

function formatOf(text: string | boolean | undefined): TableFormat | undefined {
  if (text === undefined) return undefined;
  const format = tableFormats.find((each) => each === text);
  if (format === undefined) throw new UsageError(`the format is one of ${tableFormats.join(', ')}`);
  return format;
}

/** All tables, as `ovsdb-client dump` prints them: what is no such print yet comes into its order. */
function printDump(io: Io, { form, tables }: Database, format: TableFormat): void {
  let separator = '';
  for (const each of tables.values()) {
    const table = printedTable(each, each.name);
    const rows = form === 'log' ? sortRows(table.rows, table.columns.length) : table.rows;
    io.out(separator + printableLines(printTable({ ...table, rows }, format)));
    separator = format === 'json' ? '' : '\n';
  }
}

function printedTable(table: DatabaseTable, name: string | undefined): PrintedTable {
  const { columns } = table;
  const rows = Array.from(table.rows(), (row) => {
    const cells = row.cells();
    return columns.map((column) => cells.get(column));
  });
  return { name, columns, rows };
}

function printTables(io: Io, { name, version, form, tables }: Database, isJson: boolean): void {
  if (!isJson) {
    io.out(
      `${printable(name ?? 'unnamed database')}${version === undefined ? '' : ` ${printable(version)}`}\n`,
    );
  }
  for (const table of tables.values()) {
    if (isJson) {
      const { name: tableName, nRows, columns } = table;
      io.out(
        `${JSON.stringify({ database: name ?? null, version: version ?? null, form, table: tableName, rows: nRows, columns })}\n`,
      );
    } else io.out(`${String(table.nRows).padStart(8)}  ${printable(table.name === '' ? '-' : table.name)}\n`);
  }
}

/** By hand: a column may have any name, such as one that objects have already. */
function rowJson(row: DatabaseRow): string {
  const members = [...row.cells()].map(([column, datum]) => `${JSON.stringify(column)}:${datumJson(datum)}`);
  return `{${members.join(',')}}`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** At most so many; a file that is damaged has one on every line. */
const maxProblems = 100;

function printProblems(
  io: Io,
  path: string,
  bytes: Uint8Array,
  problems: readonly { readonly start: number; readonly message: string; readonly isNote?: boolean }[],
): void {
  if (problems.length === 0) return;
  const lines = indexLines(bytes);
  for (const { start, message, isNote } of problems.slice(0, maxProblems)) {
    const line = lines.lineAt(start);
    const column = decodeText(bytes, lines.start(line), start).length + 1;
    io.err(`${path}:${line + 1}:${column}: ${isNote === true ? 'note: ' : ''}${printable(message)}\n`);
  }
  if (problems.length > maxProblems) io.err(`${path}: ${problems.length - maxProblems} problems more\n`);
}

import { encodeText } from '../../text/bytes.ts';
import { csvCell } from './csv.ts';
import { type Datum, datumJson, datumText } from './datum.ts';
import { recordColumn } from './printTableRow.ts';

/** The forms that `ovn-sbctl --format=…` and its like print a table in. */
export const tableFormats = ['table', 'list', 'csv', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

export interface PrintedTable {
  /** Printed above the table, with the word `table` behind it, where there is one. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** A value for each column; undefined where nothing is known of it, which is printed as no value. */
  readonly rows: readonly (readonly (Datum | undefined)[])[];
}

/**
 * A table as `table_print` of Open vSwitch's `lib/table.c` prints it; several follow each other with a blank line between
 * them, JSON without. Lines end with a line break.
 */
export function printTable(table: PrintedTable, format: TableFormat): string {
  const caption = table.name === undefined ? '' : `${table.name} table\n`;
  switch (format) {
    case 'table':
      return caption + printColumns(table);
    case 'list':
      return caption + printRecords(table);
    case 'csv':
      return caption + printCsv(table);
    case 'json':
      return `${printJson(table)}\n`;
  }
}

function cellText(datum: Datum | undefined): string {
  return datum === undefined ? '' : datumText(datum);
}

/** Each column is as wide as its widest cell, in bytes; the last one ends with its text. */
function printColumns({ columns, rows }: PrintedTable): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map((name, idx) =>
    [name, ...cells.map((row) => row[idx] ?? '')].reduce((width, text) => Math.max(width, sizeOf(text)), 0),
  );
  const line = (texts: readonly string[]): string =>
    `${texts.map((text, idx) => (idx === texts.length - 1 ? text : text + ' '.repeat((widths[idx] ?? 0) - sizeOf(text)))).join(' ')}\n`;
  const rule = widths.map((width) => '-'.repeat(width)).join(' ');
  return `${line(columns)}${rule}\n${cells.map(line).join('')}`;
}

function sizeOf(text: string): number {
  return encodeText(text).length;
}

function printRecords({ columns, rows }: PrintedTable): string {
  const record = (row: readonly (Datum | undefined)[]): string =>
    columns.map((name, idx) => `${recordColumn(name, cellText(row[idx]))}\n`).join('');
  return rows.map(record).join('\n');
}

function printCsv({ columns, rows }: PrintedTable): string {
  return [columns, ...rows.map((row) => row.map(cellText))]
    .map((cells) => `${cells.map(csvCell).join(',')}\n`)
    .join('');
}

function printJson({ name, columns, rows }: PrintedTable): string {
  const data = rows.map(
    (row) => `[${row.map((datum) => (datum === undefined ? 'null' : datumJson(datum))).join(',')}]`,
  );
  const caption = name === undefined ? '' : `"caption":${JSON.stringify(`${name} table`)},`;
  return `{${caption}"data":[${data.join(',')}],"headings":${JSON.stringify(columns)}}`;
}

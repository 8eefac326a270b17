import { chooseLayout } from '../../core/model/layoutChoice.ts';
import { RowKind } from '../../core/model/rowColumns.ts';
import { NodeKind } from '../../core/syntax/nodeKind.ts';
import type { Command } from '../cli.ts';
import { columnOf, type InputFile, printable, readInput, unknownReason, UsageError } from '../io.ts';

/** Reads every row and says what could not be read. */
export const parse: Command = {
  name: 'parse',
  usage: 'parse FILE…',
  summary: 'read every row; say what it is, and what could not be read',
  options: { release: { type: 'string', help: 'the OVN release of the dump, when it does not show it' } },
  run({ io, args, options }) {
    if (args.length === 0) throw new UsageError('which file?');
    let hasFindings = false;
    for (const path of args) {
      const file = readInput(io, path);
      const report = parseFile(file, options['release'] as string | undefined);
      hasFindings ||= report.errors.length > 0;
      if (options['json'] === true) {
        io.out(`${JSON.stringify(report)}\n`);
        continue;
      }
      const { dialect, release, rows, unknown, errors } = report;
      io.out(
        `${path}: ${dialect ?? 'unknown dialect'}, ${release === null ? 'release not shown' : `OVN ${release}`}, ${rows} rows, ${unknown} unknown, ${errors.length} errors\n`,
      );
      for (const { line, column, message } of errors)
        io.out(`${path}:${line}:${column}: ${printable(message)}\n`);
    }
    return hasFindings ? 1 : 0;
  },
};

interface ParseReport {
  readonly file: string;
  readonly dialect: string | null;
  readonly release: string | null;
  /** Lines that are not blank. */
  readonly rows: number;
  /** Nodes of trees that no rule explains. */
  readonly unknown: number;
  readonly errors: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** As many problems of one file are listed; `unknown` counts them all. */
const maxErrors = 1_000;

function parseFile(file: InputFile, wantedRelease: string | undefined): ParseReport {
  const { path, dialect, dump } = file;
  if (dialect === undefined) {
    return {
      file: path,
      dialect: null,
      release: null,
      rows: nRowsOf(file),
      unknown: 0,
      errors: [{ line: 1, column: 1, message: unknownReason(file) }],
    };
  }
  const choice = chooseLayout([dump], wantedRelease);
  const errors: { line: number; column: number; message: string }[] = [];
  let unknown = 0;
  for (let row = 0; row < dump.rows.nRows; row++) {
    if (dump.rows.kind[row] === RowKind.blank) continue;
    const { tree, problems } = dump.readRow(row);
    for (let node = 0; node < tree.nNodes; node++) {
      if (tree.kind(node) === NodeKind.unknown) unknown++;
    }
    for (const { start, message } of problems) {
      if (errors.length < maxErrors)
        errors.push({ line: row + 1, column: columnOf(dump.rowBytes(row), start), message });
    }
  }
  return {
    file: path,
    dialect,
    release: choice.source === 'assumed' ? null : choice.layout.release,
    rows: nRowsOf(file),
    unknown,
    errors,
  };
}

function nRowsOf({ dump }: InputFile): number {
  return dump.rows.kind.reduce((count, kind) => (kind === RowKind.blank ? count : count + 1), 0);
}

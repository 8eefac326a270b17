import {
  decodeDump,
  decodeParts,
  decodeRows,
  type DecodeReport,
  joinReports,
} from '../core/model/decodeRows.ts';
import { readDump } from '../core/model/dump.ts';
import { sequentialDialects } from '../core/syntax/dialect.ts';
import { encodeText } from '../core/text/bytes.ts';
import { type InputFile, type SharedParts, unknownReason } from './io.ts';
import { indexInput } from './readInput.ts';

export interface ParseReport {
  readonly file: string;
  readonly dialect: string | null;
  readonly release: string | null;
  /** Lines that are not blank. */
  readonly rows: number;
  /** Nodes of trees that no rule explains. */
  readonly unknown: number;
  /** The first problems; lines and columns count from 1. */
  readonly errors: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** Reads all rows of a file, which is closed then; with other threads where its parts are `shared`. */
export async function parseFile(
  file: InputFile,
  wantedRelease: string | undefined,
  shared: SharedParts | undefined,
): Promise<ParseReport> {
  const { path } = file;
  if (file.dialect === undefined) {
    const { nRows } = await decode(file, undefined);
    file.source.close();
    const errors = [{ line: 1, column: 1, message: unknownReason(file) }];
    return { file: path, dialect: null, release: null, rows: nRows, unknown: 0, errors };
  }
  const isChecked = sequentialDialects.has(file.dialect);
  // A list of logical flows is small beside what its rows are read for; of flows, few rows show the release.
  const indexed = isChecked || file.dialect !== 'ovs-openflow' ? indexInput(file).dump : undefined;
  const { nRows, nUnknown, problems, excerpt } =
    isChecked && indexed !== undefined ? decodeDump(indexed) : await decode(file, shared);
  // A thread that reads rows does without the facts of the releases.
  const { chooseLayout } = await import('../core/model/layoutChoice.ts');
  const choice = chooseLayout([indexed ?? readDump(encodeText(excerpt), 'ovs-openflow')], wantedRelease);
  file.source.close();
  return {
    file: path,
    dialect: file.dialect,
    release: choice.source === 'assumed' ? null : choice.layout.release,
    rows: nRows,
    unknown: nUnknown,
    errors: problems.map(({ line, column, message }) => ({ line: line + 1, column: column + 1, message })),
  };
}

async function decode(
  { source, dialect = 'ovs-openflow' }: InputFile,
  shared: SharedParts | undefined,
): Promise<DecodeReport> {
  if (shared === undefined) return decodeRows(source, dialect);
  return joinReports(await shared.reports(decodeParts(source, dialect, shared.own)));
}

import { type DecodeReport, decodeDump, decodeRows } from '../core/model/decodeRows.ts';
import { rowChecks } from '../core/model/rowChecks.ts';
import { readDump } from '../core/model/dump.ts';
import { encodeText } from '../core/text/bytes.ts';
import { type InputFile, type Io, openInput, unknownReason } from './io.ts';
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

/** Reads all rows of a file. Throws `UsageError` when it cannot be read. */
export async function parseFile(
  io: Io,
  path: string,
  wantedRelease: string | undefined,
  nWorkers: number,
): Promise<ParseReport> {
  const file = openInput(io, path);
  if (file.dialect === undefined) {
    const { nRows } = decode(file);
    const errors = [{ line: 1, column: 1, message: unknownReason(file) }];
    return { file: path, dialect: null, release: null, rows: nRows, unknown: 0, errors };
  }
  // Rows that depend on others cannot be read in parts.
  const isChecked = rowChecks[file.dialect] !== undefined;
  const inThreads =
    nWorkers > 1 && !isChecked && path !== '-'
      ? io.decodeInThreads?.(path, file.dialect, file.skipped, nWorkers)
      : undefined;
  // A list of logical flows is small beside what its rows are read for; of flows, few rows show the release.
  const indexed = isChecked || file.dialect !== 'ovs-openflow' ? indexInput(file).dump : undefined;
  const { nRows, nUnknown, problems, excerpt } =
    isChecked && indexed !== undefined ? decodeDump(indexed) : ((await inThreads) ?? decode(file));
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

function decode({ source, dialect }: InputFile): DecodeReport {
  return decodeRows(source, dialect ?? 'ovs-openflow', 0, Infinity);
}

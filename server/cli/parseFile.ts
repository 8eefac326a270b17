import {
  type DecodeReport,
  decodeParts,
  decodeRows,
  joinReports,
  type PartReport,
} from '../core/model/decodeRows.ts';
import { type ShownRows, shownRows } from '../core/model/shownRows.ts';
import type { RowSyntax } from '../core/syntax/rowSyntax.ts';
import { encodeText } from '../core/text/bytes.ts';
import { bytesSource, sourceFrom } from '../core/text/textSource.ts';
import { openTextFile } from '../host/textFile.ts';
import type { InputFile, SharedParts } from './io.ts';
import { type PartsJob, takenParts } from './sharedParts.ts';

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

/** What reads the files of a dialect: in the program, and in each of its threads. */
export interface FileReader {
  /** Reads all rows of a file, which is closed then; with other threads where its parts are `shared`. */
  parseFile(
    file: InputFile,
    wantedRelease: string | undefined,
    shared: SharedParts | undefined,
  ): Promise<ParseReport>;
  /** Reads parts of a file for another thread. */
  decodeTaken(job: PartsJob): readonly PartReport[];
}

/** Of a dialect whose rows are read one by one. */
export function fileReader(syntax: RowSyntax): FileReader {
  return {
    async parseFile(file, wantedRelease, shared) {
      // Loaded while other threads read, not when they are through.
      if (shared !== undefined) await loadLayoutChoice();
      // A list of logical flows is small beside what its rows are read for; of flows, few rows show the release.
      const indexed = syntax.dialect === 'ovs-openflow' ? undefined : shownRows(file.source, syntax);
      const decoded =
        shared === undefined
          ? decodeRows(file.source, syntax)
          : joinReports(await shared.reports(decodeParts(file.source, syntax, shared.own)));
      const shown = indexed ?? shownRows(bytesSource(encodeText(decoded.excerpt)), syntax);
      return reportOf(file, decoded, shown, wantedRelease);
    },
    decodeTaken(job) {
      const source = sourceFrom(openTextFile(job.path), job.skipped);
      const reports = decodeParts(source, syntax, takenParts(job));
      source.close();
      return reports;
    },
  };
}

/** A thread that reads rows does without the facts of the releases. */
const loadLayoutChoice = (): Promise<typeof import('../core/model/layoutChoice.ts')> =>
  import('../core/model/layoutChoice.ts');

export async function reportOf(
  { path, dialect, source }: InputFile,
  { nRows, nUnknown, problems }: DecodeReport,
  shown: ShownRows,
  wantedRelease: string | undefined,
): Promise<ParseReport> {
  const { chooseLayout } = await loadLayoutChoice();
  const choice = chooseLayout([shown], wantedRelease);
  source.close();
  return {
    file: path,
    dialect: dialect ?? null,
    release: choice.source === 'assumed' ? null : choice.layout.release,
    rows: nRows,
    unknown: nUnknown,
    errors: problems.map(({ line, column, message }) => ({ line: line + 1, column: column + 1, message })),
  };
}

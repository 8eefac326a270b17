import { decodeDump, decodeRows } from '../core/model/decodeRows.ts';
import { sequentialDialects } from '../core/syntax/dialect.ts';
import { rowSyntax } from '../core/syntax/rowParser.ts';
import { type InputFile, unknownReason } from './io.ts';
import { type FileReader, fileReader, type ParseReport, reportOf } from './parseFile.ts';
import { indexInput } from './readInput.ts';

/** Of any dialect, and of a file of none. */
export const reader: FileReader = {
  parseFile(file, wantedRelease, shared) {
    const { dialect } = file;
    if (dialect === undefined) return Promise.resolve(reportOfNone(file));
    if (sequentialDialects.has(dialect)) {
      const { dump } = indexInput(file);
      return reportOf(file, decodeDump(dump), dump, wantedRelease);
    }
    return fileReader(rowSyntax(dialect)).parseFile(file, wantedRelease, shared);
  },
  decodeTaken: (job) => fileReader(rowSyntax(job.dialect)).decodeTaken(job),
};

/** Its lines are counted as if they were flows. */
function reportOfNone(file: InputFile): ParseReport {
  const { nRows } = decodeRows(file.source, rowSyntax('ovs-openflow'));
  file.source.close();
  const errors = [{ line: 1, column: 1, message: unknownReason(file) }];
  return { file: file.path, dialect: null, release: null, rows: nRows, unknown: 0, errors };
}

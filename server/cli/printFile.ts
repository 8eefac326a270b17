import { maxRowSize } from '../core/model/rowText.ts';
import { indexSource } from '../core/model/indexSource.ts';
import { printRow } from '../core/syntax/rowPrinter.ts';
import { decodeText } from '../core/text/bytes.ts';
import { LineReader } from '../core/text/lineReader.ts';
import { readPiece } from '../core/text/textSource.ts';
import { type Io, openInput, printable, unknownReason, UsageError } from './io.ts';

/** Rows are written together: each write is a call of the system. */
const bufferSize = 65_536;

/**
 * Prints every row of a file from its tree; a row that was not understood, or is too long to be read, as it stands. Throws
 * `UsageError` for a file that cannot be read or is no dump.
 */
export function printFile(io: Io, path: string): void {
  const file = openInput(io, path);
  const { dialect, source } = file;
  if (dialect === undefined) throw new UsageError(`${path}: ${unknownReason(file)}`);
  const { rows, starts } = indexSource(source, dialect);
  const lines = new LineReader(source, maxRowSize);
  let text = '';
  for (let row = 0; row < rows.nRows; row++) {
    const start = starts.start(row);
    const next = starts.start(row + 1);
    const isLong = next - start > maxRowSize;
    const line = isLong ? undefined : lines.between(start, next);
    const printed =
      line === undefined
        ? decodeText(readPiece(source, start, next - start)).replace(/\r?\n$/, '')
        : printRow(dialect, line.bytes, line.start, line.end);
    text += `${printable(printed)}\n`;
    if (text.length < bufferSize) continue;
    io.out(text);
    text = '';
  }
  io.out(text);
  source.close();
}

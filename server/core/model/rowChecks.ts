import type { Dialect } from '../syntax/dialect.ts';
import { LogRowKind, readLogHeader, recordFault } from '../syntax/ovsdb/parseLogRow.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { Tree } from '../syntax/tree.ts';
import type { RowText } from './rowText.ts';

/** Adds what is wrong with a row that its own text does not tell. `tree` is the row's. */
export type RowCheck = (
  rowText: (row: number) => RowText,
  row: number,
  tree: Tree,
  problems: SyntaxProblem[],
) => void;

/** The dialects whose rows depend on others. */
export const rowChecks: { readonly [dialect in Dialect]?: RowCheck } = {
  'ovsdb-log': checkRecord,
};

/** A record above this size, in bytes, is not digested each time that its header is shown. */
const maxDigested = 1 << 20;

/** Whether the record below a header is what the header says. */
function checkRecord(
  rowText: (row: number) => RowText,
  row: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  if (tree.value(0) !== LogRowKind.header) return;
  const { bytes, start, end } = rowText(row);
  const header = readLogHeader(bytes, start, end);
  if (header === undefined || header.size > maxDigested) return;
  const record = rowText(row + 1);
  // Its line break belongs to it.
  const recordEnd = Math.min(record.bytes.length, record.end + 1);
  const message =
    record.start >= record.end
      ? 'the record is missing'
      : recordFault(record.bytes, record.start, recordEnd, header);
  if (message !== undefined) problems.push({ start: 0, end: end - start, message });
}

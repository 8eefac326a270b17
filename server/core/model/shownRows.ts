import { LineReader } from '../text/lineReader.ts';
import type { TextSource } from '../text/textSource.ts';
import type { RowSyntax } from '../syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { Tree } from '../syntax/tree.ts';
import type { Dump } from './dump.ts';
import { indexSource } from './indexSource.ts';
import { maxRowSize } from './rowText.ts';

/** What shows the release of a dump: every dump has it. */
export type ShownRows = Pick<Dump, 'dialect' | 'rows' | 'parts' | 'rowText' | 'readRow'>;

/** The same of a text of one dialect, for who does without the parsers of all others. */
export function shownRows(source: TextSource, { dialect, parse }: RowSyntax): ShownRows {
  const { rows, starts } = indexSource(source, dialect);
  const lines = new LineReader(source, maxRowSize);
  const tree = new Tree();
  const rowText: Dump['rowText'] = (row) => lines.between(starts.start(row), starts.start(row + 1));
  return {
    dialect,
    rows,
    rowText,
    readRow(row) {
      const { bytes, start, end } = rowText(row);
      const problems: SyntaxProblem[] = [];
      tree.reset();
      if (end - start <= maxRowSize) parse(bytes, start, end, tree, problems);
      return { tree, problems };
    },
    parts: [{ key: {}, first: 0, end: rows.nRows }],
  };
}

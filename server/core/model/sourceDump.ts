import { LineReader } from '../text/lineReader.ts';
import type { TextSource } from '../text/textSource.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { createDump, type Dump } from './dump.ts';
import { PassText } from './passText.ts';
import type { RowIndex } from './rowIndexer.ts';
import { maxRowSize } from './rowText.ts';

/**
 * A dump whose text stays where it is: rows are read when they are asked for. What a row's text is must not change
 * meanwhile; where it does, rows are what stands there then.
 */
export function sourceDump(source: TextSource, dialect: Dialect, { rows, starts }: RowIndex): Dump {
  const lines = new LineReader(source, maxRowSize);
  return createDump(dialect, rows, (row) => lines.between(starts.start(row), starts.start(row + 1)), {
    textInOrder: () => {
      const text = new PassText(source, dialect, starts);
      return (row) => text.at(row);
    },
  });
}

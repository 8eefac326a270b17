import { LineReader } from '../text/lineReader.ts';
import type { TextSource } from '../text/textSource.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { createDump, type Dump, maxRowSize } from './dump.ts';
import type { RowIndex } from './rowIndexer.ts';

/**
 * A dump whose text stays where it is: rows are read when they are asked for. What a row's text is must not change
 * meanwhile; where it does, rows are what stands there then.
 */
export function sourceDump(source: TextSource, dialect: Dialect, { rows, starts }: RowIndex): Dump {
  const lines = new LineReader(source, maxRowSize);
  return createDump(dialect, rows, (row) => lines.between(starts.start(row), starts.start(row + 1)));
}

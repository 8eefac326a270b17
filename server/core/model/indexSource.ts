import type { TextSource } from '../text/textSource.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { type RowIndex, RowIndexer } from './rowIndexer.ts';
import { sharedScanner } from './scanner.ts';

/** Indexes a text in one pass, without keeping it. */
export function indexSource(source: TextSource, dialect: Dialect): RowIndex {
  const indexer = new RowIndexer(dialect, sharedScanner(), source.size);
  for (let position = 0; ; ) {
    const nRead = source.read(indexer.input, indexer.at, indexer.room, position);
    if (nRead === 0) return indexer.finish();
    indexer.take(nRead);
    position += nRead;
  }
}

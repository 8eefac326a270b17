import { bytesSource, type TextSource } from '../text/textSource.ts';
import { ColorFilter, hasColors } from '../text/colors.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { type RowIndex, RowIndexer } from './rowIndexer.ts';
import { sharedScanner } from './scanner.ts';

/** Indexes a text in one pass, without keeping it; one with colours in two. */
export function indexSource(source: TextSource, dialect: Dialect): RowIndex {
  const indexer = new RowIndexer(dialect, sharedScanner(), source.size);
  let isColored = false;
  for (let position = 0; ; ) {
    const nRead = source.read(indexer.input, indexer.at, indexer.room, position);
    if (nRead === 0) break;
    if (position === 0) isColored = hasColors(indexer.input, 0, Math.min(nRead, headSize));
    indexer.take(nRead);
    position += nRead;
  }
  const index = indexer.finish();
  // Rows are where they are in the coloured text; what their heads say is read without the colours.
  return isColored ? { ...index, rows: indexPlain(source, dialect).rows } : index;
}

/** The same of a text in memory. */
export function indexBytes(bytes: Uint8Array, dialect: Dialect): RowIndex {
  return indexSource(bytesSource(bytes), dialect);
}

/** Colours show in the beginning of a text, in bytes. */
const headSize = 65_536;

/** The index of what a terminal shows. */
function indexPlain(source: TextSource, dialect: Dialect): RowIndex {
  const filter = new ColorFilter();
  const piece = new Uint8Array(headSize);
  const indexer = new RowIndexer(dialect, sharedScanner(), source.size);
  const take = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) {
      const size = Math.min(indexer.room, bytes.length - at);
      indexer.input.set(bytes.subarray(at, at + size), indexer.at);
      indexer.take(size);
      at += size;
    }
  };
  for (let position = 0; ; ) {
    const nRead = source.read(piece, 0, piece.length, position);
    if (nRead === 0) break;
    take(filter.take(piece.subarray(0, nRead)));
    position += nRead;
  }
  take(filter.finish());
  return indexer.finish();
}

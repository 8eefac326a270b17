import { finish, type Steps } from '../base/steps.ts';
import { bytesSource, type TextSource } from '../text/textSource.ts';
import { ColorFilter, hasColors } from '../text/colors.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { type RowIndex, RowIndexer } from './rowIndexer.ts';
import type { RowScanner } from './rowScanner.ts';
import { createScanner, sharedScanner } from './scanner.ts';

/** Indexes a text in one pass, without keeping it; one with colours in two. */
export function indexSource(source: TextSource, dialect: Dialect): RowIndex {
  return finish(windows(source, dialect, sharedScanner()));
}

/** The same, with a pause after each window of the text. */
export function indexSteps(source: TextSource, dialect: Dialect): Steps<RowIndex> {
  return windows(source, dialect, createScanner());
}

function* windows(source: TextSource, dialect: Dialect, scanner: RowScanner): Steps<RowIndex> {
  const indexer = new RowIndexer(dialect, scanner, source.size);
  let isColored = false;
  for (let position = 0; ; ) {
    const nRead = source.read(indexer.input, indexer.at, indexer.room, position);
    if (nRead === 0) break;
    if (position === 0) isColored = hasColors(indexer.input, 0, Math.min(nRead, headSize));
    indexer.take(nRead);
    position += nRead;
    yield;
  }
  const index = indexer.finish();
  // Rows are where they are in the coloured text; what their heads say is read without the colours.
  return isColored ? { ...index, rows: (yield* plainWindows(source, dialect, scanner)).rows } : index;
}

/** The same of a text in memory. */
export function indexBytes(bytes: Uint8Array, dialect: Dialect): RowIndex {
  return indexSource(bytesSource(bytes), dialect);
}

/** Colours show in the beginning of a text, in bytes. */
const headSize = 65_536;

/** The index of what a terminal shows. */
function* plainWindows(source: TextSource, dialect: Dialect, scanner: RowScanner): Steps<RowIndex> {
  const filter = new ColorFilter();
  const piece = new Uint8Array(headSize);
  const indexer = new RowIndexer(dialect, scanner, source.size);
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
    yield;
  }
  take(filter.finish());
  return indexer.finish();
}

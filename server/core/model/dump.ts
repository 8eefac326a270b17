import { encodeText } from '../text/bytes.ts';
import { lineEnd } from '../text/lineIndex.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { rowParsers } from '../syntax/rowParser.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { Tree } from '../syntax/tree.ts';
import { rowChecks } from './rowChecks.ts';
import type { RowColumns } from './rowColumns.ts';
import { indexBytes } from './indexSource.ts';

/**
 * One dump: an immutable snapshot. The heads of all rows are read when it is made, a row's tree when it is asked for. Its
 * text may be in memory as a whole, in pieces, or on disk.
 */
export interface Dump {
  readonly dialect: Dialect;
  readonly rows: RowColumns;
  /** Where the row's text is, without its line break. Valid until the next call, if the text is on disk. */
  rowText(row: number): RowText;
  /** The row's bytes without its line break. Offsets of its tree count from their first. */
  rowBytes(row: number): Uint8Array;
  tree(row: number): RowTree;
  /**
   * The same for a pass over all rows: keeps nothing and does not push the trees of the screen out. The tree is written
   * over by the next call.
   */
  readRow(row: number): RowTree;
  /** All rows, in runs that later snapshots may share: for what a pass over all rows wants to remember. In order. */
  readonly parts: readonly DumpPart[];
}

/** Rows `[first, end)`. */
export interface DumpPart {
  /** The same object in every snapshot in which these are the same rows, wherever they stand. */
  readonly key: object;
  readonly first: number;
  readonly end: number;
}

/** A row's text: `bytes[start, end)`. */
export interface RowText {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export interface RowTree {
  readonly tree: Tree;
  readonly problems: readonly SyntaxProblem[];
}

/** A row longer than this is not parsed, in bytes: no tool prints one, and an editor cannot show it. */
export const maxRowSize: number = 1 << 20;

/** What is said of a row that is not parsed for its length, in bytes. */
export function tooLong(size: number): string {
  return `line of ${size} bytes is too long to be read`;
}

/** Trees kept for rows that are asked for again: about a screen's worth, times a few. */
const nTreesKept = 512;

/** Reads a dump from its bytes (UTF-8). Never throws. */
export function readDump(bytes: Uint8Array, dialect: Dialect): Dump {
  const { rows, starts } = indexBytes(bytes, dialect);
  return createDump(dialect, rows, (row) => {
    const start = starts.start(row);
    return { bytes, start, end: lineEnd(bytes, start, starts.start(row + 1)) };
  });
}

/** A dump from a string, for texts that are no file. */
export function readDumpText(text: string, dialect: Dialect): Dump {
  return readDump(encodeText(text), dialect);
}

/** A dump whose heads are read already. Without `parts`, it shares nothing with another one. */
export function createDump(
  dialect: Dialect,
  rows: RowColumns,
  rowText: (row: number) => RowText,
  parts: readonly DumpPart[] = [{ key: {}, first: 0, end: rows.nRows }],
): Dump {
  const kept = new Map<number, RowTree>();
  const scratch = new Tree();
  function parseRow(row: number): SyntaxProblem[] {
    const problems: SyntaxProblem[] = [];
    const { bytes, start, end } = rowText(row);
    scratch.reset();
    if (end - start > maxRowSize) {
      problems.push({ start: 0, end: 80, message: tooLong(end - start) });
    } else {
      rowParsers[dialect](bytes, start, end, scratch, problems);
      rowChecks[dialect]?.(rowText, row, scratch, problems);
    }
    return problems;
  }
  return {
    dialect,
    rows,
    rowText,
    rowBytes(row) {
      const { bytes, start, end } = rowText(row);
      return bytes.subarray(start, end);
    },
    tree(row) {
      const known = kept.get(row);
      if (known !== undefined) {
        kept.delete(row);
        kept.set(row, known);
        return known;
      }
      const problems = parseRow(row);
      const made = { tree: scratch.copy(), problems };
      kept.set(row, made);
      if (kept.size > nTreesKept) kept.delete(kept.keys().next().value as number);
      return made;
    },
    readRow: (row) => ({ problems: parseRow(row), tree: scratch }),
    parts,
  };
}

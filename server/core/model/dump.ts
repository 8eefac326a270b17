import { encodeText } from '../text/bytes.ts';
import { lineEnd } from '../text/lineIndex.ts';
import type { Dialect } from '../syntax/dialect.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { Tree } from '../syntax/tree.ts';
import { indexBytes } from './indexSource.ts';
import type { RowColumns } from './rowColumns.ts';
import { RowPass } from './rowPass.ts';
import type { RowText } from './rowText.ts';

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
   * The same for many rows here and there: keeps nothing and does not push the trees of the screen out. The tree is
   * written over by the next call.
   */
  readRow(row: number): RowTree;
  /** For a pass over all rows, in order. What it shows is written over by its next row, and during a pause. */
  pass(): RowPass;
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

export interface RowTree {
  readonly tree: Tree;
  readonly problems: readonly SyntaxProblem[];
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

/** What a dump may know better than that its rows are read one by one. */
export interface DumpHints {
  /** Without it, it shares nothing with another one. */
  readonly parts?: readonly DumpPart[];
  /** `rowText` for somebody who takes the rows in order. */
  readonly textInOrder?: () => (row: number) => RowText;
}

/** A dump whose heads are read already. */
export function createDump(
  dialect: Dialect,
  rows: RowColumns,
  rowText: (row: number) => RowText,
  { parts = [{ key: {}, first: 0, end: rows.nRows }], textInOrder = () => rowText }: DumpHints = {},
): Dump {
  const kept = new Map<number, RowTree>();
  const scratch = new RowPass(dialect, rowText);
  function readRow(row: number): RowTree {
    scratch.read(row);
    return { tree: scratch.tree, problems: scratch.problems.slice() };
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
      const { tree, problems } = readRow(row);
      const made = { tree: tree.copy(), problems };
      kept.set(row, made);
      if (kept.size > nTreesKept) kept.delete(kept.keys().next().value as number);
      return made;
    },
    readRow,
    pass: () => new RowPass(dialect, rowText, textInOrder()),
    parts,
  };
}

import type { RowReel } from './compiledRows.ts';
import type { Dialect } from './dialect.ts';
import type { SyntaxProblem } from './syntaxProblem.ts';
import type { Tree } from './tree.ts';

/**
 * Parses the line `bytes[start, end)`, without its line break, into `tree`, which is emptied before; spans count from
 * `start`. What is wrong is added to `problems`. Never throws, linear, bounded nesting; the root spans the line.
 */
export type RowParser = (
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
) => void;

/** How the rows of one dialect are read. */
export interface RowSyntax {
  readonly dialect: Dialect;
  readonly parse: RowParser;
  /** What reads them by the thousand, where there is such a thing. */
  readonly reel?: () => RowReel | undefined;
}

import type { Dialect } from '../syntax/dialect.ts';
import { rowParsers } from '../syntax/rowParser.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { Tree } from '../syntax/tree.ts';
import { rowChecks } from './rowChecks.ts';
import { maxRowSize, type RowText, tooLong } from './rowText.ts';

/**
 * Reads row after row, and shows the one that was read last: its text, its tree, and what its syntax has against it. No
 * object is made for a row, so that a pass over a million of them leaves nothing behind.
 */
export class RowPass implements RowText {
  readonly tree: Tree = new Tree();
  readonly problems: SyntaxProblem[] = [];
  bytes: Uint8Array = noBytes;
  start = 0;
  end = 0;
  readonly #dialect: Dialect;
  readonly #rowText: (row: number) => RowText;
  readonly #nextText: (row: number) => RowText;

  /** `nextText` says where a row is when rows are read in order, `rowText` where any other is. */
  constructor(
    dialect: Dialect,
    rowText: (row: number) => RowText,
    nextText: (row: number) => RowText = rowText,
  ) {
    this.#dialect = dialect;
    this.#rowText = rowText;
    this.#nextText = nextText;
  }

  read(row: number): void {
    const { tree, problems } = this;
    const { bytes, start, end } = this.#nextText(row);
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    tree.reset();
    if (problems.length > 0) problems.length = 0;
    if (end - start > maxRowSize) {
      problems.push({ start: 0, end: 80, message: tooLong(end - start) });
    } else {
      rowParsers[this.#dialect](bytes, start, end, tree, problems);
      rowChecks[this.#dialect]?.(this.#rowText, row, tree, problems);
    }
  }
}

const noBytes = new Uint8Array(0);

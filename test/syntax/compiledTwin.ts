import { expect } from 'vitest';
import type { RowReel } from '../../server/core/syntax/compiledRows.ts';
import type { RowParser } from '../../server/core/syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../server/core/syntax/tree.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** Two parsers that have to make the same of every row. */
export interface Twins {
  /** Fails unless trees and problems are the same, all columns of all nodes. */
  expectSame(bytes: Uint8Array): void;
  /** The same of many rows, without the cost of expectations for each. */
  expectAllSame(lines: readonly Uint8Array[]): void;
}

export function twins(plain: RowParser, compiled: RowParser): Twins {
  const one = new Tree();
  const other = new Tree();
  const expectSame = (bytes: Uint8Array): void => {
    const problems: SyntaxProblem[] = [];
    const found: SyntaxProblem[] = [];
    plain(bytes, 0, bytes.length, one, problems);
    compiled(bytes, 0, bytes.length, other, found);
    expect(columnsOf(other), new TextDecoder().decode(bytes)).toEqual(columnsOf(one));
    expect(found).toEqual(problems);
  };
  return {
    expectSame,
    expectAllSame(lines) {
      for (const bytes of lines) {
        plain(bytes, 0, bytes.length, one, []);
        compiled(bytes, 0, bytes.length, other, []);
        if (!areSame(one, other)) expectSame(bytes);
      }
    },
  };
}

export function columnsOf(tree: Tree): readonly (readonly (number | bigint)[])[] {
  return Array.from({ length: tree.nNodes }, (_, node) => [
    tree.kind(node),
    tree.start(node),
    tree.end(node),
    tree.next(node),
    tree.high(node),
    tree.number(node),
  ]);
}

function areSame(one: Tree, other: Tree): boolean {
  if (one.nNodes !== other.nNodes) return false;
  for (let node = 0; node < one.nNodes; node++) {
    if (
      one.kind(node) !== other.kind(node) ||
      one.start(node) !== other.start(node) ||
      one.end(node) !== other.end(node) ||
      one.next(node) !== other.next(node) ||
      one.high(node) !== other.high(node) ||
      one.number(node) !== other.number(node)
    )
      return false;
  }
  return true;
}

/** How many of the lines the compiled parser reads without the other. */
export function nRead(reel: RowReel | undefined, lines: readonly string[]): number {
  if (reel === undefined) throw new Error('no WebAssembly');
  let nRows = 0;
  for (const line of lines) {
    const bytes = encodeText(`${line}\n`);
    reel.input.set(bytes);
    const next = reel.run(0, bytes.length);
    if (next !== 0 && next !== bytes.length) throw new Error(`${next} of ${bytes.length} bytes: ${line}`);
    nRows += reel.nRows;
  }
  return nRows;
}

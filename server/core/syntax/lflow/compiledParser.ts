import { throughColors } from '../coloredRow.ts';
import { lazily } from '../../base/lazily.ts';
import { type CompiledRows, compiledRows, type RowReel } from '../compiledRows.ts';
import type { RowSyntax } from '../rowParser.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { wasmModule } from './logicalModule.ts';
import { parseLogicalFlowRow } from './parseRow.ts';

/** What `parseLogicalFlowRow` does, with the compiled parser where it can. */
export function parseCompiledLogicalRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  if (compiledParser()?.parse(bytes, start, end, tree) === true) return;
  parseColored(bytes, start, end, tree, problems);
}

const parseColored = throughColors(parseLogicalFlowRow);

/** Undefined where there is no WebAssembly. */
export function compiledLogicalReel(): RowReel | undefined {
  return compiledParser();
}

export const logicalSyntax: RowSyntax = {
  dialect: 'ovn-lflow',
  parse: parseCompiledLogicalRow,
  reel: compiledLogicalReel,
};

/** The thread's parser; undefined where there is no WebAssembly with vectors. */
const compiledParser: () => CompiledRows | undefined = lazily(() => compiledRows(wasmModule));

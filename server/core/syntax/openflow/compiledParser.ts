import { throughColors } from '../coloredRow.ts';
import { lazily } from '../../base/lazily.ts';
import { type CompiledRows, compiledRows, type RowReel } from '../compiledRows.ts';
import type { RowSyntax } from '../rowParser.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { wasmModule } from './flowModule.ts';
import { parseOpenFlowRow } from './parseRow.ts';

/** What `parseOpenFlowRow` does, with the compiled parser where it can. */
export function parseCompiledRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  if (compiledParser()?.parse(bytes, start, end, tree) === true) return;
  parseColored(bytes, start, end, tree, problems);
}

const parseColored = throughColors(parseOpenFlowRow);

/** Undefined where there is no WebAssembly. */
export function compiledReel(): RowReel | undefined {
  return compiledParser();
}

export const flowSyntax: RowSyntax = { dialect: 'ovs-openflow', parse: parseCompiledRow, reel: compiledReel };

/** The thread's parser; undefined where there is no WebAssembly with vectors. */
const compiledParser: () => CompiledRows | undefined = lazily(() => compiledRows(wasmModule));

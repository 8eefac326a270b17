import { throughColors } from '../coloredRow.ts';
import { lazily } from '../../base/lazily.ts';
import {
  type CompiledRows,
  compiledRows,
  defineName,
  type ParserExports,
  type RowReel,
} from '../compiledRows.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { actionWords, assignmentAction, exchangeAction } from './actionTable.ts';
import { wasmModule } from './logicalModule.ts';
import { parseLogicalFlowRow } from './parseRow.ts';
import { symbols } from './symbols.ts';
import { rowWords } from './wordTable.ts';

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

/** Of the module's memory, in bytes; the same as in its source, `server/wasm/logicalParser.ts`. */
const wordsAt = 0x1000;
const wordSet = 1;
/** Of an action: it stands behind `=`. */
const isAssignedBit = 0x1_0000;

const compiledParser: () => CompiledRows | undefined = lazily(() =>
  compiledRows(wasmModule, (exports) => {
    const memory = new DataView(exports.memory.buffer);
    const known = [
      ...(['match', 'action', 'table', 'priority', 'uuid', 'is_chassis_resident'] as const).map((word) =>
        rowWords.indexOf(word),
      ),
      assignmentAction,
      exchangeAction,
    ];
    known.forEach((value, idx) => memory.setInt32(wordsAt + idx * 4, value, true));
    defineWords(exports);
  }),
);

/** A name may be a symbol, an action and a word of the row at once. */
function defineWords(exports: ParserExports): void {
  const values = new Map<string, [symbol: number, action: number, rowWord: number]>();
  const put = (name: string, place: 0 | 1 | 2, value: number): void => {
    const known = values.get(name) ?? [-1, -1, -1];
    if (known[place] === -1) known[place] = value;
    values.set(name, known);
  };
  symbols.forEach(({ name }, idx) => put(name, 0, idx));
  for (const { name, idx, isAssigned } of actionWords) put(name, 1, isAssigned ? idx | isAssignedBit : idx);
  rowWords.forEach((name, idx) => put(name, 2, idx));
  for (const [name, [symbol, action, rowWord]] of values)
    defineName(exports, wordSet, name, symbol, action, rowWord);
}

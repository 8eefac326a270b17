import { actionWords, assignmentAction, exchangeAction } from '../../server/core/syntax/lflow/actionTable.ts';
import { symbols } from '../../server/core/syntax/lflow/symbols.ts';
import { rowWords } from '../../server/core/syntax/lflow/wordTable.ts';
import { defineName, type TableExports } from './wasmTables.ts';

/** Of the module's memory, in bytes; the same as in its sources. */
const wordsAt = 0x1000;
const wordSet = 1;
/** Of an action: it stands behind `=`. */
const isAssignedBit = 0x1_0000;

/** Writes what `server/wasm/logicalParser.ts` knows of logical flows into the memory of a fresh instance. */
export function fillLogicalTables(exports: TableExports): void {
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
}

/** A name may be a symbol, an action and a word of the row at once. */
function defineWords(exports: TableExports): void {
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

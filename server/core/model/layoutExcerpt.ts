import { NodeKind } from '../syntax/nodeKind.ts';
import { attributeIndex } from '../syntax/openflow/names.ts';
import type { RowReel } from '../syntax/compiledRows.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';

/**
 * The rows of a dump of flows that show its layout of tables, as text: `layoutEvidence` finds the same in them as in the
 * whole. Of each table and priority of physical flows the first few, of each table the first. So are the excerpts of
 * several readers together, each of some parts of the text in their order, when their rows are put back into the order of
 * the text.
 */
export class LayoutExcerpt {
  #rows: string[] = [];
  readonly #taken = new Uint8Array(256 * nLevels);

  /** A row that was parsed alone. */
  add(bytes: Uint8Array, start: number, end: number, tree: Tree): void {
    // Headers and comments are of no table.
    if (tree.kind(0) !== NodeKind.row) return;
    const table = numberOf(tree, tableIdx) ?? 0;
    const level = levels.indexOf(numberOf(tree, priorityIdx) ?? -1);
    const slot = table * nLevels + (level === -1 ? nLevels - 1 : level);
    const nTaken = this.#taken[slot];
    if (nTaken === undefined || nTaken >= (level === -1 ? 1 : samplesOfLevel)) return;
    this.#taken[slot] = nTaken + 1;
    this.#rows.push(decodeText(bytes, start, end));
  }

  /** The rows that a reel has noted. */
  addSamples({ input, samples }: RowReel): void {
    for (let idx = 0; idx < samples.length; idx += 2)
      this.#rows.push(decodeText(input, samples[idx], samples[idx + 1]));
  }

  /** The rows that were found since this was called last. */
  take(): string {
    const rows = this.#rows;
    this.#rows = [];
    return rows.map((row) => `${row}\n`).join('');
  }
}

/** How many rows of one table and priority are looked into. */
export const samplesOfLevel = 6;
/** Priorities of physical flows. */
export const levels: readonly number[] = [0, 100, 1010];
const nLevels: number = levels.length + 1;

const tableIdx = attributeIndex('table');
const priorityIdx = attributeIndex('priority');

function numberOf(tree: Tree, attribute: number): number | undefined {
  const end = tree.nNodes === 0 ? 0 : tree.next(0);
  for (let node = 1; node < end; node = tree.next(node)) {
    if (tree.kind(node) === NodeKind.attribute && tree.value(node) === attribute)
      return tree.kind(node + 2) === NodeKind.number ? tree.value(node + 2) : undefined;
  }
  return undefined;
}

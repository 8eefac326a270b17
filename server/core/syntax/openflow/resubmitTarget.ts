import { commaChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';

/** What a resubmit without a table means: the one that the row is in. */
export const ownTable = -1;
/** What a table by its name is, or none that there is. */
export const unknownTable = -2;

/** The table of a `resubmit` action: `resubmit(,8)`, `resubmit(3,8)`. `base` is where the row begins in `bytes`. */
export function resubmitTarget(tree: Tree, node: number, bytes: Uint8Array, base: number): number {
  const end = tree.next(node);
  const first = node + 2;
  if (first >= end) return ownTable;
  const second = first + 1;
  if (second < end && isValue(tree, second)) return tableOf(tree, second);
  // Whether a comma stands before the only value tells a table from a port.
  for (let at = base + tree.end(node + 1); at < base + tree.start(first); at++)
    if (bytes[at] === commaChar) return tableOf(tree, first);
  return ownTable;
}

function isValue(tree: Tree, node: number): boolean {
  const kind = tree.kind(node);
  return kind === NodeKind.number || kind === NodeKind.tableName || kind === NodeKind.portName;
}

function tableOf(tree: Tree, node: number): number {
  const table = tree.kind(node) === NodeKind.number ? tree.value(node) : unknownTable;
  return table >= 0 && table < 255 ? table : unknownTable;
}

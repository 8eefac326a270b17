import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';
import { jsonString } from './jsonCursor.ts';
import { JsonForm } from './jsonTree.ts';

/** The parts of a table that `--format=json` writes as one line. */
export interface JsonTable {
  /** `Port_Binding`, where the line tells it. */
  readonly caption: string | undefined;
  readonly columns: readonly string[];
  /** Nodes of the table's rows: each has a `value` node a column. */
  readonly rows: readonly number[];
}

/** The parts of the table in a line that begins at `base`; of what is damaged the rest. */
export function jsonTableOf(tree: Tree, bytes: Uint8Array, base: number): JsonTable {
  const textAt = (node: number): string => jsonString(bytes, base + tree.start(node), base + tree.end(node));
  let caption: string | undefined;
  let columns: readonly string[] = [];
  let rows: readonly number[] = [];
  const object = tree.nNodes > 1 ? 1 : -1;
  for (const member of object === -1 ? [] : tree.children(object)) {
    if (tree.kind(member) !== NodeKind.attribute || tree.next(member) <= member + 2) continue;
    const value = member + 2;
    const key = textAt(member + 1);
    if (key === 'caption') caption = textAt(value).replace(/ table$/, '');
    else if (tree.kind(value) !== NodeKind.value || tree.value(value) !== JsonForm.array) continue;
    else if (key === 'headings') columns = tree.children(value).map(textAt);
    else if (key === 'data')
      rows = tree
        .children(value)
        .filter((row) => tree.kind(row) === NodeKind.value && tree.value(row) === JsonForm.array);
  }
  return { caption, columns, rows };
}

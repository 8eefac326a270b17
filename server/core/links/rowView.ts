import type { Dump } from '../model/dump.ts';
import { type NodeKind } from '../syntax/nodeKind.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';

/** A row's tree with its text, for who looks for words in it. */
export class RowView {
  readonly dump: Dump;
  readonly row: number;
  readonly tree: Tree;
  readonly bytes: Uint8Array;

  /** `isPassing` for a pass over many rows: then the tree is valid until the next row is read. */
  constructor(dump: Dump, row: number, isPassing = false) {
    this.dump = dump;
    this.row = row;
    this.tree = (isPassing ? dump.readRow(row) : dump.tree(row)).tree;
    this.bytes = dump.rowBytes(row);
  }

  text(node: number): string {
    return node === -1 ? '' : decodeText(this.bytes, this.tree.start(node), this.tree.end(node));
  }

  /** Without the quotes of a name that needs them. */
  word(node: number): string {
    const text = this.text(node);
    return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
  }

  span(node: number): Span {
    return { start: this.tree.start(node), end: this.tree.end(node) };
  }

  /** The text of the first child of that kind; empty when there is none. */
  childText(node: number, kind: NodeKind): string {
    return this.text(this.tree.child(node, kind));
  }

  /** A number of up to 53 bits; undefined when the node is none or larger. */
  number(node: number): number | undefined {
    if (node === -1) return undefined;
    const number = this.tree.number(node);
    return number > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(number);
  }

  /** The low 32 bits of a number. */
  low(node: number): number {
    return this.tree.value(node) >>> 0;
  }
}

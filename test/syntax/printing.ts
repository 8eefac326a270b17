import { detectDialect, headLength } from '../../server/core/syntax/detect.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { firstInnerKind, NodeKind } from '../../server/core/syntax/nodeKind.ts';
import { type ParsedText, textOf } from '../../server/core/syntax/nodeText.ts';
import { unescapeJson } from '../../server/core/syntax/ovsdb/jsonCursor.ts';
import { rowParsers } from '../../server/core/syntax/rowParser.ts';
import { rowPrinters } from '../../server/core/syntax/rowPrinter.ts';
import type { SyntaxProblem } from '../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { indexLines } from '../../server/core/text/lineIndex.ts';

/** Rows of a dialect that were read, and what is not printed as it was. */
export interface Tally {
  nRows: number;
  readonly faults: string[];
}

/** Prints all rows of a text that is a dump; those with problems are none of its business. */
export function tallyText(text: string, where: string, tallies: Map<Dialect, Tally>): void {
  const dialect = detectDialect(text.slice(0, headLength));
  if (dialect === undefined) return;
  const tally = tallies.get(dialect) ?? { nRows: 0, faults: [] };
  tallies.set(dialect, tally);
  const bytes = encodeText(text);
  const lines = indexLines(bytes);
  const tree = new Tree();
  for (let row = 0; row < lines.nLines; row++) {
    const [start, end] = [lines.start(row), lines.end(row)];
    const line = decodeText(bytes, start, end);
    if (line === '' || line.includes('\u001B')) continue;
    const problems: SyntaxProblem[] = [];
    rowParsers[dialect](bytes, start, end, tree, problems);
    if (problems.length > 0) continue;
    tally.nRows++;
    const printed = rowPrinters[dialect]({ tree, bytes, base: start });
    if (printed !== line) tally.faults.push(`${where}:${row + 1}\n  row     ${line}\n  printed ${printed}`);
  }
}

/** What one tree says and the other does not; undefined when they say the same, in whatever spelling and layout. */
export function difference(a: ParsedText, b: ParsedText): string | undefined {
  if (a.tree.nNodes !== b.tree.nNodes) return `${a.tree.nNodes} nodes and ${b.tree.nNodes}`;
  for (let node = 0; node < a.tree.nNodes; node++) {
    if (a.tree.kind(node) !== b.tree.kind(node) || a.tree.next(node) !== b.tree.next(node))
      return `node ${node} is of another kind`;
    const [one, other] = [valueOf(a, node), valueOf(b, node)];
    if (one !== other) return `node ${node} is ${one} and ${other}`;
  }
  return undefined;
}

/** A node's value, with its text where that is its value. */
function valueOf(text: ParsedText, node: number): string {
  const { tree } = text;
  const kind = tree.kind(node);
  if (kind >= firstInnerKind) return `${tree.value(node)}`;
  return numeric.has(kind) ? `${tree.number(node)}` : unescapeJson(textOf(text, node)).toLowerCase();
}

const numeric: ReadonlySet<number> = new Set([
  NodeKind.number,
  NodeKind.bigNumber,
  NodeKind.mac,
  NodeKind.ip4,
  NodeKind.ip6,
  NodeKind.duration,
  NodeKind.bits,
]);

/** The same tree with another number in the leaf `changed`, or without that leaf. */
export function withNumber(text: ParsedText, changed: number, number: bigint | undefined): ParsedText {
  const { tree } = text;
  const copy = new Tree();
  const open: { readonly idx: number; readonly next: number; readonly end: number }[] = [];
  for (let node = 0; node < tree.nNodes; node++) {
    closeUntil(copy, open, node);
    const [kind, start, end] = [tree.kind(node), tree.start(node), tree.end(node)];
    if (kind >= firstInnerKind) {
      open.push({ idx: copy.open(kind, start, tree.value(node)), next: tree.next(node), end });
    } else if (node !== changed || number !== undefined) {
      addLeaf(copy, kind, start, end, node === changed ? (number ?? 0n) : tree.number(node));
    }
  }
  closeUntil(copy, open, tree.nNodes);
  return { ...text, tree: copy };
}

function closeUntil(
  copy: Tree,
  open: { readonly idx: number; readonly next: number; readonly end: number }[],
  node: number,
): void {
  for (let last = open.at(-1); last !== undefined && last.next <= node; last = open.at(-1)) {
    copy.close(last.idx, last.end);
    open.pop();
  }
}

function addLeaf(copy: Tree, kind: NodeKind, start: number, end: number, number: bigint): void {
  const word = (place: number): number => Number((number >> BigInt(32 * place)) & 0xffff_ffffn) | 0;
  if (kind === NodeKind.ip6 || kind === NodeKind.bigNumber)
    copy.wideLeaf(kind, start, end, word(3), word(2), word(1), word(0));
  else copy.leaf(kind, start, end, word(0), word(1));
}

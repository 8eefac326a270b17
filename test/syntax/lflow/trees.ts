import { hasUnknown } from '../openflow/treeChecks.ts';
import { firstInnerKind, NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { parseLogicalFlowRow } from '../../../server/core/syntax/lflow/parseRow.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../../server/core/text/bytes.ts';

const kindNames = new Map<number, string>(Object.entries(NodeKind).map(([name, kind]) => [kind, name]));
const separators = new Set(encodeText(' ,;\t\v\f\r\n=:/(){}[]-'));

export interface ParsedRow {
  readonly bytes: Uint8Array;
  readonly tree: Tree;
  readonly problems: readonly SyntaxProblem[];
}

export function parseRow(row: string | Uint8Array): ParsedRow {
  const bytes = typeof row === 'string' ? encodeText(row) : row;
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parseLogicalFlowRow(bytes, 0, bytes.length, tree, problems);
  return { bytes, tree, problems };
}

/** A subtree on lines: kinds, and the text of leaves. */
export function printTree({ tree, bytes }: ParsedRow, node = 0, indent = ''): string {
  const name = kindNames.get(tree.kind(node)) ?? '?';
  const text =
    tree.kind(node) < firstInnerKind ? ` ${decodeText(bytes, tree.start(node), tree.end(node))}` : '';
  const below = tree
    .children(node)
    .map((child) => printTree({ tree, bytes, problems: [] }, child, `${indent}  `));
  return [`${indent}${name}${text}`, ...below].join('\n');
}

/** `place: message` of each problem. */
export function printProblems({ bytes, problems }: ParsedRow): string[] {
  return problems.map(({ start, end, message }) => `${decodeText(bytes, start, end)}: ${message}`);
}

/** What is wrong with a tree: spans that do not nest, that overlap or leave out what is no separator. */
export function treeFaults({ tree, bytes, problems }: ParsedRow): string[] {
  const faults: string[] = [];
  if (tree.start(0) !== 0 || tree.end(0) > bytes.length) faults.push('the root does not span the row');
  const covered = new Uint8Array(bytes.length);
  for (let node = 0; node < tree.nNodes; node++) {
    let at = tree.start(node);
    for (const child of tree.children(node)) {
      if (tree.start(child) < at) faults.push(`node ${child} begins before its place`);
      if (tree.end(child) < tree.start(child)) faults.push(`node ${child} ends before it begins`);
      at = tree.end(child);
    }
    if (at > tree.end(node)) faults.push(`the children of node ${node} reach beyond it`);
    if (tree.kind(node) >= firstInnerKind) continue;
    if (tree.next(node) !== node + 1) faults.push(`leaf ${node} has children`);
    covered.fill(1, tree.start(node), tree.end(node));
  }
  for (const [at, byte] of bytes.entries()) {
    if (covered[at] === 0 && !separators.has(byte) && problems.length === 0) {
      faults.push(`byte ${at} (${String.fromCharCode(byte)}) is in no leaf, and there is no problem`);
      break;
    }
  }
  for (const { start, end } of problems) {
    if (start < 0 || end < start || end > bytes.length) faults.push(`a problem at ${start}..${end}`);
  }
  if (hasUnknown(tree) && problems.length === 0) faults.push('an unknown node without a problem');
  return faults;
}

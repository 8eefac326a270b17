import { NodeKind } from '../../server/core/syntax/nodeKind.ts';
import type { RowParser } from '../../server/core/syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';

export interface ParsedRow {
  readonly tree: Tree;
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly problems: readonly SyntaxProblem[];
}

export function parseRow(parser: RowParser, text: string): ParsedRow {
  const bytes = encodeText(text);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parser(bytes, 0, bytes.length, tree, problems);
  return { tree, bytes, base: 0, problems };
}

/** Each problem with the text that it is about. */
export function problemTexts(parser: RowParser, text: string): string[] {
  const { bytes, problems } = parseRow(parser, text);
  return problems.map(({ start, end, message }) => `${decodeText(bytes, start, end)}: ${message}`);
}

const kindNames = new Map<number, string>(Object.entries(NodeKind).map(([name, kind]) => [kind, name]));

/** A tree as `kind(child child)`, its leaves with their text. */
export function treeText({ tree, bytes }: ParsedRow, node = 0): string {
  const name = kindNames.get(tree.kind(node)) ?? '?';
  const children = tree
    .children(node)
    .map((child) => treeText({ tree, bytes, base: 0, problems: [] }, child));
  if (children.length > 0) return `${name}(${children.join(' ')})`;
  return `${name} ${decodeText(bytes, tree.start(node), tree.end(node))}`;
}

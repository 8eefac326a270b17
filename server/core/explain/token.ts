import { NodeKind } from '../syntax/nodeKind.ts';
import type { Tree } from '../syntax/tree.ts';
import { blanksEnd } from '../text/ascii.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';

/** What stands at a place of a row: the nodes around it, from the root to the innermost. */
export interface Token {
  readonly context: ExplainContext;
  readonly row: number;
  /** The row's text; places in `tree` count from its first byte. */
  readonly bytes: Uint8Array;
  readonly tree: Tree;
  readonly path: readonly number[];
  readonly leaf: number;
}

/** What one node of a token's path is; undefined to leave the answer to the node around it. */
export type NodeExplainer = (token: Token, node: number) => Explanation | undefined;

export function tokenAt(context: ExplainContext, row: number, offset: number): Token | undefined {
  const { tree } = context.dump.tree(row);
  const path = tree.pathAt(offset);
  const leaf = path.at(-1);
  if (leaf === undefined) return undefined;
  // A copy: of a text on disk the bytes are overwritten when another row is looked at.
  return { context, row, bytes: context.dump.rowBytes(row).slice(), tree, path, leaf };
}

/** What `explain` says of the token at byte `offset` of the same row. */
export function explainBeside(
  { context, row }: Token,
  offset: number,
  explain: (token: Token) => Explanation | undefined,
): Explanation | undefined {
  const beside = tokenAt(context, row, offset);
  return beside === undefined ? undefined : explain(beside);
}

/** Whether a leaf of the row stands there: between them there are nodes that hold some. */
export function isLeaf({ tree, path, leaf }: Token): boolean {
  return path.length > 1 && tree.isLeaf(leaf) && tree.kind(leaf) < NodeKind.row;
}

/** The innermost node that the explainer knows answers. */
export function explainInnermost(token: Token, explain: NodeExplainer): Explanation | undefined {
  for (let depth = token.path.length - 1; depth >= 0; depth--) {
    const found = explain(token, token.path[depth] as number);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The innermost node of the path that has this kind, or -1. */
export function around({ path, tree }: Token, kind: NodeKind): number {
  return path.findLast((node) => tree.kind(node) === kind) ?? -1;
}

/** The node of the path that holds `node`, or -1. */
export function parentOf({ path }: Token, node: number): number {
  return path[path.indexOf(node) - 1] ?? -1;
}

export function textOf({ bytes, tree }: Token, node: number): string {
  return node === -1 ? '' : decodeText(bytes, tree.start(node), tree.end(node));
}

/** The row without the blanks before it. */
export function rowSpan({ bytes }: Pick<Token, 'bytes'>): Span {
  return { start: blanksEnd(bytes, 0, bytes.length), end: bytes.length };
}

export function spanOf({ tree }: Token, node: number): Span {
  return { start: tree.start(node), end: tree.end(node) };
}

/** An explanation of a node whose title is code. */
export function about(
  token: Token,
  node: number,
  title: string | readonly Inline[],
  summary: string | readonly Inline[],
  parts: readonly ExplanationPart[] = [],
  notes: readonly (readonly Inline[])[] = [],
): Explanation {
  return {
    span: spanOf(token, node),
    title: typeof title === 'string' ? [{ code: title }] : title,
    summary: typeof summary === 'string' ? [summary] : summary,
    parts,
    notes,
  };
}

/** A comment in what tools of Open vSwitch read or print. */
export function aboutComment(token: Token, node: number): Explanation {
  return about(token, node, ['Comment'], 'A note of a person; no tool reads it.');
}

/** Text that has no place where it stands: `summary` says by which rule. */
export function aboutUnknown(token: Token, node: number, summary: string): Explanation {
  return about(token, node, ['Unknown'], summary);
}

export const unknownToOpenVSwitch =
  'No rule of Open vSwitch’s syntax explains this; see the problem that is marked here.';

/** A line of an explanation's table. */
export function part(label: string | readonly Inline[], text: string | readonly Inline[]): ExplanationPart {
  return {
    label: typeof label === 'string' ? [label] : label,
    text: typeof text === 'string' ? [text] : text,
  };
}

import { type Span, span } from '../../text/span.ts';
import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';

/** A quoted name without its quotes and escapes; any other text as it is. */
export function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const inner = text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}

/** The number that a leaf stands for; undefined for a word. */
export function numberOf(tree: Tree, node: number): bigint | undefined {
  switch (tree.kind(node)) {
    case NodeKind.number:
    case NodeKind.bigNumber:
    case NodeKind.mac:
    case NodeKind.ip4:
    case NodeKind.ip6:
      return tree.number(node);
    default:
      return undefined;
  }
}

export function nodeSpan(tree: Tree, node: number): Span {
  return span(tree.start(node), tree.end(node));
}

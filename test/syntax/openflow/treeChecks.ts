import { firstInnerKind, NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import type { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';

const separators = new Set(encodeText(' ,\t\r\n=:/()[]{}-|'));

/**
 * What is wrong with a tree of `bytes`: spans that do not nest, overlap or leave out what is no separator. Other dialects
 * than OpenFlow's may have `more` separators.
 */
export function faultsOf(tree: Tree, bytes: Uint8Array, more = ''): string[] {
  const faults: string[] = [];
  if (tree.start(0) !== 0 || tree.end(0) !== bytes.length) faults.push('the root does not span the row');
  const covered = new Uint8Array(bytes.length);
  checkNode(tree, 0, faults);
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.kind(node) >= firstInnerKind) continue;
    if (tree.next(node) !== node + 1) faults.push(`leaf ${node} has children`);
    if (tree.end(node) <= tree.start(node)) faults.push(`leaf ${node} is empty`);
    covered.fill(1, tree.start(node), tree.end(node));
  }
  // A comment and a reply's header are one piece of text.
  if (tree.kind(0) === NodeKind.comment || tree.kind(0) === NodeKind.header) return faults;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (covered[at] === 0 && !separators.has(byte) && !more.includes(String.fromCharCode(byte))) {
      faults.push(`byte ${at} (${String.fromCharCode(byte)}) is in no leaf`);
      break;
    }
  }
  return faults;
}

export function hasUnknown(tree: Tree): boolean {
  for (let node = 0; node < tree.nNodes; node++) if (tree.kind(node) === NodeKind.unknown) return true;
  return false;
}

function checkNode(tree: Tree, node: number, faults: string[]): void {
  const stack = [node];
  while (stack.length > 0) {
    const parent = stack.pop() as number;
    let at = tree.start(parent);
    for (const child of tree.children(parent)) {
      if (tree.start(child) < at) faults.push(`node ${child} begins before its place`);
      if (tree.end(child) < tree.start(child)) faults.push(`node ${child} ends before it begins`);
      at = tree.end(child);
      stack.push(child);
    }
    if (at > tree.end(parent)) faults.push(`the children of node ${parent} reach beyond it`);
  }
}

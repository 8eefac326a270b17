/**
 * The nodes of a row's tree, six integers each: kind, start, end, next, value, high. See `core/syntax/tree.ts`, which
 * reads them where they lie. All places count from the row's first byte.
 */

/** Bytes of a node. */
export const nodeSize: usize = 24;

const nodesAt: usize = 0x54000;
/** Numbers of more than 64 bits, four words each. */
const wordsAt: usize = 0x48000;
const maxWords: u32 = 4096;

/** Where the row begins. */
let base: usize = 0;
/** The next node, and where it will be. */
let nNodes: i32 = 0;
let nodeAt: usize = nodesAt;
let nWords: u32 = 0;

/** Begins the tree of a row. */
export function startNodes(row: usize): void {
  base = row;
  nNodes = 0;
  nodeAt = nodesAt;
  nWords = 0;
}

export function nodeCount(): i32 {
  return nNodes;
}

export function wordCount(): u32 {
  return nWords;
}

/** Where the next node will be. */
export function nextNode(): usize {
  return nodeAt;
}

/** Drops `node` and all that follow. */
export function truncate(node: usize): void {
  nodeAt = node;
  nNodes = ((node - nodesAt) / nodeSize) as i32;
}

export function open(kind: i32, start: usize, value: i32): usize {
  const at = nodeAt;
  leaf(kind, start, start, value, 0);
  return at;
}

export function close(node: usize, end: usize): void {
  store<i32>(node, (end - base) as i32, 8);
  store<i32>(node, nNodes, 12);
}

export function leaf(kind: i32, start: usize, end: usize, low: i32, high: i32): void {
  const at = nodeAt;
  const next = nNodes + 1;
  store<i32>(at, kind);
  store<i32>(at, (start - base) as i32, 4);
  store<i32>(at, (end - base) as i32, 8);
  store<i32>(at, next, 12);
  store<i32>(at, low, 16);
  store<i32>(at, high, 20);
  nNodes = next;
  nodeAt = at + 24;
}

/** Keeps a number of 128 bits, the highest word first; returns its index, -1 when there is no room. */
export function wide(w3: i32, w2: i32, w1: i32, w0: i32): i32 {
  if (nWords + 4 > maxWords) return -1;
  const idx = nWords;
  const at = wordsAt + ((idx as usize) << 2);
  store<i32>(at, w3);
  store<i32>(at, w2, 4);
  store<i32>(at, w1, 8);
  store<i32>(at, w0, 12);
  nWords = idx + 4;
  return idx as i32;
}

/** Where the words with that index are. */
export function wordsOf(idx: i32): usize {
  return wordsAt + ((idx as usize) << 2);
}

/** The end of the node that was written last, an address. */
export function lastEnd(): usize {
  return base + (load<i32>(nodeAt - 24, 8) as usize);
}

import { firstInnerKind, NodeKind } from './nodeKind.ts';
import type { Tree } from './tree.ts';

/** How a leaf is coloured, in the words of the Language Server Protocol's semantic token types. A closed list: append only. */
export const tokenTypes = [
  'keyword',
  'number',
  'string',
  'variable',
  'property',
  'function',
  'operator',
  'comment',
  'namespace',
  'enumMember',
  'type',
  'parameter',
] as const;

export type TokenType = (typeof tokenTypes)[number];

const typesOfLeaves: { readonly [kind: number]: TokenType } = {
  [NodeKind.operator]: 'operator',
  [NodeKind.number]: 'number',
  [NodeKind.bigNumber]: 'number',
  [NodeKind.mac]: 'number',
  [NodeKind.ip4]: 'number',
  [NodeKind.ip6]: 'number',
  [NodeKind.duration]: 'number',
  [NodeKind.uuid]: 'number',
  [NodeKind.hexBytes]: 'number',
  [NodeKind.string]: 'string',
  [NodeKind.portName]: 'string',
  [NodeKind.word]: 'enumMember',
  [NodeKind.keyword]: 'keyword',
  [NodeKind.fieldName]: 'variable',
  [NodeKind.bits]: 'operator',
  [NodeKind.actionName]: 'function',
  [NodeKind.attributeName]: 'property',
  [NodeKind.tableName]: 'namespace',
  [NodeKind.stageName]: 'namespace',
  [NodeKind.datapathName]: 'type',
  [NodeKind.addressSet]: 'parameter',
  [NodeKind.portGroup]: 'parameter',
  [NodeKind.comment]: 'comment',
};

/** The colour of a leaf of each kind; undefined for punctuation, for what is unknown and for inner nodes. */
const typeByKind: readonly (TokenType | undefined)[] = Array.from(
  { length: firstInnerKind },
  (_, kind) => typesOfLeaves[kind],
);

/** Calls `visit` for each coloured leaf, in order. Offsets are bytes from the start of the row. */
export function forEachToken(tree: Tree, visit: (start: number, end: number, type: TokenType) => void): void {
  for (let node = 0; node < tree.nNodes; node++) {
    const type = typeByKind[tree.kind(node)];
    if (type !== undefined) visit(tree.start(node), tree.end(node), type);
  }
}

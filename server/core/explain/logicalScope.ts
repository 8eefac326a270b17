import type { Layout } from '../facts/layout.ts';
import { logicalSymbol, logicalSymbolBits } from '../facts/logical.ts';
import { openFlowField } from '../facts/openflow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { ExplainContext } from './context.ts';
import { textOf, type Token } from './token.ts';

/** The logical flow around a token: of a list, or of a line of a trace. */
export interface LogicalScope {
  readonly token: Token;
  readonly context: ExplainContext;
  readonly layout: Layout;
  /** As the row names it; empty where it does not. */
  readonly stage: string;
  /** The number that the row says. */
  readonly table: number | undefined;
  readonly priority: number | undefined;
}

/** Where a symbol's value lies in OpenFlow. */
export interface SymbolPlace {
  /** As written, with its bits. */
  readonly name: string;
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/** The symbol of a `fieldName` or `subfield` node; undefined for one that has no field in OpenFlow. */
export function symbolPlace(scope: LogicalScope, node: number): SymbolPlace | undefined {
  const { token, layout } = scope;
  const { tree } = token;
  const isSubfield = tree.kind(node) === NodeKind.subfield;
  const nameNode = isSubfield ? tree.child(node, NodeKind.fieldName) : node;
  if (nameNode === -1) return undefined;
  const name = textOf(token, nameNode);
  const place = placeOfSymbol(layout, name);
  if (place === undefined) return undefined;
  const bitsNode = isSubfield ? tree.child(node, NodeKind.bits) : -1;
  const { low, high } = bitsNode === -1 ? place : chosenBits(textOf(token, bitsNode), place);
  return { name: textOf(token, node), field: place.field, low, high };
}

function placeOfSymbol(
  layout: Layout,
  name: string,
): { readonly field: string; readonly low: number; readonly high: number } | undefined {
  const bits = logicalSymbolBits(layout, name);
  if (bits !== undefined) return bits;
  const field = logicalSymbol(layout, name)?.field;
  const known = field === undefined ? undefined : openFlowField(field);
  return known === undefined ? undefined : { field: known.name, low: 0, high: known.width - 1 };
}

/** `[4]` or `[0..3]` of a symbol that begins at `place.low`. */
function chosenBits(
  text: string,
  place: { readonly low: number; readonly high: number },
): { readonly low: number; readonly high: number } {
  const [low, high] = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (low === undefined) return place;
  return { low: place.low + low, high: Math.min(place.high, place.low + (high ?? low)) };
}

/** The field that a constant is compared with, or written into. */
export function fieldBeside(scope: LogicalScope): number {
  const { token } = scope;
  const { tree, path, leaf } = token;
  for (let depth = path.length - 2; depth >= 0; depth--) {
    const node = path[depth] as number;
    const kind = tree.kind(node);
    if (kind !== NodeKind.comparison && kind !== NodeKind.action) continue;
    const field = tree
      .children(node)
      .find((each) => tree.kind(each) === NodeKind.fieldName || tree.kind(each) === NodeKind.subfield);
    if (field === undefined || field === leaf || path.includes(field)) return -1;
    // A function's arguments are no values of the field that its result goes into.
    const isArgument = path.some((each) => each > node && tree.kind(each) === NodeKind.functionCall);
    return isArgument ? -1 : field;
  }
  return -1;
}

/** The word of the action, or of the function, that the token is an argument of. */
export function actionAround(scope: LogicalScope): string {
  const { token } = scope;
  const { tree, path } = token;
  const node = path.findLast(
    (each) =>
      (tree.kind(each) === NodeKind.action || tree.kind(each) === NodeKind.functionCall) &&
      each !== token.leaf,
  );
  if (node === undefined) return '';
  const name = tree.child(node, NodeKind.actionName);
  return name === -1 ? textOf(token, tree.child(node, NodeKind.keyword)) : textOf(token, name);
}

import { NodeKind } from '../syntax/nodeKind.ts';
import { subfieldAt } from '../syntax/openflow/actionView.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import type { FlowScope } from './flowScope.ts';
import { tableName } from './tables.ts';
import { about, part, textOf, type Token } from './token.ts';
import { bitsLabel } from './values.ts';

/** What a `learn` action puts into the row that it makes, a line a spec. `node` is the action's. */
export function learnParts(scope: FlowScope, node: number): readonly ExplanationPart[] {
  const { token } = scope;
  return token.tree
    .children(node)
    .filter((child) => token.tree.kind(child) === NodeKind.argument)
    .slice(0, maxSpecs)
    .flatMap((child) => {
      const meaning = specMeaning(scope, child);
      return meaning === undefined ? [] : [part([{ code: textOf(token, child) }], meaning)];
    });
}

const maxSpecs = 24;

/** One spec of a `learn` action by itself; undefined for its other arguments. */
export function explainLearnSpec(scope: FlowScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  const isMatch = tree.kind(node + 1) === NodeKind.subfield;
  const key = textOf(token, node + 1);
  if (!isMatch && key !== 'load' && key !== 'output') return undefined;
  const meaning = specMeaning(scope, node);
  if (meaning === undefined) return undefined;
  return about(token, node, isMatch ? 'learned match' : `learned ${key}`, [
    'The row that is learned: ',
    ...meaning,
    '.',
  ]);
}

function specMeaning(scope: FlowScope, node: number): readonly Inline[] | undefined {
  const { token } = scope;
  const { tree } = token;
  const fields = tree.children(node).filter((child) => tree.kind(child) === NodeKind.subfield);
  const [first, second] = fields.map((child) => fieldText(token, child));
  if (tree.kind(node + 1) === NodeKind.subfield) {
    if (second !== undefined)
      return ['matches ', code(first), ' as it is in ', code(second), ' of this packet'];
    const value = tree.next(node + 1);
    if (value < tree.next(node)) return ['matches ', code(first), ' = ', code(textOf(token, value))];
    return ['matches ', code(first), ' as it is in this packet'];
  }
  const key = textOf(token, node + 1);
  if (key === 'load') {
    if (second !== undefined)
      return ['writes ', code(second), ' with what ', code(first), ' of this packet holds'];
    return ['writes ', code(first), ' with ', code(textOf(token, node + 2))];
  }
  if (key === 'output') return ['sends to the port that ', code(first), ' of this packet holds'];
  if (key !== 'table') return undefined;
  const number = tree.child(node, NodeKind.number);
  const name = number === -1 ? undefined : tableName(scope.layout, Number(tree.number(number)));
  return ['goes into this table', ...(name === undefined ? [] : [', ', { code: name }])];
}

function fieldText({ bytes, tree }: Token, node: number): string {
  const { field, low, high } = subfieldAt(bytes, 0, tree, node);
  return bitsLabel(field, low, high);
}

function code(text: string | undefined): Inline {
  return { code: text ?? '' };
}

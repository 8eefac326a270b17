import { NodeKind } from '../syntax/nodeKind.ts';
import { OvnTraceLine } from '../syntax/trace/ovnTraceLine.ts';
import type { Explanation } from './explanation.ts';
import { explainFlowNode } from './flow.ts';
import { flowScope } from './flowScope.ts';
import { explainLogicalNode } from './logicalNodes.ts';
import type { LogicalScope } from './logicalScope.ts';
import { prose, proseOf } from './prose/prose.ts';
import { ovnTraceProse, ovnTraceRemarks } from './prose/traces.ts';
import {
  about,
  around,
  explainBeside,
  explainInnermost,
  part,
  rowSpan,
  textOf,
  type Token,
} from './token.ts';

/** A token of `ovn-trace`, detailed, summary or minimal. */
export function explainOvnTraceToken(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree } = token;
  const line = tree.value(0);
  const isFlow =
    line === OvnTraceLine.openFlow ||
    (line === OvnTraceLine.packet && token.path.length > 2) ||
    around(token, NodeKind.matchField) !== -1;
  if (isFlow) {
    const scope = flowScope(token);
    return explainInnermost(token, (_, node) => explainFlowNode(scope, node));
  }
  const own = ownNode(token);
  if (own !== undefined) return own;
  const scope = logicalScope(token);
  return explainInnermost(token, (_, node) => explainLogicalNode(scope, node));
}

/** Leaves that belong to the trace itself: titles, rulers, remarks. */
function ownNode(token: Token): Explanation | undefined {
  const { tree, leaf } = token;
  if (!tree.isLeaf(leaf)) return undefined;
  const text = textOf(token, leaf);
  switch (tree.kind(leaf)) {
    case NodeKind.keyword: {
      const known = proseOf(ovnTraceProse, text);
      return known === undefined ? undefined : about(token, leaf, text, known);
    }
    case NodeKind.punctuation:
      return about(token, leaf, ['Rule'], bracketText(text));
    case NodeKind.comment:
      return tree.value(0) === OvnTraceLine.stage ? explainSource(token, text) : explainRemark(token, text);
    default:
      return undefined;
  }
}

function bracketText(text: string): string {
  if (text === '{') return 'What happens below happens to this.';
  return text === '}' ? 'The end of what began with the brace above.' : 'Separates the parts of the trace.';
}

/** `northd.c:6470`, or `no match (implicit drop)`. */
function explainSource(token: Token, text: string): Explanation {
  if (text.startsWith('no match'))
    return about(token, token.leaf, ['No match'], 'No flow of this stage matches: the packet is dropped.');
  return about(token, token.leaf, text, 'The line of ovn-northd’s source that has made the flow.');
}

function explainRemark(token: Token, text: string): Explanation {
  const bare = text.replace(/^\/\*\s*|\s*\*\/$/g, '').replace(/^#\s*/, '');
  const known = ovnTraceRemarks.find(([begin]) => bare.startsWith(begin))?.[1];
  return about(token, token.leaf, ['Trace'], known ?? 'What the trace says of this step.');
}

function logicalScope(token: Token): LogicalScope {
  const { tree, context } = token;
  const stage = tree.child(0, NodeKind.stageName);
  const table = tree.children(0).find((node) => tree.kind(node) === NodeKind.attribute);
  const priority = tree
    .children(0)
    .find((node) => tree.kind(node) === NodeKind.attribute && textOf(token, node + 1) === 'priority');
  const number = (node: number | undefined): number | undefined => {
    const leaf = node === undefined ? -1 : tree.child(node, NodeKind.number);
    return leaf === -1 ? undefined : Number(tree.number(leaf));
  };
  return {
    token,
    context,
    layout: context.choice.layout,
    stage: stage === -1 ? '' : textOf(token, stage),
    table: stage === -1 ? undefined : number(table),
    priority: number(priority),
  };
}

/** A line of the trace as a whole. */
export function explainOvnTraceRow(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree } = token;
  const span = rowSpan(token);
  if (tree.value(0) === OvnTraceLine.stage) {
    const stage = textOf(token, tree.child(0, NodeKind.stageName));
    const match = textOf(token, tree.child(0, NodeKind.match));
    return {
      span,
      title: [{ code: stage }],
      summary: [
        match === ''
          ? 'No flow of this stage matches.'
          : 'The packet matches this flow of the stage; what the flow does is below.',
      ],
      parts: [
        ...(stage === '' ? [] : [part([{ code: stage }], prose.stage(stage) ?? 'no stage of this release')]),
        ...(match === '' ? [] : [part('match', [{ code: match }])]),
      ],
      notes: [],
    };
  }
  const inner = tree.kind(1) === NodeKind.header ? 2 : 1;
  const found = explainBeside(token, tree.start(inner), explainOvnTraceToken);
  return found === undefined ? undefined : { ...found, span };
}

import { NodeKind } from '../syntax/nodeKind.ts';
import type { Explanation } from './explanation.ts';
import { explainAction, explainArgument } from './flowActions.ts';
import { explainFlowAttribute } from './flowAttributes.ts';
import { explainMatchField, explainSubfield } from './flowFields.ts';
import { findAction, type FlowScope } from './flowScope.ts';
import { explainLearnSpec } from './learn.ts';
import { about, textOf, aboutComment, aboutUnknown, unknownToOpenVSwitch } from './token.ts';

/**
 * What a node of OpenFlow's language is, wherever it stands: in a row of a dump, a bucket of a group, a line of a trace.
 * Undefined for nodes that say nothing by themselves.
 */
export function explainFlowNode(scope: FlowScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.attribute:
      return explainFlowAttribute(scope, node);
    case NodeKind.matchField:
      return explainMatchField(scope, node);
    case NodeKind.subfield:
      return explainPart(scope, node);
    case NodeKind.actionName:
      return explainAction(scope, token.path.at(-2) ?? -1);
    case NodeKind.action:
      return explainAction(scope, node);
    case NodeKind.argument:
      return explainLearnSpec(scope, node) ?? explainArgument(scope, node);
    case NodeKind.keyword:
      return explainActionsWord(scope, node);
    case NodeKind.operator:
      return about(token, node, textOf(token, node), operatorText(textOf(token, node), tree.start(node)));
    case NodeKind.word:
      return tree.kind(token.path.at(-2) ?? 0) === NodeKind.match
        ? about(token, node, textOf(token, node), 'What somebody has put in the place of the real text.')
        : undefined;
    case NodeKind.comment:
      return aboutComment(token, node);
    case NodeKind.unknown:
      return aboutUnknown(token, node, unknownToOpenVSwitch);
    default:
      return undefined;
  }
}

/** `+` and `-` before a row are those of `ovs-ofctl diff-flows`. */
function operatorText(text: string, start: number): string {
  if (text === '->') return 'What stands before it goes into the field behind it.';
  if (start > 0) return 'A mark of the row.';
  return `Of a comparison: only the ${text === '-' ? 'first' : 'second'} side has this row.`;
}

function explainActionsWord({ token }: FlowScope, node: number): Explanation | undefined {
  const text = textOf(token, node);
  if (text !== 'actions' && text !== 'action') return undefined;
  return about(
    token,
    node,
    text,
    'What happens to a packet that matches: the actions are run in order, up to a drop or the end.',
  );
}

/** Of what a `set` writes, the value tells which bits are meant. */
function explainPart(scope: FlowScope, node: number): Explanation {
  const { tree, path } = scope.token;
  const owner = path.findLast((each) => each < node && tree.kind(each) === NodeKind.action);
  const action = owner === undefined ? undefined : findAction(scope.actions, owner);
  return action?.kind === 'set'
    ? explainSubfield(scope, node, action.value, action.mask)
    : explainSubfield(scope, node);
}

import { openFlowEntryOf } from '../model/rowViews.ts';
import { RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation } from './explanation.ts';
import { explainFlowNode } from './flow.ts';
import { explainFlowRow } from './flowRow.ts';
import { flowScope } from './flowScope.ts';
import { explainReplyHeader } from './replies.ts';
import { explainInnermost, tokenAt, aboutComment } from './token.ts';

/** The token at byte `offset` of an OpenFlow row; undefined between tokens. */
export function explainOpenFlowToken(
  context: ExplainContext,
  row: number,
  offset: number,
): Explanation | undefined {
  const token = tokenAt(context, row, offset);
  if (token === undefined) return undefined;
  const header = explainReplyHeader(token);
  if (header !== undefined) return header;
  if (token.tree.kind(0) === NodeKind.comment) return aboutComment(token, 0);
  const scope = flowScope(token);
  return explainInnermost(token, (_, node) => explainFlowNode(scope, node));
}

/** What an OpenFlow row does, in one sentence, then its parts. */
export function explainOpenFlowRow(context: ExplainContext, row: number): Explanation | undefined {
  const { kind } = context.dump.rows;
  if (kind[row] !== RowKind.flow && kind[row] !== RowKind.nestedFlow) return undefined;
  const entry = openFlowEntryOf(context.dump, row);
  const token = tokenAt(context, row, 0);
  if (entry === undefined || token === undefined) return undefined;
  const scope = { ...flowScope(token), table: entry.table, priority: entry.priority };
  return explainFlowRow(scope, entry.nPackets);
}

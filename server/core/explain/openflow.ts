import { openFlowEntryOf } from '../model/rowViews.ts';
import { RowKind } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Explanation } from './explanation.ts';
import { explainFlowNode } from './flow.ts';
import { explainFlowRow } from './flowRow.ts';
import { flowScope } from './flowScope.ts';
import { explainReplyHeader } from './replies.ts';
import { aboutComment, explainInnermost, type Token } from './token.ts';

/** A token of an OpenFlow row; undefined between tokens. */
export function explainOpenFlowToken(token: Token): Explanation | undefined {
  const header = explainReplyHeader(token);
  if (header !== undefined) return header;
  if (token.tree.kind(0) === NodeKind.comment) return aboutComment(token, 0);
  const scope = flowScope(token);
  return explainInnermost(token, (_, node) => explainFlowNode(scope, node));
}

/** What an OpenFlow row does, in one sentence, then its parts. */
export function explainOpenFlowRow(token: Token): Explanation | undefined {
  const { dump } = token.context;
  const kind = dump.rows.kind[token.row];
  if (kind !== RowKind.flow && kind !== RowKind.nestedFlow) return undefined;
  const entry = openFlowEntryOf(dump, token.row);
  if (entry === undefined) return undefined;
  const scope = { ...flowScope(token), table: entry.table, priority: entry.priority };
  return explainFlowRow(scope, entry.nPackets);
}

import { RowKind } from '../model/rowColumns.ts';
import type { Dialect } from '../syntax/dialect.ts';
import type { ExplainContext } from './context.ts';
import { explainConntrackRow, explainConntrackToken } from './conntrack.ts';
import { explainDatabaseRow, explainDatabaseToken } from './database.ts';
import { explainLogRow, explainLogToken } from './databaseLog.ts';
import { explainSummaryRow, explainSummaryToken } from './databaseShow.ts';
import { explainDatapathRow, explainDatapathToken } from './datapath.ts';
import type { Explanation } from './explanation.ts';
import { explainGroupRow, explainGroupToken } from './groups.ts';
import { explainLogicalRow, explainLogicalToken } from './logical.ts';
import { explainOpenFlowRow, explainOpenFlowToken } from './openflow.ts';
import { explainOvnTraceRow, explainOvnTraceToken } from './ovnTrace.ts';
import { explainOvsTraceRow, explainOvsTraceToken } from './ovsTrace.ts';
import { explainMeterToken, explainPortToken, explainReplyRow } from './replies.ts';
import { explainRole } from './role.ts';
import { type Token, tokenAt } from './token.ts';

/** How one dialect's rows are explained. */
interface Explainer {
  /** A token; undefined between tokens. */
  readonly token: (token: Token) => Explanation | undefined;
  /** A row as a whole, by what its first byte is part of; undefined for one that says nothing. */
  readonly row: (first: Token) => Explanation | undefined;
}

const openFlow: Explainer = { token: explainOpenFlowToken, row: explainOpenFlowRow };
const database: Explainer = { token: explainDatabaseToken, row: explainDatabaseRow };

const explainers: Readonly<Record<Dialect, Explainer>> = {
  'ovn-lflow': { token: explainLogicalToken, row: explainLogicalRow },
  'ovs-openflow': openFlow,
  'ovs-groups': { token: explainGroupToken, row: explainGroupRow },
  'ovs-meters': { token: explainMeterToken, row: explainReplyRow },
  'ovs-ports': { token: explainPortToken, row: explainReplyRow },
  'ovs-datapath': { token: explainDatapathToken, row: explainDatapathRow },
  'ovs-conntrack': { token: explainConntrackToken, row: explainConntrackRow },
  'ovsdb-dump': database,
  'ovsdb-list': database,
  'ovsdb-show': { token: explainSummaryToken, row: explainSummaryRow },
  'ovsdb-log': { token: explainLogToken, row: explainLogRow },
  'ovn-trace': { token: explainOvnTraceToken, row: explainOvnTraceRow },
  'ovs-trace': { token: explainOvsTraceToken, row: explainOvsTraceRow },
};

/**
 * What stands at byte `offset` of a row: the token first, then the row's role if it has one. Of the row's first token,
 * and where no token stands, the row as a whole is told too. Empty where there is nothing to say.
 */
export function explainAt(context: ExplainContext, row: number, offset: number): readonly Explanation[] {
  const token = explainToken(context, row, offset);
  if (token === undefined) return explainRow(context, row);
  const role = explainRole(context, row);
  const whole = isAtHead(context, row, offset) ? wholeRow(context, row) : undefined;
  return [token, role, whole === undefined || isSame(whole, token) ? undefined : whole].filter(
    (each) => each !== undefined,
  );
}

/** The token at byte `offset` of a row alone; undefined where none stands, or one that says nothing by itself. */
export function explainToken(context: ExplainContext, row: number, offset: number): Explanation | undefined {
  const token = tokenAt(context, row, offset);
  return token === undefined ? undefined : explainerOf(context, row).token(token);
}

/** What a row does as a whole: its role first, if it has one. */
export function explainRow(context: ExplainContext, row: number): readonly Explanation[] {
  const whole = wholeRow(context, row);
  return [explainRole(context, row), whole].filter((each) => each !== undefined);
}

function wholeRow(context: ExplainContext, row: number): Explanation | undefined {
  const first = tokenAt(context, row, 0);
  return first === undefined ? undefined : explainerOf(context, row).row(first);
}

function explainerOf({ dump }: ExplainContext, row: number): Explainer {
  return dump.rows.kind[row] === RowKind.nestedFlow ? openFlow : explainers[dump.dialect];
}

/** Whether `offset` is in the first token of the row. */
function isAtHead({ dump }: ExplainContext, row: number, offset: number): boolean {
  const { tree } = dump.tree(row);
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.isLeaf(node) && tree.end(node) > tree.start(node)) return offset <= tree.end(node);
  }
  return false;
}

/** A line of one token is told once. */
function isSame(one: Explanation, other: Explanation): boolean {
  return JSON.stringify([one.title, one.summary]) === JSON.stringify([other.title, other.summary]);
}

import { RowKind } from '../model/rowColumns.ts';
import type { Dialect } from '../syntax/dialect.ts';
import type { ExplainContext } from './context.ts';
import { explainDatapathToken } from './datapath.ts';
import type { Explanation } from './explanation.ts';
import { explainLogicalRow, explainLogicalToken } from './logical.ts';
import { explainOpenFlowRow, explainOpenFlowToken } from './openflow.ts';
import { explainRole } from './role.ts';

/**
 * What stands at byte `offset` of a row: the token first, then the row's role if it has one. Where no token stands, the
 * row as a whole. Empty where there is nothing to say.
 */
export function explainAt(context: ExplainContext, row: number, offset: number): readonly Explanation[] {
  if (context.dump.dialect === 'ovs-datapath') {
    const found = explainDatapathToken(context, row, offset);
    return found === undefined ? [] : [found];
  }
  if (isUnexplained(context, row)) return [];
  const token = isOpenFlow(context, row)
    ? explainOpenFlowToken(context, row, offset)
    : explainLogicalToken(context, row, offset);
  const role = explainRole(context, row);
  if (token === undefined) return explainRow(context, row);
  return role === undefined ? [token] : [token, role];
}

/** Dialects that have rows of another kind than flows, about which nothing is known yet. */
const unexplained: ReadonlySet<Dialect> = new Set([
  'ovs-groups',
  'ovs-meters',
  'ovs-ports',
  'ovs-conntrack',
  'ovsdb-dump',
  'ovsdb-list',
  'ovsdb-show',
  'ovsdb-log',
  'ovn-trace',
  'ovs-trace',
]);

/** What a row does as a whole: its role first, if it has one. */
export function explainRow(context: ExplainContext, row: number): readonly Explanation[] {
  if (isUnexplained(context, row)) return [];
  const whole = isOpenFlow(context, row) ? explainOpenFlowRow(context, row) : explainLogicalRow(context, row);
  return [explainRole(context, row), whole].filter((each) => each !== undefined);
}

function isUnexplained(context: ExplainContext, row: number): boolean {
  return unexplained.has(context.dump.dialect) && !isOpenFlow(context, row);
}

function isOpenFlow({ dump }: ExplainContext, row: number): boolean {
  return dump.dialect === 'ovs-openflow' || dump.rows.kind[row] === RowKind.nestedFlow;
}

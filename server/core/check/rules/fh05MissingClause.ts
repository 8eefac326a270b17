import type { Layout } from '../../facts/layout.ts';
import { conjunctionKey } from '../flows/actionFacts.ts';
import { type FlowRule, tableName } from '../flowRule.ts';
import { list } from '../wording.ts';

/** The conjunction that gives frames of a chassis' own MAC back to the router (`controller/physical.c`). */
const chassisMacConjunction = 100;

export const fh05: FlowRule = {
  code: 'FH05',
  *check({ isWhole, actions: { conjunctions }, conjunctionIds, layout }) {
    if (!isWhole) return;
    for (const { table, id, nClauses, clauses, firstRow, hasLogicalPort } of conjunctions.values()) {
      const missing = Array.from({ length: nClauses }, (_, idx) => idx + 1).filter(
        (clause) => !clauses.has(clause),
      );
      if (missing.length === 0 || isUsual(table, id, hasLogicalPort, layout)) continue;
      const row = conjunctionIds.get(conjunctionKey(table, id))?.rows[0];
      yield {
        row: firstRow,
        message: `Conjunction ${id} in ${tableName(table, layout)} has ${nClauses} clauses, and no row is clause ${list(missing.map(String))}: it never takes effect.`,
        related: row === undefined ? [] : [{ row, message: 'what the conjunction would do' }],
      };
    }
  },
};

/**
 * ovn-controller leaves out clauses for logical ports that are not on the chassis, and makes those for the chassis' MAC
 * addresses whether or not there is a localnet port.
 */
function isUsual(table: number, id: number, hasLogicalPort: boolean, layout: Layout | undefined): boolean {
  return layout !== undefined && (!hasLogicalPort || (table === 0 && id === chassisMacConjunction));
}

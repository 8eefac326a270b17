import { conjunctionKey } from '../flows/actionFacts.ts';
import { countRows, type FlowRule, otherRows, tableName } from '../flowRule.ts';

/** As in `fh05`: of OVN's own in table 0 the clauses come before the rest. */
const chassisMacConjunction = 100;

export const fh06: FlowRule = {
  code: 'FH06',
  *check({ isWhole, dump, actions: { conjunctions }, conjunctionIds, layout }) {
    if (!isWhole) return;
    for (const [key, mention] of conjunctionIds.entries()) {
      const [row] = mention.rows;
      if (row === undefined || conjunctions.has(key)) continue;
      const table = dump.rows.table[row] as number;
      yield {
        row,
        message: `In ${tableName(table, layout)} no row is a clause of conjunction ${key % 2 ** 32}: this row never matches.`,
        related: otherRows(mention, 'matches the same conjunction'),
      };
    }
    for (const { table, id, nClauses, clauses, firstRow } of conjunctions.values()) {
      const isComplete = clauses.size >= nClauses;
      if (!isComplete || conjunctionIds.get(conjunctionKey(table, id)) !== undefined) continue;
      if (layout !== undefined && table === 0 && id === chassisMacConjunction) continue;
      yield {
        row: firstRow,
        message: `In ${tableName(table, layout)} no row matches conj_id=${id}: the ${countRows(nClauses).replace('rows', 'clauses')} of the conjunction lead to nothing.`,
      };
    }
  },
};

import { useOf } from '../flows/ovnTables.ts';
import { rowsDo, type FlowRule, otherRows, tableName } from '../flowRule.ts';

export const fh03: FlowRule = {
  code: 'FH03',
  *check({ isWhole, nRowsOf, actions: { jumps, learned }, layout }) {
    if (!isWhole) return;
    for (const [table, mention] of jumps.entries()) {
      const [row] = mention.rows;
      if (row === undefined || nRowsOf[table] !== 0 || learned.has(table)) continue;
      // What is not found there is an answer too.
      if (layout !== undefined && useOf(table, layout) === 'lookup') continue;
      yield {
        row,
        message: `Packets go on to ${tableName(table, layout)}, which has no rows: they end there. ${rowsDo(mention.nRows, 'leads to it', 'lead to it')}`,
        related: otherRows(mention, 'leads to it too'),
      };
    }
  },
};

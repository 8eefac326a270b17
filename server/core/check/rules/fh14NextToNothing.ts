import { rowsDo, otherRows } from '../flowRule.ts';
import { type LogicalRule, sectionName } from '../logicalRule.ts';

export const fh14: LogicalRule = {
  code: 'FH14',
  *check({ sections, isWhole }) {
    if (!isWhole) return;
    for (const section of sections) {
      for (const [table, mention] of section.jumps.entries()) {
        if (section.nRowsOf[table] !== 0) continue;
        const [row] = mention.rows;
        if (row === undefined) continue;
        yield {
          row,
          message: `Packets go on to table ${table} of ${sectionName(section)}, which has no flows: they end there. ${rowsDo(mention.nRows, 'leads to it', 'lead to it')}`,
          related: otherRows(mention, 'leads to it too'),
        };
      }
    }
  },
};

import { countRows } from '../flowRule.ts';
import { type LogicalRule, sectionName, stageName } from '../logicalRule.ts';

export const fh15: LogicalRule = {
  code: 'FH15',
  *check(facts) {
    if (!facts.isWhole) return;
    for (const section of facts.sections) {
      const { nRowsOf, nActiveOf, firstRowOf, jumps } = section;
      for (const [table, nRows] of nRowsOf.entries()) {
        // Actions of many words go on to the next table.
        const isReached =
          table === 0 || (nActiveOf[table - 1] as number) > 0 || jumps.get(table) !== undefined;
        if (nRows === 0 || isReached) continue;
        // Where the stage before is missing, that is what is wrong.
        if (nRowsOf[table - 1] === 0 && jumps.get(table - 1) !== undefined) continue;
        const row = firstRowOf[table] as number;
        yield {
          row,
          message: `Nothing leads to table ${table} (${stageName(facts, row)}) of ${sectionName(section)}: ${countRows(nRows)} there ${nRows === 1 ? 'is' : 'are'} never asked.`,
        };
      }
    }
  },
};

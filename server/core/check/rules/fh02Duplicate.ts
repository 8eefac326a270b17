import { actionsText, type FlowRule, tableName } from '../flowRule.ts';

export const fh02: FlowRule = {
  code: 'FH02',
  *check(facts) {
    const { dump, layout } = facts;
    for (const { row, by, isDuplicate } of facts.shadows) {
      if (!isDuplicate) continue;
      const isSame = actionsText(dump, row) === actionsText(dump, by);
      const table = tableName(dump.rows.table[row] as number, layout);
      yield {
        row,
        message: `The row at line ${by + 1} has the same table, priority and match: in ${table} a bridge keeps one of them. ${isSame ? 'Both do the same.' : 'They do not do the same.'}`,
        related: [{ row: by, message: 'the same match and priority' }],
        ...(isSame ? { severity: 'information' } : {}),
      };
    }
  },
};

import { useOf } from '../flows/ovnTables.ts';
import { countRows, type FlowRule } from '../flowRule.ts';

export const fs10: FlowRule = {
  code: 'FS10',
  *check({ nRowsOf, firstRowOf, layout }) {
    if (layout === undefined) return;
    for (const [table, nRows] of nRowsOf.entries()) {
      if (nRows === 0 || useOf(table, layout) !== 'unused') continue;
      yield {
        row: firstRowOf[table] as number,
        message: `OVN ${layout.label} has no table ${table}, and ${countRows(nRows)} ${nRows === 1 ? 'is' : 'are'} in it: another program made ${nRows === 1 ? 'it' : 'them'}, or an ovn-controller of another release.`,
      };
    }
  },
};

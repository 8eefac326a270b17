import type { FlowFacts } from '../flows/flowFacts.ts';
import { useOf } from '../flows/ovnTables.ts';
import { countRows, type FlowRule, tableName } from '../flowRule.ts';

export const fh04: FlowRule = {
  code: 'FH04',
  *check(facts) {
    const { isWhole, nRowsOf, firstRowOf, layout, actions } = facts;
    // A bucket of a group leads to tables that no row names.
    if (!isWhole || (layout === undefined && actions.groups.size > 0)) return;
    const reached = reachedTables(facts);
    const counted = [...nRowsOf.keys()].filter(
      (table) => nRowsOf[table] !== 0 && (layout === undefined || useOf(table, layout) === 'stage'),
    );
    const unreached = counted.filter((table) => !reached.has(table));
    // Where a link of the chain is missing, all that follows is cut off: the missing table says more.
    if (unreached.length * 4 > counted.length || leadsToNothing(facts)) return;
    for (const table of unreached) {
      // Of tables that lead to each other the first one says it.
      if (
        actions.jumps.get(table) !== undefined &&
        unreached.some((other) => actions.nJumps[other * 256 + table] !== 0 && other < table)
      )
        continue;
      const nRows = nRowsOf[table] as number;
      yield {
        row: firstRowOf[table] as number,
        message: `Nothing leads to ${tableName(table, layout)}: ${countRows(nRows)} there ${nRows === 1 ? 'is' : 'are'} never asked.`,
      };
    }
  },
};

/** Tables that a packet can come to, from table 0 on. */
function reachedTables({ actions: { nJumps } }: FlowFacts): ReadonlySet<number> {
  const reached = new Set([0]);
  // A set is walked in the order in which its members were added, those that come meanwhile too.
  for (const table of reached) {
    for (let target = 0; target < 256; target++)
      if ((nJumps[table * 256 + target] as number) > 0) reached.add(target);
  }
  return reached;
}

/** Whether packets are sent on to a table without rows. */
function leadsToNothing({ nRowsOf, layout, actions: { jumps } }: FlowFacts): boolean {
  return [...jumps.entries()].some(
    ([table]) => nRowsOf[table] === 0 && (layout === undefined || useOf(table, layout) !== 'lookup'),
  );
}

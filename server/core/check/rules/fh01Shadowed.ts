import type { Layout } from '../../facts/layout.ts';
import type { FlowFacts } from '../flows/flowFacts.ts';
import { isChosenPriority } from '../flows/chosenStages.ts';
import { isChosenTable } from '../flows/ovnTables.ts';
import type { Shadow } from '../flows/shadows.ts';
import { actionsText, type FlowRule, tableName } from '../flowRule.ts';
import type { RowFault } from '../rowFault.ts';

export const fh01: FlowRule = {
  code: 'FH01',
  *check(facts) {
    const { dump, layout } = facts;
    const covered = new Map(
      facts.shadows.filter(({ isDuplicate }) => !isDuplicate).map((each) => [each.row, each]),
    );
    if (layout === undefined) {
      for (const shadow of covered.values()) yield problem(shadow, [shadow.row], facts);
      return;
    }
    for (const rows of rowsByFlow(facts, layout, covered)) {
      const [first] = rows;
      const shadow = first === undefined ? undefined : covered.get(first);
      // A flow with a row that still matches has an effect.
      if (shadow === undefined || rows.some((row) => !covered.has(row))) continue;
      const { priority } = dump.rows;
      const isChosen = [shadow.row, shadow.by].every((row) => isChosenPriority(priority[row] as number));
      if (isChosen) yield problem(shadow, rows, facts);
    }
  },
};

/** The rows of each logical flow that has a covered one, where people choose the priorities. */
function* rowsByFlow(
  { dump }: FlowFacts,
  layout: Layout,
  covered: ReadonlyMap<number, Shadow>,
): Generator<readonly number[], void> {
  const { table, cookie, datapathKey, nRows } = dump.rows;
  const chosen = Array.from({ length: 256 }, (_, each) => isChosenTable(each, layout));
  const keyOf = (row: number): string => `${table[row]}/${datapathKey[row]}/${cookie[row]}`;
  const wanted = new Map<string, number[]>();
  for (const row of covered.keys()) {
    if (chosen[table[row] as number] !== true) continue;
    // Without a cookie a row is of no flow.
    if (cookie[row] === 0) yield [row];
    else wanted.set(keyOf(row), []);
  }
  if (wanted.size === 0) return;
  for (let row = 0; row < nRows; row++)
    if (chosen[table[row] as number] === true) wanted.get(keyOf(row))?.push(row);
  yield* wanted.values();
}

function problem({ row, by }: Shadow, rows: readonly number[], { dump, layout }: FlowFacts): RowFault {
  const { priority, table } = dump.rows;
  const isSame = actionsText(dump, row) === actionsText(dump, by);
  const which =
    rows.length === 1
      ? 'This row never matches'
      : `None of the ${rows.length} rows of this logical flow ever matches`;
  const nPackets = rows.reduce((sum, each) => sum + Math.max(0, dump.rows.nPackets(each)), 0);
  const counted =
    nPackets > 0 ? ` It has counted ${nPackets} packets, from before the other one was there.` : '';
  return {
    row,
    message: `${which}: in ${tableName(table[row] as number, layout)} the row at line ${by + 1} has priority ${priority[by]} over ${priority[row]} and takes every packet that this one would.${isSame ? ' Both do the same.' : ''}${counted}`,
    related: [{ row: by, message: `takes all packets first, with priority ${priority[by]}` }],
    ...(isSame ? { severity: 'information' } : {}),
  };
}

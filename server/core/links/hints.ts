import type { Steps } from '../base/steps.ts';
import { openTables } from '../check/tables.ts';
import { hintOf } from './logicalFlows.ts';
import type { Links } from './links.ts';
import { firstWord, partsOf, rowsOfStep } from './storedRows.ts';

/** The cookies of the logical flows that were made for a northbound row, by the first 32 bits of its UUID. */
export function* hintedFlows({ source, origin }: Links, hint: number): Steps<readonly number[]> {
  const parts = partsOf(origin.moment.central, 'OVN_Southbound');
  const byHint = yield* source.derive('links: hints', parts, function* () {
    const found = new Map<number, number[]>();
    const flows = openTables(parts, 'OVN_Southbound', source.read).find('Logical_Flow')?.table;
    let nRows = 0;
    for (const row of flows?.rows() ?? []) {
      // Each row's columns are read: a slower pass than others.
      if (++nRows % (rowsOfStep / 16) === 0) yield;
      const of = hintOf(row);
      const cookie = firstWord(row.uuid);
      if (of === undefined || cookie === undefined) continue;
      const cookies = found.get(of);
      if (cookies === undefined) found.set(of, [cookie]);
      else cookies.push(cookie);
    }
    return found;
  });
  return byHint.get(hint) ?? [];
}

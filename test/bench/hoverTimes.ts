import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { explainAt } from '../../server/core/explain/explain.ts';
import { explanationMarkdown } from '../../server/core/explain/markdown.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import { recognizeRoles } from '../../server/core/roles/recognize.ts';
import { roleTables } from '../../server/core/roles/roleTables.ts';

/** Milliseconds of hovers on a dump that has been looked at: half of them, and all but one of twenty, are faster. */
export interface HoverTimes {
  readonly nRows: number;
  readonly median: number;
  readonly slow: number;
}

/** Hovers on `nHovers` tokens all over an OpenFlow dump, from the dump to the Markdown. */
export function measureHovers(path: string, nHovers: number): HoverTimes {
  const dump = readDump(readFileSync(path), 'ovs-openflow');
  const choice = chooseLayout([dump], undefined);
  const tables = roleTables(choice.layout);
  const roles = tables === undefined ? [] : recognizeRoles([dump], tables);
  const context = { dump, choice, roles };
  const times: number[] = [];
  const { nRows } = dump.rows;
  for (let idx = 0; idx < nHovers; idx++) {
    // Rows far from each other, so that no hover finds what the last one has read.
    const row = (idx * 7919) % nRows;
    const size = dump.rowBytes(row).length;
    const begin = performance.now();
    explainAt(context, row, (idx * 31) % Math.max(1, size)).map(explanationMarkdown);
    times.push(performance.now() - begin);
  }
  const sorted = times.slice(Math.min(100, nHovers >> 2)).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { nRows, median: at(0.5), slow: at(0.95) };
}

import type { Dump } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';

/** How much a row has counted, beside the others of its dump. */
const HeatLevel = {
  /** No flow, or one that does not print its packets. */
  none: -1,
  unused: 0,
  /** Below the median of the rows that were used, below the best quarter, the best tenth, and the rest. */
  cold: 1,
  warm: 2,
  hot: 3,
  hottest: 4,
} as const;

/** Of the rows that were used, these shares are below `warm`, `hot` and `hottest`. */
const shares = [0.5, 0.75, 0.9] as const;

/** More rows than these tell no more of where the quantiles are. */
const mostSamples = 20_000;

const kept = new WeakMap<Dump, readonly number[]>();

/** The levels of rows `[first, end)`. */
export function heatLevels(dump: Dump, first: number, end: number): readonly number[] {
  const limits = heatLimits(dump);
  const levels: number[] = [];
  for (let row = first; row < Math.min(end, dump.rows.nRows); row++) levels.push(levelOf(dump, row, limits));
  return levels;
}

/** The highest level of each of up to `most` pieces of the dump, all of one size. */
export function heatOverview(dump: Dump, most: number): readonly number[] {
  const limits = heatLimits(dump);
  const { nRows } = dump.rows;
  const size = Math.max(1, Math.ceil(nRows / most));
  const levels: number[] = [];
  for (let first = 0; first < nRows; first += size) {
    let highest: number = HeatLevel.none;
    for (let row = first; row < Math.min(first + size, nRows); row++)
      highest = Math.max(highest, levelOf(dump, row, limits));
    levels.push(highest);
  }
  return levels;
}

function levelOf({ rows }: Dump, row: number, limits: readonly number[]): number {
  const kind = rows.kind[row];
  if (kind !== RowKind.flow && kind !== RowKind.nestedFlow) return HeatLevel.none;
  const packets = rows.nPackets(row);
  if (packets < 0) return HeatLevel.none;
  if (packets === 0) return HeatLevel.unused;
  return HeatLevel.cold + limits.filter((limit) => packets > limit).length;
}

/** Packets above which a row is warm, hot, hottest. */
function heatLimits(dump: Dump): readonly number[] {
  const known = kept.get(dump);
  if (known !== undefined) return known;
  const { rows } = dump;
  const step = Math.max(1, Math.ceil(rows.nRows / mostSamples));
  const counts: number[] = [];
  for (let row = 0; row < rows.nRows; row += step) {
    const packets = rows.nPackets(row);
    if (packets > 0) counts.push(packets);
  }
  counts.sort((a, b) => a - b);
  const limits = shares.map((share) => counts[Math.floor(share * (counts.length - 1))] ?? 0);
  kept.set(dump, limits);
  return limits;
}

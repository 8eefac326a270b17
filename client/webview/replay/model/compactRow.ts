/** A row without its counters and ages, and the way back to where its characters stand in the whole row. */
export interface CompactRow {
  readonly text: string;
  /** Ascending; `at` counts in the short text: before it stood `length` more characters. */
  readonly cuts: readonly { readonly at: number; readonly length: number }[];
}

const counters = /\b(?:duration|n_packets|n_bytes|idle_age|hard_age)=[^,\s]*,\s*/g;

/**
 * What `dump-flows --no-stats` would leave out: in a panel half as wide as an editor the match would stand off screen.
 * Only what stands before the match is looked at, so that nothing inside actions is ever touched.
 */
export function compactRow(line: string): CompactRow {
  const actionsAt = line.indexOf('actions=');
  const head = actionsAt === -1 ? line : line.slice(0, actionsAt);
  const cuts: { at: number; length: number }[] = [];
  let removed = 0;
  const text = head.replaceAll(counters, (found: string, offset: number) => {
    const at = offset - removed;
    const last = cuts.at(-1);
    if (last?.at === at) last.length += found.length;
    else cuts.push({ at, length: found.length });
    removed += found.length;
    return '';
  });
  return { text: text + line.slice(head.length), cuts };
}

/** Where a character of the short text stands in the whole row. */
export function wholeColumn(row: CompactRow, column: number): number {
  return row.cuts.reduce((sum, cut) => (cut.at <= column ? sum + cut.length : sum), column);
}

/** The other way round; what was cut out lies at the cut. */
export function compactColumn(row: CompactRow, column: number): number {
  let removed = 0;
  for (const { at, length } of row.cuts) {
    const cutFrom = at + removed;
    if (column < cutFrom) break;
    if (column < cutFrom + length) return at;
    removed += length;
  }
  return column - removed;
}

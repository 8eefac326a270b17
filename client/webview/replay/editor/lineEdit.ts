/** Replaces the lines `from` (inclusive) to `to` (exclusive), counted from 0. */
export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * The one stretch of lines in which two texts differ; undefined when they are equal. Changing only that keeps what is
 * scrolled to, what is selected and what is coloured.
 */
export function lineEdit(before: string, after: string): LineEdit | undefined {
  if (before === after) return undefined;
  const old = before.split('\n');
  const now = after.split('\n');
  const shorter = Math.min(old.length, now.length);
  let from = 0;
  while (from < shorter && old[from] === now[from]) from++;
  let same = 0;
  while (same < shorter - from && old[old.length - 1 - same] === now[now.length - 1 - same]) same++;
  return { from, to: old.length - same, lines: now.slice(from, now.length - same) };
}

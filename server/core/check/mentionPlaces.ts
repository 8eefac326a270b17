import type { Place } from './finding.ts';
import type { Mention } from './flows/mentions.ts';

/** Where the rows of a mention stand. */
export function placesOf({ rows }: Mention, path: string): readonly Place[] {
  return rows.map((line) => ({ path, line }));
}

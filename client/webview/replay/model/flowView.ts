import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import { type CompactRow, compactRow } from './compactRow.ts';
import { formatLength, type Micros, micros, span } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';
import type { RoleId } from '../../../../server/core/roles/role.ts';
import {
  changesText,
  type FlowChanges,
  type FlowText,
  type RemovedRow,
  type RowChange,
} from './flowChanges.ts';

/** Which rows are shown. */
export type RowFilter = 'all' | 'roles' | 'changes';

/** The last change of a chassis's rows among the first `nEvents` events. */
export function lastFlowChange(
  timeline: Timeline,
  chassis: string,
  nEvents: number,
): MigrationEvent | undefined {
  for (let idx = nEvents - 1; idx >= 0; idx--) {
    const event = timeline.events[idx];
    if (event?.kind === 'flows-installed' && event.chassis === chassis) return event;
  }
  return undefined;
}

/** One line of the editor. */
export interface ShownRow {
  readonly row: CompactRow;
  /** Line of the whole text, from 0: hovers are asked for there. */
  readonly line: number;
  readonly change: RowChange | undefined;
  readonly role: RoleId | undefined;
}

export interface ShownFlows {
  readonly text: string;
  readonly rows: readonly ShownRow[];
  /** `before` counts in shown rows. */
  readonly removed: readonly RemovedRow[];
}

export function shownFlows(
  flows: FlowText,
  changes: FlowChanges,
  roles: ReadonlyMap<string, RoleId>,
  filter: RowFilter,
  withCounters: boolean,
): ShownFlows {
  const rows: ShownRow[] = [];
  const lines: string[] = [];
  /** For each line of the whole text, how many rows are shown before it. */
  const shownBefore: number[] = [];
  flows.lines.forEach((text, line) => {
    shownBefore.push(rows.length);
    const change = changes.rows.get(line);
    const role = roles.get(flows.keys[line] ?? '');
    const isShown = filter === 'all' || (filter === 'roles' ? role !== undefined : change !== undefined);
    if (!isShown) return;
    const row = withCounters ? { text, cuts: [] } : compactRow(text);
    rows.push({ row, line, change, role });
    lines.push(row.text);
  });
  return {
    text: lines.join('\n'),
    rows,
    removed: changes.removed.map(({ text, before }) => ({
      text: withCounters ? text : compactRow(text).text,
      before: shownBefore[before] ?? rows.length,
    })),
  };
}

/** `2 rows gone 18 ms ago: …`, or what there is to say when nothing has changed. */
export function changeSentence(
  changes: FlowChanges,
  change: MigrationEvent | undefined,
  position: Micros,
): string {
  if (change === undefined) return 'No row has changed here yet.';
  const age = span(change.time, position);
  // Three digits tell how long ago; all six would only flicker while it plays.
  const when = age === 0 ? 'just now' : `${formatLength(micros(Number(age.toPrecision(3))))} ago`;
  const what = changesText(changes);
  return what === undefined ? `Installed anew ${when}, no row differs.` : `${what} ${when}: ${change.text}`;
}

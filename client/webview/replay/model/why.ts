import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import { laneName } from '../../../../server/core/migration/event.ts';
import { formatLength, type Micros, span } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';

/** One link of a chain of causes, the latest first. */
export interface WhyStep {
  readonly event: MigrationEvent;
  /** Who acted: `controller hv2`. */
  readonly who: string;
  /** From the cause's effect to this one's; undefined for the first cause. */
  readonly waited: Micros | undefined;
  /** The longest wait of the chain: why it did not come earlier. */
  readonly isLongest: boolean;
}

/** The causes of an event, from itself backwards to what the scenario began by itself. */
export function causesOf(timeline: Timeline, event: MigrationEvent): readonly WhyStep[] {
  const chain: MigrationEvent[] = [];
  for (let at: MigrationEvent | undefined = event; at !== undefined; at = causeOf(timeline, at))
    chain.push(at);
  const waits = chain.map((it, idx) => {
    const cause = chain[idx + 1];
    return cause === undefined ? undefined : span(cause.time, it.time);
  });
  const longest = Math.max(...waits.map((wait) => wait ?? -1));
  const longestIdx = longest > 0 ? waits.indexOf(longest as Micros) : -1;
  return chain.map((it, idx) => ({
    event: it,
    who: laneName(it.lane),
    waited: waits[idx],
    isLongest: idx === longestIdx,
  }));
}

/** A cause is always an earlier event, so the walk ends; anything else in a file from outside ends it as well. */
function causeOf(timeline: Timeline, event: MigrationEvent): MigrationEvent | undefined {
  return event.cause !== undefined && event.cause < event.id ? timeline.events[event.cause] : undefined;
}

/** Why it did not happen earlier, in one sentence. */
export function whyNotEarlier(chain: readonly WhyStep[]): string | undefined {
  const longest = chain.find((step) => step.isLongest);
  if (longest?.waited === undefined) return undefined;
  return `Why not earlier: the longest wait was ${formatLength(longest.waited)} for ${longest.who}.`;
}

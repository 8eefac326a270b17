import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import type { View } from '../../../../server/core/migration/player.ts';
import { type Micros, micros } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';

/** When the guest is paused on its source; the start where it never is. */
export function switchoverOf(timeline: Timeline): Micros {
  const pause = timeline.events.find((it) => it.kind === 'guest-changed' && it.guest === 'paused');
  return pause?.time ?? micros(0);
}

/** The stretch around the switchover: until traffic flows again, with some room on both sides. */
export function switchoverView(timeline: Timeline): View {
  const from = switchoverOf(timeline);
  const restored = timeline.events.findLast((it) => it.time >= from && restores(it))?.time ?? timeline.end;
  const length = Math.max(restored - from, 1_000);
  return {
    from: micros(Math.max(0, from - length * 0.3)),
    to: micros(Math.min(timeline.end, restored + length * 0.4)),
  };
}

function restores(event: MigrationEvent): boolean {
  return event.kind === 'flows-installed' && (event.reason === 'activation' || event.reason === 'claim');
}

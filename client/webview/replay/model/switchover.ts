import type { View } from '../../../../server/core/migration/player.ts';
import { type Micros, micros } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';

/** When the guest is paused on its source; the start where it never is. */
export function switchoverOf(timeline: Timeline): Micros {
  const pause = timeline.events.find((it) => it.kind === 'guest-changed' && it.guest === 'paused');
  return pause?.time ?? micros(0);
}

/** The stretch around the switchover: until nothing is lost any more and the destination is active, with room on both sides. */
export function switchoverView(timeline: Timeline): View {
  const from = switchoverOf(timeline);
  const activation = timeline.events.findLast(
    (it) => it.kind === 'flows-installed' && it.reason === 'activation' && it.time >= from,
  );
  const lost = timeline.pings.flatMap((run) =>
    run.packets.filter((it) => it.verdict === 'lost' && it.sent >= from),
  );
  const restored = Math.max(from, activation?.time ?? 0, ...lost.map((it) => it.sent));
  const length = Math.max(restored - from, shortest);
  return {
    from: micros(Math.max(0, from - length * 0.3)),
    to: micros(Math.min(timeline.end, from + length * 1.4)),
  };
}

/** A switchover that nobody notices is still looked at with some packets around it: microseconds. */
const shortest = 50_000;

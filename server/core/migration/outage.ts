import { deliverRequest } from './delivery.ts';
import type { Route } from './delivery.ts';
import type { Micros } from './time.ts';
import { micros, span } from './time.ts';

/** A stretch of time in which every request that the sender sends is lost: from, inclusive, to, exclusive. */
export interface Outage {
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * When requests of one sender are lost, in the sender's time, whether or not it sent any. What becomes of a request changes
 * only when the world changes where the request then is: at an event, or one or two transits before it.
 */
export function outagesOf(route: Route, end: Micros): readonly Outage[] {
  const instants = new Set<number>([0]);
  for (const time of route.history.times) {
    for (const transits of [0, 1, 2]) {
      const instant = time - transits * route.transit;
      if (instant > 0 && instant < end) instants.add(instant);
    }
  }
  const ordered = [...instants].sort((a, b) => a - b);
  const outages: Outage[] = [];
  let from: Micros | undefined;
  for (const instant of ordered.map(micros)) {
    const lost = deliverRequest(route, instant, () => true).verdict === 'lost';
    if (lost) from ??= instant;
    else if (from !== undefined) {
      outages.push({ from, to: instant });
      from = undefined;
    }
  }
  if (from !== undefined) outages.push({ from, to: end });
  return outages;
}

/** The longest of them; 0 when there is none. */
export function longestOutage(outages: readonly Outage[]): Micros {
  return micros(outages.reduce((longest, it) => Math.max(longest, span(it.from, it.to)), 0));
}

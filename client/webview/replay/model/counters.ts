import type { PingCounters, PingRun, Timeline } from '../../../../server/core/migration/timeline.ts';
import { countersAt } from '../../../../server/core/migration/timeline.ts';
import type { Micros } from '../../../../server/core/migration/time.ts';

/** The counters of all senders together. */
export function totalsAt(timeline: Timeline, time: Micros): PingCounters {
  const total = { sent: 0, received: 0, duplicates: 0, lost: 0 };
  for (const run of timeline.pings) {
    const counters = countersAt(run, time);
    total.sent += counters.sent;
    total.received += counters.received;
    total.duplicates += counters.duplicates;
    total.lost += counters.lost;
  }
  return total;
}

/** `0.323887 %`, with the six significant digits that ping prints. */
export function lossText(counters: PingCounters): string {
  return `${sixDigits(counters.sent === 0 ? 0 : (counters.lost / counters.sent) * 100)} %`;
}

/** What is read aloud. */
export function countersText(counters: PingCounters): string {
  const { sent, received, lost, duplicates } = counters;
  return `sent ${sent}, answered ${received}, lost ${lost}, duplicates ${duplicates}, loss ${lossText(counters)}`;
}

/** `%.6g` of C for numbers from 0 to 100. */
export function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Length of an outage that loses `lost` packets in a row, in microseconds: the likeliest, and the bounds over all phases. */
interface Outage {
  readonly likely: number;
  readonly least: number;
  readonly most: number;
}

function outageOf(run: PingRun): Outage | undefined {
  const { lost } = run.counters;
  const first = run.packets[0];
  const last = run.packets.at(-1);
  if (lost === 0 || first === undefined || last === undefined || run.packets.length < 2) return undefined;
  const spacing = (last.sent - first.sent) / (run.packets.length - 1);
  return { likely: lost * spacing, least: (lost - 1) * spacing, most: (lost + 1) * spacing };
}

/**
 * What the loss means in time, at the rate that the run really had. The measured run behind `deck-rarp` was presented as
 * 4 ms for 4 lost packets; that would need a packet each millisecond, and they came each 17.2 ms.
 */
export function outageText(timeline: Timeline, run: PingRun): string | undefined {
  const outage = outageOf(run);
  if (outage === undefined) return undefined;
  const { lost } = run.counters;
  const range = `${milliseconds(outage.least)}–${milliseconds(outage.most)} ms`;
  const packets = `${lost} ${lost === 1 ? 'packet' : 'packets'}`;
  const ownRate = `at the run’s own rate this is ≈${milliseconds(outage.likely)} ms, ${range}`;
  return timeline.scenario.id === 'deck-rarp'
    ? `${packets} (the deck says 4 ms; ${ownRate})`
    : `${packets} lost: ${ownRate}`;
}

function milliseconds(value: number): string {
  return Math.round(value / 1e3).toLocaleString('en-US');
}

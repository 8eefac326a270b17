import type { PingRun, Timeline } from '../../../../server/core/migration/timeline.ts';
import { sixDigits } from './counters.ts';

/** The line that ping of iputils prints at its end. */
export function summaryLine(timeline: Timeline, run: PingRun): string {
  const { sent, received, duplicates, lost } = run.counters;
  const plan = timeline.scenario.pings.find((it) => it.sender === run.sender);
  const lasts = plan?.lasts ?? run.packets.at(-1)?.sent ?? 0;
  const parts = [
    `${sent} packets transmitted`,
    `${received} received`,
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    `${sixDigits(sent === 0 ? 0 : (lost / sent) * 100)}% packet loss`,
    `time ${Math.round(lasts / 1e3)}ms`,
  ];
  return parts.join(', ');
}

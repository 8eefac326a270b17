import type { Latencies, LatencyName } from '../../server/core/migration/latency.ts';
import { presetOf } from '../../server/core/migration/presets.ts';
import type { MigrationPlan, Scenario } from '../../server/core/migration/scenario.ts';
import { fromMilliseconds, type Micros } from '../../server/core/migration/time.ts';
import type { Packet, Timeline } from '../../server/core/migration/timeline.ts';

export function preset(id: string): Scenario {
  const found = presetOf(id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return found;
}

/** A scenario with other lengths of work, in milliseconds. */
export function withWork(scenario: Scenario, work: Partial<Record<LatencyName, number>>): Scenario {
  const changed = Object.entries(work).map(([name, value]) => [
    name,
    { kind: 'constant', value: fromMilliseconds(value) },
  ]);
  return { ...scenario, latencies: { ...scenario.latencies, ...(Object.fromEntries(changed) as Latencies) } };
}

export function withPlan(scenario: Scenario, plan: Partial<MigrationPlan>): Scenario {
  return { ...scenario, plan: { ...scenario.plan, ...plan } };
}

/** The packets of the first sender. */
export function packetsOf(timeline: Timeline): readonly Packet[] {
  const [run] = timeline.pings;
  if (run === undefined) throw new Error('nobody pings');
  return run.packets;
}

/** How many of them were sent from `from` until before `to`. */
export function nSentIn(timeline: Timeline, from: Micros, to: Micros): number {
  return packetsOf(timeline).filter((it) => from <= it.sent && it.sent < to).length;
}

/** The sequence numbers of the first and the last packet with a verdict, and how many have it. */
export function rangeOf(timeline: Timeline, verdict: Packet['verdict']): string {
  const seqs = packetsOf(timeline)
    .filter((it) => it.verdict === verdict)
    .map((it) => it.seq);
  return seqs.length === 0 ? 'none' : `${seqs[0]}-${seqs.at(-1)} (${seqs.length})`;
}

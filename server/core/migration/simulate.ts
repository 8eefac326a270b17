import { apply } from './apply.ts';
import type { ControlRun } from './controlPlane.ts';
import { runControlPlane } from './controlPlane.ts';
import { labNetwork } from './labNetwork.ts';
import { historyOf } from './history.ts';
import { longestOutage, outagesOf } from './outage.ts';
import { countPings, placeOf, sendPings } from './packets.ts';
import { phasesOf } from './phases.ts';
import type { Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import { fromSeconds, latest, micros, plus } from './time.ts';
import type { Keyframe, PingCounters, Timeline } from './timeline.ts';
import { timelineFormat, timelineVersion } from './timeline.ts';

/**
 * One live migration, from its scenario. The same scenario and seed give the same timeline, byte for byte; the seed matters
 * only where a latency is not constant.
 *
 * Throws a `RangeError` when a ping's sender is no port of the simulated network.
 */
export function simulate(scenario: Scenario, seed = 1): Timeline {
  const network = labNetwork(scenario.topology);
  const lastSent = lastSentOf(scenario);
  const control = runControlPlane(scenario, seed, network, plus(lastSent, aftermath));
  const pings = sendPings(scenario, network, historyOf(control.start, control.events));
  // Replies to the last requests are still on their way when these have been sent.
  const lastReply = micros(lastSent + 4 * scenario.transit);
  const end = latest(lastReply, control.events.at(-1)?.time ?? micros(0));
  return {
    format: timelineFormat,
    version: timelineVersion,
    origin: 'simulated',
    scenario,
    seed,
    network,
    end,
    events: control.events,
    keyframes: keyframesOf(control),
    phases: phasesOf(control, end),
    pings,
  };
}

/** What one seed comes to: cheap enough for a thousand of them. */
export interface Measurement {
  readonly seed: number;
  /** One for each sender. */
  readonly pings: readonly SenderMeasurement[];
}

interface SenderMeasurement {
  readonly sender: string;
  readonly counters: PingCounters;
  /** The longest time in which every request would have been lost. */
  readonly outage: Micros;
}

/** The counters and the outage of a run, without its timeline. */
export function measure(scenario: Scenario, seed: number): Measurement {
  const network = labNetwork(scenario.topology);
  const lastSent = lastSentOf(scenario);
  const control = runControlPlane(scenario, seed, network, plus(lastSent, aftermath));
  const history = historyOf(control.start, control.events);
  const counters = countPings(scenario, network, history);
  const pings = scenario.pings.flatMap((plan, idx): readonly SenderMeasurement[] => {
    const counted = counters[idx];
    if (counted === undefined) return [];
    const route = { history, transit: scenario.transit, sender: placeOf(network, plan.sender) };
    return [{ sender: plan.sender, counters: counted, outage: longestOutage(outagesOf(route, plan.lasts)) }];
  });
  return { seed, pings };
}

function lastSentOf(scenario: Scenario): Micros {
  return scenario.pings.map((it) => it.lasts).reduce(latest, scenario.plan.pauseAt);
}

/** Events go on for this long after the last request: the last claims and announcements are worth seeing. */
const aftermath: Micros = fromSeconds(1);

/** A keyframe every so many events: finding any instant takes at most as many steps. */
const keyframeDistance = 16;

function keyframesOf(control: ControlRun): readonly Keyframe[] {
  const keyframes: Keyframe[] = [{ nEvents: 0, world: control.start }];
  let world = control.start;
  control.events.forEach((event, idx) => {
    world = apply(world, event);
    if ((idx + 1) % keyframeDistance === 0) keyframes.push({ nEvents: idx + 1, world });
  });
  return keyframes;
}

import { apply } from './apply.ts';
import type { ControlRun } from './controlPlane.ts';
import { runControlPlane } from './controlPlane.ts';
import { labNetwork } from './labNetwork.ts';
import { sendPings } from './packets.ts';
import { phasesOf } from './phases.ts';
import type { Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import { fromSeconds, latest, micros, plus } from './time.ts';
import type { Keyframe, Timeline } from './timeline.ts';
import { timelineFormat, timelineVersion } from './timeline.ts';

/**
 * One live migration, from its scenario. The same scenario and seed give the same timeline, byte for byte; the seed matters
 * only where a latency is not constant.
 *
 * Throws a `RangeError` when a ping's sender is no port of the simulated network.
 */
export function simulate(scenario: Scenario, seed = 1): Timeline {
  const network = labNetwork(scenario.topology);
  const lastSent = scenario.pings.map((it) => it.lasts).reduce(latest, scenario.plan.pauseAt);
  const control = runControlPlane(scenario, seed, network, plus(lastSent, aftermath));
  const lastEvent = control.events.at(-1)?.time ?? micros(0);
  const pings = sendPings(scenario, network, control);
  const end = pings
    .flatMap((it) => it.packets.flatMap((packet) => packet.replies.map((reply) => reply.arrived)))
    .reduce(latest, latest(lastSent, lastEvent));
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

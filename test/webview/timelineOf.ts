import { presetOf } from '../../server/core/migration/presets.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';

const made = new Map<string, Timeline>();

/** The timeline of a preset, simulated once for all tests. */
export function timelineOf(preset: string): Timeline {
  const scenario = presetOf(preset);
  if (scenario === undefined) throw new Error(`there is no preset ${preset}`);
  const timeline = made.get(preset) ?? simulate(scenario, 1);
  made.set(preset, timeline);
  return timeline;
}

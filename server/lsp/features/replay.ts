import type { Connection } from 'vscode-languageserver';
import { flowDump, flowText } from '../../core/migration/flowText.ts';
import { presetOf, presets } from '../../core/migration/presets.ts';
import { simulate } from '../../core/migration/simulate.ts';
import { micros } from '../../core/migration/time.ts';
import type { Timeline } from '../../core/migration/timeline.ts';
import {
  type FlowsAtParams,
  flowsAtRequest,
  type FlowsAtResult,
  type PresetInfo,
  presetsRequest,
  type SimulateParams,
  simulateRequest,
} from '../../protocol/messages.ts';
import type { Watch } from '../dispatch.ts';

/** Simulated migrations for the replay panel. The panel asks for flows at every instant it stands at, so runs are kept. */
export function registerReplay(connection: Connection, watch: Watch): void {
  const kept = new Map<string, Timeline>();
  const nKept = 4;

  function timelineOf({ preset, seed }: SimulateParams): Timeline {
    const scenario = presetOf(preset);
    if (scenario === undefined) throw new RangeError(`there is no preset ${preset}`);
    const key = `${preset}/${seed}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const begin = watch.now();
    const made = simulate(scenario, seed);
    watch.log(`simulated ${key} in ${(watch.now() - begin).toFixed(0)} ms`);
    kept.set(key, made);
    if (kept.size > nKept) kept.delete(kept.keys().next().value as string);
    return made;
  }

  // A failure here is answered to the panel, which shows it: not swallowed as in `guarded`.
  connection.onRequest(presetsRequest, (): PresetInfo[] =>
    presets.map(({ id, title, description }) => ({ id, title, description })),
  );
  connection.onRequest(simulateRequest, (params: SimulateParams) => timelineOf(params));
  connection.onRequest(flowsAtRequest, (params: FlowsAtParams): FlowsAtResult => {
    const dump = flowDump(timelineOf(params), params.chassis, { time: micros(params.time) });
    // The heading's line has no key.
    return { text: flowText(dump), keys: ['', ...dump.rows.map(({ key }) => key)], release: replayRelease };
  });
}

/** Simulated flows are written as this release does (`defaultFlowStyle`). */
const replayRelease = '23.03';

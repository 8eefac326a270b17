import { presetOf, presets } from '../../../server/core/migration/presets.ts';
import { simulate } from '../../../server/core/migration/simulate.ts';
import { micros } from '../../../server/core/migration/time.ts';
import { worldAt, type Timeline } from '../../../server/core/migration/timeline.ts';
import type { PanelRequests } from '../../../server/protocol/panel.ts';
import type { RpcHandlers } from '../../../server/protocol/rpc.ts';
import p0hv1 from '../../fixtures/sample-capture/p2-blocked/hv1/br-int.txt';
import p0hv2 from '../../fixtures/sample-capture/p2-blocked/hv2/br-int.txt';
import p0hv3 from '../../fixtures/sample-capture/p2-blocked/hv3/br-int.txt';
import p3hv2 from '../../fixtures/sample-capture/p3-activated/hv2/br-int.txt';

export function answers(): RpcHandlers<PanelRequests> {
  const made = new Map<string, Timeline>();
  const timelineOf = ({ preset, seed }: { preset: string; seed: number }): Timeline => {
    const key = `${preset} ${seed}`;
    const scenario = presetOf(preset);
    if (scenario === undefined) throw new Error(`no preset ${preset}`);
    const timeline = made.get(key) ?? simulate(scenario, seed);
    made.set(key, timeline);
    return timeline;
  };
  return {
    presets: () => presets.map(({ id, title, description }) => ({ id, title, description })),
    simulate: timelineOf,
    flowsAt: (params) => {
      const world = worldAt(timelineOf(params), micros(params.time));
      const state = world.chassis[params.chassis];
      const text =
        params.chassis === 'hv1'
          ? p0hv1
          : params.chassis === 'hv3'
            ? p0hv3
            : state?.flows.block
              ? p0hv2
              : p3hv2;
      const lines = text.split('\n');
      return {
        text,
        release: '23.03',
        keys: lines.map((l) =>
          l.includes('cookie=')
            ? l
                .replace(/duration=.*?, |n_packets=.*?, |n_bytes=.*?, |idle_age=.*?, /g, '')
                .replace(/ actions=.*/, '')
            : '',
        ),
      };
    },
    hover: () => ({
      markdown: '**Clone to hosts** · test',
      start: { line: 0, character: 0 },
      end: { line: 0, character: 10 },
    }),
    roles: ({ text }) => ({
      roles: text
        .split('\n')
        .flatMap((l, line) =>
          /priority=1010/.test(l)
            ? [{ line, role: 'activation-trigger' as const, title: 't' }]
            : /priority=1000/.test(l)
              ? [{ line, role: 'activation-block' as const, title: 't' }]
              : /table=39.*output:\d+.*resubmit/.test(l)
                ? [{ line, role: 'clone' as const, title: 't' }]
                : [],
        ),
    }),
  };
}

import { flowDump, flowText } from '../../../server/core/migration/flowText.ts';
import { presetOf, presets } from '../../../server/core/migration/presets.ts';
import { simulate } from '../../../server/core/migration/simulate.ts';
import { micros } from '../../../server/core/migration/time.ts';
import type { Timeline } from '../../../server/core/migration/timeline.ts';
import { readDumpText } from '../../../server/core/model/dump.ts';
import { type Analysis, analyze } from '../../../server/lsp/analysis.ts';
import { hover } from '../../../server/lsp/features/hover.ts';
import type { LooseText, SimulateParams } from '../../../server/protocol/messages.ts';
import type { PanelRequests } from '../../../server/protocol/panel.ts';
import type { RpcHandlers } from '../../../server/protocol/rpc.ts';

/** The panel's questions, answered as the language server answers them but without one. */
export function answers(): RpcHandlers<PanelRequests> {
  const made = new Map<string, Timeline>();
  const timelineOf = ({ preset, seed }: SimulateParams): Timeline => {
    const key = `${preset} ${seed}`;
    const scenario = presetOf(preset);
    if (scenario === undefined) throw new RangeError(`there is no preset ${preset}`);
    const timeline = made.get(key) ?? simulate(scenario, seed);
    made.set(key, timeline);
    return timeline;
  };
  return {
    presets: () => presets.map(({ id, title, description }) => ({ id, title, description })),
    simulate: timelineOf,
    flowsAt: (params) => {
      const dump = flowDump(timelineOf(params), params.chassis, { time: micros(params.time) });
      return { text: flowText(dump), keys: ['', ...dump.rows.map(({ key }) => key)], release: '23.03' };
    },
    hover: (params) => {
      const found = hover(analysisOf(params), params.position);
      return found === undefined
        ? null
        : { markdown: found.markdown, start: found.range.start, end: found.range.end };
    },
    roles: (params) => ({
      roles: analysisOf(params).roles.map(({ row, role, title }) => ({ line: row, role, title })),
    }),
  };
}

function analysisOf({ text, release }: LooseText): Analysis {
  return analyze(readDumpText(text, 'ovs-openflow'), release);
}

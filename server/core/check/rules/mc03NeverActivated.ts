import { packets } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { rowsAs } from '../wording.ts';

export const mc03: PortRule = {
  code: 'MC03',
  *check(state) {
    for (const chassis of state.additional) {
      const flows = viewOf(state, chassis)?.flows;
      if (flows === undefined || flows.triggers.length === 0) continue;
      const nDropped = packets(flows.blocksFrom) ?? 0;
      if (packets(flows.triggers) !== 0 || nDropped === 0) continue;
      yield {
        message: `The guest of ${state.binding.name} at ${chassis.name} has sent ${nDropped} packets, all dropped: none of them was the announcement (${state.strategy ?? 'a strategy that was removed'}) that would activate the port.`,
        place: flows.blocksFrom[0]?.place,
        related: rowsAs('waits for the announcement: 0 packets', flows.triggers),
      };
    }
  },
};

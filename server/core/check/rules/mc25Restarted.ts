import { literal } from '../controllerLog.ts';
import { packets } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { rowsAs } from '../wording.ts';

/** What ovn-controller logs first (`controller/ovn-controller.c main`). */
const start = /\|INFO\|OVN internal version is/;

export const mc25: PortRule = {
  code: 'MC25',
  *check(state) {
    const { binding } = state;
    for (const chassis of state.additional) {
      const flows = viewOf(state, chassis)?.flows;
      const restart = chassis.log?.last(start);
      if (flows === undefined || restart === undefined || flows.triggers.length === 0) continue;
      if (packets(flows.triggers) !== 0 || (packets(flows.blocksFrom) ?? 0) === 0) continue;
      const claim = chassis.log?.last(
        new RegExp(`Claiming lport ${literal(binding.name)} for this additional chassis`, 'u'),
      );
      if (claim !== undefined && claim.place.line > restart.place.line) continue;
      yield {
        message: `ovn-controller of ${chassis.name} was started anew after it had bound ${binding.name}, and its guest sends into the block: if it had announced itself before, that was lost.`,
        place: flows.blocksFrom[0]?.place,
        related: [
          { ...restart.place, message: restart.text },
          ...rowsAs('waits for the announcement: 0 packets', flows.triggers),
        ],
      };
    }
  },
};

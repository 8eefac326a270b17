import { packets } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { lag, rowsAs } from '../wording.ts';

export const mc32: PortRule = {
  code: 'MC32',
  *check(state, network) {
    for (const chassis of state.additional) {
      const view = viewOf(state, chassis);
      if (view === undefined || !view.isBlocked) continue;
      const nSeen = packets(view.flows.triggers) ?? 0;
      if (nSeen === 0) continue;
      const log = chassis.log?.last(
        /\|reconnect\|.*(?:connection (?:closed|attempt failed|dropped|timed out)|waiting \d+ seconds|continuing to reconnect)/,
      );
      const why =
        log === undefined
          ? ` The log of its ovn-controller would tell whether it has lost the southbound database.`
          : ` Its log has it cut off from a database.`;
      yield {
        message: `${chassis.name} has seen ${nSeen === 1 ? 'the announcement' : `${nSeen} announcements`} of ${state.binding.name} and still blocks it.${why}${lag(chassis, network)}`,
        place: view.flows.triggers[0]?.place,
        related: [
          ...rowsAs('blocks', [...view.flows.blocksFrom, ...view.flows.blocksTowards]),
          ...(log === undefined ? [] : [{ ...log.place, message: log.text }]),
        ],
      };
    }
  },
};

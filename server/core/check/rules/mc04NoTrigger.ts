import { requestCommand } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { rowsAs } from '../wording.ts';

export const mc04: PortRule = {
  code: 'MC04',
  *check(state) {
    for (const chassis of state.additional) {
      const { binding, strategy } = state;
      const view = viewOf(state, chassis);
      const isStuck =
        view === undefined
          ? state.strategyEffect === 'stuck' && !state.flagged.includes(chassis.name)
          : view.flows.blocksFrom.length > 0 &&
            view.flows.triggers.length === 0 &&
            chassis.flows?.isComplete('OFTABLE_PHY_TO_LOG') === true;
      if (!isStuck) continue;
      const blocks = [...(view?.flows.blocksFrom ?? []), ...(view?.flows.blocksTowards ?? [])];
      const why =
        state.strategyEffect === 'stuck'
          ? ` The strategy is ${strategy ?? ''}, and ${binding.name} has no address of that family.`
          : '';
      const unsure = view === undefined ? ` The flows of ${chassis.name} would confirm it.` : '';
      yield {
        message: `${binding.name} is blocked at ${chassis.name}, and no row there waits for an announcement.${why}${unsure}`,
        place: blocks[0]?.place,
        related: rowsAs('blocks', blocks.slice(1)),
        command: requestCommand(binding.name, [chassis.name]),
      };
    }
  },
};

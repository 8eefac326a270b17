import { requestCommand } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { names, rowsAs } from '../wording.ts';

export const mc09: PortRule = {
  code: 'MC09',
  *check(state) {
    const { binding, additional } = state;
    if (binding.chassis !== undefined || additional.length === 0) return;
    const blocked = additional.filter((each) => viewOf(state, each)?.isBlocked === true);
    const unseen = additional.filter((each) => viewOf(state, each) === undefined);
    const reach =
      blocked.length === additional.length
        ? 'and it is still blocked there: it is reached nowhere'
        : unseen.length > 0
          ? `whether it is blocked there, the flows of ${names(unseen)} would tell`
          : 'and is reached there';
    yield {
      message: `${binding.name} has no main chassis; it is bound at ${names(additional)} as additional, ${reach}. ovn-northd shows it as down.`,
      severity: blocked.length === additional.length ? 'error' : 'warning',
      related: blocked.flatMap((each) => rowsAs('blocks', viewOf(state, each)?.flows.blocksTowards ?? [])),
      command: requestCommand(
        binding.name,
        additional.slice(0, 1).map(({ name }) => name),
      ),
    };
  },
};

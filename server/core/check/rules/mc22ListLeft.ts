import { requestCommand } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { isLeftBehind } from './leftBehind.ts';

export const mc22: PortRule = {
  code: 'MC22',
  *check(state) {
    const { binding, main, additional, requestedAdditional } = state;
    for (const chassis of requestedAdditional) {
      if (main === undefined || additional.includes(chassis) || !isLeftBehind(state, chassis)) continue;
      yield {
        message: `${binding.name} has moved to ${main.name}, and the list was not shortened since: it names ${chassis.name} too, ${chassis.interfaces === undefined ? `whose interfaces would tell whether one is plugged there` : 'which has no interface for it'}. If a migration to ${chassis.name} is meant, its interface is not plugged there yet.`,
        command: requestCommand(binding.name, [main.name]),
      };
    }
  },
};

import { type PortRule, requestCommand } from '../portRule.ts';
import { isLeftBehind } from './leftBehind.ts';

export const mc22: PortRule = {
  code: 'MC22',
  *check(state) {
    const { binding, main, additional, requestedAdditional } = state;
    for (const chassis of requestedAdditional) {
      if (main === undefined || additional.includes(chassis) || !isLeftBehind(state, chassis)) continue;
      yield {
        message: `${binding.name} has moved to ${main.name}, and ${chassis.name}, where it came from, is still requested: the list was not shortened. If a migration back to ${chassis.name} is meant, its interface is not plugged there yet.`,
        command: requestCommand(binding.name, [main.name]),
      };
    }
  },
};

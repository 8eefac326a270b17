import { requestCommand } from '../commands.ts';
import { literal } from '../controllerLog.ts';
import type { PortRule } from '../portRule.ts';
import { names } from '../wording.ts';
import { contenders } from './contested.ts';

export const mc13: PortRule = {
  code: 'MC13',
  *check(state) {
    const { binding, main, plugged } = state;
    const chassis = contenders(state);
    if (chassis.length < 2) return;
    const pattern = new RegExp(`Changing chassis for lport ${literal(binding.name)} from `, 'u');
    const nChanges = chassis.reduce((sum, { log }) => sum + (log?.count(pattern) ?? 0), 0);
    const seen = nChanges > 0 ? ` Their logs have ${nChanges} such changes.` : '';
    yield {
      message: `No chassis is requested for ${binding.name}, and ${names(chassis)} ${chassis.every((each) => plugged.has(each)) ? 'have an interface for it' : 'claim it'}: each takes it from the other.${seen}`,
      related: chassis.flatMap((each) => {
        const found = plugged.get(each);
        return found === undefined
          ? []
          : [{ ...found.place, message: `interface ${found.name} of ${each.name}` }];
      }),
      ...(main === undefined ? {} : { command: requestCommand(binding.name, [main.name]) }),
    };
  },
};

import type { PortRule } from '../portRule.ts';
import { lag } from '../wording.ts';

export const mc28: PortRule = {
  code: 'MC28',
  *check({ binding, additional, plugged }, network) {
    for (const chassis of additional) {
      const found = plugged.get(chassis);
      if (found === undefined || found.isInstalled) continue;
      yield {
        message: `${chassis.name} has bound ${binding.name} and has not marked its interface ${found.name} ovn-installed: a guest that starts there now loses packets.${lag(chassis, network)}`,
        place: found.place,
      };
    }
  },
};

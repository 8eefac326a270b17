import type { PortRule } from '../portRule.ts';
import { lag } from '../wording.ts';

export const mc34: PortRule = {
  code: 'MC34',
  *check({ binding, additional, requested, requestedAdditional, list, carrier }, network) {
    for (const chassis of additional) {
      // A container without a list of its own goes where its port goes (24.03.6 and 25.03 on).
      const follows = carrier === undefined || carrier.additional.includes(chassis.name);
      if (binding.parent !== undefined && list.length === 0 && follows) continue;
      const isRequested =
        chassis === requested ||
        requestedAdditional.includes(chassis) ||
        list.includes(chassis.name) ||
        (chassis.hostname !== undefined && list.includes(chassis.hostname));
      if (isRequested) continue;
      yield {
        message: `${chassis.name} has ${binding.name} bound as additional, and nobody requests it there: others still send copies to it.${lag(chassis, network)}`,
        related:
          chassis.place === undefined ? [] : [{ ...chassis.place, message: `chassis ${chassis.name}` }],
      };
    }
  },
};

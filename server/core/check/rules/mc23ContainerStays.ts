import type { PortRule } from '../portRule.ts';
import { words } from '../values.ts';
import { names } from '../wording.ts';

export const mc23: PortRule = {
  code: 'MC23',
  *check({ binding, additional, children }, network) {
    for (const child of children) {
      const without = additional.filter(
        ({ name }) => !child.additional.includes(name) && child.chassis !== name,
      );
      const isElsewhere = additional.some(({ name }) => child.chassis === name);
      if (without.length === 0 && !isElsewhere) continue;
      const own = words(child.options.get('requested-chassis'));
      const why =
        own.length > 0
          ? ' It has a list of its own.'
          : network.version === undefined
            ? ''
            : ` The databases are run by OVN ${network.version}.`;
      yield {
        message: isElsewhere
          ? `${child.name}, a container of ${binding.name}, is at ${child.chassis ?? ''} alone, where ${binding.name} is only additional: it does not follow its port.${why}`
          : `${binding.name} is bound at ${names(without)} too, and its container ${child.name} is not: it does not follow its port.${why}`,
        place: child.place,
        related: [{ ...binding.place, message: `port ${binding.name}` }],
      };
    }
  },
};

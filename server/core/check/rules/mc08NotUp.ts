import type { PortRule } from '../portRule.ts';
import { lag } from '../wording.ts';
import { isContested } from './contested.ts';

export const mc08: PortRule = {
  code: 'MC08',
  *check(state, network) {
    const { binding, main } = state;
    // A port that is taken to and fro is down half of the time.
    if (binding.chassis === undefined || binding.up !== false || isContested(state)) return;
    const plugged = main === undefined ? undefined : state.plugged.get(main);
    const installed =
      plugged === undefined
        ? ` The interfaces of ${binding.chassis} would tell whether its flows are in.`
        : plugged.isInstalled
          ? ` Its interface is marked ovn-installed, so the flows are in: only the database has not been told.`
          : ` Its interface is not marked ovn-installed: the flows are not in, or not acknowledged.`;
    yield {
      message: `${binding.name} is bound at ${binding.chassis} and not up.${installed}${main === undefined ? '' : lag(main, network)}`,
      related: plugged === undefined ? [] : [{ ...plugged.place, message: `interface ${plugged.name}` }],
    };
  },
};

import { shellWord } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { isActivated } from '../portState.ts';
import { words } from '../values.ts';
import { names } from '../wording.ts';

export const mc24: PortRule = {
  code: 'MC24',
  *check(state) {
    const { binding, additional, children, strategy } = state;
    if (strategy === undefined) return;
    const waiting = additional.filter((each) => !isActivated(state, each));
    for (const child of children) {
      const open = waiting.filter(({ name }) => child.additional.includes(name));
      if (open.length === 0 || words(child.options.get('activation-strategy')).length > 0) continue;
      yield {
        message: `${binding.name} has the activation strategy ${strategy}, its container ${child.name} has none: what is sent to ${child.name} reaches ${names(open)} before the activation.`,
        place: child.place,
        related: [{ ...binding.place, message: `port ${binding.name}` }],
        command: `ovn-nbctl set Logical_Switch_Port ${shellWord(child.name)} ${shellWord(`options:activation-strategy=${JSON.stringify(strategy)}`)}`,
      };
    }
  },
};

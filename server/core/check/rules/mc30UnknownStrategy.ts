import { shellWord } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { strategies } from '../portState.ts';
import { list } from '../wording.ts';

export const mc30: PortRule = {
  code: 'MC30',
  *check({ binding, strategyWords }, network) {
    const unknown = strategyWords.filter((word) => !strategies.has(word));
    if (unknown.length === 0) return;
    const port = network.switchPorts?.get(binding.name);
    yield {
      message: `${binding.name} has the activation strategy ${list(unknown)}, which no release knows: it blocks nothing.`,
      related: port === undefined ? [] : [{ ...port.place, message: `where ${binding.name} is configured` }],
      command: `ovn-nbctl set Logical_Switch_Port ${shellWord(binding.name)} options:activation-strategy=rarp`,
    };
  },
};

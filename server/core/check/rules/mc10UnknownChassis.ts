import { requestCommand } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { list } from '../wording.ts';

export const mc10: PortRule = {
  code: 'MC10',
  *check({ binding, list: requested, requested: main, strategy }, network) {
    if (!network.knowsChassis) return;
    const known = new Set(
      network.chassis.flatMap(({ name, hostname, row }) => (row === undefined ? [] : [name, hostname])),
    );
    const unknown = requested.filter((word) => !known.has(word));
    if (unknown.length === 0) return;
    const rest = requested.map((word) => word.trim()).filter((word) => known.has(word));
    const isBlank = unknown.some((word) => known.has(word.trim()));
    const effect =
      unknown[0] === requested[0] && main !== undefined
        ? ` It is the first of the list, so ${main.name} is the main chassis at once${strategy === undefined ? '' : `, and the strategy ${strategy} does not apply`}.`
        : requested.length > 1
          ? ' Nothing is prepared there.'
          : ' Nobody may bind the port.';
    const port = network.switchPorts?.get(binding.name);
    yield {
      message: `${binding.name} requests ${list(unknown.map(quoted))}, and no chassis has that name or hostname${isBlank ? ': a blank is part of the word' : ''}.${effect}`,
      related: port === undefined ? [] : [{ ...port.place, message: `where ${binding.name} is configured` }],
      ...(rest.length > 0 ? { command: requestCommand(binding.name, rest) } : {}),
    };
  },
};

/** In quotes where a blank at its end would not be seen. */
function quoted(word: string): string {
  return word === word.trim() ? word : `"${word}"`;
}

import { list, type PortRule, requestCommand } from '../portRule.ts';

export const mc10: PortRule = {
  code: 'MC10',
  *check({ binding, list: requested, requested: main, strategy }, network) {
    if (!network.knowsChassis) return;
    const known = new Set(
      network.chassis.flatMap(({ name, hostname, row }) => (row === undefined ? [] : [name, hostname])),
    );
    const unknown = requested.filter((word) => !known.has(word));
    if (unknown.length === 0) return;
    const rest = requested.filter((word) => known.has(word));
    const effect =
      unknown[0] === requested[0] && main !== undefined
        ? ` It is the first of the list, so ${main.name} is the main chassis at once${strategy === undefined ? '' : `, and the strategy ${strategy} does not apply`}.`
        : requested.length > 1
          ? ' Nothing is prepared there.'
          : ' Nobody may bind the port.';
    const port = network.switchPorts?.get(binding.name);
    yield {
      message: `${binding.name} requests ${list(unknown)}, and no chassis has that name or hostname.${effect}`,
      related: port === undefined ? [] : [{ ...port.place, message: `where ${binding.name} is configured` }],
      ...(rest.length > 0 ? { command: requestCommand(binding.name, rest) } : {}),
    };
  },
};

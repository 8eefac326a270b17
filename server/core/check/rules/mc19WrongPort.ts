import type { FdbRow, PortBinding } from '../southbound.ts';
import type { Network } from '../network.ts';
import type { PortRule } from '../portRule.ts';
import { isMulti } from '../portState.ts';

export const mc19: PortRule = {
  code: 'MC19',
  *check(state, network) {
    const { binding } = state;
    if (network.fdb.length === 0 || binding.datapath === undefined) return;
    const macs = new Set(binding.addresses.map((address) => (address.split(/\s/)[0] ?? '').toLowerCase()));
    const localnet = network.localnetPorts.get(binding.datapath) ?? [];
    for (const row of network.fdb) {
      if (row.datapath !== binding.datapath || row.port === binding.key || !macs.has(row.mac)) continue;
      // Every port's address is learned there with localnet_learn_fdb; it matters for one that is on its way.
      if (localnet.includes(row.port) && !isMulti(state)) continue;
      const other = portAt(row, network);
      // Two ports with one address: it is at either.
      if (other?.addresses.some((address) => address.toLowerCase().startsWith(row.mac)) === true) continue;
      yield {
        message: `The forwarding database has ${row.mac} of ${binding.name} at ${nameOf(row, localnet, network)}: frames that are looked up there go astray.`,
        place: row.place,
        related: [{ ...binding.place, message: `binding of ${binding.name}, key ${binding.key}` }],
      };
    }
  },
};

function portAt(
  { datapath, port }: Pick<FdbRow, 'datapath' | 'port'>,
  { ports }: Network,
): PortBinding | undefined {
  return ports?.find((each) => each.datapath === datapath && each.key === port);
}

function nameOf({ datapath, port }: FdbRow, localnet: readonly number[], network: Network): string {
  if (localnet.includes(port)) return 'the localnet port';
  const found = portAt({ datapath, port }, network);
  return found === undefined ? `the port with key ${port}` : `port ${found.name}`;
}

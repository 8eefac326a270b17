import type { ChassisName, Network, PeerBinding, PortBinding, Topology } from './network.ts';

/** The simulated network: one switch on three chassis, with the names and addresses of the bundled captures. */
export function labNetwork(topology: Topology): Network {
  return topology === 'localnet'
    ? { topology, ...common, localnet: { name: 'ln-sw0', portKey: 5, cookie: 0x091310fa } }
    : { topology, ...common };
}

export const source: ChassisName = 'hv1';
export const destination: ChassisName = 'hv2';

const common: Omit<Network, 'topology' | 'localnet'> = {
  datapath: { name: 'sw0', tunnelKey: 1 },
  chassis: [
    { name: source, role: 'source', underlay: '192.168.0.11' },
    { name: destination, role: 'destination', underlay: '192.168.0.12' },
    { name: 'hv3', role: 'peer', underlay: '192.168.0.13' },
  ],
  port: binding('vm', 1, 0xfd0a1c3f, 0x10),
  peers: [
    peer('peer', 2, 0x2da53d10, 0x20, 'hv3'),
    peer('near1', 3, 0xcffb7dd5, 0x31, source),
    peer('near2', 4, 0xab7432c4, 0x32, destination),
  ],
};

/** `host` is the last byte of all three addresses. */
function binding(name: string, portKey: number, cookie: number, host: number): PortBinding {
  const digits = host.toString(16);
  return {
    name,
    portKey,
    cookie,
    mac: `50:54:00:00:00:${digits}`,
    ipv4: `10.0.0.${digits}`,
    ipv6: `2001:db8::${digits}`,
  };
}

function peer(
  name: string,
  portKey: number,
  cookie: number,
  host: number,
  chassis: ChassisName,
): PeerBinding {
  return { ...binding(name, portKey, cookie, host), chassis };
}

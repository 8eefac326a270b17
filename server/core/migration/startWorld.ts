import { wantedFlows } from './flowState.ts';
import { source } from './labNetwork.ts';
import type { Network } from './network.ts';
import { micros } from './time.ts';
import type { ChassisState, SouthboundPort, World } from './world.ts';

/** Before the migration: the port is bound to the source, everything has converged. */
export function startWorld(network: Network): World {
  const southbound: SouthboundPort = {
    requestedChassis: [source],
    requestedAdditionalChassis: [],
    activationStrategy: '',
    chassis: [source],
    additionalChassis: [],
    activated: [],
    up: true,
  };
  const chassis = network.chassis.map(({ name }): [string, ChassisState] => {
    const isSource = name === source;
    const start = micros(0);
    return [
      name,
      {
        name,
        plugged: isSource,
        ovnInstalled: isSource,
        guest: isSource ? 'running' : 'none',
        controller: { connected: true, activated: false },
        flows: wantedFlows({
          topology: network.topology,
          chassis: name,
          row: southbound,
          plugged: isSource,
          activated: false,
        }),
        flowsSince: {
          local: start,
          block: start,
          remote: start,
          localnet: start,
          enforcement: start,
          pathMtu: start,
        },
      },
    ];
  });
  return {
    northbound: { requestedChassis: [source], activationStrategy: '', up: true },
    southbound,
    chassis: Object.fromEntries(chassis),
    fabric: source,
  };
}

import type { ChassisName, Topology } from './network.ts';
import type { PortFlows, SouthboundPort } from './world.ts';

/** What one ovn-controller knows when it decides about the port's flows. */
export interface FlowInputs {
  readonly topology: Topology;
  readonly chassis: ChassisName;
  /** The Port_Binding row as this chassis last saw it. */
  readonly row: SouthboundPort;
  readonly plugged: boolean;
  /** Has handled an activating frame, whether or not the southbound database knows. */
  readonly activated: boolean;
}

/**
 * The physical flows that a chassis wants for the port (`physical.c consider_port_binding`, `get_remote_tunnels`,
 * `setup_activation_strategy`, `enforce_tunneling_for_multichassis_ports`).
 */
export function wantedFlows(inputs: FlowInputs): PortFlows {
  const { topology, chassis, row, activated } = inputs;
  const multichassis = row.additionalChassis.length > 0;
  const local = inputs.plugged && bindingRole(row, chassis) !== undefined;
  const additional =
    row.requestedAdditionalChassis.includes(chassis) || row.additionalChassis.includes(chassis);
  const open = activated || row.activated.includes(chassis);
  const elsewhere = [...row.chassis, ...row.additionalChassis].filter((it) => it !== chassis);
  const byLocalnet = topology === 'localnet' && !multichassis;
  return {
    local,
    block: local && additional && row.activationStrategy !== '' && !open,
    remote: byLocalnet ? [] : elsewhere,
    localnet: byLocalnet && !local,
    enforcement: topology === 'localnet' && multichassis,
    pathMtu: topology === 'localnet' && multichassis && local,
  };
}

/** The role in which a chassis may bind the port; undefined when it may not (`lport.c lport_can_bind_on_this_chassis`). */
export function bindingRole(row: SouthboundPort, chassis: ChassisName): 'main' | 'additional' | undefined {
  if (row.requestedChassis.includes(chassis)) return 'main';
  if (row.requestedAdditionalChassis.includes(chassis)) return 'additional';
  return undefined;
}

export function isSameFlows(a: PortFlows, b: PortFlows): boolean {
  return (
    a.local === b.local &&
    a.block === b.block &&
    a.localnet === b.localnet &&
    a.enforcement === b.enforcement &&
    a.pathMtu === b.pathMtu &&
    a.remote.length === b.remote.length &&
    a.remote.every((it, i) => it === b.remote[i])
  );
}

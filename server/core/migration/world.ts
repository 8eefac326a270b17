import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';

/**
 * Everything that events change, at one instant. Plain data: it survives `JSON.parse(JSON.stringify(world))`, so it can be
 * a keyframe. What packets do is not here but in the timeline's ledger; packets change nothing that matters to events.
 */
export interface World {
  readonly northbound: NorthboundPort;
  readonly southbound: SouthboundPort;
  /** By chassis name. */
  readonly chassis: Readonly<Record<ChassisName, ChassisState>>;
  /** Where the physical network last saw the port's MAC address; overlay switches do not use it. */
  readonly fabric: ChassisName;
}

/** The port's row of Logical_Switch_Port, as far as a migration writes it (`ovn-nb.xml`). */
interface NorthboundPort {
  /** `options:requested-chassis`, split: the first is the main chassis, further ones are additional. */
  readonly requestedChassis: readonly ChassisName[];
  /** `options:activation-strategy`; empty when the option is absent. */
  readonly activationStrategy: string;
  readonly up: boolean;
}

/** The port's row of Port_Binding, as far as a migration writes it (`ovn-sb.xml`). Optional columns are lists, as in OVSDB. */
export interface SouthboundPort {
  readonly requestedChassis: readonly ChassisName[];
  readonly requestedAdditionalChassis: readonly ChassisName[];
  readonly activationStrategy: string;
  readonly chassis: readonly ChassisName[];
  readonly additionalChassis: readonly ChassisName[];
  /** `options:additional-chassis-activated`, split. */
  readonly activated: readonly ChassisName[];
  readonly up: boolean;
}

export interface ChassisState {
  readonly name: ChassisName;
  /** An interface with the port's `iface-id` is on the integration bridge. */
  readonly plugged: boolean;
  /** `external_ids:ovn-installed` of that interface. */
  readonly ovnInstalled: boolean;
  readonly guest: GuestState;
  readonly controller: ControllerState;
  readonly flows: PortFlows;
  /** When the rows behind each part of `flows` were last installed or removed. */
  readonly flowsSince: { readonly [Part in keyof PortFlows]: Micros };
}

/** `none`: not a host of this guest. `incoming`: created and waiting for its memory. `gone`: destroyed here. */
export type GuestState = 'none' | 'incoming' | 'running' | 'paused' | 'gone';

interface ControllerState {
  /** Connected to the southbound database. */
  readonly connected: boolean;
  /** Has handled an activating frame since the port became additional here (`pinctrl_is_port_activated`). */
  readonly activated: boolean;
}

/** The physical flows of one chassis for the migrating port (`physical.c consider_port_binding`), by what they do. */
export interface PortFlows {
  /** The port is local: PHY_TO_LOG, LOCAL_OUTPUT, CHECK_LOOPBACK, SAVE_INPORT and LOG_TO_PHY rows. */
  readonly local: boolean;
  /** The activation strategy's rows: the trigger and the two drops. */
  readonly block: boolean;
  /** REMOTE_OUTPUT: chassis that get a copy through a tunnel, the main one first. Empty: no row. */
  readonly remote: readonly ChassisName[];
  /** LOCAL_OUTPUT rewrites the port to the localnet port. */
  readonly localnet: boolean;
  /** REMOTE_OUTPUT, priority 110: what the port sends to ports elsewhere goes through tunnels. */
  readonly enforcement: boolean;
  /** LARGE_PKT_DETECT and LARGE_PKT_PROCESS rows of the port. */
  readonly pathMtu: boolean;
}

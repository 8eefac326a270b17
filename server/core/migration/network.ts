/** A chassis by its name in the southbound database. */
export type ChassisName = string;

/** The port keys, addresses and places of one logical switch: what stays the same during a migration. */
export interface Network {
  readonly topology: Topology;
  /** The logical switch and its datapath's tunnel key. */
  readonly datapath: { readonly name: string; readonly tunnelKey: number };
  readonly chassis: readonly ChassisPlace[];
  /** The port that migrates. */
  readonly port: PortBinding;
  /** The other ports of the switch; each stays on its chassis. */
  readonly peers: readonly PeerBinding[];
  /** The switch's localnet port; only in the localnet topology. */
  readonly localnet?: { readonly name: string; readonly portKey: number; readonly cookie: number };
}

/** Whether the switch reaches other chassis through tunnels only, or through a physical network as well. */
export type Topology = 'overlay' | 'localnet';

interface ChassisPlace {
  readonly name: ChassisName;
  readonly role: 'source' | 'destination' | 'peer';
  /** The tunnel end point's address. */
  readonly underlay: string;
}

export interface PortBinding {
  readonly name: string;
  readonly portKey: number;
  /** The first 32 bits of the Port_Binding row's UUID. */
  readonly cookie: number;
  readonly mac: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface PeerBinding extends PortBinding {
  readonly chassis: ChassisName;
}

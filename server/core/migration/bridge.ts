import type { ChassisName, Topology } from './network.ts';

/** The port numbers and conntrack zones of one chassis's br-int. */
export interface Bridge {
  /** Of the tunnel to each other chassis. */
  readonly tunnels: Readonly<Record<ChassisName, number>>;
  /** Of each logical port that can be local, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Of the same ports. */
  readonly zones: Readonly<Record<string, number>>;
  /** Of the switch's datapath: reg11 and reg12. */
  readonly dnatZone: number;
  readonly snatZone: number;
}

/** The bridges of the simulated network: the numbers of the bundled captures. Undefined for a chassis of another network. */
export function bridgeOf(topology: Topology, chassis: ChassisName): Bridge | undefined {
  return bridges[topology][chassis];
}

const overlay: Readonly<Record<ChassisName, Bridge>> = {
  hv1: {
    tunnels: { hv2: 1, hv3: 2 },
    ports: { vm: 3, near1: 4 },
    zones: { vm: 7, near1: 8 },
    dnatZone: 3,
    snatZone: 2,
  },
  hv2: {
    tunnels: { hv1: 1, hv3: 2 },
    ports: { vm: 3, near2: 4 },
    zones: { vm: 3, near2: 5 },
    dnatZone: 1,
    snatZone: 6,
  },
  hv3: { tunnels: { hv1: 1, hv2: 2 }, ports: { peer: 4 }, zones: { peer: 11 }, dnatZone: 5, snatZone: 4 },
};

const localnet: Readonly<Record<ChassisName, Bridge>> = {
  hv1: {
    tunnels: { hv2: 1, hv3: 2 },
    ports: { vm: 3, 'ln-sw0': 4, near1: 5 },
    zones: { vm: 7, 'ln-sw0': 8, near1: 9 },
    dnatZone: 3,
    snatZone: 2,
  },
  hv2: {
    tunnels: { hv1: 1, hv3: 2 },
    ports: { vm: 3, near2: 4, 'ln-sw0': 5 },
    zones: { vm: 3, near2: 7, 'ln-sw0': 9 },
    dnatZone: 2,
    snatZone: 8,
  },
  hv3: {
    tunnels: { hv1: 1, hv2: 2 },
    ports: { 'ln-sw0': 3, peer: 5 },
    zones: { 'ln-sw0': 6, peer: 12 },
    dnatZone: 5,
    snatZone: 4,
  },
};

const bridges: Readonly<Record<Topology, Readonly<Record<ChassisName, Bridge>>>> = { overlay, localnet };

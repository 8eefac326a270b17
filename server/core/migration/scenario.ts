import type { Latencies, SlowChassis } from './latency.ts';
import type { ChassisName, Topology } from './network.ts';
import type { Micros } from './time.ts';

/** All that a run depends on, besides its seed. Plain data; a user may edit any part of it. */
export interface Scenario {
  /** Stable, for the command line and saved panels: `deck-rarp`. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what happens and what to look at. */
  readonly description: string;
  readonly strategy: Strategy;
  readonly topology: Topology;
  readonly pings: readonly PingPlan[];
  readonly plan: MigrationPlan;
  readonly latencies: Latencies;
  readonly slow: SlowChassis;
  /** One way through the network, between any two chassis. */
  readonly transit: Micros;
  /** Packets that an interface keeps while its guest does not run; what comes on top is dropped. */
  readonly queueCapacity: number;
  /** Trouble with the southbound database, while it lasts. */
  readonly trouble?: SouthboundTrouble;
}

/**
 * single: `requested-chassis` names one chassis, always. multichassis: it names both during the migration.
 * multichassis+rarp: also `activation-strategy=rarp`, so the destination is blocked until its guest announces itself.
 */
export type Strategy = 'single' | 'multichassis' | 'multichassis+rarp';

/** `count` echo requests at even distances, the first at 0 and the last at `lasts`: the distance need not be whole. */
export interface PingPlan {
  /** The port that pings; it stays where it is. */
  readonly sender: string;
  readonly count: number;
  readonly lasts: Micros;
}

export interface MigrationPlan {
  /** The CMS begins: it writes the list, unless the strategy is single. */
  readonly prepareAt: Micros;
  /** libvirt creates the destination's interface. */
  readonly plugAt: Micros;
  /** The source's guest is paused. */
  readonly pauseAt: Micros;
  /** The CMS writes the destination alone; absent: it does so after it has seen the guest resume (`latencies.cms`). */
  readonly switchAt?: Micros;
  /** The migration fails here: the source's guest goes on and the list is put back. */
  readonly abortAt?: Micros;
  /** Announcements that QEMU sends after resuming; 0 where it is switched off or the path swallows them. */
  readonly announceRounds: number;
  /** A CMS that lets both guests run at the same time. Not a correct live migration; it shows what duplicates are. */
  readonly bothRunning: boolean;
  /** The port's security lists IP addresses, so a RARP from a main chassis does not pass. */
  readonly portSecurityIps: boolean;
  /**
   * The blocking rows come this much later than the port's ordinary rows on the destination. Measured on real
   * ovn-controllers: 0 to 9 ms (23.03), 0 to 21 ms (26.03). 0 is the model in which nothing can slip through.
   */
  readonly blockDelay: Micros;
}

export type SouthboundTrouble =
  /** One chassis's ovn-controller has lost its connection; it tries again after 1, 2, 4, 8 s and so on. */
  | {
      readonly kind: 'disconnected';
      readonly chassis: ChassisName;
      readonly from: Micros;
      readonly until: Micros;
    }
  /** The server answers nobody, and connections stay open. */
  | { readonly kind: 'hung'; readonly from: Micros; readonly until: Micros };

import { type DumpChange, compareDumps } from './dumpChange.ts';
import type { Chassis, Network } from './network.ts';
import type { PortProblem } from './portRule.ts';
import type { PortState } from './portState.ts';

/**
 * A rule about one logical port that needs two moments of a capture: what is wrong shows in counters that grow. Its
 * severity, title and explanation are in the catalogue.
 */
export interface MomentRule {
  readonly code: string;
  /** What two moments, the earlier one first, show of a port. */
  check(before: PortState, after: PortState, change: NetworkChange): Iterable<PortProblem>;
  /** What a second moment would tell of a port, where this may be wrong with it; undefined where it cannot be. */
  wanted(state: PortState): string | undefined;
}

/** Two moments of a capture, with what each bridge has counted in between. */
export class NetworkChange {
  readonly #before: ReadonlyMap<string, Chassis>;
  readonly #changes = new Map<string, DumpChange | undefined>();

  constructor(before: Network) {
    this.#before = new Map(before.chassis.map((chassis) => [chassis.name, chassis]));
  }

  /** Undefined when one of the moments has no flows of that chassis. */
  of({ name, report }: Chassis): DumpChange | undefined {
    if (!this.#changes.has(name)) {
      const earlier = this.#before.get(name)?.report;
      this.#changes.set(
        name,
        earlier === undefined || report === undefined ? undefined : compareDumps(earlier, report),
      );
    }
    return this.#changes.get(name);
  }

  /** The same chassis at the earlier moment. */
  before({ name }: Chassis): Chassis | undefined {
    return this.#before.get(name);
  }
}

/** Two moments in the order of time: as the ages of flows show it, else the first one is the earlier. */
export function inTime(
  first: Network,
  second: Network,
): { readonly change: NetworkChange; readonly isReversed: boolean } {
  const [forwards, backwards] = [new NetworkChange(first), new NetworkChange(second)];
  for (const chassis of second.chassis) {
    if (forwards.of(chassis)?.seconds !== undefined) break;
    const earlier = forwards.before(chassis);
    if (earlier !== undefined && backwards.of(earlier)?.seconds !== undefined)
      return { change: backwards, isReversed: true };
  }
  return { change: forwards, isReversed: false };
}

/**
 * A moment that has flows only, with the bindings of another one. Rules about two moments may take it: what they look for
 * is in the flows, which are gone where the binding has changed.
 */
export function withPortsOf(network: Network, other: Network): Network {
  const own = new Map(network.chassis.map((chassis) => [chassis.name, chassis]));
  return {
    ...other,
    moment: network.moment,
    layout: network.layout,
    chassis: other.chassis.map((chassis) => {
      const { flows, report, log, connections } = own.get(chassis.name) ?? noDumps;
      return { ...chassis, flows, report, log, connections };
    }),
  };
}

const noDumps = { flows: undefined, report: undefined, log: undefined, connections: undefined };

/** Counters that are read one after the other do not fit to the packet: what a bridge counts in two seconds, and some. */
export function slack(nPackets: number, seconds: number): number {
  return 2 + (2 * nPackets) / seconds;
}

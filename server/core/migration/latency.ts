import { assertNever } from '../base/invariant.ts';
import type { Random } from '../base/random.ts';
import { seededRandom } from '../base/random.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';

/** How long one kind of work takes. All lengths in microseconds. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: Micros }
  | { readonly kind: 'uniform'; readonly from: Micros; readonly to: Micros }
  /** Given by its median and the value that 95 % stay under, cut off at `max`. */
  | { readonly kind: 'lognormal'; readonly median: Micros; readonly p95: Micros; readonly max: Micros };

/** One distribution for each kind of work in a migration. */
export interface Latencies {
  /** Guest resumed → the CMS's transaction is sent. Only the single strategy waits for it to restore traffic. */
  readonly cms: Distribution;
  readonly northboundCommit: Distribution;
  readonly northdRun: Distribution;
  readonly southboundCommit: Distribution;
  /** Committed → a chassis's ovn-controller has the update. */
  readonly fanOut: Distribution;
  /** A run of ovn-controller that claims or releases the port. */
  readonly claimRun: Distribution;
  /** A run of ovn-controller that recomputes the port's flows. */
  readonly controllerRun: Distribution;
  /** Flows computed → installed, and the barrier's reply is back. */
  readonly flowInstall: Distribution;
  /** Guest paused on the source → running on the destination. */
  readonly pauseGap: Distribution;
  /** Guest resumed → QEMU's first announcement. */
  readonly announce: Distribution;
  /** Announcement at the interface → packet-in at pinctrl. */
  readonly upcall: Distribution;
  /** Packet-in → the main loop has handled it; a main loop that is busy adds the rest of its run. */
  readonly activationRun: Distribution;
  /** Activation handled → rows deleted and the datapath's cache revalidated. */
  readonly flowDelete: Distribution;
  /** Main claim → ovn-controller's first own announcement (localnet only). */
  readonly garp: Distribution;
}

export type LatencyName = keyof Latencies;

/** Some chassis may be slower than the others in some kinds of work. */
export type SlowChassis = Readonly<Record<ChassisName, Partial<Latencies>>>;

/**
 * Draws the latencies of one run. Every draw has its own random stream, named by what it is for: a slider that changes one
 * latency leaves all others as they were, so runs with one seed can be compared.
 */
export interface LatencyDraw {
  draw(name: LatencyName, chassis?: ChassisName): Micros;
}

export function drawLatencies(latencies: Latencies, slow: SlowChassis, seed: number): LatencyDraw {
  const nDrawn = new Map<string, number>();
  return {
    draw(name, chassis = ''): Micros {
      const stream = `${name} ${chassis}`;
      const nth = nDrawn.get(stream) ?? 0;
      nDrawn.set(stream, nth + 1);
      const distribution = slow[chassis]?.[name] ?? latencies[name];
      return sample(distribution, seededRandom(hash(`${seed} ${stream} ${nth}`)));
    },
  };
}

/** One value of a distribution, in whole microseconds and never negative. */
export function sample(distribution: Distribution, random: Random): Micros {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return Math.round(distribution.from + random.next() * (distribution.to - distribution.from)) as Micros;
    case 'lognormal': {
      const sigma = Math.log(distribution.p95 / distribution.median) / normalQuantile95;
      const value = Math.round(distribution.median * Math.exp(sigma * standardNormal(random)));
      return Math.max(0, Math.min(value, distribution.max)) as Micros;
    }
    default:
      return assertNever(distribution);
  }
}

/** 95 % of a standard normal distribution is below this. */
const normalQuantile95 = 1.6448536269514722;

/** Box and Muller's method: two uniform numbers make a normal one. */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  }
  return state >>> 0;
}

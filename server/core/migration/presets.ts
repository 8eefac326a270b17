import type { Distribution, Latencies } from './latency.ts';
import type { MigrationPlan, PingPlan, Scenario } from './scenario.ts';
import { fromMilliseconds, fromSeconds, micros } from './time.ts';

/**
 * Lengths for a cloud of ordinary size. Each is a range because published figures differ by orders of magnitude; the
 * commits and the fan-out are assumptions, the others follow measurements.
 */
export const typicalLatencies: Latencies = {
  // Two seconds and more in all were reported, of which the CMS is the first suspect.
  cms: lognormal(900, 3_000, 20_000),
  northboundCommit: uniform(2, 10),
  // 30 ms with incremental processing; 773 ms for a full run at 500 chassis and 25,000 ports.
  northdRun: lognormal(30, 773, 5_000),
  southboundCommit: uniform(2, 10),
  fanOut: uniform(5, 50),
  // With `flowInstall`: bind to ovn-installed, 13 ms at least, about 1 s usually, 15.7 s at most in a scale test.
  claimRun: lognormal(900, 1_650, 15_600),
  controllerRun: uniform(10, 400),
  flowInstall: uniform(5, 50),
  // QEMU allows 300 ms by default.
  pauseGap: uniform(30, 300),
  announce: uniform(0, 15),
  upcall: uniform(1, 5),
  activationRun: uniform(1, 20),
  flowDelete: uniform(5, 50),
  // OVN waits one second after a claim before it announces a port itself.
  garp: constant(1_000),
};

/**
 * The latencies behind the three measured runs. Only their sums are known (2,380 ms from resuming to the port being moved;
 * about 68 ms from resuming to activation); how the sums are split is an assumption, made to be edited.
 */
const deckLatencies: Latencies = {
  cms: constant(1_500),
  northboundCommit: constant(10),
  northdRun: constant(400),
  southboundCommit: constant(20),
  fanOut: constant(30),
  claimRun: constant(70),
  controllerRun: constant(250),
  flowInstall: constant(50),
  pauseGap: constant(0.01),
  announce: constant(15),
  upcall: constant(3),
  activationRun: constant(15),
  flowDelete: constant(35),
  garp: constant(1_000),
};

/**
 * The destination is bound and every chassis has its clone at 6.03 s: the interface appears at 5.61 s, and then come a
 * claim (70 ms), a commit (20), the fan-out (30), a run (250) and the installation (50).
 */
const deckPlan: MigrationPlan = {
  prepareAt: fromSeconds(5),
  plugAt: fromMilliseconds(5_610),
  pauseAt: fromSeconds(8),
  announceRounds: 5,
  bothRunning: false,
  portSecurityIps: false,
  blockDelay: micros(0),
};

const deckSwitch: Partial<MigrationPlan> = { switchAt: fromSeconds(10) };

/** The scenarios that come with the program, in the order in which a list shows them. */
export const presets: readonly Scenario[] = makePresets();

export function presetOf(id: string): Scenario | undefined {
  return presets.find((it) => it.id === id);
}

function makePresets(): readonly Scenario[] {
  const deckSingle: Scenario = {
    id: 'deck-single',
    title: 'Deck: one binding',
    description:
      'The port is bound to one chassis at a time. It moves only after the CMS has seen the guest resume: 213 of 1607 pings are lost.',
    strategy: 'single',
    topology: 'overlay',
    pings: [ping(1_607, 17_975)],
    plan: deckPlan,
    latencies: deckLatencies,
    slow: {},
    transit: micros(200),
    queueCapacity: 1_000,
  };
  const deckMultichassis: Scenario = {
    ...deckSingle,
    id: 'deck-multichassis',
    title: 'Deck: two bindings',
    description:
      'The port is bound to both chassis before the switchover and every request is cloned to both. None is lost, and 94 are answered twice.',
    strategy: 'multichassis',
    pings: [ping(1_153, 24_239)],
    plan: { ...deckPlan, ...deckSwitch },
  };
  const deckRarp: Scenario = {
    ...deckMultichassis,
    id: 'deck-rarp',
    title: 'Deck: two bindings, activation by RARP',
    description:
      'The destination stays blocked until its guest announces itself by RARP. 4 of 1235 pings are lost, none is answered twice.',
    strategy: 'multichassis+rarp',
    pings: [ping(1_235, 21_252)],
  };
  const typicalRarp: Scenario = {
    ...deckRarp,
    id: 'typical-rarp',
    title: 'Typical: two bindings, activation by RARP',
    description:
      'Latencies are drawn from what has been measured in the field; every seed is another migration.',
    pings: [ping(2_001, 20_000)],
    plan: { ...deckPlan, prepareAt: fromSeconds(1), plugAt: fromSeconds(2), switchAt: fromSeconds(12) },
    latencies: typicalLatencies,
  };
  const { switchAt: _, ...switchWhenResumed } = typicalRarp.plan;
  const localnetRarp: Scenario = {
    ...deckRarp,
    id: 'localnet-rarp',
    title: 'Localnet: two bindings, activation by RARP',
    description:
      'On a switch with a localnet port the migrating port is tunnelled both ways while it is bound twice, and path MTU rows appear.',
    topology: 'localnet',
  };
  return [
    deckSingle,
    deckMultichassis,
    deckRarp,
    {
      ...deckSingle,
      id: 'deck-timeline',
      title: 'Deck: who takes the time',
      description:
        'Pause to resume takes 10 µs, resume to moved 2.38 s: the CMS, northd and ovn-controller each have their part in it.',
      plan: { ...deckPlan, plugAt: fromSeconds(6) },
    },
    {
      ...typicalRarp,
      id: 'typical-single',
      title: 'Typical: one binding',
      description:
        'Latencies are drawn from what has been measured in the field; every seed is another migration.',
      strategy: 'single',
      plan: switchWhenResumed,
    },
    {
      ...typicalRarp,
      id: 'typical-multichassis',
      title: 'Typical: two bindings',
      description:
        'Latencies are drawn from what has been measured in the field; every seed is another migration.',
      strategy: 'multichassis',
    },
    typicalRarp,
    {
      ...localnetRarp,
      id: 'localnet-single',
      title: 'Localnet: one binding',
      description:
        'The physical network still sends to the source after the port has moved, until ovn-controller announces it a second later.',
      strategy: 'single',
      plan: deckPlan,
    },
    {
      ...localnetRarp,
      id: 'localnet-multichassis',
      title: 'Localnet: two bindings',
      description:
        'Requests reach both chassis through tunnels although the switch has a localnet port; no strategy holds the destination back.',
      strategy: 'multichassis',
    },
    localnetRarp,
    {
      ...deckRarp,
      id: 'no-rarp',
      title: 'No announcement',
      description:
        'QEMU does not announce the guest, so the destination stays blocked until the CMS names it alone: as long as with one binding.',
      plan: { ...deckPlan, announceRounds: 0 },
    },
    {
      ...deckRarp,
      id: 'late-rarp',
      title: 'First announcements missed',
      description:
        "The destination's rows come only after the guest has resumed. The first two announcements fall on nothing; the third activates.",
      slow: { hv2: { flowInstall: constant(2_400) } },
    },
    {
      ...deckRarp,
      id: 'abort',
      title: 'Migration aborted',
      description:
        'The migration fails at the switchover: the source goes on after 400 ms, answers what waited for it, and the list is put back.',
      plan: { ...deckPlan, abortAt: fromMilliseconds(8_400) },
    },
    {
      ...deckRarp,
      id: 'slow-peer',
      title: 'A slow controller on the peer',
      description:
        'hv3 does not yet clone when the guest moves, so its requests still go to the source only. A sender on hv1 loses no more than usual.',
      pings: [ping(1_235, 21_252), { ...ping(1_235, 21_252), sender: 'near1' }],
      slow: { hv3: { controllerRun: constant(4_000) } },
    },
    {
      ...deckRarp,
      id: 'sb-disconnected',
      title: 'Destination cut off from the southbound database',
      description:
        'ovn-controller on hv2 has lost its connection when the announcement comes. It activates the port only after it has reconnected.',
      trouble: {
        kind: 'disconnected',
        chassis: 'hv2',
        from: fromMilliseconds(7_000),
        until: fromMilliseconds(9_500),
      },
    },
    {
      ...deckRarp,
      id: 'sb-hung',
      title: 'Southbound database hangs',
      description:
        'The southbound server answers nobody during the switchover. Activation needs no answer: only the flag is recorded late.',
      trouble: { kind: 'hung', from: fromMilliseconds(7_000), until: fromMilliseconds(9_500) },
    },
    {
      ...deckMultichassis,
      id: 'both-running',
      title: 'Both guests running',
      description:
        'A CMS that lets source and destination run at once: the same 94 duplicates, each answered without delay by both guests.',
      plan: { ...deckPlan, ...deckSwitch, bothRunning: true },
    },
    {
      ...deckRarp,
      id: 'late-block',
      title: 'Blocked a moment too late',
      description:
        'As seen on real chassis, the blocking rows come up to 21 ms after the first clones. With both guests running, what slips through is answered twice.',
      // The peer clones 300 ms after the destination has its ordinary rows; 21 ms more are open to it.
      plan: { ...deckPlan, ...deckSwitch, bothRunning: true, blockDelay: fromMilliseconds(321) },
    },
  ];
}

function ping(count: number, lasts: number): PingPlan {
  return { sender: 'peer', count, lasts: fromMilliseconds(lasts) };
}

function constant(milliseconds: number): Distribution {
  return { kind: 'constant', value: fromMilliseconds(milliseconds) };
}

function uniform(from: number, to: number): Distribution {
  return { kind: 'uniform', from: fromMilliseconds(from), to: fromMilliseconds(to) };
}

function lognormal(median: number, p95: number, max: number): Distribution {
  return {
    kind: 'lognormal',
    median: fromMilliseconds(median),
    p95: fromMilliseconds(p95),
    max: fromMilliseconds(max),
  };
}

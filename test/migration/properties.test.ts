import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chassisState } from '../../server/core/migration/apply.ts';
import type { LatencyName } from '../../server/core/migration/latency.ts';
import { presets } from '../../server/core/migration/presets.ts';
import type { Scenario, Strategy } from '../../server/core/migration/scenario.ts';
import { measure, simulate } from '../../server/core/migration/simulate.ts';
import { fromMilliseconds, type Micros, micros } from '../../server/core/migration/time.ts';
import { type Timeline, worldAfter } from '../../server/core/migration/timeline.ts';
import { nSentIn, packetsOf, preset, withPlan, withWork } from './scenarios.ts';

// The numbers are those of the model's list of invariants. Seeded: the same cases every time.
const always = { seed: 20_230_301, numRuns: 20 };

type Work = Readonly<Partial<Record<LatencyName, number>>>;

/** Lengths in milliseconds with which everything is ready before the pause at 5 s. */
const work: fc.Arbitrary<Work> = fc.record({
  cms: fc.integer({ min: 0, max: 3_000 }),
  northboundCommit: fc.integer({ min: 0, max: 20 }),
  northdRun: fc.integer({ min: 0, max: 500 }),
  southboundCommit: fc.integer({ min: 0, max: 20 }),
  fanOut: fc.integer({ min: 0, max: 50 }),
  claimRun: fc.integer({ min: 0, max: 200 }),
  controllerRun: fc.integer({ min: 0, max: 400 }),
  flowInstall: fc.integer({ min: 0, max: 50 }),
  pauseGap: fc.integer({ min: 0, max: 300 }),
  announce: fc.integer({ min: 0, max: 20 }),
  upcall: fc.integer({ min: 0, max: 5 }),
  activationRun: fc.integer({ min: 0, max: 20 }),
  flowDelete: fc.integer({ min: 0, max: 50 }),
});

const nRequests = fc.integer({ min: 100, max: 700 });

/** A migration with given lengths of work; packets take no time on the way, so outages have sharp edges. */
function migration(strategy: Strategy, lengths: Work, count: number): Scenario {
  const scenario = withPlan(preset('deck-rarp'), {
    prepareAt: fromMilliseconds(1_000),
    plugAt: fromMilliseconds(2_200),
    pauseAt: fromMilliseconds(5_000),
    switchAt: fromMilliseconds(8_000),
  });
  const { switchAt: _, ...resumed } = scenario.plan;
  return withWork(
    {
      ...scenario,
      strategy,
      plan: strategy === 'single' ? resumed : scenario.plan,
      pings: [{ sender: 'peer', count, lasts: fromMilliseconds(12_000) }],
      transit: micros(0),
    },
    lengths,
  );
}

function timeOf(timeline: Timeline, isIt: (event: Timeline['events'][number]) => boolean): Micros {
  const event = timeline.events.find(isIt);
  if (event === undefined) throw new Error('no such event');
  return event.time;
}

/** When both the destination delivers and the peer sends there. */
function readyTime(timeline: Timeline): Micros {
  const local = timeOf(
    timeline,
    (it) => it.kind === 'flows-installed' && it.chassis === 'hv2' && it.flows.local,
  );
  const sends = timeOf(
    timeline,
    (it) => it.kind === 'flows-installed' && it.chassis === 'hv3' && it.flows.remote.includes('hv2'),
  );
  return Math.max(local, sends) as Micros;
}

function activationTime(timeline: Timeline): Micros {
  return timeOf(timeline, (it) => it.kind === 'flows-installed' && it.reason === 'activation');
}

function resumeTime(timeline: Timeline): Micros {
  return timeOf(
    timeline,
    (it) => it.kind === 'guest-changed' && it.chassis === 'hv2' && it.guest === 'running',
  );
}

const pause = fromMilliseconds(5_000);

function countersOf(timeline: Timeline): Timeline['pings'][number]['counters'] {
  const [run] = timeline.pings;
  if (run === undefined) throw new Error('nobody pings');
  return run.counters;
}

function lostOf(scenario: Scenario, seed = 1): number {
  return measure(scenario, seed).pings[0]?.counters.lost ?? -1;
}

describe('one binding', () => {
  it('1: loses what is sent from the pause until the port has moved, and repeats nothing', () => {
    fc.assert(
      fc.property(work, nRequests, (lengths, count) => {
        const timeline = simulate(migration('single', lengths, count));
        const moved = readyTime(timeline);
        const { lost, duplicates } = countersOf(timeline);
        const gap = 12_000_000 / (count - 1);
        const outage = moved - pause;
        expect(lost).toBe(nSentIn(timeline, pause, moved));
        expect(lost).toBeGreaterThanOrEqual(Math.floor(outage / gap));
        expect(lost).toBeLessThanOrEqual(Math.ceil(outage / gap));
        expect(duplicates).toBe(0);
      }),
      always,
    );
  });

  it('2: loses no less when the CMS, northd or a controller takes longer', () => {
    const slower = fc.constantFrom('cms', 'northdRun', 'hv2', 'hv3');
    fc.assert(
      fc.property(work, slower, fc.integer({ min: 1, max: 800 }), (lengths, what, more) => {
        const scenario = migration('single', lengths, 500);
        const changed =
          what === 'hv2' || what === 'hv3'
            ? {
                ...scenario,
                slow: {
                  [what]: {
                    controllerRun: {
                      kind: 'constant' as const,
                      value: fromMilliseconds((lengths.controllerRun ?? 0) + more),
                    },
                  },
                },
              }
            : withWork(scenario, { [what]: (lengths[what as 'cms'] ?? 0) + more });
        expect(lostOf(changed)).toBeGreaterThanOrEqual(lostOf(scenario));
      }),
      always,
    );
  });
});

describe('activation by RARP', () => {
  it('3, 5: repeats nothing, and the destination answers nothing before it is active', () => {
    fc.assert(
      fc.property(work, nRequests, (lengths, count) => {
        const timeline = simulate(migration('multichassis+rarp', lengths, count));
        const active = activationTime(timeline);
        expect(countersOf(timeline).duplicates).toBe(0);
        expect(active).toBeGreaterThanOrEqual(resumeTime(timeline));
        expect(countersOf(timeline).lost).toBe(nSentIn(timeline, pause, active));
        const early = packetsOf(timeline).filter((it) =>
          it.copies.some((copy) => copy.chassis === 'hv2' && (copy.answered ?? active) < active),
        );
        expect(early).toEqual([]);
      }),
      always,
    );
  });

  it('4: does not depend on the CMS, northd or the southbound database', () => {
    fc.assert(
      fc.property(work, work, (lengths, other) => {
        const { cms, northboundCommit, northdRun, southboundCommit } = other as Required<Work>;
        const scenario = migration('multichassis+rarp', lengths, 500);
        const changed = withWork(scenario, { cms, northboundCommit, northdRun, southboundCommit });
        expect(lostOf(changed)).toBe(lostOf(scenario));
      }),
      always,
    );
  });

  it('9: loses no more than one binding where activation is the shorter way', () => {
    fc.assert(
      fc.property(work, (lengths) => {
        const single = simulate(migration('single', lengths, 500));
        const rarp = simulate(migration('multichassis+rarp', lengths, 500));
        fc.pre(activationTime(rarp) <= readyTime(single));
        expect(countersOf(rarp).lost).toBeLessThanOrEqual(countersOf(single).lost);
      }),
      always,
    );
  });

  it('8.1: without an announcement it loses what one binding does', () => {
    fc.assert(
      fc.property(work, (lengths) => {
        const scenario = migration('multichassis+rarp', lengths, 500);
        const { switchAt: _, ...plan } = scenario.plan;
        const silent = { ...scenario, plan: { ...plan, announceRounds: 0 } };
        expect(lostOf(silent)).toBe(lostOf(migration('single', lengths, 500)));
      }),
      always,
    );
  });
});

describe('two bindings', () => {
  it('6, 7: loses nothing and repeats what is sent from the binding until the pause', () => {
    fc.assert(
      fc.property(work, nRequests, (lengths, count) => {
        const timeline = simulate(migration('multichassis', lengths, count));
        const { lost, duplicates } = countersOf(timeline);
        expect(lost).toBe(0);
        expect(duplicates).toBe(nSentIn(timeline, readyTime(timeline), pause));
        expect(duplicates).toBeLessThanOrEqual(timeline.scenario.queueCapacity);
      }),
      always,
    );
  });

  it('6: at twice the distance half as many are repeated', () => {
    fc.assert(
      fc.property(work, nRequests, (lengths, nGaps) => {
        const [dense, sparse] = [2 * nGaps + 1, nGaps + 1].map(
          (count) =>
            measure(migration('multichassis', lengths, count), 1).pings[0]?.counters.duplicates ?? -1,
        );
        expect(Math.abs((dense ?? 0) / 2 - (sparse ?? 0))).toBeLessThanOrEqual(1);
      }),
      always,
    );
  });

  it('a full queue repeats no more than it holds', () => {
    const scenario = { ...preset('deck-multichassis'), queueCapacity: 40 };
    expect(measure(scenario, 1).pings[0]?.counters).toMatchObject({ lost: 0, duplicates: 40 });
  });
});

describe('every run', () => {
  const anyRun = fc.tuple(fc.constantFrom(...presets), fc.integer({ min: 0, max: 0xffff_ffff }));
  const some = { ...always, numRuns: 25 };

  it('8, 10: every request is answered or lost, and reaches a chassis at most once', () => {
    fc.assert(
      fc.property(anyRun, ([scenario, seed]) => {
        for (const { packets, counters } of simulate(scenario, seed).pings) {
          const answered = packets.filter((it) => it.replies.length > 0).length;
          const extra = packets.reduce((sum, it) => sum + Math.max(0, it.replies.length - 1), 0);
          expect(counters).toEqual({
            sent: packets.length,
            received: answered,
            duplicates: extra,
            lost: packets.length - answered,
          });
          const isWrong = packets.filter(
            ({ copies, replies }) =>
              replies.length > 2 || new Set(copies.map((it) => it.chassis)).size < copies.length,
          );
          expect(isWrong).toEqual([]);
        }
      }),
      some,
    );
  });

  it('11, 12: ends bound to one chassis, without blocking rows, with one way from each peer', () => {
    fc.assert(
      fc.property(anyRun, ([scenario, seed]) => {
        const timeline = simulate(scenario, seed);
        const twice = timeline.events.filter(({ id }) => {
          const { chassis, additionalChassis } = worldAfter(timeline, id + 1).southbound;
          return additionalChassis.some((it) => chassis.includes(it));
        });
        expect(twice).toEqual([]);
        const { southbound, chassis } = worldAfter(timeline, timeline.events.length);
        const [main = ''] = southbound.chassis;
        expect(southbound).toMatchObject({
          chassis: southbound.requestedChassis,
          additionalChassis: [],
          activated: [],
          up: true,
        });
        for (const { name, flows } of Object.values(chassis)) {
          expect(flows).toEqual({
            local: name === main,
            block: false,
            remote: name === main || scenario.topology === 'localnet' ? [] : [main],
            localnet: name !== main && scenario.topology === 'localnet',
            enforcement: false,
            pathMtu: false,
          });
        }
      }),
      some,
    );
  });

  it('14: causes come first, and work ends when its event happens', () => {
    fc.assert(
      fc.property(anyRun, ([scenario, seed]) => {
        const { events } = simulate(scenario, seed);
        const isWrong = events.filter(({ id, time, began, cause }, idx) => {
          const before = cause === undefined ? undefined : events[cause];
          const isLate = cause !== undefined && (before === undefined || cause >= id || before.time > began);
          return id !== idx || began > time || time < (events[idx - 1]?.time ?? 0) || isLate;
        });
        expect(isWrong).toEqual([]);
      }),
      some,
    );
  });

  it('15: a migration that is rolled back leaves rows and flows as they were', () => {
    for (const strategy of ['multichassis', 'multichassis+rarp'] as const) {
      const timeline = simulate({ ...preset('abort'), strategy });
      const [before, after] = [0, timeline.events.length].map((n) => worldAfter(timeline, n));
      expect(after?.northbound).toEqual(before?.northbound);
      expect(after?.southbound).toEqual(before?.southbound);
      for (const name of ['hv1', 'hv2', 'hv3']) {
        const [was, is] = [before, after].map((it) => it && chassisState(it, name));
        expect([is?.flows, is?.plugged, is?.ovnInstalled]).toEqual([
          was?.flows,
          was?.plugged,
          was?.ovnInstalled,
        ]);
      }
      expect(countersOf(timeline)).toMatchObject({
        lost: 0,
        duplicates: 0,
      });
    }
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../server/core/base/random.ts';
import { apply, chassisState } from '../../server/core/migration/apply.ts';
import { historyOf, worldIdxAt } from '../../server/core/migration/history.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import { fromMilliseconds, micros } from '../../server/core/migration/time.ts';
import {
  countersAt,
  isTimeline,
  nEventsAt,
  phaseAt,
  worldAfter,
  worldAt,
} from '../../server/core/migration/timeline.ts';
import { preset } from './scenarios.ts';

const timeline = simulate(preset('localnet-rarp'));
const [start] = timeline.keyframes;
const [run] = timeline.pings;
if (start === undefined || run === undefined) throw new Error('no timeline');

describe('the world at any instant', () => {
  it('is what all events until then have made of the first', () => {
    const random = seededRandom(3);
    for (let i = 0; i < 60; i++) {
      const time = micros(random.next() * timeline.end);
      const folded = timeline.events.filter((it) => it.time <= time).reduce(apply, start.world);
      expect(worldAt(timeline, time)).toEqual(folded);
    }
  });

  it('is the same from any keyframe', () => {
    expect(timeline.keyframes.length).toBeGreaterThan(2);
    for (const { nEvents, world } of timeline.keyframes) {
      expect(timeline.events.slice(0, nEvents).reduce(apply, start.world)).toEqual(world);
      expect(worldAfter(timeline, nEvents)).toEqual(world);
    }
  });

  it('is the one that packets meet', () => {
    const history = historyOf(start.world, timeline.events);
    for (const time of [0, 1, 5_430_000, 5_429_999, 8_000_000, 8_000_009, 8_000_010, timeline.end].map(
      micros,
    )) {
      expect(history.worlds[worldIdxAt(history, time)]).toEqual(worldAt(timeline, time));
    }
  });

  it('counts events of one instant all or none', () => {
    expect(nEventsAt(timeline, micros(-1))).toBe(0);
    expect(nEventsAt(timeline, timeline.end)).toBe(timeline.events.length);
    const [first] = timeline.events;
    expect(nEventsAt(timeline, micros(0))).toBe(
      timeline.events.filter((it) => it.time === first?.time).length,
    );
  });

  it('has no chassis but its own', () => {
    expect(() => chassisState(start.world, 'hv9')).toThrow('no chassis hv9');
  });
});

describe('apply', () => {
  const world = worldAt(timeline, fromMilliseconds(7_000));

  it('never changes the world that it is given', () => {
    const before = JSON.stringify(world);
    for (const event of timeline.events) apply(world, event);
    expect(JSON.stringify(world)).toBe(before);
  });

  it('keeps the age of rows that stay, and starts it for those that change', () => {
    const { flowsSince } = chassisState(worldAt(timeline, fromMilliseconds(9_000)), 'hv2');
    expect(flowsSince).toEqual({
      local: 5_730_000,
      block: 8_068_010,
      remote: 6_030_000,
      localnet: 5_730_000,
      enforcement: 6_030_000,
      pathMtu: 6_030_000,
    });
  });
});

describe('phases', () => {
  it('follow each other from start to end', () => {
    const { phases } = timeline;
    expect(phases.map((it) => it.kind)).toEqual(['single', 'requested', 'blocked', 'active', 'moved']);
    expect(phases[0]?.from).toBe(0);
    expect(phases.at(-1)?.to).toBe(timeline.end);
    expect(phases.slice(1).map((it) => it.from)).toEqual(phases.slice(0, -1).map((it) => it.to));
  });

  it('begin at their first instant', () => {
    expect(phaseAt(timeline, micros(8_068_009))?.kind).toBe('blocked');
    expect(phaseAt(timeline, micros(8_068_010))?.kind).toBe('active');
  });

  const others: readonly [string, readonly string[]][] = [
    ['deck-single', ['single', 'moved']],
    ['deck-multichassis', ['single', 'requested', 'both', 'moved']],
    ['no-rarp', ['single', 'requested', 'blocked', 'moved']],
    ['late-block', ['single', 'requested', 'both', 'blocked', 'active', 'moved']],
  ];
  for (const [id, kinds] of others) {
    it(`of ${id}`, () => expect(simulate(preset(id)).phases.map((it) => it.kind)).toEqual(kinds));
  }
});

describe('counters at an instant', () => {
  it('grow up to the totals', () => {
    expect(countersAt(run, timeline.end)).toEqual(run.counters);
    expect(countersAt(run, micros(-1))).toEqual({ sent: 0, received: 0, duplicates: 0, lost: 0 });
    // The first is on its way, then back.
    expect(countersAt(run, micros(399))).toMatchObject({ sent: 1, received: 0 });
    expect(countersAt(run, micros(400))).toMatchObject({ sent: 1, received: 1 });
  });

  it('count a lost request once it was sent', () => {
    const lost = [8_008, 8_009, 8_043, 8_060].map((it) => countersAt(run, fromMilliseconds(it)).lost);
    expect(lost).toEqual([0, 1, 3, 4]);
  });
});

it('a file of another kind or version is no timeline', () => {
  expect(isTimeline(JSON.parse(JSON.stringify(timeline)))).toBe(true);
  for (const other of [
    undefined,
    null,
    'x',
    [],
    {},
    { ...timeline, version: 2 },
    { ...timeline, format: 'x' },
  ]) {
    expect(isTimeline(other)).toBe(false);
  }
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../server/core/base/random.ts';
import { drawLatencies, sample } from '../../server/core/migration/latency.ts';
import { typicalLatencies } from '../../server/core/migration/presets.ts';
import {
  formatInstant,
  formatLength,
  fromMilliseconds,
  fromSeconds,
  micros,
} from '../../server/core/migration/time.ts';

describe('instants and lengths', () => {
  const instants: readonly [number, string][] = [
    [0, '0.000000 s'],
    [8_068_010, '8.068010 s'],
    [1, '0.000001 s'],
    [999_999, '0.999999 s'],
    [86_400_000_000, '86400.000000 s'],
    [-10, '-0.000010 s'],
  ];
  for (const [time, text] of instants) it(text, () => expect(formatInstant(micros(time))).toBe(text));

  const lengths: readonly [number, string][] = [
    [0, '0 µs'],
    [10, '10 µs'],
    [999, '999 µs'],
    [1_000, '1 ms'],
    [1_500, '1.5 ms'],
    [68_000, '68 ms'],
    [100_000, '100 ms'],
    [2_380_000, '2.38 s'],
    [10_000_000, '10 s'],
    [-68_000, '-68 ms'],
  ];
  for (const [length, text] of lengths) it(text, () => expect(formatLength(micros(length))).toBe(text));

  it('are whole', () => {
    expect(fromMilliseconds(0.01)).toBe(10);
    expect(fromSeconds(1e-7)).toBe(0);
    expect(micros(2.5)).toBe(3);
  });
});

describe('latencies', () => {
  it('have the median and the 95th percentile that they are given', () => {
    const random = seededRandom(7);
    const distribution = {
      kind: 'lognormal',
      median: micros(900_000),
      p95: micros(3_000_000),
      max: micros(20_000_000),
    } as const;
    const values = Array.from({ length: 20_000 }, () => sample(distribution, random)).sort((a, b) => a - b);
    // Within 5 %: three standard errors of this many draws.
    expect((values[10_000] ?? 0) / 900_000).toBeCloseTo(1, 1);
    expect((values[19_000] ?? 0) / 3_000_000).toBeCloseTo(1, 1);
    expect(values.at(-1)).toBeLessThanOrEqual(20_000_000);
    expect(values.every(Number.isInteger)).toBe(true);
  });

  it('stay in their range', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 1_000 }, () =>
      sample({ kind: 'uniform', from: micros(5), to: micros(9) }, random),
    );
    expect([Math.min(...values), Math.max(...values)]).toEqual([5, 9]);
    expect(sample({ kind: 'constant', value: micros(3) }, random)).toBe(3);
  });

  it('are drawn each from a stream of their own: changing one leaves the others', () => {
    const draw = drawLatencies(typicalLatencies, {}, 1);
    const slower = { ...typicalLatencies, northdRun: { kind: 'constant', value: fromSeconds(9) } as const };
    const other = drawLatencies(slower, {}, 1);
    expect(other.draw('northdRun')).toBe(9_000_000);
    expect(other.draw('cms')).toBe(draw.draw('cms'));
    expect(other.draw('fanOut', 'hv1')).toBe(draw.draw('fanOut', 'hv1'));
    const [second, again] = [draw.draw('fanOut', 'hv1'), other.draw('fanOut', 'hv1')];
    expect(second).toBe(again);
    expect(draw.draw('fanOut', 'hv2')).not.toBe(second);
  });

  it('can be those of one chassis', () => {
    const slow = { hv3: { controllerRun: { kind: 'constant', value: fromSeconds(4) } as const } };
    const draw = drawLatencies(typicalLatencies, slow, 1);
    expect(draw.draw('controllerRun', 'hv3')).toBe(4_000_000);
    expect(draw.draw('controllerRun', 'hv1')).toBeLessThan(400_001);
  });
});

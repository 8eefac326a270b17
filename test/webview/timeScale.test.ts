import { expect, it } from 'vitest';
import { axisTicks, panned, timeScale, toTime, toX } from '../../client/webview/replay/model/timeScale.ts';
import { micros } from '../../server/core/migration/time.ts';

const second = 1_000_000;

it('maps an instant to a pixel and back, over six orders of magnitude', () => {
  for (const length of [20, 1_000, 100_000, 20 * second]) {
    const scale = timeScale({ from: micros(8 * second), to: micros(8 * second + length) }, 1_000);
    expect(toX(scale, micros(8 * second))).toBe(0);
    expect(toX(scale, micros(8 * second + length))).toBe(1_000);
    const time = micros(8 * second + length / 4);
    expect(toTime(scale, toX(scale, time))).toBe(time);
  }
});

it.each([
  [0, 20 * second, ['0 s', '5 s', '10 s', '15 s', '20 s']],
  [8 * second, 8.1 * second, ['8.00 s', '8.02 s', '8.04 s', '8.06 s', '8.08 s', '8.10 s']],
  [8 * second, 8 * second + 20, ['8.000000 s', '8.000005 s', '8.000010 s', '8.000015 s', '8.000020 s']],
])('labels the axis from %i to %i µs with round instants that differ', (from, to, labels) => {
  const ticks = axisTicks(timeScale({ from: micros(from), to: micros(to) }, 640));
  expect(ticks.map(({ label }) => label)).toEqual(labels);
});

it('keeps ticks apart at every zoom', () => {
  for (let length = 20; length < 30 * second; length *= 1.7) {
    const ticks = axisTicks(timeScale({ from: micros(123_457), to: micros(123_457 + length) }, 900));
    expect(ticks.length).toBeGreaterThan(1);
    for (const [idx, tick] of ticks.entries()) {
      const next = ticks[idx + 1];
      if (next !== undefined) expect(next.x - tick.x).toBeGreaterThan(100);
      expect(next?.label).not.toBe(tick.label);
    }
  }
});

it('pans by a share of what is shown', () => {
  expect(panned({ from: micros(100), to: micros(300) }, 0.5)).toEqual({ from: 200, to: 400 });
});

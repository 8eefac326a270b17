import type { View } from '../../../../server/core/migration/player.ts';
import { type Micros, micros } from '../../../../server/core/migration/time.ts';

/** The visible stretch of time and the pixels that it fills. */
export interface TimeScale extends View {
  readonly width: number;
}

export function timeScale(view: View, width: number): TimeScale {
  return { ...view, width: Math.max(1, width) };
}

export function toX(scale: TimeScale, time: Micros): number {
  return ((time - scale.from) / length(scale)) * scale.width;
}

export function toTime(scale: TimeScale, x: number): Micros {
  return micros(scale.from + (x / scale.width) * length(scale));
}

/** The view moved by a share of its length; positive: later. The player keeps it inside the run. */
export function panned(view: View, share: number): View {
  const by = Math.round((view.to - view.from) * share);
  return { from: micros(view.from + by), to: micros(view.to + by) };
}

export interface AxisTick {
  readonly time: Micros;
  readonly x: number;
  readonly label: string;
}

/** Round instants at least `spacing` pixels apart, each with the digits that tell it from its neighbours. */
export function axisTicks(scale: TimeScale, spacing = 110): readonly AxisTick[] {
  const step = roundStep((length(scale) / scale.width) * spacing);
  const nDigits = Math.max(0, 6 - Math.floor(Math.log10(step)));
  const ticks: AxisTick[] = [];
  for (let n = Math.ceil(scale.from / step); n * step <= scale.to; n++) {
    const time = micros(n * step);
    ticks.push({ time, x: toX(scale, time), label: `${(time / 1e6).toFixed(nDigits)} s` });
  }
  return ticks;
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `wanted`, and at least 1. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(wanted, 1)));
  return power * ([1, 2, 5].find((factor) => power * factor >= wanted) ?? 10);
}

function length(view: View): number {
  return Math.max(1, view.to - view.from);
}

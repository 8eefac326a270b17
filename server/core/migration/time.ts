import type { Brand } from '../base/brand.ts';

/**
 * A point in simulated time or a length of it, in whole microseconds since the timeline's start. Integers only: a sum of
 * fractions of a millisecond would drift, and the counters of a run depend on which side of an instant a packet falls.
 */
export type Micros = Brand<number, 'Micros'>;

/** A whole number of microseconds; what is not whole is rounded. */
export function micros(value: number): Micros {
  return Math.round(value) as Micros;
}

export function fromMilliseconds(value: number): Micros {
  return micros(value * 1_000);
}

export function fromSeconds(value: number): Micros {
  return micros(value * 1_000_000);
}

export function plus(time: Micros, length: Micros): Micros {
  return (time + length) as Micros;
}

/** How long it is from one instant to another. */
export function span(from: Micros, to: Micros): Micros {
  return (to - from) as Micros;
}

export function latest(a: Micros, b: Micros): Micros {
  return a >= b ? a : b;
}

/** An instant as it stands on the axis: seconds with six decimals, `8.068010 s`. */
export function formatInstant(time: Micros): string {
  return `${fixed(time, 1_000_000, 6)} s`;
}

/** A length in the unit that suits it, without needless zeros: `10 µs`, `68 ms`, `1.5 ms`, `2.38 s`. */
export function formatLength(length: Micros): string {
  const size = Math.abs(length);
  if (size < 1_000) return `${length} µs`;
  if (size < 1_000_000) return `${trimmed(fixed(length, 1_000, 3))} ms`;
  return `${trimmed(fixed(length, 1_000_000, 6))} s`;
}

/** `value / unit` with `nDigits` decimals, by integer arithmetic; `unit` is ten to the power of `nDigits`. */
function fixed(value: number, unit: number, nDigits: number): string {
  const size = Math.abs(value);
  const whole = Math.floor(size / unit);
  const rest = String(size % unit).padStart(nDigits, '0');
  return `${value < 0 ? '-' : ''}${whole}.${rest}`;
}

function trimmed(text: string): string {
  return text.replace(/\.?0+$/, '');
}

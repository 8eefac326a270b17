import type { Cancel } from './cancel.ts';

/** Lets others run while a long operation goes on. Made for one operation, never shared. */
export interface Pace {
  /** Call it often. False: cancelled, stop. Waits for the event loop about every 10 ms, or as it was made. */
  step(): boolean | Promise<boolean>;
}

/** Between two waits, in milliseconds: short enough that a hover does not feel it. */
const usualSlice = 10;
/** The same of work that nobody waits for: a request waits for it at each of its own pauses. */
export const backgroundSlice = 1;

/**
 * `now` is a clock in milliseconds that only goes forwards; `wait` resolves once the event loop has had a turn. The clock
 * is looked at every `nSteps` steps: 1 for steps that take milliseconds. `slice` is the time between two waits.
 */
export function createPace(
  cancel: Cancel,
  now: () => number,
  wait: () => Promise<void>,
  nSteps = 64,
  slice: number = usualSlice,
): Pace {
  let since = now();
  let nLeft = nSteps;
  return {
    step() {
      if (--nLeft > 0) return true;
      nLeft = nSteps;
      if (now() - since < slice) return !cancel.isCancellationRequested;
      return wait().then(() => {
        since = now();
        return !cancel.isCancellationRequested;
      });
    },
  };
}

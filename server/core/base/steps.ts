import type { Pace } from './pace.ts';

/** A computation that may pause wherever it yields, and returns its result at the end. */
export type Steps<Value> = Generator<void, Value>;

/** The result at once. */
export function finish<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The result, with pauses; undefined when it was cancelled. */
export async function finishPaced<Value>(steps: Steps<Value>, pace: Pace): Promise<Value | undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (!(await pace.step())) return undefined;
  }
}

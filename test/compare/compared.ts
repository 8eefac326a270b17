import type { Change, Comparison } from '../../server/core/compare/comparison.ts';
import { compareSides } from '../../server/core/compare/compareSides.ts';
import { compareFlows } from '../../server/core/compare/flowMatch.ts';
import type { RowMatch } from '../../server/core/compare/matchRows.ts';
import { type Numbering, plainNumbering } from '../../server/core/compare/numbering.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { compareOptions, openSide, type SideRequest } from '../../server/host/compareInput.ts';

/** The result of steps that nobody waits between. */
export function finish<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Compares what lies on the disk. */
export function compared(first: SideRequest, second: SideRequest): Comparison {
  const [before, after] = [finish(openSide(first)), finish(openSide(second))];
  return finish(compareSides(before.side, after.side, compareOptions(before, after, undefined, false)));
}

export function changesOf({ groups }: Comparison): readonly Change[] {
  return groups.flatMap(({ changes }) => changes);
}

/** Compares flows that were written down, a line each. */
export function comparedFlows(
  before: string,
  after: string,
  numberings: readonly [Numbering, Numbering] = [plainNumbering, plainNumbering],
): RowMatch {
  return finish(
    compareFlows([readDumpText(before, 'ovs-openflow'), readDumpText(after, 'ovs-openflow')], numberings),
  );
}

export function isSame({ removed, added, changed }: RowMatch): boolean {
  return removed.length + added.length + changed.length === 0;
}

import { groupBy } from '../../base/groupBy.ts';
import type { Network } from '../network.ts';
import type { PortRule } from '../portRule.ts';
import type { Chassis } from '../network.ts';
import type { PortState } from '../portState.ts';
import { names, placeOfChassis } from '../wording.ts';

export const mc11: PortRule = {
  code: 'MC11',
  *check(state, network) {
    for (const [word, chassis] of ambiguous(state, network)) {
      yield {
        message: `${state.binding.name} requests ${word}, which is the hostname of ${names(chassis)}: which one is meant is not said.`,
        related: chassis.flatMap((each) => placeOfChassis(each, `${each.name} has the hostname ${word}`)),
      };
    }
  },
};

/** Words of the list that are the hostname of several chassis and the name of none. */
export function ambiguous(
  { list }: PortState,
  { chassis }: Network,
): ReadonlyMap<string, readonly Chassis[]> {
  if (list.length === 0) return new Map();
  const isName = new Set(chassis.map(({ name }) => name));
  const byHostname = groupBy(
    chassis.filter(({ row }) => row !== undefined),
    ({ hostname }) => hostname ?? '',
  );
  return new Map(
    [...byHostname].filter(([word, all]) => all.length > 1 && list.includes(word) && !isName.has(word)),
  );
}

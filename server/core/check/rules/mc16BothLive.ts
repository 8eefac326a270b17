import { shellWord } from '../commands.ts';
import { packets } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import { type PortView, viewOf } from '../portState.ts';
import { words } from '../values.ts';
import { names, rowsAs } from '../wording.ts';

export const mc16: PortRule = {
  code: 'MC16',
  *check(state) {
    const { binding, main, additional, strategy, carrier } = state;
    if (main === undefined || strategy !== undefined) return;
    // What its port's strategy does not cover of a container is told as MC24.
    if (words(carrier?.options.get('activation-strategy')).length > 0) return;
    // The option may be gone and its rows not yet.
    const live = additional.filter((each) => isLive(viewOf(state, each)));
    if (live.length === 0) return;
    const places = [main, ...live];
    const counted = places.flatMap((each) => {
      const nPackets = packets(viewOf(state, each)?.flows.delivery ?? []);
      return nPackets === undefined ? [] : [`${nPackets} packets at ${each.name}`];
    });
    yield {
      message: `${binding.name} is live at ${names(places)}: packets for it are delivered at each of them${counted.length === 0 ? '' : ` (${counted.join(', ')})`}. It has no activation strategy.`,
      related: places.flatMap((each) =>
        rowsAs(`delivers at ${each.name}`, viewOf(state, each)?.flows.delivery ?? []),
      ),
      command: `ovn-nbctl set Logical_Switch_Port ${shellWord(binding.name)} options:activation-strategy=rarp`,
    };
  },
};

/** As far as one can see: a chassis that has no row for the guest yet delivers nothing. */
function isLive(view: PortView | undefined): boolean {
  if (view === undefined) return true;
  const { chassis, flows, isBlocked } = view;
  const isEmpty = flows.delivery.length === 0 && chassis.flows?.isComplete('OFTABLE_LOG_TO_PHY') === true;
  return !isBlocked && !isEmpty;
}

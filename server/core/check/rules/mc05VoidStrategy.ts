import { literal } from '../controllerLog.ts';
import type { PortRule } from '../portRule.ts';
import { type PortView, strategies, viewOf } from '../portState.ts';
import { rowsAs } from '../wording.ts';

/** Whether blocks would be seen. */
function isShown({ chassis: { flows: dump }, flows }: PortView): boolean {
  return (
    flows.ingress.length + flows.delivery.length > 0 &&
    dump?.isComplete('OFTABLE_PHY_TO_LOG') === true &&
    dump.isComplete('OFTABLE_LOG_TO_PHY')
  );
}

export const mc05: PortRule = {
  code: 'MC05',
  *check(state, network) {
    const { binding, strategy, strategyWords, strategyEffect } = state;
    // Words that no release knows are told apart.
    if (strategy === undefined || strategyWords.some((word) => !strategies.has(word))) return;
    for (const chassis of state.additional) {
      if (state.flagged.includes(chassis.name)) continue;
      const view = viewOf(state, chassis);
      const isLive = view === undefined ? strategyEffect === 'void' : !view.isBlocked && isShown(view);
      if (!isLive) continue;
      const log = chassis.log?.last(
        new RegExp(`Unknown activation strategy defined for port ${literal(binding.name)}:`, 'u'),
      );
      const why =
        strategyEffect === 'void'
          ? binding.addresses.some((address) => address.includes(':'))
            ? ` OVN ${network.version ?? network.layout.layout.label} does not know this strategy.`
            : ' The port has no address with a MAC, which the strategy needs.'
          : ' Either the release there does not know it, or the announcement was heard this moment and is not yet written down.';
      const unsure = view === undefined ? ` The flows of ${chassis.name} would confirm it.` : '';
      yield {
        message: `${binding.name} has the activation strategy ${strategy}, and nothing blocks it at ${chassis.name}.${why}${unsure}`,
        place: view?.flows.delivery[0]?.place,
        related: [
          ...rowsAs('takes what the guest sends', view?.flows.ingress ?? []),
          ...(log === undefined ? [] : [{ ...log.place, message: log.text }]),
        ],
      };
    }
  },
};

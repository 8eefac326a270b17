import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { rowsAs } from '../wording.ts';

export const mc31: PortRule = {
  code: 'MC31',
  *check(state) {
    const { binding, main, additional } = state;
    if (binding.portSecurity.length === 0 || binding.cookie === undefined) return;
    // A dump that was cut has no such rows for anybody: the main chassis shows whether this one was.
    const mainFlows = main?.flows;
    if (mainFlows === undefined || (mainFlows.portSecurityRows(binding.cookie)?.length ?? 0) < 2) return;
    for (const chassis of additional) {
      const nRows = chassis.flows?.portSecurityRows(binding.cookie)?.length;
      const view = viewOf(state, chassis);
      // 26.03 has one such row everywhere.
      if (chassis.flows?.isComplete('OFTABLE_PHY_TO_LOG') !== true) continue;
      if (nRows === undefined || nRows > 1 || view === undefined || view.flows.ingress.length === 0) continue;
      yield {
        message: `${chassis.name} does not check what the guest of ${binding.name} sends: it has no rows of its port security, which ${main?.name ?? 'the main chassis'} has.`,
        place: view.flows.ingress[0]?.place,
        related: rowsAs('hands over to the guest', view.flows.delivery),
      };
    }
  },
};

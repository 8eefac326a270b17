import type { PortRule } from '../portRule.ts';
import { hasFlowBasedTunnels } from '../portState.ts';
import { names } from '../wording.ts';
import { showsClones } from './missingClones.ts';

export const mc21: PortRule = {
  code: 'MC21',
  *check({ binding, additional, views }) {
    if (additional.length === 0) return;
    for (const view of views) {
      const { chassis, expected, targets, flows } = view;
      const missing = expected.filter((each) => targets.every((target) => target.chassis !== each));
      if (!showsClones(view) || missing.length === 0 || !hasFlowBasedTunnels(chassis)) continue;
      yield {
        message: `${chassis.name} uses flow-based tunnels and sends no copy for ${binding.name} to ${names(missing)}: ports at several chassis are not supported so.`,
        place: flows.remote[0]?.place ?? chassis.place,
        command: 'ovs-vsctl remove Open_vSwitch . external_ids ovn-enable-flow-based-tunnels',
      };
    }
  },
};

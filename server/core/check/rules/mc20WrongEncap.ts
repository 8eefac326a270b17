import type { Chassis } from '../network.ts';
import type { PortRule } from '../portRule.ts';
import type { PortState } from '../portState.ts';
import type { Encap } from '../southbound.ts';
import { placeOfChassis } from '../wording.ts';

export const mc20: PortRule = {
  code: 'MC20',
  *check(state) {
    for (const { chassis, flows, targets } of state.views) {
      for (const { chassis: target, tunnel, output } of targets) {
        const called = target === undefined ? undefined : calledFor(state, target);
        const address = output.destination ?? tunnel?.remoteIp;
        if (target === undefined || called === undefined || address === undefined || address === called.ip)
          continue;
        yield {
          message: `${chassis.name} sends packets for ${state.binding.name} to ${address} of ${target.name}, and the binding asks for ${called.ip}.`,
          place: flows.remote[0]?.place,
          related: [
            ...placeOfChassis(target, `chassis ${target.name}`),
            ...(tunnel === undefined ? [] : [{ ...tunnel.place, message: `tunnel ${tunnel.name}` }]),
          ],
        };
      }
    }
  },
};

/** Only a chassis with several encapsulations has one that is asked for (from 24.09 on). */
function calledFor({ binding, main }: PortState, chassis: Chassis): Encap | undefined {
  const own = chassis.row?.encaps ?? [];
  if (own.length < 2) return undefined;
  if (chassis === main) return binding.encap;
  return binding.additionalEncaps.find(({ uuid }) => own.some((each) => each.uuid === uuid));
}

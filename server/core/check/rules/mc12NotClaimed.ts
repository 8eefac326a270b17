import { literal } from '../controllerLog.ts';
import type { Chassis } from '../network.ts';
import type { PortRule } from '../portRule.ts';
import type { PortState } from '../portState.ts';
import { lag } from '../wording.ts';
import { isLeftBehind } from './leftBehind.ts';
import { ambiguous } from './mc11SameHostname.ts';

export const mc12: PortRule = {
  code: 'MC12',
  *check(state, network) {
    const taken = [...ambiguous(state, network).values()].flat();
    for (const chassis of state.requestedAdditional) {
      if (state.additional.includes(chassis) || chassis === state.main) continue;
      if (taken.includes(chassis) || isLeftBehind(state, chassis)) continue;
      const plugged = state.plugged.get(chassis);
      const log = chassis.log?.last(new RegExp(`Not claiming lport ${literal(state.binding.name)}[, ]`, 'u'));
      yield {
        message: `${chassis.name} is requested for ${state.binding.name} and has not bound it. ${reason(state, chassis)}${lag(chassis, network)}`,
        related: [
          ...(plugged === undefined ? [] : [{ ...plugged.place, message: `interface ${plugged.name}` }]),
          ...(log === undefined ? [] : [{ ...log.place, message: log.text }]),
        ],
      };
    }
  },
};

function reason({ binding, plugged }: PortState, chassis: Chassis): string {
  if (chassis.interfaces === undefined)
    return `Whether it has an interface for it, the interfaces of ${chassis.name} would tell.`;
  const found = plugged.get(chassis);
  if (found === undefined)
    return `It has no interface for it (external_ids:iface-id=${binding.name}): it was not plugged yet, or this is the host that the port has left and the list was not shortened.`;
  if (found.ofport === -1)
    return `Open vSwitch could not make its interface ${found.name}${found.error === undefined ? '' : ` (${found.error})`}.`;
  // `controller/binding.c`: an interface of another version is not the port's.
  const wanted = binding.options.get('iface-id-ver');
  if (wanted !== undefined && found.ifaceIdVersion !== wanted)
    return `Its interface ${found.name} has iface-id-ver ${found.ifaceIdVersion ?? 'unset'}, and the port asks for ${wanted}: it is another guest's.`;
  return `Its interface ${found.name} is there.`;
}

import type { Chassis } from '../network.ts';
import type { PortRule } from '../portRule.ts';
import { list, placeOfChassis, rowsAs } from '../wording.ts';
import { missingClones } from './missingClones.ts';

export const mc01: PortRule = {
  code: 'MC01',
  *check(state, network) {
    for (const { view, targets, tunnels } of missingClones(state, network)) {
      const [target] = targets;
      if (tunnels === undefined || tunnels.length > 0 || target === undefined) continue;
      const { chassis, flows } = view;
      const [row] = flows.remote;
      yield {
        message: `${chassis.name} sends no copy for ${state.binding.name} to ${target.name}: it has no tunnel to it.${reason(chassis, target)}`,
        place: row?.place,
        related: [
          ...placeOfChassis(target, `chassis ${target.name}`),
          ...rowsAs('where the port is sent to instead', row === undefined ? flows.toLocalnet : []),
        ],
      };
    }
  },
};

/** Why there is no tunnel, as far as the two chassis show it (`controller/encaps.c`). */
function reason({ name, row }: Chassis, other: Chassis): string {
  if (row === undefined || other.row === undefined) return '';
  const [own, theirs] = [row.transportZones, other.row.transportZones];
  const areApart = own.length + theirs.length > 0 && own.every((zone) => !theirs.includes(zone));
  if (areApart)
    return ` Their transport zones do not overlap: ${name} is in ${zones(own)}, ${other.name} in ${zones(theirs)}.`;
  const types = new Set(row.encaps.map(({ type }) => type));
  const otherTypes = other.row.encaps.map(({ type }) => type);
  if (types.size > 0 && otherTypes.length > 0 && otherTypes.every((type) => !types.has(type)))
    return ` They share no type of encapsulation: ${name} has ${list([...types])}, ${other.name} ${list(otherTypes)}.`;
  return '';
}

function zones(names: readonly string[]): string {
  return names.length === 0 ? 'none' : list(names);
}

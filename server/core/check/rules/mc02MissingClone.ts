import { recomputeCommand } from '../commands.ts';
import type { PortRule } from '../portRule.ts';
import { lag, names, placeOfChassis, rowsAs } from '../wording.ts';
import { missingClones } from './missingClones.ts';

export const mc02: PortRule = {
  code: 'MC02',
  *check(state, network) {
    for (const { view, targets, nMissing, tunnels } of missingClones(state, network)) {
      if (tunnels?.length === 0) continue;
      const { chassis, flows } = view;
      const [row] = flows.remote;
      const how =
        row !== undefined
          ? 'its row sends elsewhere only'
          : flows.toLocalnet.length > 0
            ? 'it still sends them out of the localnet port'
            : 'it has no row for that';
      const isSure = targets.length === nMissing;
      const what = isSure
        ? `sends no copy for ${state.binding.name} to ${names(targets)}`
        : `sends too few copies for ${state.binding.name}: ${nMissing} of those to ${names(targets)} ${nMissing === 1 ? 'is' : 'are'} missing`;
      const unknown = !isSure
        ? ` Which, the interfaces of ${chassis.name} would tell.`
        : tunnels === undefined
          ? ` Whether it has a tunnel there, the interfaces of ${chassis.name} would tell.`
          : '';
      yield {
        message: `${chassis.name} ${what}${isSure ? `: ${how}` : ''}.${unknown}${lag(chassis, network)}`,
        place: row?.place ?? flows.toLocalnet[0]?.place,
        related: [
          ...targets.flatMap((target) => placeOfChassis(target, `chassis ${target.name}`)),
          ...rowsAs('what is done with the port instead', row === undefined ? [] : flows.toLocalnet),
        ],
        command: recomputeCommand,
      };
    }
  },
};

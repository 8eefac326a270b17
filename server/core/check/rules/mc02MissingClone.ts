import { lag, placeOfChassis, type PortRule, recomputeCommand, rowsAs } from '../portRule.ts';
import { missingClones } from './missingClones.ts';

export const mc02: PortRule = {
  code: 'MC02',
  *check(state, network) {
    for (const { view, target, tunnels } of missingClones(state, network)) {
      if (tunnels?.length === 0) continue;
      const { chassis, flows } = view;
      const [row] = flows.remote;
      const how =
        row !== undefined
          ? 'its row sends elsewhere only'
          : flows.toLocalnet.length > 0
            ? 'it still sends them out of the localnet port'
            : 'it has no row for that';
      const unknown =
        tunnels === undefined
          ? ` Whether it has a tunnel there, the interfaces of ${chassis.name} would tell.`
          : '';
      yield {
        message: `${chassis.name} sends no copy for ${state.binding.name} to ${target.name}: ${how}.${unknown}${lag(chassis, network)}`,
        place: row?.place ?? flows.toLocalnet[0]?.place,
        related: [
          ...placeOfChassis(target, `chassis ${target.name}`),
          ...rowsAs('what is done with the port instead', row === undefined ? [] : flows.toLocalnet),
        ],
        command: recomputeCommand,
      };
    }
  },
};

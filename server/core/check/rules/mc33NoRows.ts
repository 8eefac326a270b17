import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { lag, placeOfChassis, rowsAs } from '../wording.ts';

export const mc33: PortRule = {
  code: 'MC33',
  *check(state, network) {
    const { binding, main } = state;
    const view = main === undefined ? undefined : viewOf(state, main);
    if (main?.flows === undefined || view === undefined) return;
    if (!main.flows.isComplete('OFTABLE_PHY_TO_LOG') || !main.flows.isComplete('OFTABLE_LOG_TO_PHY')) return;
    if (view.flows.ingress.length + view.flows.delivery.length > 0) return;
    const log = main.log?.last(/version negotiation failed/);
    const claims = [
      ...(binding.up === true ? ['is marked up'] : []),
      ...(state.plugged.get(main)?.isInstalled === true ? ['its interface ovn-installed'] : []),
    ];
    yield {
      message: `${binding.name} is bound at ${main.name}, and the flows there have no row of it: packets for it end there.${claims.length === 0 ? '' : ` That it ${claims.join(', ')} says nothing.`}${log === undefined ? '' : ' Its ovn-controller shares no version of OpenFlow with the switch.'}${lag(main, network)}`,
      place: { path: main.flows.path, line: 0 },
      related: [
        { ...binding.place, message: `binding of ${binding.name}` },
        ...placeOfChassis(main, `chassis ${main.name}`),
        ...rowsAs('still sends the port elsewhere', view.flows.remote),
        ...(log === undefined ? [] : [{ ...log.place, message: log.text }]),
      ],
    };
  },
};

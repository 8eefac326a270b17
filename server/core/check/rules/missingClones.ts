import { literal } from '../controllerLog.ts';
import type { Interface } from '../interfaces.ts';
import type { Chassis, Network } from '../network.ts';
import { hasFlowBasedTunnels, type PortState, type PortView, tunnelsTo } from '../portState.ts';

/** A copy that a chassis should send and does not. */
export interface MissingClone {
  readonly view: PortView;
  readonly target: Chassis;
  /** Tunnels that there are to it; undefined when neither interfaces nor a log tell. */
  readonly tunnels: readonly Interface[] | undefined;
}

/** Where an output's tunnel is not known, it may be the one that seems to be missing: then nothing is said. */
export function* missingClones(state: PortState, network: Network): Generator<MissingClone> {
  if (state.additional.length === 0) return;
  for (const view of state.views) {
    if (hasFlowBasedTunnels(view.chassis)) continue;
    const missing = view.expected.filter((each) => view.targets.every(({ chassis }) => chassis !== each));
    const nUnknown = view.targets.filter(({ chassis }) => chassis === undefined).length;
    if (nUnknown >= missing.length) continue;
    for (const target of missing) yield { view, target, tunnels: knownTunnels(state, view, target, network) };
  }
}

function knownTunnels(
  { binding }: PortState,
  { chassis }: PortView,
  target: Chassis,
  network: Network,
): readonly Interface[] | undefined {
  const tunnels = tunnelsTo(chassis, target, network);
  if (tunnels !== undefined && (tunnels.length > 0 || network.knowsEncaps)) return tunnels;
  const failure = new RegExp(
    `Failed to locate tunnel to reach (?:main|additional) chassis ${literal(target.name)} for port ${literal(binding.name)}\\.`,
    'u',
  );
  return chassis.log?.last(failure) === undefined ? undefined : [];
}

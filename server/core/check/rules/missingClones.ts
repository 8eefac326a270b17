import { literal } from '../controllerLog.ts';
import type { Interface } from '../interfaces.ts';
import type { Chassis, Network } from '../network.ts';
import { hasFlowBasedTunnels, type PortState, type PortView, tunnelsTo } from '../portState.ts';

/** A copy that a chassis should send and does not. */
export interface MissingClone {
  readonly view: PortView;
  /** Where it should go; several when only their number is known, since no file tells whose tunnels the others use. */
  readonly targets: readonly Chassis[];
  readonly nMissing: number;
  /** Tunnels that there are to it; undefined when neither interfaces nor a log tell. */
  readonly tunnels: readonly Interface[] | undefined;
}

/** Where an output's tunnel is not known, it may be the one that seems to be missing: then at most their number is told. */
export function* missingClones(state: PortState, network: Network): Generator<MissingClone> {
  if (state.additional.length === 0) return;
  for (const view of state.views) {
    if (hasFlowBasedTunnels(view.chassis) || !showsClones(view)) continue;
    const missing = view.expected.filter((each) => view.targets.every(({ chassis }) => chassis !== each));
    const nUnknown = view.targets.filter(({ chassis }) => chassis === undefined).length;
    const clones = missing.map((target): MissingClone => {
      const tunnels = knownTunnels(state, view, target, network);
      return { view, targets: [target], nMissing: 1, tunnels };
    });
    const isCertain = ({ tunnels }: MissingClone): boolean => nUnknown === 0 || tunnels?.length === 0;
    yield* clones.filter(isCertain);
    const others = clones.flatMap((clone) => (isCertain(clone) ? [] : clone.targets));
    const nMissing = others.length - nUnknown;
    if (nUnknown > 0 && nMissing > 0) yield { view, targets: others, nMissing, tunnels: undefined };
  }
}

/** Whether a row that sends copies would be seen. */
export function showsClones({ chassis, flows }: PortView): boolean {
  return flows.remote.length > 0 || chassis.flows?.isComplete('OFTABLE_REMOTE_OUTPUT') === true;
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

import type { Chassis } from '../network.ts';
import type { PortState } from '../portState.ts';

/** Chassis that may each claim a port that nobody is requested for. */
export function contenders({ binding, list, requested, plugged }: PortState): readonly Chassis[] {
  if (binding.parent !== undefined || list.length > 0 || requested !== undefined) return [];
  return [...plugged].flatMap(([chassis, { ofport }]) =>
    ofport !== undefined && ofport > 0 ? [chassis] : [],
  );
}

export function isContested(state: PortState): boolean {
  return contenders(state).length > 1;
}

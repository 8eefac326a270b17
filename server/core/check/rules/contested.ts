import { compareNames } from '../../model/capture.ts';
import { literal } from '../controllerLog.ts';
import type { Chassis } from '../network.ts';
import type { PortState } from '../portState.ts';

/**
 * Chassis that may each claim a port that nobody is requested for: they have an interface for it, or log that they took
 * it where no file has their interfaces.
 */
export function contenders({ binding, list, requested, plugged, views }: PortState): readonly Chassis[] {
  if (binding.parent !== undefined || list.length > 0 || requested !== undefined) return [];
  const change = new RegExp(`Changing chassis for lport ${literal(binding.name)} from `, 'u');
  const takers = views.flatMap(({ chassis }) =>
    chassis.interfaces === undefined && (chassis.log?.count(change) ?? 0) > 1 ? [chassis] : [],
  );
  return [
    ...[...plugged].flatMap(([chassis, { ofport }]) => (ofport !== undefined && ofport > 0 ? [chassis] : [])),
    ...takers,
  ].sort((a, b) => compareNames(a.name, b.name));
}

export function isContested(state: PortState): boolean {
  return contenders(state).length > 1;
}

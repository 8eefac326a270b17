import { literal } from '../controllerLog.ts';
import type { Chassis } from '../network.ts';
import type { PortState } from '../portState.ts';

/**
 * Whether a requested chassis without an interface, or whose interfaces no file has, is the one that the port came from. A list whose names were swapped
 * looks like one for a new migration back; the flag or the log of the main chassis tells.
 */
export function isLeftBehind({ binding, main, flagged, plugged }: PortState, chassis: Chassis): boolean {
  if (main === undefined || plugged.has(chassis)) return false;
  if (flagged.includes(main.name)) return true;
  const change = `Changing chassis for lport ${literal(binding.name)} from ${literal(chassis.name)} to ${literal(main.name)}\\.`;
  return main.log?.last(new RegExp(change, 'u')) !== undefined;
}

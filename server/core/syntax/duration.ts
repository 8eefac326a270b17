import { dotChar, isDigit, zeroChar } from '../text/ascii.ts';
import { NodeKind } from './nodeKind.ts';
import { type Scanner, classOf, isSeparator, lowerSChar } from './openflow/scanner.ts';

/**
 * Takes `6.966s`: a leaf whose number is milliseconds, at most 2⁵³-1; without the unit too unless `isUnitNeeded`.
 * False, and nothing done, where none stands.
 */
export function takeDuration(s: Scanner, isUnitNeeded = true): boolean {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  let seconds = 0;
  while (at < end && isDigit(bytes[at])) seconds = seconds * 10 + ((bytes[at++] as number) - zeroChar);
  if (at === start) return false;
  let milliseconds = seconds * 1000;
  if (at < end && bytes[at] === dotChar) {
    at++;
    let unit = 100;
    while (at < end && isDigit(bytes[at])) {
      milliseconds += ((bytes[at++] as number) - zeroChar) * unit;
      unit = unit > 1 ? unit / 10 : 0;
    }
  }
  if (at < end && bytes[at] === lowerSChar) at++;
  else if (isUnitNeeded) return false;
  if (at < end && ((classOf[bytes[at] as number] as number) & isSeparator) === 0) return false;
  s.at = at;
  milliseconds = Math.min(milliseconds, Number.MAX_SAFE_INTEGER);
  const high = Math.floor(milliseconds / 0x1_0000_0000);
  s.tree.leaf(NodeKind.duration, start - s.base, at - s.base, (milliseconds % 0x1_0000_0000) | 0, high);
  return true;
}

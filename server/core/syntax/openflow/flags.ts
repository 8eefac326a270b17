import { barChar, isDigit, minusChar, plusChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import type { NameTable } from './nameTable.ts';
import { addProblem, isAt, type Scanner, scanName } from './scanner.ts';

/**
 * Flags such as `+new-est` or `syn|ack`: a `value` node with a leaf for each. A leaf's value is the flag's bits, its
 * high word 1 for `+`, -1 for `-`, 0 for none. False, and nothing done, where a number stands, or nothing.
 */
export function takeFlags(s: Scanner, names: NameTable): boolean {
  const { bytes, end, tree } = s;
  if (s.at >= end || isDigit(bytes[s.at])) return false;
  const value = tree.open(NodeKind.value, s.at - s.base);
  while (s.at < end) {
    const start = s.at;
    const byte = bytes[start] as number;
    const sign = byte === plusChar ? 1 : byte === minusChar ? -1 : 0;
    if (sign !== 0) s.at++;
    const nameStart = s.at;
    const nameEnd = scanName(s);
    if (nameEnd === nameStart) {
      s.at = start;
      break;
    }
    s.at = nameEnd;
    const bits = names.find(bytes, nameStart, nameEnd);
    const isUnknown = bits === -1;
    tree.leaf(isUnknown ? NodeKind.unknown : NodeKind.word, start - s.base, nameEnd - s.base, bits, sign);
    if (isUnknown) addProblem(s, start, nameEnd, 'no such flag');
    if (isAt(s, barChar)) s.at++;
  }
  if (tree.nNodes === value + 1) {
    tree.truncate(value);
    return false;
  }
  tree.close(value, s.at - s.base);
  return true;
}

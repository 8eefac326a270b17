import { closeBracketChar, colonChar, minusChar, openBracketChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { missing } from './actionParts.ts';
import { addProblem, isAt, type Scanner } from './scanner.ts';
import { takeValue } from './values.ts';

/** `10.0.0.1-10.0.0.9:1000-2000`, `[fe80::1]-[fe80::2]:80`, `fe80::1`. */
export function takeNatRange(s: Scanner): void {
  const { bytes, tree } = s;
  for (;;) {
    const start = s.at;
    if (start >= s.end) return;
    const byte = bytes[start] as number;
    if (byte === openBracketChar) s.at++;
    const node = tree.nNodes;
    const kind = takeValue(s, NodeKind.word);
    if (byte === openBracketChar) {
      if (isAt(s, closeBracketChar)) s.at++;
      else addProblem(s, s.at, s.at, '] is missing');
    }
    if (kind === NodeKind.unknown && s.at === start) {
      missing(s, 'an address or a port');
      return;
    }
    if (kind !== NodeKind.ip4 && kind !== NodeKind.ip6 && kind !== NodeKind.number && tree.nNodes > node) {
      tree.amend(node, NodeKind.unknown, 0);
      addProblem(s, start, s.at, 'an address or a port is expected');
    }
    if (isAt(s, minusChar) || isAt(s, colonChar)) s.at++;
    else return;
  }
}

import { nineChar, zeroChar } from '../text/ascii.ts';
import { startsWithAscii } from '../text/bytes.ts';
import { NodeKind } from './nodeKind.ts';
import { type Scanner, classOf, isName, scanWord } from './openflow/scanner.ts';
import { takeValue } from './openflow/values.ts';

/** Takes the rest of a header line: its first word as `keyword`, then words and numbers. What stands between has no leaf. */
export function takeHeaderWords(s: Scanner): void {
  const { bytes, end, tree } = s;
  let kind: NodeKind = NodeKind.keyword;
  while (s.at < end) {
    const byte = bytes[s.at] as number;
    if (((classOf[byte] as number) & isName) === 0) {
      s.at++;
      continue;
    }
    const start = s.at;
    const isDigit = byte >= zeroChar && byte <= nineChar;
    if (isDigit && takeValue(s, NodeKind.word) !== NodeKind.unknown) continue;
    s.at = Math.max(scanWord(s), start + 1);
    tree.leaf(kind, start - s.base, s.at - s.base);
    kind = NodeKind.word;
  }
}

/** Whether an OpenFlow message's name stands here: `OFPST_GROUP_DESC reply`, `NXST_GROUP reply`, `OFPT_FEATURES_REPLY`. */
export function isReplyHeader(s: Scanner): boolean {
  for (const prefix of ['OFPST_', 'OFPT_', 'NXST_', 'NXT_']) {
    if (startsWithAscii(s.bytes, s.at, prefix, s.end)) return true;
  }
  return false;
}

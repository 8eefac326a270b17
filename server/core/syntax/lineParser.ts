import { hashChar, isDigit } from '../text/ascii.ts';
import { startsWithAscii } from '../text/bytes.ts';
import { NodeKind } from './nodeKind.ts';
import { classOf, isAt, isName, Scanner, scanWord, skipSeparators } from './openflow/scanner.ts';
import { takeValue } from './openflow/values.ts';
import { isPromptLine } from './promptLine.ts';
import type { RowParser } from './rowSyntax.ts';

/**
 * The parser of a dialect whose lines are comments (`#`, and what a terminal shows besides), headers, and what `take` makes a tree of. The root is a `comment`, a
 * `header` or a `row`, and spans the line.
 */
export function lineParser(isHeader: (s: Scanner) => boolean, take: (s: Scanner) => void): RowParser {
  return (bytes, start, end, tree, problems) => {
    const s = new Scanner(tree, problems);
    s.start(bytes, start, end);
    tree.reset();
    const root = tree.open(NodeKind.row, 0);
    skipSeparators(s);
    if (isAt(s, hashChar) || isPromptLine(bytes, s.at, end)) tree.amend(root, NodeKind.comment, 0);
    else if (isHeader(s)) {
      tree.amend(root, NodeKind.header, 0);
      takeHeaderWords(s);
    } else if (s.at < end) take(s);
    tree.close(root, end - start);
  };
}

/** Takes the rest of a header line: its first word as `keyword`, then words and numbers. What stands between has no leaf. */
function takeHeaderWords(s: Scanner): void {
  const { bytes, end, tree } = s;
  let kind: NodeKind = NodeKind.keyword;
  while (s.at < end) {
    const byte = bytes[s.at] as number;
    if (((classOf[byte] as number) & isName) === 0) {
      s.at++;
      continue;
    }
    const start = s.at;
    if (isDigit(byte) && takeValue(s, NodeKind.word) !== NodeKind.unknown) continue;
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

/**
 * Reading one line of connections: of `ovs-appctl dpctl/dump-conntrack` (with `-m`, `-s`), or as the kernel prints them in
 * `/proc/net/nf_conntrack` and `conntrack -L`, `-E` do.
 *
 *     parseConntrackRow(bytes, start, end, tree, problems)   any line
 *
 * The tree of a line. Its root spans the whole line and is one of
 *   `row`      a connection, or a blank line (no children)
 *   `header`   `conntrack v1.4.6 (conntrack-tools): 3 flow entries have been shown.`
 *   `comment`  a line that begins with `#`
 * Children of a `row` of Open vSwitch, in the order of the text:
 *   `keyword`    the protocol
 *   `argument`   `orig=(…)`, `zone=5`. Value: index into `itemSpecs` (datapath/specs.ts), whose scope is `connection`. Leaf
 *                `attributeName`, then the value's leaf, a `value` node with a leaf for each flag, or `argument`s
 * Of a `row` of the kernel:
 *   `keyword`    families and protocols, the numbers behind them are `number`s, then seconds and the state, a `word`
 *   `attribute`  `src=10.0.0.1`, value -1; leaf `attributeName`, then the value's leaf. Each direction begins with `src`
 *   `word`       `[ASSURED]`, with its brackets
 */
import { closeBracketChar, commaChar, equalsChar, minusChar, openBracketChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { takeAllItems } from '../datapath/items.ts';
import { scopeIndex } from '../datapath/specs.ts';
import { lineParser } from '../lineParser.ts';
import type { RowParser } from '../rowSyntax.ts';
import {
  Scanner,
  addProblem,
  classOf,
  isAt,
  isSeparator,
  scanName,
  scanWord,
  skipSeparators,
  takeUnknown,
} from '../openflow/scanner.ts';
import { takeValue } from '../openflow/values.ts';
import { startsWithAscii } from '../../text/bytes.ts';

const connectionScope = scopeIndex('connection');

/** Parses a line of connections, as Open vSwitch or the kernel prints them. */
export const parseConntrackRow: RowParser = lineParser(isToolHeader, takeAnyConnection);

function isToolHeader(s: Scanner): boolean {
  return startsWithAscii(s.bytes, s.at, 'conntrack v', s.end);
}

function takeAnyConnection(s: Scanner): void {
  const nameEnd = scanName(s);
  if (nameEnd > s.at && nameEnd < s.end && s.bytes[nameEnd] === commaChar) takeConnection(s, nameEnd);
  else takeKernelConnection(s);
}

function takeConnection(s: Scanner, nameEnd: number): void {
  s.tree.leaf(NodeKind.keyword, s.at - s.base, nameEnd - s.base);
  s.at = nameEnd;
  takeAllItems(s, connectionScope);
}

/** Words until the first `key=value`, then these and words in brackets. */
function takeKernelConnection(s: Scanner): void {
  const { bytes } = s;
  let hasAttribute = false;
  while (s.at < s.end) {
    const start = s.at;
    if (isAt(s, openBracketChar)) takeBracketed(s);
    else {
      const nameEnd = attributeEnd(s);
      if (nameEnd > start && nameEnd < s.end && bytes[nameEnd] === equalsChar) {
        hasAttribute = true;
        takeAttribute(s, nameEnd);
      } else if (hasAttribute) takeUnknown(s, 'unexpected text');
      else takeHeadWord(s);
    }
    if (s.at < s.end && ((classOf[bytes[s.at] as number] as number) & isSeparator) === 0) {
      takeUnknown(s, 'unexpected text');
    }
    skipSeparators(s);
  }
  if (!hasAttribute) addProblem(s, s.end, s.end, 'the line ends before the addresses');
}

/** `zone-orig` and `delta-time` have hyphens. */
function attributeEnd(s: Scanner): number {
  const start = s.at;
  let end = scanName(s);
  while (end < s.end && s.bytes[end] === minusChar) {
    s.at = end + 1;
    end = scanName(s);
  }
  s.at = start;
  return end;
}

function takeAttribute(s: Scanner, nameEnd: number): void {
  const { tree } = s;
  const start = s.at;
  const node = tree.open(NodeKind.attribute, start - s.base, -1);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
  s.at = nameEnd + 1;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) {
    // A security label such as system_u:object_r:unlabeled_t:s0 has colons, a missing value is a problem.
    if (s.at >= s.end || ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
      addProblem(s, s.at, s.at, 'a value is missing');
    } else takeUnknown(s, 'a value is expected');
  } else if (kind === NodeKind.word) {
    const value = tree.nNodes - 1;
    const first = tree.start(value);
    while (isAt(s, 0x3a)) {
      s.at++;
      s.at = scanWord(s);
    }
    tree.truncate(value);
    tree.leaf(NodeKind.word, first, s.at - s.base);
  }
  tree.close(node, s.at - s.base);
}

/** `[ASSURED]`, or `[1700000000.123456]` before an event. */
function takeBracketed(s: Scanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = start + 1;
  while (at < end && bytes[at] !== closeBracketChar && bytes[at] !== openBracketChar) at++;
  if (at >= end || bytes[at] !== closeBracketChar) {
    s.at = at;
    s.tree.leaf(NodeKind.unknown, start - s.base, at - s.base);
    addProblem(s, start, at, 'a bracket is not closed');
    return;
  }
  s.at = at + 1;
  s.tree.leaf(NodeKind.word, start - s.base, s.at - s.base);
}

const upperA = 0x41;
const upperZ = 0x5a;

function takeHeadWord(s: Scanner): void {
  const { bytes, tree } = s;
  const start = s.at;
  const kind = takeValue(s, NodeKind.keyword);
  if (kind === NodeKind.number) return;
  if (kind !== NodeKind.keyword) {
    if (kind === NodeKind.unknown) takeUnknown(s, 'unexpected text');
    else {
      tree.amend(tree.nNodes - 1, NodeKind.unknown, 0);
      addProblem(s, start, s.at, 'unexpected text');
    }
    return;
  }
  const first = bytes[start] as number;
  if (first >= upperA && first <= upperZ) tree.amend(tree.nNodes - 1, NodeKind.word, 0);
}

/**
 * Reading one line of an OpenFlow reply that has neither flows nor groups: of `ovs-ofctl show`, `dump-ports-desc`,
 * `dump-ports`, `dump-tables`, `queue-stats`, `dump-ipfix-bridge` (`parsePortRow`), of `dump-meters`, `meter-stats`,
 * `meter-features` and of files for meters (`parseMeterRow`).
 *
 * The tree of a line. Its root spans the whole line and is one of
 *   `row`      what follows, or a blank line (no children)
 *   `header`   `OFPST_PORT_DESC reply (OF1.5) (xid=0x2):`: leaf `keyword`, then words
 *   `comment`  a line that begins with `#`
 * Children of a `row`, in the order of the text:
 *   `attribute`  `rate=1024`, `addr:6a:e6:51:4a:85:19`, `config:` followed by words. Leaf `attributeName`, then the value's
 *                leaf, if one follows without a space
 *   `number`, `word`, `duration`, `string`, `portName`, `operator`   all other words
 */
import {
  closeParenChar,
  colonChar,
  commaChar,
  equalsChar,
  openParenChar,
  quoteChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { takeDuration } from '../duration.ts';
import { isReplyHeader, lineParser } from '../lineParser.ts';
import type { RowParser } from '../rowSyntax.ts';
import { NodeKind } from '../nodeKind.ts';
import { NameTable } from '../openflow/nameTable.ts';
import {
  Scanner,
  addProblem,
  classOf,
  isAt,
  isSeparator,
  scanQuoted,
  skipSeparators,
  takeUnknown,
} from '../openflow/scanner.ts';
import { fits, takeValue } from '../openflow/values.ts';
import type { Tree } from '../tree.ts';

/** Parses a line about ports, tables or queues. */
export const parsePortRow: RowParser = lineParser(isReplyHeader, takeReplyLine);

/** Parses a line about meters. */
export const parseMeterRow: RowParser = lineParser(isReplyHeader, takeMeterLine);

/** Takes the words of a line, whatever they are. A line that has no `name:` and no `name=` says nothing of a switch. */
export function takeReplyLine(s: Scanner): void {
  const { tree } = s;
  const first = tree.nNodes;
  let hasAttribute = false;
  while (s.at < s.end) {
    if (takePort(s) || takeAttribute(s, undefined)) hasAttribute = true;
    else takeWord(s);
    skipSeparators(s);
  }
  const isTitle = s.end > s.base && s.bytes[s.end - 1] === colonChar;
  if (hasAttribute || isTitle || isHeading(s, first)) return;
  tree.truncate(first);
  s.at = s.base;
  skipSeparators(s);
  takeUnknown(s, 'no line of such a reply', true);
  while (s.at < s.end) takeUnknown(s, 'no line of such a reply', true);
}

/** `CUSTOM Statistics` stands above a port's own counters, `(same features)` for a table that has those of the last one. */
function isHeading(s: Scanner, first: number): boolean {
  const { tree, bytes, base } = s;
  if (tree.nNodes === first) return false;
  const at = base + tree.start(first);
  return startsWithAscii(bytes, at, 'CUSTOM ', s.end) || startsWithAscii(bytes, at, '(same ', s.end);
}

/** OpenFlow's names of ports have 64 bytes at most; a parenthesis that is farther away closes something else. */
const maxNameSize = 80;

/** ` 1(ovn-hv1-0):`, ` LOCAL(br-int):`: number and name, both as `portName`, of a word with parentheses. */
function takePort(s: Scanner): boolean {
  const { bytes, end, tree } = s;
  const start = s.at;
  let at = start;
  while (at < end && continuesWord(bytes[at] as number)) at++;
  if (at === start || at >= end || bytes[at] !== openParenChar) return false;
  let close = at + 1;
  while (close < end && bytes[close] !== closeParenChar && close - at < maxNameSize) close++;
  if (
    close + 1 >= end ||
    bytes[close] !== closeParenChar ||
    bytes[close + 1] !== colonChar ||
    close === at + 1
  )
    return false;
  const node = tree.open(NodeKind.attribute, start - s.base, -1);
  s.end = at;
  const isNumber = takeValue(s, NodeKind.portName) === NodeKind.number && s.at === at;
  if (!isNumber) {
    tree.truncate(node + 1);
    tree.leaf(NodeKind.portName, start - s.base, at - s.base);
  }
  s.end = end;
  tree.leaf(NodeKind.portName, at + 1 - s.base, close - s.base);
  s.at = close + 2;
  tree.close(node, close + 1 - s.base);
  return true;
}

/** `name=value`, `name:value` or `name:`. False, and nothing done, for a word of another kind. */
function takeAttribute(s: Scanner, names: NameTable | undefined): boolean {
  const { bytes, end, tree } = s;
  const start = s.at;
  let at = start;
  while (at < end && continuesWord(bytes[at] as number)) at++;
  const opener = at < end ? bytes[at] : 0;
  if (at === start || (opener !== equalsChar && opener !== colonChar)) return false;
  const name = names === undefined ? 0 : names.find(bytes, start, at);
  const isKnown = name !== -1;
  const node = tree.open(NodeKind.attribute, start - s.base, isKnown ? name : -1);
  tree.leaf(isKnown ? NodeKind.attributeName : NodeKind.unknown, start - s.base, at - s.base);
  if (!isKnown) addProblem(s, start, at, 'meters have nothing of that name');
  s.at = at + 1;
  if (s.at < end && ((classOf[bytes[s.at] as number] as number) & isSeparator) === 0) takeWord(s);
  tree.close(node, s.at - s.base);
  return true;
}

/** A number, a duration, an address, a string, `?`, or any other word up to the next space, comma or opener. */
function takeWord(s: Scanner): void {
  const { bytes, end, tree } = s;
  const start = s.at;
  const first = bytes[start] as number;
  if (first === quoteChar) {
    s.at = scanQuoted(s);
    tree.leaf(NodeKind.string, start - s.base, s.at - s.base);
    return;
  }
  if (takeDuration(s)) return;
  let at = start;
  while (at < end && ((classOf[bytes[at] as number] as number) & isSeparator) === 0) at++;
  // `2...253:` and `1:` end in a colon that belongs to no address.
  let stop = at;
  while (stop > start + 1 && bytes[stop - 1] === colonChar && bytes[stop - 2] !== colonChar) stop--;
  const node = tree.nNodes;
  s.end = stop;
  const kind = takeValue(s, NodeKind.word);
  s.end = end;
  if (kind === NodeKind.unknown || s.at < stop) {
    tree.truncate(node);
    tree.leaf(NodeKind.word, start - s.base, stop - s.base);
  }
  s.at = at;
}

function continuesWord(byte: number): boolean {
  return (
    ((classOf[byte] as number) & isSeparator) === 0 &&
    byte !== colonChar &&
    byte !== equalsChar &&
    byte !== openParenChar &&
    byte !== quoteChar
  );
}

const Meter = { id: 0, type: 1, bands: 2, word: 3, duration: 4, number: 5 } as const;
const meterNames = new NameTable(() => [
  ['meter', Meter.id],
  ['type', Meter.type],
  ['bands', Meter.bands],
  ['band', Meter.bands],
  ['band_types', Meter.word],
  ['capabilities', Meter.word],
  ['duration', Meter.duration],
  ...[
    'rate',
    'burst_size',
    'prec_level',
    'flow_count',
    'packet_in_count',
    'byte_in_count',
    'packet_count',
    'byte_count',
    'max_meter',
    'max_bands',
    'max_color',
  ].map((name) => [name, Meter.number] as const),
]);
const meterWords = new NameTable(() =>
  ['kbps', 'pktps', 'burst', 'stats', 'drop', 'dscp_remark'].map((name, idx) => [name, idx] as const),
);
const meterIds = new NameTable(() =>
  ['controller', 'slowpath', 'virtual', 'all'].map((name, idx) => [name, idx] as const),
);
const meterVerbs = new NameTable(() =>
  ['meter', 'add', 'modify', 'delete', 'add_or_mod'].map((name, idx) => [name, idx] as const),
);

/** Flags and `name=value`; in a file all on one line, in a dump each band on a line of its own. */
function takeMeterLine(s: Scanner): void {
  const { bytes, tree } = s;
  let isFirst = true;
  while (s.at < s.end) {
    const start = s.at;
    const node = tree.nNodes;
    if (takeBandNumber(s)) {
      // A band of `meter-stats` has its number before it.
    } else if (takeAttribute(s, meterNames)) checkMeterValue(s, node);
    else {
      takeWord(s);
      const end = tree.end(node) + s.base;
      const isKnown = tree.kind(node) === NodeKind.word && meterWords.find(bytes, start, end) !== -1;
      if (isKnown) tree.amend(node, NodeKind.keyword, 0);
      else if (tree.kind(node) === NodeKind.number && isAfterWords(tree, node)) {
        // `band_types: 0` where there are none.
      } else if (isFirst && tree.kind(node) === NodeKind.word && meterVerbs.find(bytes, start, end) !== -1) {
        tree.amend(node, NodeKind.keyword, 0);
        skipSeparators(s);
        continue;
      } else {
        tree.amend(node, NodeKind.unknown, 0);
        addProblem(s, start, end, 'meters have nothing of that name');
      }
    }
    isFirst = false;
    skipSeparators(s);
  }
}

/** Whether what stands before `node` is `band_types:` or `capabilities:`. */
function isAfterWords(tree: Tree, node: number): boolean {
  return tree.kind(node - 2) === NodeKind.attribute && tree.value(node - 2) === Meter.word;
}

/** `0:` before the counters of a band. */
function takeBandNumber(s: Scanner): boolean {
  const { bytes, end, tree } = s;
  let at = s.at;
  while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at++;
  if (at === s.at || at >= end || bytes[at] !== colonChar) return false;
  const rowEnd = s.end;
  s.end = at;
  takeValue(s, NodeKind.word);
  s.end = rowEnd;
  s.at = at + 1;
  return tree.nNodes > 0;
}

function checkMeterValue(s: Scanner, node: number): void {
  const { bytes, base, tree } = s;
  const name = tree.value(node);
  const value = node + 2;
  if (name === -1 || name === Meter.bands) {
    // What follows `bands=` is the first band.
    if (name === Meter.bands && value < tree.next(node)) takeFirstBand(s, node, value);
    return;
  }
  if (value >= tree.next(node)) {
    if (name !== Meter.word) addProblem(s, tree.start(node) + base, s.at, 'a value is missing');
    return;
  }
  const kind = tree.kind(value);
  const start = base + tree.start(value);
  const end = base + tree.end(value);
  let message: string | undefined;
  if (name === Meter.type) {
    if (kind !== NodeKind.word || meterWords.find(bytes, start, end) < 4)
      message = 'drop or dscp_remark is expected';
  } else if (name === Meter.duration) {
    if (kind !== NodeKind.duration) message = 'a duration such as 1.5s is expected';
  } else if (name === Meter.id && kind === NodeKind.word) {
    if (meterIds.find(bytes, start, end) === -1) message = 'the number of a meter is expected';
  } else if (name !== Meter.word && kind !== NodeKind.number) message = 'a number is expected';
  if (message !== undefined) {
    tree.amend(value, NodeKind.unknown, 0);
    addProblem(s, start, end, message);
    return;
  }
  if (kind !== NodeKind.number) return;
  s.low = tree.value(value);
  s.high = tree.high(value);
  if (!fits(s, name === Meter.id ? 32 : 64)) addProblem(s, start, end, 'the number is wider than 32 bits');
}

/** `bands=type=drop`: `type` was read as the value of `bands`, and is a name itself. */
function takeFirstBand(s: Scanner, node: number, value: number): void {
  const { tree } = s;
  const start = tree.start(value);
  s.at = s.base + start;
  tree.truncate(value);
  tree.close(node, start);
  if (isAt(s, commaChar)) s.at++;
}

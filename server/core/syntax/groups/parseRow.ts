/**
 * Reading one line of groups: of `ovs-ofctl dump-groups`, `dump-group-stats`, `dump-group-features`, or of a file for
 * `add-groups`.
 *
 *     parseGroupRow(bytes, start, end, tree, problems)             any line
 *     parseGroupMod(bytes, start, end, tree, problems, command)    what stands behind `ovs-ofctl add-group BRIDGE`, …
 *
 * The tree of a line. Its root spans the whole line and is one of
 *   `row`      a group, or a blank line (no children)
 *   `header`   `OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):`: leaf `keyword`, then words
 *   `comment`  a line that begins with `#`
 * Children of a `row`, in the order of the text:
 *   `keyword`    `group`, `add`, `insert_bucket`, … of files
 *   `attribute`  `type=select`, `fields(eth_dst,ip_dst=0.0.0.255)`, `bucket0:packet_count=5`. Value: index into
 *                `groupAttributes`. Leaf `attributeName`, then the value's leaf; of `fields` a `matchField` for each, as in a
 *                flow's match
 *   `argument`   a bucket. Leaf `attributeName`, then its `attribute`s (value: index into `bucketAttributes`), the `keyword`
 *                `actions`, and one `actions`, as in a flow
 *   `comment`    from `#` to the end
 * The lines of `dump-group-features` are `replies/parseLine.ts`'s.
 */
import {
  closeParenChar,
  colonChar,
  commaChar,
  equalsChar,
  hashChar,
  nineChar,
  openParenChar,
  spaceChar,
  zeroChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { isReplyHeader, lineParser } from '../lineParser.ts';
import type { RowParser } from '../rowSyntax.ts';
import { takeDuration } from '../duration.ts';
import { fieldNames } from '../openflow/names.ts';
import { NameTable } from '../openflow/nameTable.ts';
import { parseActions } from '../openflow/parseActions.ts';
import { closeParen, parseMatchField } from '../openflow/parseMatch.ts';
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
import { fits, takeValue } from '../openflow/values.ts';
import { takeReplyLine } from '../replies/parseLine.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';

export type GroupCommand = 'add' | 'modify' | 'delete' | 'insert_bucket' | 'remove_bucket';

/** By the value of an `attribute` node of a group. */
export const groupAttributes: readonly string[] = [
  'group_id',
  'type',
  'command_bucket_id',
  'selection_method',
  'selection_method_param',
  'fields',
  'duration',
  'ref_count',
  'packet_count',
  'byte_count',
];
const At = { groupId: 0, type: 1, commandBucketId: 2, method: 3, param: 4, fields: 5, duration: 6 } as const;
const bucketIdx = groupAttributes.length;
const attributeNames = new NameTable(() => [
  ...groupAttributes.map((name, idx) => [name, idx] as const),
  ['bucket', bucketIdx],
]);

/** By the value of an `attribute` node of a bucket. */
export const bucketAttributes: readonly string[] = ['weight', 'watch_port', 'watch_group', 'bucket_id'];
const actionsIdx = bucketAttributes.length;
const bucketNames = new NameTable(() => [
  ...bucketAttributes.map((name, idx) => [name, idx] as const),
  ['actions', actionsIdx],
  ['action', actionsIdx],
]);

const verbs = new NameTable(() =>
  ['group', 'add', 'add_or_mod', 'modify', 'delete', 'insert_bucket', 'remove_bucket'].map(
    (name, idx) => [name, idx] as const,
  ),
);
const commandOfVerb: readonly (GroupCommand | undefined)[] = [
  undefined,
  'add',
  'modify',
  'modify',
  'delete',
  'insert_bucket',
  'remove_bucket',
];

const types = ['all', 'select', 'indirect', 'ff', 'fast_failover'];

/** Parses a line of groups, or of a file of them. */
export const parseGroupRow: RowParser = groupParser('add');

/** The same for what stands behind a command; a command in the text itself goes before. */
export function groupParser(command: GroupCommand): RowParser {
  return lineParser(isReplyHeader, (s) => {
    if (isFeatureLine(s)) takeReplyLine(s);
    else takeGroup(s, command);
  });
}

/** The lines of `dump-group-features` have a colon or `=` behind names that no group has. */
function isFeatureLine(s: Scanner): boolean {
  for (const head of ['Group table', 'Types:', 'Capabilities:', 'max_groups=', 'actions:']) {
    if (startsWithAscii(s.bytes, s.at, head, s.end)) return true;
  }
  let at = scanName(s);
  while (at < s.end && s.bytes[at] !== colonChar && at - s.at < 40) at++;
  return startsWithAscii(s.bytes, at - ' group'.length, ' group:', s.end);
}

/** What is known of a group when its line is read, to be checked together. */
interface Seen {
  command: GroupCommand;
  type: string;
  hasGroupId: boolean;
  hasType: boolean;
  hasCommandBucketId: boolean;
  hasStatistics: boolean;
  method: string;
  hasFields: boolean;
  hasParam: boolean;
  nBuckets: number;
}

function takeGroup(s: Scanner, command: GroupCommand): void {
  const { bytes, tree } = s;
  const seen: Seen = {
    command,
    type: '',
    hasGroupId: false,
    hasType: false,
    hasCommandBucketId: false,
    hasStatistics: false,
    method: '',
    hasFields: false,
    hasParam: false,
    nBuckets: 0,
  };
  // Open vSwitch cuts comments off before it looks at anything else.
  const rowEnd = s.end;
  const hash = bytes.subarray(s.at, rowEnd).indexOf(hashChar);
  const end = hash === -1 ? rowEnd : s.at + hash;
  s.end = end;
  takeVerbs(s, seen);
  const rowStart = s.at;
  while (s.at < end) {
    const start = s.at;
    const nameEnd = scanName(s);
    const idx = nameEnd === start ? -1 : attributeNames.find(bytes, start, nameEnd);
    const opener = nameEnd < end ? bytes[nameEnd] : 0;
    const hasValue = opener === equalsChar || opener === colonChar || opener === openParenChar;
    if (idx === bucketIdx && hasValue) takeBucket(s, nameEnd, seen);
    else if (idx >= 0 && idx < bucketIdx) takeAttribute(s, nameEnd, idx, seen);
    else if (nameEnd > start && isBucketCounter(s, nameEnd)) takeBucketCounter(s, nameEnd);
    else takeUnknown(s, nameEnd > start ? `unknown keyword ${text(s, start, nameEnd)}` : 'unexpected text');
    if (s.at < end && !isSeparatorAt(s, s.at)) {
      takeUnknown(s, 'unexpected text');
    }
    skipSeparators(s);
  }
  check(s, rowStart, seen);
  s.end = rowEnd;
  s.at = rowEnd;
  if (end < rowEnd) tree.leaf(NodeKind.comment, end - s.base, rowEnd - s.base);
}

function takeVerbs(s: Scanner, seen: Seen): void {
  for (let word = 0; word < 2; word++) {
    const nameEnd = scanName(s);
    if (nameEnd === s.at || (nameEnd < s.end && s.bytes[nameEnd] !== spaceChar)) return;
    const verb = verbs.find(s.bytes, s.at, nameEnd);
    if (verb === -1) return;
    s.tree.leaf(NodeKind.keyword, s.at - s.base, nameEnd - s.base);
    s.at = nameEnd;
    skipSeparators(s);
    const command = commandOfVerb[verb];
    if (command === undefined) continue;
    seen.command = command;
    return;
  }
}

function takeAttribute(s: Scanner, nameEnd: number, idx: number, seen: Seen): void {
  const { tree } = s;
  const start = s.at;
  const node = tree.open(NodeKind.attribute, start - s.base, idx);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base, idx);
  s.at = nameEnd;
  note(seen, idx);
  if (isAt(s, equalsChar) || isAt(s, colonChar)) {
    s.at++;
    if (idx === At.fields) takeHashField(s);
    else takeAttributeValue(s, idx, seen);
  } else if (isAt(s, openParenChar) && idx === At.fields) {
    s.at++;
    takeHashFields(s);
    closeParen(s);
  } else if (idx !== At.fields) addProblem(s, start, nameEnd, `${groupAttributes[idx]} needs a value`);
  tree.close(node, s.at - s.base);
}

function note(seen: Seen, idx: number): void {
  if (idx === At.groupId) seen.hasGroupId = true;
  else if (idx === At.type) seen.hasType = true;
  else if (idx === At.commandBucketId) seen.hasCommandBucketId = true;
  else if (idx === At.fields) seen.hasFields = true;
  else if (idx === At.param) seen.hasParam = true;
  else if (idx >= At.duration) seen.hasStatistics = true;
}

/** Open vSwitch's largest numbers of a group and of a bucket: `OFPG_MAX`, `OFPG15_BUCKET_MAX`. */
const maxId = 0xffffff00;

function takeAttributeValue(s: Scanner, idx: number, seen: Seen): void {
  const start = s.at;
  switch (idx) {
    case At.groupId:
      if (takeWordOf(s, ['all', 'any'])) return;
      takeNumber(s, 32);
      if (tooLarge(s, start)) addProblem(s, start, s.at, `invalid group id ${text(s, start, s.at)}`);
      return;
    case At.commandBucketId: {
      const isAll = startsWithAscii(s.bytes, start, 'all', s.end);
      if (takeWordOf(s, ['first', 'last', 'all'])) {
        if (isAll && seen.command === 'insert_bucket') {
          addProblem(s, start, s.at, 'command_bucket_id=all is not permitted');
        }
        return;
      }
      takeNumber(s, 32);
      if (tooLarge(s, start)) addProblem(s, start, s.at, `invalid command bucket id ${s.low >>> 0}`);
      return;
    }
    case At.type:
      takeWord(s);
      seen.type = text(s, start, s.at);
      if (!types.includes(seen.type)) addProblem(s, start, s.at, `invalid group type ${seen.type}`);
      return;
    case At.method:
      takeWord(s);
      seen.method = text(s, start, s.at);
      if (s.at - start > 15) addProblem(s, start, s.at, 'selection method is longer than 15 bytes long');
      else if (seen.method !== 'hash' && seen.method !== 'dp_hash') {
        addProblem(s, start, s.at, `selection method '${seen.method}' is not supported`);
      }
      return;
    case At.duration:
      if (!takeDuration(s)) takeUnknown(s, 'a duration such as 18.5s is expected');
      return;
    default:
      takeNumber(s, 64);
  }
}

/** Whether the number that was read at `start` is above the largest one of a group or bucket. */
function tooLarge(s: Scanner, start: number): boolean {
  return s.at > start && s.tree.kind(s.tree.nNodes - 1) === NodeKind.number && s.low >>> 0 > maxId;
}

function takeHashFields(s: Scanner): void {
  for (;;) {
    skipSeparators(s);
    if (s.at >= s.end || isAt(s, closeParenChar)) return;
    takeHashField(s);
  }
}

/** A field that is hashed, or the bits of it: `ip_dst=0.0.0.255`. */
function takeHashField(s: Scanner): void {
  const { bytes, tree } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const field = nameEnd === start ? -1 : fieldNames.find(bytes, start, nameEnd);
  if (field === -1) {
    takeUnknown(s, `unknown field ${text(s, start, nameEnd)}`);
    return;
  }
  s.at = nameEnd;
  if (isAt(s, equalsChar)) {
    // A value may end with the parenthesis, which a term of a match has no reason to.
    const end = s.end;
    let stop = s.at;
    while (stop < end && bytes[stop] !== closeParenChar && bytes[stop] !== commaChar) stop++;
    s.end = stop;
    parseMatchField(s, start, field);
    s.end = end;
    return;
  }
  const node = tree.open(NodeKind.matchField, start - s.base, field);
  tree.leaf(NodeKind.fieldName, start - s.base, nameEnd - s.base);
  tree.close(node, nameEnd - s.base);
}

/** `bucket0:packet_count=5` of `dump-group-stats`. */
function isBucketCounter(s: Scanner, nameEnd: number): boolean {
  const { bytes } = s;
  const last = bytes[nameEnd - 1] as number;
  return (
    startsWithAscii(bytes, s.at, 'bucket', s.end) &&
    last >= zeroChar &&
    last <= nineChar &&
    nameEnd < s.end &&
    bytes[nameEnd] === colonChar
  );
}

/** The name of the bucket; the counter behind it is read as any other. */
function takeBucketCounter(s: Scanner, nameEnd: number): void {
  const { bytes, tree } = s;
  const start = s.at;
  const node = tree.open(NodeKind.attribute, start - s.base, -1);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
  s.at = nameEnd + 1;
  const counterEnd = scanName(s);
  const counter = counterEnd === s.at ? -1 : attributeNames.find(bytes, s.at, counterEnd);
  if (counter === -1) takeUnknown(s, 'a counter is expected');
  else {
    tree.leaf(NodeKind.attributeName, s.at - s.base, counterEnd - s.base, counter);
    s.at = counterEnd;
    if (isAt(s, equalsChar)) {
      s.at++;
      takeNumber(s, 64);
    } else addProblem(s, s.at, s.at, '= is missing');
  }
  tree.close(node, s.at - s.base);
}

/** A bucket reaches to the next `bucket=`, wherever that stands: Open vSwitch looks for it before anything else. */
function takeBucket(s: Scanner, nameEnd: number, seen: Seen): void {
  const { bytes, tree } = s;
  const start = s.at;
  const rowEnd = s.end;
  const node = tree.open(NodeKind.argument, start - s.base, -1);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
  s.at = nameEnd + 1;
  let end = s.at;
  while (end < rowEnd && !startsWithAscii(bytes, end, 'bucket=', rowEnd)) end++;
  if (end < rowEnd) while (end > s.at && isSeparatorAt(s, end - 1)) end--;
  s.end = end;
  seen.nBuckets++;
  takeBucketItems(s, start, nameEnd, seen);
  s.at = end;
  s.end = rowEnd;
  tree.close(node, end - s.base);
}

function takeBucketItems(s: Scanner, start: number, nameEnd: number, seen: Seen): void {
  const { bytes, tree } = s;
  const bucketEnd = s.end;
  let list = -1;
  let hasWatch = false;
  let hasActions = false;
  while (s.at < bucketEnd) {
    skipSeparators(s);
    if (s.at >= bucketEnd) break;
    const itemStart = s.at;
    const itemNameEnd = scanName(s);
    const idx = itemNameEnd === itemStart ? -1 : bucketNames.find(bytes, itemStart, itemNameEnd);
    const opener = itemNameEnd < bucketEnd ? bytes[itemNameEnd] : 0;
    const hasValue = opener === equalsChar || opener === colonChar;
    if (idx === actionsIdx && hasValue) {
      tree.leaf(NodeKind.keyword, itemStart - s.base, itemNameEnd - s.base);
      s.at = itemNameEnd + 1;
      list = tree.open(NodeKind.actions, s.at - s.base);
      tree.close(list, s.at - s.base);
      hasActions = true;
    } else if (idx !== -1 && hasValue) {
      list = -1;
      hasWatch ||= idx === 1 || idx === 2;
      takeBucketAttribute(s, itemNameEnd, idx, seen);
    } else {
      if (list === -1) list = tree.open(NodeKind.actions, itemStart - s.base);
      s.end = itemEnd(s, bucketEnd);
      const last = parseActions(s, 0);
      tree.close(list, last - s.base);
      s.end = bucketEnd;
      hasActions = true;
    }
  }
  if (!hasActions) addProblem(s, start, nameEnd, 'bucket must specify actions');
  if ((seen.type === 'ff' || seen.type === 'fast_failover') && !hasWatch) {
    addProblem(s, start, nameEnd, 'fast failover bucket requires watch_port or watch_group');
  }
}

/** Where the item at `s.at` ends: at the next comma or space outside of parentheses. */
function itemEnd(s: Scanner, end: number): number {
  const { bytes } = s;
  let depth = 0;
  for (let at = s.at; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === openParenChar) depth++;
    else if (byte === closeParenChar) depth--;
    else if (depth <= 0 && ((classOf[byte] as number) & isSeparator) !== 0) return at;
  }
  return end;
}

function takeBucketAttribute(s: Scanner, nameEnd: number, idx: number, seen: Seen): void {
  const { tree } = s;
  const start = s.at;
  const node = tree.open(NodeKind.attribute, start - s.base, idx);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base, idx);
  s.at = nameEnd + 1;
  const valueStart = s.at;
  switch (bucketAttributes[idx]) {
    case 'weight':
      takeNumber(s, 32);
      if (s.low >>> 0 > 0xffff)
        addProblem(s, valueStart, s.at, `invalid weight "${text(s, valueStart, s.at)}"`);
      if (seen.hasType && seen.type !== 'select') {
        addProblem(s, start, s.at, 'Only select groups can have bucket weights.');
      }
      break;
    case 'watch_port':
      if (takeValue(s, NodeKind.portName) === NodeKind.unknown) missing(s, 'a port');
      break;
    case 'bucket_id':
      takeNumber(s, 32);
      if (tooLarge(s, valueStart)) addProblem(s, valueStart, s.at, `invalid bucket_id id ${s.low >>> 0}`);
      break;
    default:
      if (!takeWordOf(s, ['all', 'any'])) takeNumber(s, 32);
  }
  if (s.at < s.end && !isSeparatorAt(s, s.at)) takeUnknown(s, 'unexpected text after the value');
  tree.close(node, s.at - s.base);
}

/** What the parts of a group's line say together. The words are Open vSwitch's where it has any. */
function check(s: Scanner, rowStart: number, seen: Seen): void {
  const fault = (message: string): void => addProblem(s, rowStart, s.end, message);
  const { command } = seen;
  const isDefined = command === 'add' || command === 'modify';
  if (!isDefined && seen.method !== '') fault('selection method is not needed');
  if (!isDefined && seen.hasType) fault('type is not needed');
  if ((command === 'delete' || command === 'remove_bucket') && seen.nBuckets > 0)
    fault('bucket is not needed');
  const takesBucketId = command === 'insert_bucket' || command === 'remove_bucket';
  if (!takesBucketId && seen.hasCommandBucketId) fault('command bucket id is not needed');
  if (!seen.hasGroupId && command !== 'delete') fault('must specify a group_id');
  if (seen.hasStatistics) return;
  if (isDefined && !seen.hasType) fault('must specify a type');
  if (command === 'insert_bucket' && !seen.hasCommandBucketId) fault('must specify a command bucket id');
  if (seen.hasFields && seen.method !== 'hash') {
    fault('fields may only be specified with "selection_method=hash"');
  }
  if (seen.hasParam && seen.method === '')
    fault('selection_method_param is only allowed with "selection_method"');
  if (isDefined && seen.method !== '' && seen.type !== 'select') {
    fault('a selection method is only allowed for select groups');
  }
  if (seen.type === 'indirect' && isDefined) {
    if (seen.nBuckets > 1) fault('Indirect groups can have at most one bucket.');
    else if (seen.nBuckets === 0) fault('an indirect group has one bucket');
  }
}

function takeNumber(s: Scanner, width: number): void {
  const start = s.at;
  s.low = 0;
  s.high = 0;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, 'a number');
  else if (kind !== NodeKind.number) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(s, start, s.at, `invalid numeric format ${text(s, start, s.at)}`);
  } else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
}

function takeWord(s: Scanner): void {
  const end = scanWord(s);
  if (end === s.at) missing(s, 'a word');
  else {
    s.tree.leaf(NodeKind.word, s.at - s.base, end - s.base);
    s.at = end;
  }
}

/** Takes one of these words; false, and nothing done, for anything else. */
function takeWordOf(s: Scanner, words: readonly string[]): boolean {
  const end = scanWord(s);
  if (end === s.at || !words.includes(text(s, s.at, Math.min(end, s.at + 8)).toLowerCase())) return false;
  s.tree.leaf(NodeKind.word, s.at - s.base, end - s.base);
  s.at = end;
  return true;
}

function missing(s: Scanner, what: string): void {
  if (s.at >= s.end || isSeparatorAt(s, s.at)) addProblem(s, s.at, s.at, `${what} is missing`);
  else takeUnknown(s, `${what} is expected`);
}

function isSeparatorAt(s: Scanner, at: number): boolean {
  return ((classOf[s.bytes[at] as number] as number) & isSeparator) !== 0;
}

function text(s: Scanner, start: number, end: number): string {
  return decodeText(s.bytes, start, Math.min(end, start + 64));
}

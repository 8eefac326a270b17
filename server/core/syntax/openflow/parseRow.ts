/**
 * Reading one line of an OpenFlow listing.
 *
 *     parseOpenFlowRow(bytes, start, end, tree, problems)   any line: writes `tree`, adds to `problems`
 *     new OpenFlowRowParser(tree, problems).parse(bytes, start, end)   the same for many lines, without allocation
 *     openFlowEntry(…), readOpenFlowRow(…)   the values of a flow, from its tree: `entryView.ts`
 *     printDumpedFlow(…), printFlowMod(…)   Open vSwitch's own spelling, and its rejections: `print.ts`, `exact/readFlow.ts`
 *
 * The tree of a line. Its root spans the whole line and is one of
 *   `row`      a flow, or a blank line (no children)
 *   `header`   `OFPST_FLOW reply (OF1.5) (xid=0x2): flags=[more]`, one leaf `keyword` and words
 *   `comment`  a line that begins with `#`, or with a prompt or command of a terminal
 * Children of a `row`, in the order of the text:
 *   `keyword`     `add`, `delete_strict`, … of flow files; `actions`
 *   `operator`    `+` or `-` of `diff-flows`
 *   `attribute`   value: index into `attributes` (names.ts). Leaf `attributeName`, then the value's leaf, then perhaps a
 *                 `mask`. A flag such as `send_flow_rem` has the leaf alone, and value -1
 *   `match`       terms that follow each other. A dump has one; people write attributes between terms
 *     `matchField`  value: index into `fields` (core/net). `tp_src` has the field that it means: `udp_src` in `udp,tp_src=53`.
 *                   Leaf `fieldName`, perhaps `bits`, then the value: one leaf, or a `value` node with a leaf for each flag.
 *                   Then perhaps a `mask` node. A shorthand such as `tcp` has one leaf, a `keyword` whose value is an index
 *                   into `shorthands`; the term's value is the index of `eth_type`
 *   `actions`     the list behind `actions=`; `drop` is an action
 *     `action`      value: index into `actions` (actionNames.ts), -1 for one that does not exist. Leaf `actionName` — absent
 *                   for a bare port — then arguments: leaves, `subfield` (`fieldName`, `bits`), `mask`, the `->` of a set as
 *                   `operator`, `argument` for `key`, `key=value` and `key(…)` (leaf `attributeName` first), and `actions`
 *                   for a nested list
 *   `comment`     from `#` to the end
 * `bits` has the lowest bit as value and the highest as high word. Numbers are in their leaves: `tree.number(node)`.
 * Between leaves stand only spaces, commas and `= : / ( ) [ ] - | .`; whatever nothing explains is an `unknown` leaf
 * with a problem. Nesting is bounded, every byte is looked at a bounded number of times, nothing throws.
 */
import {
  colonChar,
  equalsChar,
  hashChar,
  isDigit,
  minusChar,
  plusChar,
  slashChar,
  spaceChar,
  underscoreChar,
} from '../../text/ascii.ts';
import { takeDuration } from '../duration.ts';
import { isPromptLine } from '../promptLine.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { attributes, durationForm, formOf, tableForm, verbs, wordForm, WordClass } from './names.ts';
import { parseActions } from './parseActions.ts';
import { addShorthand, parseMatchField } from './parseMatch.ts';
import { checkPrerequisites } from './prerequisites.ts';
import {
  Scanner,
  addProblem,
  classOf,
  isAt,
  isName,
  isSeparator,
  scanWord,
  skipSeparators,
  takeUnknown,
} from './scanner.ts';
import { fits, scanPlainNumber, takeValue } from './values.ts';

/**
 * Parses `bytes[start, end)`, a line without its line feed, into `tree`; spans count from `start`. Problems are added to
 * `problems`, at most a hundred.
 */
export function parseOpenFlowRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  parseLine(new Scanner(tree, problems), bytes, start, end);
}

/** Parses many lines into one tree, one after the other. */
export class OpenFlowRowParser {
  readonly tree: Tree;
  /** Problems of the line last parsed. */
  readonly problems: SyntaxProblem[] = [];
  readonly #scanner: Scanner;

  constructor(tree: Tree = new Tree(256)) {
    this.tree = tree;
    this.#scanner = new Scanner(tree, this.problems);
  }

  parse(bytes: Uint8Array, start: number, end: number): void {
    if (this.problems.length > 0) this.problems.length = 0;
    parseLine(this.#scanner, bytes, start, end);
  }
}

function parseLine(s: Scanner, bytes: Uint8Array, start: number, end: number): void {
  const { tree } = s;
  s.start(bytes, start, end);
  tree.reset();
  const root = tree.open(NodeKind.row, 0);
  skipSeparators(s);
  if (s.at < end) {
    const first = bytes[s.at] as number;
    if (first === hashChar || isPromptLine(bytes, s.at, end)) {
      tree.amend(root, NodeKind.comment, 0);
    } else if (isHeader(s)) {
      tree.amend(root, NodeKind.header, 0);
      parseHeader(s);
    } else {
      if (first === plusChar || first === minusChar) {
        tree.leaf(NodeKind.operator, s.at - start, s.at + 1 - start);
        s.at++;
        skipSeparators(s);
      }
      parseFlow(s);
      checkPrerequisites(s);
    }
  }
  tree.close(root, end - start);
}

function parseFlow(s: Scanner): void {
  const classes = classOf;
  const { bytes, end, tree } = s;
  let match = -1;
  let isFirst = true;
  let hasActions = false;
  while (s.at < end) {
    const start = s.at;
    const found = s.rowWords.read(bytes, start, end, classes, isName);
    const nameEnd = s.rowWords.end;
    const wordClass = found >> 16;
    if (wordClass === WordClass.field || wordClass === WordClass.shorthand) {
      if (match === -1) match = tree.open(NodeKind.match, start - s.base);
      s.at = nameEnd;
      if (wordClass === WordClass.field) parseMatchField(s, start, found);
      else addShorthand(s, start, found & 0xffff);
      tree.close(match, s.at - s.base);
    } else {
      match = -1;
      if (wordClass === WordClass.attribute) parseAttribute(s, nameEnd, found & 0xffff);
      else if (wordClass === WordClass.flag) {
        const node = tree.open(NodeKind.attribute, start - s.base, -1);
        tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
        tree.close(node, nameEnd - s.base);
        s.at = nameEnd;
      } else if (wordClass === WordClass.actions) {
        parseActionList(s, nameEnd);
        hasActions = true;
        break;
      } else if (bytes[start] === hashChar) break;
      else if (isFirst && nameEnd > start && verbs.find(bytes, start, nameEnd) >= 0) {
        tree.leaf(NodeKind.keyword, start - s.base, nameEnd - s.base);
        s.at = nameEnd;
      } else parseUnknownTerm(s, nameEnd);
    }
    isFirst = false;
    if (s.at < end && ((classes[bytes[s.at] as number] as number) & isSeparator) === 0) {
      if (bytes[s.at] === hashChar) break;
      takeUnknown(s, 'unexpected text');
    }
    skipSeparators(s);
  }
  if (isAt(s, hashChar)) {
    tree.leaf(NodeKind.comment, s.at - s.base, end - s.base);
    s.at = end;
  } else if (s.isDumped && !hasActions) addProblem(s, end, end, 'the line ends before the actions');
}

function parseUnknownTerm(s: Scanner, nameEnd: number): void {
  const start = s.at;
  const { bytes, end } = s;
  if (nameEnd === start) {
    takeUnknown(s, 'unexpected text');
    return;
  }
  const next = nameEnd < end ? (bytes[nameEnd] as number) : 0;
  if (next === equalsChar || next === colonChar) {
    const match = s.tree.open(NodeKind.match, start - s.base);
    s.at = nameEnd;
    addProblem(s, start, nameEnd, 'no such field');
    parseMatchField(s, start, -1);
    s.tree.close(match, s.at - s.base);
  } else takeUnknown(s, 'no such field');
}

function parseActionList(s: Scanner, nameEnd: number): void {
  const { bytes, end, tree } = s;
  tree.leaf(NodeKind.keyword, s.at - s.base, nameEnd - s.base);
  s.at = nameEnd;
  while (s.at < end && bytes[s.at] === spaceChar) s.at++;
  if (isAt(s, equalsChar)) s.at++;
  else addProblem(s, s.at, s.at, s.at >= end ? '= is missing: the line ends here' : '= is missing');
  const list = tree.open(NodeKind.actions, s.at - s.base);
  // The list ends with its last action, not with the spaces before a comment.
  const last = parseActions(s, 0);
  tree.close(list, last - s.base);
}

function parseAttribute(s: Scanner, nameEnd: number, idx: number): void {
  const { tree, base } = s;
  const start = s.at;
  if (nameEnd < s.end && s.bytes[nameEnd] === equalsChar && formOf[idx] !== durationForm) {
    const numberStart = nameEnd + 1;
    s.at = numberStart;
    const form = formOf[idx] as number;
    if (form !== wordForm && scanPlainNumber(s) && fits(s, form === tableForm ? 8 : form)) {
      if (form === 32) s.isDumped = true;
      const numberEnd = s.at;
      tree.pair(
        NodeKind.attribute,
        idx,
        NodeKind.attributeName,
        start - base,
        nameEnd - base,
        numberStart - base,
        numberEnd - base,
        s.low,
        s.high,
      );
      return;
    }
    s.at = start;
  }
  const node = tree.open(NodeKind.attribute, start - s.base, idx);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base, idx);
  s.at = nameEnd;
  if (isAt(s, equalsChar) || isAt(s, colonChar)) {
    s.at++;
    takeAttributeValue(s, idx);
  } else addProblem(s, start, nameEnd, `${attributes[idx]?.name ?? ''} needs a value`);
  tree.close(node, s.at - s.base);
}

function takeAttributeValue(s: Scanner, idx: number): void {
  const form = formOf[idx] as number;
  if (form > wordForm) {
    if (form === 32) s.isDumped = true;
    takeCount(s, form);
    if (form === 64 && isAt(s, slashChar)) {
      s.at++;
      const mask = s.tree.open(NodeKind.mask, s.at - s.base);
      takeCount(s, 64);
      s.tree.close(mask, s.at - s.base);
    }
  } else if (form === durationForm) {
    s.isDumped = true;
    if (!takeDuration(s, false)) takeUnknown(s, 'a duration such as 6.966s is expected');
  } else {
    const start = s.at;
    const kind = takeValue(s, form === tableForm ? NodeKind.tableName : NodeKind.word);
    if (kind === NodeKind.unknown) missingValue(s);
    else if (form === tableForm && kind === NodeKind.number && !fits(s, 8)) {
      addProblem(s, start, s.at, 'a table has a number up to 255');
    }
  }
}

function takeCount(s: Scanner, width: number): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missingValue(s);
  else if (kind !== NodeKind.number) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(
      s,
      start,
      s.at,
      kind === NodeKind.bigNumber ? 'the number is wider than 64 bits' : 'a number is expected',
    );
  } else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
}

function missingValue(s: Scanner): void {
  if (s.at >= s.end) addProblem(s, s.end, s.end, 'a value is missing: the line ends here');
  else if (((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
    addProblem(s, s.at, s.at, 'a value is missing');
  } else takeUnknown(s, 'a value is expected');
}

/** `OFPST_FLOW reply …`, `NXST_FLOW reply …`, and requests likewise. */
function isHeader(s: Scanner): boolean {
  const { bytes, at, end } = s;
  if (at + 6 > end) return false;
  const a = bytes[at];
  const b = bytes[at + 1];
  const isOfp =
    a === 0x4f && b === 0x46 && bytes[at + 2] === 0x50 && bytes[at + 3] === 0x53 && bytes[at + 4] === 0x54;
  return (
    isOfp ||
    (a === 0x4e &&
      b === 0x58 &&
      bytes[at + 2] === 0x53 &&
      bytes[at + 3] === 0x54 &&
      bytes[at + 4] === underscoreChar)
  );
}

/** The message's name as `keyword`, then its words and numbers. */
function parseHeader(s: Scanner): void {
  const classes = classOf;
  const { bytes, end, tree } = s;
  let kind: NodeKind = NodeKind.keyword;
  while (s.at < end) {
    const byte = bytes[s.at] as number;
    if (((classes[byte] as number) & isName) === 0) {
      s.at++;
      continue;
    }
    const start = s.at;
    if (isDigit(byte) && takeValue(s, NodeKind.word) !== NodeKind.unknown) continue;
    const wordEnd = Math.max(scanWord(s), start + 1);
    s.at = wordEnd;
    tree.leaf(kind, start - s.base, wordEnd - s.base);
    kind = NodeKind.word;
  }
}

/**
 * Reading one line of `ovs-appctl dpctl/dump-flows`, `dpif/dump-flows` or `ovs-dpctl dump-flows`.
 *
 *     parseDatapathRow(bytes, start, end, tree, problems)       any line
 *     parseDatapathKey(…), parseDatapathActions(…)              a key or actions alone
 *     printDatapathRow…, datapathKeyFit…, filterDatapathKey…    `print.ts`, `fit.ts`, `filter.ts`
 *
 * The tree of a line. Its root spans the whole line and is one of
 *   `row`      a flow, or a blank line (no children)
 *   `header`   `flow-dump from pmd on cpu core: 3`: leaf `keyword`, then words
 *   `comment`  a line that begins with `#`
 * Children of a `row`, in the order of the text:
 *   `attribute`  `packets:3`. Value: index into `rowAttributes`. Leaf `attributeName`, then the value's leaf
 *   `match`      keys that follow each other
 *     `matchField`  a key. Value: index into `itemSpecs` (specs.ts). Leaf `fieldName`, then what stands in its parentheses:
 *                   leaves, a `value` node with a leaf for each flag, a `mask` node, or `argument`s; in `encap`, keys
 *       `argument`    `src=10.0.0.1`, `gbp(…)`. Value: index into `itemSpecs`. Leaf `attributeName`, then as above. A Geneve
 *                     option in braces is one without a name and with the value -1
 *   `keyword`    `actions`
 *   `actions`    the list behind it; `drop` is an action
 *     `action`     value: index into `itemSpecs`. Leaf `actionName`, absent for a bare port, then leaves, `argument`s, the keys
 *                  of a `set`, and `actions` for nested lists
 *   `comment`    from `#` to the end
 * Numbers are in their leaves: `tree.number(node)`. Between leaves stand only spaces, commas and `= : / ( ) [ ] { } - |`;
 * whatever nothing explains is an `unknown` leaf with a problem. Nesting is bounded, nothing throws.
 */
import { closeParenChar, colonChar, hashChar, minusChar, spaceChar } from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { takeDuration } from '../duration.ts';
import { lineParser } from '../lineParser.ts';
import type { RowParser } from '../rowSyntax.ts';
import { NodeKind } from '../nodeKind.ts';
import { NameTable } from '../openflow/nameTable.ts';
import {
  Scanner,
  addProblem,
  isAt,
  isSeparator,
  classOf,
  scanName,
  scanWord,
  skipSeparators,
  takeUnknown,
} from '../openflow/scanner.ts';
import { fits, takeValue } from '../openflow/values.ts';
import { takeAllItems, takeItem, takeUnclosing } from './items.ts';
import { itemNames, scopeIndex, specAt } from './specs.ts';

/** What a line says of a flow besides its key and actions, by the value of an `attribute` node. */
export const rowAttributes: readonly string[] = [
  'ufid',
  'mega_ufid',
  'packets',
  'bytes',
  'used',
  'flags',
  'offloaded',
  'dp',
  'dp-extra-info',
];
const attributeNames = new NameTable(() => [
  ...rowAttributes.map((name, idx) => [name, idx] as const),
  ['actions', rowAttributes.length],
]);
const Attribute = { ufid: 0, megaUfid: 1, packets: 2, bytes: 3, used: 4, extraInfo: 8, actions: 9 } as const;

const keysScope = scopeIndex('keys');
const actionsScope = scopeIndex('actions');
const extraInfoScope = scopeIndex('extraInfo');

/** Parses a line of datapath flows. */
export const parseDatapathRow: RowParser = lineParser(isThreadHeader, parseFlow);

function isThreadHeader(s: Scanner): boolean {
  return startsWithAscii(s.bytes, s.at, 'flow-dump from', s.end);
}

/** Parses a flow's key alone: `in_port(1),eth(…)`. The root is a `match`. */
export const parseDatapathKey: RowParser = listParser(keysScope, NodeKind.match);

/** Parses actions alone: `push_vlan(vid=5,pcp=0),2`. The root is an `actions`. */
export const parseDatapathActions: RowParser = listParser(actionsScope, NodeKind.actions);

function listParser(scope: number, kind: NodeKind): RowParser {
  return (bytes, start, end, tree, problems) => {
    const s = new Scanner(tree, problems);
    s.start(bytes, start, end);
    tree.reset();
    const root = tree.open(kind, 0);
    takeAllItems(s, scope);
    tree.close(root, end - start);
  };
}

function parseFlow(s: Scanner): void {
  const { bytes, end, tree } = s;
  let match = -1;
  const isFragment = isActionAlone(s);
  while (s.at < end) {
    const start = s.at;
    const attribute = attributeAt(s);
    if (attribute === Attribute.actions) {
      match = -1;
      parseActionList(s);
    } else if (attribute !== -1) {
      match = -1;
      parseAttribute(s, attribute);
    } else if (bytes[start] === hashChar) {
      tree.leaf(NodeKind.comment, start - s.base, end - s.base);
      s.at = end;
    } else if (isAt(s, closeParenChar)) {
      match = -1;
      takeUnclosing(s);
    } else if (isFragment) parseActionItems(s);
    else {
      if (match === -1) match = tree.open(NodeKind.match, start - s.base);
      takeItem(s, keysScope, 0);
      tree.close(match, s.at - s.base);
    }
    skipSeparators(s);
  }
}

/** The attribute whose name and colon stand at `s.at`; `rowAttributes.length` for the actions, -1 for none. */
function attributeAt(s: Scanner): number {
  const { bytes, end } = s;
  const nameEnd = attributeEnd(s);
  if (nameEnd === s.at || nameEnd >= end || bytes[nameEnd] !== colonChar) return -1;
  return attributeNames.find(bytes, s.at, nameEnd);
}

/** Names of attributes have hyphens, which names of keys have not. */
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

/** Whether the line begins with an action: it is what somebody cut out of a dump behind `actions:`. */
function isActionAlone(s: Scanner): boolean {
  const nameEnd = scanName(s);
  if (nameEnd === s.at) return false;
  const name = itemNames.find(s.bytes, s.at, nameEnd);
  return specAt(keysScope, name) === -1 && specAt(actionsScope, name) !== -1;
}

function parseActionList(s: Scanner): void {
  const { bytes, tree } = s;
  const start = s.at;
  s.at += 'actions'.length;
  tree.leaf(NodeKind.keyword, start - s.base, s.at - s.base);
  s.at++;
  while (s.at < s.end && bytes[s.at] === spaceChar) s.at++;
  if (s.at >= s.end) {
    addProblem(s, s.end, s.end, 'actions are missing: the line ends here');
    return;
  }
  parseActionItems(s);
}

/** Actions up to the end of the row or to the next attribute. */
function parseActionItems(s: Scanner): void {
  const { tree } = s;
  const list = tree.open(NodeKind.actions, s.at - s.base);
  let last = s.at;
  for (;;) {
    skipSeparators(s);
    if (s.at >= s.end || isAt(s, hashChar) || attributeAt(s) !== -1) break;
    if (isAt(s, closeParenChar)) takeUnclosing(s);
    else takeItem(s, actionsScope, 0);
    last = s.at;
  }
  tree.close(list, last - s.base);
}

function parseAttribute(s: Scanner, idx: number): void {
  const { tree } = s;
  const start = s.at;
  const nameEnd = attributeEnd(s);
  const node = tree.open(NodeKind.attribute, start - s.base, idx);
  tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base, idx);
  s.at = nameEnd + 1;
  takeAttributeValue(s, idx);
  if (s.at < s.end && ((classOf[s.bytes[s.at] as number] as number) & isSeparator) === 0) {
    takeUnknown(s, 'unexpected text after the value');
  }
  tree.close(node, s.at - s.base);
}

function takeAttributeValue(s: Scanner, idx: number): void {
  const start = s.at;
  if (s.at >= s.end || ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
    addProblem(s, s.at, s.at, 'a value is missing');
    return;
  }
  switch (idx) {
    case Attribute.ufid:
    case Attribute.megaUfid:
      takeUuid(s);
      return;
    case Attribute.packets:
    case Attribute.bytes: {
      const node = s.tree.nNodes;
      const kind = takeValue(s, NodeKind.word);
      if (kind === NodeKind.unknown) takeUnknown(s, 'a number is expected');
      else if (kind !== NodeKind.number || !fits(s, 64)) {
        s.tree.amend(node, NodeKind.unknown, 0);
        addProblem(s, start, s.at, 'a number is expected');
      }
      return;
    }
    case Attribute.used:
      if (takeDuration(s)) return;
      break;
    case Attribute.extraInfo:
      takeItem(s, extraInfoScope, 0);
      return;
    default:
  }
  const end = scanWord(s);
  if (end === start) takeUnknown(s, 'a value is expected');
  else {
    s.at = end;
    s.tree.leaf(NodeKind.word, start - s.base, end - s.base);
  }
}

const uuidLength = 36;

function takeUuid(s: Scanner): void {
  const { bytes, end } = s;
  const start = s.at;
  let at = start;
  while (at < end && ((classOf[bytes[at] as number] as number) & isSeparator) === 0) at++;
  const isUuid = at - start === uuidLength && [8, 13, 18, 23].every((i) => bytes[start + i] === minusChar);
  s.at = at;
  s.tree.leaf(isUuid ? NodeKind.uuid : NodeKind.unknown, start - s.base, at - s.base);
  if (!isUuid) addProblem(s, start, at, 'a UUID is expected');
}

import {
  closeBraceChar,
  closeParenChar,
  equalsChar,
  lessChar,
  openBraceChar,
  openParenChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import {
  type Scanner,
  addProblem,
  classOf,
  endsWord,
  isAt,
  isSeparator,
  scanName,
  scanWord,
  skipSeparators,
  takeUnknown,
} from '../openflow/scanner.ts';
import { bareSpecs, itemNames, type ItemSpec, itemSpecs, scopeIndex, specAt } from './specs.ts';
import { missing, takeItemValue, takePort } from './values.ts';

/** How deep items may stand in items: Open vSwitch's `MAX_ODP_NESTED`. */
export const maxDepth = 32;

const keysScope = scopeIndex('keys');
const actionsScope = scopeIndex('actions');

/** Takes items up to the end of the row or to a `)` that is not theirs. */
export function takeItems(s: Scanner, scope: number, depth: number): void {
  for (;;) {
    skipSeparators(s);
    if (s.at >= s.end || isAt(s, closeParenChar)) return;
    takeItem(s, scope, depth);
  }
}

/** Takes items up to the end of the row. */
export function takeAllItems(s: Scanner, scope: number): void {
  for (;;) {
    takeItems(s, scope, 0);
    if (s.at >= s.end) return;
    takeUnclosing(s);
  }
}

/** Takes a `)` that nothing opened. */
export function takeUnclosing(s: Scanner): void {
  s.tree.leaf(NodeKind.unknown, s.at - s.base, s.at + 1 - s.base);
  addProblem(s, s.at, s.at + 1, 'a parenthesis closes that was not opened');
  s.at++;
}

/** Takes one item: a key, an action, or an argument of one. */
export function takeItem(s: Scanner, scope: number, depth: number): void {
  const { bytes } = s;
  const start = s.at;
  const nameEnd = scanName(s);
  const name = nameEnd === start ? -1 : itemNames.find(bytes, start, nameEnd);
  // A name such as `br-int` begins with letters that may be a name of their own.
  const isWhole = nameEnd >= s.end || ((classOf[bytes[nameEnd] as number] as number) & endsWord) !== 0;
  const spec = isWhole ? specAt(scope, name) : -1;
  if (spec >= 0) takeNamed(s, spec, scope, nameEnd, depth);
  else if (!takeBare(s, scope, depth)) {
    takeUnknown(s, scope === actionsScope ? 'no such action' : 'there is nothing of that name here');
  }
  if (s.at >= s.end) return;
  const isEnd = ((classOf[bytes[s.at] as number] as number) & isSeparator) !== 0 || isAt(s, closeParenChar);
  // Open vSwitch does without a comma behind a parenthesis.
  const isClosed = bytes[s.at - 1] === closeParenChar && s.at > start;
  if (!isEnd && !isClosed) takeUnknown(s, 'unexpected text');
}

function takeNamed(s: Scanner, specIdx: number, scope: number, nameEnd: number, depth: number): void {
  const { tree } = s;
  const spec = itemSpecs[specIdx] as ItemSpec;
  const start = s.at;
  const node = tree.open(nodeKinds(scope), start - s.base, specIdx);
  tree.leaf(leafKinds(scope), start - s.base, nameEnd - s.base, specIdx);
  s.at = nameEnd;
  const hasEquals = isAt(s, equalsChar);
  if (hasEquals) s.at++;
  const hasParen = isAt(s, openParenChar);
  if (spec.form === 'none') {
    if (hasEquals || hasParen) takeUnknown(s, `${spec.name} takes no value`);
  } else if (hasParen) takeGroup(s, spec, depth);
  else if (!hasEquals) {
    if (!spec.isOptional) addProblem(s, start, nameEnd, `${spec.name} needs a value`);
  } else if (spec.isParenthesized) takeUnknown(s, `${spec.name} is written with parentheses`);
  else takeItemValue(s, spec);
  tree.close(node, s.at - s.base);
}

/** What stands in parentheses, and these. */
function takeGroup(s: Scanner, spec: ItemSpec, depth: number): void {
  if (depth >= maxDepth) {
    takeUnknown(s, `more than ${maxDepth} pairs of parentheses stand in each other`);
    return;
  }
  s.at++;
  if (spec.form === 'options') takeOptions(s, spec.scope, depth + 1);
  else if (spec.form !== 'items') {
    if (isAt(s, closeParenChar)) {
      if (!spec.isOptional) addProblem(s, s.at, s.at, 'a value is missing');
    } else takeItemValue(s, spec);
  } else if (spec.scope === actionsScope) {
    const list = s.tree.open(NodeKind.actions, s.at - s.base);
    takeItems(s, spec.scope, depth + 1);
    s.tree.close(list, s.at - s.base);
  } else takeItems(s, spec.scope, depth + 1);
  closeParen(s);
}

function closeParen(s: Scanner): void {
  skipSeparators(s);
  if (s.at < s.end && !isAt(s, closeParenChar)) takeUnknown(s, 'unexpected text before )', true);
  if (s.at < s.end) s.at++;
  else addProblem(s, s.end, s.end, 'a parenthesis is not closed');
}

/** An item without a name: a port among actions, a list's member. False, and nothing done, where none may stand. */
function takeBare(s: Scanner, scope: number, depth: number): boolean {
  const specIdx = bareSpecs[scope] as number;
  if (specIdx < 0) return false;
  const { tree } = s;
  const spec = itemSpecs[specIdx] as ItemSpec;
  const start = s.at;
  const nNodes = tree.nNodes;
  const node = tree.open(nodeKinds(scope), start - s.base, specIdx);
  if (spec.form === 'items') {
    if (!isAt(s, openParenChar)) {
      tree.truncate(nNodes);
      return false;
    }
    takeGroup(s, spec, depth);
  } else if (scope === actionsScope) {
    const end = scanWord(s);
    if (end === start || (end < s.end && s.bytes[end] === openParenChar)) {
      tree.truncate(nNodes);
      return false;
    }
    if (s.bytes[start] === lessChar) takeItemValue(s, spec);
    else takePort(s, spec.width);
  } else takeItemValue(s, spec);
  tree.close(node, s.at - s.base);
  if (s.at > start) return true;
  tree.truncate(nNodes);
  return false;
}

/** `{class=0xffff,type=0x80,len=4,0xa/0xf}{…}`: an `argument` for each pair of braces. */
function takeOptions(s: Scanner, scope: number, depth: number): void {
  const { bytes, tree } = s;
  const rowEnd = s.end;
  while (isAt(s, openBraceChar)) {
    const start = s.at;
    let end = start + 1;
    while (end < rowEnd && bytes[end] !== closeBraceChar) end++;
    const node = tree.open(NodeKind.argument, start - s.base, -1);
    s.at = start + 1;
    s.end = end;
    takeItems(s, scope, depth);
    if (s.at < end) {
      tree.leaf(NodeKind.unknown, s.at - s.base, end - s.base);
      addProblem(s, s.at, end, 'unexpected text before }');
      s.at = end;
    }
    s.end = rowEnd;
    if (end < rowEnd) s.at++;
    else addProblem(s, end, end, 'a brace is not closed');
    tree.close(node, s.at - s.base);
  }
  if (!isAt(s, closeParenChar)) missing(s, 'an option in braces');
}

function nodeKinds(scope: number): NodeKind {
  if (scope === keysScope) return NodeKind.matchField;
  return scope === actionsScope ? NodeKind.action : NodeKind.argument;
}

function leafKinds(scope: number): NodeKind {
  if (scope === keysScope) return NodeKind.fieldName;
  return scope === actionsScope ? NodeKind.actionName : NodeKind.attributeName;
}

import {
  atSignChar,
  caretChar,
  closeBraceChar,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dollarChar,
  equalsChar,
  greaterChar,
  lessChar,
  minusChar,
  openBraceChar,
  openBracketChar,
  openParenChar,
  quoteChar,
  semicolonChar,
  spaceChar,
} from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { actionWords, assignmentAction, exchangeAction } from './actionTable.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { type Cursor, maxDepth } from './cursor.ts';
import { isMasked } from './matchText.ts';

/**
 * Parses actions into the open node `actions`: an `action` each, with an `actionName` or the field that it assigns to,
 * an `operator`, the fields and values of its parentheses (`argument` for `name=value`), a `functionCall` for what stands
 * behind `=`, and an `actions` node for braces. Stops at the end, or at a `}` when `isNested`.
 */
export function parseActionText(cursor: Cursor, isNested = false): void {
  for (;;) {
    const byte = cursor.skip();
    if (byte === 0 || (byte === closeBraceChar && isNested)) return;
    const before = cursor.pos;
    parseAction(cursor, byte);
    if (cursor.skip() === semicolonChar) cursor.pos++;
    else parseRest(cursor, isNested);
    if (cursor.pos === before) cursor.pos++;
  }
}

/** What stands between an action and its `;`: nothing of it is known. */
function parseRest(cursor: Cursor, isNested: boolean): void {
  const { bytes, end } = cursor;
  const start = cursor.pos;
  let p = start;
  const brace = isNested ? closeBraceChar : semicolonChar;
  while (p < end && bytes[p] !== semicolonChar && bytes[p] !== brace) p++;
  if (p > start) {
    cursor.pos = p;
    cursor.leaf(NodeKind.unknown, start);
  }
  cursor.syntaxError(start, p, "expecting `;'");
  if (p < end && bytes[p] === semicolonChar) cursor.pos = p + 1;
}

function parseAction(cursor: Cursor, byte: number): void {
  const { bytes, end } = cursor;
  const start = cursor.pos;
  const kind = byteClass[byte] as number;
  if (kind < ByteClass.hexLetter) {
    if (byte === semicolonChar) cursor.syntaxError(start, start + 1, '');
    else cursor.unknown('expecting action');
    return;
  }
  const nameEnd = cursor.nameEnd(start);
  let ahead = nameEnd;
  while (ahead < end && bytes[ahead] === spaceChar) ahead++;
  const next = ahead < end ? (bytes[ahead] as number) : 0;
  if (
    next === equalsChar ||
    next === openBracketChar ||
    (next === lessChar && cursor.at(ahead + 1) === minusChar)
  ) {
    parseAssignment(cursor, start, nameEnd, cursor.symbol());
    return;
  }
  const idx = cursor.action();
  const isKnown = idx >= 0 && !(actionWords[idx]?.isAssigned ?? true);
  const node = cursor.open(NodeKind.action, start, isKnown ? idx : -1);
  cursor.pos = nameEnd;
  if (isKnown) {
    cursor.leaf(NodeKind.actionName, start, idx);
  } else {
    cursor.leaf(NodeKind.unknown, start);
    cursor.syntaxError(start, nameEnd, 'expecting action');
  }
  cursor.pos = ahead;
  if (next === openParenChar) parseArguments(cursor);
  if (next === minusChar && cursor.at(ahead + 1) === minusChar) {
    cursor.pos = ahead + 2;
    cursor.leaf(NodeKind.operator, ahead, -1);
  }
  if (cursor.skip() === openBraceChar) parseNested(cursor);
  cursor.close(node);
}

function parseNested(cursor: Cursor): void {
  const start = cursor.pos;
  if (cursor.depth >= maxDepth) {
    cursor.pos = cursor.end;
    cursor.fault(NodeKind.unknown, start, cursor.end, 'maximum depth of nested actions reached');
    return;
  }
  const node = cursor.open(NodeKind.actions, start);
  cursor.pos = start + 1;
  cursor.depth++;
  parseActionText(cursor, true);
  cursor.depth--;
  if (cursor.peek() === closeBraceChar) cursor.pos++;
  else cursor.syntaxError(cursor.pos, cursor.pos, "expecting `}'");
  cursor.close(node);
}

/** `field = …` or `field <-> field`. */
function parseAssignment(cursor: Cursor, start: number, nameEnd: number, symbol: number): void {
  const node = cursor.open(NodeKind.action, start, assignmentAction);
  parseFieldAt(cursor, start, nameEnd, symbol);
  const operator = (cursor.skip(), cursor.pos);
  const byte = cursor.peek();
  if (byte === equalsChar && cursor.at(operator + 1) !== equalsChar) {
    cursor.pos = operator + 1;
    cursor.leaf(NodeKind.operator, operator, -1);
  } else if (
    byte === lessChar &&
    cursor.at(operator + 1) === minusChar &&
    cursor.at(operator + 2) === greaterChar
  ) {
    cursor.pos = operator + 3;
    cursor.leaf(NodeKind.operator, operator, -1);
    cursor.tree.amend(node, NodeKind.action, exchangeAction);
  } else {
    if (byte === 0 || byte === semicolonChar || byte === closeBraceChar)
      cursor.syntaxError(operator, operator + 1, "expecting `=' or `<->'");
    else cursor.unknown("expecting `=' or `<->'");
    cursor.close(node);
    return;
  }
  const first = cursor.skip();
  const kind = byteClass[first] as number;
  const valueStart = cursor.pos;
  const valueEnd = kind >= ByteClass.hexLetter ? cursor.nameEnd(valueStart) : valueStart;
  if (valueEnd > valueStart && !cursor.isAddress(valueStart, valueEnd)) parseAssigned(cursor, node, valueEnd);
  else parseItem(cursor, first);
  cursor.close(node);
}

/** A field or a function behind `=`. */
function parseAssigned(cursor: Cursor, action: number, nameEnd: number): void {
  const { bytes, end } = cursor;
  const start = cursor.pos;
  let ahead = nameEnd;
  while (ahead < end && bytes[ahead] === spaceChar) ahead++;
  if (ahead >= end || bytes[ahead] !== openParenChar) {
    parseFieldAt(cursor, start, nameEnd, cursor.symbol());
    return;
  }
  const idx = cursor.action();
  const isKnown = idx >= 0 && (actionWords[idx]?.isAssigned ?? false);
  const node = cursor.open(NodeKind.functionCall, start, idx);
  cursor.pos = nameEnd;
  cursor.leaf(isKnown ? NodeKind.actionName : NodeKind.unknown, start, idx);
  if (isKnown) cursor.tree.amend(action, NodeKind.action, idx);
  else cursor.syntaxError(start, nameEnd, 'expecting field name');
  cursor.pos = ahead;
  parseArguments(cursor);
  cursor.close(node);
}

function parseFieldAt(cursor: Cursor, start: number, nameEnd: number, symbol: number): void {
  const bitsEnd = cursor.bitsEnd(nameEnd);
  if (symbol < 0) {
    cursor.pos = Math.max(nameEnd, bitsEnd);
    cursor.leaf(NodeKind.unknown, start);
    cursor.syntaxError(start, nameEnd, 'expecting field name');
  } else if (bitsEnd < 0) {
    cursor.field(start, nameEnd, nameEnd, symbol);
    const { bytes, end } = cursor;
    let p = nameEnd;
    while (p < end && bytes[p] !== closeBracketChar && bytes[p] !== spaceChar && bytes[p] !== semicolonChar)
      p++;
    if (p < end && bytes[p] === closeBracketChar) p++;
    cursor.pos = p;
    cursor.leaf(NodeKind.unknown, nameEnd);
    cursor.syntaxError(nameEnd + 1, p, 'expecting small integer');
  } else {
    cursor.field(start, nameEnd, bitsEnd, symbol);
  }
}

/** The items between the `(` at `pos` and its `)`. */
function parseArguments(cursor: Cursor): void {
  if (cursor.depth >= maxDepth) {
    const start = cursor.pos;
    cursor.pos = cursor.end;
    cursor.fault(NodeKind.unknown, start, cursor.end, 'Parentheses nested too deeply.');
    return;
  }
  cursor.pos++;
  cursor.depth++;
  parseItems(cursor);
  cursor.depth--;
  if (cursor.peek() === closeParenChar) cursor.pos++;
  else cursor.syntaxError(cursor.pos, cursor.pos + 1, "expecting `)'");
}

/**
 * Items up to the end or a `)` that nothing opened: values, fields, words, and `name=value …`, which makes an `argument`
 * of everything up to the next name or `;`. Commas, colons, hyphens and `=` between values are separators.
 */
export function parseItems(cursor: Cursor): void {
  const { bytes } = cursor;
  let argument = -1;
  let lastEnd = 0;
  for (;;) {
    const byte = cursor.skip();
    const start = cursor.pos;
    const kind = byteClass[byte] as number;
    const nameEnd = kind >= ByteClass.hexLetter ? cursor.nameEnd(start) : start;
    if (nameEnd > start && !cursor.isAddress(start, nameEnd)) {
      let ahead = nameEnd;
      while (ahead < cursor.end && bytes[ahead] === spaceChar) ahead++;
      if (ahead < cursor.end && bytes[ahead] === equalsChar) {
        if (argument >= 0) closeArgument(cursor, argument, lastEnd);
        argument = cursor.open(NodeKind.argument, start);
        cursor.pos = nameEnd;
        cursor.leaf(NodeKind.attributeName, start);
        cursor.pos = ahead + 1;
      } else {
        parseWord(cursor, start, nameEnd, cursor.symbol());
      }
    } else if (byte === 0 || byte === closeParenChar || byte === closeBraceChar) {
      if (argument >= 0) closeArgument(cursor, argument, lastEnd);
      return;
    } else if (byte === semicolonChar) {
      if (argument >= 0) closeArgument(cursor, argument, lastEnd);
      argument = -1;
      cursor.pos++;
      continue;
    } else if (kind !== ByteClass.digit && isSeparator(byte, cursor.at(start + 1))) {
      cursor.pos++;
      continue;
    } else {
      parseItem(cursor, byte);
    }
    lastEnd = cursor.pos - cursor.base;
  }
}

/** Ends an argument with its last item, or with a comment behind that. */
function closeArgument({ tree }: Cursor, argument: number, lastEnd: number): void {
  tree.close(argument, Math.max(lastEnd, tree.end(tree.nNodes - 1)));
}

function isSeparator(byte: number, next: number): boolean {
  return (
    byte === commaChar ||
    byte === equalsChar ||
    byte === minusChar ||
    byte === openBracketChar ||
    byte === closeBracketChar ||
    (byte === colonChar && next !== colonChar)
  );
}

/** A field, or a word such as `dnat`, `tcp`, `allow`. */
function parseWord(cursor: Cursor, start: number, nameEnd: number, symbol: number): void {
  if (symbol >= 0) {
    parseFieldAt(cursor, start, nameEnd, symbol);
  } else {
    cursor.pos = nameEnd;
    cursor.leaf(NodeKind.word, start);
  }
}

/** One value whose first byte is `byte`. Passes something. */
function parseItem(cursor: Cursor, byte: number): void {
  const { pos: start } = cursor;
  const kind = byteClass[byte] as number;
  if (kind === ByteClass.digit || kind === ByteClass.hexLetter || byte === colonChar) {
    cursor.constant();
  } else if (byte === quoteChar) {
    cursor.string();
  } else if (byte === dollarChar || byte === atSignChar) {
    cursor.reference();
  } else if (byte === caretChar) {
    cursor.template();
  } else if (byte === openBraceChar) {
    const node = cursor.open(NodeKind.constantSet, start);
    cursor.pos = start + 1;
    parseSetItems(cursor);
    cursor.close(node);
  } else if (byte === openParenChar) {
    parseArguments(cursor);
  } else if (isMasked(cursor, byte)) {
    cursor.masked();
  } else if (byte === semicolonChar || byte === closeBraceChar || byte === closeParenChar || byte === 0) {
    cursor.syntaxError(start, start + 1, 'expecting constant');
  } else {
    cursor.unknown('expecting constant');
  }
}

function parseSetItems(cursor: Cursor): void {
  for (;;) {
    const byte = cursor.skip();
    if (byte === closeBraceChar) {
      cursor.pos++;
      return;
    }
    if (byte === 0 || byte === closeParenChar || byte === semicolonChar) {
      cursor.syntaxError(cursor.pos, cursor.pos + 1, 'expecting constant');
      return;
    }
    if (byte === commaChar) cursor.pos++;
    else if (byte === openBraceChar) cursor.unknown('expecting constant');
    else parseItem(cursor, byte);
  }
}

/**
 * One line of `ovn-trace`, detailed, summary or minimal, with or without `--ovs`.
 *
 * The root is a `row` whose value is an `OvnTraceLine`. Below it, by that value:
 *   packet           `keyword` `#`, then a `match` as of an OpenFlow flow
 *   title            `keyword`
 *   pipeline         `header`: `keyword`, an `argument` each for `dp`, `inport`, `outport`, `mcgroup`
 *   transformation   `action` as of a logical flow, with what it did in parentheses; comments; perhaps `{`
 *   stage            `attribute` of the table (a `number` without a name), `stageName`, `comment` with the source; then
 *                    `match` and `attribute` of priority and uuid, or a `comment`
 *   action           `actions` as of a logical flow; `output("vm")` and functions that a summary prints without a field
 *   openFlow         as a row of an OpenFlow dump
 *   remark, error    `comment`; `operator` and prose
 *   log, select      `keyword`, then an `argument` each; an `action`
 *   end, ruler, comment   `punctuation`, `comment`
 * Indices of symbols, words and actions are those of a logical-flow list, in packets and OpenFlow rows those of
 * OpenFlow's dialect. Never throws, linear, bounded nesting; what nothing explains is `unknown` with a problem.
 */
import {
  barChar,
  blanksEnd,
  closeParenChar,
  commaChar,
  dotChar,
  equalsChar,
  isDigit,
  openBraceChar,
  openParenChar,
  quoteChar,
  semicolonChar,
} from '../../text/ascii.ts';
import { indexOfAscii, lastIndexOfAscii, startsWithAscii } from '../../text/bytes.ts';
import { parseActionText, parseItems } from '../lflow/actionText.ts';
import { actionWords, assignmentAction } from '../lflow/actionTable.ts';
import { byteClass, ByteClass } from '../lflow/byteClass.ts';
import type { Cursor } from '../lflow/cursor.ts';
import { rowWords } from '../lflow/wordTable.ts';
import { NodeKind } from '../nodeKind.ts';
import { parseOpenFlowRow } from '../openflow/parseRow.ts';
import { Scanner } from '../openflow/scanner.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { scannerOf, takeLeaf, takeMatch, takeProse, takeRest } from './flowText.ts';
import { cursorOf, takeExpression, takeNumber } from './logicalText.ts';
import { OvnTraceLine, ovnTraceLine } from './ovnTraceLine.ts';

const outputAction = actionWords.findIndex(({ name }) => name === 'output');
const selectAction = actionWords.findIndex(({ name }) => name === 'select');
const tableWord = rowWords.indexOf('table');

export function parseOvnTraceRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  const s = scannerOf(bytes, start, end, tree, problems);
  const kind = ovnTraceLine(bytes, start, end);
  if (kind === OvnTraceLine.openFlow) {
    parseOpenFlowRow(bytes, start, s.end, tree, problems);
    if (tree.kind(0) === NodeKind.row) tree.amend(0, NodeKind.row, kind);
    tree.close(0, end - start);
    return;
  }
  const row = tree.open(NodeKind.row, 0, kind);
  parseLine(s, kind);
  tree.close(row, end - start);
}

function parseLine(s: Scanner, kind: OvnTraceLine): void {
  switch (kind) {
    case OvnTraceLine.packet:
      takeLeaf(s, NodeKind.keyword, 1);
      return takeMatch(s);
    case OvnTraceLine.title:
      return takeLeaf(s, NodeKind.keyword, s.end - s.at);
    case OvnTraceLine.pipeline:
      return parsePipeline(s);
    case OvnTraceLine.transformation:
      return parseTransformation(s);
    case OvnTraceLine.stage:
      return parseStage(s);
    case OvnTraceLine.action:
      return parseActions(s);
    case OvnTraceLine.remark:
      return parseEnd(s);
    case OvnTraceLine.error:
      takeLeaf(s, NodeKind.operator, 3);
      return takeProse(s);
    case OvnTraceLine.log:
      return parseLog(s);
    case OvnTraceLine.select:
      return parseSelect(s);
    case OvnTraceLine.end:
      takeLeaf(s, NodeKind.punctuation, 1);
      if (s.bytes[s.at] === semicolonChar) s.at++;
      takeRest(s, 'unexpected text after the brace');
      return;
    case OvnTraceLine.ruler:
      return takeLeaf(s, NodeKind.punctuation, s.end - s.at);
    case OvnTraceLine.comment:
      return takeLeaf(s, NodeKind.comment, s.end - s.at);
    default:
  }
}

/** Comments, then `{` or `;`, then nothing. */
function parseEnd(s: Scanner): void {
  const { bytes } = s;
  const at = cursorOf(s);
  at.skip();
  s.at = at.pos;
  if (s.at < s.end && bytes[s.at] === openBraceChar) takeLeaf(s, NodeKind.punctuation, 1);
  else if (s.at < s.end && bytes[s.at] === semicolonChar) s.at++;
  takeRest(s, 'unexpected text at the end of the line');
}

function parsePipeline(s: Scanner): void {
  const { bytes, tree, base } = s;
  const header = tree.open(NodeKind.header, s.at - base);
  const open = indexOfAscii(bytes, s.at, s.end, '(');
  takeLeaf(s, NodeKind.keyword, open - s.at);
  const at = cursorOf(s);
  at.pos = open + 1;
  for (;;) {
    const byte = at.skip();
    if (byte === commaChar) {
      at.pos++;
      continue;
    }
    if (byte === 0 || byte === closeParenChar) break;
    parsePipelineArgument(at);
  }
  if (at.peek() === closeParenChar) at.pos++;
  else at.syntaxError(at.pos, at.pos, "expecting `)'");
  at.close(header);
  s.at = at.pos;
  parseEnd(s);
}

/** `dp="sw0"`. */
function parsePipelineArgument(at: Cursor): void {
  const start = at.pos;
  const nameEnd = at.nameEnd(start);
  if (nameEnd === start || at.at(nameEnd) !== equalsChar) {
    at.unknown('expecting name=value');
    return;
  }
  const argument = at.open(NodeKind.argument, start);
  at.pos = nameEnd;
  at.leaf(NodeKind.attributeName, start);
  at.pos = nameEnd + 1;
  if (at.peek() === quoteChar) {
    const name = String.fromCharCode(at.at(start));
    at.string(name === 'd' ? NodeKind.datapathName : name === 'm' ? NodeKind.string : NodeKind.portName);
  } else if (at.pos < at.end) at.unknown('expecting a name');
  at.close(argument);
}

function parseTransformation(s: Scanner): void {
  const at = cursorOf(s);
  parseCall(at);
  s.at = at.pos;
  parseEnd(s);
}

/** `clone`, `ct_next(ct_state=new|trk)`, `ct_snat(ip4.src=172.16.0.2)`, `output("vm")`. */
function parseCall(at: Cursor): void {
  const start = at.pos;
  const nameEnd = at.nameEnd(start);
  if (nameEnd === start) {
    at.unknown('expecting action');
    return;
  }
  const idx = at.action();
  const node = at.open(NodeKind.action, start, idx);
  at.pos = nameEnd;
  at.leaf(idx < 0 ? NodeKind.unknown : NodeKind.actionName, start, idx);
  if (idx < 0) at.syntaxError(start, nameEnd, 'expecting action');
  if (at.peek() === openParenChar) {
    at.pos++;
    if (startsWithAscii(at.bytes, at.pos, 'ct_state=', at.end)) parseConntrackState(at);
    else if (idx === outputAction && at.peek() === quoteChar) at.string(NodeKind.portName);
    else parseItems(at);
    if (at.skip() === closeParenChar) at.pos++;
    else at.syntaxError(at.pos, at.pos, "expecting `)'");
  }
  at.close(node);
}

/** `ct_state=new|trk`: an `argument` whose `value` has a `word` for each flag. */
function parseConntrackState(at: Cursor): void {
  const start = at.pos;
  const argument = at.open(NodeKind.argument, start);
  at.pos = start + 'ct_state'.length;
  at.leaf(NodeKind.attributeName, start);
  at.pos++;
  const value = at.open(NodeKind.value, at.pos);
  for (;;) {
    const wordStart = at.pos;
    const wordEnd = at.nameEnd(wordStart);
    at.pos = wordEnd;
    if (wordEnd > wordStart) at.leaf(NodeKind.word, wordStart);
    if (at.peek() !== barChar) break;
    at.pos++;
  }
  at.close(value);
  at.close(argument);
}

function parseStage(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  const table = tree.open(NodeKind.attribute, s.at - base, tableWord);
  let dot = s.at;
  let number = 0;
  while (isDigit(bytes[dot])) number = Math.min(number * 10 + (bytes[dot++] as number) - 48, 0x7fffffff);
  tree.leaf(NodeKind.number, s.at - base, dot - base, number);
  tree.close(table, dot - base);
  s.at = dot;
  takeLeaf(s, NodeKind.punctuation, 1);
  s.at = blanksEnd(bytes, s.at, end);
  takeStageName(s);
  if (startsWithAscii(bytes, s.at, 'no match', end)) return takeLeaf(s, NodeKind.comment, end - s.at);
  const priority = lastIndexOfAscii(bytes, s.at, end, ', priority ');
  takeExpression(s, priority === -1 ? end : priority);
  if (priority === -1) {
    s.problems.push({ start: end - base, end: end - base, message: 'the line ends before the priority' });
    return;
  }
  s.at = priority + 2;
  const uuid = indexOfAscii(bytes, s.at, end, ', uuid ');
  s.end = uuid === -1 ? end : uuid;
  takeNumber(s, s.at + 'priority'.length, 'priority');
  takeRest(s, 'unexpected text after the priority');
  s.end = end;
  if (uuid !== -1) takeUuid(s, uuid + 2);
}

/** `ls_in_acl (northd.c:6470): `, either part of which may be missing. */
function takeStageName(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  const start = s.at;
  let nameEnd = start;
  while (nameEnd < end && isStageByte(bytes[nameEnd] as number)) nameEnd++;
  const hasSource =
    startsWithAscii(bytes, nameEnd, ' (', end) || (nameEnd === start && bytes[start] === openParenChar);
  const sourceStart = nameEnd === start ? start : nameEnd + 1;
  const mark = hasSource ? indexOfAscii(bytes, sourceStart, end, '): ') : -1;
  // A match may begin like this too: a source is a file and a line.
  const isSource = mark !== -1 && indexOfAscii(bytes, sourceStart, mark, ' ') === -1;
  const hasName = nameEnd > start && (isSource || startsWithAscii(bytes, nameEnd, ': ', end));
  if (hasName) tree.leaf(NodeKind.stageName, start - base, nameEnd - base);
  if (isSource) {
    if (mark > sourceStart + 1) tree.leaf(NodeKind.comment, sourceStart + 1 - base, mark - base);
    s.at = mark + 3;
  } else if (hasName) s.at = nameEnd + 2;
}

/** `uuid e9ef33ac`: the first part of the logical flow's UUID, which is the cookie of its OpenFlow flows. */
function takeUuid(s: Scanner, start: number): void {
  const { bytes, tree, base, end } = s;
  const node = tree.open(NodeKind.attribute, start - base, rowWords.indexOf('uuid'));
  tree.leaf(NodeKind.attributeName, start - base, start + 4 - base, rowWords.indexOf('uuid'));
  s.at = start + 'uuid '.length;
  let value = 0;
  let p = s.at;
  for (; p < end; p++) {
    const byte = bytes[p] as number;
    const kind = byteClass[byte] as number;
    if (kind !== ByteClass.digit && kind !== ByteClass.hexLetter) break;
    value = (value << 4) | (kind === ByteClass.digit ? byte - 48 : (byte | 32) - 87);
  }
  if (p - s.at === 8 && p === end) tree.leaf(NodeKind.uuid, s.at - base, p - base, value);
  else takeRest(s, 'eight hexadecimal digits are expected');
  tree.close(node, end - base);
}

function parseActions(s: Scanner): void {
  const at = cursorOf(s);
  const start = s.at;
  const actions = at.open(NodeKind.actions, start);
  const nameEnd = at.nameEnd(start);
  const idx = at.action();
  const isPrinted = idx === outputAction || (idx >= 0 && actionWords[idx]?.isAssigned === true);
  if (isPrinted && at.at(nameEnd) === openParenChar) {
    parseCall(at);
    if (at.skip() === semicolonChar) at.pos++;
    else at.syntaxError(at.pos, at.pos, "expecting `;'");
  }
  parseActionText(at);
  at.pos = s.end;
  at.close(actions);
  s.at = s.end;
}

/** `LOG: ACL name=x, direction=OUT, verdict=drop, severity=info, packet="…"`. A name may have commas. */
function parseLog(s: Scanner): void {
  const { bytes, tree, base, end } = s;
  takeLeaf(s, NodeKind.keyword, 3);
  s.at++;
  const fields = ['ACL name=', ', direction=', ', verdict=', ', severity=', ', packet="'];
  const places: number[] = [];
  for (const field of fields) {
    const from = places.at(-1) ?? s.at;
    const place = from === -1 ? -1 : indexOfAscii(bytes, from, end, field);
    places.push(place);
  }
  if (places.includes(-1) || places[0] !== blanksEnd(bytes, s.at, end)) return takeProse(s);
  for (const [idx, field] of fields.entries()) {
    const isFirst = idx === 0;
    const start = (places[idx] as number) + (isFirst ? 0 : 2);
    const valueStart = (places[idx] as number) + field.length;
    if (isFirst) tree.leaf(NodeKind.keyword, start - base, start + 3 - base);
    const nameStart = isFirst ? start + 4 : start;
    const argument = tree.open(NodeKind.argument, nameStart - base);
    const isPacket = idx === fields.length - 1;
    tree.leaf(NodeKind.attributeName, nameStart - base, valueStart - (isPacket ? 2 : 1) - base);
    if (isPacket) takeLoggedPacket(s, valueStart);
    else {
      const valueEnd = places[idx + 1] as number;
      if (valueEnd > valueStart) tree.leaf(NodeKind.word, valueStart - base, valueEnd - base);
      s.at = valueEnd;
    }
    tree.close(argument, s.at - base);
  }
  parseEnd(s);
}

/** What stands behind `packet="`, and the closing quotation mark. */
function takeLoggedPacket(s: Scanner, start: number): void {
  const { tree, base, end } = s;
  tree.leaf(NodeKind.punctuation, start - 1 - base, start - base);
  const close = lastIndexOfAscii(s.bytes, start, end, '"');
  s.at = start;
  s.end = close === -1 ? end : close;
  takeMatch(s);
  s.at = s.end;
  s.end = end;
  if (close !== -1) takeLeaf(s, NodeKind.punctuation, 1);
}

/** `select: reg8[16..31] = 1`. */
function parseSelect(s: Scanner): void {
  takeLeaf(s, NodeKind.keyword, 'select:'.length);
  const at = cursorOf(s);
  at.skip();
  const start = at.pos;
  const node = at.open(NodeKind.action, start, selectAction);
  const nameEnd = at.nameEnd(start);
  const symbol = at.symbol();
  const bitsEnd = at.bitsEnd(nameEnd);
  if (symbol < 0 || bitsEnd < 0) at.unknown('expecting field name');
  else at.field(start, nameEnd, bitsEnd, symbol);
  if (at.skip() === equalsChar) {
    const operator = at.pos++;
    at.leaf(NodeKind.operator, operator, assignmentAction);
    at.skip();
    at.constant();
  } else at.syntaxError(at.pos, at.pos, "expecting `='");
  at.close(node);
  s.at = at.pos;
  parseEnd(s);
}

function isStageByte(byte: number): boolean {
  return (byteClass[byte] as number) >= ByteClass.digit && byte !== dotChar;
}

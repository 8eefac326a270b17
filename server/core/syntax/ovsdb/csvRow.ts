import {
  carriageReturnChar,
  closeBraceChar,
  closeBracketChar,
  commaChar,
  isBlank,
  lineFeedChar,
  openBraceChar,
  openBracketChar,
  quoteChar,
  underscoreChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { DatumForm, DatumScanner, scanLastDatum } from './datumTree.ts';

const uuidColumn = '_uuid';

/**
 * Whether a line is a row of `--format=csv`, as `table_print` (Open vSwitch's `lib/table.c`) writes it: its first cell
 * ends at a comma, and no space follows. A line of one cell looks like a table that has no other column.
 */
export function isCsvLine(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] as number;
  let at = start;
  if (first === quoteChar) at = quotedEnd(bytes, start, end);
  else if (first === openBracketChar || first === openBraceChar) {
    const closing = first === openBracketChar ? closeBracketChar : closeBraceChar;
    do at++;
    while (at < end && bytes[at] !== closing && bytes[at] !== commaChar && bytes[at] !== quoteChar);
    if (bytes[at] !== closing) return false;
    at++;
  } else {
    while (at < end && bytes[at] !== commaChar && !isBlank(bytes[at] as number) && bytes[at] !== quoteChar)
      at++;
  }
  return at < end && bytes[at] === commaChar && !isBlank(bytes[at + 1] as number);
}

/**
 * Whether a line of CSV has the names of columns: words in lower case, `_uuid` among them; without that the words stand
 * at the beginning of the text, below a caption or below an empty line. The parser looks at what is before the line for
 * that, if the bytes have it.
 */
export function isCsvHeading(bytes: Uint8Array, start: number, end: number): boolean {
  let hasUuid = false;
  for (let at = start; at <= end; ) {
    const to = nameEnd(bytes, at, end);
    if (to === at || (to < end && bytes[to] !== commaChar)) return false;
    hasUuid ||= to - at === uuidColumn.length && startsWithAscii(bytes, at, uuidColumn, end);
    at = to + 1;
  }
  return hasUuid || beginsTable(bytes, start);
}

const captionEnd = ' table';

function beginsTable(bytes: Uint8Array, start: number): boolean {
  if (start === 0) return true;
  if (bytes[start - 1] !== lineFeedChar) return false;
  let before = start - 1;
  if (bytes[before - 1] === carriageReturnChar) before--;
  return (
    before === 0 ||
    bytes[before - 1] === lineFeedChar ||
    (before > captionEnd.length && startsWithAscii(bytes, before - captionEnd.length, captionEnd, before))
  );
}

function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    const isPart =
      (byte >= 0x61 && byte <= 0x7a) ||
      byte === underscoreChar ||
      (byte >= 0x30 && byte <= 0x39 && at > start);
    if (!isPart) break;
  }
  return at;
}

/** Takes the names of columns, as `attributeName`s. */
export function scanCsvNames(s: DatumScanner): void {
  while (s.at < s.end) {
    const to = cellEnd(s.bytes, s.at, s.end);
    if (to > s.at) s.leaf(NodeKind.attributeName, s.at, to);
    s.at = to + 1;
  }
}

/** Takes the rest of the line as cells, a `value` each: `quoted` where the cell has quotation marks of its own. */
export function scanCsvCells(s: DatumScanner): void {
  for (;;) {
    const to = cellEnd(s.bytes, s.at, s.end);
    if (s.bytes[s.at] === quoteChar && s.at < to) scanQuotedCell(s, to);
    else scanBareCell(s, to);
    if (to >= s.end) return;
    s.at = to + 1;
    // A comma at the end of the line: the last cell is empty.
    if (s.at === s.end) {
      scanBareCell(s, s.at);
      return;
    }
  }
}

function scanBareCell(s: DatumScanner, to: number): void {
  const { end } = s;
  if (s.at === to) {
    s.close(s.open(NodeKind.value, to, DatumForm.atom), to);
    return;
  }
  s.end = to;
  scanLastDatum(s);
  s.end = end;
}

/** Inside quotation marks each of the datum's own is doubled. */
const unquoted = new DatumScanner(new Tree());

function scanQuotedCell(s: DatumScanner, to: number): void {
  const start = s.at;
  const node = s.open(NodeKind.value, start, DatumForm.quoted);
  const close = quotedEnd(s.bytes, start, to);
  if (close !== to || close - start < 2 || s.bytes[close - 1] !== quoteChar) {
    s.unknown(
      to,
      close === to ? 'the quotation mark is not closed' : 'expecting a comma behind the quotation mark',
    );
    s.close(node, to);
    return;
  }
  const { bytes, places } = unquoteCell(s.bytes, start + 1, close - 1);
  const problems: SyntaxProblem[] = [];
  const inner = unquoted;
  inner.bytes = bytes;
  inner.at = 0;
  inner.end = bytes.length;
  inner.problems = problems;
  inner.tree.reset();
  if (bytes.length > 0) scanLastDatum(inner);
  if (problems.length > 0 && !isMarked(bytes)) {
    // Of `--data=bare`: words with spaces and commas between them.
    s.leaf(NodeKind.word, start + 1, close - 1);
  } else {
    for (const { start: from, end, message } of problems)
      s.problem(places[from] as number, places[end] as number, message);
    copyNodes(s, inner.tree, places);
  }
  s.at = to;
  s.close(node, to);
}

/** Whether what the cell holds says itself that it is a string, a set or a map. */
function isMarked(bytes: Uint8Array): boolean {
  const first = bytes[0];
  return first === quoteChar || first === openBracketChar || first === openBraceChar;
}

/** The nodes inside the datum's own, moved to where their bytes are. */
function copyNodes(s: DatumScanner, from: Tree, places: Uint32Array): void {
  const open: number[] = [];
  const targets: number[] = [];
  const closeUntil = (node: number): void => {
    for (let last = open.at(-1); last !== undefined && from.next(last) <= node; last = open.at(-1)) {
      s.close(targets.pop() as number, places[from.end(last)] as number);
      open.pop();
    }
  };
  for (let node = 1; node < from.nNodes; node++) {
    closeUntil(node);
    const start = places[from.start(node)] as number;
    if (from.isLeaf(node)) s.leaf(from.kind(node), start, places[from.end(node)] as number);
    else {
      open.push(node);
      targets.push(s.open(from.kind(node), start, from.value(node)));
    }
  }
  closeUntil(from.nNodes);
}

/** What a cell holds, and the place that each of its bytes has in the text; one more is the end. */
export function unquoteCell(
  text: Uint8Array,
  start: number,
  end: number,
): { readonly bytes: Uint8Array; readonly places: Uint32Array } {
  const bytes = new Uint8Array(end - start);
  const places = new Uint32Array(end - start + 1);
  let size = 0;
  for (let at = start; at < end; at++) {
    bytes[size] = text[at] as number;
    places[size++] = at;
    if (text[at] === quoteChar && text[at + 1] === quoteChar) at++;
  }
  places[size] = end;
  return { bytes: bytes.subarray(0, size), places: places.subarray(0, size + 1) };
}

/** The comma behind the cell that begins at `start`, or `end`. */
function cellEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === quoteChar && start < end ? quotedEnd(bytes, start, end) : start;
  while (at < end && bytes[at] !== commaChar) at++;
  return at;
}

/** The place behind the quotation mark that closes the cell that begins at `start`; `end` where none does. */
function quotedEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] !== quoteChar) continue;
    if (bytes[at + 1] !== quoteChar || at + 1 >= end) return at + 1;
    at++;
  }
  return end;
}

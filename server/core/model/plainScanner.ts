import { defaultPriority } from '../syntax/openflow/entry.ts';
import {
  carriageReturnChar,
  closeParenChar,
  commaChar,
  equalsChar,
  hashChar,
  hexDigits,
  lineFeedChar,
  openParenChar,
  quoteChar,
  slashChar,
} from '../text/ascii.ts';
import { decodeText, startsWithAscii } from '../text/bytes.ts';
import { longRow } from '../text/rowStarts.ts';
import { hashText, logicalMarks, manyPorts, openFlowMarks } from './portMarks.ts';
import { noStage, noTable, RowKind } from './rowColumns.ts';
import {
  batchRows,
  headSize,
  inputSize,
  inputSlack,
  type LargeCounter,
  largeCounter,
  maxStages,
  maxStageSize,
  type Needle,
  noCounter,
  type RowBatch,
  RowForm,
  type RowScanner,
  type SearchHits,
} from './rowScanner.ts';

/** The scanner that needs nothing but the language; it says what the other one has to do. */
export function createPlainScanner(): RowScanner {
  return new PlainScanner();
}

/** What a line's head says. */
interface RowHead {
  kind: RowKind;
  table: number;
  priority: number;
  cookie: number;
  nPackets: number;
  datapath: number;
  ports: number;
  stageStart: number;
  stageEnd: number;
}

class PlainScanner implements RowScanner {
  readonly input: Uint8Array = new Uint8Array(inputSize + inputSlack);
  readonly batch: RowBatch = {
    start: new Uint32Array(batchRows),
    size: new Uint16Array(batchRows),
    kind: new Uint8Array(batchRows),
    table: new Uint8Array(batchRows),
    stage: new Uint8Array(batchRows),
    priority: new Uint16Array(batchRows),
    datapath: new Uint16Array(batchRows),
    cookie: new Uint32Array(batchRows),
    nPackets: new Uint32Array(batchRows),
    ports: new Uint16Array(batchRows),
  };
  readonly hits: SearchHits = { row: new Uint32Array(batchRows), start: new Uint32Array(batchRows) };
  readonly #stages = new Map<string, number>();
  readonly #head: RowHead = clearHead({} as RowHead, RowKind.blank);
  #rest = 0;
  #cookies = 0;
  #headers: number[] = [];
  #large: LargeCounter[] = [];
  /** The last stage: rows of one stage follow each other. */
  #stageText: Uint8Array = new Uint8Array(0);
  #stageIdx: number = noStage;
  #needle: Needle = { bytes: new Uint8Array(1), folds: new Uint8Array(1), first: 0, second: 0 };
  /** Of the search: lines passed, the start of the last one, and whether it is done with. */
  #searchRow = 0;
  #searchStart = 0;
  #isDone = false;

  reset(): void {
    this.#stages.clear();
    this.#cookies = 0;
    this.#stageText = new Uint8Array(0);
    this.#stageIdx = noStage;
  }

  rest(): number {
    return this.#rest;
  }

  headers(): Uint32Array {
    return Uint32Array.from(this.#headers);
  }

  largeCounters(): readonly LargeCounter[] {
    return this.#large;
  }

  stages(): readonly string[] {
    return [...this.#stages.keys()];
  }

  hasCookies(): boolean {
    return this.#cookies !== 0;
  }

  scan(form: RowForm, from: number, to: number, base: number, row: number): number {
    const { input, batch } = this;
    this.#headers = [];
    this.#large = [];
    let start = from;
    for (;;) {
      const lineEnd = input.indexOf(lineFeedChar, start);
      if (lineEnd === -1 || lineEnd >= to || row === batchRows) break;
      batch.start[row] = start + base;
      batch.size[row] = Math.min(lineEnd + 1 - start, longRow);
      let end = lineEnd;
      if (end > start && input[end - 1] === carriageReturnChar) end--;
      this.#scanRow(form, start, Math.min(end, start + headSize), row++);
      start = lineEnd + 1;
    }
    this.#rest = start;
    return row;
  }

  startSearch(needle: Needle): void {
    this.#needle = needle;
    this.#searchRow = 0;
    this.#searchStart = 0;
    this.#isDone = false;
  }

  search(from: number, to: number, base: number): number {
    let nHits = 0;
    let at = from;
    for (;;) {
      const found = this.#isDone ? to : this.#nextNeedle(at, to);
      // The line that was reached last ends, before what was found or in front of it.
      const lineBreak = this.input.indexOf(lineFeedChar, at);
      const isInLine = lineBreak === -1 || lineBreak >= found;
      if (isInLine && found < to) {
        if (nHits === batchRows) {
          this.#rest = found;
          return nHits;
        }
        this.hits.row[nHits] = this.#searchRow;
        this.hits.start[nHits++] = this.#searchStart;
        this.#isDone = true;
        at = found + 1;
      } else if (isInLine) {
        this.#rest = to;
        return nHits;
      } else {
        this.#searchRow++;
        this.#searchStart = base + lineBreak + 1;
        this.#isDone = false;
        at = lineBreak + 1;
      }
    }
  }

  /** The first place in `[from, to)` where the needle begins, or `to`. */
  #nextNeedle(from: number, to: number): number {
    const { input } = this;
    const { bytes, folds, first } = this.#needle;
    const byte = bytes[first] as number;
    const isFolded = folds[first] !== 0;
    let at = isFolded ? from + first : input.indexOf(byte, from + first);
    while (at !== -1 && at - first < to) {
      const place = at - first;
      if (bytes.every((each, idx) => each === ((input[place + idx] as number) | (folds[idx] as number))))
        return place;
      at = isFolded ? at + 1 : input.indexOf(byte, at + 1);
    }
    return to;
  }

  #scanRow(form: RowForm, start: number, end: number, row: number): void {
    const { input, batch } = this;
    const head = this.#head;
    if (form === RowForm.openFlow) readOpenFlowHead(input, start, end, head);
    else if (form === RowForm.logical) readLogicalHead(input, start, end, head);
    else readOtherHead(input, start, end, head);
    const isFlow = head.kind === RowKind.flow || head.kind === RowKind.nestedFlow;
    batch.kind[row] = head.kind;
    batch.table[row] = isFlow ? head.table : noTable;
    batch.priority[row] = isFlow ? head.priority : 0;
    if (form === RowForm.other) return;
    batch.cookie[row] = head.cookie;
    batch.ports[row] = head.ports;
    if (form === RowForm.logical) {
      if (head.kind === RowKind.header) this.#headers.push(row, start, end);
      batch.stage[row] = this.#stageOf(head.stageStart, head.stageEnd);
      this.#cookies |= head.cookie;
      return;
    }
    batch.datapath[row] = head.datapath;
    batch.nPackets[row] = Math.min(head.nPackets === -1 ? noCounter : head.nPackets, noCounter);
    if (head.nPackets < largeCounter) return;
    batch.nPackets[row] = largeCounter;
    this.#large.push({ row, nPackets: head.nPackets });
  }

  #stageOf(start: number, end: number): number {
    const { input } = this;
    const size = end - start;
    if (size <= 0 || size > maxStageSize) return noStage;
    if (size === this.#stageText.length && this.#stageText.every((byte, idx) => byte === input[start + idx]))
      return this.#stageIdx;
    const text = decodeText(input, start, end);
    const known = this.#stages.get(text);
    if (known === undefined && this.#stages.size === maxStages) return noStage;
    const idx = known ?? this.#stages.size;
    if (known === undefined) this.#stages.set(text, idx);
    this.#stageText = input.slice(start, end);
    this.#stageIdx = idx;
    return idx;
  }
}

const blank = 32;

function clearHead(head: RowHead, kind: RowKind): RowHead {
  head.kind = kind;
  head.table = noTable;
  head.priority = 0;
  head.cookie = 0;
  head.nPackets = -1;
  head.datapath = 0;
  head.ports = 0;
  head.stageStart = 0;
  head.stageEnd = 0;
  return head;
}

/**
 * Words stand between commas and blanks, which are all bytes up to the space; the ones that are asked for may stand in any
 * order before `actions=`. A flow whose actions are cut off is still a flow if it says a table, a priority or a cookie.
 */
function readOpenFlowHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  let at = skipBlanks(bytes, start, end);
  clearHead(head, RowKind.other);
  if (at === end) head.kind = RowKind.blank;
  else if (bytes[at] === hashChar) head.kind = RowKind.comment;
  else if (startsWithAscii(bytes, at, 'NXST_', end) || startsWithAscii(bytes, at, 'OFPST_', end))
    head.kind = RowKind.header;
  if (head.kind !== RowKind.other) return;
  head.table = 0;
  head.priority = defaultPriority;
  const ports = new OpenFlowPorts();
  let isNamed = false;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte <= blank || byte === commaChar) {
      at++;
      continue;
    }
    let after = -1;
    if (startsWithAscii(bytes, at, 'actions=', end)) {
      head.kind = RowKind.flow;
      break;
    }
    if (startsWithAscii(bytes, at, 'cookie=', end)) {
      at += 'cookie='.length;
      head.cookie = number32(bytes, at, end);
      isNamed = true;
    } else if (startsWithAscii(bytes, at, 'n_packets=', end)) {
      at += 'n_packets='.length;
      if (isDigit(bytes, at, end)) head.nPackets = decimal(bytes, at, end, Infinity);
    } else if (startsWithAscii(bytes, at, 'priority=', end)) {
      at += 'priority='.length;
      head.priority = decimal(bytes, at, end, 0xffff);
      isNamed = true;
    } else if (startsWithAscii(bytes, at, 'table=', end)) {
      at += 'table='.length;
      head.table = isDigit(bytes, at, end) ? decimal(bytes, at, end, noTable) : noTable;
      isNamed = true;
    } else if (startsWithAscii(bytes, at, 'metadata=', end)) {
      at += 'metadata='.length;
      after = separator(bytes, at, end);
      if (!hasMask(bytes, at, after)) head.datapath = number16(bytes, at, after);
    } else if (startsWithAscii(bytes, at, 'reg14=', end) || startsWithAscii(bytes, at, 'reg15=', end)) {
      const name = bytes[at + 4] === 0x35 ? 'reg15' : 'reg14';
      at += 'reg14='.length;
      after = separator(bytes, at, end);
      if (!hasMask(bytes, at, after)) ports.add(name, number32(bytes, at, after));
    } else if (startsWithAscii(bytes, at, 'in_port=', end)) {
      at += 'in_port='.length;
      const isQuoted = at < end && bytes[at] === quoteChar;
      after = isQuoted ? indexOf(bytes, quoteChar, at + 1, end) : separator(bytes, at, end);
      ports.add('inPort', hashText(bytes, isQuoted ? at + 1 : at, after));
      // What follows the quotation mark is a word's rest.
      if (isQuoted) after = separator(bytes, after, end);
    }
    at = after === -1 ? separator(bytes, at, end) : after;
  }
  head.ports = ports.marks();
  if (isNamed) head.kind = RowKind.flow;
}

/** The ports that a row's match names. */
class OpenFlowPorts {
  readonly #found = { reg14: -1, reg15: -1, inPort: -1 };
  #isTwice = false;

  add(field: 'reg14' | 'reg15' | 'inPort', value: number): void {
    this.#isTwice ||= this.#found[field] !== -1;
    this.#found[field] = value;
  }

  marks(): number {
    const { reg14, reg15, inPort } = this.#found;
    return this.#isTwice ? manyPorts : openFlowMarks(reg14, reg15, inPort);
  }
}

/** The head ends before `match=` or `action=`, or at a word that is no `key=value`. */
function readLogicalHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  const at = skipBlanks(bytes, start, end);
  clearHead(head, RowKind.other);
  if (at === end) head.kind = RowKind.blank;
  else if (bytes[at] === hashChar) head.kind = RowKind.comment;
  else if (startsWithAscii(bytes, at, 'Datapath:', end)) head.kind = RowKind.header;
  else if (isNestedFlow(bytes, at, end)) {
    readOpenFlowHead(bytes, at, end, head);
    if (head.kind === RowKind.flow) head.kind = RowKind.nestedFlow;
  } else readLogicalKeys(bytes, at, end, head);
}

/** A line of another dialect: its head says nothing that an index holds. */
function readOtherHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  const at = skipBlanks(bytes, start, end);
  clearHead(head, at === end ? RowKind.blank : bytes[at] === hashChar ? RowKind.comment : RowKind.flow);
}

function readLogicalKeys(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte <= blank || byte === commaChar) {
      at++;
      continue;
    }
    if (startsWithAscii(bytes, at, 'match=', end) || startsWithAscii(bytes, at, 'action=', end)) {
      head.kind = RowKind.flow;
      break;
    }
    if (startsWithAscii(bytes, at, 'table=', end)) {
      at += 'table='.length;
      head.kind = RowKind.flow;
      if (isDigit(bytes, at, end)) head.table = decimal(bytes, at, end, noTable);
      while (at < end && bytes[at] !== openParenChar && bytes[at] !== commaChar) at++;
      if (at < end && bytes[at] === openParenChar) {
        const close = indexOf(bytes, closeParenChar, at + 1, end);
        head.stageStart = at + 1;
        head.stageEnd = separator(bytes, at + 1, close);
        at = close;
      }
    } else if (startsWithAscii(bytes, at, 'priority=', end)) {
      at += 'priority='.length;
      head.kind = RowKind.flow;
      head.priority = decimal(bytes, at, end, 0xffff);
    } else if (startsWithAscii(bytes, at, 'uuid=', end)) {
      at += 'uuid='.length;
      head.cookie = number32(bytes, at, end);
    } else {
      const after = separator(bytes, at, end);
      at = indexOf(bytes, equalsChar, at, after) === after ? end : after;
      continue;
    }
    at = separator(bytes, at, end);
  }
  if (head.kind === RowKind.flow) head.ports = portNames(bytes, at, end);
}

/** An OpenFlow flow below a logical one: with `--stats` it begins with its cookie, else `table=8 priority=…` without a stage. */
function isNestedFlow(bytes: Uint8Array, start: number, end: number): boolean {
  if (startsWithAscii(bytes, start, 'cookie=', end) || startsWithAscii(bytes, start, 'duration=', end))
    return true;
  if (!startsWithAscii(bytes, start, 'table=', end)) return false;
  let at = start + 'table='.length;
  while (at < end && bytes[at] !== commaChar && (bytes[at] as number) > blank && bytes[at] !== openParenChar)
    at++;
  at = skipBlanks(bytes, at, end);
  if (at === end || bytes[at] === openParenChar) return false;
  for (;;) {
    at = separator(bytes, at, end);
    if (at === end) return false;
    at++;
    if (startsWithAscii(bytes, at, 'match=(', end)) return false;
    if (startsWithAscii(bytes, at, 'actions=', end)) return true;
  }
}

/** The marks of the quoted names in `[at, end)`: almost all of them are ports. */
function portNames(bytes: Uint8Array, start: number, end: number): number {
  let first = -1;
  let second = -1;
  let at = start;
  for (;;) {
    at = indexOf(bytes, quoteChar, at, end);
    if (at === end) break;
    const close = indexOf(bytes, quoteChar, at + 1, end);
    const hash = hashText(bytes, at + 1, close);
    if (first === -1) first = hash;
    else if (hash !== first) {
      if (second !== -1 && hash !== second) return manyPorts;
      second = hash;
    }
    if (close === end) break;
    at = close + 1;
  }
  return logicalMarks(first, second);
}

function isDigit(bytes: Uint8Array, at: number, end: number): boolean {
  return at < end && ((bytes[at] as number) ^ 0x30) <= 9;
}

/** A decimal number, `most` when it is larger. */
function decimal(bytes: Uint8Array, start: number, end: number, most: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = Math.min(value * 10 + digit, most);
  }
  return value;
}

/** The low 32 bits of `0x…`, or of a decimal number as a flow file may say. */
export function number32(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  if (startsWithAscii(bytes, start, '0x', end)) {
    for (let at = start + 2; at < end; at++) {
      const digit = hexDigits[bytes[at] as number] as number;
      if (digit > 15) break;
      value = (value << 4) | digit;
    }
    return value >>> 0;
  }
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value >>> 0;
}

/** The same as far as 16 bits hold it, else 0xffff. */
function number16(bytes: Uint8Array, start: number, end: number): number {
  if (!startsWithAscii(bytes, start, '0x', end)) return decimal(bytes, start, end, 0xffff);
  let value = 0;
  for (let at = start + 2; at < end; at++) {
    const digit = hexDigits[bytes[at] as number] as number;
    if (digit > 15) break;
    value = Math.min((value << 4) | digit, 0xffff);
  }
  return value;
}

function hasMask(bytes: Uint8Array, start: number, end: number): boolean {
  return indexOf(bytes, slashChar, start, end) !== end;
}

function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) <= blank) at++;
  return at;
}

/** The first comma or blank from `start` on. */
function separator(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) > blank && bytes[at] !== commaChar) at++;
  return at;
}

function indexOf(bytes: Uint8Array, byte: number, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

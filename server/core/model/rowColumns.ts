import { Interner } from '../base/interner.ts';
import { decodeText, startsWithAscii } from '../text/bytes.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Dialect } from '../syntax/dialect.ts';

/** What a line of a dump is. */
export const RowKind = {
  blank: 0,
  /** A logical flow, or an OpenFlow flow in an OpenFlow dump. */
  flow: 1,
  /** `Datapath: … Pipeline: …`, or the header of an OpenFlow reply. */
  header: 2,
  comment: 3,
  /** An OpenFlow flow below its logical flow (`lflow-list --ovs`). */
  nestedFlow: 4,
  /** A line that is none of these. */
  other: 5,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/**
 * What the head of each line says, as columns: enough for outline, look-ups and counts without parsing a row's match and
 * actions. Row `idx` is line `idx`. A number that a row does not say is -1, a cookie 0.
 */
export interface RowColumns {
  readonly nRows: number;
  readonly kind: Uint8Array;
  readonly table: Int32Array;
  readonly priority: Int32Array;
  /** The low 32 bits: OVN's cookies have no more. Of logical flows the UUID's first 32 bits. */
  readonly cookie: Uint32Array;
  /** Index into `datapaths`, -1 before the first header. */
  readonly datapath: Int32Array;
  /** Index into `stages`. */
  readonly stage: Int32Array;
  /** Packets of an OpenFlow row; floating point, since counters have 64 bits. -1 when not printed. */
  readonly nPackets: Float64Array;
  readonly stages: readonly string[];
  readonly datapaths: readonly DatapathSection[];
}

/** The rows of one pipeline of one datapath, under their header. */
export interface DatapathSection {
  readonly name: string;
  readonly pipeline: 'ingress' | 'egress';
  readonly headerRow: number;
}

/** Reads the heads of all lines in one pass over the bytes; linear in their number and length. */
export function readRowColumns(bytes: Uint8Array, lines: LineIndex, dialect: Dialect): RowColumns {
  const nRows = lines.nLines;
  const kind = new Uint8Array(nRows);
  const table = new Int32Array(nRows).fill(-1);
  const priority = new Int32Array(nRows).fill(-1);
  const cookie = new Uint32Array(nRows);
  const datapath = new Int32Array(nRows).fill(-1);
  const stage = new Int32Array(nRows).fill(-1);
  const nPackets = new Float64Array(nRows).fill(-1);
  const stages = new Interner();
  const datapaths: DatapathSection[] = [];
  const head: RowHead = {
    kind: RowKind.blank,
    table: -1,
    priority: -1,
    cookie: 0,
    nPackets: -1,
    stageStart: 0,
    stageEnd: 0,
  };
  let lastStage = { start: 0, end: 0, idx: -1 };

  for (let row = 0; row < nRows; row++) {
    const start = lines.start(row);
    const end = lines.end(row);
    if (dialect === 'ovs-openflow') readOpenFlowHead(bytes, start, end, head);
    else if (dialect === 'ovn-lflow') readLogicalHead(bytes, start, end, head);
    else readOtherHead(bytes, start, end, head);
    kind[row] = head.kind;
    table[row] = head.table;
    priority[row] = head.priority;
    cookie[row] = head.cookie;
    nPackets[row] = head.nPackets;
    if (dialect === 'ovn-lflow') {
      if (head.kind === RowKind.header) datapaths.push(readDatapathHeader(bytes, start, end, row));
      datapath[row] = datapaths.length - 1;
      if (head.stageEnd > head.stageStart) {
        // Rows of one stage follow each other: compare with the last one before asking the interner.
        if (!sameBytes(bytes, head.stageStart, head.stageEnd, lastStage.start, lastStage.end)) {
          const idx = stages.intern(decodeText(bytes, head.stageStart, head.stageEnd));
          lastStage = { start: head.stageStart, end: head.stageEnd, idx };
        }
        stage[row] = lastStage.idx;
      }
    }
  }
  return {
    nRows,
    kind,
    table,
    priority,
    cookie,
    datapath,
    stage,
    nPackets,
    stages: stages.texts(),
    datapaths,
  };
}

interface RowHead {
  kind: RowKind;
  table: number;
  priority: number;
  cookie: number;
  nPackets: number;
  stageStart: number;
  stageEnd: number;
}

const space = 32;
const tab = 9;
const hash = 35;
const openParen = 40;
const closeParen = 41;
const comma = 44;
const equals = 61;
const question = 63;

function clearHead(head: RowHead, kind: RowKind): void {
  head.kind = kind;
  head.table = -1;
  head.priority = -1;
  head.cookie = 0;
  head.nPackets = -1;
  head.stageStart = 0;
  head.stageEnd = 0;
}

/** Of other dialects only blank lines are told apart here: their rows have no table and no priority. */
function readOtherHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  clearHead(head, at === end ? RowKind.blank : RowKind.other);
}

/** Keys of an OpenFlow row stand before its `actions=`, in any order; match fields among them are stepped over. */
function readOpenFlowHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  clearHead(head, RowKind.other);
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  if (at === end) {
    head.kind = RowKind.blank;
    return;
  }
  if (bytes[at] === hash) {
    head.kind = RowKind.comment;
    return;
  }
  if (startsWithAscii(bytes, at, 'NXST_', end) || startsWithAscii(bytes, at, 'OFPST_', end)) {
    head.kind = RowKind.header;
    return;
  }
  let nKeys = 0;
  while (at < end) {
    while (at < end && (isBlank(bytes[at] as number) || bytes[at] === comma)) at++;
    const keyStart = at;
    while (at < end && bytes[at] !== equals && bytes[at] !== comma && !isBlank(bytes[at] as number)) at++;
    const keyEnd = at;
    if (bytes[at] !== equals || at === end) {
      if (at === keyEnd && at < end) at++;
      continue;
    }
    at++;
    if (keyIs(bytes, keyStart, keyEnd, 'actions')) {
      head.kind = RowKind.flow;
      if (head.table === -1) head.table = 0;
      if (head.priority === -1) head.priority = defaultPriority;
      return;
    }
    if (keyIs(bytes, keyStart, keyEnd, 'table')) head.table = decimal(bytes, at, end);
    else if (keyIs(bytes, keyStart, keyEnd, 'priority')) head.priority = decimal(bytes, at, end);
    else if (keyIs(bytes, keyStart, keyEnd, 'cookie')) head.cookie = hexLow32(bytes, at, end);
    else if (keyIs(bytes, keyStart, keyEnd, 'n_packets')) head.nPackets = decimal(bytes, at, end);
    nKeys++;
    while (at < end && bytes[at] !== comma && !isBlank(bytes[at] as number)) at++;
  }
  // A flow whose actions are cut off is still a flow: its head tells.
  if (nKeys > 0 && (head.table !== -1 || head.priority !== -1 || head.cookie !== 0)) {
    head.kind = RowKind.flow;
    if (head.table === -1) head.table = 0;
    if (head.priority === -1) head.priority = defaultPriority;
  }
}

/** Open vSwitch's `OFP_DEFAULT_PRIORITY` (`include/openflow/openflow-common.h`): what a flow without `priority=` has. */
export const defaultPriority = 32_768;

function readLogicalHead(bytes: Uint8Array, start: number, end: number, head: RowHead): void {
  clearHead(head, RowKind.other);
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at++;
  if (at === end) {
    head.kind = RowKind.blank;
    return;
  }
  if (bytes[at] === hash) {
    head.kind = RowKind.comment;
    return;
  }
  if (startsWithAscii(bytes, at, 'Datapath:', end)) {
    head.kind = RowKind.header;
    return;
  }
  if (isNestedFlow(bytes, at, end)) {
    readOpenFlowHead(bytes, at, end, head);
    if (head.kind === RowKind.flow) head.kind = RowKind.nestedFlow;
    return;
  }
  let isFlow = false;
  while (at < end) {
    while (at < end && (isBlank(bytes[at] as number) || bytes[at] === comma)) at++;
    const keyStart = at;
    while (at < end && bytes[at] !== equals && bytes[at] !== comma && !isBlank(bytes[at] as number)) at++;
    if (at === end || bytes[at] !== equals) break;
    const keyEnd = at++;
    if (keyIs(bytes, keyStart, keyEnd, 'match') || keyIs(bytes, keyStart, keyEnd, 'action')) {
      isFlow = true;
      break;
    }
    if (keyIs(bytes, keyStart, keyEnd, 'uuid')) head.cookie = hexLow32(bytes, at, end);
    else if (keyIs(bytes, keyStart, keyEnd, 'priority')) {
      head.priority = decimal(bytes, at, end);
      isFlow = true;
    } else if (keyIs(bytes, keyStart, keyEnd, 'table')) {
      isFlow = true;
      if (bytes[at] !== question) head.table = decimal(bytes, at, end);
      while (at < end && bytes[at] !== openParen && bytes[at] !== comma) at++;
      if (bytes[at] === openParen && at < end) {
        head.stageStart = ++at;
        while (at < end && bytes[at] !== closeParen) at++;
        let stageEnd = at;
        while (stageEnd > head.stageStart && isBlank(bytes[stageEnd - 1] as number)) stageEnd--;
        head.stageEnd = stageEnd;
        if (at < end) at++;
      }
    }
    while (at < end && bytes[at] !== comma && !isBlank(bytes[at] as number)) at++;
  }
  if (isFlow) head.kind = RowKind.flow;
}

/** An OpenFlow flow below a logical one: with `--stats` it begins with its cookie, else `table=8 priority=…` without a stage. */
function isNestedFlow(bytes: Uint8Array, at: number, end: number): boolean {
  if (startsWithAscii(bytes, at, 'cookie=', end) || startsWithAscii(bytes, at, 'duration=', end)) return true;
  if (!startsWithAscii(bytes, at, 'table=', end)) return false;
  at += 'table='.length;
  while (at < end && bytes[at] !== comma && bytes[at] !== space && bytes[at] !== openParen) at++;
  while (at < end && bytes[at] === space) at++;
  if (at === end || bytes[at] === openParen) return false;
  for (; at < end; at++) {
    if (bytes[at] !== space && bytes[at] !== comma) continue;
    if (startsWithAscii(bytes, at + 1, 'match=(', end)) return false;
    if (startsWithAscii(bytes, at + 1, 'actions=', end)) return true;
  }
  return false;
}

const headerPattern = /^\s*Datapath:\s*(?:"([^"]*)"|(\S+)).*?Pipeline:\s*(ingress|egress)/;
/** Names are short; a longer header is cut so that a hostile one costs nothing. */
const headerLength = 2_048;

function readDatapathHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  headerRow: number,
): DatapathSection {
  const text = decodeText(bytes, start, Math.min(end, start + headerLength));
  const found = headerPattern.exec(text);
  const pipeline = found?.[3] === 'egress' ? 'egress' : 'ingress';
  return { name: found?.[1] ?? found?.[2] ?? '', pipeline, headerRow };
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}

function keyIs(bytes: Uint8Array, start: number, end: number, key: string): boolean {
  return end - start === key.length && startsWithAscii(bytes, start, key, end);
}

function sameBytes(bytes: Uint8Array, aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false;
  for (let i = 0; i < aEnd - aStart; i++) {
    if (bytes[aStart + i] !== bytes[bStart + i]) return false;
  }
  return true;
}

/** The decimal number at `at`, or -1 when there is none. */
function decimal(bytes: Uint8Array, at: number, end: number): number {
  let value = -1;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = (value === -1 ? 0 : value) * 10 + digit;
  }
  return value;
}

/** The low 32 bits of the number at `at`: `0x…`, or decimal as a flow file may say. */
function hexLow32(bytes: Uint8Array, at: number, end: number): number {
  if (!startsWithAscii(bytes, at, '0x', end)) return Math.max(0, decimal(bytes, at, end)) >>> 0;
  let value = 0;
  for (at += 2; at < end; at++) {
    const byte = bytes[at] as number;
    const digit = byte <= 57 ? byte - 48 : (byte | 32) - 87;
    if (digit < 0 || digit > 15 || (byte > 57 && digit < 10)) break;
    value = ((value << 4) | digit) >>> 0;
  }
  return value;
}

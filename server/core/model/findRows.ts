import { decodeText, encodeText } from '../text/bytes.ts';
import { stripColors } from '../text/colors.ts';
import type { Dump } from './dump.ts';
import type { RowText } from './rowText.ts';
import { hashText, inPortVerdicts, keyVerdicts, nameVerdicts, PortVerdict } from './portMarks.ts';
import { largeKey, noTable, type RowColumns, RowKind } from './rowColumns.ts';
import { headSize } from './rowScanner.ts';

/** What a row has to be; what is left out may be anything. */
export interface RowQuery {
  /** The low 32 bits: of a logical flow, of its UUID the first 32. */
  readonly cookie?: number;
  /** An OpenFlow table, or a logical one of either pipeline. */
  readonly table?: number;
  /** The name of a logical flow's stage. */
  readonly stage?: string;
  /** A flow that says none has Open vSwitch's default, 32768. */
  readonly priority?: number;
  readonly port?: PortQuery;
  readonly datapath?: DatapathQuery;
}

/** A port that a row names. What names a group of ports, or a part of a key with a mask, is not found. */
export type PortQuery =
  /** The key of a logical port or of a multicast group: what an OpenFlow flow matches in `reg14` or `reg15`. */
  | { readonly kind: 'key'; readonly key: number }
  /** What an OpenFlow flow matches in `in_port`: a name or a number as it is printed. */
  | { readonly kind: 'inPort'; readonly name: string }
  /** What a logical flow quotes, in its match or its actions. */
  | { readonly kind: 'name'; readonly name: string };

/** A datapath: the key that an OpenFlow flow matches in `metadata`, or a name of it in the header of logical flows. */
export type DatapathQuery =
  | { readonly kind: 'key'; readonly key: number }
  /** Its name, the one after `aka`, or its UUID. */
  | { readonly kind: 'name'; readonly name: string };

/**
 * The flows of a dump that are as `query` says, in order. Answers from the index; where that leaves a doubt (hashes of names,
 * keys that it has no room for) the row's text is looked at.
 */
export function findRows(dump: Dump, query: RowQuery): Uint32Array {
  const { rows } = dump;
  const { cookie, table, stage, priority, port, datapath } = query;
  const tests: Test[] = [];
  if (cookie !== undefined) tests.push([rows.cookie, cookie >>> 0]);
  if (datapath?.kind === 'key') tests.push([rows.datapathKey, Math.min(datapath.key, largeKey)]);
  if (stage !== undefined) tests.push([rows.stage, rows.stages.indexOf(stage)]);
  if (table !== undefined) tests.push([rows.table, table < noTable ? table : inNoRow]);
  if (priority !== undefined) tests.push([rows.priority, priority]);
  const ranges = datapath?.kind === 'name' ? sectionsOf(rows, datapath.name) : [allRows];
  const verdicts = port === undefined ? undefined : verdictsOf(port);
  const [first, ...others] = tests;
  // Where a port is all that is asked for, the marks of most rows show that they do not name it.
  let found =
    first === undefined && verdicts !== undefined
      ? flowsWithMark(rows, ranges, verdicts)
      : flowsOf(rows, ranges, first);
  for (const test of others) found = passing(found, test);
  if (port !== undefined && verdicts !== undefined) found = withPort(dump, found, port, verdicts);
  // In the column, one value is all large keys, and 0 is none.
  if (datapath?.kind === 'key' && (datapath.key >= largeKey || datapath.key === 0))
    found = keep(found, (row) => hasNumber(dump.rowText(row), 'metadata', datapath.key));
  // Of its own size: what was left out is not kept.
  return found.slice();
}

/** What a column has to say of a row. */
type Test = readonly [column: Uint8Array | Uint16Array | Uint32Array, value: number];

/** As a value: no row has it. */
const inNoRow = -1;

/** Rows `[first, end)`. */
interface RowRange {
  readonly first: number;
  readonly end: number;
}

const allRows: RowRange = { first: 0, end: Infinity };

/** The rows below the headers of a datapath. */
function sectionsOf({ datapaths }: RowColumns, name: string): RowRange[] {
  return datapaths.flatMap((section, idx) =>
    section.name === name || section.aka === name || section.uuid === name
      ? [{ first: section.headerRow + 1, end: datapaths[idx + 1]?.headerRow ?? Infinity }]
      : [],
  );
}

/** The flows of some ranges; with a test, those that pass it. */
function flowsOf({ kind, nRows }: RowColumns, ranges: readonly RowRange[], test?: Test): Uint32Array {
  const found = new RowList();
  const [column, value] = test ?? [kind, inNoRow];
  for (const { first, end } of ranges) {
    for (let row = first; row < end && row < nRows; row++) {
      if (test !== undefined && column[row] !== value) continue;
      if (kind[row] === RowKind.flow || kind[row] === RowKind.nestedFlow) found.add(row);
    }
  }
  return found.all();
}

/** The flows of some ranges that may name a port. */
function flowsWithMark(
  { kind, ports, nRows }: RowColumns,
  ranges: readonly RowRange[],
  verdicts: Uint8Array,
): Uint32Array {
  const found = new RowList();
  for (const { first, end } of ranges) {
    for (let row = first; row < end && row < nRows; row++) {
      if (verdicts[ports[row] as number] === PortVerdict.no) continue;
      if (kind[row] === RowKind.flow || kind[row] === RowKind.nestedFlow) found.add(row);
    }
  }
  return found.all();
}

/** Rows that are found: few of them, as a rule, and memory for all rows would have to be cleared for each search. */
class RowList {
  #rows = new Uint32Array(1_024);
  #nRows = 0;

  add(row: number): void {
    if (this.#nRows === this.#rows.length) {
      const grown = new Uint32Array(2 * this.#nRows);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows[this.#nRows++] = row;
  }

  all(): Uint32Array {
    return this.#rows.subarray(0, this.#nRows);
  }
}

/** The rows among `found`, which is written over, that pass a test. */
function passing(found: Uint32Array, [column, value]: Test): Uint32Array {
  let nKept = 0;
  for (let idx = 0; idx < found.length; idx++) {
    const row = found[idx] as number;
    if (column[row] === value) found[nKept++] = row;
  }
  return found.subarray(0, nKept);
}

/** The same of the flows that name a port. */
function withPort(dump: Dump, found: Uint32Array, port: PortQuery, verdicts: Uint8Array): Uint32Array {
  const { kind, ports } = dump.rows;
  // In a list of logical flows, those of OpenFlow stand below: each kind has its own marks.
  const isList = dump.dialect !== 'ovs-openflow';
  if (!isList && port.kind === 'name') return found.subarray(0, 0);
  const wanted = isList && port.kind !== 'name' ? RowKind.nestedFlow : RowKind.flow;
  let nKept = 0;
  for (let idx = 0; idx < found.length; idx++) {
    const row = found[idx] as number;
    if (verdicts[ports[row] as number] !== PortVerdict.no && kind[row] === wanted) found[nKept++] = row;
  }
  return keep(
    found.subarray(0, nKept),
    (row) => verdicts[ports[row] as number] === PortVerdict.yes || namesPort(dump.rowText(row), port),
  );
}

/** The same of any condition. */
function keep(found: Uint32Array, isWanted: (row: number) => boolean): Uint32Array {
  let nKept = 0;
  for (let idx = 0; idx < found.length; idx++) {
    const row = found[idx] as number;
    if (isWanted(row)) found[nKept++] = row;
  }
  return found.subarray(0, nKept);
}

function verdictsOf(port: PortQuery): Uint8Array {
  if (port.kind === 'key') return keyVerdicts(port.key);
  const name = encodeText(port.name);
  const hash = hashText(name, 0, name.length);
  return port.kind === 'name' ? nameVerdicts(hash) : inPortVerdicts(hash);
}

function namesPort(text: RowText, port: PortQuery): boolean {
  if (port.kind === 'key') return hasNumber(text, 'reg1[45]', port.key);
  if (port.kind === 'inPort')
    return wordValues(text, 'in_port').some((value) => value.replaceAll('"', '') === port.name);
  return shownText(text).includes(`"${port.name}"`);
}

function hasNumber(text: RowText, name: string, number: number): boolean {
  return wordValues(text, name).some((value) => value !== '' && Number(value) === number);
}

/** The values of a match's fields, `name` being a pattern. The words are those that the index reads. */
function wordValues(row: RowText, name: string): string[] {
  const text = shownText(row).slice(0, headSize);
  const found = text.search(/(?<![^\0- ,])actions=/);
  const head = found === -1 ? text : text.slice(0, found);
  const words = head.matchAll(new RegExp(`(?<![^\\0- ,])${name}=("[^"]*"?|[^\\0- ,]*)`, 'g'));
  return Array.from(words, ([, value = '']) => value);
}

/** A row as a terminal shows it, which is what the index is of. */
function shownText({ bytes, start, end }: RowText): string {
  return stripColors(decodeText(bytes, start, end));
}

import { commaChar, spaceChar } from '../text/ascii.ts';
import type { Dump } from '../model/dump.ts';
import { maxRowSize } from '../model/rowText.ts';
import { RowKind } from '../model/rowColumns.ts';
import { decodeText, startsWithAscii } from '../text/bytes.ts';
import { FlowForm } from './flowForm.ts';
import { matchRows, type RowMatch } from './matchRows.ts';
import { type Numbering, readsAlike } from './numbering.ts';
import { RowBuffer } from './rowBuffer.ts';
import { RowDigests } from './rowDigests.ts';

/** Rows between two pauses. */
const stepRows = 1_024;

/**
 * Which flows of two dumps are not the same. Where both sides' numbers mean the same, rows that are written alike are
 * passed over first. Yields every few milliseconds, so that the caller may pause.
 */
export function* compareFlows(
  [before, after]: readonly [Dump, Dump],
  [left, right]: readonly [Numbering, Numbering],
): Generator<void, RowMatch> {
  if (!readsAlike(left, right) || hasLoads(before) !== hasLoads(after))
    return yield* compareForms([before, after], [left, right]);
  const texts = [
    yield* digestTexts(before, left.hasCookies),
    yield* digestTexts(after, right.hasCookies),
  ] as const;
  const asWritten = matchRows(...texts);
  if (!isMostlyAlike(texts[0].nRows, asWritten) && right.hasOtherTables)
    return yield* compareForms([before, after], [left, right]);
  const found = matchRows(
    yield* digestFlows(before, left, asWritten.removed),
    yield* digestFlows(after, right, asWritten.added),
  );
  return { ...found, nProbes: found.nProbes + asWritten.nProbes };
}

function* compareForms(
  [before, after]: readonly [Dump, Dump],
  [left, right]: readonly [Numbering, Numbering],
): Generator<void, RowMatch> {
  return matchRows(
    yield* digestFlows(before, left, flowRows(before)),
    yield* digestFlows(after, right, flowRows(after)),
  );
}

/** Below so many rows it costs nothing to see how tables are numbered. */
const manyRows = 20_000;

/** Where tables have other numbers nearly every row is written otherwise: dumps that mostly agree number them alike. */
function isMostlyAlike(nRows: number, { removed }: RowMatch): boolean {
  return nRows > manyRows && removed.length * 2 < nRows;
}

/** Rows that are looked at for it. */
const styleRows = 512;

/** Whether constants are put into fields by `load`, as in OpenFlow 1.0, more often than by `set_field`. */
function hasLoads(dump: Dump): boolean {
  let balance = 0;
  for (let row = 0; row < Math.min(dump.rows.nRows, styleRows); row++) {
    const text = decodeText(dump.rowBytes(row));
    if (text.includes('load:')) balance++;
    if (text.includes('set_field:')) balance--;
  }
  return balance > 0;
}

/** How many flows a dump has. */
export function countFlows({ rows }: Dump): number {
  let nFlows = 0;
  for (let row = 0; row < rows.nRows; row++) if (rows.kind[row] === RowKind.flow) nFlows++;
  return nFlows;
}

function flowRows({ rows }: Dump): readonly number[] {
  const found: number[] = [];
  for (let row = 0; row < rows.nRows; row++) if (rows.kind[row] === RowKind.flow) found.push(row);
  return found;
}

/** The digests of rows by what they say. */
function* digestFlows(
  dump: Dump,
  numbering: Numbering,
  wanted: readonly number[],
): Generator<void, RowDigests> {
  const digests = new RowDigests(wanted.length);
  const form = new FlowForm(numbering);
  const buffer = new RowBuffer();
  // What the tables are may be found out by reading rows, which must not happen while one is being written.
  numbering.tableOf(0, -1, -1);
  numbering.isNext(0, 1);
  let nDone = 0;
  for (const row of wanted) {
    if (++nDone % stepRows === 0) yield;
    const { bytes, start, end } = dump.rowText(row);
    if (end - start > maxRowSize) {
      // Nothing reads such a row: it is compared as it is written.
      buffer.reset();
      buffer.raw(bytes, start, end);
      buffer.closeKey();
    } else form.write(bytes, start, dump.readRow(row).tree, buffer);
    digests.add(row, buffer);
  }
  return digests;
}

/** The digests of all flows by their texts, without what counts or measures; all of a row is its key. */
function* digestTexts(dump: Dump, hasCookies: boolean): Generator<void, RowDigests> {
  const { kind, nRows } = dump.rows;
  const digests = new RowDigests(nRows);
  const buffer = new RowBuffer();
  for (let row = 0; row < nRows; row++) {
    if (row % (stepRows * 8) === stepRows * 8 - 1) yield;
    if (kind[row] !== RowKind.flow) continue;
    const { bytes, start, end } = dump.rowText(row);
    buffer.reset();
    const rest = writeHead(bytes, start, end, hasCookies, buffer);
    digests.addText(row, buffer, bytes, rest, end);
  }
  return digests;
}

/** Writes what stands before the match (`name=value, `) but for what counts or measures. Returns where the rest begins. */
function writeHead(
  bytes: Uint8Array,
  start: number,
  end: number,
  hasCookies: boolean,
  out: RowBuffer,
): number {
  let at = start;
  while (at < end && bytes[at] === spaceChar) at++;
  for (;;) {
    let stop = at;
    while (stop < end && bytes[stop] !== spaceChar) stop++;
    if (stop >= end || bytes[stop - 1] !== commaChar) return at;
    if (!isCounter(bytes, at, stop, hasCookies)) out.raw(bytes, at, stop);
    at = stop + 1;
  }
}

function isCounter(bytes: Uint8Array, at: number, end: number, hasCookies: boolean): boolean {
  switch (bytes[at]) {
    case 0x63:
      return !hasCookies && startsWithAscii(bytes, at, 'cookie=', end);
    case 0x64:
      return startsWithAscii(bytes, at, 'duration=', end);
    case 0x68:
      return startsWithAscii(bytes, at, 'hard_age=', end);
    case 0x69:
      return startsWithAscii(bytes, at, 'idle_age=', end);
    case 0x6e:
      return startsWithAscii(bytes, at, 'n_packets=', end) || startsWithAscii(bytes, at, 'n_bytes=', end);
    default:
      return false;
  }
}

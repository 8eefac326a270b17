import type { Dump } from '../model/dump.ts';
import { maxRowSize } from '../model/rowText.ts';
import { noStage, RowKind } from '../model/rowColumns.ts';
import { parseLogicalFlowRow } from '../syntax/lflow/parseRow.ts';
import { Tree } from '../syntax/tree.ts';
import { encodeText, startsWithAscii } from '../text/bytes.ts';
import { logicalTexts, type StageNameOf } from './logicalForm.ts';
import { matchRows, type RowMatch } from './matchRows.ts';
import { RowBuffer } from './rowBuffer.ts';
import { RowDigests } from './rowDigests.ts';

/** Rows between two pauses. */
const stepRows = 512;

/**
 * Which logical flows of two lists are not the same. A flow is told by its datapath's name, its pipeline and stage by
 * name, its priority and its match, whatever their spelling; numbers of stages, which change with the release, do not
 * count. Rows that are written alike are passed over first.
 */
export function* compareLogical(before: Dump, after: Dump): Generator<void, RowMatch> {
  const sides = [new LogicalSide(before), new LogicalSide(after)] as const;
  const [left, right] = sides;
  if (!left.hasSameStages(right)) return yield* compareForms(sides, left.allRows(), right.allRows());
  const asWritten = matchRows(yield* left.digestTexts(), yield* right.digestTexts());
  const { removed, added } = asWritten;
  const found = yield* compareForms(sides, removed, added);
  return { ...found, nProbes: found.nProbes + asWritten.nProbes };
}

function* compareForms(
  [before, after]: readonly [LogicalSide, LogicalSide],
  removed: readonly number[],
  added: readonly number[],
): Generator<void, RowMatch> {
  return matchRows(yield* before.digestForms(removed), yield* after.digestForms(added));
}

class LogicalSide {
  readonly #dump: Dump;
  /** By pipeline and number, such as `ls_in/3`: the stage's name. */
  readonly #stages = new Map<string, string>();
  readonly #buffer = new RowBuffer();
  readonly #sections: readonly Uint8Array[];
  readonly #headerRows: readonly number[];
  readonly #stageNames: readonly Uint8Array[];

  constructor(dump: Dump) {
    this.#dump = dump;
    const { rows } = dump;
    for (let row = 0; row < rows.nRows; row++) {
      const stage = rows.stage[row] ?? noStage;
      if (rows.kind[row] !== RowKind.flow || stage === noStage) continue;
      const name = rows.stages[stage] ?? '';
      this.#stages.set(`${pipelineOf(name)}/${rows.table[row]}`, name);
    }
    this.#sections = rows.datapaths.map(({ name, pipeline }) => encodeText(`${pipeline}/${name}`));
    this.#headerRows = rows.datapaths.map(({ headerRow }) => headerRow);
    this.#stageNames = rows.stages.map(encodeText);
  }

  /** Whether stages that both know have the same numbers. */
  hasSameStages(other: LogicalSide): boolean {
    const keys = new Map([...other.#stages].map(([key, name]) => [name, key]));
    return [...this.#stages].every(([key, name]) => (keys.get(name) ?? key) === key);
  }

  allRows(): readonly number[] {
    const { kind, nRows } = this.#dump.rows;
    const rows: number[] = [];
    for (let row = 0; row < nRows; row++) if (kind[row] === RowKind.flow) rows.push(row);
    return rows;
  }

  /** Rows as they are written, without their UUIDs; all of a row is its key. */
  *digestTexts(): Generator<void, RowDigests> {
    const { rows } = this.#dump;
    const digests = new RowDigests(rows.nRows);
    const buffer = this.#buffer;
    let section = -1;
    for (let row = 0; row < rows.nRows; row++) {
      if (row % (stepRows * 16) === stepRows * 16 - 1) yield;
      if (row === this.#headerRows[section + 1]) section++;
      if (rows.kind[row] !== RowKind.flow) continue;
      const { bytes, start, end } = this.#dump.rowText(row);
      this.#begin(row, section);
      buffer.raw(bytes, matchStart(bytes, start, end), end);
      buffer.closeKey();
      digests.add(row, buffer);
    }
    return digests;
  }

  /** The rows by what they say. */
  *digestForms(wanted: readonly number[]): Generator<void, RowDigests> {
    const { rows } = this.#dump;
    const digests = new RowDigests(wanted.length);
    const buffer = this.#buffer;
    const tree = new Tree(256);
    const stageNameOf: StageNameOf = (pipeline, table) => this.#stages.get(`${pipeline}/${table}`);
    let section = -1;
    let nDone = 0;
    for (const row of wanted) {
      if (++nDone % stepRows === 0) yield;
      while ((this.#headerRows[section + 1] ?? Number.POSITIVE_INFINITY) <= row) section++;
      this.#begin(row, section);
      const { bytes, start, end } = this.#dump.rowText(row);
      if (end - start > maxRowSize) {
        buffer.raw(bytes, matchStart(bytes, start, end), end);
        buffer.closeKey();
      } else {
        const own = bytes.subarray(start, end);
        parseLogicalFlowRow(own, 0, own.length, tree, []);
        const stage = rows.stages[rows.stage[row] ?? noStage] ?? '';
        const { match, actions } = logicalTexts(own, tree, stage, rows.table[row] ?? 0, stageNameOf);
        buffer.raw(encodeText(match));
        buffer.closeKey();
        buffer.raw(encodeText(actions));
      }
      digests.add(row, buffer);
    }
    return digests;
  }

  #begin(row: number, section: number): void {
    const { rows } = this.#dump;
    const buffer = this.#buffer;
    buffer.reset();
    buffer.raw(this.#sections[section] ?? none);
    const stage = this.#stageNames[rows.stage[row] ?? noStage];
    if (stage === undefined) buffer.short(rows.table[row] ?? 0);
    else buffer.raw(stage);
    buffer.short(rows.priority[row] ?? 0);
  }
}

const none = new Uint8Array(0);

/** `ls_in` of `ls_in_l2_lkup`. */
function pipelineOf(stage: string): string {
  return stage.split('_', 2).join('_');
}

/** Where a row's own text begins, behind UUID, table and priority. */
function matchStart(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++)
    if (bytes[at] === 0x6d && startsWithAscii(bytes, at, 'match=(', end)) return at;
  return start;
}

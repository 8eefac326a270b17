import { upperBound } from '../base/bisect.ts';
import { lineEnd } from '../text/lineIndex.ts';
import { createDump, type Dump } from './dump.ts';
import { type DatapathSection, noStage, type RowColumns } from './rowColumns.ts';
import { maxStages } from './rowScanner.ts';
import { type SegmentedText, segmentOfRow, type TextSegment } from './segmentedText.ts';

/**
 * The dump of a text in segments. Its rows, heads and trees are those of the same text read as a whole; columns are put
 * together when something first asks for them.
 */
export function segmentedDump(text: SegmentedText): Dump {
  const { segments, firstRows, dialect } = text;
  const parts = segments.map((key, idx) => ({
    key,
    first: firstRows[idx] as number,
    end: firstRows[idx + 1] as number,
  }));
  return createDump(
    dialect,
    joinedColumns(text),
    (row) => {
      const idx = segmentOfRow(text, row);
      const { bytes, index } = segments[idx] as TextSegment;
      const local = row - (firstRows[idx] as number);
      const start = index.starts.start(local);
      return { bytes, start, end: lineEnd(bytes, start, index.starts.start(local + 1)) };
    },
    { parts },
  );
}

type Column = 'kind' | 'table' | 'priority' | 'cookie' | 'datapathKey' | 'ports';

function joinedColumns(text: SegmentedText): RowColumns {
  const { segments, firstRows } = text;
  const nRows = firstRows[segments.length] as number;
  const columns = segments.map(({ index }) => index.rows);

  /** A column that no segment has is empty; rows of a segment that has none of it say 0. */
  function joined<Array extends Uint8Array | Uint16Array | Uint32Array>(
    name: Column,
    make: new (length: number) => Array,
  ): Array {
    const column = new make(columns.some((each) => each[name].length > 0) ? nRows : 0);
    if (column.length > 0) columns.forEach((each, idx) => column.set(each[name], firstRows[idx]));
    return column;
  }

  const memo = <Value>(make: () => Value): (() => Value) => {
    let made: { readonly value: Value } | undefined;
    return () => (made ??= { value: make() }).value;
  };
  const kind = memo(() => joined('kind', Uint8Array));
  const table = memo(() => joined('table', Uint8Array));
  const priority = memo(() => joined('priority', Uint16Array));
  const cookie = memo(() => joined('cookie', Uint32Array));
  const datapathKey = memo(() => joined('datapathKey', Uint16Array));
  const ports = memo(() => joined('ports', Uint16Array));
  const staged = memo(() => joinedStages(columns, firstRows, nRows));
  const datapaths = memo(() => joinedDatapaths(columns, firstRows));
  const size = memo(() => columns.reduce((sum, each) => sum + each.size, 0));
  return {
    nRows,
    get kind() {
      return kind();
    },
    get table() {
      return table();
    },
    get priority() {
      return priority();
    },
    get cookie() {
      return cookie();
    },
    get datapathKey() {
      return datapathKey();
    },
    get ports() {
      return ports();
    },
    get stage() {
      return staged().stage;
    },
    get stages() {
      return staged().stages;
    },
    get datapaths() {
      return datapaths();
    },
    get size() {
      return size();
    },
    nPackets(row) {
      const idx = upperBound(firstRows, row, segments.length) - 1;
      return columns[idx]?.nPackets(row - (firstRows[idx] as number)) ?? -1;
    },
  };
}

/** Stages are numbered in order of the rows, as if the text had been read as a whole. */
function joinedStages(
  columns: readonly RowColumns[],
  firstRows: readonly number[],
  nRows: number,
): { readonly stage: Uint8Array; readonly stages: readonly string[] } {
  const numbers = new Map<string, number>();
  const stage = new Uint8Array(columns.some((each) => each.stage.length > 0) ? nRows : 0);
  if (stage.length === 0) return { stage, stages: [] };
  columns.forEach(({ stage: local, stages }, idx) => {
    const first = firstRows[idx] as number;
    const numberOf = new Uint8Array(256).fill(noStage);
    stages.forEach((name, each) => {
      if (!numbers.has(name) && numbers.size < maxStages) numbers.set(name, numbers.size);
      numberOf[each] = numbers.get(name) ?? noStage;
    });
    if (numberOf.subarray(0, stages.length).every((number, each) => number === each)) stage.set(local, first);
    else local.forEach((each, row) => (stage[first + row] = numberOf[each] as number));
  });
  return { stage, stages: [...numbers.keys()] };
}

function joinedDatapaths(
  columns: readonly RowColumns[],
  firstRows: readonly number[],
): readonly DatapathSection[] {
  return columns.flatMap(({ datapaths }, idx) =>
    datapaths.map((section) => ({
      ...section,
      headerRow: section.headerRow + (firstRows[idx] as number),
    })),
  );
}

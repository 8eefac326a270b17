/** The flows of one chassis at one instant, as the rows of `ovs-ofctl dump-flows`. */
export interface FlowText {
  readonly lines: readonly string[];
  /** A key for each line, the same as long as it is the same flow; empty for lines that are no flow. */
  readonly keys: readonly string[];
}

export type RowChange = 'added' | 'changed';

export interface RemovedRow {
  readonly text: string;
  /** Index of the line of the new text that it stood before; the number of lines when it stood last. */
  readonly before: number;
}

export interface FlowChanges {
  /** By index into the new text's lines. */
  readonly rows: ReadonlyMap<number, RowChange>;
  readonly removed: readonly RemovedRow[];
  readonly nAdded: number;
  readonly nChanged: number;
}

export const noChanges: FlowChanges = { rows: new Map(), removed: [], nAdded: 0, nChanged: 0 };

/** What differs between two states of one table dump. Counters and ages are no change: only the flow itself is. */
export function flowChanges(before: FlowText, after: FlowText): FlowChanges {
  const old = new Map<string, string>();
  before.keys.forEach((key, idx) => {
    if (key !== '') old.set(key, before.lines[idx] ?? '');
  });
  const rows = new Map<number, RowChange>();
  const lineOfKey = new Map<string, number>();
  after.keys.forEach((key, idx) => {
    if (key === '') return;
    lineOfKey.set(key, idx);
    const was = old.get(key);
    if (was === undefined) rows.set(idx, 'added');
    else if (lasting(was) !== lasting(after.lines[idx] ?? '')) rows.set(idx, 'changed');
  });
  const changes = [...rows.values()];
  return {
    rows,
    removed: removedRows(before, lineOfKey, after.lines.length),
    nAdded: changes.filter((change) => change === 'added').length,
    nChanged: changes.filter((change) => change === 'changed').length,
  };
}

/** Each removed row, before the next row of the old text that is still there. */
function removedRows(before: FlowText, lineOfKey: ReadonlyMap<string, number>, nLines: number): RemovedRow[] {
  const removed: RemovedRow[] = [];
  let next = nLines;
  for (let idx = before.keys.length - 1; idx >= 0; idx--) {
    const key = before.keys[idx] ?? '';
    if (key === '') continue;
    const line = lineOfKey.get(key);
    if (line === undefined) removed.push({ text: before.lines[idx] ?? '', before: next });
    else next = line;
  }
  return removed.toReversed();
}

/** The row without what changes by itself. */
function lasting(line: string): string {
  return line.replace(/\b(?:duration|n_packets|n_bytes|idle_age|hard_age)=[^,\s]*,?\s*/g, '');
}

/** `2 rows gone, 1 new`; undefined when nothing changed. */
export function changesText(changes: FlowChanges): string | undefined {
  const parts: string[] = [];
  const add = (n: number, word: string): void => {
    if (n === 0) return;
    parts.push(parts.length === 0 ? `${n} ${n === 1 ? 'row' : 'rows'} ${word}` : `${n} ${word}`);
  };
  add(changes.removed.length, 'gone');
  add(changes.nAdded, 'new');
  add(changes.nChanged, 'changed');
  return parts.length === 0 ? undefined : parts.join(', ');
}

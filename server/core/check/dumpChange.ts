import { oftableNumber } from '../facts/table.ts';
import type { Dump } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import { decodeText } from '../text/bytes.ts';
import type { FlowReport } from './flowReport.ts';

/** What one bridge has counted between two dumps of it. Rows are those of the later dump. */
export interface DumpChange {
  /** Between the dumps, by the ages of flows that are in both; undefined when nothing is in both, or the order is another. */
  readonly seconds: number | undefined;
  /**
   * Packets of a row since the earlier dump. Undefined where that is not known: one dump has no counters, the flow is
   * not in the earlier one, or it was made anew since.
   */
  growth(row: number): number | undefined;
  /** The same of all these rows, where those that came since count as a whole; undefined when one is not known. */
  growthOf(rows: readonly number[]): number | undefined;
  /** The row's flow in the earlier dump, whatever became of it. */
  earlierRow(row: number): number | undefined;
  /** Seconds since the flow was made, and since a packet last matched it, at the time of the later dump. */
  age(row: number): number | undefined;
  idle(row: number): number | undefined;
  /** Whether packets still came in the later half of the time between; undefined when the dump has no idle ages. */
  isLasting(row: number): boolean | undefined;
  /** Rows of a table, by its name in `controller/lflow.h`; none where the release has no such table. */
  rowsOf(oftable: string): readonly number[];
  /** Whether every flow of the table that the earlier dump has, of one datapath or of all, is in the later one as it was. */
  isKept(oftable: string, datapath?: number): boolean;
}

/** Two ages of the same flow that are this far apart, in seconds, are of two dumps; a dump takes less. */
const tolerance = 1;

export function compareDumps(before: FlowReport, after: FlowReport): DumpChange {
  const earlier = new RowIndex(before.dump);
  const later = new RowIndex(after.dump);
  const seconds = secondsBetween(earlier, later);
  const isComparable = seconds !== undefined && seconds > 0;

  const growth = (row: number): number | undefined => {
    if (!isComparable) return undefined;
    const was = earlier.find(later.key(row));
    if (was === undefined || !isSame(was, row)) return undefined;
    const [first, last] = [before.dump.rows.nPackets(was), after.dump.rows.nPackets(row)];
    return first < 0 || last < first ? undefined : last - first;
  };
  const isSame = (was: number, row: number): boolean => {
    const [first, last] = [earlier.seconds(was, 'duration'), later.seconds(row, 'duration')];
    return (
      first !== undefined && last !== undefined && Math.abs(last - first - (seconds as number)) <= tolerance
    );
  };
  const tableOf = ({ layout }: FlowReport, name: string): number | undefined =>
    layout === undefined ? undefined : oftableNumber(layout, name);
  return {
    seconds: isComparable ? seconds : undefined,
    growth,
    growthOf(rows) {
      let sum = 0;
      for (const row of rows) {
        const isNew = earlier.find(later.key(row)) === undefined;
        const grown = isNew ? Math.max(0, after.dump.rows.nPackets(row)) : growth(row);
        if (grown === undefined) return undefined;
        sum += grown;
      }
      return sum;
    },
    earlierRow: (row) => earlier.find(later.key(row)),
    age: (row) => later.seconds(row, 'duration'),
    idle: (row) => later.seconds(row, 'idle_age'),
    isLasting(row) {
      const idle = later.seconds(row, 'idle_age');
      return idle === undefined || !isComparable ? undefined : idle <= seconds / 2;
    },
    rowsOf(oftable) {
      const table = tableOf(after, oftable);
      return table === undefined ? [] : later.rowsOf(table);
    },
    isKept(oftable, datapath) {
      const [was, is] = [tableOf(before, oftable), tableOf(after, oftable)];
      if (!isComparable || was === undefined || is !== was) return false;
      const { datapathKey } = before.dump.rows;
      return earlier.rowsOf(was).every((row) => {
        if (datapath !== undefined && datapathKey[row] !== datapath) return true;
        const found = later.find(earlier.key(row));
        return found !== undefined && isSame(row, found);
      });
    },
  };
}

/** Every bridge of OVN has flows there for as long as its ovn-controller has connected it. */
const commonTable = 0;

/** So many flows tell the time between two dumps: those that were made anew in between are few. */
const nSamples = 256;

/** By how much flows have aged: those that were made anew in between have aged less. */
function secondsBetween(earlier: RowIndex, later: RowIndex): number | undefined {
  let most: number | undefined;
  const rows = later.rowsOf(commonTable);
  const step = Math.max(1, Math.floor(rows.length / nSamples));
  for (let idx = 0; idx < rows.length; idx += step) {
    const row = rows[idx] as number;
    const was = earlier.find(later.key(row));
    if (was === undefined) continue;
    const [first, last] = [earlier.seconds(was, 'duration'), later.seconds(row, 'duration')];
    if (first !== undefined && last !== undefined) most = Math.max(most ?? -Infinity, last - first);
  }
  return most;
}

/** Rows of a dump by what makes a flow that flow: table, cookie, priority and match. Reads the tables that are asked for. */
class RowIndex {
  readonly #dump: Dump;
  readonly #tables = new Map<number, readonly number[]>();
  readonly #rows = new Map<number, Map<string, number>>();

  constructor(dump: Dump) {
    this.#dump = dump;
  }

  rowsOf(wanted: number): readonly number[] {
    const known = this.#tables.get(wanted);
    if (known !== undefined) return known;
    const { kind, table, nRows } = this.#dump.rows;
    const found: number[] = [];
    for (let row = 0; row < nRows; row++)
      if (table[row] === wanted && kind[row] === RowKind.flow) found.push(row);
    this.#tables.set(wanted, found);
    return found;
  }

  key(row: number): RowKey {
    const { table, cookie, priority } = this.#dump.rows;
    const head = this.#head(row);
    const match = head.slice(head.lastIndexOf(', ') + 1);
    return { table: table[row] as number, text: `${cookie[row]} ${priority[row]}${match}` };
  }

  find({ table, text }: RowKey): number | undefined {
    let rows = this.#rows.get(table);
    if (rows === undefined) {
      rows = new Map(this.rowsOf(table).map((row) => [this.key(row).text, row]));
      this.#rows.set(table, rows);
    }
    return rows.get(text);
  }

  /** A time of the row's, in seconds. */
  seconds(row: number, name: 'duration' | 'idle_age'): number | undefined {
    const head = this.#head(row);
    const at = head.indexOf(` ${name}=`);
    const value = at === -1 ? Number.NaN : Number.parseFloat(head.slice(at + name.length + 2));
    return Number.isNaN(value) ? undefined : value;
  }

  /** What stands before the actions. The tools print one dump as they print the other: no two spellings meet. */
  #head(row: number): string {
    const { bytes, start, end } = this.#dump.rowText(row);
    const text = decodeText(bytes, start, Math.min(end, start + longestHead));
    const actions = text.indexOf(' actions=');
    return actions === -1 ? text : text.slice(0, actions);
  }
}

/** What a head with all its fields is shorter than, in bytes. */
const longestHead = 1_024;

interface RowKey {
  readonly table: number;
  readonly text: string;
}

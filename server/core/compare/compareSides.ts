import { openTables, type ReadFile, type Tables } from '../check/tables.ts';
import { tablesOf } from '../facts/databases.ts';
import type { CaptureChassis, CaptureMoment } from '../model/capture.ts';
import type { CapturePart, PartKind } from '../model/captureFile.ts';
import { rowName } from '../model/database.ts';
import { type BridgeFiles, compareBridges, type FlowOptions } from './compareFlows.ts';
import { compareLists } from './compareLists.ts';
import { type Change, type Comparison, groupChanges } from './comparison.ts';
import { compareTable, type NameOfRow } from './compareTable.ts';
import { otherTables } from './databaseNoise.ts';
import { type Names, readNames } from './names.ts';
import { type LayoutFinder, layoutFinder } from './sideLayouts.ts';

/** One of two things that are compared: a moment of a capture, a chassis of it, or a file. */
export interface CompareSide {
  /** All there is: of what is not compared, databases tell names, and other dumps how numbers are to be read. */
  readonly moment: CaptureMoment;
  /** Those that are compared. */
  readonly chassis: readonly CaptureChassis[];
  /** The file that alone is compared: all others tell names. */
  readonly only?: CapturePart | undefined;
  readonly read: ReadFile;
}

export interface CompareOptions extends FlowOptions {
  /** Whether the hosts alone are compared, and databases only tell names. */
  readonly isOfHosts: boolean;
}

/**
 * Compares two sides. Yields the name of what it comes to, and nothing in particular every few milliseconds, so that the
 * caller may pause, tell how far it is, or stop. Linear in the number of rows, apart from sorting.
 */
export function* compareSides(
  before: CompareSide,
  after: CompareSide,
  options: CompareOptions,
): Generator<string | undefined, Comparison> {
  const comparer = new Comparer(before, after, options);
  yield* comparer.run();
  return comparer.result();
}

const databases: readonly string[] = ['OVN_Northbound', 'OVN_Southbound'];

class Comparer {
  readonly #before: CompareSide;
  readonly #after: CompareSide;
  readonly #options: CompareOptions;
  readonly #names: readonly [Names, Names];
  readonly #southbound: readonly [Tables, Tables];
  readonly #layouts: readonly [LayoutFinder, LayoutFinder];
  readonly #changes: Change[] = [];
  readonly #parts: string[] = [];
  readonly #notes: string[] = [];
  #nRows = 0;

  constructor(before: CompareSide, after: CompareSide, options: CompareOptions) {
    this.#before = before;
    this.#after = after;
    this.#options = options;
    const southbound = [
      openTables(before.moment.central, 'OVN_Southbound', before.read),
      openTables(after.moment.central, 'OVN_Southbound', after.read),
    ] as const;
    this.#southbound = southbound;
    this.#layouts = [
      layoutFinder(before.moment, before.read, options.release),
      layoutFinder(after.moment, after.read, options.release),
    ];
    this.#names = [readNames(southbound[0], southbound[1]), readNames(southbound[1], southbound[0])];
  }

  result(): Comparison {
    return {
      groups: groupChanges(this.#changes),
      nRows: this.#nRows,
      parts: this.#parts,
      notes: this.#notes,
    };
  }

  *run(): Generator<string | undefined, void> {
    const { only } = this.#before;
    const other = this.#after.only;
    if (only !== undefined && other !== undefined) {
      yield* this.#runFiles(only, other);
      return;
    }
    if (!this.#options.isOfHosts) {
      for (const database of databases) yield* this.#runDatabase(database);
      yield* this.#runLogicalFlows();
    }
    for (const [old, next] of this.#hosts()) {
      yield* this.#runHost(old, next);
    }
  }

  *#runFiles(only: CapturePart, other: CapturePart): Generator<string | undefined, void> {
    const hasLists = [only, other].some(({ kind }) => kind === 'logical-flows');
    if (hasLists && [only, other].every(({ kind }) => kind === 'logical-flows' || kind === 'database'))
      yield* this.#runLists(only, other);
    else if (only.kind !== other.kind) this.#notes.push(`${only.kind} and ${other.kind}`);
    else if (only.kind === 'database') {
      const name = only.database ?? other.database ?? '';
      const tables = [
        openTables([{ ...only, database: name }], name, this.#before.read),
        openTables([{ ...other, database: name }], name, this.#after.read),
      ] as const;
      yield* this.#runTables(name, '', tables);
      if (name === 'OVN_Southbound' && tables.every((each) => each.find('Logical_Flow') !== undefined))
        yield* this.#runLists(only, other);
    } else {
      const [old] = this.#before.chassis;
      const [next] = this.#after.chassis;
      const left = this.#bridgeFiles(0, old, only.bridge ?? other.bridge ?? 'br-int', only);
      const right = this.#bridgeFiles(1, next, only.bridge ?? other.bridge ?? 'br-int', other);
      yield* this.#runBridge(left, right);
    }
  }

  /** Hosts of both sides, and notes of those that one side has alone. */
  #hosts(): readonly (readonly [CaptureChassis, CaptureChassis])[] {
    const [first] = this.#before.chassis;
    const [other] = this.#after.chassis;
    const isPair = this.#before.chassis.length === 1 && this.#after.chassis.length === 1;
    if (isPair && first !== undefined && other !== undefined) return [[first, other]];
    const byName = new Map(this.#after.chassis.map((each) => [each.name, each]));
    const pairs: (readonly [CaptureChassis, CaptureChassis])[] = [];
    for (const each of this.#before.chassis) {
      const same = byName.get(each.name);
      byName.delete(each.name);
      if (same !== undefined) pairs.push([each, same]);
      else if (each.parts.length > 0) this.#notes.push(`chassis ${each.name}: files only before`);
    }
    for (const { name, parts } of byName.values())
      if (parts.length > 0) this.#notes.push(`chassis ${name}: files only after`);
    return pairs;
  }

  *#runHost(old: CaptureChassis, next: CaptureChassis): Generator<string | undefined, void> {
    const bridges = new Set(
      [...old.parts, ...next.parts]
        .filter(({ kind }) => kind === 'flows' || kind === 'groups' || kind === 'meters')
        .map(({ bridge }) => bridge ?? 'br-int'),
    );
    for (const bridge of bridges)
      yield* this.#runBridge(this.#bridgeFiles(0, old, bridge), this.#bridgeFiles(1, next, bridge));
    if (this.#options.relation === 'hosts') return;
    yield* this.#runTables('Open_vSwitch', next.name, [
      openTables(old.parts, 'Open_vSwitch', this.#before.read),
      openTables(next.parts, 'Open_vSwitch', this.#after.read),
    ]);
  }

  #bridgeFiles(
    side: 0 | 1,
    chassis: CaptureChassis | undefined,
    bridge: string,
    only?: CapturePart,
  ): BridgeFiles {
    const parts = chassis?.parts ?? [];
    const find = (kind: PartKind): CapturePart | undefined =>
      only === undefined ? bestPart(parts, kind, bridge) : only.kind === kind ? only : undefined;
    const flows = find('flows');
    return {
      host: chassis?.name ?? '',
      bridge,
      parts,
      flows,
      groups: find('groups'),
      meters: find('meters'),
      names: this.#names[side],
      read: side === 0 ? this.#before.read : this.#after.read,
      layoutOf: (dump) =>
        flows === undefined ? undefined : this.#layouts[side](dump, { part: flows, chassis }),
    };
  }

  *#runBridge(left: BridgeFiles, right: BridgeFiles): Generator<string | undefined, void> {
    const title = [right.host, right.bridge].filter((word) => word !== '').join(' ');
    for (const kind of ['flows', 'groups', 'meters'] as const)
      this.#tell(`${title} ${kind}`, left[kind] !== undefined, right[kind] !== undefined);
    yield `${title} flows`;
    for (const step = compareBridges(left, right, this.#options, this.#changes); ; ) {
      const { done, value } = step.next();
      if (done === true) {
        this.#nRows += value;
        return;
      }
      yield undefined;
    }
  }

  *#runLogicalFlows(): Generator<string | undefined, void> {
    const left = logicalPart(this.#before.moment.central);
    const right = logicalPart(this.#after.moment.central);
    if (left !== undefined && right !== undefined) yield* this.#runLists(left, right);
    else this.#tell('logical flows', left !== undefined, right !== undefined);
  }

  *#runLists(left: CapturePart, right: CapturePart): Generator<string | undefined, void> {
    yield 'logical flows';
    const sides = [
      { part: left, read: this.#before.read },
      { part: right, read: this.#after.read },
    ] as const;
    for (const step = compareLists(sides[0], sides[1], this.#changes); ; ) {
      const { done, value } = step.next();
      if (done === true) {
        this.#tell('logical flows', value > 0, value > 0);
        this.#nRows += value;
        return;
      }
      yield undefined;
    }
  }

  *#runDatabase(database: string): Generator<string | undefined, void> {
    const tables =
      database === 'OVN_Southbound'
        ? this.#southbound
        : ([
            openTables(this.#before.moment.central, database, this.#before.read),
            openTables(this.#after.moment.central, database, this.#after.read),
          ] as const);
    yield* this.#runTables(database, '', tables);
  }

  *#runTables(
    database: string,
    host: string,
    [left, right]: readonly [Tables, Tables],
  ): Generator<string | undefined, void> {
    // A UUID is the same row on both sides: what one of them does not have a file of, the other may.
    const [own, other] = [nameFinder(left, database), nameFinder(right, database)];
    const names: readonly [NameOfRow, NameOfRow] = [
      (uuid) => own(uuid) ?? other(uuid),
      (uuid) => other(uuid) ?? own(uuid),
    ];
    for (const table of tablesOf(database)) {
      if (otherTables.has(table)) continue;
      const old = left.find(table);
      const next = right.find(table);
      this.#tell(
        [host, database, table].filter((word) => word !== '').join(' '),
        old !== undefined && (next !== undefined || old.table.nRows > 0),
        next !== undefined && (old !== undefined || next.table.nRows > 0),
      );
      if (old === undefined || next === undefined) continue;
      yield `${database} ${table}`;
      this.#nRows += old.table.nRows + next.table.nRows;
      const sides = [
        { stored: old, nameOf: names[0] },
        { stored: next, nameOf: names[1] },
      ] as const;
      let nSteps = 0;
      for (const change of compareTable(database, host, sides[0], sides[1])) {
        if (change !== undefined) this.#changes.push(change);
        if (++nSteps % 256 === 0) yield undefined;
      }
    }
  }

  #tell(part: string, hasBefore: boolean, hasAfter: boolean): void {
    if (hasBefore && hasAfter) this.#parts.push(part);
    else if (hasBefore !== hasAfter) this.#notes.push(`${part}: only ${hasBefore ? 'before' : 'after'}`);
  }
}

/** Names of rows by UUID, over all tables of the database that the side has. */
function nameFinder(tables: Tables, database: string): NameOfRow {
  let names: Map<string, string> | undefined;
  return (uuid) => {
    if (names === undefined) {
      names = new Map();
      for (const table of tablesOf(database)) {
        if (otherTables.has(table)) continue;
        for (const row of tables.find(table)?.table.rows() ?? [])
          if (row.uuid !== undefined) names.set(row.uuid, rowName(row));
      }
    }
    return names.get(uuid);
  };
}

/** Of several spellings of one dump the one that says most. */
function bestPart(parts: readonly CapturePart[], kind: PartKind, bridge: string): CapturePart | undefined {
  const score = ({ path }: CapturePart): number =>
    (/no[-_.]?stats/i.test(path) ? 0 : 2) +
    (/[-_.]names?(?![a-z])/i.test(path) ? 0 : 1) +
    (/of1[0-2]/i.test(path) ? 0 : 0.5);
  return parts
    .filter(
      (part) =>
        part.kind === kind && !part.isCompressed && part.size > 0 && (part.bridge ?? 'br-int') === bridge,
    )
    .toSorted((a, b) => score(b) - score(a))[0];
}

/** A list of logical flows, else a southbound database that has them. */
function logicalPart(parts: readonly CapturePart[]): CapturePart | undefined {
  const readable = parts.filter(({ isCompressed, size }) => !isCompressed && size > 0);
  return (
    readable.find(({ kind }) => kind === 'logical-flows') ??
    readable.find(
      ({ kind, database, table, isSummary }) =>
        kind === 'database' &&
        database === 'OVN_Southbound' &&
        !isSummary &&
        (table ?? 'Logical_Flow') === 'Logical_Flow',
    )
  );
}

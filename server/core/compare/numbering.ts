import type { KeyTranslation } from './keyTranslation.ts';

/** What the numbers of one side stand for, where the two sides do not number alike. */
export interface Numbering {
  /** By OpenFlow port number. */
  readonly ports: ReadonlyMap<number, string>;
  /** By the name of an interface. */
  readonly portNames: ReadonlyMap<string, string>;
  /** Ids of groups and meters as the other side has them. */
  readonly groups: ReadonlyMap<number, number>;
  readonly meters: ReadonlyMap<number, number>;
  /** Keys of datapaths and ports as the other side has them; undefined where both have the same. */
  readonly keys: KeyTranslation | undefined;
  /** Whether reg11 to reg13 hold conntrack zones, which each host numbers for itself. */
  readonly hasZones: boolean;
  /** Whether rows that differ only in their cookies differ. */
  readonly hasCookies: boolean;
  /** Whether tables are numbered otherwise than on the other side. */
  readonly hasOtherTables: boolean;
  /**
   * A table as the other side numbers it; `datapath` is the key that the row names, -1 for none, `from` the table that it
   * is entered from, -1 for the row's own. From outside of a pipeline it is the pipeline that is entered, whatever its
   * first stage is.
   */
  tableOf(table: number, datapath: number, from: number): number;
  /** Whether a row of a pipeline's table goes on to the stage that follows, which another release may have renamed. */
  isNext(table: number, target: number): boolean;
}

/** Every number stands for itself. */
export const plainNumbering: Numbering = {
  ports: new Map(),
  portNames: new Map(),
  groups: new Map(),
  meters: new Map(),
  keys: undefined,
  hasZones: true,
  hasCookies: false,
  hasOtherTables: false,
  tableOf: (table) => table,
  isNext: () => false,
};

/** Whether a text means the same under both, as far as they number tables alike. */
export function readsAlike(one: Numbering, other: Numbering): boolean {
  return (
    one.keys === undefined &&
    other.keys === undefined &&
    isSameMap(one.ports, other.ports) &&
    isSameMap(one.portNames, other.portNames) &&
    [one.groups, one.meters, other.groups, other.meters].every((ids) =>
      [...ids].every(([id, to]) => id === to),
    )
  );
}

function isSameMap<Key, Value>(one: ReadonlyMap<Key, Value>, other: ReadonlyMap<Key, Value>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

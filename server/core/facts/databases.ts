import data from '../../data/databases.json' with { type: 'json' };

/** The databases whose tables are known; the names are those of their schemas. */
export type DatabaseName = 'OVN_Northbound' | 'OVN_Southbound' | 'Open_vSwitch';

type Columns = Readonly<Record<string, string>>;

const databases: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>> = new Map(
  Object.entries(data.databases as Readonly<Record<string, Readonly<Record<string, Columns>>>>).map(
    ([name, tables]) => [
      name,
      new Map(Object.entries(tables).map(([table, columns]) => [table, new Map(Object.entries(columns))])),
    ],
  ),
);

/** Tables that the databases share, so that they tell nothing. */
const commonTables: ReadonlySet<string> = new Set(
  [...databases.values()]
    .flatMap((tables) => [...tables.keys()])
    .filter((table, idx, all) => all.indexOf(table) !== idx),
);

/** The table that references in a column are to; undefined where they are none or the column is not known. */
export function referencedTable(database: string, table: string, column: string): string | undefined {
  const name = databases.get(database)?.get(table)?.get(column);
  return name === '' ? undefined : name;
}

/** The tables of a database, of all releases that are known; none of one that is not. */
export function tablesOf(database: string): readonly string[] {
  return [...(databases.get(database)?.keys() ?? [])];
}

/** Whether some database has a table of that name. */
export function isTableName(name: string): boolean {
  return [...databases.values()].some((tables) => tables.has(name));
}

/** The database that has such tables; undefined where they do not tell. */
export function databaseOfTables(names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let most = 0;
  const wanted = [...names].filter((name) => !commonTables.has(name));
  for (const [database, tables] of databases) {
    const found = wanted.filter((name) => tables.has(name)).length;
    if (found > most) {
      most = found;
      best = database;
    }
  }
  return best;
}

/**
 * The table that has such columns, for prints that do not name it; undefined where several may have, and for a selection
 * of columns, which does not begin with `_uuid`. A release may know a column more or less: the table with most of the
 * columns in common counts, if no other has as many.
 */
export function tableOfColumns(columns: readonly string[], database?: string): string | undefined {
  const [first, ...wanted] = columns;
  if (first !== '_uuid') return undefined;
  let best: string | undefined;
  let bestScore = 0;
  let isTie = false;
  for (const [name, tables] of databases) {
    if (database !== undefined && database !== name) continue;
    for (const [table, known] of tables) {
      const nCommon = wanted.filter((column) => known.has(column)).length;
      // The share of what either has.
      const score = nCommon / (wanted.length + known.size - nCommon);
      if (score > bestScore) {
        best = table;
        bestScore = score;
        isTie = false;
      } else if (score === bestScore && table !== best) isTie = true;
    }
  }
  const isSure = bestScore === 1 || (bestScore >= leastShare && wanted.length >= leastColumns);
  return isSure && !isTie ? best : undefined;
}

/** Two prints of one table by different releases share more than this of their columns; a few columns may be any table's. */
const leastShare = 0.6;
const leastColumns = 4;

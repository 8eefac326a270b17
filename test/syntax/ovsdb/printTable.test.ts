import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Database, readDatabase } from '../../../server/core/model/database.ts';
import { hintsOfName } from '../../../server/core/model/databaseHints.ts';
import {
  type Atom,
  asList,
  atomKey,
  type Datum,
  sameDatum,
} from '../../../server/core/syntax/ovsdb/datum.ts';
import { printTable, type TableFormat, tableFormats } from '../../../server/core/syntax/ovsdb/printTable.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';

const folder = new URL('../../fixtures/ovsdb/', import.meta.url);

/** All tables of a database in the form that it was read from, with captions if that has any. */
function printAgain(text: string, database: Database): string {
  const format = database.form === 'records' ? 'list' : (database.form as TableFormat);
  const hasCaptions = /"caption"|^\w+ table$/m.test(text);
  const tables = [...database.tables.values()].map(({ name, columns, rows }) => {
    const values = Array.from(rows(), (row) => {
      const cells = row.cells();
      return columns.map((column) => cells.get(column));
    });
    return printTable({ name: hasCaptions ? name : undefined, columns, rows: values }, format);
  });
  return tables.join(format === 'json' ? '' : '\n').trimEnd();
}

function readAs(name: string, text: string): Database | undefined {
  const database = readDatabase(encodeText(text), hintsOfName(name));
  return database?.form === 'log' || database?.form === 'show' ? undefined : database;
}

describe('a database is printed as it was', () => {
  // Values printed in another form than the table's own, `--data=bare` and `--data=json`, do not say so.
  const names = readdirSync(folder).filter(
    (name) =>
      /^(?:list|dump|find).*\.(?:txt|table|list|csv|json)$/.test(name) && !/bare|data-json/.test(name),
  );

  it.each(names)('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const database = readAs(name, text);
    expect(database).toBeDefined();
    if (database !== undefined) expect(printAgain(text, database)).toBe(text.trimEnd());
  });

  it('in all four forms', () => {
    expect(names.length).toBeGreaterThan(15);
  });

  sharedTest('in all captures', () => {
    const faults: string[] = [];
    const nFiles = new Map<string, number>();
    for (const name of readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' })) {
      if (!/\/(?:sb|nb|ovs)-[^/]*\.(?:json|txt)$/.test(name)) continue;
      const text = readFileSync(`${sharedRoot}captures/${name}`, 'utf8');
      const database = readAs(name, text);
      if (database === undefined) continue;
      nFiles.set(database.form, (nFiles.get(database.form) ?? 0) + 1);
      if (printAgain(text, database) !== text.trimEnd()) faults.push(name);
    }
    expect(faults).toEqual([]);
    expect(nFiles.get('json')).toBeGreaterThan(300);
    expect(nFiles.get('table')).toBeGreaterThan(10);
  });
});

const uuid = fc.uuid().map((text) => ({ uuid: text }));
const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.integer(),
  fc.bigInt(-(1n << 63n), -(1n << 53n)),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((value) => !Number.isInteger(value)),
  fc.boolean(),
  fc.string(),
  fc.constantFrom('', 'a b', 'c"d"', 'e\\f', 'g,h', 'true', '5', '{}', '[]', 'lr0-sw0', 'ünï\tcode'),
  uuid,
);
/** Neither a set nor a map has a value twice. */
const set = fc
  .uniqueArray(atom, { maxLength: 4, selector: atomKey })
  .map((atoms): Datum => asList({ kind: 'set', atoms }));
const one = atom.map((each): Datum => ({ kind: 'set', atoms: [each] }));
const map = fc
  .uniqueArray(fc.tuple(atom, atom), { maxLength: 3, selector: ([key]) => atomKey(key) })
  .map((pairs): Datum => ({ kind: 'map', pairs }));
const datum = fc.oneof(one, set, map);
const columns = ['_uuid', 'a', 'external_ids', 'name_of_more_than_twenty_characters'];
const row = fc.tuple(
  uuid.map((each): Datum => ({ kind: 'set', atoms: [each] })),
  datum,
  datum,
  datum,
);

describe.each(tableFormats)('values in the form %s', (format) => {
  it('are read again as they were', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        // Of one UUID there is one row.
        const distinct = [...new Map(rows.map((each) => [JSON.stringify(each[0]), each])).values()];
        const text = printTable({ name: 'ACL', columns, rows: distinct }, format);
        const table = readDatabase(encodeText(text))?.tables.get('ACL');
        expect(table?.columns, text).toEqual(columns);
        const again = Array.from(table?.rows() ?? [], (each) => each.cells());
        expect(again).toHaveLength(distinct.length);
        for (const [idx, cells] of again.entries()) {
          for (const [place, column] of columns.entries()) {
            const [before, after] = [distinct[idx]?.[place], cells.get(column)];
            expect(before !== undefined && after !== undefined && sameDatum(before, after), text).toBe(true);
          }
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('a table without rows', () => {
  it.each<readonly [TableFormat, string]>([
    ['table', 'T table\na bcd\n- ---\n'],
    ['list', 'T table\n'],
    ['csv', 'T table\na,bcd\n'],
    ['json', '{"caption":"T table","data":[],"headings":["a","bcd"]}\n'],
  ])('as %s', (format, text) => {
    expect(printTable({ name: 'T', columns: ['a', 'bcd'], rows: [] }, format)).toBe(text);
  });
});

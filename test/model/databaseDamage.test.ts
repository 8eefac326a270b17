import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Database, readDatabase, rowName } from '../../server/core/model/database.ts';
import { logicalFlowList } from '../../server/core/model/databaseFlows.ts';
import { hintsOfName } from '../../server/core/model/databaseHints.ts';
import { stringOf } from '../../server/core/syntax/ovsdb/datum.ts';

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../fixtures/ovsdb/${name}`, import.meta.url)));

const forms = [
  'standalone.db',
  'cluster-entries.db',
  'cluster-snapshot.db',
  'dump.txt',
  'dump.csv',
  'dump.json',
  'dump.list',
  'list-bare.table',
  'list-Logical_Switch.data-json.txt',
  'nbctl-show.txt',
  'vsctl-show.txt',
];

/** A database file of these records, each with its own header. */
function logOf(records: readonly string[], magic = 'JSON'): Buffer {
  return Buffer.from(
    records
      .map((record) => {
        const text = `${record}\n`;
        const digest = createHash('sha1').update(text).digest('hex');
        return `OVSDB ${magic} ${Buffer.byteLength(text)} ${digest}\n${text}`;
      })
      .join(''),
  );
}

const schema = JSON.stringify({
  name: 'OVN_Southbound',
  version: '1.2.3',
  tables: {
    T: {
      columns: {
        name: { type: 'string' },
        n: { type: { key: { type: 'integer', minInteger: 0 } } },
        on: { type: 'boolean' },
        maybe: { type: { key: 'string', min: 0, max: 1 } },
        many: { type: { key: 'string', min: 0, max: 'unlimited' } },
        pairs: { type: { key: 'string', value: 'string', min: 0, max: 'unlimited' } },
        gone: { type: 'string', ephemeral: true },
      },
    },
  },
});
const id = (digit: number): string => `00000000-0000-0000-0000-00000000000${digit}`;

function read(bytes: Uint8Array): Database {
  return readDatabase(bytes) as Database;
}

/** Reads everything that there is to read. Returns how much that was. */
function readAll(bytes: Uint8Array): number {
  const db = readDatabase(bytes);
  if (db === undefined) return 0;
  let found = db.problems.length;
  for (const table of db.tables.values()) {
    for (const row of table.rows()) {
      found += row.cells().size + row.problems().length;
      expect(row.span.start).toBeLessThanOrEqual(row.span.end);
      expect(row.span.end).toBeLessThanOrEqual(bytes.length);
      rowName(row);
    }
  }
  logicalFlowList(db);
  return found;
}

describe('transactions', () => {
  const states = (isDiff: boolean, ...records: object[]): Database =>
    read(
      logOf([
        schema,
        ...records.map((each) => JSON.stringify({ ...each, ...(isDiff ? { _is_diff: true } : {}) })),
      ]),
    );

  it('give columns that they leave out their defaults, and nothing to those that are not kept', () => {
    const row = states(false, { T: { [id(1)]: { name: 'a' } } })
      .tables.get('T')
      ?.row(0);
    expect([...(row?.cells() ?? [])]).toEqual([
      ['_uuid', { kind: 'set', atoms: [{ uuid: id(1) }] }],
      ['many', { kind: 'set', atoms: [] }],
      ['maybe', { kind: 'set', atoms: [] }],
      ['n', { kind: 'set', atoms: [0] }],
      ['name', { kind: 'set', atoms: ['a'] }],
      ['on', { kind: 'set', atoms: [false] }],
      ['pairs', { kind: 'map', pairs: [] }],
    ]);
  });

  const first = {
    T: {
      [id(1)]: {
        name: 'a',
        maybe: 'm',
        many: ['set', ['x', 'y']],
        pairs: [
          'map',
          [
            ['k', '1'],
            ['l', '2'],
            ['m', '3'],
          ],
        ],
      },
    },
  };

  it('replace whole columns', () => {
    const db = states(false, first, { T: { [id(1)]: { many: 'z', pairs: ['map', [['l', '9']]] } } });
    expect(db.tables.get('T')?.find(id(1))?.get('many')).toEqual({ kind: 'set', atoms: ['z'], isList: true });
    expect(db.tables.get('T')?.find(id(1))?.get('pairs')).toEqual({ kind: 'map', pairs: [['l', '9']] });
    expect(stringOf(db.tables.get('T')?.find(id(1))?.get('name'))).toBe('a');
  });

  it('or say what differs', () => {
    const db = states(true, first, {
      T: {
        [id(1)]: {
          name: 'b',
          maybe: ['set', []],
          many: ['set', ['x', 'z']],
          pairs: [
            'map',
            [
              ['k', '1'],
              ['l', '9'],
              ['n', '4'],
            ],
          ],
        },
      },
    });
    const row = db.tables.get('T')?.find(id(1));
    expect(stringOf(row?.get('name'))).toBe('b');
    expect(row?.get('maybe')).toEqual({ kind: 'set', atoms: [] });
    expect(row?.get('many')).toEqual({ kind: 'set', atoms: ['y', 'z'] });
    expect(row?.get('pairs')).toEqual({
      kind: 'map',
      pairs: [
        ['l', '9'],
        ['m', '3'],
        ['n', '4'],
      ],
    });
  });

  it('delete rows, and insert them anew', () => {
    const gone = states(true, first, { T: { [id(1)]: null } });
    expect(gone.tables.get('T')?.nRows).toBe(0);
    const back = states(true, first, { T: { [id(1)]: null } }, { T: { [id(1)]: { many: 'x' } } });
    expect(back.tables.get('T')?.find(id(1))?.get('many')).toEqual({
      kind: 'set',
      atoms: ['x'],
      isList: true,
    });
    expect(stringOf(back.tables.get('T')?.find(id(1))?.get('name'))).toBe('');
  });
});

describe('a log of a cluster', () => {
  const header = (data: unknown): string =>
    JSON.stringify({ name: 'OVN_Southbound', prev_index: 1, prev_data: data });
  const entry = (index: number, name: string | null): string =>
    JSON.stringify({
      term: 1,
      index,
      data: [null, { T: { [id(1)]: name === null ? null : { name } }, _is_diff: true }],
    });
  const snapshot = header([JSON.parse(schema), {}]);

  it('takes a new leader’s entries instead of those that were never committed', () => {
    const db = read(
      logOf(
        [snapshot, entry(2, 'a'), entry(3, 'b'), entry(4, 'c'), entry(3, 'd'), '{"commit_index":3}'],
        'CLUSTER',
      ),
    );
    expect(db.problems).toEqual([]);
    expect(stringOf(db.tables.get('T')?.find(id(1))?.get('name'))).toBe('d');
    expect(db.cluster).toMatchObject({ lastIndex: 3, commitIndex: 3 });
  });

  it('notes what may not be committed, and tells what is missing', () => {
    const pending = read(logOf([snapshot, entry(2, 'a'), '{"commit_index":2}', entry(3, 'b')], 'CLUSTER'));
    expect(pending.problems).toMatchObject([
      { message: 'entry 3 is not known to be committed', isNote: true },
    ]);
    const hole = read(logOf([snapshot, entry(2, 'a'), entry(7, 'b')], 'CLUSTER'));
    expect(hole.problems.map(({ message }) => message)).toEqual(['entries 3 to 6 are missing']);
    expect(stringOf(hole.tables.get('T')?.find(id(1))?.get('name'))).toBe('b');
  });

  it('changes its schema, with its rows or without them', () => {
    const converted = JSON.parse(schema) as { version: string };
    converted.version = '2.0.0';
    const kept = read(
      logOf(
        [snapshot, entry(2, 'a'), JSON.stringify({ term: 1, index: 3, data: [converted, null] })],
        'CLUSTER',
      ),
    );
    expect(kept.version).toBe('2.0.0');
    expect(kept.tables.get('T')?.nRows).toBe(1);
    const replaced = read(
      logOf(
        [snapshot, entry(2, 'a'), JSON.stringify({ term: 1, index: 3, data: [converted, { T: {} }] })],
        'CLUSTER',
      ),
    );
    expect(replaced.tables.get('T')?.nRows).toBe(0);
  });
});

describe('damage', () => {
  it('cut anywhere, every form is read as far as it goes', () => {
    for (const name of forms) {
      const bytes = fixture(name);
      const step = Math.max(1, Math.floor(bytes.length / 150));
      for (let size = 0; size < bytes.length; size += step) readAll(bytes.subarray(0, size));
    }
  });

  it('reads a damaged record without a word where nobody asks for what is wrong', () => {
    const text = fixture('standalone.db').toString().replace('"name":"vm"', '"name":"VM"');
    const damaged = readDatabase(Buffer.from(text));
    const trusted = readDatabase(Buffer.from(text), { isTrusted: true });
    expect(damaged?.problems[0]?.message).toMatch(/^the record is damaged/);
    expect(trusted?.problems).toEqual([]);
    expect(trusted?.tables.get('Logical_Switch_Port')?.nRows).toBe(
      damaged?.tables.get('Logical_Switch_Port')?.nRows,
    );
  });

  it('tells of a record that is cut off, damaged or mismeasured, and reads the others', () => {
    const bytes = fixture('standalone.db');
    const cut = read(bytes.subarray(0, bytes.length - 40));
    expect(cut.problems[0]?.message).toMatch(/^the record is cut off: \d+ bytes of \d+$/);
    expect(cut.tables.get('Logical_Switch_Port')?.nRows).toBe(3);

    const text = bytes.toString();
    const lines = text.split('\n');
    const header = /^(OVSDB JSON )(\d+)/.exec(lines[4] as string) as RegExpExecArray;
    lines[4] = (lines[4] as string).replace(header[0], `${header[1]}${Number(header[2]) - 9}`);
    const mismeasured = read(Buffer.from(lines.join('\n')));
    expect(mismeasured.problems.map(({ message }) => message)).toEqual([
      `the record has ${header[2]} bytes and not ${Number(header[2]) - 9}`,
    ]);
    const at = mismeasured.problems[0]?.start as number;
    expect(text.slice(at, at + 10)).toBe('OVSDB JSON');
    expect(rowNames(mismeasured)).toEqual(rowNames(read(bytes)));
  });

  const rowNames = (db: Database): string[] =>
    [...db.tables.values()].flatMap((table) => [...table.rows()].map(rowName));

  it('reads a file that has lost its beginning', () => {
    const text = fixture('standalone.db').toString();
    const db = read(Buffer.from(text.slice(text.indexOf('\nOVSDB') + 1)));
    expect(db.problems[0]?.message).toBe('expecting the schema of the database');
    expect(rowNames(db)).toContain('vm');
    expect(db.name).toBe('OVN_Northbound');
  });

  it('any bytes changed, every form is read without an exception', () => {
    for (const name of forms) {
      const bytes = fixture(name);
      fc.assert(
        fc.property(
          fc.array(
            fc.record({
              at: fc.nat(bytes.length - 1),
              byte: fc.oneof(fc.constantFrom(...Buffer.from('"\\[]{},:=\n\r -\0')), fc.nat(255)),
              size: fc.nat(20),
            }),
            { minLength: 1, maxLength: 12 },
          ),
          (changes) => {
            const broken = Buffer.from(bytes);
            for (const { at, byte, size } of changes)
              broken.fill(byte, at, Math.min(broken.length, at + (size > 15 ? size : 1)));
            expect(readAll(broken)).toBeGreaterThanOrEqual(0);
          },
        ),
        { numRuns: 60, seed: 7 },
      );
    }
  });

  it('is not impressed by nesting, by huge values, or by names that objects have', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const nested = read(logOf([schema, `{"T":{"${id(1)}":{"name":${deep}}}}`]));
    expect(nested.tables.get('T')?.row(0).problems()[0]?.message).toMatch(/^expecting an atom/);
    expect(read(logOf([schema, `{"T":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`])).tables.size).toBe(
      1,
    );
    expect(readDatabase(Buffer.from(`{"data":${deep},"headings":${deep}}`))?.problems.length).toBe(1);

    const huge = 'x'.repeat(5_000_000);
    const wide = read(logOf([schema, `{"T":{"${id(1)}":{"name":"${huge}"}}}`]));
    expect(stringOf(wide.tables.get('T')?.row(0).get('name'))?.length).toBe(huge.length);

    const odd = read(
      logOf([
        schema,
        `{"__proto__":{"${id(2)}":{"__proto__":"p"}},"T":{"${id(1)}":{"name":"a","constructor":"c"}}}`,
      ]),
    );
    expect(odd.problems.map(({ message }) => message)).toEqual(['the schema has no table "__proto__"']);
    expect(stringOf(odd.tables.get('__proto__')?.row(0).get('__proto__'))).toBe('p');
    expect(odd.tables.get('T')?.row(0).get('toString')).toBeUndefined();
    expect(odd.tables.get('T')?.row(0).problems()[0]?.message).toBe('the schema has no column constructor');
    expect(Object.prototype).not.toHaveProperty('p');

    const hostile = JSON.parse(schema) as Record<string, unknown>;
    const text = JSON.stringify(hostile).replace(
      '"tables":{',
      '"tables":{"__proto__":{"columns":7},"U":null,',
    );
    expect(read(logOf([text, '{}'])).tables.size).toBe(3);
  });

  it('takes the last of two values for one key, and says so of rows', () => {
    const twice = read(
      logOf([
        schema,
        `{"T":{"${id(1)}":{"name":"a","name":"b"},"${id(1)}":{"name":"c"}},"_date":1,"_date":"x"}`,
      ]),
    );
    expect(twice.problems.map(({ message }) => message)).toEqual([`row ${id(1)} twice in one transaction`]);
    expect(stringOf(twice.tables.get('T')?.row(0).get('name'))).toBe('c');
    expect(twice.tables.get('T')?.nRows).toBe(1);
  });

  it('keeps integers of 64 bits exact', () => {
    const db = read(logOf([schema, `{"T":{"${id(1)}":{"n":9223372036854775807}}}`]));
    expect(db.tables.get('T')?.row(0).get('n')).toEqual({ kind: 'set', atoms: [9_223_372_036_854_775_807n] });
  });

  it('tells of rows with more or fewer values than columns', () => {
    const json = read(Buffer.from('{"headings":["_uuid","name"],"data":[["a"],["b","c","d"]]}'));
    const messages = [...(json.tables.values().next().value?.rows() ?? [])].map(
      (row) => row.problems()[0]?.message,
    );
    expect(messages).toEqual(['1 values in 2 columns', '3 values in 2 columns']);
  });

  it('grows with the text, not faster', () => {
    // As many rows of one transaction after another on one row: the chain of versions is walked once a row.
    const records = Array.from({ length: 4_000 }, (_, idx) =>
      JSON.stringify({ T: { [id(1)]: { name: `n${idx}` } }, _is_diff: true }),
    );
    const db = read(logOf([schema, ...records]));
    expect(db.transactions).toHaveLength(4_000);
    expect(stringOf(db.tables.get('T')?.row(0).get('name'))).toBe('n3999');
  });
});

describe('what a file’s name says', () => {
  it.each([
    ['p2/sb-Port_Binding.json', 'Port_Binding', 'OVN_Southbound'],
    ['nb-Logical_Switch_Port.json', 'Logical_Switch_Port', 'OVN_Northbound'],
    ['ovs-Interface.json', 'Interface', 'Open_vSwitch'],
    ['ovn-sbctl_list_Chassis_Private', 'Chassis_Private', 'OVN_Southbound'],
    ['ovn-nbctl_--no-leader-only_list_ACL', 'ACL', 'OVN_Northbound'],
    ['ovs-vsctl_-t_5_list_Open_vSwitch', 'Open_vSwitch', 'Open_vSwitch'],
    ['ovnsb_db.db', undefined, 'OVN_Southbound'],
    ['nb.backup', undefined, 'OVN_Northbound'],
    ['conf.db', undefined, 'Open_vSwitch'],
    ['ovsdb.txt', undefined, undefined],
    ['notes.txt', undefined, undefined],
  ])('%s: %s of %s', (name, table, database) => {
    expect(hintsOfName(name)).toEqual({ table, database });
  });
});

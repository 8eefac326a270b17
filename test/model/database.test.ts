import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type Database,
  type DatabaseHints,
  type DatabaseRow,
  findRow,
  readDatabase,
  rowName,
  rowText,
} from '../../server/core/model/database.ts';
import { logicalFlowList, storedLogicalFlows } from '../../server/core/model/databaseFlows.ts';
import {
  atomText,
  type Datum,
  datumText,
  sameDatum,
  stringOf,
  stringsOf,
  uuidOf,
  uuidsOf,
  valueOf,
} from '../../server/core/syntax/ovsdb/datum.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';

const folder = fileURLToPath(new URL('../fixtures/ovsdb/', import.meta.url));

function read(path: string, hints?: DatabaseHints): Database {
  const db = readDatabase(readFileSync(path), hints);
  expect(db, path).toBeDefined();
  return db as Database;
}

const fixture = (name: string, hints?: DatabaseHints): Database => read(`${folder}${name}`, hints);

const rowsOf = (db: Database, table: string): DatabaseRow[] => [...(db.tables.get(table)?.rows() ?? [])];

function rowNamed(db: Database, table: string, name: string): DatabaseRow {
  const row = rowsOf(db, table).find((each) => rowName(each) === name);
  expect(row, `${table} ${name}`).toBeDefined();
  return row as DatabaseRow;
}

/** Everything that is wrong with a database and its rows. */
function faultsOf(db: Database): string[] {
  return [
    ...db.problems.map(({ message }) => message),
    ...[...db.tables.values()].flatMap((table) =>
      [...table.rows()].flatMap((row) => row.problems().map(({ message }) => `${table.name}: ${message}`)),
    ),
  ];
}

/**
 * Where two databases differ, of the tables and columns that both know. Rows are found by UUID: both have the same ones.
 */
function differences(one: Database, other: Database): string[] {
  const found: string[] = [];
  for (const table of one.tables.values()) {
    const twin = other.tables.get(table.name);
    if (twin === undefined) continue;
    if (twin.nRows !== table.nRows) found.push(`${table.name}: ${table.nRows} and ${twin.nRows} rows`);
    for (const row of table.rows()) {
      const same = twin.find(row.uuid ?? '');
      if (same === undefined) {
        found.push(`${table.name} ${row.uuid}: only in one`);
        continue;
      }
      for (const [column, datum] of row.cells()) {
        const value = same.get(column);
        if (value !== undefined && !sameDatum(datum, value))
          found.push(`${table.name} ${row.uuid} ${column}: ${datumText(datum)} and ${datumText(value)}`);
      }
    }
  }
  return found;
}

/** How many columns of rows two databases both know: a comparison that finds no difference has compared something. */
function nCompared(one: Database, other: Database): number {
  let compared = 0;
  for (const table of one.tables.values()) {
    for (const row of table.rows()) {
      const same = other.tables.get(table.name)?.find(row.uuid ?? '');
      for (const column of row.cells().keys()) if (same?.get(column) !== undefined) compared++;
    }
  }
  return compared;
}

describe('every form of one database', () => {
  const truth = fixture('dump.json');

  it.each([
    ['dump.txt', 'table', 90],
    ['dump.csv', 'csv', 90],
    ['dump.list', 'records', 90],
    ['nb.backup', 'log', 90],
    ['standalone.db', 'log', 90],
    ['list-Logical_Switch_Port.txt', 'records', 45],
    ['list-Logical_Switch_Port.table', 'table', 45],
    ['list-Logical_Switch_Port.csv', 'csv', 45],
    ['list-Logical_Switch_Port.json', 'json', 45],
    ['list-Logical_Switch_Port.data-json.txt', 'records', 45],
    ['list-Logical_Switch.txt', 'records', 12],
    ['list-Logical_Switch.table', 'table', 12],
    ['list-Logical_Switch.csv', 'csv', 12],
    ['list-Logical_Switch.json', 'json', 12],
    ['list-Logical_Switch.data-json.txt', 'records', 12],
    ['list-several.txt', 'records', 20],
    ['list-several.table', 'table', 12],
  ])('%s holds the same', (name, form, leastColumns) => {
    const db = fixture(name);
    expect(db.form).toBe(form);
    expect(db.name).toBe('OVN_Northbound');
    expect(faultsOf(db)).toEqual([]);
    expect(differences(db, truth)).toEqual([]);
    expect(nCompared(db, truth)).toBeGreaterThanOrEqual(leastColumns);
  });

  it('has a row of `find` and a selection of columns too', () => {
    const found = fixture('find-vm.txt');
    expect(rowsOf(found, 'Logical_Switch_Port').map(rowName)).toEqual(['vm']);
    expect(differences(found, truth)).toEqual(['Logical_Switch_Port: 1 and 3 rows']);

    const selection = fixture('list-columns.table', { table: 'Logical_Switch_Port' });
    expect(selection.tables.get('Logical_Switch_Port')?.columns).toEqual(['name', 'addresses', '_uuid']);
    expect(differences(selection, truth)).toEqual([]);
    // Columns that several tables have do not name one.
    expect([...fixture('list-columns.table').tables.keys()]).toEqual(['']);
  });

  it('reads bare values by where they stand', () => {
    const [vm, router, peer] = rowsOf(
      fixture('list-bare.table', { table: 'Logical_Switch_Port' }),
      'Logical_Switch_Port',
    );
    expect(stringOf(vm?.get('addresses'))).toBe('50:54:00:00:00:10 10.0.0.10 50:54:00:00:00:10 2001:db8::10');
    expect(stringOf(router?.get('type'))).toBe('router');
    expect(stringOf(peer?.get('name'))).toBe('peer');
  });

  it('keeps odd strings as they are', () => {
    for (const name of ['dump.txt', 'dump.csv', 'dump.list', 'standalone.db']) {
      const ids = rowNamed(fixture(name), 'Logical_Switch', 'sw0').get('external_ids');
      expect(valueOf(ids, 'note'), name).toBe('a "quoted" word, \\ and = and ünicode');
      expect(valueOf(ids, '10.0.0.1:80'), name).toBe('x-y.z');
      expect(valueOf(ids, 'true'), name).toBeUndefined();
    }
  });

  it('says where each row stands', () => {
    for (const name of ['dump.txt', 'dump.csv', 'dump.list', 'dump.json', 'nb.backup', 'standalone.db']) {
      const bytes = readFileSync(`${folder}${name}`);
      const db = readDatabase(bytes) as Database;
      for (const row of rowsOf(db, 'Logical_Switch_Port')) {
        const text = bytes.toString('utf8', row.span.start, row.span.end);
        expect(text, name).toContain(row.uuid);
        for (const other of rowsOf(db, 'Logical_Switch_Port'))
          if (other.uuid !== row.uuid && name.startsWith('dump'))
            expect(text).not.toMatch(`^.{0,40}${other.uuid}`);
      }
    }
  });

  it('prints a row as the tools do', () => {
    const [row] = rowsOf(fixture('list-Logical_Switch.json'), 'Logical_Switch');
    // A set of one has no brackets here, since only the schema tells it from an optional value.
    expect(rowText(row as DatabaseRow)).toBe(
      readFileSync(`${folder}list-Logical_Switch.txt`, 'utf8').replace(/^(acls *: )\[(.*)\]$/m, '$1$2'),
    );
  });
});

describe('database files', () => {
  it.each(['standalone', 'whole-columns', 'cluster-entries', 'cluster-snapshot', 'conf'])(
    '%s says what the server said of it',
    (name) => {
      const db = fixture(`${name}.db`);
      const truth = fixture(name === 'standalone' ? 'dump.json' : `${name}.json`);
      expect(faultsOf(db)).toEqual([]);
      expect(differences(truth, db)).toEqual([]);
      expect(nCompared(truth, db)).toBeGreaterThan(80);
      expect(db.version).toBe(name === 'conf' ? '8.3.1' : '7.0.0');
    },
  );

  it('are the same with whole columns and with differences', () => {
    const columns = fixture('whole-columns.db').transactions;
    const differing = fixture('standalone.db').transactions;
    expect(columns.every(({ isDiff }) => !isDiff)).toBe(true);
    expect(differing.some(({ isDiff }) => isDiff)).toBe(true);
  });

  it('leave out what a file does not keep', () => {
    const row = rowNamed(fixture('conf.db'), 'Interface', 'vm');
    expect(row.get('link_state')).toBeUndefined();
    expect(rowNamed(fixture('conf.json'), 'Interface', 'vm').get('link_state')).toBeDefined();
    expect(row.get('ofport_request')).toEqual({ kind: 'set', atoms: [3] });
    // A column that no transaction has named has its default.
    expect(row.get('options')).toEqual({ kind: 'map', pairs: [] });
    expect(row.get('mtu_request')).toEqual({ kind: 'set', atoms: [] });
  });

  it('say when and by whom', () => {
    const { transactions } = fixture('standalone.db');
    expect(transactions[0]).toMatchObject({
      comment: expect.stringMatching(/^ovn-nbctl: .* lsp-set-addresses vm /),
      nRows: 3,
    });
    const dates = transactions.map(({ date }) => date ?? 0);
    expect(dates).toEqual([...dates].sort((a, b) => a - b));
    expect(dates[0]).toBeGreaterThan(1_700_000_000_000);
  });

  it('say what a cluster is', () => {
    const { cluster } = fixture('cluster-entries.db');
    expect(cluster).toMatchObject({
      localAddress: expect.stringMatching(/^unix:/),
      clusterId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(cluster?.commitIndex).toBe(cluster?.lastIndex);
    expect(fixture('cluster-snapshot.db').cluster?.lastIndex).toBeGreaterThan(cluster?.lastIndex as number);
  });
});

describe('summaries', () => {
  it('of the northbound database agree with its dump', () => {
    const summary = fixture('nbctl-show.txt');
    const dump = fixture('dump.json');
    expect(faultsOf(summary)).toEqual([]);
    for (const table of ['Logical_Switch', 'Logical_Router', 'Logical_Router_Port', 'Logical_Switch_Port'])
      expect(rowsOf(summary, table).map(rowName).sort()).toEqual(rowsOf(dump, table).map(rowName).sort());
    const vm = rowNamed(summary, 'Logical_Switch_Port', 'vm');
    expect(vm.get('addresses')).toEqual(rowNamed(dump, 'Logical_Switch_Port', 'vm').get('addresses'));
    const peer = rowNamed(summary, 'Logical_Switch_Port', 'peer');
    expect(peer.get('parent_name')).toEqual(rowNamed(dump, 'Logical_Switch_Port', 'peer').get('parent_name'));
    const router = rowNamed(summary, 'Logical_Switch_Port', 'sw0-lr0');
    expect(valueOf(router.get('options'), 'router-port')).toBe('lr0-sw0');
    const [nat] = rowsOf(summary, 'NAT');
    const [same] = rowsOf(dump, 'NAT');
    for (const column of ['external_ip', 'logical_ip', 'type'])
      expect(nat?.get(column)).toEqual(same?.get(column));
  });

  it('of the switch agree with its database', () => {
    const summary = fixture('vsctl-show.txt');
    const file = fixture('conf.db');
    expect(faultsOf(summary)).toEqual([]);
    for (const table of ['Bridge', 'Port', 'Interface', 'Manager'])
      expect(rowsOf(summary, table).map(rowName).sort()).toEqual(rowsOf(file, table).map(rowName).sort());
    expect(rowNamed(summary, 'Interface', 'ovn-hv2-0').get('options')).toEqual(
      rowNamed(file, 'Interface', 'ovn-hv2-0').get('options'),
    );
    const [root] = rowsOf(summary, 'Open_vSwitch');
    expect(root?.uuid).toBe(rowsOf(file, 'Open_vSwitch')[0]?.uuid);
    expect(stringOf(root?.get('ovs_version'))).toBe('3.1.0');
  });
});

describe('references', () => {
  it('lead from a group to its ports, from a port to its chassis', () => {
    const db = fixture('standalone.db');
    const group = rowNamed(db, 'Port_Group', 'pg0');
    const [port] = uuidsOf(group.get('ports'));
    expect(findRow(db, port as string)?.table).toBe('Logical_Switch_Port');
    expect(rowName(findRow(db, port as string) as DatabaseRow)).toBe('vm');
    expect(findRow(db, '00000000-0000-0000-0000-000000000000')).toBeUndefined();
  });
});

describe('logical flows', () => {
  it('are handed out from records, with what the text says', () => {
    const text = `_uuid               : b96e4700-82d8-4ca2-a4b3-d99d078cb0bf
actions             : "next;"
controller_meter    : []
external_ids        : {source="northd.c:6470", stage-hint="6eb79f1a", stage-name=ls_out_acl}
logical_datapath    : 11bcfd48-4727-47fc-a814-5e08b85f33b1
logical_dp_group    : []
match               : "reg0[8] == 1 && (outport == @pg_sw1 && ip4.src == $pg_sw0_ip4)"
pipeline            : egress
priority            : 2001
table_id            : 4
tags                : {}
hash                : 0

_uuid               : 45897f00-a4d1-4788-8a6e-c89268232158
actions             : "drop;"
controller_meter    : []
external_ids        : {source="northd.c:14388", stage-name=lr_in_arp_resolve}
logical_datapath    : []
logical_dp_group    : 408f4b6b-d0c1-4409-a575-bf011bbf1964
match               : "inport == \\"lr0-pub\\""
pipeline            : ingress
priority            : 150
table_id            : 17
tags                : {}
hash                : 0
`;
    const db = readDatabase(Buffer.from(text)) as Database;
    const flows = [...storedLogicalFlows(db)];
    expect(flows.map(({ stage, stageHint, priority, match }) => [stage, stageHint, priority, match])).toEqual(
      [
        ['ls_out_acl', '6eb79f1a', 2001, 'reg0[8] == 1 && (outport == @pg_sw1 && ip4.src == $pg_sw0_ip4)'],
        ['lr_in_arp_resolve', undefined, 150, 'inport == "lr0-pub"'],
      ],
    );
    expect(flows.map(({ span }) => text.slice(span.start, span.start + 20))).toEqual([
      '_uuid               ',
      '_uuid               ',
    ]);
    expect(logicalFlowList(db, { hasUuids: true })).toBe(
      `Datapath: "11bcfd48-4727-47fc-a814-5e08b85f33b1" (11bcfd48-4727-47fc-a814-5e08b85f33b1)  Pipeline: egress
  uuid=0xb96e4700, table=4 (ls_out_acl         ), priority=2001 , match=(reg0[8] == 1 && (outport == @pg_sw1 && ip4.src == $pg_sw0_ip4)), action=(next;)
Datapath: "408f4b6b-d0c1-4409-a575-bf011bbf1964" (408f4b6b-d0c1-4409-a575-bf011bbf1964)  Pipeline: ingress
  uuid=0x45897f00, table=17(lr_in_arp_resolve  ), priority=150  , match=(inport == "lr0-pub"), action=(drop;)
`,
    );
  });
});

describe('the captures', () => {
  const captures = `${sharedRoot}captures/`;
  const files = (pattern: RegExp): string[] =>
    readdirSync(captures, { recursive: true, encoding: 'utf8' })
      .filter((path) => pattern.test(path))
      .sort()
      .map((path) => `${captures}${path}`);

  sharedTest('are read whole, without a fault', () => {
    const all = files(/(?:-dump\.txt|\/(?:sb|nb|ovs)-\w+\.json|\.backup|(?:sb|nb|vs)ctl-show\.txt)$/);
    expect(all.length).toBeGreaterThan(250);
    expect(all.flatMap((path) => faultsOf(read(path)).map((fault) => `${path}: ${fault}`))).toEqual([]);
  });

  sharedTest(
    'agree with each other where they show the same table',
    () => {
      let compared = 0;
      const found: string[] = [];
      for (const backup of files(/\/(?:sb|nb)\.backup$/)) {
        const stem = backup.replace(/\.backup$/, '');
        const db = read(backup);
        const twins = files(/\.(?:json|txt)$/).filter(
          (path) => path === `${stem}-dump.txt` || (path.startsWith(`${stem}-`) && path.endsWith('.json')),
        );
        for (const path of twins) {
          const twin = read(path);
          found.push(...differences(twin, db).map((each) => `${path}: ${each}`));
          compared += nCompared(twin, db);
        }
      }
      expect(found.slice(0, 20)).toEqual([]);
      expect(compared).toBeGreaterThan(50_000);
    },
    120_000,
  );

  sharedTest(
    'show the names and places of ports as the tables have them',
    () => {
      for (const path of files(/\/sbctl-show\.txt$/).filter((each) =>
        existsSync(each.replace('sbctl-show.txt', 'sb.backup')),
      )) {
        const summary = read(path);
        const db = read(path.replace('sbctl-show.txt', 'sb.backup'));
        expect(rowsOf(summary, 'Chassis').map(rowName).sort()).toEqual(
          rowsOf(db, 'Chassis').map(rowName).sort(),
        );
        const bound = rowsOf(db, 'Port_Binding').filter((row) => uuidOf(row.get('chassis')) !== undefined);
        expect(rowsOf(summary, 'Port_Binding').map(rowName).sort()).toEqual(bound.map(rowName).sort());
      }
      for (const path of files(/\/nbctl-show\.txt$/).filter((each) =>
        existsSync(each.replace('nbctl-show.txt', 'nb.backup')),
      )) {
        const summary = read(path);
        const db = read(path.replace('nbctl-show.txt', 'nb.backup'));
        for (const table of [
          'Logical_Switch',
          'Logical_Switch_Port',
          'Logical_Router',
          'Logical_Router_Port',
        ])
          expect(rowsOf(summary, table).map(rowName).sort()).toEqual(rowsOf(db, table).map(rowName).sort());
        for (const port of rowsOf(summary, 'Logical_Router_Port'))
          expect(port.get('networks')).toEqual(
            rowNamed(db, 'Logical_Router_Port', rowName(port)).get('networks'),
          );
      }
      for (const path of files(/\/vsctl-show\.txt$/)) {
        const summary = read(path);
        const list = read(path.replace('vsctl-show.txt', 'ovs-Interface.json'));
        expect(rowsOf(summary, 'Interface').map(rowName).sort()).toEqual(
          rowsOf(list, 'Interface').map(rowName).sort(),
        );
        for (const shown of rowsOf(summary, 'Interface')) {
          const options = shown.get('options');
          const same = rowNamed(list, 'Interface', rowName(shown)).get('options');
          if (options !== undefined) expect(sameDatum(options, same as Datum)).toBe(true);
        }
      }
    },
    120_000,
  );

  sharedTest('say where the migrating port is in each phase', () => {
    const where = files(/ovn-23\.03\/localnet\/p\d\/sb\.backup$/).map((path) => {
      const db = read(path);
      const vm = rowNamed(db, 'Port_Binding', 'vm');
      const chassis = (column: string): string[] =>
        uuidsOf(vm.get(column)).map((uuid) => rowName(findRow(db, uuid) as DatabaseRow));
      return [
        chassis('chassis').join(),
        chassis('additional_chassis').join(),
        atomText(valueOf(vm.get('options'), 'additional-chassis-activated') ?? ''),
      ];
    });
    expect(where).toEqual([
      ['hv1', '', '""'],
      ['hv1', 'hv2', '""'],
      ['hv1', 'hv2', '""'],
      ['hv1', 'hv2', 'hv2'],
      ['hv2', '', '""'],
    ]);
    const [first] = files(/ovn-23\.03\/localnet\/p0\/sb\.backup$/);
    expect(stringsOf(rowNamed(read(first as string), 'Port_Binding', 'vm').get('mac'))).toEqual([
      '50:54:00:00:00:10 10.0.0.10 2001:db8::10',
    ]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  databaseOfTables,
  isTableName,
  referencedTable,
  tableOfColumns,
} from '../../server/core/facts/databases.ts';
import { readSchema } from '../../server/core/syntax/ovsdb/schema.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';

describe('tables of databases', () => {
  it('refer to each other', () => {
    expect(referencedTable('OVN_Southbound', 'Port_Binding', 'chassis')).toBe('Chassis');
    expect(referencedTable('OVN_Southbound', 'Port_Binding', 'datapath')).toBe('Datapath_Binding');
    expect(referencedTable('OVN_Northbound', 'Port_Group', 'ports')).toBe('Logical_Switch_Port');
    expect(referencedTable('Open_vSwitch', 'Bridge', 'ports')).toBe('Port');
    expect(referencedTable('OVN_Southbound', 'Port_Binding', 'logical_port')).toBeUndefined();
    expect(referencedTable('OVN_Southbound', 'constructor', 'name')).toBeUndefined();
  });

  it('are known by their columns, though a release has one more or less', () => {
    const encap = ['_uuid', 'chassis_name', 'ip', 'options', 'type'];
    expect(tableOfColumns(encap)).toBe('Encap');
    expect(tableOfColumns([...encap, 'colour'])).toBe('Encap');
    expect(tableOfColumns(encap.slice(1))).toBeUndefined();
    expect(tableOfColumns(['_uuid', 'name'])).toBeUndefined();
    expect(tableOfColumns([])).toBeUndefined();
    expect(isTableName('Port_Binding')).toBe(true);
    expect(isTableName('toString')).toBe(false);
  });

  it('tell their database', () => {
    expect(databaseOfTables(['Chassis', 'Encap'])).toBe('OVN_Southbound');
    expect(databaseOfTables(['Logical_Switch'])).toBe('OVN_Northbound');
    expect(databaseOfTables(['Interface'])).toBe('Open_vSwitch');
    // Both of OVN's databases have these.
    expect(databaseOfTables(['Load_Balancer', 'DNS'])).toBeUndefined();
  });

  sharedTest('are those of the schemas in the captures', () => {
    const captures = `${sharedRoot}captures/`;
    const backups = readdirSync(captures, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('p2/sb.backup') || path.endsWith('p2/nb.backup'),
    );
    expect(backups.length).toBeGreaterThan(4);
    for (const path of backups) {
      const text = readFileSync(`${captures}${path}`, 'utf8').split('\n')[1] as string;
      const bytes = Buffer.from(text);
      const schema = readSchema(bytes, 0, bytes.length);
      expect(schema).toBeDefined();
      for (const [table, columns] of schema?.tables ?? []) {
        for (const [column, { reference }] of columns)
          expect(referencedTable(schema?.name as string, table, column), `${table} ${column}`).toBe(
            reference,
          );
        const name = tableOfColumns(['_uuid', ...[...columns.keys()].sort()], schema?.name);
        // Tables of a column or two are not told apart.
        expect([table, undefined], `${path} ${table}`).toContain(name);
        if (columns.size > 3) expect(name, `${path} ${table}`).toBe(table);
      }
    }
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from './runCommand.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/ovsdb/${name}`, import.meta.url));

const run = (args: readonly string[], stdin = ''): Promise<CommandResult> =>
  runCommand(['db', ...args], stdin);

const json = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('db', () => {
  it('lists the tables of a database', async () => {
    const { status, out } = await run([fixture('standalone.db')]);
    expect(status).toBe(0);
    expect(out.split('\n')[0]).toBe('OVN_Northbound 7.0.0');
    expect(out).toContain('       3  Logical_Switch_Port\n');
    expect(json((await run(['--json', fixture('standalone.db')])).out)).toContainEqual(
      expect.objectContaining({ database: 'OVN_Northbound', form: 'log', table: 'Port_Group', rows: 1 }),
    );
  });

  it('prints the rows of a table, the same from every form', async () => {
    const rows = async (name: string): Promise<unknown[]> =>
      json((await run(['--json', fixture(name), 'Logical_Switch_Port'])).out).toSorted((a, b) =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
      );
    const vm = expect.objectContaining({
      name: 'vm',
      addresses: ['set', ['50:54:00:00:00:10 10.0.0.10', '50:54:00:00:00:10 2001:db8::10']],
      options: ['map', [['requested-chassis', 'hv2']]],
    });
    expect(await rows('dump.json')).toHaveLength(3);
    expect(await rows('dump.json')).toContainEqual(vm);
    for (const name of ['dump.txt', 'dump.csv', 'dump.list', 'list-Logical_Switch_Port.txt'])
      expect(await rows(name), name).toEqual(await rows('dump.json'));
    expect((await run([fixture('standalone.db'), 'Logical_Switch_Port'])).out).toContain(
      'name                : vm\n',
    );
  });

  it('prints all tables, or one, as the tools do', async () => {
    for (const [name, format] of [
      ['dump.txt', 'table'],
      ['dump.list', 'list'],
      ['dump.csv', 'csv'],
      ['dump.json', 'json'],
    ] as const) {
      const { status, out } = await run([fixture(name), '--format', format]);
      expect(status).toBe(0);
      expect(out.trimEnd(), name).toBe(readFileSync(fixture(name), 'utf8').trimEnd());
    }
  });

  it.each(['standalone.db', 'nb.backup'])('prints %s as a server dumps it', async (name) => {
    for (const [print, format] of [
      ['dump.txt', 'table'],
      ['dump.list', 'list'],
      ['dump.csv', 'csv'],
      ['dump.json', 'json'],
    ] as const) {
      const { out } = await run([fixture(name), '--format', format]);
      const dumped = readFileSync(fixture(print), 'utf8').trimEnd();
      // Some of its columns a server keeps to itself: they are in no file.
      const connections = /Connection table\n(?:.+\n)*|^.*"Connection table".*$/m;
      expect(out.trimEnd().replace(connections, ''), format).toBe(dumped.replace(connections, ''));
    }
  });

  it.each([
    [['--format', 'html', fixture('dump.txt')], 'the format is one of table, list, csv, json'],
    [['--format', 'csv', '--json', fixture('dump.txt')], '--format prints what the tools print'],
  ])('%j is refused', async (args, message) => {
    const { status, err } = await run(args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it('places what is damaged, and goes on', async () => {
    const text = readFileSync(fixture('standalone.db'), 'utf8').replace('"name":"vm"', '"name":"VM"');
    const { status, out, err } = await run(['--json', '-', 'Logical_Switch_Port'], text);
    expect(status).toBe(1);
    expect(err).toMatch(/^-:\d+:1: the record is damaged: its SHA-1 digest is [0-9a-f]{40}\n$/);
    expect(json(out)).toContainEqual(expect.objectContaining({ name: 'VM' }));
  });

  it('says what it cannot do', async () => {
    expect((await run([])).status).toBe(2);
    expect((await run(['-'], 'Dear operator,\n')).err).toContain('- is no database');
    expect((await run([fixture('nb.backup'), 'Port_Binding'])).err).toContain(
      'there is no table Port_Binding',
    );
    expect((await run([fixture('missing')])).err).toContain('no such file');
  });

  it('keeps control characters from the terminal and names of any kind in JSON', async () => {
    const dump = `{"headings":["_uuid","__proto__"],"data":[[["uuid","x"],"\\u001b[31m"]]}`;
    expect((await run(['-', ''], dump)).out).not.toContain('\u001b');
    expect((await run(['--json', '-', ''], dump)).out).toBe(
      '{"_uuid":["uuid","x"],"__proto__":"\\u001b[31m"}\n',
    );
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './runCommand.ts';

/** A title for the terminal's window, colours in both forms, a bell, a way up, and what turns the reading around. */
const name = 'evil\u001B]0;title\u0007\u001B[31m\u009B1A\u202Ered';
/** What a terminal, or a reader, would obey. */
const obeyed = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

const datapath = '00000000-0000-4000-8000-00000000000a';
const chassis = '00000000-0000-4000-8000-00000000000c';
const uuid = (text: string): unknown => ['uuid', text];
const map = (...pairs: readonly (readonly [string, string])[]): unknown => ['map', pairs];
const none = ['set', []];

const table = (headings: readonly string[], ...data: readonly (readonly unknown[])[]): string =>
  JSON.stringify({ headings, data });

/** The two rows of a port that waits, and one that is not understood. */
const flows = (priority: number): string =>
  ` cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1010,rarp,in_port="${name}" actions=controller(userdata=00.00.00.1a.00.00.00.00),resubmit(,8)\n` +
  ` cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=1000,in_port="${name}" actions=drop\n` +
  ` cookie=0x0, duration=1s, table=65, n_packets=0, n_bytes=0, priority=${priority},reg15=0x1,metadata=0x1 actions=output:"${name}",frob(${name})\n`;

const files: Readonly<Record<string, string>> = {
  [`${name}/sb-Datapath_Binding.json`]: table(
    ['_uuid', 'external_ids', 'tunnel_key'],
    [uuid(datapath), map(['name', name], ['logical-switch', datapath]), 1],
  ),
  [`${name}/sb-Port_Binding.json`]: table(
    [
      '_uuid',
      'chassis',
      'datapath',
      'logical_port',
      'options',
      'tunnel_key',
      'type',
      'additional_chassis',
      'up',
    ],
    [
      uuid('00000000-0000-4000-8000-00000000000b'),
      uuid(chassis),
      uuid(datapath),
      name,
      map(['requested-chassis', `${name},b`]),
      1,
      '',
      none,
      true,
    ],
  ),
  [`${name}/sb-Chassis.json`]: table(
    ['_uuid', 'name', 'hostname', 'encaps'],
    [uuid(chassis), name, name, none],
  ),
  [`${name}/lflow-list.txt`]: `Datapath: "${name}" (${datapath})  Pipeline: ingress\n  table=0 (ls_in_check_port_sec), priority=50   , match=(inport == "${name}" &&), action=(next;)\n`,
  [`${name}/hv1/br-int.txt`]: flows(100),
  [`${name}/hv1/${name}.txt`]: flows(200),
  [`${name}/nothing.txt`]: `${name}\n`,
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ovn-lens-hostile-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const folder = (): string => join(root, name);
const list = (): string => join(folder(), 'lflow-list.txt');
const bridge = (): string => join(folder(), 'hv1', `${name}.txt`);

/** Each command, and something that it says of the hostile text besides the path that was asked for. */
const commands: readonly (readonly [what: string, args: () => readonly string[], says: RegExp])[] = [
  ['parse', () => ['parse', bridge(), list()], /no such action/],
  ['parse, printing', () => ['parse', '--print', list()], /inport == "evil\\x1b/],
  ['parse of nothing', () => ['parse', join(folder(), 'nothing.txt')], /no dump/],
  ['find', () => ['find', bridge(), 'output'], /output:"evil\\x1b/],
  ['find by port', () => ['find', bridge(), '--port', '1'], /output:"evil\\x1b/],
  ['roles', () => ['roles', bridge(), list()], /evil/],
  ['explain flows', () => ['explain', bridge()], /output/],
  ['explain a list', () => ['explain', list()], /inport/],
  ['explain with names', () => ['explain', '--capture', folder(), bridge()], /evil/],
  ['capture', () => ['capture', root], /evil/],
  ['ports', () => ['ports', root], /evil/],
  ['check', () => ['check', root], /error FS01|error FS02/],
  ['db', () => ['db', join(folder(), 'sb-Port_Binding.json'), 'Port_Binding'], /logical_port/],
  ['diff', () => ['diff', join(folder(), 'hv1/br-int.txt'), bridge()], /output:"evil\\x1b/],
  ['what is not there', () => ['parse', join(folder(), 'gone.txt')], /no such file/],
  ['no such option', () => ['parse', `--${name}`], /evil/],
];

it.each(commands)('%s writes nothing that a terminal would obey', async (_what, args, says) => {
  const { out, err } = await runCommand(args());
  expect(out + err).toMatch(says);
  expect(out + err).not.toMatch(obeyed);
});

it.each(commands)('%s writes JSON that says the same', async (_what, args) => {
  const { out, err } = await runCommand([...args(), '--json']);
  expect(out + err).not.toMatch(obeyed);
  for (const line of out.split('\n').filter((each) => each !== ''))
    expect(() => JSON.parse(line) as unknown).not.toThrow();
});

it('JSON has the names themselves', async () => {
  const { out } = await runCommand(['ports', root, '--json']);
  expect((JSON.parse(out.split('\n')[0] ?? '') as { port: string }).port).toBe(name);
});

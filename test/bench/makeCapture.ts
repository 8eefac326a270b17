import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const generator = '../shared/bench/gen_dumps.mjs';
const hosts = ['hv1', 'hv2', 'hv3', 'hv4'];
/** With one that has no files. */
const chassis = [...hosts, 'far'];
/** Each host has a part of all datapaths, as hosts have. */
const nShares = 7;
/** Of the generator: makes 300,000 logical rows, and 400,000 OpenFlow ones on the hosts together. */
const nSwitches = 530;

/**
 * The folder of a capture of four hosts: logical flows, their OpenFlow on each host that has the datapath, and the port
 * bindings that its rows speak of. Made once. Undefined where the generator of whole networks is not at hand.
 */
export function largeCapture(): string | undefined {
  const folder = `build/bench/capture-${nSwitches}`;
  if (existsSync(folder)) return folder;
  if (!existsSync(generator)) return undefined;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  console.error(`making a capture in ${folder}`);
  const args = [generator, '--switches', String(nSwitches), '--uuid', 'yes', '--out', unfinished];
  if (spawnSync(process.execPath, [...args, '--prefix', 'all.'], { stdio: 'inherit' }).status !== 0)
    throw new Error(`${generator} failed`);
  const list = join(unfinished, 'all.lflow-list.uuid.txt');
  const twins = writeLogical(list, join(unfinished, 'lflow-list.txt'));
  rmSync(list);
  const whole = join(unfinished, 'all.dump-flows.txt');
  const ports = shareRows(whole, unfinished, twins);
  rmSync(whole);
  writeDatabase(unfinished, ports);
  renameSync(unfinished, folder);
  return folder;
}

/** The same capture, whose logical flows are in a table of the southbound database and in no list. */
export function largeDatabaseCapture(): string | undefined {
  const listed = largeCapture();
  if (listed === undefined) return undefined;
  const folder = `${listed}-database`;
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(listed, unfinished, { recursive: true, dereference: true });
  rmSync(join(unfinished, 'lflow-list.txt'));
  writeFlowTable(join(listed, 'lflow-list.txt'), unfinished);
  renameSync(unfinished, folder);
  return folder;
}

/** As `ovn-sbctl --format=json list Logical_Flow` prints them. */
function writeFlowTable(from: string, folder: string): void {
  const file = openSync(join(folder, 'sb-Logical_Flow.json'), 'w');
  let [datapath, pipeline] = ['', ''];
  let piece = '{"data":[';
  let nFlows = 0;
  for (const line of linesOf(from)) {
    const header = /^Datapath: .*\(([0-9a-f-]{36})\) {2}Pipeline: (\w+)$/.exec(line);
    if (header !== null) [datapath = '', pipeline = ''] = header.slice(1);
    const flow =
      /^ {2}uuid=0x([0-9a-f]{8}), table=(\d+) *\((\w+) *\), priority=(\d+) *, match=\((.*)\), action=\((.*)\)$/.exec(
        line,
      );
    if (flow === null) continue;
    const [, uuid = '', table, stage, priority, match, actions] = flow;
    const cells = [
      ['uuid', `${uuid}-0000-4000-8000-${nFlows.toString(16).padStart(12, '0')}`],
      actions,
      ['map', [['stage-name', stage]]],
      ['uuid', datapath],
      ['set', []],
      match,
      pipeline,
      Number(priority),
      Number(table),
    ];
    piece += `${nFlows++ === 0 ? '' : ','}${JSON.stringify(cells)}`;
    if (piece.length < 1 << 20) continue;
    writeSync(file, piece);
    piece = '';
  }
  const headings = [
    '_uuid',
    'actions',
    'external_ids',
    'logical_datapath',
    'logical_dp_group',
    'match',
    'pipeline',
    'priority',
    'table_id',
  ];
  writeSync(file, `${piece}],"headings":${JSON.stringify(headings)}}`);
  closeSync(file);
}

interface Port {
  readonly cookie: string;
  readonly key: number;
  readonly datapath: number;
  /** Its rows are on the host that has the datapath. */
  readonly isHere: boolean;
  readonly isBlocked: boolean;
}

/** Copies the list without flows that say the same as the one before, which ovn-northd never makes. Returns their UUIDs. */
function writeLogical(from: string, to: string): ReadonlySet<string> {
  const file = openSync(to, 'w');
  const twins = new Set<string>();
  let before = '';
  let piece = '';
  for (const line of linesOf(from)) {
    const [, uuid = '', said = line] = /^ {2}uuid=0x([0-9a-f]+), (.*), action=/.exec(line) ?? [];
    if (said === before) {
      twins.add(uuid);
      continue;
    }
    before = said;
    piece += `${line}\n`;
    if (piece.length < 1 << 20) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
  closeSync(file);
  return twins;
}

function isOn(host: number, datapath: number): boolean {
  return datapath % nShares === host;
}

/** Gives each host the rows of its datapaths, and those that are of none. */
function shareRows(whole: string, folder: string, twins: ReadonlySet<string>): readonly Port[] {
  const files = hosts.map((host) => {
    mkdirSync(join(folder, host));
    return openSync(join(folder, host, 'br-int.txt'), 'w');
  });
  const ports = new Map<string, Port>();
  const blocked = new Set<string>();
  const here = new Set<string>();
  const pieces: string[] = hosts.map(() => '');
  /** Of the table at hand: a bridge keeps one row of a kind. */
  const matches = new Set<string>();
  let inTable = '';
  for (const line of linesOf(whole)) {
    const key =
      /[, ]metadata=0x([0-9a-f]+)[, ]/.exec(line) ?? /load:0x([0-9a-f]+)->OXM_OF_METADATA\[\]/.exec(line);
    const datapath = key?.[1] === undefined ? undefined : Number.parseInt(key[1], 16);
    const cookie = / cookie=0x([0-9a-f]+)/.exec(line)?.[1] ?? '0';
    if (twins.has(cookie.padStart(8, '0'))) continue;
    const [, table = '', asked = ''] = / (table=\d+),.*? (priority=\d+\S*) /.exec(line) ?? [];
    if (table !== '') {
      if (table !== inTable) matches.clear();
      inTable = table;
      if (matches.has(asked)) continue;
      matches.add(asked);
    }
    if (line.includes('priority=1010,')) blocked.add(cookie);
    if (line.includes(' table=89,')) here.add(cookie);
    const port = / table=(?:54|89),.* priority=100,reg15=0x([0-9a-f]+),metadata=0x[0-9a-f]+ /.exec(line)?.[1];
    if (port !== undefined && datapath !== undefined && Number.parseInt(port, 16) < 0x8000)
      ports.set(cookie, {
        cookie,
        key: Number.parseInt(port, 16),
        datapath,
        isHere: false,
        isBlocked: false,
      });
    for (const [host, file] of files.entries()) {
      if (datapath !== undefined && !isOn(host, datapath)) continue;
      pieces[host] += `${line}\n`;
      if ((pieces[host] as string).length < 1 << 20) continue;
      writeSync(file, pieces[host] as string);
      pieces[host] = '';
    }
  }
  for (const [host, file] of files.entries()) {
    writeSync(file, pieces[host] as string);
    closeSync(file);
  }
  return [...ports.values()].map((port) => ({
    ...port,
    isHere: here.has(port.cookie),
    isBlocked: blocked.has(port.cookie),
  }));
}

function* linesOf(path: string): Generator<string, void> {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(1 << 22);
  let rest = '';
  for (;;) {
    const nRead = readSync(file, buffer);
    if (nRead === 0) break;
    const lines = (rest + buffer.toString('latin1', 0, nRead)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  closeSync(file);
}

function writeDatabase(folder: string, ports: readonly Port[]): void {
  const idOf = (kind: number, idx: number): string =>
    `${idx.toString(16).padStart(8, '0')}-0000-4000-8000-00000000000${kind}`;
  const reference = (kind: number, idx: number): unknown => ['uuid', idOf(kind, idx)];
  const table = (name: string, headings: readonly string[], data: readonly unknown[]): void =>
    writeFileSync(join(folder, `sb-${name}.json`), JSON.stringify({ data, headings }));
  table(
    'Chassis',
    ['_uuid', 'name', 'hostname', 'encaps'],
    chassis.map((host, idx) => [reference(1, idx), host, host, reference(2, idx)]),
  );
  table(
    'Encap',
    ['_uuid', 'chassis_name', 'ip', 'type'],
    chassis.map((host, idx) => [reference(2, idx), host, `192.0.2.${idx + 1}`, 'geneve']),
  );
  const datapaths = [...new Set(ports.map(({ datapath }) => datapath))];
  table(
    'Datapath_Binding',
    ['_uuid', 'tunnel_key', 'external_ids'],
    datapaths.map((key) => [reference(3, key), key, ['map', [['name', `net-${key}`]]]]),
  );
  table(
    'Port_Binding',
    [
      '_uuid',
      'logical_port',
      'type',
      'tunnel_key',
      'datapath',
      'chassis',
      'additional_chassis',
      'options',
      'up',
    ],
    ports.map(({ cookie, key, datapath, isHere, isBlocked }) => {
      // What is on no host of the capture is on another one.
      const own = datapath % nShares;
      const host = own < hosts.length ? own : hosts.length;
      const main = isHere && !isBlocked ? host : hosts.length;
      return [
        ['uuid', `${cookie.padStart(8, '0')}-0000-4000-8000-000000000004`],
        `port-${datapath}-${key}`,
        '',
        key,
        reference(3, datapath),
        reference(1, main),
        isBlocked && host !== main ? reference(1, host) : ['set', []],
        [
          'map',
          isBlocked && host !== main
            ? [
                ['activation-strategy', 'rarp'],
                ['requested-chassis', `${chassis[main] ?? ''},${chassis[host] ?? ''}`],
              ]
            : [],
        ],
        true,
      ];
    }),
  );
}

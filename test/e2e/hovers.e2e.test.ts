import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { Editor } from './editor.ts';

const host = inject('editorHost');
const folder = join(host.workFolder, 'hovers');

/** Longer than one step of a window takes on a busy machine. */
const patience = { timeout: 30_000 };

let editor: Editor;

beforeAll(async () => {
  cpSync('test/fixtures/joined', folder, { recursive: true });
  for (const name of ['br-int.meters.txt', 'dpctl-dump-conntrack.txt'])
    cpSync(`test/fixtures/captures/23.03/p2/hv2/${name}`, join(folder, 'hv2', name));
  for (const name of [
    'list-Logical_Switch_Port.txt',
    'list-Logical_Switch_Port.csv',
    'nbctl-show.txt',
    'conf.db',
  ])
    cpSync(`test/fixtures/ovsdb/${name}`, join(folder, 'databases', name));
  const json = readFileSync('test/fixtures/ovsdb/list-Logical_Switch_Port.json', 'utf8');
  writeFileSync(join(folder, 'databases/ports-as-json.txt'), json);
  writeFileSync(join(folder, 'databases/cut-off.txt'), json.slice(0, json.indexOf('"vm"')));
  writeFileSync(join(folder, 'hv1/br-ex.txt'), normal);
  writeFileSync(join(folder, 'hv1/written.openflow'), written);
  editor = await Editor.open(host, 'hovers');
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await editor.screenshot(`failed, ${task.name.replaceAll(/[^\w ]+/g, '')}`);
});

afterAll(async () => {
  await editor.close();
});

/** What a bridge to the physical network prints that nobody has filled. */
const normal = `NXST_FLOW reply (xid=0x4):
 cookie=0x0, duration=71.4s, table=0, n_packets=12, n_bytes=930, idle_age=3, priority=0 actions=NORMAL
`;

/** A file for `ovs-ofctl add-flows`: of its second flow the switch would refuse the last action. */
const written = `table=0,priority=10,in_port=1,actions=output:2
table=0,priority=20,tcp,tp_dst=80,actions=goto_table:1,output:2
`;

/** Of each dialect a file, a word in the first line that the pattern fits, and what only the right hover says of it. */
const told: readonly (readonly [dialect: string, path: string, line: RegExp, word: string, text: RegExp])[] =
  [
    [
      'logical flows',
      'lflow-list-uuid.txt',
      /lr_in_admission/,
      'lr_in_admission',
      /First stage of a router[^]*OpenFlow table\s+8\b/,
    ],
    [
      'OpenFlow flows',
      'hv2/br-int.of15.txt',
      /table=65,.*priority=1000,reg15=0x1,metadata=0x1/,
      'reg15=0x1',
      /outport[^]*logical port vm/,
    ],
    ['groups', 'hv2/br-int.groups.txt', /group_id=/, 'dp_hash', /The datapath’s own hash/],
    ['meters', 'hv2/br-int.meters.txt', /^OFPST/, 'OFPST_METER_CONFIG', /The meters of the bridge/],
    ['ports', 'hv2/br-int.ports-desc.txt', /LIVE/, 'LIVE', /The port can be sent to/],
    [
      'datapath flows',
      'hv2/dpctl-dump-flows.txt',
      /eth_type\(0x0806\)/,
      'eth_type',
      /Ethernet type[^]*2054[^]*ARP/,
    ],
    ['connections', 'hv2/dpctl-dump-conntrack.txt', /dport=6081/, 'dport=6081', /Destination port[^]*Geneve/],
    ['database as tables', 'nb-dump.txt', /to-lport/, 'to-lport', /when a port receives[^]*ACL\.direction/],
    [
      'database as records',
      'databases/list-Logical_Switch_Port.txt',
      /^addresses/,
      'addresses',
      /MAC and IPs of what is behind the port/,
    ],
    [
      'database as CSV',
      'databases/list-Logical_Switch_Port.csv',
      /^270fd578/,
      'requested-chassis',
      /chassis|host/i,
    ],
    ['database as JSON', 'databases/ports-as-json.txt', /headings/, 'requested-chassis', /chassis|host/i],
    ['database as a summary', 'databases/nbctl-show.txt', /port vm$/, 'vm', /A port of a switch: a VM/],
    ['database file', 'databases/conf.db', /^OVSDB JSON 14759/, '14759', /Bytes of the record that follows/],
    [
      'ovn-trace',
      'ovn-trace.peer-to-vm.detailed.txt',
      /reg0\[15\]/,
      'reg0[15]',
      /A register of 32 bits[^]*xxreg0\[96\.\.127\]/,
    ],
    [
      'ofproto/trace',
      'hv1/ofproto-trace.vm-to-peer.txt',
      /^ 0\. in_port=3/,
      'in_port=3',
      /OpenFlow port that the packet came in by[^]*logical port vm/,
    ],
    [
      'actions in ovn-trace',
      'ovn-trace.peer-to-vm.detailed.txt',
      /^ {4}outport = "vm";/,
      'outport',
      /logical output port|The logical port/,
    ],
    [
      'actions in ofproto/trace',
      'hv1/ofproto-trace.vm-to-peer.txt',
      /set_field:0x7->reg13/,
      'set_field',
      /Writes a value to a field[^]*becomes\s+0x7/,
    ],
    [
      'a bridge that is not of OVN',
      'hv1/br-ex.txt',
      /NORMAL/,
      'table=0',
      /ordinary switch, and not the br-int of OVN/,
    ],
  ];

test.each(told)('%s explain themselves: %s', async (_dialect, path, pattern, word, text) => {
  const lines = readFileSync(join(folder, path), 'utf8').split('\n');
  const line = lines.findIndex((each) => pattern.test(each)) + 1;
  expect(line).toBeGreaterThan(0);
  await editor.openFile(path);
  expect(await editor.hoverOn(line, word, text)).toMatch(text);
  await editor.dismissHover();
});

test('the status item tells the release that the list of logical flows shows', async () => {
  await editor.openFile('hv2/br-int.of15.txt');
  // By their own rows these flows may be of 23.09 as well.
  await expect
    .poll(() => editor.statusItems(), patience)
    .toContainEqual(expect.stringMatching(/^OVN 23\.03 · hv2 · \d+ roles$/));
});

test('the status item tells a bridge that is not of OVN', async () => {
  await editor.openFile('hv1/br-ex.txt');
  await expect.poll(() => editor.statusItems(), patience).toContain('Ordinary switch · hv1');
  await editor.screenshot('ordinary switch, dark');
});

test('a flow that Open vSwitch does not take is told once, at its place and in its words', async () => {
  await editor.openFile('hv1/written.openflow');
  const told = async (): Promise<readonly string[]> =>
    (await editor.problems()).filter((each) => each.includes('FS11'));
  await expect
    .poll(told, patience)
    .toEqual([
      expect.stringMatching(
        /Open vSwitch does not take this: invalid instruction ordering[^]*\[Ln 2, Col 56\]/,
      ),
    ]);
  await editor.screenshot('a flow that is not taken, dark');
});

test('JSON that is cut off is told where it ends', async () => {
  await editor.openFile('databases/cut-off.txt');
  await expect.poll(() => editor.languageOf(), patience).toBe('OVSDB Records');
  const told = async (): Promise<readonly string[]> =>
    (await editor.problems()).filter((each) => each.includes('FS07'));
  await expect.poll(told, patience).toEqual([expect.stringMatching(/ends too early[^]*\[Ln 1, Col \d+\]/)]);
});

test('without an error on the console and without a request that leaves the machine', () => {
  expect({ complaints: editor.complaints, leaks: editor.leaks }).toEqual({ complaints: [], leaks: [] });
});

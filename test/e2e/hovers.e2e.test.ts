import { cpSync, readFileSync } from 'node:fs';
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
  for (const name of ['list-Logical_Switch_Port.txt', 'nbctl-show.txt', 'conf.db'])
    cpSync(`test/fixtures/ovsdb/${name}`, join(folder, 'databases', name));
  editor = await Editor.open(host, 'hovers');
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await editor.screenshot(`failed, ${task.name.replaceAll(/[^\w ]+/g, '')}`);
});

afterAll(async () => {
  await editor.close();
});

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

test('without an error on the console and without a request that leaves the machine', () => {
  expect({ complaints: editor.complaints, leaks: editor.leaks }).toEqual({ complaints: [], leaks: [] });
});

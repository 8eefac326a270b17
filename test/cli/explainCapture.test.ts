import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand as run } from './runCommand.ts';

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const joined = fixture('joined');
const flows = `${joined}/hv2/br-int.of15.txt`;

/** The only line of a file that a pattern fits, from 1, and a column in its group. */
function placeOf(path: string, pattern: RegExp): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  const line = lines.findIndex((each) => pattern.test(each));
  const found = pattern.exec(lines[line] ?? '');
  if (found?.[1] === undefined) throw new Error(`${pattern} fits no line of ${path}`);
  return `${path}:${line + 1}:${found.index + found[0].indexOf(found[1]) + 1}`;
}

async function told(path: string, pattern: RegExp, folder: string = joined): Promise<string> {
  const { status, out, err } = await run(['explain', '--capture', folder, placeOf(path, pattern)]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
}

describe('explain with a capture', () => {
  it.each([
    ['a datapath', 'hv2/br-int.of15.txt', /metadata=(0x1)/, 'logical datapath sw0 with tunnel key 1'],
    ['a port', 'hv2/br-int.of15.txt', /reg15=(0x1),metadata=0x1/, 'logical port vm with tunnel key 1'],
    ['a port of the bridge', 'hv2/br-int.of15.txt', /in_port=(3)/, 'logical port vm'],
    ['a cookie', 'hv2/br-int.of15.txt', /cookie=(0xfd0a1c3f)/, 'Port_Binding vm'],
    ['the chassis behind a tunnel', 'hv3/br-int.of15.txt', /table=39,.*,output:(\d+)/, 'tunnel to hv'],
    ['an address set', 'lflow-list-uuid.txt', /\$(as_mgmt)/, '192.0.2.10'],
    ['a row of a database', 'sb-dump.txt', /\[([0-9a-f]{8}-[0-9a-f-]{27})\]/, ' hv1'],
    ['a table of a trace', 'hv1/ofproto-trace.vm-to-peer.txt', /^(33)\. /m, 'ls_in_l2_lkup'],
  ])('names %s', async (_what, path, pattern, name) => {
    const named = await told(`${joined}/${path}`, pattern);
    expect(named).toContain(name);
    const without = (await run(['explain', placeOf(`${joined}/${path}`, pattern)])).out;
    expect(without).not.toContain(name);
  });

  it('reads table numbers by the release that the capture shows', async () => {
    const table = await told(flows, /table=(33)/);
    expect(table).toContain('ls_in_l2_lkup');
    expect(table).toContain('OVN 23.03, as its capture shows');
    expect((await run(['explain', placeOf(flows, /table=(33)/)])).out).toContain('ls_in_dns_response');
  });

  it('tells all rows, as JSON an object a line', async () => {
    const { status, out } = await run(['explain', '--json', '--capture', joined, flows]);
    expect(status).toBe(0);
    const all = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly line: number; readonly explanation: string });
    const nLines = readFileSync(flows, 'utf8').match(/ table=\d+/g)?.length;
    // Rows with a role have two.
    expect(new Set(all.map(({ line }) => line)).size).toBe(nLines);
    expect(all.find(({ explanation }) => explanation.includes('logical port near2'))).toBeDefined();
  });

  it('takes standard input for a dump of the chassis that is named', async () => {
    const row = ' cookie=0xfd0a1c3f, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:3\n';
    const anywhere = await run(['explain', '--capture', joined, '-'], row);
    expect(anywhere.out).toContain('logical port vm with tunnel key 1');
    expect(anywhere.out).toMatch(/output:3 +out of port 3\n/);
    const { out } = await run(['explain', '--capture', joined, '--chassis', 'hv2', '-'], row);
    expect(out).toMatch(/output:3\s+.*logical port vm/);
  });

  it('finds a file by its place, however both are spelled', async () => {
    const { out } = await run(['explain', '--capture', `${joined}/hv1/../`, placeOf(flows, /in_port=(3)/)]);
    expect(out).toContain('logical port vm');
  });

  it('knows the moment of a file', async () => {
    const phases = fixture('captures/23.03');
    expect(await told(`${phases}/p2/hv2/br-int.of15.txt`, /metadata=(0x1)/, phases)).toContain('sw0');
  });

  it.each([
    [['--chassis', 'hv2', flows], '--chassis names one of the folder that --capture names'],
    [['--capture', joined, '--chassis', 'hv9', '-'], 'there is no chassis "hv9"; one of hv1, hv2, hv3'],
    [['--capture', `${joined}/nowhere`, flows], 'no such file or folder'],
    [['--capture', fixture('captures/23.03'), '-'], 'name the folder of one (p0, p1, p2, p3, p4)'],
    [['--capture', fixture('../architecture'), flows], 'no dumps in'],
  ])('%j is wrong use', async (args, message) => {
    const { status, err, out } = await run(['explain', ...args], ' table=0, priority=1 actions=drop\n');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
  });
});

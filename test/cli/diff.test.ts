import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './runCommand.ts';

const capture = fileURLToPath(new URL('../fixtures/captures/23.03', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};

const flows = (...rows: readonly string[]): string =>
  ['NXST_FLOW reply (xid=0x4):', ...rows].map((row) => `${row}\n`).join('');

describe('diff', () => {
  it('prints an object for each difference, and exits 1', async () => {
    const { status, out } = await runCommand(['diff', '--json', `${capture}@p1`, `${capture}@p2`]);
    expect(status).toBe(1);
    const found = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(found.map((each) => Object.keys(each))).toEqual(
      found.map(() => ['where', 'kind', 'before', 'after', 'why']),
    );
    expect(found).toContainEqual({
      where: 'hv2 br-int table 65 (OFTABLE_LOG_TO_PHY)',
      kind: 'added',
      before: null,
      after: expect.stringContaining('priority=1000,reg15=0x1,metadata=0x1 actions=drop') as unknown,
      why: 'port vm: activation block added on hv2',
    });
    expect(found.map(({ kind }) => kind)).toEqual(['changed', 'added', 'added', 'added']);
  });

  it('groups by what changed in text, and takes moments as an option', async () => {
    const { status, out, err } = await runCommand(['diff', capture, '--moment', 'p2,p3']);
    expect(status).toBe(1);
    expect(out.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      'port vm: options:additional-chassis-activated=hv2 added',
      'port vm: activation trigger (RARP) removed on hv2',
      'port vm: activation block removed on hv2',
      expect.stringMatching(/^4 differences; \d+ rows of 4 lists and tables compared$/) as unknown as string,
    ]);
    expect(out).toContain('  - hv2 br-int table 0 (OFTABLE_PHY_TO_LOG)\n    - cookie=');
    // Of a row of a database the columns that are not alike.
    expect(out.match(/^ {4}[-+] (\w+) +:/gm)).toEqual([
      '    - options                     :',
      '    + options                     :',
    ]);
    expect(err).toContain('logical flows: only before, not compared\n');
  });

  it('exits 0 when nothing is different', async () => {
    const { status, out } = await runCommand(['diff', '--json', `${capture}@p2`, `${capture}@p2`]);
    expect([status, out]).toEqual([0, '']);
  });

  it('compares two chassis of one moment', async () => {
    const { status, out } = await runCommand(['diff', `${capture}@p2`, '--chassis', 'hv2,hv3']);
    expect(status).toBe(1);
    expect(out).toContain('port near2: rows only on hv2: it is bound on hv2 (main), not on hv3\n');
    expect(out).not.toContain('OVN_Southbound');
  });

  it('learns from the rows which number a port’s name has', async () => {
    const numbers = flows(
      ' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=100,in_port=1 actions=resubmit(,8)',
      ' cookie=0x0, duration=1s, table=65, n_packets=0, n_bytes=0, priority=100,reg15=0x1,metadata=0x1 actions=output:1',
      ' cookie=0x0, duration=1s, table=65, n_packets=0, n_bytes=0, priority=100,reg15=0x2,metadata=0x1 actions=output:2',
    );
    const names = flows(
      ' priority=100,in_port="tap-a" actions=resubmit(,8)',
      ' table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:"tap-a"',
      ' table=65, priority=100,reg15=0x2,metadata=0x1 actions=output:"tap-b"',
    );
    const one = file('a/flows.txt', numbers);
    expect((await runCommand(['diff', one, file('b/flows.txt', names)])).status).toBe(0);
    const moved = names.replace('in_port="tap-a"', 'in_port="tap-b"');
    expect((await runCommand(['diff', one, file('c/flows.txt', moved)])).status).toBe(1);
  });

  it('tells ports by what is plugged, where both sides know', async () => {
    const row = (port: number): string =>
      flows(
        ` cookie=0x0, duration=1s, table=65, n_packets=0, n_bytes=0, priority=100,reg15=0x1 actions=output:${port}`,
      );
    const list = (port: number, name: string): string =>
      `OFPST_PORT_DESC reply (OF1.5) (xid=0x2):\n ${port}(${name}): addr:6a:e6:51:4a:85:19\n     config:     0\n`;
    const before = file('before/br-int.flows.txt', row(3));
    const after = file('after/br-int.flows.txt', row(7));
    expect((await runCommand(['diff', before, after])).status).toBe(1);
    file('before/br-int.ports-desc.txt', list(3, 'vm'));
    file('after/br-int.ports-desc.txt', list(7, 'vm'));
    expect((await runCommand(['diff', before, after])).status).toBe(0);
    file('after/br-int.ports-desc.txt', list(7, 'other'));
    expect((await runCommand(['diff', before, after])).status).toBe(1);
  });

  it('keeps what a name would do to a terminal from it', async () => {
    const hostile = (port: string): string =>
      `Datapath: "\u001b[31mred\u0007" (11111111-2222-3333-4444-555555555555)  Pipeline: ingress\n  table=0 (ls_in_check_port_sec), priority=50   , match=(inport == "${port}"), action=(next;)\n`;
    const { status, out } = await runCommand([
      'diff',
      file('e/lflows.txt', hostile('\u001b]0;gone\u0007')),
      file('f/lflows.txt', hostile('[x](command:boo)')),
    ]);
    expect(status).toBe(1);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(out).toContain('\\x1b]0;gone\\x07');
    expect(out).toContain('port [x](command:boo)');
  });

  it.each([
    [['diff'], 'which two files or folders?'],
    [['diff', capture], 'with what?'],
    [['diff', capture, capture], 'which moment'],
    [['diff', `${capture}@p9`, `${capture}@p1`], 'no moment p9'],
    [['diff', `${capture}@p1`, '--chassis', 'hv1,hv9'], 'no chassis hv9'],
    [['diff', capture, '--moment', 'p1,p2,p3'], 'not two moments'],
    [['diff', '/nowhere/a', '/nowhere/b'], 'cannot read /nowhere/a: no such file or folder'],
    [['diff', `${capture}/versions.txt`, `${capture}/versions.txt`], 'none of flows'],
    [['diff', `${capture}/p2/hv2/br-int.of15.txt`, `${capture}/p2/lflow-list.txt`], 'nothing to compare'],
  ])('says what it lacks: %j', async (args, message) => {
    const { status, out, err } = await runCommand(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

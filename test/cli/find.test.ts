import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand as run } from './runCommand.ts';

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const openFlow = fixture('captures/23.03/p2/hv2/br-int.of15.txt');
const logical = fixture('captures/23.03/p2/lflow-list.txt');

/** What grep would print with the file's name and the line's number. */
function grepped(path: string, pattern: RegExp): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line, idx) => (pattern.test(line) ? `${path}:${idx + 1}:${line}\n` : ''))
    .join('');
}

describe('find', () => {
  it('prints the lines that have a text, of several files', async () => {
    const { status, out } = await run(['find', openFlow, logical, '"vm"']);
    expect(status).toBe(0);
    expect(out).toBe(grepped(openFlow, /"vm"/) + grepped(logical, /"vm"/));
    expect(out.split('\n').length).toBeGreaterThan(5);
  });

  it('prints the flows that are what the options say', async () => {
    const byFields = await run(['find', openFlow, '--table', '65', '--datapath', '0x1', '--port', '1']);
    expect(byFields.out).toBe(grepped(openFlow, / table=65,.*reg15=0x1,metadata=0x1[, ]/));
    expect(byFields.out).not.toBe('');
    const byStage = await run(['find', logical, '--stage', 'ls_in_l2_lkup', '--port', 'vm']);
    expect(byStage.out).toBe(grepped(logical, /\(ls_in_l2_lkup\s*\).*"vm"/));
    expect(byStage.out).not.toBe('');
  });

  it('takes both together', async () => {
    const { out } = await run([
      'find',
      logical,
      '--datapath',
      'sw0',
      '--text',
      'OUTPORT = "VM"',
      '--ignore-case',
    ]);
    expect(out).toBe(grepped(logical, /outport = "vm"/));
    expect(out).not.toBe('');
  });

  it('finds the flows of a logical flow by its UUID', async () => {
    const [, cookie = ''] = /cookie=0x([\da-f]{8}),/.exec(readFileSync(openFlow, 'utf8')) ?? [];
    const byNumber = await run(['find', openFlow, '--cookie', `0x${cookie}`]);
    const byUuid = await run(['find', openFlow, '--cookie', `${cookie}-0000-4000-8000-000000000000`]);
    expect(byNumber.out).toContain(cookie);
    expect(byUuid.out).toBe(byNumber.out);
  });

  it('prints objects, and counts', async () => {
    const { out } = await run(['find', '--json', '-', 'b'], 'a\nab\r\n\tb\n');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { file: '-', line: 2, text: 'ab' },
      { file: '-', line: 3, text: '\tb' },
    ]);
    expect(await run(['find', '--count', openFlow, logical, 'Datapath: "'])).toMatchObject({
      status: 0,
      out: `${openFlow}:0\n${logical}:8\n`,
    });
    expect((await run(['find', '--count', '--json', '-', 'b'], 'b\nb')).out).toBe('{"file":"-","count":2}\n');
  });

  it('shows control characters instead of sending them to the terminal', async () => {
    expect((await run(['find', '-', 'red'], '\u001B[31mred\n')).out).toBe('-:1:\\x1b[31mred\n');
  });

  it('says with its status that there are none', async () => {
    expect(await run(['find', openFlow, 'no such text'])).toEqual({ status: 1, out: '', err: '' });
    expect(await run(['find', openFlow, '--cookie', '0x12345678'])).toEqual({ status: 1, out: '', err: '' });
    expect(await run(['find', logical, '--stage', 'no_such_stage'])).toMatchObject({ status: 1, out: '' });
  });

  it.each([
    [['find'], 'which file?'],
    [['find', openFlow], 'find what?'],
    [['find', openFlow, ''], 'a part of one line'],
    [['find', openFlow, 'a\nb'], 'a part of one line'],
    [['find', openFlow, '--table', '255'], 'a table is a number from 0 to 254, not "255"'],
    [['find', openFlow, '--table', '8', 'text'], 'cannot read text: no such file'],
    [['find', openFlow, '--priority', 'x'], 'a priority is a number'],
    [['find', openFlow, '--cookie', 'x'], 'a cookie is a number or a UUID'],
    [['find', openFlow, '--datapath', 'sw0'], 'know datapaths by their keys'],
    [['find', openFlow, '--port', '1', '--in-port', '1'], 'either --port or --in-port'],
    [['find', fixture('captures/23.03/p2/hv2/br-int.groups.txt'), '--table', '1'], 'no flows'],
  ])('%j is wrong use', async (args, message) => {
    const { status, err, out } = await run(args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../server/cli/cli.ts';
import { openTextFile } from '../../server/host/textFile.ts';

const sample = fileURLToPath(new URL('../fixtures/sample-capture', import.meta.url));

async function run(...args: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    open: openTextFile,
    usage: () => ({ elapsed: 0, processor: 0, resident: 0 }),
  });
  return { status, out, err };
}

describe('capture', () => {
  it('prints moments, chassis with their files, and how to get what is missing', async () => {
    const { status, out } = await run('capture', sample);
    expect(status).toBe(0);
    expect(out).toContain('p2-blocked:\n  central:\n');
    expect(out).toContain('  chassis hv2:\n    p2-blocked/hv2/br-int.txt: flows br-int\n');
    expect(out).toContain('  missing: logical flows (cookies of OpenFlow flows lead nowhere)\n');
    expect(out).toContain('  get it with: ovn-sbctl --uuid lflow-list\n');
  });

  it('prints the same as JSON', async () => {
    const { out } = await run('capture', '--json', `${sample}/p2-blocked`);
    expect(JSON.parse(out)).toMatchObject({
      moments: [{ name: '', chassis: [{ name: 'hv1' }, { name: 'hv2' }, { name: 'hv3' }], missing: [] }],
    });
  });

  it.each([
    [['capture'], 'which folder?'],
    [['capture', `${sample}/nowhere`], 'cannot read'],
  ])('is strict about its use: %j', async (args, message) => {
    const { status, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});

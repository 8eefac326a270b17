import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'build/test-cli');
const program = join(folder, 'cli.cjs');
const dump = join(folder, 'dump.txt');

/** What the program prints, bundled as it ships: its threads start the same file. */
function run(...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [join(root, 'server/cli/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node20',
  });
  const text = readFileSync(join(root, 'test/fixtures/captures/23.03/p2/hv2/br-int.of15.txt'), 'utf8');
  writeFileSync(dump, `\uFEFF${`${text} table=0, priority=2 actions=frob(1),drop\n`.repeat(5)}`);
}, 60_000);

describe('the program', () => {
  it('says the same with any number of threads', () => {
    const alone = run('parse', '--json', dump);
    expect(JSON.parse(alone)).toMatchObject({ dialect: 'ovs-openflow', release: '23.03', unknown: 5 });
    expect(run('parse', '--json', '--workers', '3', dump)).toBe(alone);
  }, 60_000);

  it('stops after the index when it is told to', () => {
    const nLines = readFileSync(dump, 'utf8').trimEnd().split('\n').length;
    expect(run('parse', '--index', dump)).toMatch(
      new RegExp(`^${dump}: ovs-openflow, ${nLines} rows, [\\d.]+ bytes of index a row, \\d+ ms since start`),
    );
  }, 60_000);
});

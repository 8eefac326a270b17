import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'build/test-cli');
const program = join(folder, 'cli.js');
const dump = join(folder, 'dump.txt');

/** What the program prints, bundled with what its threads start. */
function run(...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  buildSync({
    entryPoints: {
      cli: join(root, 'server/cli/main.ts'),
      decodeWorker: join(root, 'server/cli/decodeWorker.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    target: 'node20',
  });
  const text = readFileSync(join(root, 'test/fixtures/captures/23.03/p2/hv2/br-int.of15.txt'), 'utf8');
  writeFileSync(dump, `\uFEFF${`${text} table=0, priority=2 actions=frob(1),drop\n`.repeat(nTimes)}`);
}, 60_000);

/** Some parts of a file, with a fault here and there. */
const nTimes = 40;

describe('the program', () => {
  it('says the same with any number of threads', () => {
    const alone = run('parse', '--json', dump);
    expect(JSON.parse(alone)).toMatchObject({ dialect: 'ovs-openflow', release: '23.03', unknown: nTimes });
    for (const nThreads of ['2', '3', '8'])
      expect(run('parse', '--json', '--workers', nThreads, dump)).toBe(alone);
  }, 60_000);

  it('stops after the index when it is told to', () => {
    const nLines = readFileSync(dump, 'utf8').trimEnd().split('\n').length;
    expect(run('parse', '--index', dump)).toMatch(
      new RegExp(`^${dump}: ovs-openflow, ${nLines} rows, [\\d.]+ bytes of index a row, \\d+ ms since start`),
    );
  }, 60_000);
});

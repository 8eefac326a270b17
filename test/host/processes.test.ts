import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run, spawnGroup, stopGroup } from './processes.ts';

const isLinux = process.platform === 'linux';

test('a failing program is reported with its status and its last words', async () => {
  const failing = run(process.execPath, ['--eval', 'console.error("no such thing"); process.exit(3)']);
  await expect(failing).rejects.toThrow(/ended with 3:\nno such thing/);
});

test('a program that is not there is an error, not a hang', async () => {
  await expect(run('/nonexistent/program', [])).rejects.toThrow('ENOENT');
});

test.runIf(isLinux)('stopping a group ends the children of its leader too', async () => {
  const leader = spawnGroup(
    process.execPath,
    ['--eval', "const child = require('node:child_process').spawn('sleep', ['60']); console.log(child.pid);"],
    { env: process.env },
  );
  const pid = await new Promise<number>((resolve) =>
    leader.stdout?.once('data', (data) => resolve(Number(data))),
  );
  expect(isAlive(pid)).toBe(true);
  await stopGroup(leader);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

/** A zombie, which a container may keep listed, has no program any more. */
function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

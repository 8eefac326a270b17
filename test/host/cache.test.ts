import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cachedFolder } from './cache.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ovn-lens-cache-test-'));
  vi.stubEnv('OVN_LENS_CACHE', root);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const hasTool = (folder: string): boolean => existsSync(join(folder, 'tool'));
const fillWithTool = vi.fn(async (folder: string) => writeFileSync(join(folder, 'tool'), ''));

test('a folder is filled once and then found', async () => {
  fillWithTool.mockClear();
  const folder = await cachedFolder('thing-1', hasTool, fillWithTool);
  expect(folder).toBe(join(root, 'thing-1'));
  expect(await cachedFolder('thing-1', hasTool, fillWithTool)).toBe(folder);
  expect(fillWithTool).toHaveBeenCalledTimes(1);
});

test('what fails leaves nothing, and the next attempt succeeds', async () => {
  const failing = cachedFolder('thing-1', hasTool, async (folder) => {
    writeFileSync(join(folder, 'half'), '');
    throw new Error('no network');
  });
  await expect(failing).rejects.toThrow('no network');
  expect(readdirSync(root)).toEqual([]);
  expect(hasTool(await cachedFolder('thing-1', hasTool, fillWithTool))).toBe(true);
});

test('a result without its parts is refused', async () => {
  await expect(cachedFolder('thing-1', hasTool, async () => undefined)).rejects.toThrow(
    'parts of it are missing',
  );
  expect(readdirSync(root)).toEqual([]);
});

test('a folder that lost a part, and one that never was complete, are made again', async () => {
  const folder = await cachedFolder('thing-1', hasTool, fillWithTool);
  rmSync(join(folder, 'tool'));
  expect(hasTool(await cachedFolder('thing-1', hasTool, fillWithTool))).toBe(true);

  mkdirSync(join(root, 'thing-2'));
  writeFileSync(join(root, 'thing-2', 'tool'), '');
  fillWithTool.mockClear();
  await cachedFolder('thing-2', hasTool, fillWithTool);
  expect(fillWithTool).toHaveBeenCalledTimes(1);
});

test('two at the same time end with one whole folder', async () => {
  const both = await Promise.all([1, 2].map(() => cachedFolder('thing-1', hasTool, fillWithTool)));
  expect(both.every(hasTool)).toBe(true);
  expect(readdirSync(root)).toEqual(['thing-1']);
});

test('what a dead process left unfinished is removed', async () => {
  // No process has a number this high: Linux ends at 2^22.
  mkdirSync(join(root, 'thing-1.2147483647.abcdef'));
  await cachedFolder('thing-1', hasTool, fillWithTool);
  expect(readdirSync(root)).toEqual(['thing-1']);
});

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { Editor } from './editor.ts';

const host = inject('editorHost');

/** Longer than one step of a window takes on a busy machine. */
const patience = { timeout: 30_000 };

let editor: Editor;

beforeAll(async () => {
  cpSync('test/fixtures/captures/23.03', join(host.workFolder, 'phases'), { recursive: true });
  editor = await Editor.open(host, 'phases');
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await editor.screenshot(`failed, ${task.name.replaceAll(/[^\w ]+/g, '')}`);
});

afterAll(async () => {
  await editor.close();
});

const row = (text: string): Locator =>
  editor.page.locator('.sidebar .pane-body .monaco-list-row', { hasText: text }).first();

async function choose(label: string): Promise<void> {
  const found = editor.page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: editor.page.locator('.label-name', { hasText: new RegExp(`^${label}$`) }) });
  await found.first().click();
}

test('two moments are compared in groups, each with the diff editor behind it', async () => {
  await editor.runCommand('OVN Lens: Compare…');
  await choose('p1');
  await choose('p2');
  await row('port vm').waitFor();
  await editor.screenshot('comparison, dark');
  await row('activation trigger (RARP) added on hv2').click();
  const title = editor.page.locator('.tab.active', { hasText: 'activation trigger (RARP) added on hv2' });
  await title.waitFor();
  const added = editor.page.locator('.editor.modified .view-line', {
    hasText: 'priority=1010,rarp,in_port=3',
  });
  await added.first().waitFor();
  await expect.poll(() => editor.languageOf(), patience).toBe('OpenFlow Flows (Open vSwitch)');
  expect(await editor.page.locator('.editor.original .view-line', { hasText: 'rarp' }).count()).toBe(0);
  // One row shows no release: the capture that it is of does.
  await expect
    .poll(() => editor.statusItems(), patience)
    .toContainEqual(expect.stringMatching(/^OVN 23\.03 · hv2 · /));
  await editor.screenshot('a difference, dark');
});

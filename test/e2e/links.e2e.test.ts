import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { Editor } from './editor.ts';

const host = inject('editorHost');
const folder = join(host.workFolder, 'joined');

const flows = 'hv1/br-int.of15.txt';
const list = 'lflow-list-uuid.txt';

/** Longer than one step of a window takes on a busy machine. */
const patience = { timeout: 30_000 };

let editor: Editor;

beforeAll(async () => {
  cpSync('test/fixtures/joined', folder, { recursive: true });
  editor = await Editor.open(host, 'joined');
  editor.changeSettings({ 'editor.gotoLocation.multipleDefinitions': 'goto' });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await editor.screenshot(`failed, ${task.name.replaceAll(/[^\w ]+/g, '')}`);
});

afterAll(async () => {
  await editor.close();
});

/** From 1, as the editor counts. */
function lineOf(path: string, pattern: RegExp): number {
  const found = readFileSync(join(folder, path), 'utf8')
    .split('\n')
    .findIndex((text) => pattern.test(text));
  if (found === -1) throw new Error(`no line of ${path} fits ${pattern}`);
  return found + 1;
}

function columnOf(path: string, line: number, text: string): number {
  return (readFileSync(join(folder, path), 'utf8').split('\n')[line - 1] ?? '').indexOf(text) + 2;
}

/** Follows the definition under the cursor. Before the server has started there is none: ask again. */
async function expectDefinition(path: string, line: number): Promise<void> {
  await expect
    .poll(
      async () => {
        if (!(await editor.place()).startsWith(`${path}:`)) await editor.page.keyboard.press('F12');
        return await editor.place();
      },
      { ...patience, interval: 1_000 },
    )
    .toBe(`${path}:${line}`);
}

describe('files of one moment', () => {
  test('a cookie leads to its logical flow, and that to the ACL that it was made for', async () => {
    const uuid = /^(\S{8}).*stage-hint="?0464eb4d"?/m.exec(
      readFileSync(join(folder, 'sb-dump.txt'), 'utf8'),
    )?.[1];
    const row = lineOf(flows, new RegExp(`cookie=0x${uuid},`));
    await editor.openFile(flows);
    await editor.goTo(row, columnOf(flows, row, `0x${uuid}`));
    const listed = lineOf(list, new RegExp(`uuid=0x${uuid},`));
    await expectDefinition(list, listed);
    await editor.goTo(listed, columnOf(list, listed, `0x${uuid}`));
    const stored = lineOf('sb-dump.txt', new RegExp(`^${uuid}-`));
    await expectDefinition('sb-dump.txt', stored);
    await editor.goTo(stored, columnOf('sb-dump.txt', stored, '0464eb4d'));
    await expectDefinition('nb-dump.txt', lineOf('nb-dump.txt', /^0464eb4d-/));
    await editor.screenshot('the ACL that a flow was made for, dark');
  });

  test('tables are counted above their first row, and keys have names beside them', async () => {
    await editor.openFile(flows);
    await editor.goTo(1);
    await expect
      .poll(() => editor.lenses(), patience)
      .toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ flows · [\d,]+ packets/)]));
    const row = lineOf(flows, /table=0,.*in_port=3 actions=.*0x1->metadata/);
    await editor.goTo(row);
    await expect.poll(() => editor.shownLine(row), patience).toMatch(/in_port=3 ?vm/);
    await editor.screenshot('lenses and hints of OpenFlow flows, dark');
  });

  test('a logical flow says on which chassis it is', async () => {
    await editor.openFile(list);
    await editor.goTo(lineOf(list, /ls_out_acl .*udp\.dst == 9999/));
    await expect
      .poll(() => editor.lenses(), patience)
      .toEqual(
        expect.arrayContaining([expect.stringMatching(/OpenFlow flows on hv1, hv2, hv3 · \d+ packet/)]),
      );
    await editor.screenshot('lenses of logical flows, dark');
  });

  test('a lens shows the OpenFlow rows of its logical flow', async () => {
    await editor.openFile(list);
    await editor.goTo(lineOf(list, /ls_out_acl .*udp\.dst == 9999/));
    await expect.poll(() => editor.lenses(), patience).not.toEqual([]);
    // Those of lines that are not on screen are there, too.
    await editor.page
      .locator('.codelens-decoration a:visible', { hasText: /on hv1, hv2, hv3/ })
      .last()
      .click();
    const peek = editor.page.locator('.peekview-widget');
    await peek.waitFor();
    await expect.poll(() => peek.innerText(), patience).toMatch(/br-int\.of15\.txt/);
    await editor.screenshot('OpenFlow rows of a logical flow, dark');
    await editor.page.keyboard.press('Escape');
  });

  test('rows are coloured by their packets, and unused ones paled, by command', async () => {
    await editor.openFile(flows);
    const busiest = lineOf(flows, /table=0,.*n_packets=195,/);
    await editor.goTo(busiest);
    expect(await editor.lineTint(busiest)).toBeUndefined();
    await editor.runCommand('OVN Lens: Toggle Heat of Packets');
    await editor.runCommand('OVN Lens: Toggle Dimming of Unused Flows');
    await expect.poll(() => editor.lineTint(busiest), patience).toMatch(/^rgba\(232, 145, 45, 0\.3/);
    await editor.screenshot('heat of packets, dark');
    await editor.runCommand('OVN Lens: Toggle Heat of Packets');
    await editor.runCommand('OVN Lens: Toggle Dimming of Unused Flows');
    await expect.poll(() => editor.lineTint(busiest), patience).toBeUndefined();
  });

  test('the report on migrating ports opens as a text', async () => {
    await editor.openFile(flows);
    await editor.runCommand('OVN Lens: Explain Migrating Ports');
    await expect.poll(() => editor.place(), patience).toMatch(/^Migrating Ports\.txt:/);
    await expect.poll(() => editor.shownLine(4), patience).toMatch(/^vm \(sw0\): blocked/);
    await editor.screenshot('report on migrating ports, dark');
  });

  test('the view of the capture has datapaths with their ports', async () => {
    await editor.runCommand('OVN Lens: Show Capture');
    const rows = editor.page.locator('.pane-body .monaco-list-row', { hasText: 'Datapaths and ports' });
    await rows.first().waitFor();
    await rows.first().click();
    await editor.page
      .locator('.pane-body .monaco-list-row', { hasText: /^\s*sw0/ })
      .first()
      .waitFor();
    await editor.screenshot('datapaths of a capture, dark');
  });
});

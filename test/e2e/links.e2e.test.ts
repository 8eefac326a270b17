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

  test('references of a port are rows of every chassis', async () => {
    await editor.openFile(flows);
    const row = lineOf(flows, /table=65,.*priority=100,reg15=0x1,metadata=0x1/);
    await editor.goTo(row, columnOf(flows, row, 'reg15=0x1'));
    const peek = editor.page.locator('.peekview-widget');
    // Before the server has started there are none: ask again.
    await expect
      .poll(
        async () => {
          if (!(await peek.isVisible())) await editor.page.keyboard.press('Shift+F12');
          return await peek.isVisible();
        },
        { ...patience, interval: 1_000 },
      )
      .toBe(true);
    const nHere = (): Promise<string> => peek.locator('.ref-tree .reference-file .count').first().innerText();
    await expect.poll(nHere, patience).toMatch(/^\d+$/);
    // The title counts those of all files: its own chassis has not even half of them.
    const title = await peek.locator('.peekview-title').innerText();
    const nAll = Number(/References \((\d+)\)/.exec(title)?.[1]);
    expect(nAll, title).toBeGreaterThan(2 * Number(await nHere()));
    await editor.screenshot('references of a port, dark');
    await editor.page.keyboard.press('Escape');
  });

  test('the call hierarchy follows resubmit', async () => {
    await editor.openFile(flows);
    const row = lineOf(flows, /table=39,.*resubmit\(,40\)/);
    await editor.goTo(row, columnOf(flows, row, 'table=39'));
    // The editor offers the command once the server has started.
    await expect
      .poll(() => editor.statusItems(), patience)
      .toContainEqual(expect.stringMatching(/^OVN 23\.03/));
    await editor.runCommand('Peek Call Hierarchy');
    const tree = editor.page.locator('.call-hierarchy .tree');
    // Who calls the table: those before it that resubmit to it.
    await expect
      .poll(() => tree.innerText(), patience)
      .toMatch(
        /table 39\s*REMOTE_OUTPUT\s+table 37\s*OUTPUT_LARGE_PKT_DETECT\s+table 38\s*OUTPUT_LARGE_PKT_PROCESS/,
      );
    await editor.screenshot('call hierarchy, dark');
    // And whom it calls.
    await editor.page.locator('.peekview-widget').getByLabel('Show Outgoing Calls').click();
    await expect
      .poll(() => tree.innerText(), patience)
      .toMatch(/table 39\s*REMOTE_OUTPUT\s+table 40\s*LOCAL_OUTPUT/);
    await editor.page.keyboard.press('Escape');
  });

  test('symbols of the workspace are ports, datapaths and chassis', async () => {
    expect(await editor.symbolsFound('near2')).toContain('near2');
    expect(await editor.symbolsFound('hv3')).toContain('hv3');
  });

  test('a selection grows from the token to the row', async () => {
    await editor.openFile(flows);
    const row = lineOf(flows, /table=65,.*priority=100,reg15=0x1,metadata=0x1/);
    const text = readFileSync(join(folder, flows), 'utf8').split('\n')[row - 1] ?? '';
    const grown: string[] = [];
    await editor.goTo(row, columnOf(flows, row, 'metadata=0x1') + 'metadata='.length);
    for (let step = 0; step < 8 && !(grown.at(-1) ?? '').includes(text.trim()); step++) {
      await editor.page.keyboard.press('Shift+Alt+ArrowRight');
      const before = grown.at(-1) ?? '';
      await expect.poll(() => editor.nSelected(), patience).toBeGreaterThan(before.length);
      grown.push(await editor.selectedText());
    }
    expect(grown).toEqual(expect.arrayContaining(['0x1', 'metadata=0x1', 'reg15=0x1,metadata=0x1']));
    expect(grown.at(-1)).toContain(text.trim());
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
    editor.changeSettings({ 'ovnLens.inlayHints': 'off' });
    await expect.poll(() => editor.shownLine(row), patience).not.toMatch(/in_port=3 ?vm/);
    editor.changeSettings({ 'ovnLens.inlayHints': 'on' });
    await expect.poll(() => editor.shownLine(row), patience).toMatch(/in_port=3 ?vm/);
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

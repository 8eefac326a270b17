import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedTest } from '../support/shared.ts';
import type { FrameLocator } from 'playwright-core';
import { Editor, type Theme } from './editor.ts';

const host = inject('editorHost');
const sample = join(host.workFolder, 'sample-capture');

/** hv2 while it waits, blocked, for its guest to announce itself. */
const blocked = 'p2-blocked/hv2/br-int.txt';
const lflowList = 'p2-blocked/lflow-list.txt';

/** Nothing in these names says what the files hold. */
const pasted = 'from-a-colleague.txt';
const collected = 'collected.log';
/** CRLF, a row cut off inside an action, bytes that are no UTF-8, a NUL. */
const damaged = 'damaged.openflow';

const languages = { openFlow: 'OpenFlow Flows (Open vSwitch)', logicalFlows: 'OVN Logical Flows' };

/** Uncoloured text of the themes. */
const plain: Readonly<Record<Theme, string>> = {
  dark: 'rgb(204, 204, 204)',
  light: 'rgb(59, 59, 59)',
  highContrast: 'rgb(255, 255, 255)',
};

/** Longer than one step of a window takes on a busy machine. */
const patience = { timeout: 30_000 };

let editor: Editor;

beforeAll(async () => {
  copyFileSync(join(sample, blocked), join(sample, pasted));
  copyFileSync(join(sample, lflowList), join(sample, collected));
  const rows = readFileSync(join(sample, blocked), 'utf8').split('\n').slice(0, 6);
  const cutOff = rows[3]?.slice(0, rows[3].indexOf('->') + 2) ?? '';
  const text = [...rows.slice(0, 3), cutOff, ...rows.slice(4), ''].join('\r\n');
  writeFileSync(join(sample, damaged), text);
  cpSync('test/fixtures/captures/23.03/p2/hv2', join(sample, 'dialects'), { recursive: true });
  cpSync('test/fixtures/traces', join(sample, 'dialects'), { recursive: true });
  cpSync('test/fixtures/ovsdb', join(sample, 'dialects'), { recursive: true });
  // Before the window opens: it may not list files that are made later.
  const whole = readFileSync(join(sample, blocked), 'utf8');
  for (const [name, megabytes] of [
    ['big.openflow', 21],
    ['huge.openflow', 51],
  ] as const) {
    writeFileSync(join(sample, name), whole.repeat(Math.ceil((megabytes * 1024 * 1024) / whole.length)));
  }
  editor = await Editor.open(host, 'sample-capture');
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await editor.screenshot(`failed, ${task.name.replaceAll(/[^\w ]+/g, '')}`);
  }
});

afterAll(async () => {
  await editor.close();
});

describe('a dump in the editor', () => {
  test.each([
    [blocked, languages.openFlow],
    [lflowList, languages.logicalFlows],
    [pasted, languages.openFlow],
    [collected, languages.logicalFlows],
    ['p2-blocked/phase.json', 'JSON'],
  ])('%s is taken for %s', async (path, language) => {
    await editor.openFile(path);
    await expect.poll(() => editor.languageOf(), patience).toBe(language);
  });

  test('pasted into an untitled text is taken for what it is', async () => {
    await editor.paste(readFileSync(join(sample, lflowList), 'utf8').split('\n').slice(0, 8).join('\n'));
    await expect.poll(() => editor.languageOf(), patience).toBe(languages.logicalFlows);
    await editor.runCommand('View: Revert and Close Editor');
  });

  test('an OpenFlow row is coloured', async () => {
    await editor.openFile(blocked);
    for (const word of ['cookie', '0xa9499932', 'priority', '1010', 'actions', 'controller', 'reg13']) {
      await expect.poll(() => editor.tokenColourOf(2, word), patience).not.toBe(plain.dark);
    }
    expect(await editor.tokenColourOf(2, 'priority')).not.toBe(await editor.tokenColourOf(2, '1010'));
    expect(await editor.tokenColourOf(2, 'reg13')).not.toBe(await editor.tokenColourOf(2, 'controller'));
  });

  test('a logical flow is coloured', async () => {
    await editor.openFile(lflowList);
    const words = ['uuid', 'ls_in_check_port_sec', 'reg0', 'check_in_port_sec', '50'];
    for (const word of words) {
      await expect.poll(() => editor.tokenColourOf(4, word), patience).not.toBe(plain.dark);
    }
    await editor.screenshot('logical flows, dark');
  });

  test('hovers say what the parts of an OpenFlow row mean, for the release of the dump', async () => {
    await editor.openFile(blocked);
    // Facts of OVN 23.03: table 65 is where packets leave for a port, 40 delivers on this chassis, opcode 0x1a is the RARP strategy.
    expect(await editor.hoverOn(181, 'table=65', 'OFTABLE_LOG_TO_PHY')).toContain('23.03');
    await editor.dismissHover();
    expect(await editor.hoverOn(181, 'reg15', /outport/i)).toMatch(/0x1|vm/);
    await editor.dismissHover();
    expect(await editor.hoverOn(115, 'resubmit', /40/)).toContain('OFTABLE_LOCAL_OUTPUT');
    await editor.dismissHover();
    expect(await editor.hoverOn(2, 'userdata', /0x1a/)).toMatch(/activat/i);
    await editor.dismissHover();
  });

  test('hovers say what the parts of a logical flow mean', async () => {
    await editor.openFile(lflowList);
    // A switch's first stage is logical table 0 and OpenFlow table 8; the input port is kept in register 14.
    expect(await editor.hoverOn(4, 'ls_in_check_port_sec', 'ingress')).toMatch(/OpenFlow table\s+8\b/);
    await editor.dismissHover();
    expect(await editor.hoverOn(23, 'inport', 'logical port')).toContain('reg14');
    await editor.screenshot('hover on a logical flow, dark');
    await editor.dismissHover();
  });

  test('the outline of OpenFlow flows is their tables', async () => {
    await editor.openFile(blocked);
    const items = await editor.outline();
    expect(items[0]).toEqual({ level: 1, name: expect.stringContaining('OFTABLE_PHY_TO_LOG') });
    expect(items[1]?.name).toMatch(/\b8\b.*ls_in_check_port_sec/);
  });

  test('the outline of logical flows is datapath, pipeline, stage', async () => {
    await editor.openFile(lflowList);
    await expect
      .poll(() => editor.outline(), patience)
      .toEqual(
        expect.arrayContaining([
          { level: 1, name: expect.stringContaining('sw0') },
          { level: 2, name: expect.stringContaining('ingress') },
          { level: 3, name: expect.stringContaining('ls_in_check_port_sec') },
        ]),
      );
  });

  test('damage is reported, and the rows around it still work', async () => {
    await editor.openFile(damaged);
    await expect.poll(() => editor.languageOf(), patience).toBe(languages.openFlow);
    // The file lies in a capture, of which more is said.
    const faults = async (): Promise<readonly string[]> =>
      (await editor.problems()).filter((each) => /\bFS\d\d\b.*\[Ln \d+/s.test(each));
    await expect.poll(faults, patience).toEqual([expect.stringMatching(/\[Ln 4, Col \d+\]/)]);
    expect(await editor.hoverOn(6, 'drop', /drop/i)).toContain('Blocked until active');
    await editor.dismissHover();
  });
});

/** A file of each dialect: its language, something that its outline has, and whether a part of it is coloured. */
describe('every dialect', () => {
  test.each([
    ['br-int.groups.txt', 'OpenFlow Groups (Open vSwitch)', /group/],
    ['br-int.meters.txt', 'OpenFlow Meters (Open vSwitch)', undefined],
    ['br-int.ports-desc.txt', 'OpenFlow Ports (Open vSwitch)', /port|vm/],
    ['dpctl-dump-flows.txt', 'Datapath Flows (Open vSwitch)', /main thread|flow-dump|thread/],
    ['dpctl-dump-conntrack.txt', 'Connections (conntrack)', /icmp|tcp|udp/],
    ['ovn-trace.peer-to-vm.all.txt', 'OVN Trace (ovn-trace)', /ingress|trace/],
    ['ofproto-trace.hv3.peer-to-vm.txt', 'OpenFlow Trace (ofproto/trace)', /br-int|bridge/],
    ['dump.txt', 'OVSDB Dump', /ACL/],
    ['list-Logical_Switch.txt', 'OVSDB Records', /sw0|Logical_Switch|row/],
    ['nbctl-show.txt', 'OVSDB Summary', /switch|router/],
    ['standalone.db', 'OVSDB Database File', undefined],
  ])('%s is read as %s, with colours, outline and no problem', async (file, language, inOutline) => {
    const path = `dialects/${file}`;
    await editor.openFile(path);
    await expect.poll(() => editor.languageOf(), patience).toBe(language);
    await expect
      .poll(async () => (await editor.shownColours()).length, patience)
      .toBeGreaterThan(inOutline === undefined ? 0 : 2);
    if (inOutline !== undefined) {
      await expect
        .poll(async () => (await editor.outline()).map(({ name }) => name).join('\n'), patience)
        .toMatch(inOutline);
    }
    await editor.screenshot(`dialect, ${file}`);
  });

  test('a folder is one capture in the side bar', async () => {
    await editor.runCommand('OVN Lens: Show Capture');
    const view = editor.page.locator('.pane-body .monaco-list-row', { hasText: 'hv2' });
    await view.first().waitFor();
    await editor.screenshot('capture view');
    await editor.runCommand('View: Show Explorer');
  });
});

describe('dumps that the editor limits', () => {
  test('over 20 MB: hovers and roles, and the status says that there are no colours', async () => {
    await editor.openFile('big.openflow');
    await expect
      .poll(() => editor.statusItems(), patience)
      .toContainEqual(expect.stringMatching(/^OVN 23\.03 .*roles .*no colours/));
    expect(await editor.hoverOn(115, 'output:1', 'Clone to hosts')).toContain('OFTABLE_REMOTE_OUTPUT');
    await editor.dismissHover();
  });

  test('over 50 MB: the status says that it is not read', async () => {
    await editor.openFile('huge.openflow');
    await expect
      .poll(() => editor.statusItems(), patience)
      .toContainEqual(expect.stringMatching(/^OVN: not read, 51 MB/));
    await editor.closeAllEditors();
  });
});

describe('rows that make a migration work', () => {
  test('are marked in the gutter, the text and the overview ruler', async () => {
    await editor.openFile(blocked);
    await editor.goTo(1);
    await expect
      .poll(() => editor.gutterMarks(), patience)
      .toEqual([
        { line: 2, picture: 'activation-trigger.svg' },
        { line: 6, picture: 'activation-block.svg' },
      ]);
    expect(await editor.lineTint(6)).toBeDefined();
    expect(await editor.lineTint(5)).toBeUndefined();
    // The chart colours of the theme: yellow, red, green, purple, blue.
    const colours = ['#cca700', '#f14c4c', '#89d185', '#b180d7', '#59a4f9'];
    expect(await editor.overviewRulerColours()).toEqual(expect.arrayContaining(colours));

    await editor.goTo(110);
    const mtu = [100, 101, 102, 103, 105, 106, 107, 108].map((line) => ({ line, picture: 'path-mtu.svg' }));
    await expect
      .poll(() => editor.gutterMarks(), patience)
      .toEqual([
        ...mtu,
        { line: 113, picture: 'tunnel-enforcement.svg' },
        { line: 114, picture: 'tunnel-enforcement.svg' },
        { line: 115, picture: 'clone.svg' },
      ]);
    await editor.goTo(181);
    await expect
      .poll(() => editor.gutterMarks(), patience)
      .toEqual([{ line: 181, picture: 'activation-block.svg' }]);
    expect(await editor.statusItems()).toContain('OVN 23.03 · hv2 · 14 roles');
  });

  test('say why, and which rows belong to them', async () => {
    await editor.openFile(blocked);
    const hover = await editor.hoverOn(115, 'output:1', 'Clone to hosts');
    await editor.screenshot('hover on a clone, dark');
    expect(hover).toContain('OFTABLE_REMOTE_OUTPUT');
    for (const sibling of ['line 2', 'line 6', 'line 181', 'line 113']) {
      expect(hover).toContain(sibling);
    }
    await editor.dismissHover();
  });

  test.each(['p0-on-hv1/hv1/br-int.txt', 'p4-on-hv2/hv2/br-int.txt'])('are not found in %s', async (path) => {
    await editor.openFile(path);
    await expect
      .poll(() => editor.statusItems(), patience)
      .toContainEqual(expect.stringMatching(/^OVN 23\.03 .*\b0 roles/));
    expect(await editor.gutterMarks()).toEqual([]);
  });

  test.each(['light', 'highContrast', 'dark'] as const)('are seen in the %s theme', async (theme) => {
    await editor.openFile(blocked);
    await editor.useTheme(theme);
    await editor.goTo(110);
    await expect.poll(() => editor.gutterMarks(), patience).toHaveLength(11);
    await expect.poll(() => editor.tokenColourOf(115, 'cookie'), patience).not.toBe(plain[theme]);
    await editor.goTo(110);
    await editor.screenshot(`roles, ${theme}`);
  });

  sharedTest('are marked in a whole capture of OVN 26.03', async () => {
    const folder = 'ovn-26.03-localnet-p2';
    const file = 'hv2/br-int.of15.txt';
    const lines = readFileSync(join(host.workFolder, folder, file), 'utf8').split('\n');
    const trigger = lines.findIndex((line) => /table=0,.* priority=1010,rarp,/.test(line)) + 1;
    const block =
      lines.findIndex((line) => /table=0,.* priority=1000,in_port=\d+ actions=drop/.test(line)) + 1;
    expect(trigger).toBeGreaterThan(0);
    expect(block).toBeGreaterThan(0);
    const whole = await Editor.open(host, folder);
    try {
      await whole.openFile(file);
      await expect
        .poll(() => whole.statusItems(), patience)
        .toContainEqual(expect.stringMatching(/^OVN 26\.03 · hv2 · 14 roles$/));
      await whole.goTo(1);
      await expect
        .poll(() => whole.gutterMarks(), patience)
        .toEqual([
          { line: trigger, picture: 'activation-trigger.svg' },
          { line: block, picture: 'activation-block.svg' },
        ]);
      expect(await whole.hoverOn(block, 'actions', 'Blocked until active')).toContain(`line ${trigger}`);
      expect({ complaints: whole.complaints, leaks: whole.leaks }).toEqual({ complaints: [], leaks: [] });
    } finally {
      await whole.close();
    }
  });
});

describe('the replay', () => {
  beforeAll(async () => {
    await editor.useTheme('dark');
    await editor.runCommand('OVN Lens: Replay Live Migration');
    await editor.webview().getByLabel('Scenario').waitFor();
  });

  // The pings of the three measurements that the presets repeat: sent until the guest is paused, which is where the
  // replay opens, and the four counters at the end.
  test.each([
    ['Deck: one binding', 715, { sent: 1607, answered: 1394, lost: 213, duplicates: 0 }],
    ['Deck: two bindings', 381, { sent: 1153, answered: 1153, lost: 0, duplicates: 94 }],
    ['Deck: two bindings, activation by RARP', 465, { sent: 1235, answered: 1231, lost: 4, duplicates: 0 }],
  ])('of «%s» plays to its last counters', async (title, sentAtSwitchover, counters) => {
    const panel = editor.webview();
    await choose(panel, title, sentAtSwitchover);
    await panel.getByLabel('Speed').selectOption('8');
    await panel.getByRole('button', { name: 'Play', exact: true }).click();
    await expect.poll(() => shownCounters(panel), { timeout: 60_000 }).toEqual(counters);
    await panel.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await editor.screenshot(`replay of ${title.replaceAll(/[:,]/g, '')}, at its end`);
  });

  test('shows the flows of the chosen chassis at the instant, with their roles and what changed', async () => {
    const panel = editor.webview();
    await choose(panel, 'Deck: two bindings, activation by RARP', 465);
    await panel.locator('body').press('Home');
    await expect.poll(() => panel.locator('.transport .instant').innerText(), patience).toBe('0.000000 s');
    await panel.getByLabel('Chassis whose flows are shown').selectOption('hv2');
    await expect.poll(() => rowsWith(panel, 'priority=1010,rarp'), patience).toBe(0);
    await panel.locator('body').press('s');
    await panel.locator('body').press('a');
    // The instant of the activation: the step before it, hv2 is blocked.
    await panel.locator('body').press('Shift+F');
    await expect.poll(() => rowsWith(panel, 'priority=1010,rarp'), patience).toBe(1);
    await expect.poll(() => panel.locator('.flow-editor .cgmr').count(), patience).toBeGreaterThan(0);
    await editor.screenshot('replay, blocked, dark');
    await panel.locator('body').press('f');
    await expect.poll(() => rowsWith(panel, 'priority=1010,rarp'), patience).toBe(0);
    await expect.poll(() => panel.locator('.change-text').innerText(), patience).toMatch(/\bgone\b/);
    await editor.screenshot('replay, activated, dark');
  });

  test('answers hovers on its flows', async () => {
    const panel = editor.webview();
    await panel.getByLabel('Chassis whose flows are shown').selectOption('hv3');
    const row = panel.locator('.flow-editor .view-line', { hasText: 'reg15=0x1,metadata=0x1' }).first();
    await row.waitFor();
    const word = row.locator('span', { hasText: /^table$/ }).first();
    const hover = panel.locator('.monaco-hover:not(.hidden)');
    await expect
      .poll(async () => {
        await panel.locator('.change-bar').hover();
        await word.hover();
        await hover.waitFor({ timeout: 3000 }).catch(() => undefined);
        return (await hover.count()) > 0 ? await hover.first().innerText() : '';
      }, patience)
      .toMatch(/OFTABLE_\w+/);
    await editor.screenshot('replay, hover, dark');
  });

  test.each(['light', 'highContrast', 'dark'] as const)('follows the %s theme', async (theme) => {
    await editor.useTheme(theme);
    const backgrounds = {
      light: 'rgb(255, 255, 255)',
      highContrast: 'rgb(0, 0, 0)',
      dark: 'rgb(31, 31, 31)',
    };
    const flows = editor.webview().locator('.flow-editor .monaco-editor').first();
    await expect
      .poll(() => flows.evaluate((element) => getComputedStyle(element).backgroundColor), patience)
      .toBe(backgrounds[theme]);
    await editor.screenshot(`replay, ${theme}`);
  });
});

test('all this without an error on the console and without a request that leaves the machine', () => {
  expect({ complaints: editor.complaints, leaks: editor.leaks }).toEqual({ complaints: [], leaks: [] });
});

/** Picks another scenario and waits until the replay stands at its switchover, which that many pings came before. */
async function choose(panel: FrameLocator, title: string, sent: number): Promise<void> {
  const scenario = panel.getByLabel('Scenario');
  if ((await scenario.locator('option:checked').innerText()) === title) {
    return;
  }
  await scenario.selectOption({ label: title });
  await expect.poll(() => shownCounters(panel), patience).toMatchObject({ sent });
}

/** What the four counters of the replay show. */
async function shownCounters(panel: FrameLocator): Promise<Record<string, number>> {
  const counters: Record<string, number> = {};
  for (const name of ['sent', 'answered', 'lost', 'duplicates']) {
    counters[name] = Number(await panel.locator(`.counter-${name} b`).innerText());
  }
  return counters;
}

/** How many rows on screen hold a text. */
async function rowsWith(panel: FrameLocator, text: string): Promise<number> {
  const rows = await panel.locator('.flow-editor .view-line').allInnerTexts();
  return rows.filter((row) => row.replaceAll('\u00a0', ' ').includes(text)).length;
}

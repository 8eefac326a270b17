// Pictures of the panel in all themes and widths, for looking at: `node test/tools/run.mjs test/webview/harness/shots.ts [NAME…]`
import { mkdirSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { launchBrowser } from '../../host/browser.ts';
import { startHarness } from './site.ts';
import { type ThemeName, themeNames } from './themes.ts';

interface Shot {
  readonly name: string;
  readonly theme: ThemeName;
  readonly width: number;
  readonly height?: number;
  readonly query?: string;
  readonly reducesMotion?: boolean;
  act?(page: Page): Promise<void>;
}

const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForTimeout(500);
  };

const shots: readonly Shot[] = [
  ...themeNames.flatMap((theme) =>
    [1280, 800].map((width): Shot => ({ name: `first-${theme}-${width}`, theme, width })),
  ),
  { name: 'activation-dark', theme: 'dark', width: 1280, act: press('a') },
  { name: 'activation-light', theme: 'light', width: 1280, act: press('a') },
  { name: 'loss-dark', theme: 'dark', width: 1280, act: press('l', 'l', 'ArrowRight') },
  { name: 'whole-dark', theme: 'dark', width: 1280, act: press('0') },
  { name: 'end-dark', theme: 'dark', width: 1280, act: press('0', 'End') },
  { name: 'end-light-800', theme: 'light', width: 800, act: press('0', 'End') },
  { name: 'pause-zoomed', theme: 'dark', width: 1280, act: press(...Array<string>(14).fill('+')) },
  { name: 'help-dark', theme: 'dark', width: 1280, act: press('?') },
  { name: 'why-light', theme: 'light', width: 1280, act: press('a', 'w') },
  {
    name: 'flows-dark-800',
    theme: 'dark',
    width: 800,
    act: async (page) => {
      await press('a')(page);
      await page.getByRole('tab', { name: 'Flows' }).click();
      await page.waitForTimeout(500);
    },
  },
  { name: 'still-dark', theme: 'dark', width: 1280, reducesMotion: true, act: press('l', 'l') },
  ...['deck-single', 'deck-multichassis', 'localnet-rarp'].map(
    (preset): Shot => ({
      name: `${preset}-dark`,
      theme: 'dark',
      width: 1280,
      act: async (page) => {
        await page.getByLabel('Scenario').selectOption(preset);
        await page.waitForTimeout(800);
        await page.locator('.lane-plot').focus();
        await press(']', ']')(page);
      },
    }),
  ),
  { name: 'failed-dark', theme: 'dark', width: 800, query: '&fails=simulate' },
  { name: 'flows-failed-dark', theme: 'dark', width: 1280, query: '&fails=flowsAt' },
  { name: 'loading-dark', theme: 'dark', width: 800, query: '&fails=nothing-comes' },
  {
    name: 'playing-dark',
    theme: 'dark',
    width: 1280,
    act: async (page) => {
      await page.keyboard.press(' ');
      await page.waitForTimeout(2500);
    },
  },
];

const wanted = process.argv.slice(2);
mkdirSync('build/screenshots', { recursive: true });
const site = await startHarness();
const host = await launchBrowser();
const browser = await chromium.connect(host.endpoint);
let nFaults = 0;
for (const shot of shots.filter(
  ({ name }) => wanted.length === 0 || wanted.some((it) => name.includes(it)),
)) {
  const page = await browser.newPage({
    viewport: { width: shot.width, height: shot.height ?? 720 },
    reducedMotion: shot.reducesMotion === true ? 'reduce' : 'no-preference',
  });
  const note = (text: string): void => {
    nFaults++;
    console.log(`${shot.name}: ${text}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text());
  });
  page.on('pageerror', (error) => note(error.stack ?? error.message));
  await page.goto(site.url(shot.theme, shot.query));
  await page.waitForTimeout(900);
  await shot.act?.(page);
  await page.screenshot({ path: `build/screenshots/replay-${shot.name}.png` });
  await page.close();
}
await browser.close();
await host.stop();
await site.stop();
console.log(`${nFaults} faults on the console`);
process.exitCode = nFaults === 0 ? 0 : 1;

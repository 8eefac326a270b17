import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import {
  backgroundOfLine,
  coloursOfCanvas,
  type GutterMark,
  gutterPictures,
  type PartOfLine,
  partOfLine,
  textOfLine,
} from './screen.ts';

/** What the global set-up hands to the test files. */
export interface EditorHost {
  readonly browserEndpoint: string;
  readonly origin: string;
  /** Holds the folders that tests open. */
  readonly workFolder: string;
  readonly screenshotFolder: string;
}

export type Theme = 'dark' | 'light' | 'highContrast';

export interface OutlineItem {
  readonly level: number;
  readonly name: string;
}

const themes: Readonly<Record<Theme, { readonly name: string; readonly className: string }>> = {
  dark: { name: 'Dark Modern', className: 'vs-dark' },
  light: { name: 'Light Modern', className: 'vs' },
  highContrast: { name: 'Default High Contrast', className: 'hc-black' },
};

/** Milliseconds until something that should appear is missed: far more than it takes, except on a busy machine. */
const patience = 60_000;

const size = { width: 1440, height: 900 };

/** VS Code's own service worker answers the second kind of host; nothing is sent there. */
const localHosts = [/^127\.0\.0\.1(?::\d+)?$/, /\.vscode-resource\.vscode-cdn\.net$/];

/** VS Code's own: it looks for a proprietary module that this build lacks, and for the account of an assistant. */
const knownComplaints = [/vsda(?:_bg)?\.(?:js|wasm)/, /authentication provider 'github'/];

/**
 * One window of VS Code in a browser, driven as a user would: by keyboard, mouse and what is on screen.
 * Lines and columns count from 1, as the status bar does.
 */
export class Editor {
  readonly page: Page;
  /** Errors on the console, uncaught errors, and failed loads, without the known ones of VS Code itself. */
  readonly complaints: string[] = [];
  /** Addresses of requests that would leave this machine. */
  readonly leaks: string[] = [];
  readonly #browser: Browser;
  readonly #host: EditorHost;
  readonly #folder: string;
  #settings: Readonly<Record<string, unknown>> = {};
  #openFile = '';

  private constructor(browser: Browser, page: Page, host: EditorHost, folder: string) {
    this.#browser = browser;
    this.page = page;
    this.#host = host;
    this.#folder = folder;
    this.#watch();
  }

  /** Opens a window on a folder below the host's work folder. */
  static async open(host: EditorHost, folder: string): Promise<Editor> {
    const browser = await chromium.connect(host.browserEndpoint);
    const context = await browser.newContext({ viewport: size });
    context.setDefaultTimeout(patience);
    const editor = new Editor(browser, await context.newPage(), host, join(host.workFolder, folder));
    editor.#writeSettings({ 'workbench.colorTheme': themes.dark.name });
    await editor.page.goto(`${host.origin}/?folder=${encodeURIComponent(editor.#folder)}`);
    await editor.page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
    return editor;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** Opens a file, named relative to the folder, by quick open. */
  async openFile(path: string): Promise<void> {
    const parts = path.split('/');
    const name = parts.at(-1) ?? '';
    const folder = parts.slice(0, -1).join('/');
    await this.#quickInput('Control+P', path);
    // Many files of a capture have the same name; the list shows the folder behind it.
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    const label = this.page.locator('.label-name', { hasText: exactly(name) });
    const description = this.page.locator('.label-description', { hasText: exactly(folder) });
    const named = rows.filter({ has: label });
    await (folder === '' ? named : named.filter({ has: description })).first().click();
    await this.#parkMouse();
    const breadcrumbs = this.page.locator(
      '.editor-group-container.active .breadcrumbs-control .monaco-breadcrumb-item',
    );
    await breadcrumbs.filter({ hasText: exactly(name) }).waitFor();
    for (const part of parts.slice(0, -1)) {
      await breadcrumbs.filter({ hasText: exactly(part) }).waitFor();
    }
    await this.#activeEditor().locator('.view-line').first().waitFor();
    this.#openFile = path;
  }

  /** The different colours of the text that is on screen. */
  async shownColours(): Promise<readonly string[]> {
    const spans = this.#activeEditor().locator('.view-line span span');
    return spans.evaluateAll((all) => [...new Set(all.map((each) => getComputedStyle(each).color))]);
  }

  /** Opens a new untitled text and puts `text` in it at once, as pasting does. */
  async paste(text: string): Promise<void> {
    await this.runCommand('File: New Untitled Text File');
    const tab = this.page.locator('.tab.active', { hasText: 'Untitled-' });
    await tab.waitFor();
    await this.#activeEditor().locator('.view-lines').click();
    await this.page.keyboard.insertText(text);
    this.#openFile = '';
  }

  /** Runs a command of the palette by its whole title, category included. */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput('F1', `>${title}`);
    // The command used last, or a longer title, may stand above it.
    const label = this.page.locator('.label-name', { hasText: exactly(title) });
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ has: label }).first().click();
  }

  /** The titles which the palette offers for a search. */
  async commandsFound(search: string): Promise<readonly string[]> {
    await this.#quickInput('F1', `>${search}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const titles = await this.page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles;
  }

  /** The names of the workspace's symbols which quick open offers for a search, once there are some. */
  async symbolsFound(search: string): Promise<readonly string[]> {
    await this.#quickInput('Control+P', `#${search}`);
    const labels = this.page.locator('.quick-input-list .monaco-list-row .label-name');
    await labels.filter({ hasText: search }).first().waitFor();
    const names = await labels.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return names.map((name) => name.trim());
  }

  /** How many characters are selected. */
  async nSelected(): Promise<number> {
    const status = await this.page.locator('#status\\.editor\\.selection').innerText();
    return Number(/\((\d+) selected\)/.exec(status)?.[1] ?? 0);
  }

  /** What is selected, by the place that the status bar tells of its end; within one line. */
  async selectedText(): Promise<string> {
    const status = await this.page.locator('#status\\.editor\\.selection').innerText();
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(status) ?? [];
    const content = readFileSync(join(this.#folder, this.#openFile), 'utf8').split(/\r?\n/);
    const end = Number(column) - 1;
    return (content[Number(line) - 1] ?? '').slice(end - (await this.nSelected()), end);
  }

  async closeAllEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.editor-instance, iframe.webview').first().waitFor({ state: 'detached' });
  }

  /** The language's name as the status bar shows it. */
  async languageOf(): Promise<string> {
    return (await this.page.locator('#status\\.editor\\.mode').innerText()).trim();
  }

  /** The texts of all status bar items, left to right. */
  async statusItems(): Promise<readonly string[]> {
    const texts = await this.page.locator('.statusbar-item').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** Puts the cursor there and scrolls so that it is seen. */
  async goTo(line: number, column: number = 1): Promise<void> {
    await this.#quickInput('Control+G', `:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    const status = this.page.locator('#status\\.editor\\.selection');
    await status.filter({ hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) }).waitFor();
  }

  /** The name of the open file and the line of the cursor: `br-int.txt:12`. */
  async place(): Promise<string> {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    const name = await tab.getAttribute('data-resource-name');
    const status = await this.page.locator('#status\\.editor\\.selection').innerText();
    return `${name ?? ''}:${/Ln (\d+)/.exec(status)?.[1] ?? ''}`;
  }

  /** The code lenses on screen that say something. */
  async lenses(): Promise<readonly string[]> {
    const texts = await this.#activeEditor().locator('.codelens-decoration').allInnerTexts();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trim()).filter((text) => text !== '');
  }

  /** A line on screen as it is shown, with what is put between its words. */
  async shownLine(line: number): Promise<string> {
    return await this.#activeEditor().evaluate(textOfLine, line);
  }

  /** Rests the mouse on the first occurrence of a text in a line; the hover's text, once it holds `expected`. */
  async hoverOn(line: number, text: string, expected: string | RegExp = /\S/): Promise<string> {
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: expected });
    // A hover asked for before the language server has started answers nothing: ask again.
    for (let attempt = 1; ; attempt++) {
      // What the server has to say between the rows moves them when it comes.
      const { x, y } = await this.#find(line, text);
      // A hover opens only for a mouse that comes over the text.
      await this.page.mouse.move(x - 30, y);
      await this.page.mouse.move(x, y, { steps: 4 });
      try {
        await hover.first().waitFor({ timeout: 3000 });
        break;
      } catch (error) {
        if (attempt === 10) {
          throw error;
        }
        await this.dismissHover();
      }
    }
    return (await this.page.locator('.monaco-hover:not(.hidden)').first().innerText()).replaceAll(
      '\u00a0',
      ' ',
    );
  }

  async dismissHover(): Promise<void> {
    await this.#parkMouse();
    await this.page.keyboard.press('Escape');
    await this.page
      .locator('.monaco-hover:not(.hidden) .hover-contents')
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** The colour, as CSS writes it, in which the first occurrence of a text in a line is painted. */
  async tokenColourOf(line: number, text: string): Promise<string> {
    return (await this.#find(line, text)).colour;
  }

  /** The lines now on screen that bear a picture in the gutter. */
  async gutterMarks(): Promise<readonly GutterMark[]> {
    return await this.#activeEditor().evaluate(gutterPictures);
  }

  /** The background colour, as CSS writes it, laid over a whole line on screen, if there is one. */
  async lineTint(line: number): Promise<string | undefined> {
    return await this.#activeEditor().evaluate(backgroundOfLine, line);
  }

  /** Colours of the marks beside the scroll bar, as `#rrggbb`, the most frequent first. */
  async overviewRulerColours(): Promise<readonly string[]> {
    return await this.#activeEditor().locator('canvas.decorationsOverviewRuler').evaluate(coloursOfCanvas);
  }

  /** The messages of the problems view. */
  async problems(): Promise<readonly string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const panel = this.page.locator('.markers-panel');
    await panel.locator('.monaco-list-row:visible, .message-box-container:visible').first().waitFor();
    const messages = await panel.locator('.monaco-list-row').allInnerTexts();
    await this.runCommand('View: Hide Panel');
    return messages;
  }

  /** The rows on screen of the outline, opened on first use. Waits until there are some. */
  async outline(): Promise<readonly OutlineItem[]> {
    await this.runCommand('Explorer: Focus on Outline View');
    const rows = this.page.locator('.outline-pane .monaco-list-row');
    await rows.first().waitFor();
    return await rows.evaluateAll((elements) =>
      elements.map((element) => ({
        level: Number(element.getAttribute('aria-level')),
        name: element.querySelector('.label-name')?.textContent ?? '',
      })),
    );
  }

  /** The document inside the webview that is open. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  async useTheme(theme: Theme): Promise<void> {
    this.#writeSettings({ ...this.#settings, 'workbench.colorTheme': themes[theme].name });
    await this.page.locator(`.monaco-workbench.${themes[theme].className}`).waitFor();
  }

  /** Changes settings of the open folder, the theme aside. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void {
    this.#writeSettings({ ...this.#settings, ...settings });
  }

  /** Keeps what is on screen as `NAME.png`. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(this.#host.screenshotFolder, { recursive: true });
    await this.page.screenshot({ path: join(this.#host.screenshotFolder, `${name}.png`) });
  }

  #watch(): void {
    this.page.on('console', (message) => {
      if (message.type() === 'error') {
        this.#complain(`${message.text()} (${message.location().url})`);
      }
    });
    this.page.on('pageerror', (error) => this.#complain(error.stack ?? error.message));
    this.page.context().on('request', (request) => {
      const url = new URL(request.url());
      const isNetwork = /^(?:https?|wss?):$/.test(url.protocol);
      if (isNetwork && !localHosts.some((host) => host.test(url.host))) {
        this.leaks.push(request.url());
      }
    });
    this.page.on('websocket', (socket) => {
      if (!localHosts.some((host) => host.test(new URL(socket.url()).host))) {
        this.leaks.push(socket.url());
      }
    });
  }

  #complain(text: string): void {
    if (!knownComplaints.some((known) => known.test(text))) {
      this.complaints.push(text);
    }
  }

  async #quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press(key);
    await input.waitFor();
    await input.fill(text);
  }

  /** Takes the mouse to where nothing shows a tooltip. */
  async #parkMouse(): Promise<void> {
    await this.page.mouse.move(size.width - 200, 5);
  }

  #activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Scrolls to the first occurrence of a text in a line and finds it on screen. */
  async #find(line: number, text: string): Promise<PartOfLine> {
    const content = readFileSync(join(this.#folder, this.#openFile), 'utf8').split(/\r?\n/)[line - 1] ?? '';
    const start = content.indexOf(text) + 1;
    if (start === 0) {
      throw new Error(`${this.#openFile}:${line} does not hold ${JSON.stringify(text)}`);
    }
    const find = (): Promise<PartOfLine | undefined> =>
      this.#activeEditor().evaluate(partOfLine, { line, text });
    let part = await find();
    // VS Code scrolls only as far as the cursor needs, which may leave the rest of the text outside.
    for (const column of [start, start + text.length, start]) {
      if (part?.isInView === true) {
        return part;
      }
      await this.goTo(line, column);
      part = await find();
    }
    if (part?.isInView === true) {
      return part;
    }
    throw new Error(`line ${line} does not show ${JSON.stringify(text)}`);
  }

  /** Workspace settings, because an open window takes over their changes at once. */
  #writeSettings(settings: Readonly<Record<string, unknown>>): void {
    this.#settings = settings;
    mkdirSync(join(this.#folder, '.vscode'), { recursive: true });
    writeFileSync(join(this.#folder, '.vscode/settings.json'), JSON.stringify(settings));
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}\\s*$`);
}

// `npm start`: the extension from this checkout, opened on the bundled sample dumps.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageExtension, vsixPath } from '../tools/vsix.ts';
import { codeServerObstacle, ensureCodeServer, startCodeServer } from './codeServer.ts';
import { removeAtExit, run } from './processes.ts';

const usage = `npm start -- [--browser] [--no-open] [--port N]
  opens the sample dumps in the VS Code on PATH, else in a VS Code in the browser
  --browser   the one in the browser, even where there is a code on PATH
  --no-open   the one in the browser, printing its address and opening nothing
  --port N    its port on 127.0.0.1 (a free one by default)`;

const root = process.cwd();
const say = (line: string): void => console.log(line);

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(usage);
    return 2;
  }
  const samples = copySamples();
  const wantsBrowser = options.browser || options.noOpen;
  const code = findOnPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  if (code !== undefined && !wantsBrowser) {
    say('Building …');
    await run(process.execPath, ['esbuild.mjs'], { cwd: root });
    if (openInstalled(code, samples)) {
      say(`OVN Lens opens in VS Code (${code}), in an extension development window on ${samples}.`);
      say('No window? `npm start -- --browser` serves a VS Code to the browser instead.');
      return 0;
    }
    say(`${code} did not open a window; serving a VS Code to the browser instead.`);
  }
  const obstacle = codeServerObstacle();
  if (obstacle !== undefined) {
    const way = 'Put the command `code` on PATH (in VS Code: Shell Command: Install ‘code’ command in PATH).';
    throw new Error(`${obstacle} ${way}`);
  }
  await serve(samples, options.port, !options.noOpen);
  return 0;
}

async function serve(samples: string, port: number, opens: boolean): Promise<void> {
  removeAtExit(dirname(samples));
  say('Building and packaging …');
  await packageExtension(root);
  await ensureCodeServer(say);
  const server = await startCodeServer({
    folder: samples,
    port,
    extensions: [join(root, vsixPath)],
  });
  say('');
  say(`  OVN Lens runs at  ${server.url}`);
  say('');
  say('On this machine only. Ctrl-C ends it.');
  if (opens && hasDisplay()) {
    openInBrowser(server.url);
  }
  await server.ended;
  throw new Error(`The server has ended:\n${server.log().slice(-2000)}`);
}

function readOptions(): { browser: boolean; noOpen: boolean; port: number } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
      },
    });
    const port = Number(values.port);
    return Number.isInteger(port) && port >= 0 && port < 65536
      ? { browser: values.browser, noOpen: values['no-open'], port }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The samples are opened as a copy, so that editing them there changes nothing here. */
function copySamples(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'ovn-lens-')), 'sample-capture');
  cpSync(join(root, 'test/fixtures/sample-capture'), folder, { recursive: true });
  return folder;
}

/** Whether the `code` on PATH took the request. It returns at once and leaves the window to itself. */
function openInstalled(code: string, samples: string): boolean {
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', samples];
  const result =
    process.platform === 'win32'
      ? spawnSync(
          `"${code}"`,
          args.map((arg) => `"${arg}"`),
          { stdio: 'inherit', shell: true },
        )
      : spawnSync(code, args, { stdio: 'inherit' });
  return result.status === 0;
}

function findOnPath(name: string): string | undefined {
  // A terminal inside a remote window has a `code` that knows no extension development window.
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) {
    return undefined;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function hasDisplay(): boolean {
  return (
    (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '' && process.env['CI'] === undefined
  );
}

function openInBrowser(url: string): void {
  const opener = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  // Without an opener the address above is what there is.
  opener.once('error', () => undefined);
  opener.unref();
}

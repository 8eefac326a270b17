import { existsSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { cachedFolder } from './cache.ts';
import { run } from './processes.ts';

/** A browser that runs until `stop`; `chromium.connect(endpoint)` of playwright-core drives it from any process. */
export interface BrowserHost {
  readonly endpoint: string;
  /** Which program it is, for the log. */
  readonly program: string;
  stop(): Promise<void>;
}

interface Candidate {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Without its sandbox Chromium runs as root too; it only ever shows pages of this machine. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine has an address, so nothing that asks for more can succeed unseen.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** The machine's fonts first; a machine with none has the packaged one for everything. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/**
 * Starts a headless browser: `$CHROME_PATH`, else an installed Chrome or Chromium, else the one that npm brings.
 * Throws when none starts; a `$CHROME_PATH` that does not start is an error of its own.
 */
export async function launchBrowser(): Promise<BrowserHost> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    return await launch({ program: chosen, env: process.env });
  }
  const installed = installedBrowser();
  if (installed !== undefined) {
    try {
      return await launch({ program: installed, env: process.env });
    } catch {
      // A wrapper script without the browser behind it, or one that refuses to run as root.
    }
  }
  return await launch(await packagedBrowser());
}

async function launch({ program, env }: Candidate): Promise<BrowserHost> {
  const server = await chromium.launchServer({
    executablePath: program,
    args: flags,
    env: definedOnly(env),
    // Interrupting the tests ends this process, whose end closes the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { endpoint: server.wsEndpoint(), program, stop: () => server.close() };
}

function installedBrowser(): string | undefined {
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .concat('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
    .find((path) => existsSync(path));
}

/**
 * `@sparticuz/chromium` carries the browser packed in itself, with the libraries and the font that a bare Linux lacks.
 * It unpacks into the temporary folder and changes its process's environment, so it does both in a process of its own.
 */
async function packagedBrowser(): Promise<Candidate> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser: install Chrome or Chromium, or set CHROME_PATH to one.');
  }
  const module = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(await readFile(join(module, '../../../package.json'), 'utf8')) as {
    version: string;
  };
  const folder = await cachedFolder(
    `chromium-${version}`,
    (candidate) => ['chromium', 'fonts', 'al2023/lib'].every((path) => existsSync(join(candidate, path))),
    async (unfinished) => {
      const unpack = `import(${JSON.stringify(module)}).then((it) => it.default.default ?? it.default).then((it) => it.executablePath())`;
      await run(process.execPath, ['--eval', unpack], {
        env: { ...process.env, TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
      });
      writeFileSync(join(unfinished, 'fonts.conf'), fontConfiguration);
    },
  );
  return {
    program: join(folder, 'chromium'),
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH'] ?? []]
        .flat()
        .join(delimiter),
    },
  };
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

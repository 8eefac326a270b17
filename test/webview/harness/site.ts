import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { replayHtml } from '../../../client/extension/replay/replayHtml.ts';
import { themeCss, type ThemeName } from './themes.ts';

export interface HarnessSite {
  /** The panel's page in a theme. */
  url(theme: ThemeName, query?: string): string;
  stop(): Promise<void>;
}

const folder = 'build/harness';

/** Bundles the panel as the product does and serves it, with the page's own policy, beside a stub of VS Code. */
export async function startHarness(): Promise<HarnessSite> {
  await build({
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    entryPoints: {
      replay: 'client/webview/replay/main.ts',
      editorWorker: 'client/webview/editorWorker.ts',
      page: 'test/webview/harness/page.ts',
    },
    outdir: folder,
    loader: { '.ttf': 'file', '.txt': 'text' },
    assetNames: '[name]',
  });
  const server = createServer((request, response) => {
    void answer(request.url ?? '/').then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: (theme, query = '') => `${originOf(server)}/?theme=${theme}${query}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function answer(url: string): Promise<{ readonly type: string; readonly body: string | Buffer }> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname === '/')
    return { type: 'text/html', body: page((searchParams.get('theme') ?? 'dark') as ThemeName) };
  const type = types[extname(pathname)] ?? 'application/octet-stream';
  return { type, body: await readFile(join(folder, normalize(pathname))) };
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** The product's page, with what VS Code adds to a webview: theme variables, a class on the body, its api. */
function page(theme: ThemeName): string {
  const nonce = 'harness';
  return replayHtml({
    script: '/replay.js',
    style: '/replay.css',
    editorWorker: '/editorWorker.js',
    cspSource: "'self'",
    nonce,
  })
    .replace('</head>', `<style>${themeCss(theme)}</style></head>`)
    .replace('<body>', `<body class="vscode-${theme}"><script nonce="${nonce}" src="/page.js"></script>`);
}

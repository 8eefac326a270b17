import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { launchBrowser } from '../host/browser.ts';
import { ensureCodeServer, startCodeServer } from '../host/codeServer.ts';
import { removeAtExit } from '../host/processes.ts';
import { hasShared, sharedRoot } from '../support/shared.ts';
import { packageExtension, vsixPath } from '../tools/vsix.ts';
import type { EditorHost } from './editor.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly editorHost: EditorHost;
  }
}

/** Packages the extension, installs it into a VS Code of its own, and starts that and a browser for all test files. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const root = process.cwd();
  await ensureCodeServer(console.log);
  // The test runner has packaged it just before, and says so.
  if (process.env['OVN_LENS_PACKAGED'] !== 'yes') {
    await packageExtension(root);
  }
  const workFolder = mkdtempSync(join(tmpdir(), 'ovn-lens-e2e-'));
  removeAtExit(workFolder);
  copyCaptures(root, workFolder);
  const screenshotFolder = resolve('build/screenshots');
  rmSync(screenshotFolder, { recursive: true, force: true });

  const [server, browser] = await Promise.all([
    startCodeServer({
      folder: workFolder,
      extensions: [join(root, vsixPath)],
      settings: {
        // Else the editor asks before it opens a file over 10 MB.
        'workbench.editorLargeFileConfirmation': 1024,
        // Marks that VS Code adds by itself would mix with the extension's.
        'editor.minimap.enabled': false,
        'editor.occurrencesHighlight': 'off',
        // What moves without being looked at costs time.
        'editor.cursorBlinking': 'solid',
        'workbench.reduceMotion': 'on',
      },
    }),
    launchBrowser(),
  ]);
  provide('editorHost', {
    browserEndpoint: browser.endpoint,
    origin: server.origin,
    workFolder,
    screenshotFolder,
  });
  return async () => {
    await browser.stop();
    await server.stop();
    rmSync(workFolder, { recursive: true, force: true });
  };
}

/** Tests open copies: what they write beside the dumps stays out of the project and of the shared captures. */
function copyCaptures(root: string, workFolder: string): void {
  const sample = join(root, 'test/fixtures/sample-capture');
  if (existsSync(sample)) {
    cpSync(sample, join(workFolder, 'sample-capture'), { recursive: true });
  }
  const captures = hasShared ? ['ovn-23.03/localnet/p2', 'ovn-26.03/localnet/p2'] : [];
  for (const capture of captures) {
    const target = join(workFolder, capture.replaceAll('/', '-'));
    mkdirSync(target);
    cpSync(join(sharedRoot, 'captures', capture), target, { recursive: true });
  }
}

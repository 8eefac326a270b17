import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packagedFiles } from '../tools/vsix.ts';

test('the package holds these files and no others', async () => {
  expect(await packagedFiles(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/cli.js',
    'dist/extension.cjs',
    'dist/server.cjs',
    'dist/webview/codicon.ttf',
    'dist/webview/editorWorker.js',
    'dist/webview/replay.css',
    'dist/webview/replay.js',
    'package.json',
  ]);
});

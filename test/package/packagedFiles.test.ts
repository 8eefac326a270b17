import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packagedFiles } from '../tools/vsix.ts';

test('the package holds these files and no others', async () => {
  expect(await packagedFiles(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'client/media/dark/activation-block.svg',
    'client/media/dark/activation-trigger.svg',
    'client/media/dark/clone.svg',
    'client/media/dark/path-mtu.svg',
    'client/media/dark/replay.svg',
    'client/media/dark/tunnel-enforcement.svg',
    'client/media/icon.png',
    'client/media/light/activation-block.svg',
    'client/media/light/activation-trigger.svg',
    'client/media/light/clone.svg',
    'client/media/light/path-mtu.svg',
    'client/media/light/replay.svg',
    'client/media/light/tunnel-enforcement.svg',
    'dist/cli.js',
    'dist/extension.cjs',
    'dist/server.cjs',
    'dist/webview/codicon.ttf',
    'dist/webview/editorWorker.js',
    'dist/webview/replay.css',
    'dist/webview/replay.js',
    'package.json',
    'syntaxes/ovn-lflow.language-configuration.json',
    'syntaxes/ovn-lflow.tmLanguage.json',
    'syntaxes/ovs-openflow.language-configuration.json',
    'syntaxes/ovs-openflow.tmLanguage.json',
  ]);
});

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packagedFiles } from '../tools/vsix.ts';

test('the package holds these files and no others', async () => {
  const files = await packagedFiles(fileURLToPath(new URL('../..', import.meta.url)));
  // The parts of the program have names that tell what is in them; what they share has no name of its own.
  const named = files.map((file) => file.replace(/^(dist\/cli\/\w+)-[A-Z0-9]{8}\.js$/, '$1.js'));
  const pages = (name: string): boolean => name.startsWith('docs/checks/');
  // `test/check/pages.test.ts` tells which they are.
  expect(named.filter(pages).length).toBeGreaterThan(50);
  expect([...new Set(named)].filter((name) => !pages(name))).toEqual([
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
    'client/media/view.svg',
    'dist/cli.js',
    'dist/cli/allCommands.js',
    'dist/cli/chunk.js',
    'dist/cli/decoding.js',
    'dist/cli/layoutChoice.js',
    'dist/extension.cjs',
    'dist/server.cjs',
    'dist/webview/codicon.ttf',
    'dist/webview/editorWorker.js',
    'dist/webview/replay.css',
    'dist/webview/replay.js',
    'package.json',
    'syntaxes/ovn-lflow.language-configuration.json',
    'syntaxes/ovn-lflow.tmLanguage.json',
    'syntaxes/ovn-trace.language-configuration.json',
    'syntaxes/ovn-trace.tmLanguage.json',
    'syntaxes/ovs-conntrack.language-configuration.json',
    'syntaxes/ovs-conntrack.tmLanguage.json',
    'syntaxes/ovs-datapath.language-configuration.json',
    'syntaxes/ovs-datapath.tmLanguage.json',
    'syntaxes/ovs-groups.language-configuration.json',
    'syntaxes/ovs-groups.tmLanguage.json',
    'syntaxes/ovs-meters.language-configuration.json',
    'syntaxes/ovs-meters.tmLanguage.json',
    'syntaxes/ovs-openflow.language-configuration.json',
    'syntaxes/ovs-openflow.tmLanguage.json',
    'syntaxes/ovs-ports.language-configuration.json',
    'syntaxes/ovs-ports.tmLanguage.json',
    'syntaxes/ovs-trace.language-configuration.json',
    'syntaxes/ovs-trace.tmLanguage.json',
    'syntaxes/ovsdb-dump.language-configuration.json',
    'syntaxes/ovsdb-dump.tmLanguage.json',
    'syntaxes/ovsdb-list.language-configuration.json',
    'syntaxes/ovsdb-list.tmLanguage.json',
    'syntaxes/ovsdb-log.language-configuration.json',
    'syntaxes/ovsdb-log.tmLanguage.json',
    'syntaxes/ovsdb-show.language-configuration.json',
    'syntaxes/ovsdb-show.tmLanguage.json',
  ]);
});

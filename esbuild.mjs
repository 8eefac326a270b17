// All bundles of the product. `node esbuild.mjs [--production] [--watch]`
import { rmSync } from 'node:fs';
import { context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

const node = { ...common, platform: 'node', target: 'node20' };

const bundles = [
  // VS Code loads extensions with require(); the package is ESM, hence the .cjs names.
  {
    ...node,
    format: 'cjs',
    entryPoints: { extension: 'client/extension/main.ts' },
    external: ['vscode'],
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
  },
  {
    ...node,
    format: 'cjs',
    entryPoints: { server: 'server/lsp/node.ts' },
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
  },
  {
    ...node,
    format: 'esm',
    entryPoints: { cli: 'server/cli/main.ts' },
    // Reading its own text is a good part of what an index of a million rows takes.
    minifyWhitespace: true,
    minifySyntax: true,
    outdir: 'dist',
    // A file for each `import()` of the source, and for what they share.
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: { replay: 'client/webview/replay/main.ts', editorWorker: 'client/webview/editorWorker.ts' },
    outdir: 'dist/webview',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

// The names of parts change with what is in them.
rmSync('dist/cli', { recursive: true, force: true });
const contexts = await Promise.all(bundles.map((options) => context(options)));
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  await Promise.all(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
}

// All bundles of the product. `node esbuild.mjs [--production] [--watch]`
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
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

/** The terminal's program is CommonJS, since Node starts it sooner; and reading its own text is a good part of its time. */
const program = {
  ...node,
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  supported: { 'dynamic-import': false },
  outdir: 'dist',
};

/**
 * What the program loads by `import()` is a file of its own. Each has all that it needs, some of it twice: files for what
 * they share would have to be found and read, too.
 */
const parts = {
  cli: 'server/cli/main.ts',
  allCommands: 'server/cli/allCommands.ts',
  parseFlows: 'server/cli/parseFlows.ts',
  parseLogicalFlows: 'server/cli/parseLogicalFlows.ts',
  parseOthers: 'server/cli/parseOthers.ts',
  printFile: 'server/cli/printFile.ts',
  decodeWorker: 'server/cli/decodeWorker.ts',
  layoutChoice: 'server/core/model/layoutChoice.ts',
};
const partsApart = {
  name: 'parts apart',
  setup({ onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.js`, external: true } : undefined,
    );
  },
};

/** Facts as text, which `JSON.parse` reads faster than a script is compiled. */
const factsAsText = {
  name: 'facts as text',
  setup({ onLoad }) {
    onLoad({ filter: /server.data.\w+\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return {
        contents: `export default /* @__PURE__ */ JSON.parse(${JSON.stringify(text)});`,
        loader: 'js',
      };
    });
  },
};

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
  ...Object.entries(parts).map(([name, entry]) => ({
    ...program,
    entryPoints: { [name]: entry },
    plugins: [partsApart, factsAsText],
    banner: name === 'cli' ? { js: '#!/usr/bin/env node' } : {},
  })),
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

// The program has the name that everybody expects, in a package that is ESM.
mkdirSync('dist', { recursive: true });
writeFileSync('dist/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);

const contexts = await Promise.all(bundles.map((options) => context(options)));
if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  await Promise.all(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
}

// Runs a TypeScript program of this folder: `node test/tools/run.mjs test/host/start.ts ARGS…`.
// Node 20 does not read TypeScript, and esbuild is here anyway: bundle, keep packages outside, import the result.
import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node test/tools/run.mjs ENTRY.ts [ARG…]');
  process.exit(2);
}
mkdirSync('build/tools', { recursive: true });
const outfile = resolve('build/tools', `${basename(entry, '.ts')}.mjs`);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv.splice(1, process.argv.length - 1, outfile, ...args);
await import(pathToFileURL(outfile).href);

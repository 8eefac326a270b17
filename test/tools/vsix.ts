import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../host/processes.ts';

/** The packaged extension, relative to the project's root. */
export const vsixPath = 'build/ovn-lens.vsix';

/** Nobody should wait for an editor extension to download: bytes. */
const maxSize = 3_000_000;

/**
 * Builds for production and packages the extension. Returns the package's size in bytes.
 * Throws when that is above the limit, and when the build or the packaging fails.
 */
export async function packageExtension(root: string): Promise<number> {
  await run(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  const target = join(root, vsixPath);
  mkdirSync(dirname(target), { recursive: true });
  // Links in the README stay as they are written: there is no repository address to complete them with.
  await vsce(root, 'package', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', target);
  const { size } = statSync(target);
  if (size > maxSize) {
    throw new Error(`${vsixPath} has ${size} bytes, which is above the limit of ${maxSize}`);
  }
  return size;
}

/** The files that the package would hold, relative to the root, sorted. */
export async function packagedFiles(root: string): Promise<readonly string[]> {
  if (!existsSync(join(root, 'dist/extension.cjs'))) {
    throw new Error('dist/ is absent: run `npm run build` first');
  }
  const output = await vsce(root, 'ls');
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .toSorted();
}

function vsce(root: string, command: string, ...options: readonly string[]): Promise<string> {
  const program = join(root, 'node_modules/@vscode/vsce/vsce');
  return run(process.execPath, [program, command, '--no-dependencies', ...options], { cwd: root });
}

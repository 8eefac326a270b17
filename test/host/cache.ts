import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const marker = 'complete';

/** Where big downloads live between runs: `$OVN_LENS_CACHE`, else the user's cache folder, else the temporary folder. */
export function cacheRoot(): string {
  const wanted =
    process.env['OVN_LENS_CACHE'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ovn-lens');
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch (error) {
    if (process.env['OVN_LENS_CACHE'] !== undefined) {
      throw new Error(`OVN_LENS_CACHE: the folder ${wanted} cannot be made`, { cause: error });
    }
    const fallback = join(tmpdir(), 'ovn-lens-cache');
    mkdirSync(fallback, { recursive: true });
    return fallback;
  }
}

/**
 * A folder of the cache that is there wholly or not at all: `fill` works in a folder beside it, which gets the
 * final name only once `fill` has returned. What an earlier run left half made, or `isSound` refuses, is made again.
 */
export async function cachedFolder(
  name: string,
  isSound: (folder: string) => boolean,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const root = cacheRoot();
  const folder = join(root, name);
  removeLeftovers(folder);
  if (isWhole(folder, isSound)) {
    return folder;
  }
  const unfinished = mkdtempSync(`${folder}.${process.pid}.`);
  const remove = (): void => rmSync(unfinished, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await fill(unfinished);
    if (!isSound(unfinished)) {
      throw new Error(`${name} was installed, but parts of it are missing`);
    }
    writeFileSync(join(unfinished, marker), '');
    // Another process may have been faster: its folder is as good as this one.
    if (!isWhole(folder, isSound)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(unfinished, folder);
    }
    return folder;
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}

function isWhole(folder: string, isSound: (folder: string) => boolean): boolean {
  return existsSync(join(folder, marker)) && isSound(folder);
}

/** Unfinished folders carry the number of the process that fills them; those of dead processes are rubbish. */
function removeLeftovers(folder: string): void {
  const prefix = `${basename(folder)}.`;
  for (const entry of readdirSync(dirname(folder))) {
    const pid = entry.startsWith(prefix) ? Number.parseInt(entry.slice(prefix.length), 10) : Number.NaN;
    if (pid > 0 && !isRunning(pid)) {
      rmSync(join(dirname(folder), entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

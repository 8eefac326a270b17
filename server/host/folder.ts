import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { type CaptureFile, captureHeadLength, wantsWhole } from '../core/model/captureFile.ts';

/** A folder that has more files, or is deeper, is not what somebody captured: what lies beyond is left out. */
const mostFiles = 20_000;
const deepest = 24;

/** Folders that hold no dumps and many files. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * The files below a folder, each with its beginning, one at a time so that the caller may pause. Links are not followed;
 * what cannot be read is left out. Folders deeper than `mostDepth` are not looked into. Throws what `node:fs` throws when the folder itself cannot be read.
 */
export function* folderFiles(root: string, mostDepth: number = deepest): Generator<CaptureFile, void> {
  const stack: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  let nFiles = 0;
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const { path, depth } = folder;
    for (const entry of entriesOf(root, path)) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < mostDepth && !skipped.has(entry.name)) stack.push({ path: inner, depth: depth + 1 });
      } else if (entry.isFile()) {
        const file = readHead(root, inner);
        if (file === undefined) continue;
        if (++nFiles > mostFiles) return;
        yield file;
      }
    }
  }
}

function entriesOf(root: string, path: string): ReturnType<typeof readFolder> {
  if (path === '') return readFolder(root);
  try {
    return readFolder(`${root}/${path}`);
  } catch {
    return [];
  }
}

function readFolder(path: string): { name: string; isDirectory(): boolean; isFile(): boolean }[] {
  return readdirSync(path, { withFileTypes: true });
}

function readHead(root: string, path: string): CaptureFile | undefined {
  try {
    const { size } = lstatSync(`${root}/${path}`);
    const file = { path, size, head: readBytes(`${root}/${path}`, Math.min(size, captureHeadLength)) };
    return wantsWhole(file) ? { path, size, head: readBytes(`${root}/${path}`, size) } : file;
  } catch {
    return undefined;
  }
}

function readBytes(path: string, size: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const nRead = readSync(descriptor, bytes, at, size - at, at);
      if (nRead === 0) break;
      at += nRead;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(descriptor);
  }
}

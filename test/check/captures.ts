import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Network, readNetwork } from '../../server/core/check/network.ts';
import { readCapture } from '../../server/core/model/capture.ts';
import type { CaptureFile } from '../../server/core/model/captureFile.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { folderFiles } from '../../server/host/folder.ts';
import { filesOf, fixtures, text } from '../fixtures/dumps.ts';

/** The networks of a folder, by moment. */
export function networksOf(folder: string): readonly Network[] {
  return networksIn([...folderFiles(folder)], (path) => readFileSync(join(folder, path)));
}

/** Changes the text of a file; undefined takes the file away. */
export type Edit = (text: string) => string | undefined;

/** The network of a folder of fixtures with some of its files changed. An edit that changes nothing is a mistake. */
export function editedNetwork(folder: string, edits: Readonly<Record<string, Edit>>): Network {
  const texts = new Map<string, string>();
  for (const file of filesOf(folder)) texts.set(file.slice(folder.length + 1), text(file));
  for (const [path, edit] of Object.entries(edits)) {
    const before = texts.get(path) ?? '';
    const after = edit(before);
    if (after === before) throw new Error(`nothing changes in ${path} of ${join(fixtures, folder)}`);
    if (after === undefined) texts.delete(path);
    else texts.set(path, after);
  }
  const bytes = new Map([...texts].map(([path, content]) => [path, encodeText(content)]));
  const files = [...bytes].map(([path, head]): CaptureFile => ({ path, size: head.length, head }));
  const [network] = networksIn(files, (path) => bytes.get(path));
  if (network === undefined) throw new Error('no network');
  return network;
}

function networksIn(
  files: readonly CaptureFile[],
  read: (path: string) => Uint8Array | undefined,
): readonly Network[] {
  return readCapture(files).moments.map((moment) => readNetwork(moment, read, undefined));
}

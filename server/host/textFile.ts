import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { TextSource } from '../core/text/textSource.ts';

/** A file of the disk, read where it lies. Throws what `node:fs` throws when it cannot be opened. */
export function openTextFile(path: string): TextSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  return {
    size,
    read: (into, at, length, position) => readSync(descriptor, into, at, length, position),
    close: () => closeSync(descriptor),
  };
}

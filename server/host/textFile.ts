import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
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

/**
 * A file that is opened anew for every piece, for who keeps many of them for long. What cannot be read any more reads
 * as the end. Undefined when there is no such file.
 */
export function textFileAt(path: string): TextSource | undefined {
  try {
    return {
      size: statSync(path).size,
      read(into, at, length, position) {
        try {
          const file = openTextFile(path);
          try {
            return file.read(into, at, length, position);
          } finally {
            file.close();
          }
        } catch {
          return 0;
        }
      },
      close() {},
    };
  } catch {
    return undefined;
  }
}

/** The bytes of a file; undefined when it cannot be read. */
export function readTextFile(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

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
 * A file for who keeps many of them for long: it is open only from the first piece that is read until the event loop has
 * a turn, since opening costs more than reading. What cannot be read any more reads as the end. Undefined when there is
 * no such file.
 */
export function textFileAt(path: string): TextSource | undefined {
  let opened: TextSource | undefined;
  const close = (): void => {
    opened?.close();
    opened = undefined;
  };
  const open = (): TextSource => {
    const file = openTextFile(path);
    setImmediate(close);
    return file;
  };
  try {
    return {
      size: statSync(path).size,
      read(into, at, length, position) {
        try {
          opened ??= open();
          return opened.read(into, at, length, position);
        } catch {
          return 0;
        }
      },
      close,
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

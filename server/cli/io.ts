import { detectDialect, headLength } from '../core/syntax/detect.ts';
import type { Dialect } from '../core/syntax/dialect.ts';
import { type Dump, readDump } from '../core/model/dump.ts';
import { decodeText } from '../core/text/bytes.ts';

/** The world as commands see it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** The bytes of a file, or of standard input for `-`. Throws when it cannot be read. */
  read(path: string): Uint8Array;
}

/** Wrong use of a command: its message is the one line that is printed; the exit status is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

export interface InputFile {
  readonly path: string;
  readonly dialect: Dialect | undefined;
  /** Its first bytes. */
  readonly head: Uint8Array;
  /** Of no dialect: read as OpenFlow, so that its lines still have places. */
  readonly dump: Dump;
}

/** The bytes of a file without a byte order mark. Throws `UsageError` with one clear line when it cannot be read. */
export function readBytes(io: Io, path: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = io.read(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Reads one dump. Throws `UsageError` with one clear line when the file is missing or cannot be read. */
export function readInput(io: Io, path: string): InputFile {
  const bytes = readBytes(io, path);
  const dialect = detectDialect(decodeText(bytes, 0, Math.min(bytes.length, headLength)));
  const head = bytes.subarray(0, headLength);
  return { path, dialect, head, dump: readDump(bytes, dialect ?? 'ovs-openflow') };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Why a file is of no dialect, in words. */
export function unknownReason({ head }: InputFile): string {
  if (head.length === 0) return 'the file is empty';
  if (head.includes(0)) return 'binary data, not a dump';
  return 'neither a logical-flow list nor an OpenFlow dump';
}

/** The column of a byte in a line, from 1, in characters. */
export function columnOf(line: Uint8Array, offset: number): number {
  return decodeText(line, 0, Math.min(offset, line.length)).length + 1;
}

/** Makes control characters of a dump visible, so that they do not reach the terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

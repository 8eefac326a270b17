import { reasonOf } from '../host/readFailure.ts';
import { detectDialect, headLength } from '../core/syntax/detect.ts';
import type { Dialect } from '../core/syntax/dialect.ts';
import type { PartReport, TextPart } from '../core/model/decodeRows.ts';
import { decodeText } from '../core/text/bytes.ts';
import { readPiece, sourceFrom, type TextSource } from '../core/text/textSource.ts';

/** The world as commands see it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** A file, or standard input for `-`. Throws when it cannot be read. */
  open(path: string): TextSource;
  /** Starts threads that read parts of a file together with this one. Undefined where it is not worth it, or there are none. */
  readonly shareParts?: (file: InputFile, nThreads: number) => Promise<SharedParts | undefined>;
  usage(): Usage;
}

/** The parts of a file that several threads read: each takes the next one that nobody has. */
export interface SharedParts {
  /** Those that this thread takes, one at a time. */
  readonly own: Iterable<TextPart>;
  /** What all threads found, when this one found `own` in its parts. */
  reports(own: readonly PartReport[]): Promise<readonly PartReport[]>;
}

/** What the program has used since it was started. */
export interface Usage {
  /** Milliseconds. */
  readonly elapsed: number;
  readonly processor: number;
  /** Bytes, at most. */
  readonly resident: number;
}

/** Wrong use of a command: its message is the one line that is printed; the exit status is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** A file that was opened and looked at. */
export interface InputFile {
  readonly path: string;
  readonly dialect: Dialect | undefined;
  /** Its text, behind a byte-order mark. */
  readonly source: TextSource;
  /** Bytes of a byte-order mark. */
  readonly skipped: number;
  /** Its first bytes. */
  readonly head: Uint8Array;
}

/** The bytes of a file without a byte-order mark. Throws `UsageError` with one clear line when it cannot be read. */
export function readBytes(io: Io, path: string): Uint8Array {
  const { source } = openInput(io, path);
  const bytes = readPiece(source, 0, source.size);
  source.close();
  return bytes;
}

/** Opens one dump. Throws `UsageError` with one clear line when the file is missing or cannot be read. */
export function openInput(io: Io, path: string): InputFile {
  try {
    const file = io.open(path);
    const bytes = readPiece(file, 0, headLength);
    const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const head = bytes.subarray(skipped);
    const dialect = detectDialect(decodeText(head));
    return { path, dialect, source: sourceFrom(file, skipped), skipped, head };
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** Why a file is of no dialect, in words. */
export function unknownReason({ head }: InputFile): string {
  if (head.length === 0) return 'the file is empty';
  if (head.includes(0)) return 'binary data, not a dump';
  return 'no dump of OVN or Open vSwitch that is known';
}

/** Makes what a terminal would obey in a line of a dump visible, with tabs left as they are. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/**
 * The same for all that is written, whatever it is: lines stay lines, and JSON stays the same JSON. What turns the
 * direction of reading around goes with it, since a line would not say what it seems to.
 */
export function terminalSafe(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

import { SizedCache } from '../core/base/sizedCache.ts';
import { finish, type Steps } from '../core/base/steps.ts';
import type { CapturePart } from '../core/model/captureFile.ts';
import type { Dump } from '../core/model/dump.ts';
import { indexSteps } from '../core/model/indexSource.ts';
import { sourceDump } from '../core/model/sourceDump.ts';
import { readTextFile, textFileAt } from '../host/textFile.ts';
import type { OpenDocument } from './documents.ts';

/** What is kept of the files of one capture, in bytes: texts of databases, and indexes of dumps that stay on disk. */
const mostTexts = 256 << 20;
const mostIndexes = 256 << 20;

/**
 * The files of one capture as the user sees them: what the editor has open comes before what the disk has. Everything is
 * read when something asks for it, and kept until its file changes.
 */
export interface CaptureSource {
  /** The bytes of a file; undefined when it cannot be read. */
  read(path: string): Uint8Array | undefined;
  /** A file as rows; undefined when it cannot be read, or is no text with rows. */
  dump(part: CapturePart): Dump | undefined;
  /** The same with pauses, where the file has to be read for it. */
  dumpSteps(part: CapturePart): Steps<Dump | undefined>;
  /** What `make` makes of these files and nothing else, or an earlier result if all are as they were. */
  derive<Value>(what: string, parts: readonly CapturePart[], make: () => Steps<Value>): Steps<Value>;
}

export interface CaptureFiles extends CaptureSource {
  /** The file, or the document that the editor has of it, is not what it was. */
  changed(path: string): void;
}

/** `pathOf` gives the disk's path of one relative to the capture, undefined for what is on no disk. */
export function captureFiles(
  pathOf: (path: string) => string | undefined,
  documentAt: (path: string) => OpenDocument | undefined,
): CaptureFiles {
  const texts = new SizedCache<Uint8Array>(mostTexts);
  const dumps = new SizedCache<Dump>(mostIndexes);
  const derived = new Map<string, { readonly paths: ReadonlySet<string>; readonly value: unknown }>();
  /** How often each file has changed. */
  const changes = new Map<string, number>();

  function nChanges(parts: readonly CapturePart[]): number {
    return parts.reduce((sum, { path }) => sum + (changes.get(path) ?? 0), 0);
  }

  function* dumpSteps({ path, dialect, isCompressed }: CapturePart): Steps<Dump | undefined> {
    const document = documentAt(path);
    // The user may have told the editor another language: then that is what the text is.
    if (document !== undefined) return document.dump();
    if (dialect === undefined || isCompressed) return undefined;
    const known = dumps.get(path);
    if (known !== undefined && known.dialect === dialect) return known;
    const place = pathOf(path);
    const source = place === undefined ? undefined : textFileAt(place);
    if (source === undefined) return undefined;
    const before = changes.get(path);
    const dump = sourceDump(source, dialect, yield* indexSteps(source, dialect));
    if (changes.get(path) === before) dumps.set(path, dump, dump.rows.size);
    return dump;
  }

  return {
    read(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const place = pathOf(path);
      const bytes = documentAt(path)?.bytes() ?? (place === undefined ? undefined : readTextFile(place));
      if (bytes !== undefined) texts.set(path, bytes, bytes.length);
      return bytes;
    },
    dump: (part) => finish(dumpSteps(part)),
    dumpSteps,
    *derive<Value>(what: string, parts: readonly CapturePart[], make: () => Steps<Value>) {
      const key = [what, ...parts.map(({ path }) => path)].join('\n');
      const known = derived.get(key);
      if (known !== undefined) return known.value as Value;
      const before = nChanges(parts);
      const value = yield* make();
      // A file that changed meanwhile has been read in part as it was: the value serves this caller only.
      if (nChanges(parts) === before)
        derived.set(key, { paths: new Set(parts.map(({ path }) => path)), value });
      return value;
    },
    changed(path) {
      changes.set(path, (changes.get(path) ?? 0) + 1);
      texts.delete(path);
      dumps.delete(path);
      for (const [key, { paths }] of derived) if (paths.has(path)) derived.delete(key);
    },
  };
}

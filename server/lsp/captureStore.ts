import type { Disposable } from 'vscode-languageserver';
import type { Pace } from '../core/base/pace.ts';
import { type Capture, type CaptureChassis, type CaptureMoment, readCapture } from '../core/model/capture.ts';
import {
  type CaptureFile,
  captureHeadLength,
  type CapturePart,
  describeFile,
  wantsWhole,
} from '../core/model/captureFile.ts';
import { pathOfUri, uriOfPath } from '../host/fileUri.ts';
import { folderFiles } from '../host/folder.ts';
import { excerptOrigin } from '../protocol/excerpt.ts';
import { type CaptureFiles, captureFiles, type CaptureSource } from './captureFiles.ts';
import { excerptPlace } from './excerptPlace.ts';
import type { DocumentStore, OpenDocument } from './documents.ts';

/** A folder of dumps, in order, with its files. A later reading is another object with the same source. */
export interface OpenCapture {
  /** With `/`; undefined for a document that is on no disk, or belongs to no capture: it is one of its own. */
  readonly folder: string | undefined;
  readonly capture: Capture;
  readonly source: CaptureSource;
  uriOf(path: string): string;
}

/** Where in a capture a document stands. */
export interface DocumentPlace {
  readonly capture: OpenCapture;
  readonly moment: CaptureMoment;
  /** Undefined for what is of no host. */
  readonly chassis: CaptureChassis | undefined;
  readonly part: CapturePart;
  /** The file, where the document has rows of it only. */
  readonly whole?: CapturePart | undefined;
}

/** The captures that open documents lie in. Each is read when something first asks for it, and kept while one is open. */
export interface CaptureStore {
  /**
   * Where the document stands: in one moment, or in several when it is beside all of them. The capture is its
   * workspace folder, else the folder that it lies in; a document that is no part of that stands alone. Rows of a file
   * that the extension shows apart stand where the file does. Never empty.
   */
  placesOf(document: OpenDocument): Promise<readonly DocumentPlace[]>;
  /** The capture of a folder, read again if `isFresh`. Rejects with what `node:fs` throws when it cannot be read. */
  open(folder: string, isFresh?: boolean): Promise<OpenCapture>;
  /** The folders that the editor has open, as URIs. */
  setFolders(uris: readonly string[]): void;
  /** It was opened or changed. */
  documentChanged(uri: string): void;
  documentClosed(uri: string): void;
  /** Files were written, made or deleted. */
  filesChanged(uris: readonly string[]): void;
  /** Calls `listen` when a file of a capture that was read changed, on the disk or in the editor. */
  onDidChange(listen: (capture: OpenCapture) => void): void;
}

export interface CaptureStoreHost {
  readonly pace: () => Pace;
  /** Milliseconds of a clock that only goes forwards. */
  now(): number;
  after(ms: number, run: () => void): Disposable;
  /** Has `filesChanged` called for everything below the folder. */
  watchFolder(folder: string): Disposable;
}

/** A capture is kept so long after its last document was closed, in milliseconds: editors close and open. */
const keepTime = 60_000;

/**
 * A folder that changes all the time, as where programs are built, is read again after so many times what its last
 * reading took: a tenth of the time at most goes into that.
 */
const restTimes = 9;

/** A folder that was read. */
interface KnownFolder {
  readonly files: CaptureFiles;
  readonly watcher: Disposable;
  readonly reading: Promise<OpenCapture>;
  /** Once `reading` is there. */
  capture: OpenCapture | undefined;
  /** Files came, went, or may be something else than before. */
  isStale: boolean;
  /** Until then it is not read again for that. */
  restsUntil: number;
}

export function createCaptureStore(documents: DocumentStore, host: CaptureStoreHost): CaptureStore {
  const known = new Map<string, KnownFolder>();
  const alone = new WeakMap<OpenDocument, readonly DocumentPlace[]>();
  const listeners: ((capture: OpenCapture) => void)[] = [];
  /** Of open documents, by path: editors do not spell a URI as others do. */
  const uris = new Map<string, string>();
  let workspace: readonly string[] = [];

  function documentAt(path: string): OpenDocument | undefined {
    const uri = uris.get(path);
    return uri === undefined ? undefined : documents.get(uri);
  }

  async function read(folder: string, files: CaptureFiles): Promise<OpenCapture> {
    const pace = host.pace();
    const found: CaptureFile[] = [];
    for (const file of folderFiles(folder)) {
      await pace.step();
      const document = documentAt(`${folder}/${file.path}`);
      found.push(document === undefined ? file : fileOf(document, file.path));
    }
    const spelled = new Map<string, string>();
    return {
      folder,
      capture: readCapture(found),
      source: files,
      uriOf(path) {
        const whole = `${folder}/${path}`;
        const open = uris.get(whole);
        if (open !== undefined) return open;
        const uri = spelled.get(whole) ?? uriOfPath(whole);
        spelled.set(whole, uri);
        return uri;
      },
    };
  }

  function open(folder: string, isFresh: boolean): Promise<OpenCapture> {
    const last = known.get(folder);
    if (last !== undefined && !isFresh && (!last.isStale || host.now() < last.restsUntil))
      return last.reading;
    const begin = host.now();
    const files =
      last?.files ??
      captureFiles(
        (path) => `${folder}/${path}`,
        (path) => documentAt(`${folder}/${path}`),
      );
    const reading = read(folder, files);
    const entry: KnownFolder = {
      files,
      watcher: last?.watcher ?? host.watchFolder(folder),
      reading,
      capture: last?.capture,
      isStale: false,
      restsUntil: Number.POSITIVE_INFINITY,
    };
    known.set(folder, entry);
    reading.then(
      (capture) => {
        entry.capture = capture;
        const now = host.now();
        entry.restsUntil = now + restTimes * (now - begin);
      },
      () => {
        if (known.get(folder) === entry) forget(folder);
      },
    );
    if (last === undefined) forgetLater(folder);
    return reading;
  }

  function forget(folder: string): void {
    known.get(folder)?.watcher.dispose();
    known.delete(folder);
  }

  function forgetLater(folder: string): void {
    host.after(keepTime, () => {
      const isUsed = [...documents.all()].some(({ uri }) => whereIs(uri, workspace)?.folder === folder);
      if (!isUsed) forget(folder);
    });
  }

  function placesAlone(document: OpenDocument): readonly DocumentPlace[] {
    const before = alone.get(document);
    if (before !== undefined) return before;
    const made = [placeAlone(document)];
    alone.set(document, made);
    return made;
  }

  /** Every capture that was read and has the file, which is there under that path. */
  function* holding(uri: string): Generator<{ folder: string; entry: KnownFolder; path: string }, void> {
    const whole = pathOfUri(uri);
    if (whole === undefined) return;
    for (const [folder, entry] of known) {
      if (whole.startsWith(`${folder}/`)) yield { folder, entry, path: whole.slice(folder.length + 1) };
    }
  }

  function tell({ capture }: KnownFolder): void {
    if (capture !== undefined) for (const listen of listeners) listen(capture);
  }

  return {
    async placesOf(document) {
      const where = whereIs(document.uri, workspace);
      if (where === undefined) return placesAlone(document);
      let capture: OpenCapture;
      try {
        capture = await open(where.folder, false);
      } catch {
        // Its folder cannot be read: the document still can.
        return placesAlone(document);
      }
      const places = placesIn(capture, where.path);
      if (places.length === 0) return placesAlone(document);
      const isExcerpt = excerptOrigin(document.uri) !== undefined;
      return isExcerpt ? places.map((place) => excerptPlace(place, document)) : places;
    },
    open: (folder, isFresh = false) => open(withoutEnd(folder), isFresh),
    setFolders(uris) {
      workspace = uris.flatMap((uri) => pathOfUri(uri) ?? []).map(withoutEnd);
    },
    documentChanged(uri) {
      const whole = pathOfUri(uri);
      if (whole !== undefined) uris.set(whole, uri);
      for (const { entry, path } of holding(uri)) {
        entry.files.changed(path);
        tell(entry);
      }
    },
    documentClosed(uri) {
      const whole = pathOfUri(uri);
      if (whole !== undefined) uris.delete(whole);
      for (const { folder, entry, path } of holding(uri)) {
        entry.files.changed(path);
        tell(entry);
        forgetLater(folder);
      }
    },
    filesChanged(uris) {
      const changed = new Set<KnownFolder>();
      for (const uri of uris) {
        for (const { entry, path } of holding(uri)) {
          entry.files.changed(path);
          // What a database says may name hosts anew; what was nothing may be a dump now.
          if (!isPlainDump(entry.capture, path)) entry.isStale = true;
          changed.add(entry);
        }
      }
      changed.forEach(tell);
    },
    onDidChange(listen) {
      listeners.push(listen);
    },
  };
}

/**
 * Where the disk has the document, and the folder of its capture: the innermost one of the workspace's, else its own. Undefined
 * of a document that is on no disk.
 */
function whereIs(
  uri: string,
  workspace: readonly string[],
): { readonly folder: string; readonly path: string } | undefined {
  const origin = excerptOrigin(uri);
  const path = origin?.file.replaceAll('\\', '/') ?? pathOfUri(uri);
  if (path === undefined) return undefined;
  const wanted = origin === undefined ? '' : withoutEnd(origin.folder);
  const folders = wanted !== '' && path.startsWith(`${wanted}/`) ? [wanted] : workspace;
  const [around] = folders
    .filter((each) => path.startsWith(`${each}/`))
    .toSorted((a, b) => b.length - a.length);
  const folder = around ?? path.slice(0, path.lastIndexOf('/'));
  return { folder, path: path.slice(folder.length + 1) };
}

/** The moments that have the file. */
function placesIn(capture: OpenCapture, path: string): readonly DocumentPlace[] {
  return capture.capture.moments.flatMap((moment): DocumentPlace[] => {
    const central = moment.central.find((part) => part.path === path);
    if (central !== undefined) return [{ capture, moment, chassis: undefined, part: central }];
    for (const chassis of moment.chassis) {
      const part = chassis.parts.find((each) => each.path === path);
      if (part !== undefined) return [{ capture, moment, chassis, part }];
    }
    return [];
  });
}

/** A part whose content does not decide where it, or another one, belongs. */
function isPlainDump(capture: OpenCapture | undefined, path: string): boolean {
  return (
    capture !== undefined &&
    placesIn(capture, path).some(({ part }) => part.kind !== 'database' && part.size > 0)
  );
}

function fileOf(document: OpenDocument, path: string): CaptureFile {
  const file = { path, size: document.size, head: document.bytes(captureHeadLength) };
  return wantsWhole(file) ? { ...file, head: document.bytes() } : file;
}

/** A document that is a capture of its own: no file is beside it. */
function placeAlone(document: OpenDocument): DocumentPlace {
  const path = decodeURIComponentSafely(document.uri.slice(document.uri.lastIndexOf('/') + 1));
  const described = describeFile(fileOf(document, path));
  const part: CapturePart = { ...described, dialect: document.dialect };
  const chassis: CaptureChassis = {
    name: '',
    hostname: undefined,
    encaps: [],
    isRegistered: false,
    parts: [part],
  };
  const isOfHost = part.kind !== 'logical-flows' && part.kind !== 'database' && part.kind !== 'trace';
  const moment: CaptureMoment = {
    name: '',
    central: isOfHost ? [] : [part],
    chassis: isOfHost ? [chassis] : [],
    missing: [],
  };
  const source = captureFiles(
    () => undefined,
    (each) => (each === path ? document : undefined),
  );
  const capture: OpenCapture = {
    folder: undefined,
    capture: { moments: [moment], others: [] },
    source,
    uriOf: () => document.uri,
  };
  return { capture, moment, chassis: isOfHost ? chassis : undefined, part };
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutEnd(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
}

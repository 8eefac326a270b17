import { lineFeedChar } from '../core/text/ascii.ts';
import type { CancellationToken, Connection, Disposable, Location, Position } from 'vscode-languageserver';
import type { Pace } from '../core/base/pace.ts';
import { finishPaced, type Steps } from '../core/base/steps.ts';
import { Links } from '../core/links/links.ts';
import type { LinkTarget } from '../core/links/source.ts';
import type { SubjectToken } from '../core/links/subject.ts';
import { subjectAt } from '../core/links/subjects.ts';
import type { CaptureStore, DocumentPlace } from './captureStore.ts';
import type { Watch } from './dispatch.ts';
import type { DocumentStore, OpenDocument } from './documents.ts';
import { byteOfColumn, columnOfByte } from './positions.ts';
import type { Settings } from './settings.ts';

/** What the features that follow links need of the server. */
export interface LinkHost {
  readonly connection: Connection;
  readonly watch: Watch;
  readonly documents: DocumentStore;
  readonly captures: CaptureStore;
  settings(): Settings;
  /** Stops when the request is cancelled, or the document has changed. */
  paceFor(document: OpenDocument, cancel: CancellationToken): Pace;
  /** Stops when the request is cancelled. */
  pace(cancel: CancellationToken): Pace;
  after(ms: number, run: () => void): Disposable;
}

/** A document as a part of what is around it. */
export interface LinkedDocument {
  readonly place: DocumentPlace;
  readonly links: Links;
}

/** The document in each moment that it belongs to: one, but for what is beside all moments. */
export async function linkedDocuments(
  { captures, settings }: LinkHost,
  document: OpenDocument,
): Promise<readonly LinkedDocument[]> {
  const places = await captures.placesOf(document);
  return places.map((place) => {
    const { moment, chassis, part, capture, whole } = place;
    const own = { ...part, dialect: document.dialect };
    const origin = { moment, chassis, part: own, dump: document.dump(), whole };
    return { place, links: new Links(origin, capture.source, settings().release) };
  });
}

/** The value if it comes within so many milliseconds. */
export function inTime<Value>(
  host: LinkHost,
  value: Promise<Value>,
  patience: number,
): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = host.after(patience, () => resolve(undefined));
    value.then(resolve, reject).finally(() => timer.dispose());
  });
}

/** What stands at a position, and in which row. */
export function tokenAt(
  document: OpenDocument,
  { line, character }: Position,
): (SubjectToken & { readonly row: number }) | undefined {
  const dump = document.dump();
  if (line >= dump.rows.nRows) return undefined;
  const found = subjectAt(dump, line, byteOfColumn(dump.rowBytes(line), character));
  return found === undefined ? undefined : { ...found, row: line };
}

/** The targets of every moment that the document is in; undefined when it was cancelled. */
export async function targetsOf(
  host: LinkHost,
  document: OpenDocument,
  pace: Pace,
  find: (links: Links) => Steps<readonly LinkTarget[]>,
): Promise<Location[] | undefined> {
  const locations: Location[] = [];
  for (const { links, place } of await linkedDocuments(host, document)) {
    const found = await finishPaced(find(links), pace);
    if (found === undefined) return undefined;
    for (const target of found) locations.push(locationOf(place, target));
  }
  return locations;
}

/** Where the editor goes for a target: the start of its line, or a part of a line that is more than it. */
export function locationOf({ capture }: DocumentPlace, { path, line, span }: LinkTarget): Location {
  const uri = capture.uriOf(path);
  const bytes = span === undefined ? undefined : capture.source.read(path);
  if (span === undefined || bytes === undefined) return { uri, range: emptyRange(line) };
  const lineStart = span.start === 0 ? 0 : bytes.lastIndexOf(lineFeedChar, span.start - 1) + 1;
  const found = bytes.indexOf(lineFeedChar, span.start);
  const end = Math.min(span.end, found === -1 ? bytes.length : found);
  const text = bytes.subarray(lineStart, end);
  return {
    uri,
    range: {
      start: { line, character: columnOfByte(text, span.start - lineStart) },
      end: { line, character: columnOfByte(text, end - lineStart) },
    },
  };
}

function emptyRange(line: number): Location['range'] {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}

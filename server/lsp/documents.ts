import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Dialect } from '../core/syntax/dialect.ts';
import type { Dump } from '../core/model/dump.ts';
import { segmentedDump } from '../core/model/segmentedDump.ts';
import {
  editText,
  type SegmentedText,
  segmentedText,
  bytesOf,
  segmentOfRow,
  type TextEdit,
  type TextPlace,
  type TextSegment,
} from '../core/model/segmentedText.ts';
import { encodeText } from '../core/text/bytes.ts';
import { lineEnd } from '../core/text/lineIndex.ts';
import { byteOfColumn } from './positions.ts';

/** An open document of the editor. Its dump is made when something first asks for it. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly dialect: Dialect;
  /** Bytes of the text. */
  readonly size: number;
  dump(): Dump;
  /** The text in UTF-8, or its first `size` bytes: a copy. */
  bytes(size?: number): Uint8Array;
}

/** The documents that the editor has open. Every change makes a new `OpenDocument`; old ones stay valid for who holds them. */
export interface DocumentStore {
  get(uri: string): OpenDocument | undefined;
  all(): IterableIterator<OpenDocument>;
  open(uri: string, dialect: Dialect, version: number, text: string): OpenDocument;
  /** Applies changes in order; undefined when the document is not open. */
  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): OpenDocument | undefined;
  close(uri: string): void;
}

export function createDocumentStore(): DocumentStore {
  const documents = new Map<string, { document: OpenDocument; text: SegmentedText }>();

  function put(uri: string, version: number, text: SegmentedText): OpenDocument {
    let dump: Dump | undefined;
    const document: OpenDocument = {
      uri,
      version,
      dialect: text.dialect,
      size: text.size,
      dump: () => (dump ??= segmentedDump(text)),
      bytes: (size) => bytesOf(text, size),
    };
    documents.set(uri, { document, text });
    return document;
  }

  return {
    get: (uri) => documents.get(uri)?.document,
    *all() {
      for (const { document } of documents.values()) yield document;
    },
    open: (uri, dialect, version, text) => put(uri, version, segmentedText(text, dialect)),
    change(uri, version, changes) {
      const known = documents.get(uri);
      return known === undefined ? undefined : put(uri, version, applyChanges(known.text, changes));
    },
    close(uri) {
      documents.delete(uri);
    },
  };
}

/**
 * The text after the changes of one `textDocument/didChange`, each of which speaks of the text after the one before; a
 * change without a range is the whole text.
 */
export function applyChanges(
  before: SegmentedText,
  changes: readonly TextDocumentContentChangeEvent[],
): SegmentedText {
  let text = before;
  // Editors send many changes back to front. Then none moves the next one's place, and all are one edit.
  let edits: TextEdit[] = [];
  /** What stands before it is as in `text`. */
  let barrier: Position | undefined;
  for (const change of changes) {
    if (!('range' in change)) {
      text = segmentedText(change.text, text.dialect, text.segmentSize);
      edits = [];
      barrier = undefined;
      continue;
    }
    const { range } = change;
    if (barrier !== undefined && !isBefore(range.end, barrier)) {
      text = editText(text, edits.toReversed());
      edits = [];
    }
    const start = placeOf(text, range.start);
    const end = isBefore(range.start, range.end) ? placeOf(text, range.end) : start;
    edits.push({ start, end, inserted: encodeText(change.text) });
    barrier = start.isInside
      ? range.start
      : { line: Math.min(range.start.line, lastRow(text)), character: 0 };
  }
  return edits.length === 0 ? text : editText(text, edits.toReversed());
}

/** Where an editor's position is. Positions outside are moved to the nearest one inside. */
function placeOf(
  text: SegmentedText,
  { line, character }: Position,
): TextPlace & {
  /** Before the end of its line: there is such a position. */
  readonly isInside: boolean;
} {
  if (line > lastRow(text)) {
    const segment = text.segments.length - 1;
    return { segment, offset: (text.segments[segment] as TextSegment).bytes.length, isInside: false };
  }
  const segment = segmentOfRow(text, line);
  const { bytes, index } = text.segments[segment] as TextSegment;
  const row = line - (text.firstRows[segment] as number);
  const start = index.starts.start(row);
  const end = lineEnd(bytes, start, index.starts.start(row + 1));
  const offset = start + byteOfColumn(bytes.subarray(start, end), character);
  return { segment, offset, isInside: offset < end };
}

function lastRow({ firstRows, segments }: SegmentedText): number {
  return (firstRows[segments.length] as number) - 1;
}

/** Or at the same place. */
function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

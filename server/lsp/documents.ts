import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Dialect } from '../core/syntax/dialect.ts';
import { type Dump, readDump } from '../core/model/dump.ts';
import { encodeText } from '../core/text/bytes.ts';
import { indexLines } from '../core/text/lineIndex.ts';
import { offsetOf } from './positions.ts';

/** An open document of the editor, as bytes. Its dump is read when something first asks for it. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly dialect: Dialect;
  /** Bytes of the text. */
  readonly size: number;
  dump(): Dump;
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
  const documents = new Map<string, { document: OpenDocument; bytes: Uint8Array }>();

  function put(uri: string, dialect: Dialect, version: number, bytes: Uint8Array): OpenDocument {
    let dump: Dump | undefined;
    const document: OpenDocument = {
      uri,
      version,
      dialect,
      size: bytes.length,
      dump: () => {
        dump ??= readDump(bytes, dialect);
        return dump;
      },
    };
    documents.set(uri, { document, bytes });
    return document;
  }

  return {
    get: (uri) => documents.get(uri)?.document,
    *all() {
      for (const { document } of documents.values()) yield document;
    },
    open: (uri, dialect, version, text) => put(uri, dialect, version, encodeText(text)),
    change(uri, version, changes) {
      const known = documents.get(uri);
      if (known === undefined) return undefined;
      let { bytes } = known;
      for (const change of changes) bytes = applyChange(bytes, change);
      return put(uri, known.document.dialect, version, bytes);
    },
    close(uri) {
      documents.delete(uri);
    },
  };
}

/** The text after one change of `textDocument/didChange`; a change without a range is the whole text. */
export function applyChange(bytes: Uint8Array, change: TextDocumentContentChangeEvent): Uint8Array {
  const inserted = encodeText(change.text);
  if (!('range' in change)) return inserted;
  const lines = indexLines(bytes);
  const start = offsetOf(bytes, lines, change.range.start);
  const end = Math.max(start, offsetOf(bytes, lines, change.range.end));
  const changed = new Uint8Array(bytes.length - (end - start) + inserted.length);
  changed.set(bytes.subarray(0, start));
  changed.set(inserted, start);
  changed.set(bytes.subarray(end), start + inserted.length);
  return changed;
}

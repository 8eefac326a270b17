import type { CaptureSource } from './captureFiles.ts';
import type { DocumentPlace } from './captureStore.ts';
import type { OpenDocument } from './documents.ts';

/**
 * Where rows of a file stand that are a document of their own: beside the file, which thus tells with all others how
 * they are to be read and what they lead to.
 */
export function excerptPlace(
  { capture, part, ...place }: DocumentPlace,
  document: OpenDocument,
): DocumentPlace {
  // No file of a capture is called that.
  const path = document.uri;
  return {
    ...place,
    capture: {
      ...capture,
      source: sourceWith(document, path, capture.source),
      uriOf: (each) => (each === path ? document.uri : capture.uriOf(each)),
    },
    part: { ...part, path, size: document.size },
    whole: part,
  };
}

/** What is made of the rows is not kept: they are few, and the capture outlives them. */
function sourceWith(document: OpenDocument, own: string, source: CaptureSource): CaptureSource {
  return {
    read: (path) => (path === own ? document.bytes() : source.read(path)),
    dump: (part) => (part.path === own ? document.dump() : source.dump(part)),
    *dumpSteps(part) {
      if (part.path === own) return document.dump();
      return yield* source.dumpSteps(part);
    },
    derive: (what, parts, make) =>
      parts.some(({ path }) => path === own) ? make() : source.derive(what, parts, make),
  };
}

/** A text that is read a piece at a time: a file, or bytes in memory. */
export interface TextSource {
  /** In bytes, when it was opened; 0 when nobody knows, as of a pipe. */
  readonly size: number;
  /**
   * Copies up to `length` bytes from `position` on to `into[at]`; returns how many, 0 at the end. Throws what the
   * system says when it cannot.
   */
  read(into: Uint8Array, at: number, length: number, position: number): number;
  close(): void;
}

/** A text in memory. */
export function bytesSource(bytes: Uint8Array): TextSource {
  return {
    size: bytes.length,
    read(into, at, length, position) {
      const piece = bytes.subarray(position, position + length);
      into.set(piece, at);
      return piece.length;
    },
    close() {},
  };
}

/** A source without its first `skipped` bytes. */
export function sourceFrom(source: TextSource, skipped: number): TextSource {
  if (skipped === 0) return source;
  return {
    size: Math.max(0, source.size - skipped),
    read: (into, at, length, position) => source.read(into, at, length, position + skipped),
    close: () => source.close(),
  };
}

/** Up to `length` bytes from `position` on, all that there are. */
export function readPiece(source: TextSource, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const nRead = source.read(bytes, at, length - at, position + at);
    if (nRead === 0) break;
    at += nRead;
  }
  return bytes.subarray(0, at);
}

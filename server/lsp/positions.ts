import type { Range } from 'vscode-languageserver';

/** The only place where bytes and the editor's UTF-16 units meet. */

/** The UTF-16 column of byte `offset` of a line; `bytes` holds just that line. */
export function columnOfByte(bytes: Uint8Array, offset: number): number {
  const end = Math.min(offset, bytes.length);
  let column = 0;
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number;
    // Continuation bytes add nothing; a four-byte sequence is a surrogate pair.
    if ((byte & 0xc0) !== 0x80) column += byte >= 0xf0 ? 2 : 1;
  }
  return column;
}

/** The byte of UTF-16 column `column` of a line; the line's length when the column lies behind its end. */
export function byteOfColumn(bytes: Uint8Array, column: number): number {
  let units = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) === 0x80) continue;
    if (units >= column) return at;
    units += byte >= 0xf0 ? 2 : 1;
  }
  return bytes.length;
}

/** A range inside one line. */
export function rangeInLine(lineBytes: Uint8Array, line: number, start: number, end: number): Range {
  return {
    start: { line, character: columnOfByte(lineBytes, start) },
    end: { line, character: columnOfByte(lineBytes, end) },
  };
}

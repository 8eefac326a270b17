/** A row's text: `bytes[start, end)`. */
export interface RowText {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A row longer than this is not parsed, in bytes: no tool prints one, and an editor cannot show it. */
export const maxRowSize: number = 1 << 20;

/** What is said of a row that is not parsed for its length, in bytes. */
export function tooLong(size: number): string {
  return `line of ${size} bytes is too long to be read`;
}

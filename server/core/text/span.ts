/**
 * A half-open range of a text, in bytes from its start. Trees of a row count from the start of the row.
 * Editors count UTF-16 units; only `lsp` converts.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

/** A fault in a row's text, with its place in bytes from the start of the row. */
export interface SyntaxProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

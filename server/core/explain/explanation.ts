import type { Span } from '../text/span.ts';

/** A piece of text: plain, or set apart as code. What a dump says stands in either as it is; the writer escapes it. */
export type Inline = string | { readonly code: string } | { readonly strong: string };

/** An answer to «what is this?»: the answer first, the evidence under it. Data; see `markdown.ts` for its one spelling. */
export interface Explanation {
  /** What it is about, in bytes of the row. */
  readonly span: Span;
  /** What it is called, such as `reg15` or `Clone to hosts`. */
  readonly title: readonly Inline[];
  /** One or two plain sentences. */
  readonly summary: readonly Inline[];
  /** Decoded parts: a label and what it stands for. */
  readonly parts: readonly ExplanationPart[];
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly (readonly Inline[])[];
}

export interface ExplanationPart {
  readonly label: readonly Inline[];
  readonly text: readonly Inline[];
}

import type { Span } from '../text/span.ts';

/** How bad a finding is: traffic is lost or doubled, it may be, or the reader should know. */
export type Severity = 'error' | 'warning' | 'information';

/** Where something stands. */
export interface Place {
  /** As the capture names the file. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** In bytes of the file, where that is less than the line: a row of a database that is one line as a whole. */
  readonly span?: Span | undefined;
}

export interface RelatedPlace extends Place {
  /** What stands there. */
  readonly message: string;
}

/** Something that is wrong, or that a person should know. Names in it come from the files: data, to be shown as text. */
export interface Finding {
  /** The rule's stable id, such as `MC03`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong here, and why, in whole sentences. */
  readonly message: string;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  /** The logical port that it is about. */
  readonly port: string | undefined;
  /** A command to copy, with every name quoted for a shell. Never run by the program. */
  readonly command: string | undefined;
}

import type { Steps } from '../base/steps.ts';
import type { CapturePart } from '../model/captureFile.ts';
import type { Dump } from '../model/dump.ts';
import type { Span } from '../text/span.ts';

/** Where the files of a capture come from; what is made of them is kept there. */
export interface LinkSource {
  /** The bytes of a file; undefined when it cannot be read. */
  readonly read: (path: string) => Uint8Array | undefined;
  /** A file as rows; undefined when it has none or cannot be read. */
  dumpSteps(part: CapturePart): Steps<Dump | undefined>;
  /** What `make` makes of these files and nothing else, or an earlier result if all are as they were. */
  derive<Value>(what: string, parts: readonly CapturePart[], make: () => Steps<Value>): Steps<Value>;
}

/** Where a link leads. */
export interface LinkTarget {
  /** As the capture names the file. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** In bytes of the file, where that is less than the line: a row of a database that is one line as a whole. */
  readonly span?: Span | undefined;
}

/** At most so many rows are listed for one thing: nobody reads on. */
export const mostTargets = 2_000;

/** The same place is listed once. */
export function distinct(targets: readonly LinkTarget[]): readonly LinkTarget[] {
  const seen = new Set<string>();
  return targets.filter(({ path, line, span }) => {
    const key = `${path}\n${line}\n${span?.start ?? -1}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

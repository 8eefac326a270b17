import { compareNames } from '../model/capture.ts';
import type { Dialect } from '../syntax/dialect.ts';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** What one side says, with its place. */
export interface ComparedText {
  /** A row as its file has it; of a database its columns, one a line. */
  readonly text: string;
  /** As the side names the file. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
}

/** Something that the two sides do not have alike. Names in it come from the files: data, to be shown as text. */
export interface Change {
  /** `hv3 br-int table 39 (OFTABLE_REMOTE_OUTPUT)`, `OVN_Southbound Port_Binding`. */
  readonly where: string;
  readonly kind: ChangeKind;
  readonly before: ComparedText | undefined;
  readonly after: ComparedText | undefined;
  /** What changed and why, without its subject: `clone to hv2 added on hv3`. */
  readonly what: string;
  /** Whom it is about: `port vm`, `sw0`. */
  readonly subject: string;
  /** Of the texts, for colours and hovers; undefined for the columns of a database's row. */
  readonly dialect: Dialect | undefined;
}

/** All changes of one subject that are told in the same words. */
export interface ChangeGroup {
  readonly subject: string;
  readonly what: string;
  readonly changes: readonly Change[];
}

export interface Comparison {
  /** In order of their subjects: ports first. */
  readonly groups: readonly ChangeGroup[];
  /** Rows of either side that were compared. */
  readonly nRows: number;
  /** What was compared: `hv3 br-int flows`. */
  readonly parts: readonly string[];
  /** What only one side has a file of, so that nothing is said about it. */
  readonly notes: readonly string[];
}

/** A whole sentence about a change: `port vm: clone to hv2 added on hv3`. */
export function sentenceOf({ subject, what }: Pick<Change, 'subject' | 'what'>): string {
  return `${subject}: ${what}`;
}

export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = new Map<string, { subject: string; what: string; changes: Change[] }>();
  for (const change of changes) {
    const key = sentenceOf(change);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...change, changes: [change] });
    else known.changes.push(change);
  }
  return [...groups.values()]
    .map(({ subject, what, changes: all }) => ({ subject, what, changes: all }))
    .sort((a, b) => rank(a) - rank(b) || compareNames(a.subject, b.subject));
}

function rank({ subject }: ChangeGroup): number {
  return subject.startsWith('port ') ? 0 : 1;
}

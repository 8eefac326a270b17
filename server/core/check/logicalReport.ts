import type { Steps } from '../base/steps.ts';
import { WordSet } from '../base/wordSet.ts';
import type { Dump } from '../model/dump.ts';
import type { LayoutChoice } from '../model/layoutChoice.ts';
import type { Finding, Place } from './finding.ts';
import { logicalRules } from './logicalRules.ts';
import { type LogicalSection, readLogicalFacts } from './logical/logicalFacts.ts';
import { rowFindings } from './rowFault.ts';
import { syntaxFindings } from './syntaxFindings.ts';

/** What one list of logical flows shows by itself, and what it says that the chassis should have. */
export interface LogicalReport {
  readonly path: string;
  readonly dump: Dump;
  /** The first 32 bits of its rows' UUIDs, which are the cookies of OpenFlow rows; undefined when it has none. */
  readonly cookies: WordSet | undefined;
  readonly sections: readonly LogicalSection[];
  /** 1 for rows whose match names no port, set, group or chassis. */
  readonly isPlain: Uint8Array;
  readonly findings: readonly Finding[];
  /** Whether its rows are lines of the file, and not rows of a database. */
  readonly isList: boolean;
  /** Where a row stands in the file: in its line, or elsewhere when the file is a database. */
  placeOf(row: number): Place;
}

/** Reads all rows, each once, and applies the rules. */
export function* readLogicalReport(path: string, dump: Dump, choice: LayoutChoice): Steps<LogicalReport> {
  const facts = yield* readLogicalFacts(dump);
  const findings = [
    ...syntaxFindings(path, facts.problems),
    ...(yield* rowFindings(path, logicalRules, (rule) => rule.check(facts, choice))),
  ];
  const { sections, isPlain } = facts;
  const placeOf = (row: number): Place => ({ path, line: row });
  const cookies = yield* cookiesOf(dump);
  return { path, dump, cookies, sections, isPlain, findings, isList: true, placeOf };
}

/** Rows between two pauses. */
const rowsOfStep = 8_192;

function* cookiesOf({ rows: { cookie } }: Dump): Steps<WordSet | undefined> {
  if (cookie.length === 0) return undefined;
  const cookies = new WordSet(cookie.length);
  for (const [row, each] of cookie.entries()) {
    if (row % rowsOfStep === 0) yield;
    cookies.add(each);
  }
  return cookies;
}

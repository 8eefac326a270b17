import type { Steps } from '../base/steps.ts';
import { catalogueEntry } from './catalogue.ts';
import type { Finding, RelatedPlace, Severity } from './finding.ts';

/** Something that is wrong with a row of a dump, or with several of which this is the first. */
export interface RowFault {
  readonly row: number;
  readonly message: string;
  /** Other rows, each with what it is. */
  readonly related?: readonly RowNote[];
  /** Where it differs from the catalogue's. */
  readonly severity?: Severity;
}

export interface RowNote {
  readonly row: number;
  readonly message: string;
}

/** What the rules find in the file at `path`; `check` applies one of them, and yields nothing where it may pause. */
export function* rowFindings<Rule extends { readonly code: string }>(
  path: string,
  rules: readonly Rule[],
  check: (rule: Rule) => Generator<RowFault | void, void>,
): Steps<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const { severity } = catalogueEntry(rule.code);
    for (const fault of check(rule)) {
      if (fault === undefined) {
        yield;
        continue;
      }
      findings.push({
        code: rule.code,
        severity: fault.severity ?? severity,
        message: fault.message,
        place: { path, line: fault.row },
        related: inFile(path, fault.related),
        port: undefined,
        command: undefined,
      });
    }
    yield;
  }
  return findings;
}

function inFile(path: string, notes: readonly RowNote[] | undefined): readonly RelatedPlace[] {
  return (notes ?? []).map(({ row, message }) => ({ path, line: row, message }));
}

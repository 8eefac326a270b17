import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import type { Dump, RowTree } from '../model/dump.ts';
import { catalogueEntry } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { inFile } from './flowRule.ts';
import { flowRules } from './flowRules.ts';
import { readFlowFacts } from './flows/flowFacts.ts';
import type { Mentions } from './flows/mentions.ts';
import { findShadows } from './flows/shadows.ts';
import { syntaxFindings } from './syntaxFindings.ts';

/** What one OpenFlow dump shows by itself, and what its rows ask of other files. */
export interface FlowReport {
  readonly path: string;
  readonly dump: Dump;
  /** Undefined when nothing shows that the tables are OVN's. */
  readonly layout: Layout | undefined;
  readonly isWhole: boolean;
  readonly findings: readonly Finding[];
  readonly groups: Mentions<number>;
  readonly meters: Mentions<number>;
  /** OpenFlow ports, by number or name. */
  readonly outputs: Mentions<string>;
}

/** Reads all rows, each once, and applies the rules. `visit` is called for each flow while its tree is there. */
export function* readFlowReport(
  path: string,
  dump: Dump,
  layout: Layout | undefined,
  visit: (row: number, read: RowTree) => void,
): Steps<FlowReport> {
  const facts = yield* readFlowFacts(dump, layout, visit);
  const view = { ...facts, shadows: yield* findShadows(facts) };
  const findings: Finding[] = [...syntaxFindings(path, facts.problems)];
  for (const { code, check } of flowRules) {
    const { severity } = catalogueEntry(code);
    for (const problem of check(view)) {
      if (problem === undefined) {
        yield;
        continue;
      }
      findings.push({
        code,
        severity: problem.severity ?? severity,
        message: problem.message,
        place: { path, line: problem.row },
        related: inFile(path, problem.related),
        port: undefined,
        command: undefined,
      });
    }
    yield;
  }
  const { groups, meters, outputs } = facts.actions;
  return { path, dump, layout, isWhole: facts.isWhole, findings, groups, meters, outputs };
}

import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import type { Dump } from '../model/dump.ts';
import type { RowPass } from '../model/rowPass.ts';
import type { Finding } from './finding.ts';
import { flowRules } from './flowRules.ts';
import { readFlowFacts } from './flows/flowFacts.ts';
import type { Mentions } from './flows/mentions.ts';
import { findShadows } from './flows/shadows.ts';
import { rowFindings } from './rowFault.ts';
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
  visit: (row: number, read: RowPass) => void,
): Steps<FlowReport> {
  const facts = yield* readFlowFacts(dump, layout, visit);
  const view = { ...facts, shadows: yield* findShadows(facts) };
  const findings = [
    ...syntaxFindings(path, facts.problems),
    ...(yield* rowFindings(path, flowRules, (rule) => rule.check(view))),
  ];
  const { groups, meters, outputs } = facts.actions;
  return { path, dump, layout, isWhole: facts.isWhole, findings, groups, meters, outputs };
}

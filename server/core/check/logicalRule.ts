import type { LayoutChoice } from '../model/layoutChoice.ts';
import type { LogicalFacts, LogicalSection } from './logical/logicalFacts.ts';
import type { RowFault } from './rowFault.ts';

/** A rule about a list of logical flows. Its severity, title and explanation are in the catalogue. */
export interface LogicalRule {
  readonly code: string;
  /** Yields nothing where it may pause. */
  check(facts: LogicalFacts, choice: LayoutChoice): Generator<RowFault | void, void>;
}

/** `ingress of sw0`. */
export function sectionName({ name, pipeline }: LogicalSection): string {
  return `the ${pipeline} pipeline of ${name}`;
}

/** The stage of a row by its name, or its number where the row has none. */
export function stageName({ dump: { rows } }: LogicalFacts, row: number): string {
  return rows.stages[rows.stage[row] as number] ?? `table ${rows.table[row]}`;
}

import { InvariantError } from '../base/invariant.ts';
import type { Severity } from './finding.ts';
import { hygieneCatalogue } from './hygieneCatalogue.ts';
import { migrationCatalogue } from './migrationCatalogue.ts';
import { syntaxCatalogue } from './syntaxCatalogue.ts';

/** What a rule is about, whatever it found. */
export interface CatalogueEntry {
  /** Stable: settings, documents and scripts name it. */
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** One paragraph: what it means, what comes of it, what to look at. */
  readonly text: string;
  /** A command with words in capitals for names; a finding has its own with the names in it. */
  readonly command?: string;
}

/** All rules, in the order of their codes. */
export const catalogue: readonly CatalogueEntry[] = [
  ...hygieneCatalogue,
  ...syntaxCatalogue,
  ...migrationCatalogue,
];

const entries: ReadonlyMap<string, CatalogueEntry> = new Map(catalogue.map((entry) => [entry.code, entry]));

export function catalogueEntry(code: string): CatalogueEntry {
  const entry = entries.get(code);
  if (entry === undefined) throw new InvariantError(`no rule ${code}`);
  return entry;
}

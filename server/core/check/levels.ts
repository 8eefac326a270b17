import type { Finding, Severity } from './finding.ts';

/** How findings of a rule are told: as the catalogue has it where a code is not named. */
export type Levels = ReadonlyMap<string, Severity | 'off'>;

/** Every level that a person can set. */
export const levelWords: readonly (Severity | 'off')[] = ['error', 'warning', 'information', 'off'];

/** Findings as the user wants to be told of them. */
export function withLevels(findings: readonly Finding[], levels: Levels): readonly Finding[] {
  if (levels.size === 0) return findings;
  return findings.flatMap((finding) => {
    const level = levels.get(finding.code);
    if (level === undefined) return [finding];
    return level === 'off' ? [] : [{ ...finding, severity: level }];
  });
}

/** A word that is a level; undefined for any other. */
export function levelOf(word: string): Severity | 'off' | undefined {
  return levelWords.find((level) => level === word);
}

export function areSameLevels(one: Levels, other: Levels): boolean {
  return one.size === other.size && [...one].every(([code, level]) => other.get(code) === level);
}

import { catalogue } from '../core/check/catalogue.ts';
import { levelOf, type Levels } from '../core/check/levels.ts';

/** What the user set, as far as the server needs it. */
export interface Settings {
  /** `auto`, or a release such as `23.03`. */
  readonly release: string;
  /** Where code lenses stand: above tables and stages only, or above logical flows too. */
  readonly codeLens: 'off' | 'sections' | 'rows';
  /** Names next to keys; `auto` leaves very big dumps out. */
  readonly inlayHints: 'off' | 'auto' | 'on';
  /** Rules that are told otherwise than the catalogue has it. */
  readonly checks: Levels;
}

export const defaultSettings: Settings = {
  release: 'auto',
  codeLens: 'rows',
  inlayHints: 'auto',
  checks: new Map(),
};

/** What the editor says of the section, which may be anything: what is no value of a setting is its default. */
export function readSettings(configuration: unknown): Settings {
  const given = (typeof configuration === 'object' ? configuration : null) as Record<string, unknown> | null;
  const one = <Value extends string>(key: string, values: readonly Value[], otherwise: Value): Value =>
    values.find((value) => value === given?.[key]) ?? otherwise;
  const release = given?.['release'];
  return {
    release: typeof release === 'string' ? release : defaultSettings.release,
    codeLens: one('codeLens', ['off', 'sections', 'rows'], defaultSettings.codeLens),
    inlayHints: one('inlayHints', ['off', 'auto', 'on'], defaultSettings.inlayHints),
    checks: readLevels(given?.['checks']),
  };
}

function readLevels(given: unknown): Levels {
  const wanted = (typeof given === 'object' ? given : null) as Record<string, unknown> | null;
  return new Map(
    catalogue.flatMap(({ code }) => {
      const word = wanted?.[code];
      const level = typeof word === 'string' ? levelOf(word) : undefined;
      return level === undefined ? [] : [[code, level] as const];
    }),
  );
}

import type { Dump } from '../core/model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../core/model/layoutChoice.ts';
import { recognizeRoles, type RoleFinding } from '../core/roles/recognize.ts';
import { roleTables } from '../core/roles/roleTables.ts';

/** What is known of one dump beyond its rows. Made when something first asks, kept with the dump's version. */
export interface Analysis {
  readonly dump: Dump;
  readonly choice: LayoutChoice;
  readonly roles: readonly RoleFinding[];
}

export function analyze(dump: Dump, wantedRelease: string | undefined): Analysis {
  const choice = chooseLayout([dump], wantedRelease);
  const tables = roleTables(choice.layout);
  return { dump, choice, roles: tables === undefined ? [] : recognizeRoles([dump], tables) };
}

import type { Pace } from '../core/base/pace.ts';
import type { Dump } from '../core/model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../core/model/layoutChoice.ts';
import { lookThrough, recognizeRoles, type RoleFinding } from '../core/roles/recognize.ts';
import { roleTables } from '../core/roles/roleTables.ts';

/** What is known of one dump beyond its rows. Each is made when something first asks for it, and kept. */
export interface Analysis {
  readonly dump: Dump;
  readonly choice: LayoutChoice;
  readonly roles: readonly RoleFinding[];
}

export function analyze(dump: Dump, wantedRelease: string | undefined): Analysis {
  let choice: LayoutChoice | undefined;
  let roles: readonly RoleFinding[] | undefined;
  return {
    dump,
    get choice() {
      return (choice ??= chooseLayout([dump], wantedRelease));
    },
    get roles() {
      if (roles !== undefined) return roles;
      const tables = roleTables(this.choice.layout);
      return (roles = tables === undefined ? [] : recognizeRoles([dump], tables));
    },
  };
}

/** Does what takes long in `roles`, with pauses. False when it was cancelled. */
export async function prepareRoles({ dump, choice }: Analysis, pace: Pace): Promise<boolean> {
  const tables = roleTables(choice.layout);
  if (tables === undefined) return true;
  for (const _ of lookThrough([dump], tables)) {
    if (!(await pace.step())) return false;
  }
  return true;
}

import { lazily } from '../core/base/lazily.ts';
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

/** Of a dump that stands alone. */
export function analyze(dump: Dump, wantedRelease: string | undefined): Analysis {
  return analyzeAs(
    dump,
    lazily(() => chooseLayout([dump], wantedRelease)),
  );
}

/** Of a dump that is read by what `choice` returns. */
export function analyzeAs(dump: Dump, choice: () => LayoutChoice): Analysis {
  const roles = lazily(() => {
    const tables = roleTables(choice().layout);
    return tables === undefined ? [] : recognizeRoles([dump], tables);
  });
  return {
    dump,
    get choice() {
      return choice();
    },
    get roles() {
      return roles();
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

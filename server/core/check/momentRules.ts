import type { MomentRule } from './momentRule.ts';
import { mc15 } from './rules/mc15AnswersDropped.ts';
import { mc17 } from './rules/mc17SourceRuns.ts';
import { mc18 } from './rules/mc18OldHost.ts';
import { mc29 } from './rules/mc29ConnectionsLost.ts';

/** The rules about what ports do from one moment to the next. */
export const momentRules: readonly MomentRule[] = [mc15, mc17, mc18, mc29];

import type { HostRule } from './hostRule.ts';
import { fh07 } from './rules/fh07MissingGroup.ts';
import { fh08 } from './rules/fh08MissingMeter.ts';
import { fh09 } from './rules/fh09MissingPort.ts';
import { fh11 } from './rules/fh11StaleCookie.ts';
import { fh12 } from './rules/fh12MissingFlow.ts';

/** The rules about the flows of a chassis and what other files say of it, in the order of their codes. */
export const hostRules: readonly HostRule[] = [fh07, fh08, fh09, fh11, fh12];

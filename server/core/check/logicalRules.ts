import type { LogicalRule } from './logicalRule.ts';
import { fh13 } from './rules/fh13LogicalDuplicate.ts';
import { fh14 } from './rules/fh14NextToNothing.ts';
import { fh15 } from './rules/fh15UnreachableStage.ts';
import { fh16 } from './rules/fh16LogicalShadow.ts';
import { fs08 } from './rules/fs08UnknownStage.ts';
import { fs09 } from './rules/fs09OtherTable.ts';

/** The rules about a list of logical flows, in the order of their codes. */
export const logicalRules: readonly LogicalRule[] = [fh13, fh14, fh15, fh16, fs08, fs09];

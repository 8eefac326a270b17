import type { FlowRule } from './flowRule.ts';
import { fh01 } from './rules/fh01Shadowed.ts';
import { fh02 } from './rules/fh02Duplicate.ts';
import { fh03 } from './rules/fh03EmptyTable.ts';
import { fh04 } from './rules/fh04UnreachableTable.ts';
import { fh05 } from './rules/fh05MissingClause.ts';
import { fh06 } from './rules/fh06HalfConjunction.ts';
import { fh10 } from './rules/fh10FanOut.ts';
import { fs10 } from './rules/fs10UnknownTable.ts';

/** The rules about the rows of one OpenFlow dump, in the order of their codes. */
export const flowRules: readonly FlowRule[] = [fh01, fh02, fh03, fh04, fh05, fh06, fh10, fs10];

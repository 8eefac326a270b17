import type { Dump } from '../model/dump.ts';
import type { LayoutChoice } from '../model/layoutChoice.ts';
import type { RoleFinding } from '../roles/recognize.ts';

/** What an explanation may draw on. */
export interface ExplainContext {
  readonly dump: Dump;
  readonly choice: LayoutChoice;
  /** Of this dump's bridge; `dump` index 0 is this dump. */
  readonly roles: readonly RoleFinding[];
}

import type { Span } from '../../../text/span.ts';
import type { Naming } from './names.ts';
import type { Ofpact } from './ofpact.ts';

/** The action whose arguments are actions; undefined for a flow's own list. */
export type OuterAction = 'ct' | 'clone' | 'write_actions' | undefined;

/** What is known while actions are read. */
export interface ActionReader {
  readonly naming: Naming;
  /** Whether the actions come from a dump: a switch has more than a person can write. */
  readonly isDump: boolean;
  readonly readNested: (text: string, reader: ActionReader, outer: OuterAction) => readonly Ofpact[];
  /** The protocols that can express what was read so far: narrowed on the way. */
  protocols: number;
  depth: number;
  /** Where the actions of the list last read are, by their index. */
  places: readonly Span[];
}

import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { LogicalAction } from './actions.ts';
import type { Expression } from './expression.ts';

export type Pipeline = 'ingress' | 'egress';

/** One row of `ovn-sbctl lflow-list`. Spans are bytes from the start of the row; `undefined` is what the text does not say. */
export interface LogicalFlow {
  readonly span: Span;
  /** First 32 bits of the row's UUID, from `uuid=0x…` (`--uuid`). */
  readonly uuid: number | undefined;
  /** Logical table; undefined for `table=??`. */
  readonly table: number | undefined;
  readonly tableSpan: Span | undefined;
  /** Without the padding: `ls_in_l2_lkup`. */
  readonly stage: string;
  readonly stageSpan: Span | undefined;
  readonly priority: number | undefined;
  readonly prioritySpan: Span | undefined;
  readonly match: Expression | undefined;
  readonly matchSpan: Span | undefined;
  readonly matchText: string;
  readonly actions: readonly LogicalAction[];
  readonly actionsSpan: Span | undefined;
  readonly actionsText: string;
  readonly problems: readonly SyntaxProblem[];
}

/** `Datapath: "lr0" aka "name" (uuid)  Pipeline: ingress`, the line above the rows of a datapath. */
export interface DatapathHeader {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly aka: string | undefined;
  readonly uuid: string | undefined;
  readonly pipeline: Pipeline | undefined;
}

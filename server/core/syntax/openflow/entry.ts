import type { Span } from '../../text/span.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';

/** Of a flow that says none: `OFP_DEFAULT_PRIORITY` of Open vSwitch's `include/openflow/openflow-common.h`. */
export const defaultPriority = 32_768;

/**
 * One flow of `ovs-ofctl dump-flows`, as values. A view of the row's tree: `node` is an index into that tree, spans are
 * bytes from the start of the row. What the text does not say is `undefined`.
 */
export interface OpenFlowEntry {
  readonly span: Span;
  /** Everything that is neither match nor action, in order: cookie, duration, table, n_packets, …, priority, flags. */
  readonly attributes: readonly Attribute[];
  /** Default 0 (`--no-stats` leaves `table=0` out). */
  readonly table: number;
  /** Table name instead of a number, with `--names`. */
  readonly tableName: string | undefined;
  /** `defaultPriority` where the row says none. */
  readonly priority: number;
  /** Default 0 (`--no-stats` leaves `cookie=0` out). 64 bits. */
  readonly cookie: bigint;
  readonly nPackets: bigint | undefined;
  readonly nBytes: bigint | undefined;
  readonly match: readonly MatchField[];
  readonly actions: readonly Action[];
  readonly problems: readonly SyntaxProblem[];
}

export interface Attribute {
  readonly node: number;
  readonly span: Span;
  readonly name: string;
  /** As written; empty for a flag such as `send_flow_rem`. */
  readonly text: string;
  readonly valueSpan: Span | undefined;
}

export interface MatchField {
  readonly node: number;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  readonly maskSpan: Span | undefined;
  /** Open vSwitch's own name of the field (`in_port`, `eth_type`, `reg15`), or of the shorthand (`ip`, `rarp`); as written when unknown. */
  readonly name: string;
  readonly isShorthand: boolean;
  /** Value as written, without the mask; empty for a shorthand. */
  readonly text: string;
  /** Undefined for a name (`in_port=vm`) and for what is not a value. */
  readonly value: bigint | undefined;
  /** Undefined when the match is exact. */
  readonly mask: bigint | undefined;
}

/** A field, or the bits `[low..high]` of it. */
export interface Subfield {
  readonly node: number;
  readonly span: Span;
  /** Open vSwitch's own name: `reg15` for `NXM_NX_REG15[]` too. */
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/** An OpenFlow port as an action or a match names it. */
export interface PortRef {
  readonly span: Span;
  /** As written, unquoted: `3`, `vm`, `LOCAL`, `IN_PORT`. */
  readonly text: string;
  /** Number, reserved names included (`LOCAL` = 65534); undefined for a name. */
  readonly number: number | undefined;
}

interface ActionBase {
  readonly node: number;
  readonly span: Span;
  readonly nameSpan: Span;
}

export type Action = ActionBase &
  (
    | { readonly kind: 'drop' }
    | {
        readonly kind: 'output';
        readonly port: PortRef | undefined;
        readonly field: Subfield | undefined;
        readonly maxLength: number | undefined;
      }
    | { readonly kind: 'group'; readonly id: number | undefined; readonly text: string }
    | {
        readonly kind: 'resubmit';
        readonly port: PortRef | undefined;
        readonly table: number | undefined;
        readonly tableName: string | undefined;
        readonly isConntrack: boolean;
      }
    | {
        readonly kind: 'gotoTable';
        readonly table: number | undefined;
        readonly tableName: string | undefined;
      }
    /** `set_field:`, `load:`, `mod_*`: a constant into bits of a field. `value` is not shifted. */
    | {
        readonly kind: 'set';
        readonly value: bigint | undefined;
        readonly mask: bigint | undefined;
        readonly text: string;
        readonly destination: Subfield;
      }
    | { readonly kind: 'move'; readonly source: Subfield; readonly destination: Subfield }
    | { readonly kind: 'push'; readonly field: Subfield }
    | { readonly kind: 'pop'; readonly field: Subfield }
    | {
        readonly kind: 'controller';
        readonly maxLength: number | undefined;
        readonly userdata: Uint8Array;
        readonly userdataSpan: Span | undefined;
        readonly isPausing: boolean;
        readonly id: number | undefined;
        readonly meterId: number | undefined;
        readonly reason: string | undefined;
      }
    | { readonly kind: 'checkPacketLarger'; readonly size: number; readonly destination: Subfield }
    | {
        readonly kind: 'conjunction';
        readonly id: number;
        readonly clause: number;
        readonly nClauses: number;
      }
    | {
        readonly kind: 'ct';
        readonly isCommitting: boolean;
        readonly table: number | undefined;
        readonly zone: number | Subfield | undefined;
        readonly nat: string | undefined;
        readonly actions: readonly Action[];
      }
    | { readonly kind: 'clone'; readonly actions: readonly Action[] }
    | { readonly kind: 'learn'; readonly table: number | undefined }
    | { readonly kind: 'note'; readonly bytes: Uint8Array }
    /** Every other action that Open vSwitch knows; `name` as in `ofp-actions.h`. Nested actions, if any, in order. */
    | {
        readonly kind: 'other';
        readonly name: string;
        readonly text: string;
        readonly actions: readonly Action[];
      }
    | { readonly kind: 'unknown'; readonly text: string }
  );

export type ActionKind = Action['kind'];

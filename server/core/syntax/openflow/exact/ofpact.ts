import type { Field } from '../../../net/fields.ts';
import type { FieldValue } from './fieldValue.ts';
import type { Port, Table } from './names.ts';
import type { Subfield } from './subfield.ts';

/**
 * An action or instruction as Open vSwitch understands it, whatever its spelling was; `kind` is its name in Open
 * vSwitch, `OFPACTS` of `ofp-actions.h`. How actions are read and printed is in `readActions.ts` and `printActions.ts`.
 */
export type Ofpact =
  | { readonly kind: 'output'; readonly port: Port; readonly maxLength: number }
  | { readonly kind: 'output_reg'; readonly source: Subfield }
  | { readonly kind: 'output_trunc'; readonly port: Port; readonly maxLength: number }
  | { readonly kind: 'group'; readonly id: number }
  | ControllerAction
  | { readonly kind: 'enqueue'; readonly port: Port; readonly queue: number }
  | BundleAction
  | {
      readonly kind: 'set_field';
      readonly field: Field;
      readonly value: FieldValue;
      /** Written as `load`. */
      readonly isLoad: boolean;
      readonly hasVlan?: boolean;
    }
  /** `pushes`: written as `mod_vlan_vid`, which adds a tag where there is none. */
  | {
      readonly kind: 'set_vlan_vid';
      readonly vid: number;
      readonly pushes: boolean;
      readonly hasVlan?: boolean;
    }
  | {
      readonly kind: 'set_vlan_pcp';
      readonly pcp: number;
      readonly pushes: boolean;
      readonly hasVlan?: boolean;
    }
  | { readonly kind: 'strip_vlan'; readonly isPop: boolean }
  | { readonly kind: 'push_vlan'; readonly etherType: number }
  | { readonly kind: 'mod_dl_src' | 'mod_dl_dst'; readonly address: bigint }
  | { readonly kind: 'mod_nw_src' | 'mod_nw_dst'; readonly address: bigint }
  | { readonly kind: 'mod_nw_tos' | 'mod_nw_ecn' | 'mod_nw_ttl'; readonly value: number }
  | { readonly kind: 'mod_tp_src' | 'mod_tp_dst'; readonly port: number; readonly protocol?: bigint }
  | { readonly kind: 'move'; readonly source: Subfield; readonly destination: Subfield }
  | { readonly kind: 'push' | 'pop'; readonly subfield: Subfield }
  /** `controllers`: undefined for a bare `dec_ttl`. */
  | { readonly kind: 'dec_ttl'; readonly controllers: readonly number[] | undefined }
  | { readonly kind: 'set_mpls_label' | 'set_mpls_tc' | 'set_mpls_ttl'; readonly value: number }
  | { readonly kind: 'push_mpls' | 'pop_mpls'; readonly etherType: number }
  | { readonly kind: 'delete_field'; readonly field: Field }
  | { readonly kind: 'encap'; readonly header: EncapHeader; readonly properties: readonly EncapProperty[] }
  | { readonly kind: 'decap'; readonly packetType: number | undefined }
  /** `isWide`: written as `set_tunnel64`. */
  | { readonly kind: 'set_tunnel'; readonly id: bigint; readonly isWide: boolean }
  | { readonly kind: 'set_queue'; readonly queue: number }
  | { readonly kind: 'fin_timeout'; readonly idle: number; readonly hard: number }
  | {
      readonly kind: 'resubmit';
      /** `IN_PORT` unless the text says another. */
      readonly port: Port;
      /** 255 for the current one. */
      readonly table: Table;
      readonly isConntrack: boolean;
    }
  | LearnAction
  | { readonly kind: 'conjunction'; readonly id: number; readonly clause: number; readonly nClauses: number }
  | MultipathAction
  | { readonly kind: 'note'; readonly bytes: readonly number[] }
  | SampleAction
  | ConntrackAction
  | NatAction
  | { readonly kind: 'clone' | 'write_actions'; readonly actions: readonly Ofpact[] }
  | { readonly kind: 'check_pkt_larger'; readonly length: number; readonly destination: Subfield }
  | { readonly kind: 'meter'; readonly id: number }
  | { readonly kind: 'write_metadata'; readonly value: bigint; readonly mask: bigint }
  | { readonly kind: 'goto_table'; readonly table: Table }
  | { readonly kind: BareAction };

/** Actions without arguments. */
export type BareAction =
  | 'dec_mpls_ttl'
  | 'dec_nsh_ttl'
  | 'pop_queue'
  | 'exit'
  | 'debug_recirc'
  | 'debug_slow'
  | 'ct_clear'
  | 'clear_actions';

export interface ControllerAction {
  readonly kind: 'controller';
  readonly maxLength: number;
  readonly reason: string;
  readonly id: number;
  readonly userdata: readonly number[];
  readonly isPausing: boolean;
  readonly meter: number | undefined;
}

export interface BundleAction {
  readonly kind: 'bundle';
  readonly fields: string;
  readonly basis: number;
  readonly algorithm: string;
  readonly members: readonly Port[];
  /** Where the member's port is loaded into, for `bundle_load`. */
  readonly destination: Subfield | undefined;
}

export interface MultipathAction {
  readonly kind: 'multipath';
  readonly fields: string;
  readonly basis: number;
  readonly algorithm: string;
  readonly nLinks: number;
  readonly argument: number;
  readonly destination: Subfield;
}

export type EncapHeader = 'ethernet' | 'nsh' | 'mpls' | 'mpls_mc';

export type EncapProperty =
  | { readonly kind: 'md_type'; readonly value: number }
  | {
      readonly kind: 'tlv';
      readonly class: number;
      readonly type: number;
      readonly bytes: readonly number[];
    };

export interface LearnAction {
  readonly kind: 'learn';
  readonly table: Table;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly finIdleTimeout: number;
  readonly finHardTimeout: number;
  readonly priority: number;
  readonly sendsFlowRemoved: boolean;
  readonly deletesLearned: boolean;
  readonly cookie: bigint;
  readonly limit: number;
  readonly resultDestination: Subfield | undefined;
  readonly specs: readonly LearnSpec[];
}

/** What a learned flow matches or does. */
export type LearnSpec =
  | { readonly kind: 'match'; readonly destination: Subfield; readonly source: LearnSource }
  | { readonly kind: 'load'; readonly destination: Subfield; readonly source: LearnSource }
  | { readonly kind: 'output'; readonly source: Subfield };

/** A field of the packet, or a number. */
export type LearnSource = Subfield | { readonly value: bigint; readonly portName?: string };

export interface SampleAction {
  readonly kind: 'sample';
  readonly probability: number;
  readonly collectorSet: number;
  readonly domain: number | Subfield;
  readonly point: number | Subfield;
  readonly samplingPort: Port | undefined;
  readonly direction: 'ingress' | 'egress' | undefined;
}

export interface ConntrackAction {
  readonly kind: 'ct';
  readonly isCommitting: boolean;
  readonly isForced: boolean;
  readonly table: Table | undefined;
  readonly zone: number | Subfield;
  /** The port of the helper's protocol: 21 for FTP, 69 for TFTP; 0 for none. */
  readonly helperPort: number;
  /** What `nat` and `exec` say, in order. */
  readonly actions: readonly Ofpact[];
}

export interface NatAction {
  readonly kind: 'nat';
  readonly type: 'src' | 'dst' | undefined;
  readonly isPersistent: boolean;
  readonly isHashed: boolean;
  readonly isRandom: boolean;
  readonly range: NatRange | undefined;
}

export interface NatRange {
  readonly isIp6: boolean;
  readonly first: bigint;
  readonly last: bigint | undefined;
  readonly firstPort: number | undefined;
  readonly lastPort: number | undefined;
}

/** What an action sets, if it is one that sets a field. Models `ofpact_get_mf_dst`. */
export function destinationOf(action: Ofpact): Field | undefined {
  if (action.kind === 'set_field') return action.field;
  return action.kind === 'move' ? action.destination.field : undefined;
}

import type { Span } from '../../text/span.ts';
import type { Constant, ConstantSet, FieldRef, IntegerConstant } from './expression.ts';
import type { Pipeline } from './logicalFlow.ts';

interface ActionBase {
  /** From the first word to before the `;`. Bytes from the start of the row. */
  readonly span: Span;
  /** The word; of an assignment, the word behind `=` or the field. */
  readonly nameSpan: Span;
}

/**
 * One action of a logical flow, as the `OVNACTS` of OVN's `include/ovn/actions.h`. `kind` is the word as it is written;
 * `load`, `move`, `exchange` and `dec_ttl` have no word and their OVNACT name instead. A field that gets a result is
 * `destination`.
 */
export type LogicalAction = ActionBase & ActionDetail;

/** An action without its place. */
export type ActionDetail =
  | { readonly kind: PlainAction }
  /** `undefined` is what the text does not say: this pipeline, the next table. */
  | { readonly kind: 'next'; readonly pipeline: Pipeline | undefined; readonly table: number | undefined }
  | { readonly kind: 'load'; readonly destination: FieldRef; readonly constant: Constant }
  | { readonly kind: 'move'; readonly destination: FieldRef; readonly source: FieldRef }
  | { readonly kind: 'exchange'; readonly first: FieldRef; readonly second: FieldRef }
  | { readonly kind: 'push' | 'pop'; readonly field: FieldRef }
  | { readonly kind: ZoneAction; readonly zone: 'dnat' | 'snat' }
  | {
      readonly kind: NatAction;
      readonly address: IntegerConstant | undefined;
      readonly portLow: number | undefined;
      readonly portHigh: number | undefined;
    }
  | {
      readonly kind: LoadBalanceAction;
      readonly backends: readonly Backend[];
      readonly hashFields: string | undefined;
      readonly flag: 'skip_snat' | 'force_snat' | undefined;
    }
  | {
      readonly kind: 'select';
      readonly destination: FieldRef;
      readonly members: readonly GroupMember[];
      readonly hashFields: string | undefined;
    }
  | { readonly kind: NestedAction; readonly actions: readonly LogicalAction[] }
  /** `get_arp(outport, ip4.dst)`, `reg0[0] = lookup_fdb(inport, eth.src)`, `reg1[0] = dns_lookup()`: fields in order. */
  | { readonly kind: FieldAction; readonly arguments: readonly FieldRef[] }
  | {
      readonly kind: FieldResultAction;
      readonly destination: FieldRef;
      readonly arguments: readonly FieldRef[];
    }
  | {
      readonly kind: 'put_dhcp_opts' | 'put_dhcpv6_opts' | 'put_nd_ra_opts';
      readonly destination: FieldRef;
      readonly options: readonly GenericOption[];
    }
  | {
      readonly kind: 'dhcp_relay_req_chk' | 'dhcp_relay_resp_chk';
      readonly destination: FieldRef;
      readonly relay: IntegerConstant;
      readonly server: IntegerConstant;
    }
  | { readonly kind: 'trigger_event'; readonly event: string; readonly options: readonly GenericOption[] }
  | { readonly kind: 'set_queue'; readonly queueId: number }
  | { readonly kind: 'set_meter'; readonly rate: bigint; readonly burst: bigint }
  | {
      readonly kind: 'log';
      readonly name: string | undefined;
      readonly verdict: LogVerdict;
      readonly severity: LogSeverity;
      readonly meter: string | undefined;
    }
  | { readonly kind: 'check_pkt_larger'; readonly destination: FieldRef; readonly size: number }
  | { readonly kind: 'bind_vport'; readonly port: string; readonly parent: FieldRef }
  | { readonly kind: 'mirror'; readonly port: string }
  | { readonly kind: 'fwd_group'; readonly isLive: boolean; readonly ports: readonly string[] }
  | { readonly kind: 'commit_ecmp_nh'; readonly isIp6: boolean; readonly protocol: TransportProtocol }
  | {
      readonly kind: 'commit_lb_aff';
      readonly vip: Endpoint;
      readonly backend: Endpoint;
      readonly protocol: TransportProtocol | undefined;
      /** Seconds. */
      readonly timeout: number;
    }
  | {
      readonly kind: 'sample';
      /** Of 65535. */
      readonly probability: number;
      readonly collectorSet: number;
      readonly observationDomain: number;
      readonly observationPoint: number | 'cookie' | FieldRef;
    }
  /** What is no action, up to its `;`. Has a problem. */
  | { readonly kind: 'unknown'; readonly text: string };

/** Those without anything else. `drop` stands alone; actions that are empty are printed as `drop`. */
export type PlainAction =
  | 'drop'
  | 'output'
  | 'dec_ttl'
  | 'ct_clear'
  | 'igmp'
  | 'handle_dhcpv6_reply'
  | 'handle_bfd_msg'
  | 'ct_snat_to_vip'
  | 'mac_cache_use'
  | 'flood_remote';

export type ZoneAction = 'ct_next' | 'ct_commit_nat' | 'ct_commit_to_zone';
export type NatAction = 'ct_dnat' | 'ct_snat' | 'ct_dnat_in_czone' | 'ct_snat_in_czone';
export type LoadBalanceAction = 'ct_lb' | 'ct_lb_mark' | 'ct_lb_mark_local';

export type NestedAction =
  | 'ct_commit'
  | 'clone'
  | 'arp'
  | 'icmp4'
  | 'icmp4_error'
  | 'icmp6'
  | 'icmp6_error'
  | 'tcp_reset'
  | 'sctp_abort'
  | 'nd_na'
  | 'nd_na_router'
  | 'nd_ns'
  | 'reject';

type FieldAction = 'get_arp' | 'get_nd' | 'put_arp' | 'put_nd' | 'put_fdb' | 'handle_svc_check';

type FieldResultAction =
  | 'lookup_arp'
  | 'lookup_nd'
  | 'lookup_arp_ip'
  | 'lookup_nd_ip'
  | 'chk_evpn_arp'
  | 'get_fdb'
  | 'get_remote_fdb'
  | 'lookup_fdb'
  | ResultAction;

/** Functions without arguments. */
type ResultAction =
  | 'dns_lookup'
  | 'chk_lb_hairpin'
  | 'chk_lb_hairpin_reply'
  | 'check_in_port_sec'
  | 'check_out_port_sec'
  | 'chk_ecmp_nh_mac'
  | 'chk_ecmp_nh'
  | 'chk_lb_aff'
  | 'ct_nw_dst'
  | 'ct_ip6_dst'
  | 'ct_tp_dst'
  | 'ct_proto'
  | 'ct_state_save';

export type LogVerdict = 'allow' | 'drop' | 'reject' | 'pass';
export type LogSeverity = 'alert' | 'warning' | 'notice' | 'info' | 'debug';
export type TransportProtocol = 'tcp' | 'udp' | 'sctp';

/** A backend of a load balancer. */
export interface Backend {
  readonly span: Span;
  /** Logical port, for `ct_lb_mark_local` only. */
  readonly logicalPort: string | undefined;
  readonly address: IntegerConstant;
  /** 0 when there is none. */
  readonly port: number;
}

export interface GroupMember {
  readonly id: number;
  readonly weight: number;
}

export interface GenericOption {
  readonly span: Span;
  readonly name: string;
  readonly value: ConstantSet;
}

/** An address with a port, 0 when there is none, as a string of a load balancer has it. */
export interface Endpoint {
  readonly address: bigint;
  readonly isIp6: boolean;
  readonly port: number;
}

/**
 * The words that begin an action, or that stand behind `=` as in `reg0[1] = dns_lookup();`: every release from 22.03.
 * `parse_action()` and `parse_set_action()` of OVN's `lib/actions.c`.
 */
export interface ActionWord {
  /** Index into `actionWords`: the `value` of an `action` node, and of its `actionName`. */
  readonly idx: number;
  readonly name: string;
  /** Stands behind `=`: the result goes into a field. */
  readonly isAssigned: boolean;
  /** Takes actions in braces. */
  readonly isNested: boolean;
  readonly isLegacy: boolean;
}

const plain =
  'drop next output push pop ip.ttl ct_next ct_commit_to_zone ct_dnat ct_snat ct_dnat_in_czone ct_snat_in_czone ' +
  'ct_lb_mark ct_lb_mark_local ct_clear ct_commit_nat igmp get_arp put_arp get_nd put_nd set_queue log set_meter ' +
  'trigger_event bind_vport handle_svc_check fwd_group handle_dhcpv6_reply handle_bfd_msg ct_snat_to_vip put_fdb ' +
  'commit_ecmp_nh commit_lb_aff sample mac_cache_use flood_remote mirror';
const nested =
  'ct_commit clone arp icmp4 icmp4_error icmp6 icmp6_error tcp_reset sctp_abort nd_na nd_na_router nd_ns reject';
const assigned =
  'select put_dhcp_opts put_dhcpv6_opts dns_lookup put_nd_ra_opts check_pkt_larger lookup_arp lookup_nd ' +
  'lookup_arp_ip lookup_nd_ip chk_evpn_arp chk_lb_hairpin chk_lb_hairpin_reply get_fdb get_remote_fdb lookup_fdb ' +
  'check_in_port_sec check_out_port_sec chk_ecmp_nh_mac chk_ecmp_nh chk_lb_aff dhcp_relay_req_chk ' +
  'dhcp_relay_resp_chk ct_nw_dst ct_ip6_dst ct_tp_dst ct_proto ct_state_save';
const legacy = 'ct_lb';

export const actionWords: readonly ActionWord[] = [plain, nested, assigned, legacy]
  .flatMap((words, group) =>
    words.split(' ').map((name) => ({
      idx: 0,
      name,
      isAssigned: group === 2,
      isNested: group === 1,
      isLegacy: group === 3,
    })),
  )
  .map((word, idx) => ({ ...word, idx }));

/** The `value` of an `action` node that assigns to a field without a word: `reg0 = 1;`, `reg0 = reg1;`. */
export const assignmentAction = -2;
/** … that exchanges two fields: `outport <-> inport;`. */
export const exchangeAction = -3;

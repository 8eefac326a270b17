/**
 * What OVN keeps in registers, by its own names: MFF_LOG_* and MLF_* (`include/ovn/logical-fields.h`), REG* and REGBIT*
 * (`northd/northd.c`). Says the meaning only; where it lies depends on the release and comes from the facts.
 */
export const registerProse: Readonly<Record<string, string>> = {
  // Fixed fields.
  MFF_LOG_DATAPATH:
    'The logical datapath that the packet is in, by its tunnel key; 0 before it is classified.',
  MFF_LOG_FLAGS: 'Flags that stay with the packet on this chassis. A tunnel does not carry them.',
  MFF_LOG_DNAT_ZONE: 'Conntrack zone for destination NAT in this datapath.',
  MFF_LOG_SNAT_ZONE: 'Conntrack zone for source NAT in this datapath.',
  MFF_LOG_CT_ZONE: 'Conntrack zone of the logical port. Zone numbers are local to the chassis.',
  MFF_LOG_ENCAP_ID:
    'Which of this chassis’s own encapsulation addresses to send from. A remote port has one output row for each, which is not a clone.',
  MFF_LOG_INPORT: 'The logical input port, by the tunnel key of its Port_Binding.',
  MFF_LOG_OUTPORT:
    'The logical output port, by its tunnel key; 0x8000 and above are multicast groups, and the topmost bit marks a VTEP known through EVPN.',
  MFF_LOG_TUN_OFPORT: 'The OpenFlow port of the tunnel that the packet came through, for network functions.',
  MFF_LOG_REG0:
    'First of the registers that logical flows use as they like; all are cleared between ingress and egress and at patch ports.',
  MFF_LOG_XXREG0: 'The first four logical registers seen as one of 128 bits.',
  MFF_LOG_LB_ORIG_DIP_IPV4: 'The IPv4 VIP that the packet was addressed to before load balancing.',
  MFF_LOG_LB_ORIG_DIP_IPV6: 'The IPv6 VIP that the packet was addressed to before load balancing.',
  MFF_LOG_LB_ORIG_TP_DPORT: 'The destination port that the packet was addressed to before load balancing.',
  MFF_LOG_LB_ORIG_DIP_IPV4_OLD: 'Former place of the IPv4 VIP, kept for logical flows of an older northd.',
  MFF_LOG_LB_AFF_MATCH_IP4_ADDR: 'The IPv4 backend that session affinity has found.',
  MFF_LOG_LB_AFF_MATCH_IP6_ADDR: 'The IPv6 backend that session affinity has found.',
  MFF_LOG_LB_AFF_MATCH_LS_IP6_ADDR: 'The IPv6 backend that session affinity has found, on a switch.',
  MFF_LOG_LB_AFF_MATCH_LR_IP6_ADDR: 'The IPv6 backend that session affinity has found, on a router.',
  MFF_LOG_LB_AFF_MATCH_LS_IP6_ADDR_OLD:
    'Former place of the IPv6 affinity backend on a switch, kept for logical flows of an older northd.',
  MFF_LOG_LB_AFF_MATCH_PORT: 'The backend port that session affinity has found.',
  MFF_LOG_LB_AFF_MATCH_PORT_OLD:
    'Former place of the affinity backend’s port, kept for logical flows of an older northd.',
  MFF_LOG_CT_ORIG_NW_DST_ADDR: 'Result of ct_nw_dst: the IPv4 destination that the connection had at first.',
  MFF_LOG_CT_ORIG_IP6_DST_ADDR:
    'Result of ct_ip6_dst: the IPv6 destination that the connection had at first.',
  MFF_LOG_CT_ORIG_TP_DST_PORT: 'Result of ct_tp_dst: the destination port that the connection had at first.',
  MFF_LOG_CT_SAVED_STATE: 'The conntrack state that ct_state_save has kept.',
  MFF_LOG_RESULT_REG: 'Where actions that look something up in a table leave their answer.',
  MFF_LOG_REMOTE_OUTPORT: 'The VTEP that get_remote_fdb has found, by its key.',

  // Flags.
  MLF_ALLOW_LOOPBACK_BIT:
    'The packet may leave by the port that it came from: answers to ARP, DHCP and ping, hairpin, ICMP errors.',
  MLF_RCV_FROM_RAMP_BIT:
    'The packet came from a VTEP gateway: its output port is still to be found, and it is not tunneled again.',
  MLF_FORCE_SNAT_FOR_DNAT_BIT:
    'Translate the source as well, because the destination was translated on a gateway router.',
  MLF_FORCE_SNAT_FOR_LB_BIT:
    'Translate the source as well, because the packet was load-balanced on a gateway router.',
  MLF_LOCAL_ONLY_BIT: 'Do not send the packet to other chassis.',
  MLF_NESTED_CONTAINER_BIT: 'The packet comes from a container inside a VM, and may go back to that VM.',
  MLF_LOOKUP_MAC_BIT: 'Answer of lookup_arp and lookup_nd: the neighbor is known.',
  MLF_LOOKUP_LB_HAIRPIN_BIT: 'Answer of chk_lb_hairpin and chk_lb_hairpin_reply: it is hairpin traffic.',
  MLF_LOOKUP_FDB_BIT: 'Answer of lookup_fdb: the MAC is known.',
  MLF_SKIP_SNAT_FOR_LB_BIT: 'Do not translate the source of this load-balanced connection.',
  MLF_LOCALPORT_BIT:
    'The packet comes from a localport, which exists on every chassis; it must not leak to the physical network.',
  MLF_USE_SNAT_ZONE: 'Do NAT in the zone for source NAT.',
  MLF_FROM_CTRL_BIT: 'ovn-controller has injected the packet.',
  MLF_CHECK_PORT_SEC_BIT:
    'Answer of check_in_port_sec and check_out_port_sec: the packet violates port security.',
  MLF_LOOKUP_COMMIT_ECMP_NH_BIT:
    'Answer of chk_ecmp_nh and chk_ecmp_nh_mac: the hop that the connection came from is known.',
  MLF_USE_LB_AFF_SESSION_BIT: 'Answer of chk_lb_aff: the client has a backend already.',
  MLF_LOCALNET_BIT: 'The packet came in by a localnet port.',
  MLF_RX_FROM_TUNNEL_BIT: 'The packet came in through a tunnel.',
  MLF_ICMP_SNAT_BIT: 'An ICMP error whose inner packet needs source NAT.',
  MLF_OVERRIDE_LOCAL_ONLY_BIT: 'The packet may leave by a localnet port although it is marked to stay local.',
  MLF_UNSNAT_NEW_BIT: 'When source NAT was undone, conntrack took the connection for a new one.',
  MLF_UNSNAT_NOT_TRACKED_BIT: 'Source NAT was not undone: the packet did not pass conntrack for it.',
  MLF_IGMP_IGMP_SNOOP_INJECT_BIT: 'An IGMP or MLD report that ovn-controller has put back after snooping.',
  MLF_PKT_SAMPLED_BIT: 'The packet has been sampled in this zone.',
  MLF_RECIRC_BIT:
    'The packet has been through local output once and comes back from conntrack, for network functions.',
  MLF_EVPN_LOOKUP_BIT: 'Answer of chk_evpn_arp: the host is known through EVPN.',
  MLF_NETWORK_ID:
    'Which network of the router port holds the next hop, for source NAT to the router’s own address.',

  // Registers of northd: what one stage tells a later one.
  REGBIT_CONNTRACK_DEFRAG: 'Send the packet through conntrack before the ACLs.',
  REGBIT_CONNTRACK_COMMIT: 'Commit the connection in the stateful stage.',
  REGBIT_CONNTRACK_NAT: 'Send the packet through conntrack before load balancing.',
  REGBIT_DHCP_OPTS_RESULT: 'ovn-controller has built a DHCP reply.',
  REGBIT_DNS_LOOKUP_RESULT: 'ovn-controller has built a DNS answer.',
  REGBIT_ND_RA_OPTS_RESULT: 'ovn-controller has built a router advertisement.',
  REGBIT_HAIRPIN: 'The client was load-balanced to itself.',
  REGBIT_HAIRPIN_REPLY: 'A reply within a connection that was load-balanced to its own client.',
  REGBIT_ACL_HINT_ALLOW_NEW: 'Hint: an allowing ACL would have to commit this connection.',
  REGBIT_ACL_HINT_ALLOW: 'Hint: an allowing ACL has nothing to commit.',
  REGBIT_ACL_HINT_ALLOW_REL:
    'Hint: reply or related traffic of an allowed connection, which later ACL stages allow too.',
  REGBIT_ACL_HINT_ALLOW_PERSISTED: 'Hint: the connection was allowed by an ACL whose connections persist.',
  REGBIT_ACL_HINT_DROP: 'Hint: a dropping ACL may simply drop.',
  REGBIT_ACL_HINT_BLOCK: 'Hint: a dropping ACL must mark the established connection as blocked.',
  REGBIT_LKUP_FDB: 'The source MAC is already learned for this port.',
  REGBIT_ACL_LABEL: 'Commit the ACL’s label with the connection.',
  REGBIT_ACL_STATELESS: 'A stateless ACL applies: no conntrack.',
  REGBIT_ACL_PERSIST_ID: 'Commit the id of the ACL, so that the connection outlives a change of the ACL.',
  REGBIT_FROM_RAMP: 'The packet came from a VTEP gateway.',
  REGBIT_FROM_ROUTER_PORT: 'The packet came from a router.',
  REGBIT_PORT_SEC_DROP: 'Port security has refused the packet.',
  REGBIT_IP_FRAG: 'The packet is an IP fragment.',
  REGBIT_ACL_VERDICT_ALLOW: 'Verdict of the ACLs: allow.',
  REGBIT_ACL_VERDICT_DROP: 'Verdict of the ACLs: drop.',
  REGBIT_ACL_VERDICT_REJECT: 'Verdict of the ACLs: reject.',
  REGBIT_ACL_OBS_STAGE: 'Which of the three ACL stages a sample belongs to.',
  REG_ACL_TIER: 'The tier of ACLs that is evaluated now.',
  REG_ACL_ID: 'The id of the ACL whose connections persist.',
  REG_LABEL: 'The label of the ACL.',
  REG_OBS_POINT_ID_NEW: 'Observation point of a sampled ACL, for new connections.',
  REG_OBS_POINT_ID_EST: 'Observation point of a sampled ACL, for established connections.',
  REG_OBS_COLLECTOR_ID_NEW: 'Collector of a sampled ACL, for new connections.',
  REG_OBS_COLLECTOR_ID_EST: 'Collector of a sampled ACL, for established connections.',
  REGBIT_NF_ENABLED: 'The packet is to visit a network function.',
  REGBIT_NF_ORIG_DIR: 'The packet runs in the original direction of its connection.',
  REGBIT_NF_EGRESS_LOOPBACK: 'The packet has been looped back from egress for a network function.',
  REG_NF_GROUP_ID: 'Group of network functions to visit.',
  REG_NF_ID: 'Network function to visit.',
  REG_TUN_OFPORT: 'OpenFlow port of the tunnel that the packet came through, for network functions.',
  REGBIT_EGRESS_LOOPBACK: 'The packet has re-entered the router from egress once already.',
  REGBIT_PKT_LARGER:
    'The packet is longer than the MTU: of the router’s output port, or of the tunnel of a multichassis port.',
  REGBIT_LOOKUP_NEIGHBOR_RESULT: 'The neighbor is known, or need not be learned.',
  REGBIT_LOOKUP_NEIGHBOR_IP_RESULT: 'There is an entry for the neighbor’s IP, with whatever MAC.',
  REGBIT_DST_NAT_IP_LOCAL: 'The address of the DNAT lives on this very gateway.',
  REGBIT_EVPN_LOOKUP_MAC: 'The host is known through EVPN.',
  REGBIT_KNOWN_LB_SESSION: 'The client has a backend already.',
  REGBIT_DHCP_RELAY_REQ_CHK: 'The DHCP request is fit to be relayed.',
  REGBIT_DHCP_RELAY_RESP_CHK: 'The DHCP reply is fit to be relayed.',
  REGBIT_NEXTHOP_IS_IPV4: 'The next hop is an IPv4 address, also for an IPv6 route.',
  REGBIT_NEEDS_ECMP_STATEFUL_COMMIT:
    'Commit the hop that the connection came from once the next hop’s MAC is known.',
  REG_INPORT_ETH_ADDR: 'MAC of the router port that the packet came in by.',
  REG_ECMP_GROUP_ID: 'The chosen ECMP route; 0 for an ordinary route.',
  REG_ECMP_MEMBER_ID: 'The chosen member of the ECMP route.',
  REG_NEXT_HOP_IPV4: 'Next hop.',
  REG_NEXT_HOP_IPV6: 'Next hop.',
  REG_SRC_IPV4: 'The router’s own address towards the next hop.',
  REG_SRC_IPV6: 'The router’s own address towards the next hop.',
  REG_ROUTE_TABLE_ID: 'The route table to use; 0 is the main one.',
  REG_POLICY_CHAIN_ID: 'The chain of routing policies to evaluate.',
  REG_DHCP_RELAY_DIP_IPV4: 'Where the DHCP packet is relayed to.',
  REG_ORIG_DIP_IPV4: 'The VIP that the packet was addressed to before load balancing.',
  REG_ORIG_DIP_IPV6: 'The VIP that the packet was addressed to before load balancing.',
  REG_ORIG_TP_DPORT: 'The destination port that the packet was addressed to before load balancing.',
  REG_ORIG_TP_DPORT_ROUTER:
    'The destination port that the packet was addressed to before load balancing on the router.',
  REG_LB_IPV4: 'The VIP, or the backend of an established session.',
  REG_LB_IPV6: 'The VIP, or the backend of an established session.',
  REG_LB_PORT: 'The port of the VIP, or of the backend of an established session.',
  REG_IDX_LB_STATELESS: 'Which backend was picked, for load balancing without conntrack.',
  REG_LB_AFF_BACKEND_IP4: 'The backend that session affinity has found.',
  REG_LB_L2_AFF_BACKEND_IP6: 'The backend that session affinity has found, on a switch.',
  REG_LB_L3_AFF_BACKEND_IP6: 'The backend that session affinity has found, on a router.',
  REG_LB_AFF_MATCH_PORT: 'The port of the backend that session affinity has found.',
  REG_CT_STATE: 'The conntrack state kept by ct_state_save.',
  REG_CT_TP_DST: 'The destination port that the connection had at first.',
  REG_CT_PROTO: 'The protocol of the connection.',
  REG_ECMP_ETH_FULL:
    'Copy of ct_label in which the MAC of the hop that the connection came from is written; the register is saved before and restored after.',
};

/** What the tables outside the logical pipelines do, by their name in `controller/lflow.h`. */
export const oftableProse: Readonly<Record<string, string>> = {
  OFTABLE_PHY_TO_LOG:
    'From physical to logical: turns the OpenFlow port (and VLAN tag or tunnel keys) into datapath, logical input port and conntrack zones. Ports go on to the ingress pipeline, tunnels straight to local delivery; what matches nothing belongs to no bound port.',
  OFTABLE_LOG_INGRESS_PIPELINE:
    'First table of the logical ingress pipeline: stage N is N tables further. The rows come from logical flows, as their cookie shows.',
  OFTABLE_OUTPUT_INIT:
    'First of the output tables: where the output action of the ingress pipeline continues.',
  OFTABLE_OUTPUT_LARGE_PKT_DETECT:
    'First of the output tables: measures packets from and to multichassis ports that must be tunneled although their switch has a localnet port. All others pass.',
  OFTABLE_OUTPUT_LARGE_PKT_PROCESS:
    'Has ovn-controller answer packets that were found too big for the tunnel with an ICMP error. Loopback goes on to local delivery, the rest to remote output.',
  OFTABLE_REMOTE_OUTPUT:
    'Sends to ports on other chassis: through one tunnel, or through several for a multichassis port or a multicast group. Then local delivery follows, unless the row ends here; what matches nothing has no remote receiver.',
  OFTABLE_REMOTE_VTEP_OUTPUT:
    'Sends to VTEPs that are known through EVPN, one or all. Then local delivery follows.',
  OFTABLE_LOCAL_OUTPUT:
    'Delivers to ports of this chassis: loads the zones of the output port, spreads multicast groups over local ports, turns remote ports into the localnet port. What matches nothing is neither here nor reachable.',
  OFTABLE_CHECK_LOOPBACK:
    'Drops packets that would leave by the port they came from, unless loopback is allowed. The rest enters the egress pipeline with the logical registers cleared.',
  OFTABLE_LOG_EGRESS_PIPELINE:
    'First table of the logical egress pipeline: stage N is N tables further. The rows come from logical flows, as their cookie shows.',
  OFTABLE_SAVE_INPORT:
    'Hides the OpenFlow input port for loopback and nested containers, since OVS never sends a packet out of the port it came from; the port is restored afterwards.',
  OFTABLE_LOG_TO_PHY:
    'From logical to physical: sends out of the OpenFlow port of the logical one, with a VLAN tag where it has one, or into the peer datapath. What matches nothing has no interface here; a drop of priority 1000 holds back a multichassis port that is not active yet.',
  OFTABLE_MAC_BINDING:
    'Answers get_arp and get_nd: writes the MAC of a known neighbor. Without an entry it stays zero.',
  OFTABLE_MAC_LOOKUP: 'Answers lookup_arp and lookup_nd: is this neighbor known with this MAC?',
  OFTABLE_CHK_LB_HAIRPIN: 'Answers chk_lb_hairpin: was the client load-balanced to itself?',
  OFTABLE_CHK_LB_HAIRPIN_REPLY:
    'Answers chk_lb_hairpin_reply, from flows learned when the hairpin connection began.',
  OFTABLE_CT_SNAT_HAIRPIN: 'Carries out ct_snat_to_vip: the source NAT of hairpin connections.',
  OFTABLE_GET_FDB: 'Answers get_fdb: the port behind a learned MAC; port 0 where the MAC is unknown.',
  OFTABLE_LOOKUP_FDB: 'Answers lookup_fdb: is this MAC already learned for this port?',
  OFTABLE_CHK_IN_PORT_SEC:
    'Answers check_in_port_sec: are the source addresses among those of port_security? Written only for ports that have this chassis as their main one; a port without rows is not checked.',
  OFTABLE_CHK_IN_PORT_SEC_ND:
    'Second part of check_in_port_sec: the addresses inside ARP and neighbor discovery.',
  OFTABLE_CHK_OUT_PORT_SEC:
    'Answers check_out_port_sec: are the destination addresses among those of port_security?',
  OFTABLE_ECMP_NH_MAC:
    'Answers chk_ecmp_nh_mac from learned flows: the MAC of the hop that a connection came from.',
  OFTABLE_ECMP_NH: 'Answers chk_ecmp_nh from learned flows: the port that a connection came from.',
  OFTABLE_CHK_LB_AFFINITY: 'Answers chk_lb_aff from learned flows: which backend has this client?',
  OFTABLE_MAC_CACHE_USE:
    'Counts the use of learned neighbors and MACs, so that aging spares the ones in use.',
  OFTABLE_CT_ZONE_LOOKUP:
    'Loads the conntrack zones of the input port for ICMP errors that came through a tunnel, and sends them into the ingress pipeline.',
  OFTABLE_CT_ORIG_NW_DST_LOAD:
    'Carries out ct_nw_dst: the IPv4 destination that the connection had at first.',
  OFTABLE_CT_ORIG_IP6_DST_LOAD:
    'Carries out ct_ip6_dst: the IPv6 destination that the connection had at first.',
  OFTABLE_CT_ORIG_TP_DST_LOAD:
    'Carries out ct_tp_dst: the destination port that the connection had at first.',
  OFTABLE_CT_ORIG_PROTO_LOAD: 'Carries out ct_proto: the protocol of the connection.',
  OFTABLE_FLOOD_REMOTE_CHASSIS:
    'Carries out flood_remote: one copy to each chassis of other availability zones. Not a multichassis clone, which sends copies to the places of one port.',
  OFTABLE_CT_STATE_SAVE: 'Carries out ct_state_save: keeps the conntrack state in a register.',
  OFTABLE_GET_REMOTE_FDB: 'Answers get_remote_fdb: the VTEP behind a MAC that EVPN has learned.',
  OFTABLE_LEARN_REMOTE_FDB: 'Learns which VTEP a source MAC lives behind, from traffic that comes from it.',
  OFTABLE_EVPN_ARP_LOOKUP: 'Answers chk_evpn_arp: the MAC of a host known through EVPN.',
};

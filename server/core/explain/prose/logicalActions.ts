/** What the words of logical actions do (`lib/actions.c`). Forms without a word are in `logicalStatementProse`. */
export const logicalActionProse: Readonly<Record<string, string>> = {
  // Where the packet goes.
  output:
    'Sends the packet to outport: from ingress to the output tables and on to the egress pipeline, from egress to the port itself.',
  next: 'Goes on with the next table, or with the one named: next(5), next(pipeline=egress, table=2).',
  clone: 'Runs the block on a copy of the packet; the original goes on unchanged.',
  mirror: 'Sends a copy to the mirror port named.',
  fwd_group: 'Sends to one of the ports of a forwarding group, chosen by a hash.',
  flood_remote: 'Sends a copy to every chassis of other availability zones.',
  reject:
    'Answers with a TCP reset, an SCTP abort or an ICMP unreachable, as the protocol asks for, and drops the packet.',

  // Packet and registers.
  push: 'Puts a field on the stack of OpenFlow.',
  pop: 'Takes a field from the stack of OpenFlow.',
  'ip.ttl': 'ip.ttl-- takes one from the TTL; a packet whose TTL runs out is not processed further.',
  select: 'Picks one of the values by weight and stores it: the choice of an ECMP member.',
  check_pkt_larger: 'Stores whether the packet is longer than this many bytes.',
  set_queue: 'Puts the packet in a QoS queue of the output interface; 0 is the default queue.',
  set_meter: 'Applies a rate limit, in kbps and optionally a burst; what exceeds it is dropped.',

  // Conntrack and NAT.
  ct_next: 'Sends the packet through conntrack and goes on in the next table with ct.* known.',
  ct_clear: 'Forgets what conntrack has said about the packet.',
  ct_commit: 'Commits the connection to conntrack; the block may set ct_mark and ct_label.',
  ct_commit_nat:
    'Commits the connection and translates related packets, such as ICMP errors, like the connection itself.',
  ct_commit_to_zone: 'Commits the connection in the zone named, dnat or snat.',
  ct_dnat:
    'Translates the destination to this address, in the zone for DNAT; without an address it undoes a translation.',
  ct_snat:
    'Translates the source to this address, in the zone for SNAT; without an address it undoes a translation.',
  ct_dnat_in_czone: 'As ct_dnat, in the zone that both directions of NAT share.',
  ct_snat_in_czone: 'As ct_snat, in the zone that both directions of NAT share.',
  ct_snat_to_vip: 'Translates the source of hairpin traffic to the VIP.',
  ct_lb:
    'Load balances to one of the backends and notes it in ct_label; without backends it undoes the translation of known connections.',
  ct_lb_mark:
    'Load balances to one of the backends and notes it in ct_mark; without backends it undoes the translation of known connections.',
  ct_lb_mark_local: 'As ct_lb_mark, with the backends of this chassis only.',
  ct_state_save: 'Stores the conntrack state, so that it survives.',
  ct_nw_dst: 'Stores the IPv4 destination that the connection had at first.',
  ct_ip6_dst: 'Stores the IPv6 destination that the connection had at first.',
  ct_tp_dst: 'Stores the destination port that the connection had at first.',
  ct_proto: 'Stores the protocol of the connection.',

  // Load-balancing helpers.
  chk_lb_hairpin: 'Stores whether the client was load-balanced to itself.',
  chk_lb_hairpin_reply: 'Stores whether the packet is a reply of a client that was load-balanced to itself.',
  chk_lb_aff: 'Stores whether the client has a backend already, and loads that backend.',
  commit_lb_aff:
    'Remembers the backend of this client for as long as the load balancer’s affinity timeout says.',
  chk_ecmp_nh: 'Stores whether the port that the connection came from is known.',
  chk_ecmp_nh_mac: 'Stores whether the MAC that the connection came from is known.',
  commit_ecmp_nh: 'Remembers the hop that the connection came from, for symmetric replies.',

  // Neighbors, MACs, port security.
  get_arp: 'Looks up the MAC of an IPv4 neighbor and writes it to eth.dst; zero if it is not known.',
  get_nd: 'Looks up the MAC of an IPv6 neighbor and writes it to eth.dst; zero if it is not known.',
  lookup_arp: 'Stores whether this IPv4 neighbor is known with this MAC.',
  lookup_nd: 'Stores whether this IPv6 neighbor is known with this MAC.',
  lookup_arp_ip: 'Stores whether this IPv4 neighbor is known, with whatever MAC.',
  lookup_nd_ip: 'Stores whether this IPv6 neighbor is known, with whatever MAC.',
  put_arp: 'Has ovn-controller learn an IPv4 neighbor (MAC_Binding).',
  put_nd: 'Has ovn-controller learn an IPv6 neighbor (MAC_Binding).',
  get_fdb: 'Looks up the port behind a learned MAC; none if it is not known.',
  lookup_fdb: 'Stores whether this MAC is learned for this port.',
  put_fdb: 'Has ovn-controller learn this MAC for this port (FDB).',
  mac_cache_use: 'Marks the neighbor or MAC entry as in use, so that it does not age out.',
  get_remote_fdb: 'Looks up the VTEP behind a MAC that EVPN has learned.',
  chk_evpn_arp: 'Stores whether the host is known through EVPN, and loads its MAC.',
  check_in_port_sec: 'Stores whether the packet’s source violates the port security of the input port.',
  check_out_port_sec:
    'Stores whether the packet’s destination violates the port security of the output port.',

  // Packets that ovn-controller makes.
  arp: 'Turns the packet into an ARP request, changed by the block, and sends that.',
  nd_ns: 'Turns the packet into a neighbor solicitation, changed by the block, and sends that.',
  nd_na: 'Answers a neighbor solicitation with an advertisement, changed by the block.',
  nd_na_router:
    'Answers a neighbor solicitation with an advertisement that says “I am a router”, changed by the block.',
  icmp4: 'Sends an ICMPv4 message made from the packet and the block.',
  icmp4_error: 'Sends an ICMPv4 error that quotes the packet.',
  icmp6: 'Sends an ICMPv6 message made from the packet and the block.',
  icmp6_error: 'Sends an ICMPv6 error that quotes the packet.',
  tcp_reset: 'Answers with a TCP reset, changed by the block.',
  sctp_abort: 'Answers with an SCTP abort, changed by the block.',
  put_dhcp_opts:
    'Turns a DHCPv4 request into the reply with these options, and stores whether that was possible.',
  put_dhcpv6_opts:
    'Turns a DHCPv6 request into the reply with these options, and stores whether that was possible.',
  put_nd_ra_opts:
    'Turns a router solicitation into an advertisement with these options, and stores whether that was possible.',
  dns_lookup: 'Turns a DNS query into its answer if OVN knows the name, and stores whether it did.',
  dhcp_relay_req_chk: 'Checks a DHCP request, rewrites it for the relay, and stores whether it was good.',
  dhcp_relay_resp_chk:
    'Checks a DHCP reply of the relayed server, rewrites it, and stores whether it was good.',

  // Packets that ovn-controller takes.
  handle_svc_check: 'Hands the answer to a health check to ovn-controller.',
  handle_bfd_msg: 'Hands a BFD packet to ovn-controller.',
  handle_dhcpv6_reply: 'Hands a DHCPv6 reply (prefix delegation) to ovn-controller.',
  igmp: 'Hands an IGMP or MLD report to ovn-controller for snooping.',
  bind_vport:
    'Has ovn-controller claim a virtual port for the chassis of the port that the packet came from.',
  trigger_event: 'Has ovn-controller raise a Controller_Event, such as a packet for a VIP without backends.',
  log: 'Has ovn-controller log the packet with the ACL’s name, verdict and severity.',
  sample: 'Sends an IPFIX sample of the packet.',
};

/** Statements that are no word with arguments, by a name of our own. */
export const logicalStatementProse: Readonly<
  Record<'drop' | 'assign' | 'copy' | 'exchange' | 'decrement' | 'ovnField', string>
> = {
  drop: 'Discards the packet. Stands alone.',
  assign: 'Writes a constant to a field; what must be true of the packet for that becomes part of the match.',
  copy: 'Copies one field to another of the same width.',
  exchange: 'Swaps two fields.',
  decrement: 'Takes one from the field. A packet whose TTL runs out is not processed further.',
  ovnField:
    'Writes a field that OpenFlow does not have: ovn-controller writes it into the packet that it makes.',
};

/** For the constants of OVN’s action encodings that no single word stands for; all others are their word’s. */
export const ovnactProse: Readonly<Record<string, string>> = {
  LOAD: 'Writes a constant to a field.',
  MOVE: 'Copies one field to another.',
  EXCHANGE: 'Swaps two fields.',
  OVNFIELD_LOAD: 'Writes a field that OpenFlow does not have.',
  CT_COMMIT_V1: 'The older form of ct_commit, with arguments in place of a block.',
};

/** What a packet in asks of ovn-controller, by the opcode’s name (`include/ovn/actions.h`). */
export const controllerOpcodeProse: Readonly<Record<string, string>> = {
  ARP: 'Send an ARP request made from this packet (arp).',
  PUT_ARP: 'Learn an IPv4 neighbor (put_arp).',
  PUT_DHCP_OPTS: 'Build a DHCPv4 reply and continue with it (put_dhcp_opts).',
  ND_NA: 'Send a neighbor advertisement (nd_na).',
  PUT_ND: 'Learn an IPv6 neighbor (put_nd).',
  PUT_DHCPV6_OPTS: 'Build a DHCPv6 reply and continue with it (put_dhcpv6_opts).',
  DNS_LOOKUP: 'Answer the DNS query and continue with the answer (dns_lookup).',
  LOG: 'Log the packet for an ACL (log).',
  PUT_ND_RA_OPTS: 'Build a router advertisement and continue with it (put_nd_ra_opts).',
  ND_NS: 'Send a neighbor solicitation (nd_ns).',
  ICMP: 'Send an ICMP message made from this packet (icmp4, icmp6); also the answer to packets that are too big for a multichassis port’s tunnel.',
  TCP_RESET: 'Send a TCP reset (tcp_reset).',
  ND_NA_ROUTER: 'Send a neighbor advertisement of a router (nd_na_router).',
  PUT_ICMP4_FRAG_MTU: 'Write the MTU into an ICMPv4 error (icmp4.frag_mtu).',
  ICMP4_ERROR: 'Send an ICMPv4 error that quotes the packet (icmp4_error).',
  EVENT: 'Raise a Controller_Event (trigger_event).',
  IGMP: 'Take an IGMP or MLD report for snooping (igmp).',
  BIND_VPORT: 'Claim a virtual port (bind_vport).',
  HANDLE_SVC_CHECK: 'Take the answer to a health check (handle_svc_check).',
  DHCP6_SERVER: 'Take a DHCPv6 reply for prefix delegation (handle_dhcpv6_reply).',
  ICMP6_ERROR: 'Send an ICMPv6 error that quotes the packet (icmp6_error).',
  PUT_ICMP6_FRAG_MTU: 'Write the MTU into an ICMPv6 error (icmp6.frag_mtu).',
  REJECT: 'Refuse the packet with what its protocol asks for (reject).',
  BFD_MSG: 'Take a BFD packet (handle_bfd_msg).',
  SCTP_ABORT: 'Send an SCTP abort (sctp_abort).',
  PUT_FDB: 'Learn a MAC for a port (put_fdb).',
  ACTIVATION_STRATEGY_RARP:
    'Activate a multichassis port: its guest has announced itself with a RARP here, so the rows that block it are removed. The announcement itself goes on through the pipeline.',
  ACTIVATION_STRATEGY:
    'Activate a multichassis port: its guest has announced itself (RARP, gratuitous ARP or neighbor advertisement) here, so the rows that block it are removed. The announcement itself goes on through the pipeline.',
  MG_SPLIT_BUF:
    'Go on with the rest of an action list that was too long for one row (large multicast groups).',
  SPLIT_BUF_ACTION: 'Go on with the rest of an action list that was too long for one row.',
  DHCP_RELAY_REQ_CHK: 'Check and rewrite a DHCP request for the relay (dhcp_relay_req_chk).',
  DHCP_RELAY_RESP_CHK: 'Check and rewrite a DHCP reply of the relayed server (dhcp_relay_resp_chk).',
  PUT_ICMP4_INNER_IP4_SRC:
    'Write the source address of the packet quoted in an ICMPv4 error (icmp4.inner_ip4.src).',
};

/**
 * What each stage of the logical pipelines does, by the name that flows print. Says what a row there means and what a
 * drop there means; numbers and releases come from the facts.
 */
export const stageProse: Readonly<Record<string, string>> = {
  // Logical switch, ingress.
  ls_in_check_port_sec:
    'First stage of a switch: judges whether the frame may enter by its port. Disabled ports, VLAN tags and multicast sources are dropped; where the port has port_security the verdict is kept for the next stage.',
  ls_in_apply_port_sec:
    'Drops what port security has refused and lets the rest go on. A drop here is a source MAC, IP, ARP or ND address that the port does not own.',
  ls_in_port_sec_l2:
    'First stage of a switch: checks the source MAC against port_security. Disabled ports, VLAN tags and multicast sources are dropped too, and so is a frame of an unknown port.',
  ls_in_port_sec_ip:
    'Checks the source IP of ports whose port_security lists IPs; DHCP requests and IPv6 duplicate address detection pass. A drop here is a spoofed address or one not assigned yet.',
  ls_in_port_sec_nd:
    'Checks the sender addresses inside ARP and neighbor discovery against port_security. A drop here is a guest announcing a MAC and IP pair that it does not own.',
  ls_in_mirror:
    'Clones the packet to a mirror port where a mirror rule is attached to the input port. Without such a rule the packet just goes on.',
  ls_in_lookup_fdb:
    'Asks whether the source MAC is already learned for this port, where the port learns MACs (unknown addresses, or localnet_learn_fdb). Frames from a localnet port are marked as such.',
  ls_in_put_fdb:
    'Has ovn-controller learn a source MAC that the FDB does not know yet. A counter that keeps growing means that the row cannot be written or that the MAC moves between ports.',
  ls_in_pre_acl:
    'Decides whether the packet must pass conntrack for the sake of stateful ACLs. Multicast, neighbor discovery, router ports and stateless ACLs are spared; nothing is dropped.',
  ls_in_pre_lb:
    'Decides whether the packet must pass conntrack for the sake of load balancers. Neighbor discovery, multicast and router ports are spared; nothing is dropped.',
  ls_in_pre_stateful:
    'Sends the packet through conntrack if one of the two stages before asked for it; it comes back with ct.* known, fragments reassembled and earlier load balancing undone.',
  ls_in_acl_hint:
    'Turns the conntrack state into hints (may be allowed, may be dropped, must be blocked), so that every ACL needs one simple match only. Works only where there are stateful ACLs or load balancers.',
  ls_in_acl:
    'Applies the from-lport ACLs: allow, allow-related, allow-stateless, drop, reject. A drop here is policy; an ACL of priority P is a flow of priority P + 1000.',
  ls_in_acl_eval:
    'Evaluates the from-lport ACLs, tier by tier, and notes the verdict; nothing is dropped yet. An ACL of priority P is a flow of priority P + 1000.',
  ls_in_acl_sample: 'Emits IPFIX samples for ACLs that ask for them. The verdict is not touched.',
  ls_in_acl_action:
    'Carries out the verdict of the ACL evaluation: go on, drop, reject, or try the next tier. A drop here is policy; without any verdict the default applies (default_acl_drop).',
  ls_in_qos:
    'Applies QoS rules for traffic from a port: DSCP, packet mark and rate limit. What exceeds a rate is dropped by the meter and shows in meter statistics only.',
  ls_in_qos_mark: 'Writes the DSCP or mark of QoS rules for traffic from a port. Nothing is dropped.',
  ls_in_qos_meter:
    'Applies the rate limits of QoS rules for traffic from a port. What exceeds the rate is dropped by the meter, not by a row.',
  ls_in_ct_extract:
    'Keeps the original destination port and protocol that conntrack knows, for the load-balancing stages. Every packet goes on.',
  ls_in_lb_aff_check:
    'Looks for the backend that this client was given before, where the load balancer has session affinity.',
  ls_in_lb:
    'Chooses a backend for new connections to a load balancer VIP. A VIP without backends drops, rejects or raises an event, as its options say.',
  ls_in_lb_aff_learn:
    'Remembers the chosen backend for this client, where the load balancer has session affinity.',
  ls_in_pre_hairpin:
    'Notices a client that was load-balanced to itself, or a reply within such a connection.',
  ls_in_nat_hairpin:
    'Translates the source of hairpin traffic to the VIP, so that the answer comes back through OVN.',
  ls_in_hairpin:
    'Sends hairpin traffic back out of the port that it came from. Packets from a VTEP gateway that need routing are brought to the lookup stage from here.',
  ls_in_acl_after_lb:
    'Applies the from-lport ACLs that want to see the backend instead of the VIP (apply-after-lb). A drop here is policy.',
  ls_in_acl_after_lb_eval:
    'Evaluates the from-lport ACLs that want to see the backend instead of the VIP (apply-after-lb), and notes the verdict.',
  ls_in_acl_after_lb_sample: 'Emits IPFIX samples for ACLs with apply-after-lb that ask for them.',
  ls_in_acl_after_lb_action:
    'Carries out the verdict of the ACLs with apply-after-lb: go on, drop, reject, or try the next tier.',
  ls_in_pre_network_function:
    'Picks the network function that the matched ACL wants this packet to visit. Multicast is exempt.',
  ls_in_stateful:
    'Commits the connection to conntrack if an ACL or load balancer asked for it. Without the commit every packet of a connection looks new.',
  ls_in_network_function:
    'Redirects the packet to the network function picked before, or takes in one that returns from it. A drop at low priority means that no function was usable.',
  ls_in_arp_nd_pre_lookup:
    'Looks whether an ARP request or neighbor solicitation asks for a host known through EVPN, so that the next stage can answer it here.',
  ls_in_arp_rsp:
    'Answers ARP requests and neighbor solicitations for addresses that OVN knows, right at the sender. A request not answered here is flooded later; an answer needs a known MAC and IP and, unless ignore_lsp_down is true, a port that is up.',
  ls_in_dhcp_options:
    'Has ovn-controller build a DHCP reply, for ports with DHCP options. The outcome is kept for the next stage.',
  ls_in_dhcp_response:
    'Sends the DHCP reply that was built back to the guest. If none was built, the request goes on as an ordinary packet.',
  ls_in_dns_lookup:
    'Looks a DNS query up in the names that OVN knows. The outcome is kept for the next stage.',
  ls_in_dns_response: 'Sends OVN’s own DNS answer back. Queries for other names go on to the real server.',
  ls_in_external_port:
    'Keeps ARP, ND and DHCP of external ports (SR-IOV) on the one chassis that serves them; the others drop them here.',
  ls_in_l2_lkup:
    'Chooses the output port from the destination MAC: a known MAC goes to its port, multicast to a group, announcements are flooded; the rest is looked up in the FDB. A wrong or missing address of a port shows here.',
  ls_in_l2_unknown:
    'Last stage of ingress: sends what the FDB knows to its port, and unknown destinations to the ports that accept them. A drop here means that nobody on the switch has the destination MAC.',

  // Logical switch, egress.
  ls_out_lookup_fdb:
    'Asks whether the source MAC is already learned, for packets that entered by a remote port (interconnection, EVPN).',
  ls_out_put_fdb: 'Has ovn-controller learn source MACs behind remote ports that the FDB does not know yet.',
  ls_out_pre_acl:
    'Decides whether the packet must pass conntrack, in the zone of the output port, for the sake of to-lport ACLs. Nothing is dropped.',
  ls_out_pre_lb:
    'Decides whether the packet must pass conntrack because it may belong to a load-balanced connection. Nothing is dropped.',
  ls_out_pre_stateful:
    'Sends the packet through conntrack, on the chassis of the destination, if one of the two stages before asked for it.',
  ls_out_acl_hint: 'Turns the conntrack state into hints for the to-lport ACLs.',
  ls_out_acl:
    'Applies the to-lport ACLs: allow, allow-related, allow-stateless, drop, reject. A drop here is policy on the receiving side; an ACL of priority P is a flow of priority P + 1000.',
  ls_out_acl_eval:
    'Evaluates the to-lport ACLs, tier by tier, and notes the verdict; nothing is dropped yet. An ACL of priority P is a flow of priority P + 1000.',
  ls_out_acl_sample: 'Emits IPFIX samples for to-lport ACLs that ask for them. The verdict is not touched.',
  ls_out_acl_action:
    'Carries out the verdict of the to-lport ACLs. A drop here is a security group that refuses the packet at the receiver.',
  ls_out_mirror: 'Clones the packet to a mirror port where a mirror rule is attached to the output port.',
  ls_out_qos: 'Applies QoS rules for traffic to a port: DSCP, packet mark and rate limit.',
  ls_out_qos_mark: 'Writes the DSCP or mark of QoS rules for traffic to a port. Nothing is dropped.',
  ls_out_qos_meter:
    'Applies the rate limits of QoS rules for traffic to a port. What exceeds the rate is dropped by the meter, not by a row.',
  ls_out_pre_network_function:
    'Picks the network function that the matched to-lport ACL wants this packet to visit.',
  ls_out_stateful:
    'Commits the connection to conntrack, in the zone of the output port, if an ACL asked for it.',
  ls_out_network_function:
    'Redirects the packet to the network function picked before; it may loop back to ingress for that.',
  ls_out_check_port_sec:
    'Judges whether the packet may leave by its port: the destination MAC and IP must be among those of port_security, and the port must be enabled. Multicast passes.',
  ls_out_apply_port_sec:
    'Last stage of a switch: drops what port security has refused and delivers the rest. After it come the tables that turn the logical port into an OpenFlow port.',
  ls_out_port_sec_ip: 'Checks the destination IP against the port_security of the receiving port.',
  ls_out_port_sec_l2:
    'Last stage of a switch: checks the destination MAC against the port_security of the receiving port and delivers. A drop here is a frame not meant for that port, or a disabled port.',

  // Logical router, ingress.
  lr_in_admission:
    'First stage of a router: takes in frames addressed to the MAC of the router port, or to all. A drop here is a frame for somebody else, a disabled port, or a gateway port whose chassis is another one.',
  lr_in_lookup_neighbor:
    'Asks whether the sender’s IP and MAC are already known as a neighbor, to decide whether to learn them.',
  lr_in_learn_neighbor:
    'Has ovn-controller learn the sender as a neighbor where that is due, and marks known ones as in use. Malformed neighbor discovery is dropped.',
  lr_in_ip_input:
    'What a router does with packets before routing: drops impossible sources, answers ARP, ND and ping for its own addresses, and replies to an expired TTL. A drop here is often traffic to the router itself.',
  lr_in_dhcp_relay_req:
    'Checks DHCP requests of clients and rewrites them for the server they are relayed to.',
  lr_in_unsnat:
    'Undoes source NAT for packets that come back to an external address. The destination becomes the logical address again.',
  lr_in_post_unsnat:
    'Keeps what conntrack said while undoing source NAT (new, or not tracked), so that a later stage knows whether to commit.',
  lr_in_defrag:
    'Sends packets to VIPs and external addresses through conntrack before load balancing and DNAT, which also reassembles fragments. Nothing is dropped.',
  lr_in_ct_extract:
    'Keeps the original destination port and protocol that conntrack knows, for the load-balancing stages. Every packet goes on.',
  lr_in_lb_aff_check:
    'Looks for the backend that this client was given before, where the load balancer of the router has session affinity.',
  lr_in_dnat:
    'Load balancing and DNAT on the router: chooses a backend for new connections to a VIP, translates external addresses to logical ones. A VIP without backends drops or rejects.',
  lr_in_lb_aff_learn:
    'Remembers the chosen backend for this client, where the load balancer of the router has session affinity.',
  lr_in_ecmp_stateful:
    'Remembers from which next hop a connection came, so that its replies leave the same way (symmetric ECMP replies).',
  lr_in_nd_ra_options: 'Has ovn-controller build a router advertisement for a router solicitation.',
  lr_in_nd_ra_response: 'Sends the router advertisement back to the one who asked.',
  lr_in_ip_routing_pre: 'Chooses the route table for the port that the packet came from; 0 is the main one.',
  lr_in_ip_routing:
    'Routes by longest prefix: takes one from the TTL and sets the next hop, the source MAC and the output port. Where no route matches the packet ends here.',
  lr_in_ip_routing_ecmp:
    'Turns the chosen member of an ECMP route into its next hop and output port. Packets of ordinary routes pass.',
  lr_in_policy:
    'Applies routing policies, highest priority first: allow, drop, reroute, jump. A drop here is policy.',
  lr_in_policy_ecmp:
    'Turns the chosen member of a rerouting policy with several next hops into its next hop and port.',
  lr_in_dhcp_relay_resp_chk: 'Checks replies of the DHCP server that requests are relayed to.',
  lr_in_dhcp_relay_resp: 'Forwards good DHCP replies to the client and drops the others.',
  lr_in_arp_resolve:
    'Finds the MAC of the next hop, from addresses that OVN knows or from what it has learned. If there is none the destination MAC stays zero and a later stage asks for it.',
  lr_in_chk_pkt_len: 'Measures the packet against gateway_mtu of the output port.',
  lr_in_larger_pkts:
    'Answers packets that are too big for the output port with an ICMP error that names the MTU. The rest goes on.',
  lr_in_gw_redirect:
    'Sends traffic for a distributed gateway port to the chassis that hosts it, by its chassisredirect port. A wrong HA state shows here.',
  lr_in_network_id:
    'Notes which network of the output port holds the next hop, for load balancers that translate the source to the router’s IP.',
  lr_in_arp_request:
    'Last stage of ingress on most routers: asks for the MAC of the next hop if it is still unknown, otherwise lets the packet out. A counter that keeps growing on the asking row means that the next hop does not answer.',
  lr_in_ecmp_stateful_egr:
    'Last stage of ingress: commits the state for symmetric ECMP replies where the output port needs it, then lets the packet out.',

  // Logical router, egress.
  lr_out_chk_dnat_local:
    'Marks packets whose DNAT address lives on this very gateway, so that both NAT zones are treated right.',
  lr_out_undnat: 'Undoes DNAT and load balancing for replies that leave the router.',
  lr_out_post_undnat: 'Commits new connections before source NAT, on gateway routers.',
  lr_out_snat:
    'Source NAT: gives packets that leave the router their external address. Also where traffic that was load-balanced or DNATed is forced to the router’s own address.',
  lr_out_post_snat: 'Commits after source NAT where both NAT zones are in use.',
  lr_out_egr_loop:
    'Sends a packet to an external address that lives on the same gateway back into the router, once.',
  lr_out_delivery:
    'Last stage of a router: delivers to the port’s peer. A drop here means that the output port is unknown or disabled.',
};

/**
 * What the symbols of logical matches and actions mean (`lib/logical-fields.c`). Plain registers, which have no meaning
 * of their own, are described by pattern in `registerSymbolProse`.
 */
export const symbolProse: Readonly<Record<string, string>> = {
  // Ports and flags.
  inport: 'The logical port that the packet came in by.',
  outport: 'The logical port, or multicast group, that the packet is to leave by.',
  __inport: 'The input port as a number, its tunnel key.',
  __outport: 'The output port as a number, its tunnel key.',
  remote_outport: 'The VTEP that the packet is to go to, of those known through EVPN.',
  from_evpn_vtep: 'The packet came from a VTEP known through EVPN.',
  to_evpn_vtep: 'The packet is to go to a VTEP known through EVPN.',
  flags: 'Flags that stay with the packet on this chassis. A tunnel does not carry them.',
  'flags.loopback': 'The packet may leave by the port that it came from.',
  'flags.force_snat_for_dnat': 'Translate the source as well, because the destination was translated.',
  'flags.force_snat_for_lb': 'Translate the source as well, because the packet was load-balanced.',
  'flags.skip_snat_for_lb': 'Do not translate the source of this load-balanced connection.',
  'flags.use_snat_zone': 'Do NAT in the zone for source NAT.',
  'flags.localnet': 'The packet came in by a localnet port.',
  'flags.tunnel_rx': 'The packet came in through a tunnel.',
  'flags.icmp_snat': 'An ICMP error whose inner packet needs source NAT.',
  'flags.unsnat_new': 'When source NAT was undone, conntrack took the connection for a new one.',
  'flags.unsnat_not_tracked': 'Source NAT was not undone: the packet did not pass conntrack for it.',
  'flags.network_id': 'Which network of the router port holds the next hop.',
  'flags.from_ctrl': 'ovn-controller has injected the packet.',
  'flags.igmp_loopback': 'An IGMP or MLD report that ovn-controller has put back after snooping.',
  'flags.pkt_sampled': 'The packet has been sampled in this zone.',

  // Conntrack.
  ct_state: 'What conntrack says about the packet; the ct.* symbols are its bits.',
  'ct.trk': 'The packet has been through conntrack. The other ct.* symbols mean something only then.',
  'ct.new': 'The packet begins a connection.',
  'ct.est': 'The packet belongs to an established connection.',
  'ct.rel': 'The packet is related to a known connection, such as an ICMP error about it.',
  'ct.rpl': 'The packet runs in the reply direction of its connection.',
  'ct.inv': 'Conntrack cannot make sense of the packet.',
  'ct.snat': 'The source has been translated by this connection.',
  'ct.dnat': 'The destination has been translated by this connection.',
  ct_mark: '32 bits that OVN keeps with the connection.',
  'ct_mark.blocked': 'The connection was established once and is refused by an ACL now.',
  'ct_mark.natted': 'The connection was load-balanced or translated.',
  'ct_mark.skip_snat': 'Do not translate the source of this connection.',
  'ct_mark.force_snat': 'Translate the source of this connection to the router’s own address.',
  'ct_mark.ecmp_reply_port': 'The port that the connection came from, for symmetric replies.',
  'ct_mark.obs_stage': 'The ACL stage whose samples this connection gets.',
  'ct_mark.obs_collector_id': 'The collector of this connection’s samples.',
  'ct_mark.allow_established': 'The connection stays allowed even if its ACL goes away.',
  ct_label: '128 bits that OVN keeps with the connection.',
  'ct_label.blocked': 'The connection was established once and is refused by an ACL now.',
  'ct_label.natted': 'The connection was load-balanced or translated.',
  'ct_label.skip_snat': 'Do not translate the source of this connection.',
  'ct_label.force_snat': 'Translate the source of this connection to the router’s own address.',
  'ct_label.ecmp_reply_eth': 'MAC of the hop that the connection came from, for symmetric replies.',
  'ct_label.ecmp_reply_port': 'The port that the connection came from, for symmetric replies.',
  'ct_label.label': 'The label of the ACL that allowed the connection.',
  'ct_label.acl_id': 'The id of the ACL that allowed the connection and lets it persist.',
  'ct_label.obs_point_id': 'The observation point of this connection’s samples.',
  'ct_label.obs_unused': 'The part of the label that sampling does not use.',
  'ct_label.nf': 'The connection passes a network function.',
  'ct_label.nf_id': 'The network function that the connection passes.',
  'ct_label.tun_if': 'The connection came through a tunnel to its network function.',
  'ct_label.tun_if_id': 'The tunnel that the connection came through to its network function.',

  // Ethernet and VLAN.
  'eth.src': 'Source MAC.',
  'eth.dst': 'Destination MAC.',
  'eth.type': 'Ethernet type: what the frame carries.',
  'eth.bcast': 'The frame is a broadcast.',
  'eth.mcast': 'The frame goes to more than one: multicast or broadcast.',
  'eth.mcastv6': 'The frame’s destination MAC is one of IPv6 multicast.',
  'vlan.tci': 'The VLAN tag as a whole: priority, presence and id.',
  'vlan.present': 'The frame has a VLAN tag.',
  'vlan.vid': 'The VLAN id.',
  'vlan.pcp': 'The priority in the VLAN tag.',

  // IP.
  ip: 'An IP packet, of either version.',
  ip4: 'An IPv4 packet.',
  ip6: 'An IPv6 packet.',
  'ip.proto': 'The protocol that IP carries.',
  'ip.dscp': 'The DSCP: six bits that ask for a class of service.',
  'ip.ecn': 'The two bits of congestion notification.',
  'ip.ttl': 'The TTL, or hop limit.',
  'ip.frag': 'Fragment state: bit 0 says fragment, bit 1 says not the first one.',
  'ip.is_frag': 'The packet is a fragment.',
  'ip.first_frag': 'The packet is the first fragment, which has the ports.',
  'ip.later_frag': 'The packet is a fragment after the first, which has no ports.',
  'ip4.src': 'Source IPv4 address.',
  'ip4.dst': 'Destination IPv4 address.',
  'ip4.src_mcast': 'The source IPv4 address is multicast, which no packet should have.',
  'ip4.mcast': 'An IPv4 multicast packet, by MAC and IP.',
  'ip6.src': 'Source IPv6 address.',
  'ip6.dst': 'Destination IPv6 address.',
  'ip6.label': 'The IPv6 flow label.',
  'ip6.mcast': 'An IPv6 multicast packet, by MAC and IP.',
  'ip6.mcast_rsvd': 'The destination is a reserved multicast address.',
  'ip6.mcast_all_nodes': 'The destination is all nodes.',
  'ip6.mcast_all_rtrs': 'The destination is all routers.',
  'ip6.mcast_sol_node': 'The destination is a solicited-node address, as neighbor solicitations have.',
  'ip6.mcast_flood': 'IPv6 multicast that is flooded whatever was snooped.',

  // ICMP, IGMP, MLD.
  icmp: 'An ICMP message, for either version of IP.',
  icmp4: 'An ICMPv4 message.',
  'icmp4.type': 'The type of an ICMPv4 message.',
  'icmp4.code': 'The code of an ICMPv4 message, which refines the type.',
  'icmp4.frag_mtu': 'The MTU that an ICMPv4 error “fragmentation needed” names.',
  'icmp4.inner_ip4.src': 'The source address of the packet that an ICMPv4 error quotes.',
  icmp6: 'An ICMPv6 message.',
  'icmp6.type': 'The type of an ICMPv6 message.',
  'icmp6.code': 'The code of an ICMPv6 message, which refines the type.',
  'icmp6.frag_mtu': 'The MTU that an ICMPv6 error “packet too big” names.',
  igmp: 'An IGMP message: IPv4 hosts join and leave multicast groups.',
  mldv1: 'An MLD message, version 1: IPv6 hosts join and leave multicast groups.',
  mldv2: 'An MLD report, version 2.',

  // ARP, RARP, neighbor discovery.
  arp: 'An ARP packet.',
  'arp.op': 'What the ARP packet is: 1 a request, 2 a reply.',
  'arp.spa': 'The sender’s IP in ARP.',
  'arp.sha': 'The sender’s MAC in ARP.',
  'arp.tpa': 'The IP that ARP asks for or answers to.',
  'arp.tha': 'The target’s MAC in ARP.',
  rarp: 'A RARP packet. A hypervisor announces a migrated guest with one.',
  'rarp.op': 'What the RARP packet is: 3 a request, 4 a reply.',
  'rarp.spa': 'The sender’s IP in RARP.',
  'rarp.sha': 'The sender’s MAC in RARP.',
  'rarp.tpa': 'The target’s IP in RARP.',
  'rarp.tha': 'The target’s MAC in RARP.',
  nd: 'Neighbor discovery: a solicitation or an advertisement.',
  nd_ns: 'A neighbor solicitation: who has this IPv6 address?',
  nd_ns_mcast: 'A neighbor solicitation sent to a multicast address.',
  nd_na: 'A neighbor advertisement: this IPv6 address is at this MAC.',
  nd_rs: 'A router solicitation: is there a router?',
  nd_ra: 'A router advertisement.',
  'nd.target': 'The IPv6 address that neighbor discovery is about.',
  'nd.sll': 'The sender’s MAC in a neighbor solicitation.',
  'nd.tll': 'The MAC of the address in a neighbor advertisement.',

  // Transport.
  tcp: 'A TCP segment.',
  'tcp.src': 'Source port of TCP.',
  'tcp.dst': 'Destination port of TCP.',
  'tcp.flags': 'Flags of TCP: SYN, ACK, RST, FIN and so on.',
  udp: 'A UDP datagram.',
  'udp.src': 'Source port of UDP.',
  'udp.dst': 'Destination port of UDP.',
  sctp: 'An SCTP packet.',
  'sctp.src': 'Source port of SCTP.',
  'sctp.dst': 'Destination port of SCTP.',
  'pkt.mark': 'A mark that stays with the packet on this host, also in Linux outside of OVS.',
};

/** The logical registers, whose meaning is what the stage makes of them. */
export function registerSymbolProse(name: string): string | undefined {
  const [, prefix, number] = /^(x{0,2})reg(\d)$/.exec(name) ?? [];
  if (prefix === undefined || number === undefined) return undefined;
  const n = Number(number);
  if (prefix === 'xx') {
    return `A register of 128 bits: ${range(n * 4, 4)}, the first in the highest bits. Its meaning depends on the stage.`;
  }
  if (prefix === 'x') {
    return `A register of 64 bits: ${range(n * 2, 2)}, the first in the high half. Its meaning depends on the stage.`;
  }
  return 'A register of 32 bits, cleared between ingress and egress. Its meaning depends on the stage.';
}

function range(first: number, count: number): string {
  return `reg${first} ${count === 2 ? 'and' : 'to'} reg${first + count - 1}`;
}

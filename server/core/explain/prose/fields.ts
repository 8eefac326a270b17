/**
 * What the fields of Open vSwitch hold, by OVS's own name. Numbered ones are described by pattern in
 * `numberedFieldProse`.
 */
export const fieldProse: Readonly<Record<string, string>> = {
  // Of the switch itself.
  dp_hash: 'A hash that OVS computes over the packet, for choosing a bucket.',
  recirc_id: 'Which recirculation the packet comes back from; 0 is the first pass.',
  packet_type: 'What the packet begins with: Ethernet, or another header.',
  conj_id: 'Set when all clauses of a conjunction match; the value is the conjunction’s id.',
  in_port: 'The OpenFlow port that the packet came in by.',
  in_port_oxm: 'The OpenFlow port that the packet came in by, as a 32-bit number.',
  actset_output: 'The port in the action set.',
  skb_priority: 'The queue that the packet will go to.',
  pkt_mark: 'A mark that stays with the packet on this host, also in Linux outside of OVS.',
  metadata: 'A value that stays with the packet through all tables. OVN keeps the logical datapath in it.',

  // Tunnel.
  tun_id:
    'The key of the tunnel (VNI). OVN puts the datapath’s tunnel key there; with VXLAN the output port too.',
  tun_src: 'Outer source IPv4 address of the tunnel.',
  tun_dst: 'Outer destination IPv4 address of the tunnel.',
  tun_ipv6_src: 'Outer source IPv6 address of the tunnel.',
  tun_ipv6_dst: 'Outer destination IPv6 address of the tunnel.',
  tun_flags: 'Flags of the tunnel; oam marks control traffic.',
  tun_ttl: 'Outer TTL of the tunnel.',
  tun_tos: 'Outer TOS of the tunnel.',
  tun_gbp_id: 'Group policy id in VXLAN.',
  tun_gbp_flags: 'Group policy flags in VXLAN.',
  tun_erspan_idx: 'Index of an ERSPAN mirror, in version 1.',
  tun_erspan_ver: 'Version of ERSPAN.',
  tun_erspan_dir: 'Direction that an ERSPAN copy was taken in.',
  tun_erspan_hwid: 'Hardware id of the ERSPAN source, in version 2.',
  tun_gtpu_flags: 'Flags of GTP-U.',
  tun_gtpu_msgtype: 'Message type of GTP-U.',

  // Conntrack.
  ct_state: 'What conntrack says about the packet: +est is set, -new is not set, others do not matter.',
  ct_zone:
    'The conntrack zone that the packet was looked up in last. Each zone is a conntrack table of its own.',
  ct_mark: '32 bits kept with the connection. OVN notes there that it is blocked or translated.',
  ct_label:
    '128 bits kept with the connection. OVN keeps the hop that it came from and the ACL’s label there.',
  ct_nw_proto: 'Protocol that the connection began with.',
  ct_nw_src: 'Source IPv4 address that the connection began with, before any NAT.',
  ct_nw_dst: 'Destination IPv4 address that the connection began with, before any NAT.',
  ct_ipv6_src: 'Source IPv6 address that the connection began with, before any NAT.',
  ct_ipv6_dst: 'Destination IPv6 address that the connection began with, before any NAT.',
  ct_tp_src: 'Source port that the connection began with, before any NAT.',
  ct_tp_dst: 'Destination port that the connection began with, before any NAT.',

  // Ethernet, VLAN, MPLS.
  eth_src: 'Source MAC.',
  eth_dst: 'Destination MAC.',
  eth_type: 'Ethernet type: what the frame carries.',
  vlan_tci: 'The VLAN tag as a whole: priority, presence (0x1000) and id; 0 is no tag.',
  dl_vlan: 'VLAN id; 0xffff is no tag.',
  vlan_vid: 'VLAN id, with the presence bit (0x1000).',
  dl_vlan_pcp: 'Priority in the VLAN tag.',
  vlan_pcp: 'Priority in the VLAN tag.',
  mpls_label: 'The outermost MPLS label.',
  mpls_tc: 'Traffic class of the outermost MPLS label.',
  mpls_bos: 'Whether the outermost MPLS label is the only one left.',
  mpls_ttl: 'TTL of the outermost MPLS label.',

  // IP.
  ip_src: 'Source IPv4 address.',
  ip_dst: 'Destination IPv4 address.',
  ipv6_src: 'Source IPv6 address.',
  ipv6_dst: 'Destination IPv6 address.',
  ipv6_label: 'IPv6 flow label.',
  nw_proto: 'The protocol that IP carries; in ARP, the operation.',
  nw_tos: 'The TOS byte without congestion notification: DSCP times four.',
  ip_dscp: 'The DSCP: six bits that ask for a class of service.',
  nw_ecn: 'The two bits of congestion notification.',
  nw_ttl: 'The TTL, or hop limit.',
  ip_frag: 'Fragment state: no, yes, first, later or not_later.',

  // ARP and neighbor discovery.
  arp_op: 'What the ARP packet is: 1 a request, 2 a reply. In RARP 3 is a request, 4 a reply.',
  arp_spa: 'The sender’s IP in ARP.',
  arp_tpa: 'The IP that ARP asks for or answers to.',
  arp_sha: 'The sender’s MAC in ARP.',
  arp_tha: 'The target’s MAC in ARP.',
  nd_target: 'The IPv6 address that neighbor discovery is about.',
  nd_sll: 'The sender’s MAC in a neighbor solicitation.',
  nd_tll: 'The MAC of the address in a neighbor advertisement.',
  nd_reserved: 'Flags of neighbor discovery.',
  nd_options_type: 'Type of the option of neighbor discovery.',

  // Transport.
  tcp_src: 'Source port of TCP; also of UDP or SCTP where it is written tp_src.',
  tcp_dst: 'Destination port of TCP; also of UDP or SCTP where it is written tp_dst.',
  tcp_flags: 'Flags of TCP: +syn is set, -ack is not set, others do not matter.',
  udp_src: 'Source port of UDP.',
  udp_dst: 'Destination port of UDP.',
  sctp_src: 'Source port of SCTP.',
  sctp_dst: 'Destination port of SCTP.',
  icmp_type: 'Type of an ICMPv4 message; of ICMPv6 where the row matches icmp6.',
  icmp_code: 'Code of an ICMPv4 message, which refines the type; of ICMPv6 where the row matches icmp6.',
  icmpv6_type: 'Type of an ICMPv6 message.',
  icmpv6_code: 'Code of an ICMPv6 message, which refines the type.',

  // Service chaining header.
  nsh_flags: 'Flags of the network service header.',
  nsh_mdtype: 'Kind of context in the network service header.',
  nsh_np: 'What follows the network service header.',
  nsh_spi: 'Service path: the chain that the packet takes.',
  nsh_si: 'Service index: how far along the chain the packet is.',
  nsh_c1: 'First context word of the network service header.',
  nsh_c2: 'Second context word of the network service header.',
  nsh_c3: 'Third context word of the network service header.',
  nsh_c4: 'Fourth context word of the network service header.',
  nsh_ttl: 'TTL of the network service header.',
};

/** Registers and tunnel options, which differ by number alone. */
export function numberedFieldProse(name: string): string | undefined {
  if (name === 'tun_metadata0') {
    return 'The Geneve option that OVN sends ports in: the output port in bits 0–15, the input port in bits 16–30.';
  }
  if (/^tun_metadata\d+$/.test(name)) return 'An option of a Geneve tunnel. OVN uses only tun_metadata0.';
  const [, prefix, digits] = /^(x{0,2})reg(\d+)$/.exec(name) ?? [];
  if (prefix === undefined || digits === undefined) return undefined;
  const n = Number(digits);
  if (prefix === 'xx') {
    return `A register of 128 bits: reg${4 * n} to reg${4 * n + 3}, the first in the highest bits.`;
  }
  if (prefix === 'x')
    return `A register of 64 bits: reg${2 * n} and reg${2 * n + 1}, the first in the high half.`;
  return n < 16
    ? 'A register of 32 bits that stays with the packet through all tables.'
    : 'A register of 32 bits that stays with the packet through all tables; OVN does not use this one.';
}

/** What stands before the match in a line of `ovs-ofctl dump-flows`, by key. */
export const attributeProse: Readonly<Record<string, string>> = {
  cookie:
    'Says which row of the southbound database this one comes from: it is the first eight hex digits of that row’s UUID, leading zeros left out. 0 is infrastructure that every chassis has.',
  duration: 'How long ago the row was added, in seconds.',
  table: 'The table that the row is in. Without it the row is in table 0.',
  n_packets: 'Packets that have matched this row since it was added.',
  n_bytes: 'Bytes of the packets that have matched this row since it was added.',
  idle_timeout: 'The row goes away after this many seconds without a packet.',
  hard_timeout: 'The row goes away this many seconds after it was added or changed.',
  idle_age: 'Seconds since a packet last matched, or since the row was added.',
  hard_age: 'Seconds since the row was last changed, where that is later than its addition.',
  importance: 'When the table is full, rows of less importance go first.',
  priority: 'Of the rows that match, the one with the highest priority wins. Not shown when it is 32768.',
  actions: 'What is done with the packet, from left to right.',
  send_flow_rem: 'The controller is told when the row goes away.',
  check_overlap: 'The row may not be added where one of the same priority overlaps it.',
  reset_counts: 'A change of the row starts the counters from 0.',
  no_packet_counts: 'Packets are not counted for this row.',
  no_byte_counts: 'Bytes are not counted for this row.',
  no_readonly_table: 'The row may be in a table that controllers do not write to.',
  allow_hidden_fields: 'The row may match fields that are not shown.',
  out_port: 'Only rows that send to this port.',
  out_group: 'Only rows that send to this group.',
  table_id: 'The table that the row is in.',
  flags: 'Settings of the row.',
};

/** What a cookie points to, by the kind of table that the row is in. */
export const cookieProse: Readonly<Record<'pipeline' | 'port' | 'group' | 'none', string>> = {
  pipeline: 'First eight hex digits of the UUID of a Logical_Flow.',
  port: 'First eight hex digits of the UUID of a Port_Binding.',
  group: 'First eight hex digits of the UUID of a Multicast_Group.',
  none: 'No row of the database: infrastructure that every chassis has.',
};

/** Well-known groups of a logical switch (`northd/en-multicast.h`, MC_*; in older releases `northd/northd.c`). */
export const multicastGroupProse: Readonly<Record<string, string>> = {
  _MC_flood: 'All ports of the switch.',
  _MC_flood_l2: 'All ports of the switch except those to routers.',
  _MC_unknown: 'The ports that accept unknown destinations.',
  _MC_mrouter_flood: 'The ports that multicast routers are reached by.',
  _MC_static: 'The ports that are set to receive all multicast.',
};

export const reservedPortProse: Readonly<Record<string, string>> = {
  IN_PORT: 'The port that the packet came in by. Only so can it leave there again.',
  TABLE: 'The first table, for packets that a controller sends out.',
  NORMAL: 'What an ordinary learning switch would do.',
  FLOOD: 'All ports that take part in flooding, except the one it came in by.',
  ALL: 'All ports except the one it came in by.',
  CONTROLLER: 'The controller: ovn-controller.',
  LOCAL: 'The bridge’s own interface on the host.',
  ANY: 'No port in particular.',
  NONE: 'No port. OVN hides the input port by it, so that the packet may leave where it came from.',
};

/** Protocol keywords of OpenFlow matches. */
export const shorthandProse: Readonly<Record<string, string>> = {
  ip: 'An IPv4 packet.',
  ipv4: 'An IPv4 packet.',
  ip4: 'An IPv4 packet.',
  ip6: 'An IPv6 packet.',
  eth: 'An Ethernet frame, of whatever kind.',
  ipv6: 'An IPv6 packet.',
  arp: 'An ARP packet.',
  rarp: 'A RARP packet. A hypervisor announces a migrated guest with one.',
  icmp: 'An ICMPv4 message.',
  icmp6: 'An ICMPv6 message.',
  tcp: 'A TCP segment over IPv4.',
  tcp6: 'A TCP segment over IPv6.',
  udp: 'A UDP datagram over IPv4.',
  udp6: 'A UDP datagram over IPv6.',
  sctp: 'An SCTP packet over IPv4.',
  sctp6: 'An SCTP packet over IPv6.',
  mpls: 'An MPLS packet.',
  mplsm: 'An MPLS packet with an upstream-assigned label.',
};

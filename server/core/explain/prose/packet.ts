/** A number with the name that people know it by. */
export interface NamedNumber {
  readonly name: string;
  readonly text: string;
}

/** Bits of ct_state, by the word after + or - (`include/openvswitch/flow.h`, CS_STATES). */
export const ctStateProse: Readonly<Record<string, string>> = {
  new: 'The packet begins a connection.',
  est: 'The packet belongs to an established connection.',
  rel: 'The packet is related to a known connection, such as an ICMP error about it.',
  rpl: 'The packet runs in the reply direction of its connection.',
  inv: 'Conntrack cannot make sense of the packet.',
  trk: 'The packet has been through conntrack. The other bits mean something only then.',
  snat: 'The source has been translated by this connection.',
  dnat: 'The destination has been translated by this connection.',
};

/** Bits of tcp_flags, by the word after + or -. */
export const tcpFlagProse: Readonly<Record<string, string>> = {
  fin: 'The sender is done.',
  syn: 'Opens a connection.',
  rst: 'Breaks the connection off.',
  psh: 'Hand the data to the application at once.',
  ack: 'Acknowledges what came before. All segments but the first have it.',
  urg: 'There is urgent data.',
  ece: 'The receiver saw congestion.',
  cwr: 'The sender has slowed down for congestion.',
  ns: 'Protects congestion notification.',
};

/** Bits of tun_flags, by the word after + or - (`lib/packets.h`, FLOW_TNL_F_*). */
export const tunnelFlagProse: Readonly<Record<string, string>> = {
  oam: 'Control traffic of the tunnel itself.',
  df: 'The outer packet must not be fragmented.',
  csum: 'The outer packet has a checksum of UDP.',
  key: 'The tunnel has a key.',
  udpif: 'Internal to Open vSwitch.',
  crit: 'There are options that must be understood.',
};

/** Values of ip_frag. */
export const fragmentProse: Readonly<Record<string, string>> = {
  no: 'Not a fragment.',
  yes: 'A fragment, of any position.',
  first: 'The first fragment, which has the ports.',
  later: 'A fragment after the first, which has no ports.',
  not_later: 'Not a fragment, or the first one: what has the ports.',
};

export const ethernetTypes: Readonly<Record<number, NamedNumber>> = {
  0x0800: { name: 'IPv4', text: 'An IPv4 packet.' },
  0x0806: { name: 'ARP', text: 'Asks for the MAC of an IPv4 address, or answers.' },
  0x8035: { name: 'RARP', text: 'Reverse ARP. A hypervisor announces a migrated guest with one.' },
  0x8100: { name: 'VLAN', text: 'A VLAN tag.' },
  0x86dd: { name: 'IPv6', text: 'An IPv6 packet.' },
  0x8847: { name: 'MPLS', text: 'An MPLS label.' },
  0x8848: { name: 'MPLS multicast', text: 'An MPLS label, with its upstream-assigned meaning.' },
  0x88a8: { name: '802.1ad', text: 'An outer VLAN tag, of a provider.' },
  0x88cc: { name: 'LLDP', text: 'A switch tells its neighbor who it is.' },
  0x894f: { name: 'NSH', text: 'A network service header.' },
};

export const ipProtocols: Readonly<Record<number, NamedNumber>> = {
  1: { name: 'ICMP', text: 'Errors and ping of IPv4.' },
  2: { name: 'IGMP', text: 'IPv4 hosts join and leave multicast groups.' },
  4: { name: 'IPv4', text: 'IPv4 inside IP.' },
  6: { name: 'TCP', text: 'Connections with ordered, acknowledged data.' },
  17: { name: 'UDP', text: 'Datagrams.' },
  41: { name: 'IPv6', text: 'IPv6 inside IP.' },
  47: { name: 'GRE', text: 'A tunnel.' },
  50: { name: 'ESP', text: 'Encrypted by IPsec.' },
  51: { name: 'AH', text: 'Authenticated by IPsec.' },
  58: { name: 'ICMPv6', text: 'Errors, ping and neighbor discovery of IPv6.' },
  89: { name: 'OSPF', text: 'A routing protocol.' },
  112: { name: 'VRRP', text: 'Routers agree on who has the shared address.' },
  132: { name: 'SCTP', text: 'Associations with several streams.' },
};

export const arpOperations: Readonly<Record<number, NamedNumber>> = {
  1: {
    name: 'ARP request',
    text: 'Who has this IP? With sender and target IP alike it is a gratuitous ARP: an announcement.',
  },
  2: { name: 'ARP reply', text: 'This IP is at this MAC.' },
  3: { name: 'RARP request', text: 'Whose MAC is this? A hypervisor announces a migrated guest with one.' },
  4: { name: 'RARP reply', text: 'This MAC has this IP.' },
};

export const icmp4Types: Readonly<Record<number, NamedNumber>> = {
  0: { name: 'echo reply', text: 'Answers a ping.' },
  3: { name: 'destination unreachable', text: 'The packet cannot be delivered; the code says why.' },
  5: { name: 'redirect', text: 'There is a better router for this destination.' },
  8: { name: 'echo request', text: 'A ping.' },
  9: { name: 'router advertisement', text: 'A router says that it is there.' },
  10: { name: 'router solicitation', text: 'Is there a router?' },
  11: { name: 'time exceeded', text: 'The TTL ran out, or fragments did not arrive in time.' },
  12: { name: 'parameter problem', text: 'A header makes no sense.' },
  13: { name: 'timestamp request', text: 'What time is it?' },
  14: { name: 'timestamp reply', text: 'Answers a timestamp request.' },
};

/** Codes of “destination unreachable” in ICMPv4. */
export const icmp4UnreachableCodes: Readonly<Record<number, NamedNumber>> = {
  0: { name: 'net unreachable', text: 'There is no route to the network.' },
  1: { name: 'host unreachable', text: 'The host does not answer.' },
  2: { name: 'protocol unreachable', text: 'The host does not speak this protocol.' },
  3: { name: 'port unreachable', text: 'Nobody listens on this port.' },
  4: {
    name: 'fragmentation needed',
    text: 'The packet is too big and must not be fragmented; the message names the MTU.',
  },
  9: { name: 'net prohibited', text: 'Policy forbids the network.' },
  10: { name: 'host prohibited', text: 'Policy forbids the host.' },
  13: { name: 'communication prohibited', text: 'Policy forbids it.' },
};

export const icmp6Types: Readonly<Record<number, NamedNumber>> = {
  1: { name: 'destination unreachable', text: 'The packet cannot be delivered; the code says why.' },
  2: { name: 'packet too big', text: 'The packet is too big; the message names the MTU.' },
  3: { name: 'time exceeded', text: 'The hop limit ran out, or fragments did not arrive in time.' },
  4: { name: 'parameter problem', text: 'A header makes no sense.' },
  128: { name: 'echo request', text: 'A ping.' },
  129: { name: 'echo reply', text: 'Answers a ping.' },
  130: { name: 'MLD query', text: 'Who listens to this multicast group?' },
  131: { name: 'MLDv1 report', text: 'A host joins a multicast group.' },
  132: { name: 'MLDv1 done', text: 'A host leaves a multicast group.' },
  133: { name: 'router solicitation', text: 'Is there a router?' },
  134: { name: 'router advertisement', text: 'A router says what it offers.' },
  135: { name: 'neighbor solicitation', text: 'Who has this IPv6 address?' },
  136: {
    name: 'neighbor advertisement',
    text: 'This IPv6 address is at this MAC. Unasked for it is an announcement, as after a migration.',
  },
  137: { name: 'redirect', text: 'There is a better router for this destination.' },
  143: { name: 'MLDv2 report', text: 'A host says which multicast groups it listens to.' },
};

/** Codes of “destination unreachable” in ICMPv6. */
export const icmp6UnreachableCodes: Readonly<Record<number, NamedNumber>> = {
  0: { name: 'no route', text: 'There is no route to the destination.' },
  1: { name: 'prohibited', text: 'Policy forbids it.' },
  2: { name: 'beyond scope', text: 'The source address does not reach that far.' },
  3: { name: 'address unreachable', text: 'The host does not answer.' },
  4: { name: 'port unreachable', text: 'Nobody listens on this port.' },
  5: { name: 'source policy', text: 'Policy forbids the source address.' },
  6: { name: 'route rejected', text: 'The route says to refuse.' },
};

/**
 * What a priority says in a given place: rows of one table fall into bands that OVN's source fixes. Keys are an OFTABLE
 * name (`controller/physical.c`, `controller/lflow.c`) or a stage (`northd/northd.c`), then the priority.
 */
export const priorityProse: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  OFTABLE_PHY_TO_LOG: {
    0: 'Nothing is bound to this port: the packet ends here.',
    100: 'A port, localnet or tunnel: into the logical network.',
    105: 'A VXLAN tunnel, packet for a multicast group.',
    110: 'A tunnel from a VTEP gateway.',
    120: 'A tunnel, packet that is told apart from ordinary ones: an ICMP error “too big”, or an answer to a flood.',
    150: 'A VLAN tag on the port: a container inside a VM, or a tagged localnet.',
    180: 'Traffic of a distributed router from another chassis: its MAC is turned back into the router’s.',
    1000: 'Holds back everything that a multichassis port sends until it is active.',
    1010: 'Activates a multichassis port: the announcement of its guest passes, and ovn-controller is told.',
    1050: 'A VTEP known through EVPN.',
  },
  OFTABLE_OUTPUT_LARGE_PKT_DETECT: {
    0: 'Not from or to a multichassis port on a switch with localnet: nothing to measure.',
    100: 'From or to a multichassis port: is the packet too big for the tunnel?',
  },
  OFTABLE_OUTPUT_LARGE_PKT_PROCESS: {
    0: 'Small enough: on to remote output.',
    10: 'Loopback: on to local delivery.',
    100: 'Too big: ovn-controller answers with an ICMP error that names the MTU.',
  },
  OFTABLE_REMOTE_OUTPUT: {
    0: 'Nothing remote to send to: on to local delivery.',
    100: 'A port or group with places on other chassis: into their tunnels.',
    110: 'A multichassis port sends to a remote one: into the tunnel, although the switch has a localnet port.',
    120: 'A packet from a VTEP gateway, for a group.',
    150: 'Must not leave this chassis: on to local delivery.',
  },
  OFTABLE_REMOTE_VTEP_OUTPUT: {
    0: 'No VTEP to send to: on to local delivery.',
    50: 'A VTEP known through EVPN, or all of them.',
    55: 'A VTEP known through EVPN, back to where the packet came from.',
  },
  OFTABLE_LOCAL_OUTPUT: {
    0: 'Neither here nor reachable: the packet ends here.',
    100: 'A port of this chassis, the local ports of a group, or a remote port that is reached by localnet.',
    109: 'Back through the tunnel to the network function that the packet came from.',
    110: 'Through the zone of the linked port of a network function first.',
  },
  OFTABLE_CHECK_LOOPBACK: {
    0: 'Allowed: into the egress pipeline, with the logical registers cleared.',
    1: 'Allowed: into the egress pipeline, with the registers cleared that network functions do not need.',
    100: 'Would leave by the port that it came from: dropped.',
    160: 'Must not leak from a localport, or from local-only traffic, into the physical network: dropped.',
    170: 'From a localport to an external port: allowed.',
  },
  OFTABLE_SAVE_INPORT: {
    0: 'On to the port.',
    100: 'May leave by the port that it came from: the input port is hidden meanwhile.',
  },
  OFTABLE_LOG_TO_PHY: {
    0: 'The port has no interface here: the packet ends here.',
    100: 'Out of the port’s interface, or into the peer datapath.',
    150: 'A distributed router sends to localnet: its MAC is turned into that of the chassis.',
    1000: 'Holds back everything that is sent to a multichassis port until it is active.',
  },
  OFTABLE_CHK_IN_PORT_SEC: {
    80: 'Everything that no other row allows is refused, RARP included where IP addresses are listed.',
    90: 'Allowed: the MAC, or MAC and IP, are those of the port.',
    95: 'ARP: the addresses inside are checked in the next table.',
  },
  OFTABLE_CHK_IN_PORT_SEC_ND: {
    80: 'ARP or neighbor discovery with other addresses is refused.',
    90: 'Allowed: the addresses inside are those of the port.',
  },
  OFTABLE_CHK_OUT_PORT_SEC: {
    80: 'Everything that no other row allows is refused.',
    85: 'Allowed: the MAC is that of the port, and it is not IP.',
    90: 'IP for the MAC of the port: decides for all addresses that are not listed.',
    95: 'Allowed: MAC and IP are those of the port.',
  },
  OFTABLE_CT_ZONE_LOOKUP: {
    0: 'No zones to load: into the ingress pipeline.',
    100: 'Loads the zones of the input port, then into the ingress pipeline.',
  },
  ls_in_l2_lkup: {
    0: 'Not a known destination: the FDB is asked.',
    50: 'A MAC that OVN knows: to its port.',
    70: 'Other multicast and broadcast: flooded.',
    71: 'Other ARP and IP multicast: flooded.',
    72: 'Requests for an address that OVN does not know: to the ports that accept unknown destinations.',
    75: 'An announcement or request of a router: flooded to the switch, not back to routers.',
    80: 'ARP or neighbor discovery for a router: to that router. Or multicast that is not flooded: to those who asked for it.',
    85: 'Link-local multicast: flooded whatever was snooped.',
    90: 'A multicast group learned by snooping, or announcements for a router’s addresses.',
    100: 'IGMP and MLD: to ovn-controller for snooping. Or a DHCP request that a router relays.',
    110: 'An answer to a health check: to ovn-controller.',
  },
};

/** Priorities that mean the same in every table or stage, where the place itself says nothing more exact. */
export const commonPriorityProse: Readonly<Record<number, string>> = {
  0: 'The default: for packets that no other row of this table matches.',
  65535: 'The highest priority there is: before everything else in this table.',
  32768: 'The priority of a row that was added without one.',
};

/** In the stages of ACLs: an ACL of priority P, 0 to 32767, is a flow of priority P + 1000 (`northd/northd.c`, OVN_ACL_PRI_OFFSET). */
export const aclPriorityOffset = 1000;

/** Above every ACL: what northd adds itself. */
export const aclSystemPriorityProse: Readonly<Record<number, string>> = {
  0: 'The default, where no ACL matches.',
  1: 'New connections that no ACL matches: committed, so that their replies are known.',
  34000: 'What OVN itself answers, such as DHCP and DNS: allowed before any ACL.',
  65532:
    'Before any ACL: replies and related packets of allowed connections pass, and so does IPv6 neighbor discovery; invalid packets and those of blocked connections do not.',
  65533: 'Before any ACL: replies and related packets of a connection whose ACL wants them logged.',
  65535: 'There are no ACLs here: everything passes.',
};

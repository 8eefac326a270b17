/** What OpenFlow actions do, by the word that begins them, second forms included (`lib/ofp-actions.c`). */
export const openFlowActionProse: Readonly<Record<string, string>> = {
  // Where the packet goes.
  output: 'Sends the packet out of a port. What is done to the packet later does not touch this copy.',
  drop: 'Discards the packet: there is no action at all.',
  group: 'Hands the packet to a group, which picks one of its buckets or runs all.',
  controller:
    'Sends the packet to ovn-controller. In OVN the first four bytes of userdata say what it is asked for; with pause the packet waits there for the rest of its actions.',
  enqueue: 'Sends the packet out of a port through one of its queues.',
  output_reg: 'Sends the packet out of the port whose number is in a field.',
  output_trunc: 'Sends the beginning of the packet out of a port.',
  bundle: 'Sends to one of several ports, chosen by a hash or as the first that is up; always one copy.',
  bundle_load: 'Picks one of several ports like bundle and stores its number.',
  multipath: 'Hashes fields of the packet into a number and stores it, to choose one of several links.',
  resubmit: 'Looks the packet up in another table and comes back for the actions that follow.',
  goto_table: 'Goes on in a later table and does not come back.',
  clone: 'Runs actions on a copy: what they change does not touch the packet afterwards.',
  exit: 'Stops: neither later actions nor those of the tables that led here are run.',
  set_queue: 'Chooses the queue of the port for what is sent from now on.',
  pop_queue: 'Goes back to the default queue.',

  // Fields.
  set_field: 'Writes a value to a field, or to some of its bits: VALUE/MASK.',
  load: 'Writes a value to some bits of a field. The same as set_field, as OpenFlow 1.0 prints it.',
  move: 'Copies bits of one field to another.',
  push: 'Puts bits of a field on the stack.',
  pop: 'Takes bits of a field from the stack.',
  write_metadata: 'Writes the metadata, or some of its bits.',
  delete_field: 'Removes a tunnel option.',
  mod_dl_src: 'Writes the source MAC.',
  mod_dl_dst: 'Writes the destination MAC.',
  mod_nw_src: 'Writes the source IPv4 address.',
  mod_nw_dst: 'Writes the destination IPv4 address.',
  mod_nw_tos: 'Writes the TOS byte, except for congestion notification.',
  mod_nw_ecn: 'Writes the two bits of congestion notification.',
  mod_nw_ttl: 'Writes the TTL, or hop limit.',
  set_nw_ttl: 'Writes the TTL, or hop limit.',
  mod_tp_src: 'Writes the source port of TCP, UDP or SCTP.',
  mod_tp_dst: 'Writes the destination port of TCP, UDP or SCTP.',
  dec_ttl: 'Takes one from the TTL. A packet whose TTL runs out goes to the controller and no further.',

  // Tags and tunnels.
  set_vlan_vid: 'Writes the VLAN id of a tagged frame.',
  mod_vlan_vid: 'Writes the VLAN id; an untagged frame gets a tag.',
  set_vlan_pcp: 'Writes the priority in the VLAN tag.',
  mod_vlan_pcp: 'Writes the priority in the VLAN tag; an untagged frame gets a tag.',
  strip_vlan: 'Takes the VLAN tag off.',
  pop_vlan: 'Takes the VLAN tag off.',
  push_vlan: 'Puts a new VLAN tag on.',
  push_mpls: 'Puts a new MPLS label on.',
  pop_mpls: 'Takes the outermost MPLS label off.',
  set_mpls_label: 'Writes the outermost MPLS label.',
  set_mpls_tc: 'Writes the traffic class of the outermost MPLS label.',
  set_mpls_ttl: 'Writes the TTL of the outermost MPLS label.',
  dec_mpls_ttl: 'Takes one from the TTL of the outermost MPLS label.',
  dec_nsh_ttl: 'Takes one from the TTL of the network service header.',
  encap: 'Puts a header in front of the packet.',
  decap: 'Takes the outermost header off.',
  set_tunnel: 'Writes the key of the tunnel (VNI).',
  set_tunnel64: 'Writes the key of the tunnel, with 64 bits.',

  // Conntrack.
  ct: 'Sends the packet through conntrack; with table= a copy comes back there with ct_state known, with commit the connection is remembered.',
  nat: 'Inside ct: translates addresses and ports; without arguments as the connection already says.',
  ct_clear: 'Forgets what conntrack has said about the packet.',

  // Learning, measuring, the rest.
  learn: 'Adds or refreshes a row made from this packet. How OVN remembers affinity, hairpin and next hops.',
  conjunction: 'One clause of several: the row with the same conj_id matches when every clause has a match.',
  fin_timeout: 'Shortens the timeouts of the row when a TCP connection ends.',
  check_pkt_larger: 'Stores whether the packet is longer than this many bytes.',
  meter: 'Applies a rate limit; what exceeds it is dropped.',
  sample: 'Sends a sample of the packet to a collector (IPFIX).',
  note: 'Does nothing; carries bytes for whoever reads them.',
  apply_actions: 'Does the actions inside at once.',
  clear_actions: 'Empties the action set.',
  write_actions: 'Adds to the action set, which is run at the end.',
  debug_recirc: 'For tests of OVS: recirculates the packet.',
  debug_slow: 'For tests of OVS: has ovs-vswitchd handle the packet.',
  unroll_xlate: 'Internal to OVS: restores what was before a resubmit.',
};

/** Arguments of `ct(…)`. */
export const ctArgumentProse: Readonly<Record<string, string>> = {
  commit: 'Remember the connection; without it conntrack is only asked.',
  force: 'Replace the connection if it exists in the other direction.',
  table: 'The table where the packet comes back with ct_state known.',
  zone: 'The conntrack zone, as a number or the field that holds it. Each zone is a conntrack table of its own.',
  exec: 'Writes ct_mark or ct_label of the connection.',
  nat: 'Translates addresses and ports; without arguments as the connection already says.',
  alg: 'Helper for a protocol with further connections, such as ftp.',
  src: 'New source address, or range to choose from, and ports.',
  dst: 'New destination address, or range to choose from, and ports.',
  random: 'Choose the port at random.',
  hash: 'Choose the port by a hash.',
  persistent: 'Choose the same address again after a restart.',
};

/** Arguments of `controller(…)`. */
export const controllerArgumentProse: Readonly<Record<string, string>> = {
  reason: 'Why the packet is sent, in OpenFlow’s words.',
  max_len: 'How much of the packet is sent.',
  id: 'Which controller it is sent to.',
  userdata:
    'Bytes for the controller: in OVN four bytes of opcode, four of padding, then the opcode’s arguments.',
  pause: 'The packet stops here; the controller lets it go on with the rest of its actions.',
  meter_id: 'Meter that limits how many packets are sent.',
};

/** Arguments of `learn(…)`. */
export const learnArgumentProse: Readonly<Record<string, string>> = {
  table: 'Table of the learned row.',
  priority: 'Priority of the learned row.',
  cookie: 'Cookie of the learned row.',
  idle_timeout: 'Seconds without packets after which the learned row goes away.',
  hard_timeout: 'Seconds after which the learned row goes away in any case.',
  fin_idle_timeout: 'Idle timeout once the TCP connection ends.',
  fin_hard_timeout: 'Hard timeout once the TCP connection ends.',
  send_flow_rem: 'Tell the controller when the learned row goes away.',
  delete_learned: 'Learned rows go away with this row.',
  limit: 'How many rows may be learned.',
  result_dst: 'Bit that is set if the row could be learned.',
  load: 'What the learned row writes.',
  output: 'Where the learned row sends to.',
};

/** Arguments of the other actions, and of `ct`, `controller` and `learn` where these have nothing better. */
export const otherArgumentProse: Readonly<Record<string, string>> = {
  port: 'The port.',
  max_len: 'How many bytes of the packet are kept.',
  queue: 'The queue of the port.',
  idle_timeout: 'Seconds without packets after which the row goes away once the connection ends.',
  hard_timeout: 'Seconds after which the row goes away in any case once the connection ends.',
  probability: 'The share of packets that are sampled, of 65535.',
  collector_set_id: 'Which set of collectors gets the sample.',
  obs_domain_id: 'The observation domain of the sample. OVN has the datapath’s key in its lower bits.',
  obs_point_id:
    'The observation point of the sample. OVN has the first digits of the ACL’s or flow’s UUID there.',
  sampling_port: 'The port that the sample is told to be of.',
  ingress: 'The packet is sampled as it comes in.',
  egress: 'The packet is sampled as it goes out.',
  packet_type: 'What the packet begins with once the header is off.',
  members: 'The ports that one is chosen from.',
  slaves: 'The ports that one is chosen from.',
  nsh: 'A network service header.',
  md_type: 'Kind of context in the network service header.',
  tlv: 'A value of variable length in the network service header.',
  ns: 'Who gives the types their numbers.',
  type: 'The type.',
  reason: 'Why the packet is sent, in OpenFlow’s words.',
  id: 'Which controller it is sent to.',
  userdata: 'Bytes for the controller.',
  pause: 'The packet stops here until the controller lets it go on.',
  meter_id: 'Meter that limits how many packets are sent.',
};

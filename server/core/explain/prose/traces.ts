/** What the lines of traces say: `ovs-appctl ofproto/trace`, `ovn-trace`, `ovn-detrace`. */

/** Titles and keywords of `ofproto/trace`. */
export const ovsTraceProse: Readonly<Record<string, string>> = {
  Flow: 'The packet that is traced, as the fields that the switch sees when it comes in.',
  'Initial flow': 'The packet as it comes in.',
  'Modified flow': 'The packet as it is after conntrack has translated it; the tables see this.',
  'Final flow':
    'The packet as it is at the end of this pass, with all that the actions have written. Unchanged: nothing was.',
  Megaflow:
    'What the datapath remembers: all packets that match this get the same actions without asking the tables. The fewer fields, the more packets.',
  'Datapath actions':
    'What really happens to the packet, as the datapath does it: outputs, conntrack, recirculation. Drop: it goes nowhere.',
  bridge: 'The bridge whose tables are looked up. Through a patch port a packet goes on in another one.',
  thaw: 'The packet comes back from the datapath; what was frozen then is taken up again.',
  'Resuming from': 'The tables are looked up again from here.',
  'Restoring action set': 'The action set of before the recirculation.',
  'Restoring actions': 'Actions that were still to be done before the recirculation.',
  'restored state': 'Table and cookie of before the recirculation.',
  bucket: 'The bucket of the group whose actions follow; buckets count from 0.',
  recirc:
    'The packet comes back from conntrack, or another part of the datapath, and is traced on from here.',
  unchanged: 'No action has changed the packet.',
  'conj.': 'The part of a conjunction that this row is.',
};

/** What `ovn-detrace` says of a cookie's row. */
export const detraceProse: Readonly<Record<string, string>> = {
  'Logical flow': 'The logical flow that the row above was made from.',
  'Logical datapath': 'The switch or router that the row above is of.',
  'Logical datapaths': 'The switches and routers that the row above is of.',
  'Port Binding': 'The port binding that the row above was made from.',
  'Multicast Group': 'The multicast group that the row above was made from.',
  'MAC Binding': 'The learned neighbor that the row above was made from.',
  'MAC binding': 'The learned neighbor that the row above was made from.',
  'Load Balancer': 'The load balancer that the row above was made from.',
  'Load balancer': 'The load balancer that the row above was made from.',
  Chassis: 'The chassis that the row above was made from.',
  ACL: 'The ACL of the northbound database that the logical flow comes from.',
  NAT: 'The translation of the northbound database that the logical flow comes from.',
  FDB: 'The learned MAC that the row above was made from.',
  QoS: 'The QoS rule of the northbound database that the logical flow comes from.',
  Meter: 'The meter that the row above was made from.',
  logical_port: 'The name of the port.',
  tunnel_key: 'The number of the port: what registers and tunnels carry.',
  'chassis-name': 'The chassis that the port is bound to, by its system-id.',
  'chassis-str': 'The chassis that the port is bound to, by its system-id.',
  'chassis-hostname': 'The host that the port is bound to.',
  priority: 'The priority of the rule.',
  direction: 'From-lport: when a port sends; to-lport: when a port receives.',
  ingress: 'The pipeline from the input port to the choice of the output port.',
  egress: 'The pipeline at the output port.',
};

/** Sentences of `ofproto/trace`, by how they begin. */
export const traceNotes: readonly (readonly [begin: string, text: string])[] = [
  [
    'A clone of the packet is forked',
    'Conntrack gets a copy; what it finds is traced in a part of its own below.',
  ],
  [
    'Sets the packet to an untracked state',
    'In this branch conntrack has said nothing of the packet: the copy that went there knows more.',
  ],
  ['is now', 'What the field holds behind the action.'],
  ['output to kernel tunnel', 'The packet leaves through a tunnel of the kernel.'],
  ['output to native tunnel', 'The packet leaves through a tunnel that Open vSwitch makes itself.'],
  ['via', 'The device and addresses that the tunnel’s packet leaves by.'],
  ['forwarding', 'What the bridge does like an ordinary switch.'],
  ['learned', 'The switch has learned a MAC.'],
  ['no learned MAC', 'The MAC is not known: the packet is flooded.'],
  ['forwarding to learned port', 'The MAC is known: the packet goes to its port.'],
  [
    'skipping output to input port',
    'A packet does not go back where it came from, unless an action says IN_PORT.',
  ],
  [
    'This flow is handled by the userspace slow path',
    'Packets like this are not handled in the kernel: each goes to ovs-vswitchd.',
  ],
  ['- Uses action', 'The datapath cannot do this action itself.'],
  ['- Sends', 'The reason why ovs-vswitchd handles it.'],
  ['- Consists', 'The reason why ovs-vswitchd handles it.'],
  ['- Needs', 'The reason why ovs-vswitchd handles it.'],
  ['Replacing src/dst', 'Addresses are exchanged to trace what translation does.'],
  ['Translation failed', 'The tables could not be looked up to the end.'],
  [
    'over 4096 resubmit actions',
    'Too many look-ups for one packet: it is dropped. Mostly a group with too many ports.',
  ],
  ['resume conntrack', 'The trace assumes what conntrack finds; with --ct-next one says otherwise.'],
  ['No match', 'No row of the table matches: the packet is dropped, or the caller goes on with what it has.'],
  ['Packets are ', 'What the table does with packets that no row matches.'],
];

/** Keywords, titles and remarks of `ovn-trace`. */
export const ovnTraceProse: Readonly<Record<string, string>> = {
  '# Detailed trace.': 'Every stage that the packet passes and what it does there.',
  '# Summary trace.': 'What happened, without the stages.',
  '# Minimal trace.': 'Only where the packet went.',
  '#': 'The packet that is traced, as OpenFlow would write it.',
  ingress:
    'The pipeline from the input port to the choice of the output port. The stages that the packet passes are below.',
  egress: 'The pipeline at the output port. The stages that the packet passes are below.',
  multicast: 'Each port of the group gets a copy; each copy is traced in a branch of its own below.',
  LOG: 'ovn-controller would log the packet here.',
  ACL: 'The ACL that logs.',
  'select:': 'Which of the values was picked; by weight, and in a trace always alike.',
};

/** Remarks of `ovn-trace`, by how they begin. */
export const ovnTraceRemarks: readonly (readonly [begin: string, text: string])[] = [
  [
    'default (use --ct to customize)',
    'The trace cannot know what conntrack finds: it assumes this. With --ct one says otherwise.',
  ],
  ['output to', 'The packet leaves by this port: here the trace ends well.'],
  ['No MAC binding', 'The neighbor’s MAC is not known: an ARP or ND request would go out first.'],
  ['MAC binding to', 'The neighbor’s MAC is known.'],
  ['no match', 'No flow of the stage matches: the packet is dropped.'],
  ['dropping', 'The packet ends here.'],
  [
    'omitting output because inport == outport',
    'A packet does not leave by the port that it came from, unless flags.loopback is set.',
  ],
  ['Replacing type', 'The output port stands for another one.'],
  ['We assume', 'The trace assumes this; the real network may differ.'],
];

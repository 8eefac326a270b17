import { rowAttributes } from '../syntax/datapath/parseRow.ts';
import { openFlowFieldOf } from '../syntax/datapath/filter.ts';
import { itemSpecs } from '../syntax/datapath/specs.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { decodeText } from '../text/bytes.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation } from './explanation.ts';
import { prose } from './prose/prose.ts';

/** The token at byte `offset` of a datapath flow; undefined between tokens and where there is nothing to say. */
export function explainDatapathToken(
  { dump }: ExplainContext,
  row: number,
  offset: number,
): Explanation | undefined {
  const { tree } = dump.tree(row);
  const path = tree.pathAt(offset);
  let key: string | undefined;
  let found: { readonly node: number; readonly name: string; readonly text: string } | undefined;
  for (const node of path) {
    const name = nameOf(tree.kind(node), tree.value(node));
    if (name === undefined) continue;
    let text: string | undefined;
    switch (tree.kind(node)) {
      case NodeKind.matchField:
        key = name;
        text = keyProse[name] ?? fieldText(openFlowFieldOf(name));
        break;
      case NodeKind.argument:
        if (key !== undefined) text = fieldText(openFlowFieldOf(key, name));
        break;
      case NodeKind.action:
        key = undefined;
        text = actionProse[name];
        break;
      default:
        text = attributeProse[name];
    }
    // The innermost that has a sentence answers; an argument without one leaves it to its key.
    if (text !== undefined) found = { node, name, text };
  }
  if (found === undefined) return undefined;
  const span = { start: tree.start(found.node), end: tree.end(found.node) };
  const written = decodeText(dump.rowBytes(row), span.start, Math.min(span.end, span.start + longest));
  return {
    span,
    title: [{ code: found.name }],
    summary: [found.text],
    parts: span.end - span.start > longest ? [] : [{ label: ['here'], text: [{ code: written }] }],
    notes: [],
  };
}

/** Longer text than this is not said again, in bytes. */
const longest = 80;

function nameOf(kind: NodeKind, value: number): string | undefined {
  switch (kind) {
    case NodeKind.matchField:
    case NodeKind.argument:
    case NodeKind.action:
      return itemSpecs[value]?.name;
    case NodeKind.attribute:
      return rowAttributes[value];
    default:
      return undefined;
  }
}

function fieldText(field: string | undefined): string | undefined {
  return field === undefined ? undefined : prose.field(field);
}

/** Keys that mean something else than OpenFlow's field of that name, or that OpenFlow does not have. */
const keyProse: { readonly [name: string]: string | undefined } = {
  in_port: 'The port of the datapath that the packet came in by. Its number is not the OpenFlow port’s.',
  recirc_id:
    'Which pass through the datapath this is: 0 the first, else the `recirc` that the packet comes from.',
  tunnel: 'What the tunnel’s outer header says of the packet.',
  packet_type: 'What the packet begins with: Ethernet (ns 0, id 0), or another header.',
  ct_tuple4: 'Addresses and ports of the connection as it began, before any translation.',
  ct_tuple6: 'Addresses and ports of the connection as it began, before any translation.',
  encap: 'What is inside of the VLAN.',
  eth: 'The Ethernet header.',
  vlan: 'The VLAN header.',
  mpls: 'The MPLS labels.',
  ipv4: 'The IPv4 header. A mask of zeros means that the value does not matter.',
  ipv6: 'The IPv6 header. A mask of zeros means that the value does not matter.',
  tcp: 'The TCP ports.',
  udp: 'The UDP ports.',
  sctp: 'The SCTP ports.',
  icmp: 'Type and code of ICMP.',
  icmpv6: 'Type and code of ICMPv6.',
  arp: 'What the ARP packet says.',
  nd: 'What the neighbor discovery packet says.',
};

const actionProse: { readonly [name: string]: string | undefined } = {
  drop: 'The packet ends here.',
  output: 'Sends the packet out of this port of the datapath.',
  recirc: 'Sends the packet through the datapath once more, to the flows with this recirc_id.',
  userspace: 'Hands the packet to ovs-vswitchd.',
  set: 'Writes these parts of the packet’s headers.',
  push_vlan: 'Adds a VLAN header.',
  pop_vlan: 'Takes the VLAN header off.',
  push_mpls: 'Adds an MPLS label.',
  pop_mpls: 'Takes an MPLS label off.',
  sample: 'Does the actions for this share of the packets.',
  hash: 'Computes a hash over the packet, for a later pass to choose by.',
  tnl_push: 'Puts the packet into a tunnel: this outer header goes before it.',
  tnl_pop: 'Takes the tunnel’s outer header off and goes on with the tunnel’s port as the packet’s own.',
  ct: 'Looks the packet up in the connection tracker; with `commit` it becomes a known connection.',
  ct_clear: 'Forgets what the connection tracker said of the packet.',
  trunc: 'Cuts the packet off behind this many bytes.',
  clone: 'Does the actions on a copy of the packet.',
  meter: 'Drops the packet if the meter says that there are too many.',
  check_pkt_len: 'Does one list of actions for packets longer than this size, the other for all others.',
  lb_output: 'Sends the packet out of a port that its hash chooses.',
  dec_ttl: 'Counts the TTL down; the actions are for packets whose TTL is used up.',
};

const attributeProse: { readonly [name: string]: string | undefined } = {
  ufid: 'The flow’s identifier in the datapath.',
  packets: 'Packets that this flow has taken.',
  bytes: 'Their bytes.',
  used: 'How long ago the last packet came; `never` before the first.',
  flags: 'TCP flags seen in the packets.',
  offloaded: 'Whether the network card does the work.',
  dp: 'Which datapath has the flow: `ovs` for the kernel or userspace, `tc` for offloaded flows.',
  'dp-extra-info': 'What the userspace datapath says of its own look-up.',
};

import { NodeKind } from '../nodeKind.ts';
import type { MatchField } from '../openflow/entry.ts';
import { shorthands } from '../../net/fields.ts';
import type { Tree } from '../tree.ts';
import { itemSpecs } from './specs.ts';

/** A value under a mask; bits outside of the mask may be anything. */
export interface MaskedValue {
  readonly value: bigint;
  readonly mask: bigint;
}

/**
 * Whether packets may exist that both the datapath flow and the OpenFlow match take: what `dpctl/dump-flows filter=…`
 * keeps. `node` has the flow's keys as children. Models `flow_passes_type_filter` and the filter of `dpctl_dump_flows`.
 */
export function passesFilter(tree: Tree, node: number, filter: readonly MatchField[]): boolean {
  const key = datapathKeyFields(tree, node);
  return filterValues(filter).every(([name, wanted]) => {
    const has = key.get(name);
    return has === undefined || ((has.value ^ wanted.value) & has.mask & wanted.mask) === 0n;
  });
}

/** What a datapath key says, by the names of OpenFlow's fields. A field that is not there may have any value. */
export function datapathKeyFields(tree: Tree, node: number): ReadonlyMap<string, MaskedValue> {
  const fields = new Map<string, MaskedValue>();
  addKeys(tree, node, fields);
  const etherType = fields.get('eth_type');
  if (!fields.has('vlan_vid') && etherType?.mask === 0xffffn) {
    // No `vlan(…)` beside a type means that there is no VLAN: the "present" bit is known to be zero.
    fields.set('vlan_vid', { value: 0n, mask: presentBit });
  }
  return fields;
}

const presentBit = 0x1000n;

/** The field of each key's argument, or of a key that is one value. Ports have the protocol's own fields. */
const fieldOf: Readonly<Record<string, string | undefined>> = {
  recirc_id: 'recirc_id',
  dp_hash: 'dp_hash',
  skb_priority: 'skb_priority',
  skb_mark: 'pkt_mark',
  in_port: 'in_port',
  ct_state: 'ct_state',
  ct_zone: 'ct_zone',
  ct_mark: 'ct_mark',
  ct_label: 'ct_label',
  eth_type: 'eth_type',
  tcp_flags: 'tcp_flags',
  'tunnel.tun_id': 'tun_id',
  'tunnel.src': 'tun_src',
  'tunnel.dst': 'tun_dst',
  'tunnel.ipv6_src': 'tun_ipv6_src',
  'tunnel.ipv6_dst': 'tun_ipv6_dst',
  'tunnel.tos': 'tun_tos',
  'tunnel.ttl': 'tun_ttl',
  'eth.src': 'eth_src',
  'eth.dst': 'eth_dst',
  'vlan.vid': 'vlan_vid',
  'vlan.pcp': 'vlan_pcp',
  'mpls.label': 'mpls_label',
  'mpls.tc': 'mpls_tc',
  'mpls.ttl': 'mpls_ttl',
  'mpls.bos': 'mpls_bos',
  'ipv4.src': 'ip_src',
  'ipv4.dst': 'ip_dst',
  'ipv4.proto': 'nw_proto',
  'ipv4.tos': 'nw_tos',
  'ipv4.ttl': 'nw_ttl',
  'ipv6.src': 'ipv6_src',
  'ipv6.dst': 'ipv6_dst',
  'ipv6.label': 'ipv6_label',
  'ipv6.proto': 'nw_proto',
  'ipv6.tclass': 'nw_tos',
  'ipv6.hlimit': 'nw_ttl',
  'tcp.src': 'tcp_src',
  'tcp.dst': 'tcp_dst',
  'udp.src': 'udp_src',
  'udp.dst': 'udp_dst',
  'sctp.src': 'sctp_src',
  'sctp.dst': 'sctp_dst',
  'icmp.type': 'icmp_type',
  'icmp.code': 'icmp_code',
  'icmpv6.type': 'icmpv6_type',
  'icmpv6.code': 'icmpv6_code',
  'arp.sip': 'arp_spa',
  'arp.tip': 'arp_tpa',
  'arp.op': 'arp_op',
  'arp.sha': 'arp_sha',
  'arp.tha': 'arp_tha',
  'nd.target': 'nd_target',
  'nd.sll': 'nd_sll',
  'nd.tll': 'nd_tll',
};

/** OpenFlow's name of a key, or of an argument of one; undefined where OpenFlow has no such field. */
export function openFlowFieldOf(key: string, argument?: string): string | undefined {
  return fieldOf[argument === undefined ? key : `${key}.${argument}`];
}

function addKeys(tree: Tree, node: number, fields: Map<string, MaskedValue>): void {
  for (const key of tree.children(node)) {
    const spec = tree.kind(key) === NodeKind.matchField ? itemSpecs[tree.value(key)] : undefined;
    if (spec === undefined) continue;
    if (spec.name === 'encap') {
      // What is in the VLAN says what the packet is: OpenFlow's Ethernet type is the inner one.
      addKeys(tree, key, fields);
      continue;
    }
    if (spec.form !== 'items') {
      add(fields, fieldOf[spec.name], itemValue(tree, key, spec.width));
      continue;
    }
    for (const argument of tree.children(key)) {
      const inner = itemSpecs[tree.value(argument)];
      if (inner === undefined) continue;
      const value = itemValue(tree, argument, inner.width);
      add(
        fields,
        fieldOf[`${spec.name}.${inner.name}`],
        spec.name === 'vlan' ? withPresence(inner.name, value) : value,
      );
    }
  }
}

function withPresence(name: string, value: MaskedValue | undefined): MaskedValue | undefined {
  if (value === undefined || name !== 'vid') return value;
  return { value: value.value | presentBit, mask: value.mask | presentBit };
}

function add(
  fields: Map<string, MaskedValue>,
  name: string | undefined,
  value: MaskedValue | undefined,
): void {
  if (name === undefined || value === undefined) return;
  // Of two VLANs OpenFlow's fields are the outer one's.
  if (name.startsWith('vlan_') && fields.has(name)) return;
  fields.set(name, value);
}

/** The value below an item and its mask; undefined for a name and for what is no value. */
export function itemValue(tree: Tree, item: number, width: number): MaskedValue | undefined {
  const node = item + 2;
  if (node >= tree.next(item)) return undefined;
  let value = 0n;
  let mask = (1n << BigInt(width)) - 1n;
  if (tree.kind(node) === NodeKind.value) {
    let signed = 0n;
    for (const flag of tree.children(node)) {
      const bits = BigInt(tree.value(flag));
      if (tree.high(flag) !== 0) signed |= bits;
      if (tree.high(flag) >= 0) value |= bits;
    }
    if (signed !== 0n) mask = signed;
  } else if (tree.kind(node) >= NodeKind.number && tree.kind(node) <= NodeKind.ip6) value = tree.number(node);
  else if (tree.kind(node) === NodeKind.bigNumber) value = tree.number(node);
  else return undefined;
  const maskNode = tree.child(item, NodeKind.mask);
  if (maskNode !== -1 && maskNode + 1 < tree.next(maskNode)) mask &= tree.number(maskNode + 1);
  return { value, mask };
}

/** The filter's fields, with what shorthands and Open vSwitch's older names stand for. */
function filterValues(filter: readonly MatchField[]): readonly (readonly [string, MaskedValue])[] {
  const values: (readonly [string, MaskedValue])[] = [];
  const exact = (name: string, value: number): void => {
    values.push([name, { value: BigInt(value), mask: allBits }]);
  };
  for (const { name, isShorthand, value, mask } of filter) {
    if (isShorthand) {
      const shorthand = shorthands.find((each) => each.name === name);
      if (shorthand === undefined) continue;
      exact('eth_type', shorthand.ethType);
      if (shorthand.ipProto !== 0) exact('nw_proto', shorthand.ipProto);
    } else if (value === undefined) continue;
    else if (name === 'dl_vlan') exact('vlan_vid', Number(value) | Number(presentBit));
    else if (name === 'dl_vlan_pcp') exact('vlan_pcp', Number(value));
    else if (name === 'vlan_tci') {
      const bits = mask ?? 0xffffn;
      values.push(['vlan_vid', { value: value & 0x1fffn, mask: bits & 0x1fffn }]);
      values.push(['vlan_pcp', { value: value >> 13n, mask: bits >> 13n }]);
    } else values.push([name, { value, mask: mask ?? allBits }]);
  }
  return values;
}

const allBits = (1n << 128n) - 1n;

import type { Field } from '../../../net/fields.ts';

/** Versions of OpenFlow, by their number in a message. */
export const Version = { of10: 1, of11: 2, of12: 3, of13: 4, of14: 5, of15: 6 } as const;

export type Version = (typeof Version)[keyof typeof Version];

/** A version as it stands behind the names of messages: ` (OF1.3)`, nothing for OpenFlow 1.0. */
export function printVersion(version: Version): string {
  return version === Version.of10 ? '' : ` (OF1.${version - Version.of10})`;
}

/** Ways in which a flow can be told to a switch, as bits, in the order in which `ovs-ofctl` prefers them: `enum ofputil_protocol`. */
export const Protocol = {
  of10: 0x01,
  of10WithTable: 0x02,
  nxm: 0x04,
  nxmWithTable: 0x08,
  of11: 0x10,
  of12: 0x20,
  of13: 0x40,
  of14: 0x80,
  of15: 0x100,
} as const;

const of10Any = 0x03;
const nxmAny = 0x0c;

/** Sets of protocols. */
export const Protocols = {
  none: 0,
  any: 0x1ff,
  of10: 0x0f,
  of11Up: 0x1f0,
  of12Up: 0x1e0,
  of13Up: 0x1c0,
  of15Up: 0x100,
  nxmAndOxm: 0x1ec,
  nxmAndOf11Up: 0x1fc,
  /** Those that name a table in each flow. */
  withTable: 0x1fa,
} as const;

const abbreviations: readonly (readonly [set: number, name: string])[] = [
  [Protocols.any, 'any'],
  [of10Any, 'OpenFlow10'],
  [nxmAny, 'NXM'],
  [Protocols.of12Up, 'OXM'],
];

const names: readonly (readonly [protocol: number, name: string])[] = [
  [Protocol.of10, 'OpenFlow10-table_id'],
  [Protocol.of10WithTable, 'OpenFlow10+table_id'],
  [Protocol.nxm, 'NXM-table_id'],
  [Protocol.nxmWithTable, 'NXM+table_id'],
  [Protocol.of11, 'OpenFlow11'],
  [Protocol.of12, 'OXM-OpenFlow12'],
  [Protocol.of13, 'OXM-OpenFlow13'],
  [Protocol.of14, 'OXM-OpenFlow14'],
  [Protocol.of15, 'OXM-OpenFlow15'],
];

/** A set's name: `NXM,OXM`. Models `ofputil_protocols_to_string`. */
export function printProtocols(set: number): string {
  if (set === 0) return 'none';
  const found: string[] = [];
  let left = set;
  while (left !== 0) {
    const [bits, name] = abbreviations.find(([all]) => (left & all) === all) ??
      names.find(([bit]) => (left & bit) !== 0) ?? [left, '?'];
    found.push(name);
    left &= ~bits;
  }
  return found.join(',');
}

/** The protocols of a name such as `NXM` or `OXM-OpenFlow13`, in any case; 0 for another word. */
export function protocolsNamed(name: string): number {
  const lower = name.toLowerCase();
  return [...abbreviations, ...names].find(([, known]) => known.toLowerCase() === lower)?.[0] ?? 0;
}

/** All protocols of a version of OpenFlow. */
export function protocolsOfVersion(version: Version): number {
  return version === Version.of10 ? Protocols.of10 : Protocol.of11 << (version - Version.of11);
}

/** The version that a protocol belongs to. */
export function versionOf(protocol: number): Version {
  if (protocol < Protocol.of11) return Version.of10;
  return (Math.log2(protocol) - 2) as Version;
}

// Where a field can be matched: the "OF1.0" and "OF1.1" lines of meta-flow.h. What has an NXM or OXM name is in both.
const of10Exact = words(
  'in_port eth_src eth_dst eth_type vlan_tci dl_vlan vlan_vid dl_vlan_pcp vlan_pcp nw_proto nw_tos ip_dscp arp_op ' +
    'tcp_src tcp_dst udp_src udp_dst icmp_type icmp_code',
);
const of10Cidr = words('ip_src ip_dst arp_spa arp_tpa');
const of11Exact = words('in_port_oxm mpls_label mpls_tc nw_ecn sctp_src sctp_dst');
const of11Bitwise = words('metadata eth_src eth_dst');

/** What a mask looks like: none, the first bits, or any bits. */
export type MaskShape = 'exact' | 'prefix' | 'bits';

/** The protocols that can express a match on the field. Models `usable_protocols_*` of `struct mf_field`. */
export function protocolsOfField(field: Field, shape: MaskShape): number {
  const { name } = field;
  const isCidr = of10Cidr.has(name);
  if (shape === 'exact') {
    if (of10Exact.has(name) || isCidr) return Protocols.any;
    if (of11Exact.has(name) || of11Bitwise.has(name)) return Protocols.nxmAndOf11Up;
    return field.nxm.length > 0 || field.oxm.length > 0 ? Protocols.nxmAndOxm : Protocols.none;
  }
  if (!field.isMaskable) return Protocols.none;
  if (isCidr) return shape === 'prefix' ? Protocols.any : Protocols.nxmAndOf11Up;
  if (of11Bitwise.has(name)) return Protocols.nxmAndOf11Up;
  return field.nxm.length > 0 || field.oxm.length > 0 ? Protocols.nxmAndOxm : Protocols.none;
}

/** The first version that has the name of a field, 0 for Open vSwitch's own names: the "since OF" of meta-flow.h. */
export function sinceVersion(name: string): number {
  if (/^NX|^ERICOXM/.test(name)) return 0;
  if (/^ONFOXM_|^OXM_OF_(TUNNEL_ID|PKT_REG\d+|MPLS_BOS)$/.test(name)) return Version.of13;
  return /^OXM_OF_(ACTSET_OUTPUT|TCP_FLAGS|PACKET_TYPE)$/.test(name) ? Version.of15 : Version.of12;
}

/** The name by which a message of that version tells the field; undefined for a field that has none. Version 0 prefers Open vSwitch's own. */
export function wireName(field: Field, version: number): string | undefined {
  const [first, ...others] = [...field.nxm, ...field.oxm];
  if (first === undefined) return undefined;
  let best = first;
  for (const name of others) {
    const since = sinceVersion(name);
    if (version >= since && since > sinceVersion(best)) best = name;
  }
  return best;
}

/** Whether the field's header fits the four bytes that Open vSwitch's older actions have for it. */
export function hasShortHeader(field: Field): boolean {
  const name = wireName(field, 0);
  return name !== undefined && !/^(NXOXM|ONFOXM|ERICOXM)_/.test(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

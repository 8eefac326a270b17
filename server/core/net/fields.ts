import { lazily } from '../base/lazily.ts';

/**
 * The packet fields and metadata of Open vSwitch, as far as the syntax of flows needs them: names, widths, how values
 * are written, what a match on them presupposes. Models `include/openvswitch/meta-flow.h` (Open vSwitch 3.7).
 * What a field means is not here: see `core/facts`.
 */
export interface Field {
  /** Place in `fields`; the order is that of Open vSwitch's `enum mf_field_id`. */
  readonly index: number;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Nicira extended match names, such as `NXM_NX_REG0`. */
  readonly nxm: readonly string[];
  /** OpenFlow extensible match names, such as `OXM_OF_METADATA`; a later one is of a later OpenFlow version. */
  readonly oxm: readonly string[];
  /** Size of the value in a message, in bytes. */
  readonly size: number;
  /** Bits that carry meaning. */
  readonly width: number;
  readonly format: FieldFormat;
  readonly prerequisite: Prerequisite;
  readonly isMaskable: boolean;
  readonly isWritable: boolean;
}

export type FieldFormat =
  | 'dec'
  | 'hex'
  | 'mac'
  | 'ip4'
  | 'ip6'
  | 'port16'
  | 'port32'
  | 'packetType'
  | 'tunFlags'
  | 'tcpFlags'
  | 'ctState'
  | 'frag';

export type Prerequisite =
  | 'none'
  | 'ethernet'
  | 'vlan'
  | 'arp'
  | 'ip'
  | 'ipv4'
  | 'ipv6'
  | 'mpls'
  | 'nsh'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'icmp4'
  | 'icmp6'
  | 'nd'
  | 'ndSolicit'
  | 'ndAdvert'
  | 'ct';

/** Words of a match that stand for an Ethernet type and an IP protocol. Models `ofp_parse_protocol`. */
export interface Shorthand {
  readonly name: string;
  readonly ethType: number;
  /** IP protocol, 0 when the word says nothing of it. */
  readonly ipProto: number;
}

export const shorthands: readonly Shorthand[] = [
  { name: 'ip', ethType: 0x0800, ipProto: 0 },
  { name: 'ipv4', ethType: 0x0800, ipProto: 0 },
  { name: 'ip4', ethType: 0x0800, ipProto: 0 },
  { name: 'arp', ethType: 0x0806, ipProto: 0 },
  { name: 'icmp', ethType: 0x0800, ipProto: 1 },
  { name: 'tcp', ethType: 0x0800, ipProto: 6 },
  { name: 'udp', ethType: 0x0800, ipProto: 17 },
  { name: 'sctp', ethType: 0x0800, ipProto: 132 },
  { name: 'ipv6', ethType: 0x86dd, ipProto: 0 },
  { name: 'ip6', ethType: 0x86dd, ipProto: 0 },
  { name: 'icmp6', ethType: 0x86dd, ipProto: 58 },
  { name: 'tcp6', ethType: 0x86dd, ipProto: 6 },
  { name: 'udp6', ethType: 0x86dd, ipProto: 17 },
  { name: 'sctp6', ethType: 0x86dd, ipProto: 132 },
  { name: 'rarp', ethType: 0x8035, ipProto: 0 },
  { name: 'mpls', ethType: 0x8847, ipProto: 0 },
  { name: 'mplsm', ethType: 0x8848, ipProto: 0 },
];

type FieldRow = readonly [
  name: string,
  aliases: string,
  nxm: string,
  oxm: string,
  size: number,
  width: number,
  format: FieldFormat,
  prerequisite: Prerequisite,
  /** `m` maskable, `w` writable by actions. */
  flags: string,
];

// biome-ignore format: one field a line
const rows: readonly FieldRow[] = [
  ['dp_hash', '', 'NXM_NX_DP_HASH', 'NXOXM_ET_DP_HASH', 4, 32, 'hex', 'none', 'm'],
  ['recirc_id', '', 'NXM_NX_RECIRC_ID', '', 4, 32, 'dec', 'none', ''],
  ['packet_type', '', '', 'OXM_OF_PACKET_TYPE', 4, 32, 'packetType', 'none', ''],
  ['conj_id', '', 'NXM_NX_CONJ_ID', '', 4, 32, 'dec', 'none', ''],
  ['tun_id', 'tunnel_id', 'NXM_NX_TUN_ID', 'OXM_OF_TUNNEL_ID', 8, 64, 'hex', 'none', 'mw'],
  ['tun_src', '', 'NXM_NX_TUN_IPV4_SRC', '', 4, 32, 'ip4', 'none', 'mw'],
  ['tun_dst', '', 'NXM_NX_TUN_IPV4_DST', '', 4, 32, 'ip4', 'none', 'mw'],
  ['tun_ipv6_src', '', 'NXM_NX_TUN_IPV6_SRC', '', 16, 128, 'ip6', 'none', 'mw'],
  ['tun_ipv6_dst', '', 'NXM_NX_TUN_IPV6_DST', '', 16, 128, 'ip6', 'none', 'mw'],
  ['tun_flags', '', 'NXM_NX_TUN_FLAGS', '', 2, 1, 'tunFlags', 'none', 'mw'],
  ['tun_ttl', '', '', '', 1, 8, 'dec', 'none', ''],
  ['tun_tos', '', '', '', 1, 8, 'dec', 'none', ''],
  ['tun_gbp_id', '', 'NXM_NX_TUN_GBP_ID', '', 2, 16, 'dec', 'none', 'mw'],
  ['tun_gbp_flags', '', 'NXM_NX_TUN_GBP_FLAGS', '', 1, 8, 'hex', 'none', 'mw'],
  ['tun_erspan_idx', '', '', 'NXOXM_ET_ERSPAN_IDX', 4, 20, 'hex', 'none', 'mw'],
  ['tun_erspan_ver', '', '', 'NXOXM_ET_ERSPAN_VER', 1, 4, 'dec', 'none', 'mw'],
  ['tun_erspan_dir', '', '', 'NXOXM_ET_ERSPAN_DIR', 1, 1, 'dec', 'none', 'mw'],
  ['tun_erspan_hwid', '', '', 'NXOXM_ET_ERSPAN_HWID', 1, 6, 'hex', 'none', 'mw'],
  ['tun_gtpu_flags', '', '', 'NXOXM_ET_GTPU_FLAGS', 1, 8, 'hex', 'none', 'm'],
  ['tun_gtpu_msgtype', '', '', 'NXOXM_ET_GTPU_MSGTYPE', 1, 8, 'dec', 'none', 'm'],
  ...family(64, (n) => [`tun_metadata${n}`, '', `NXM_NX_TUN_METADATA${n}`, '', 124, 992, 'hex', 'none', 'mw']),
  ['metadata', '', '', 'OXM_OF_METADATA', 8, 64, 'hex', 'none', 'mw'],
  ['in_port', '', 'NXM_OF_IN_PORT', '', 2, 16, 'port16', 'none', 'w'],
  ['in_port_oxm', '', '', 'OXM_OF_IN_PORT', 4, 32, 'port32', 'none', 'w'],
  ['actset_output', '', '', 'ONFOXM_ET_ACTSET_OUTPUT OXM_OF_ACTSET_OUTPUT', 4, 32, 'port32', 'none', ''],
  ['skb_priority', '', '', '', 4, 32, 'hex', 'none', ''],
  ['pkt_mark', '', 'NXM_NX_PKT_MARK', '', 4, 32, 'hex', 'none', 'mw'],
  ['ct_state', '', 'NXM_NX_CT_STATE', '', 4, 32, 'ctState', 'none', 'm'],
  ['ct_zone', '', 'NXM_NX_CT_ZONE', '', 2, 16, 'hex', 'none', ''],
  ['ct_mark', '', 'NXM_NX_CT_MARK', '', 4, 32, 'hex', 'none', 'mw'],
  ['ct_label', '', 'NXM_NX_CT_LABEL', '', 16, 128, 'hex', 'none', 'mw'],
  ['ct_nw_proto', '', 'NXM_NX_CT_NW_PROTO', '', 1, 8, 'dec', 'ct', ''],
  ['ct_nw_src', '', 'NXM_NX_CT_NW_SRC', '', 4, 32, 'ip4', 'ct', 'm'],
  ['ct_nw_dst', '', 'NXM_NX_CT_NW_DST', '', 4, 32, 'ip4', 'ct', 'm'],
  ['ct_ipv6_src', '', 'NXM_NX_CT_IPV6_SRC', '', 16, 128, 'ip6', 'ct', 'm'],
  ['ct_ipv6_dst', '', 'NXM_NX_CT_IPV6_DST', '', 16, 128, 'ip6', 'ct', 'm'],
  ['ct_tp_src', '', 'NXM_NX_CT_TP_SRC', '', 2, 16, 'dec', 'ct', 'm'],
  ['ct_tp_dst', '', 'NXM_NX_CT_TP_DST', '', 2, 16, 'dec', 'ct', 'm'],
  ...family(16, (n) => [`reg${n}`, '', `NXM_NX_REG${n}`, '', 4, 32, 'hex', 'none', 'mw']),
  ...family(16, (n) => [`reg${n + 16}`, '', '', `NXOXM_ET_REG${n + 16}`, 4, 32, 'hex', 'none', 'mw']),
  ...family(16, (n) => [`xreg${n}`, '', '', `OXM_OF_PKT_REG${n}`, 8, 64, 'hex', 'none', 'mw']),
  ...family(4, (n) => [`xxreg${n}`, '', `NXM_NX_XXREG${n}`, '', 16, 128, 'hex', 'none', 'mw']),
  ...family(4, (n) => [`xxreg${n + 4}`, '', '', `NXOXM_ET_XXREG${n + 4}`, 16, 128, 'hex', 'none', 'mw']),
  ['eth_src', 'dl_src', 'NXM_OF_ETH_SRC', 'OXM_OF_ETH_SRC', 6, 48, 'mac', 'ethernet', 'mw'],
  ['eth_dst', 'dl_dst', 'NXM_OF_ETH_DST', 'OXM_OF_ETH_DST', 6, 48, 'mac', 'ethernet', 'mw'],
  ['eth_type', 'dl_type', 'NXM_OF_ETH_TYPE', 'OXM_OF_ETH_TYPE', 2, 16, 'hex', 'ethernet', ''],
  ['vlan_tci', '', 'NXM_OF_VLAN_TCI', '', 2, 16, 'hex', 'ethernet', 'mw'],
  ['dl_vlan', '', '', '', 2, 12, 'dec', 'ethernet', 'w'],
  ['vlan_vid', '', '', 'OXM_OF_VLAN_VID', 2, 12, 'dec', 'ethernet', 'mw'],
  ['dl_vlan_pcp', '', '', '', 1, 3, 'dec', 'ethernet', 'w'],
  ['vlan_pcp', '', '', 'OXM_OF_VLAN_PCP', 1, 3, 'dec', 'vlan', 'w'],
  ['mpls_label', '', '', 'OXM_OF_MPLS_LABEL', 4, 20, 'dec', 'mpls', 'w'],
  ['mpls_tc', '', '', 'OXM_OF_MPLS_TC', 1, 3, 'dec', 'mpls', 'w'],
  ['mpls_bos', '', '', 'OXM_OF_MPLS_BOS', 1, 1, 'dec', 'mpls', ''],
  ['mpls_ttl', '', 'NXM_NX_MPLS_TTL', '', 1, 8, 'dec', 'mpls', 'w'],
  ['ip_src', 'nw_src', 'NXM_OF_IP_SRC', 'OXM_OF_IPV4_SRC', 4, 32, 'ip4', 'ipv4', 'mw'],
  ['ip_dst', 'nw_dst', 'NXM_OF_IP_DST', 'OXM_OF_IPV4_DST', 4, 32, 'ip4', 'ipv4', 'mw'],
  ['ipv6_src', '', 'NXM_NX_IPV6_SRC', 'OXM_OF_IPV6_SRC', 16, 128, 'ip6', 'ipv6', 'mw'],
  ['ipv6_dst', '', 'NXM_NX_IPV6_DST', 'OXM_OF_IPV6_DST', 16, 128, 'ip6', 'ipv6', 'mw'],
  ['ipv6_label', '', 'NXM_NX_IPV6_LABEL', 'OXM_OF_IPV6_FLABEL', 4, 20, 'hex', 'ipv6', 'mw'],
  ['nw_proto', 'ip_proto', 'NXM_OF_IP_PROTO', 'OXM_OF_IP_PROTO', 1, 8, 'dec', 'ip', ''],
  ['nw_tos', '', 'NXM_OF_IP_TOS', '', 1, 8, 'dec', 'ip', 'w'],
  ['ip_dscp', '', '', 'OXM_OF_IP_DSCP', 1, 6, 'dec', 'ip', 'w'],
  ['nw_ecn', 'ip_ecn', 'NXM_NX_IP_ECN', 'OXM_OF_IP_ECN', 1, 2, 'dec', 'ip', 'w'],
  ['nw_ttl', '', 'NXM_NX_IP_TTL', '', 1, 8, 'dec', 'ip', 'w'],
  ['ip_frag', 'nw_frag', 'NXM_NX_IP_FRAG', '', 1, 2, 'frag', 'ip', 'm'],
  ['arp_op', '', 'NXM_OF_ARP_OP', 'OXM_OF_ARP_OP', 2, 16, 'dec', 'arp', 'w'],
  ['arp_spa', '', 'NXM_OF_ARP_SPA', 'OXM_OF_ARP_SPA', 4, 32, 'ip4', 'arp', 'mw'],
  ['arp_tpa', '', 'NXM_OF_ARP_TPA', 'OXM_OF_ARP_TPA', 4, 32, 'ip4', 'arp', 'mw'],
  ['arp_sha', '', 'NXM_NX_ARP_SHA', 'OXM_OF_ARP_SHA', 6, 48, 'mac', 'arp', 'mw'],
  ['arp_tha', '', 'NXM_NX_ARP_THA', 'OXM_OF_ARP_THA', 6, 48, 'mac', 'arp', 'mw'],
  ['tcp_src', 'tp_src', 'NXM_OF_TCP_SRC', 'OXM_OF_TCP_SRC', 2, 16, 'dec', 'tcp', 'mw'],
  ['tcp_dst', 'tp_dst', 'NXM_OF_TCP_DST', 'OXM_OF_TCP_DST', 2, 16, 'dec', 'tcp', 'mw'],
  ['tcp_flags', '', 'NXM_NX_TCP_FLAGS', 'ONFOXM_ET_TCP_FLAGS OXM_OF_TCP_FLAGS', 2, 12, 'tcpFlags', 'tcp', 'm'],
  ['udp_src', '', 'NXM_OF_UDP_SRC', 'OXM_OF_UDP_SRC', 2, 16, 'dec', 'udp', 'mw'],
  ['udp_dst', '', 'NXM_OF_UDP_DST', 'OXM_OF_UDP_DST', 2, 16, 'dec', 'udp', 'mw'],
  ['sctp_src', '', '', 'OXM_OF_SCTP_SRC', 2, 16, 'dec', 'sctp', 'mw'],
  ['sctp_dst', '', '', 'OXM_OF_SCTP_DST', 2, 16, 'dec', 'sctp', 'mw'],
  ['icmp_type', '', 'NXM_OF_ICMP_TYPE', 'OXM_OF_ICMPV4_TYPE', 1, 8, 'dec', 'icmp4', 'w'],
  ['icmp_code', '', 'NXM_OF_ICMP_CODE', 'OXM_OF_ICMPV4_CODE', 1, 8, 'dec', 'icmp4', 'w'],
  ['icmpv6_type', '', 'NXM_NX_ICMPV6_TYPE', 'OXM_OF_ICMPV6_TYPE', 1, 8, 'dec', 'icmp6', 'w'],
  ['icmpv6_code', '', 'NXM_NX_ICMPV6_CODE', 'OXM_OF_ICMPV6_CODE', 1, 8, 'dec', 'icmp6', 'w'],
  ['nd_target', '', 'NXM_NX_ND_TARGET', 'OXM_OF_IPV6_ND_TARGET', 16, 128, 'ip6', 'nd', 'mw'],
  ['nd_sll', '', 'NXM_NX_ND_SLL', 'OXM_OF_IPV6_ND_SLL', 6, 48, 'mac', 'ndSolicit', 'mw'],
  ['nd_tll', '', 'NXM_NX_ND_TLL', 'OXM_OF_IPV6_ND_TLL', 6, 48, 'mac', 'ndAdvert', 'mw'],
  ['nd_reserved', '', '', 'ERICOXM_OF_ICMPV6_ND_RESERVED', 4, 32, 'dec', 'nd', 'w'],
  ['nd_options_type', '', '', 'ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE', 1, 8, 'dec', 'nd', 'w'],
  ['nsh_flags', '', '', 'NXOXM_NSH_FLAGS', 1, 8, 'dec', 'nsh', 'mw'],
  ['nsh_mdtype', '', '', 'NXOXM_NSH_MDTYPE', 1, 8, 'dec', 'nsh', ''],
  ['nsh_np', '', '', 'NXOXM_NSH_NP', 1, 8, 'dec', 'nsh', ''],
  ['nsh_spi', 'nsp', '', 'NXOXM_NSH_SPI', 4, 24, 'hex', 'nsh', 'w'],
  ['nsh_si', 'nsi', '', 'NXOXM_NSH_SI', 1, 8, 'dec', 'nsh', 'w'],
  ['nsh_c1', '', '', 'NXOXM_NSH_C1', 4, 32, 'hex', 'nsh', 'mw'],
  ['nsh_c2', '', '', 'NXOXM_NSH_C2', 4, 32, 'hex', 'nsh', 'mw'],
  ['nsh_c3', '', '', 'NXOXM_NSH_C3', 4, 32, 'hex', 'nsh', 'mw'],
  ['nsh_c4', '', '', 'NXOXM_NSH_C4', 4, 32, 'hex', 'nsh', 'mw'],
  ['nsh_ttl', '', '', 'NXOXM_NSH_TTL', 1, 8, 'dec', 'nsh', 'w'],
];

/** All fields, by index. */
export const fields: readonly Field[] = rows.map((row, index) => ({
  index,
  name: row[0],
  aliases: words(row[1]),
  nxm: words(row[2]),
  oxm: words(row[3]),
  size: row[4],
  width: row[5],
  format: row[6],
  prerequisite: row[7],
  isMaskable: row[8].includes('m'),
  isWritable: row[8].includes('w'),
}));

const fieldsByName: () => ReadonlyMap<string, Field> = lazily(
  () => new Map(fields.flatMap((field) => namesOf(field).map((name) => [name, field] as const))),
);

/** The field with that name, alias, NXM or OXM name, in the exact spelling; without `_W`. */
export function fieldByName(name: string): Field | undefined {
  return fieldsByName().get(name);
}

const fieldsByOwnName: () => ReadonlyMap<string, Field> = lazily(
  () =>
    new Map(fields.flatMap((field) => [field.name, ...field.aliases].map((name) => [name, field] as const))),
);

/** The field with that name or alias: where Open vSwitch takes no NXM or OXM name, as in a match and in `set_field`. */
export function fieldByOwnName(name: string): Field | undefined {
  return fieldsByOwnName().get(name);
}

/** Every name that Open vSwitch accepts for the field, its own first. */
export function namesOf(field: Field): readonly string[] {
  return [field.name, ...field.aliases, ...field.nxm, ...field.oxm];
}

/** The name that Open vSwitch prints for the field in a subfield, as `NXM_NX_REG0` in `push:NXM_NX_REG0[]`. */
export function subfieldName(field: Field): string {
  return field.nxm[0] ?? field.oxm[0] ?? field.name;
}

function family(n: number, row: (n: number) => FieldRow): readonly FieldRow[] {
  return Array.from({ length: n }, (_, i) => row(i));
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

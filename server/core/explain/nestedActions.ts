import { formatIp4, formatIp6, formatMac } from '../net/formatAddress.ts';
import { openFlowField, reservedPort } from '../facts/openflow.ts';
import { bitsLabel } from './values.ts';

/**
 * Actions as a message holds them, in OpenFlow 1.5's encoding: what `userdata` nests (OVN's `lib/actions.c`,
 * encode_nested_actions; Open vSwitch's `lib/ofp-actions.c`). Texts are in `ovs-ofctl`'s spelling, one an action. What is
 * not known is told by its type and size; reading ends where the bytes stop to be actions.
 */
export function nestedActions(bytes: Uint8Array): readonly string[] {
  const found: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const type = view.getUint16(at);
    const size = view.getUint16(at + 2);
    if (size < 8 || size % 8 !== 0 || at + size > bytes.length) {
      found.push(`${bytes.length - at} bytes that are no action`);
      break;
    }
    found.push(actionText(new DataView(bytes.buffer, bytes.byteOffset + at, size), type));
    at += size;
  }
  return found;
}

const setField = 25;
const copyField = 28;
const experimenter = 0xffff;
/** Nicira's number as a vendor. */
const nicira = 0x2320;

function actionText(view: DataView, type: number): string {
  switch (type) {
    case 0:
      return `output:${portText(view.getUint32(4))}`;
    case 22:
      return `group:${view.getUint32(4)}`;
    case 23:
      return `mod_nw_ttl:${view.getUint8(4)}`;
    case 24:
      return 'dec_ttl';
    case 29:
      return `meter:${view.getUint32(4)}`;
    case setField:
      return setText(view, 4, 'set_field') ?? unknownText(view, type);
    case copyField: {
      if (view.byteLength < 20) return unknownText(view, type);
      const nBits = view.getUint16(4);
      const from = subfieldText(view, 12, view.getUint16(6), nBits);
      const to = subfieldText(view, 16, view.getUint16(8), nBits);
      return `move:${from}->${to}`;
    }
    case experimenter:
      return view.byteLength >= 16 && view.getUint32(4) === nicira
        ? niciraText(view)
        : unknownText(view, type);
    default:
      return unknownText(view, type);
  }
}

function niciraText(view: DataView): string {
  const subtype = view.getUint16(8);
  switch (subtype) {
    case 6: {
      if (view.byteLength < 24) break;
      const nBits = view.getUint16(10);
      const from = subfieldText(view, 16, view.getUint16(12), nBits);
      return `move:${from}->${subfieldText(view, 20, view.getUint16(14), nBits)}`;
    }
    case 7: {
      if (view.byteLength < 24) break;
      const place = view.getUint16(10);
      const to = subfieldText(view, 12, place >> 6, (place & 63) + 1);
      return `load:0x${view.getBigUint64(16).toString(16)}->${to}`;
    }
    case 14:
      return `resubmit(${view.getUint16(10) === 0xfff8 ? '' : portText(view.getUint16(10))},${view.getUint8(12)})`;
    case 18:
      return 'dec_ttl';
    case 27:
    case 28:
      if (view.byteLength < 18) break;
      return `${subtype === 27 ? 'push' : 'pop'}:${subfieldText(view, 12, view.getUint16(10), view.getUint16(16))}`;
    case 33:
      return setText(view, 12, 'set_field') ?? 'set_field';
    case 35:
      return 'ct(…)';
    case 20:
    case 37:
      return 'controller(…)';
    case 42:
      return 'clone(…)';
    case 43:
      return 'ct_clear';
    default:
  }
  return `Nicira action ${subtype}, ${view.byteLength} bytes`;
}

function unknownText(view: DataView, type: number): string {
  return `action ${type}, ${view.byteLength} bytes`;
}

function portText(port: number): string {
  const short = port > 0xffff ? port & 0xffff : port;
  return short >= 0xff00 ? (reservedPort(short)?.name ?? String(port)) : String(port);
}

/** A header and a value, with a mask if the header says so. */
function setText(view: DataView, at: number, name: string): string | undefined {
  if (at + 4 > view.byteLength) return undefined;
  const { field, hasMask, size } = readHeader(view, at);
  const width = hasMask ? size >> 1 : size;
  if (at + 4 + size > view.byteLength) return undefined;
  const value = bigUint(view, at + 4, width);
  const mask = hasMask ? `/0x${bigUint(view, at + 4 + width, width).toString(16)}` : '';
  return `${name}:${valueText(field, value)}${mask}->${field}`;
}

function valueText(field: string, value: bigint): string {
  switch (openFlowField(field)?.formatting) {
    case 'Ethernet':
      return formatMac(value);
    case 'IPv4':
      return formatIp4(value);
    case 'IPv6':
      return formatIp6(value);
    case 'decimal':
      return value.toString();
    default:
      return `0x${value.toString(16)}`;
  }
}

function subfieldText(view: DataView, at: number, low: number, nBits: number): string {
  return bitsLabel(readHeader(view, at).field, low, low + nBits - 1);
}

interface Header {
  /** Open vSwitch's name, or the numbers where no field has them. */
  readonly field: string;
  readonly hasMask: boolean;
  /** Of what follows, in bytes. */
  readonly size: number;
}

function readHeader(view: DataView, at: number): Header {
  const group = view.getUint16(at);
  const byte = view.getUint8(at + 2);
  return {
    field: fieldOfHeader(group, byte >> 1) ?? `field ${group.toString(16)}.${byte >> 1}`,
    hasMask: (byte & 1) === 1,
    size: view.getUint8(at + 3),
  };
}

/** The field of a header (`lib/nx-match.c`, NXM and OXM classes); `userdata` also names the place of a result so. */
export function fieldOfHeader(group: number, number: number): string | undefined {
  switch (group) {
    case 0x0000:
      return nxmFields[number];
    case 0x0001:
      return nicira1Field(number);
    case 0x8000:
      return oxmFields[number];
    case 0x8001:
      return number < 16 ? `xreg${number}` : undefined;
    default:
      return undefined;
  }
}

const nxmFields =
  'in_port eth_dst eth_src eth_type vlan_tci nw_tos nw_proto ip_src ip_dst tcp_src tcp_dst udp_src udp_dst icmp_type icmp_code arp_op arp_spa arp_tpa'.split(
    ' ',
  );

const oxmFields =
  'in_port_oxm in_phy_port metadata eth_dst eth_src eth_type vlan_vid vlan_pcp ip_dscp nw_ecn nw_proto ip_src ip_dst tcp_src tcp_dst udp_src udp_dst sctp_src sctp_dst icmp_type icmp_code arp_op arp_spa arp_tpa arp_sha arp_tha ipv6_src ipv6_dst ipv6_label icmpv6_type icmpv6_code nd_target nd_sll nd_tll mpls_label mpls_tc mpls_bos pbb_isid tun_id ipv6_exthdr pbb_uca tcp_flags actset_output packet_type'.split(
    ' ',
  );

/** From 16 on; the registers stand before them. */
const niciraFields =
  'tun_id arp_sha arp_tha ipv6_src ipv6_dst icmpv6_type icmpv6_code nd_target nd_sll nd_tll ip_frag ipv6_label nw_ecn nw_ttl mpls_ttl tun_src tun_dst pkt_mark tcp_flags dp_hash recirc_id conj_id tun_gbp_id tun_gbp_flags'.split(
    ' ',
  );

/** From 104 on. */
const lateNiciraFields =
  'tun_flags ct_state ct_zone ct_mark ct_label tun_ipv6_src tun_ipv6_dst xxreg0 xxreg1 xxreg2 xxreg3'.split(
    ' ',
  );

/** From 119 on. */
const conntrackFields = 'ct_nw_proto ct_nw_src ct_nw_dst ct_ipv6_src ct_ipv6_dst ct_tp_src ct_tp_dst'.split(
  ' ',
);

function nicira1Field(number: number): string | undefined {
  if (number < 16) return `reg${number}`;
  if (number < 40) return niciraFields[number - 16];
  if (number < 104) return `tun_metadata${number - 40}`;
  return number < 119 ? lateNiciraFields[number - 104] : conntrackFields[number - 119];
}

function bigUint(view: DataView, at: number, size: number): bigint {
  let value = 0n;
  for (let idx = 0; idx < size; idx++) value = (value << 8n) | BigInt(view.getUint8(at + idx));
  return value;
}

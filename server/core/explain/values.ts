import { formatIp4, formatIp6, formatMac } from '../net/formatAddress.ts';
import type { Layout } from '../facts/layout.ts';
import { logicalSymbolBits, logicalSymbols } from '../facts/logical.ts';
import { openFlowField, reservedPort } from '../facts/openflow.ts';
import { type RegisterMatch, registerFields } from '../facts/register.ts';
import { bitsText, ip4Kind, ip6Kind, macKind, maskText } from './addresses.ts';
import type { ExplainContext } from './context.ts';
import type { ExplanationPart, Inline } from './explanation.ts';
import { datapathText, logicalPortText, ofportText, zoneText } from './names.ts';
import type { NamedNumber } from './prose/packet.ts';
import { portName } from './prose/ports.ts';
import { prose } from './prose/prose.ts';

/** A number in the spellings that people compare: `0x1a` and 26. */
export function spellings(value: bigint): readonly Inline[] {
  if (value < 10n) return [{ code: value.toString() }];
  const hex = { code: `0x${value.toString(16)}` };
  // Nobody reads more digits than that.
  return value > 0xffff_ffff_ffffn ? [hex] : [hex, ' = ', { code: value.toString() }];
}

/** What OVN keeps in bits of a register: the exact meaning, else those inside, else those around. */
function registerMeanings(
  layout: Layout,
  field: string,
  low: number,
  high: number,
): readonly RegisterMatch[] {
  const all = registerFields(layout, field, low, high);
  for (const relation of ['same', 'inside', 'around', 'overlapping'] as const) {
    const found = all.filter((match) => match.relation === relation);
    if (found.length > 0) return found;
  }
  return [];
}

/** At most so many meanings of one register are listed: reg0 has dozens of bits in use. */
const maxMeanings = 12;

/**
 * A line for each meaning that bits of a register, or of ct_mark and ct_label, have in OVN; `value` and `mask` tell which
 * flag bits are meant.
 */
export function registerParts(
  layout: Layout,
  field: string,
  low: number,
  high: number,
  value?: bigint,
  mask?: bigint,
): readonly ExplanationPart[] {
  if (field === 'ct_mark' || field === 'ct_label') return markParts(layout, field, low, high, value, mask);
  // A mask says which bits are meant: ask for those alone.
  const asked =
    mask === undefined || mask === 0n
      ? { low, high }
      : { low: low + lowestBit(mask), high: Math.min(high, low + highestBit(mask)) };
  const meant = (mask ?? value ?? 0n) << BigInt(low);
  const meanings = registerMeanings(layout, field, asked.low, asked.high).filter((match) => {
    // Of a register that is used bit by bit, show the bits that this value touches.
    if (meant === 0n || match.bits.field !== field || match.bits.high !== match.bits.low) return true;
    return ((meant >> BigInt(match.bits.low)) & 1n) === 1n;
  });
  return meanings.slice(0, maxMeanings).map((match) => ({
    label: [{ code: bitsLabel(match.bits.field, match.bits.low, match.bits.high) }],
    text: [
      ...(match.symbol === undefined ? [] : [{ code: match.symbol }, ' ']),
      `${match.name}: `,
      prose.register(match.name) ?? '',
    ],
  }));
}

/** What OVN keeps with a connection, in those bits of ct_mark or ct_label that are meant. */
function markParts(
  layout: Layout,
  field: string,
  low: number,
  high: number,
  value: bigint | undefined,
  mask: bigint | undefined,
): readonly ExplanationPart[] {
  const meant = (mask ?? ones(high - low + 1)) << BigInt(low);
  const written = value === undefined ? undefined : value << BigInt(low);
  return logicalSymbols(layout).flatMap(({ name }): ExplanationPart[] => {
    if (!name.startsWith(`${field}.`) || name.endsWith('obs_unused')) return [];
    const bits = logicalSymbolBits(layout, name);
    if (bits === undefined) return [];
    const own = ones(bits.high - bits.low + 1) << BigInt(bits.low);
    if ((own & meant) === 0n) return [];
    const part = written === undefined ? undefined : (written & own) >> BigInt(bits.low);
    // An exact value without a mask names every bit: those that are 0 say nothing.
    if (mask === undefined && part === 0n) return [];
    return [
      {
        label: [{ code: bitsLabel(field, bits.low, bits.high) }],
        text: [
          { code: name },
          ...(part === undefined
            ? []
            : [' = ', { code: part < 10n ? String(part) : `0x${part.toString(16)}` }]),
          ': ',
          prose.symbol(name) ?? '',
        ],
      },
    ];
  });
}

function lowestBit(mask: bigint): number {
  let bit = 0;
  while (((mask >> BigInt(bit)) & 1n) === 0n) bit++;
  return bit;
}

function highestBit(mask: bigint): number {
  return mask.toString(2).length - 1;
}

export function ones(width: number): bigint {
  return (1n << BigInt(Math.max(0, width))) - 1n;
}

export function bitsLabel(field: string, low: number, high: number): string {
  const width = openFlowField(field)?.width;
  if (low === 0 && width !== undefined && high === width - 1) return field;
  return low === high ? `${field}[${low}]` : `${field}[${low}..${high}]`;
}

/** A register's name in words of the logical pipeline: `reg15` is the outport. */
export function registerWord(layout: Layout, field: string): string | undefined {
  const width = openFlowField(field)?.width ?? 32;
  const exact = registerFields(layout, field, 0, width - 1).find(
    ({ relation, kind }) => relation === 'same' && kind === 'field',
  );
  return exact?.symbol ?? words[exact?.name ?? ''];
}

const words: Readonly<Record<string, string>> = {
  MFF_LOG_DATAPATH: 'datapath',
  MFF_LOG_FLAGS: 'flags',
  MFF_LOG_DNAT_ZONE: 'DNAT zone',
  MFF_LOG_SNAT_ZONE: 'SNAT zone',
  MFF_LOG_CT_ZONE: 'conntrack zone',
};

/** What a value of a field is read with. */
export interface ValueSetting {
  readonly context: ExplainContext;
  /** The datapath that ports belong to, where the row says it. */
  readonly datapathKey?: bigint | undefined;
  /** Whether `icmp_type` is one of ICMPv6 here. */
  readonly isIcmp6?: boolean | undefined;
  /** Of ICMP, beside its code. */
  readonly icmpType?: bigint | undefined;
}

/** What a value of a packet field stands for, beyond its number. */
export function valueMeaning(
  setting: ValueSetting,
  field: string,
  value: bigint,
  mask: bigint | undefined,
): readonly Inline[] {
  const { context } = setting;
  const isExact = mask === undefined;
  switch (field) {
    case 'reg14':
    case 'reg15':
      return isExact ? logicalPortText(context, setting.datapathKey, value, field === 'reg15') : [];
    case 'metadata':
      return isExact ? datapathText(context, value) : [];
    case 'tun_id':
      return isExact || mask === 0xffffffn ? datapathText(context, value) : [];
    case 'tun_metadata0':
      return tunnelMetadata(setting, value, mask);
    case 'in_port':
    case 'in_port_oxm':
    case 'actset_output':
      return portMeaning(context, value);
    case 'ct_zone':
      return zoneText(context, value);
    case 'vlan_tci':
      return vlanTag(value, mask ?? 0xffffn);
    case 'dl_vlan':
    case 'vlan_vid':
      return vlanId(field, value);
    case 'nw_tos':
      return dscp(value >> 2n);
    case 'ip_dscp':
      return dscp(value);
    case 'ct_state':
    case 'tcp_flags':
      return flagsMeaning(field, value, mask);
    case 'ip_frag':
      return fragmentMeaning(value);
    case 'eth_src':
    case 'eth_dst':
    case 'arp_sha':
    case 'arp_tha':
    case 'nd_sll':
    case 'nd_tll':
      return addressMeaning(macKind(value), isExact || value !== 0n);
    default:
  }
  const formatting = openFlowField(field)?.formatting;
  if (formatting === 'IPv4') return addressMeaning(ip4Kind(value), isExact || value !== 0n);
  if (formatting === 'IPv6') return addressMeaning(ip6Kind(value), isExact || value !== 0n);
  if (formatting === 'Ethernet') return addressMeaning(macKind(value), isExact);
  if (!isExact) return [];
  if (/^(?:tcp|udp|sctp|ct_tp)_(?:src|dst)$/.test(field)) {
    const known = portName(Number(value));
    return known === undefined ? [] : [known];
  }
  const named = namedNumber(setting, field, Number(value));
  return named === undefined ? [] : [named.name, ': ', named.text];
}

/** What a line with the meaning of a field's value is called. */
export function meaningLabel(field: string | undefined): string {
  const formatting = field === undefined ? undefined : openFlowField(field)?.formatting;
  return formatting === 'IPv4' || formatting === 'IPv6' || formatting === 'Ethernet' ? 'kind' : 'stands for';
}

function addressMeaning(kind: string | undefined, isMeant: boolean): readonly Inline[] {
  return kind === undefined || !isMeant ? [] : [kind];
}

function portMeaning(context: ExplainContext, value: bigint): readonly Inline[] {
  const reserved = reservedPort(Number(value & 0xffffn));
  if (value >= 0xff00n && reserved !== undefined)
    return [reserved.name, ': ', prose.reservedPort(reserved.name) ?? ''];
  return ofportText(context, Number(value));
}

/** OVN's Geneve option: 16 bits of output port, then 15 of input port (`controller/physical.c`, put_encapsulation). */
function tunnelMetadata(setting: ValueSetting, value: bigint, mask: bigint | undefined): readonly Inline[] {
  const meant = mask ?? 0x7fff_ffffn;
  const { context, datapathKey } = setting;
  const out = logicalPortText(context, datapathKey, value & 0xffffn, true);
  const from = logicalPortText(context, datapathKey, (value >> 16n) & 0x7fffn, false);
  return [
    ...((meant & 0xffffn) === 0n ? [] : ['to ', ...out]),
    ...((meant & 0xffffn) === 0n || (meant & 0x7fff_0000n) === 0n ? [] : ['; ']),
    ...((meant & 0x7fff_0000n) === 0n ? [] : ['from ', ...from]),
  ];
}

function vlanTag(value: bigint, mask: bigint): readonly Inline[] {
  if ((mask & 0x1000n) !== 0n && (value & 0x1000n) === 0n) return ['no VLAN tag'];
  const id = (mask & 0xfffn) === 0n ? 'any VLAN' : `VLAN ${value & mask & 0xfffn}`;
  const priority = (mask & 0xe000n) === 0n ? '' : `, priority ${(value >> 13n) & 7n}`;
  return [`${id}${priority}`];
}

function vlanId(field: string, value: bigint): readonly Inline[] {
  if (field === 'dl_vlan') return value === 0xffffn ? ['no VLAN tag'] : [`VLAN ${value}`];
  return [(value & 0x1000n) === 0n ? 'no VLAN tag' : `VLAN ${value & 0xfffn}`];
}

function dscp(value: bigint): readonly Inline[] {
  const n = Number(value);
  if (n === 0) return ['best effort (CS0)'];
  if (n === 46) return ['expedited forwarding (EF)'];
  if (n % 8 === 0 && n < 64) return [`class selector CS${n / 8}`];
  const assured = n >= 10 && n <= 38 && n % 2 === 0;
  return assured ? [`assured forwarding AF${n >> 3}${(n & 7) >> 1}`] : [`DSCP ${n}`];
}

/** Flags by their bit, the lowest first: those of `ct_state` and of `tcp_flags`. */
export const flagNames: Readonly<Record<'ct_state' | 'tcp_flags' | 'tun_flags', readonly string[]>> = {
  ct_state: ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'],
  tcp_flags: ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns'],
  tun_flags: ['oam', 'df', 'csum', 'key'],
};

/** `+est+trk-new` of a number and its mask. */
export function flagsText(field: keyof typeof flagNames, value: bigint, mask: bigint | undefined): string {
  return flagNames[field]
    .map((name, bit) => {
      const isSet = ((value >> BigInt(bit)) & 1n) === 1n;
      if (mask !== undefined) return ((mask >> BigInt(bit)) & 1n) === 0n ? '' : `${isSet ? '+' : '-'}${name}`;
      return isSet ? `+${name}` : '';
    })
    .join('');
}

function flagsMeaning(
  field: 'ct_state' | 'tcp_flags',
  value: bigint,
  mask: bigint | undefined,
): readonly Inline[] {
  if (mask === 0n) return ['no flag matters'];
  const text = flagsText(field, value, mask);
  return text === '' ? ['no flag set'] : [{ code: text }];
}

function fragmentMeaning(value: bigint): readonly Inline[] {
  const name = ['no', 'first', 'no', 'later'][Number(value & 3n)] as string;
  return [name, ': ', prose.fragment(name) ?? ''];
}

/** A line that says what a mask does to a value of that field. */
export function maskMeaning(field: string, value: bigint, mask: bigint): readonly Inline[] {
  const fact = openFlowField(field);
  const width = fact?.width ?? 32;
  switch (fact?.formatting) {
    case 'IPv4':
      return maskText(value, mask, 32, formatIp4);
    case 'IPv6':
      return maskText(value, mask, 128, formatIp6);
    case 'Ethernet':
      return macMask(value, mask);
    default:
  }
  const isPort = /^(?:tcp|udp|sctp|ct_tp)_(?:src|dst)$/.test(field);
  if (isPort) return maskText(value, mask, 16, String);
  if ((mask & ones(width)) === ones(width)) return ['all bits are compared'];
  return mask === 0n
    ? ['no bit is compared: any value']
    : [`only ${bitsText(mask)} of ${width} ${bitsText(mask).startsWith('bit ') ? 'is' : 'are'} compared`];
}

function macMask(value: bigint, mask: bigint): readonly Inline[] {
  if (mask === 0x010000000000n)
    return [(value & mask) === 0n ? 'any unicast MAC' : 'any multicast or broadcast MAC'];
  return maskText(value, mask, 48, formatMac);
}

function namedNumber(setting: ValueSetting, field: string, value: number): NamedNumber | undefined {
  switch (field) {
    case 'eth_type':
      return prose.ethernetType(value);
    case 'nw_proto':
    case 'ct_nw_proto':
      return prose.ipProtocol(value);
    case 'arp_op':
      return prose.arpOperation(value);
    case 'icmp_type':
      return prose.icmp(setting.isIcmp6 === true ? 6 : 4, value);
    case 'icmpv6_type':
      return prose.icmp(6, value);
    case 'icmp_code':
    case 'icmpv6_code':
      return icmpCode(setting, field, value);
    default:
      return undefined;
  }
}

/** Undefined where the code says no more than the type. */
function icmpCode(setting: ValueSetting, field: string, code: number): NamedNumber | undefined {
  if (setting.icmpType === undefined) return undefined;
  const version = setting.isIcmp6 === true || field === 'icmpv6_code' ? 6 : 4;
  const found = prose.icmp(version, Number(setting.icmpType), code);
  return found === prose.icmp(version, Number(setting.icmpType)) ? undefined : found;
}

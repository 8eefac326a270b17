import type { Layout } from '../facts/layout.ts';
import { type RegisterMatch, registerFields } from '../facts/register.ts';
import { openFlowField, reservedPort } from '../facts/openflow.ts';
import type { ExplanationPart, Inline } from './explanation.ts';
import type { NamedNumber } from './prose/packet.ts';
import { prose } from './prose/prose.ts';

/** A number in the spellings that people compare: `0x1a` and 26. */
export function spellings(value: bigint): readonly Inline[] {
  if (value < 10n) return [{ code: value.toString() }];
  return [{ code: `0x${value.toString(16)}` }, ' = ', { code: value.toString() }];
}

/** What OVN keeps in bits of a register: the exact meaning, else those inside, else those around. */
export function registerMeanings(
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

/** A line for each meaning that bits of a register have in OVN; `value` and `mask` tell which flag bits are meant. */
export function registerParts(
  layout: Layout,
  field: string,
  low: number,
  high: number,
  value?: bigint,
  mask?: bigint,
): readonly ExplanationPart[] {
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

function lowestBit(mask: bigint): number {
  let bit = 0;
  while (((mask >> BigInt(bit)) & 1n) === 0n) bit++;
  return bit;
}

function highestBit(mask: bigint): number {
  return mask.toString(2).length - 1;
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

/** What a value of a packet field stands for, beyond its number. */
export function valueMeaning(field: string, value: bigint, mask: bigint | undefined): readonly Inline[] {
  if (field === 'reg14' || field === 'reg15') {
    if (field === 'reg15' && value >= 0x8000n && mask === undefined)
      return [`multicast group with key ${value}`];
    return [`logical port with tunnel key ${value}`];
  }
  if (field === 'metadata') return [`logical datapath with tunnel key ${value}`];
  const named = mask === undefined ? namedNumber(field, Number(value)) : undefined;
  if (named !== undefined) return [named.name, ': ', named.text];
  return field === 'in_port' && value >= 0xfff8n
    ? [prose.reservedPort(reservedPort(Number(value))?.name ?? '') ?? '']
    : [];
}

function namedNumber(field: string, value: number): NamedNumber | undefined {
  switch (field) {
    case 'eth_type':
      return prose.ethernetType(value);
    case 'nw_proto':
    case 'ct_nw_proto':
      return prose.ipProtocol(value);
    case 'arp_op':
      return prose.arpOperation(value);
    case 'icmp_type':
      return prose.icmp(4, value);
    case 'icmpv6_type':
      return prose.icmp(6, value);
    default:
      return undefined;
  }
}

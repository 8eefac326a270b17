import { formatMac, prefixLength } from '../net/formatAddress.ts';
import type { Inline } from './explanation.ts';

/** What addresses and masks say by themselves: kinds of MACs and IPs, ranges, bits. Numbers are unsigned. */

interface Prefix {
  readonly value: bigint;
  readonly length: number;
  readonly text: string;
}

const prefixes4: readonly Prefix[] = [
  prefix4('0.0.0.0/32', 'no address: DHCP clients and ARP probes send from it'),
  prefix4('255.255.255.255/32', 'broadcast'),
  prefix4('169.254.169.254/32', 'link-local: the metadata service of clouds'),
  prefix4('224.0.0.1/32', 'multicast: all hosts'),
  prefix4('224.0.0.2/32', 'multicast: all routers'),
  prefix4('224.0.0.5/32', 'multicast: OSPF routers'),
  prefix4('224.0.0.18/32', 'multicast: VRRP'),
  prefix4('224.0.0.22/32', 'multicast: IGMPv3 reports'),
  prefix4('224.0.0.251/32', 'multicast: mDNS'),
  prefix4('224.0.0.0/24', 'multicast that routers do not forward'),
  prefix4('224.0.0.0/4', 'multicast'),
  prefix4('127.0.0.0/8', 'loopback'),
  prefix4('169.254.0.0/16', 'link-local'),
  prefix4('10.0.0.0/8', 'private'),
  prefix4('172.16.0.0/12', 'private'),
  prefix4('192.168.0.0/16', 'private'),
  prefix4('100.64.0.0/10', 'shared address space'),
  prefix4('192.0.2.0/24', 'for documentation'),
  prefix4('198.51.100.0/24', 'for documentation'),
  prefix4('203.0.113.0/24', 'for documentation'),
  prefix4('240.0.0.0/4', 'reserved'),
  prefix4('0.0.0.0/8', 'this network'),
];

const prefixes6: readonly Prefix[] = [
  prefix6(0n, 128, 'no address: duplicate address detection sends from it'),
  prefix6(1n, 128, 'loopback'),
  prefix6((0xff02n << 112n) | 1n, 128, 'multicast: all nodes of the link'),
  prefix6((0xff02n << 112n) | 2n, 128, 'multicast: all routers of the link'),
  prefix6((0xff02n << 112n) | 0x16n, 128, 'multicast: MLDv2 reports'),
  prefix6((0xff02n << 112n) | 0xfbn, 128, 'multicast: mDNS'),
  prefix6((0xff02n << 112n) | 0x1_0002n, 128, 'multicast: DHCPv6 servers and relays'),
  prefix6(
    (0xff02n << 112n) | 0x1_ff00_0000n,
    104,
    'multicast: solicited-node, asked for by neighbor discovery',
  ),
  prefix6(0xff02n << 112n, 16, 'multicast of the link'),
  prefix6(0xff05n << 112n, 16, 'multicast of the site'),
  prefix6(0xffn << 120n, 8, 'multicast'),
  prefix6(0xfe80n << 112n, 10, 'link-local'),
  prefix6(0xfc00n << 112n, 7, 'unique local'),
  prefix6(0x2001_0db8n << 96n, 32, 'for documentation'),
  prefix6(0xffffn << 32n, 96, 'an IPv4 address in IPv6'),
  prefix6(0x0064_ff9bn << 96n, 96, 'NAT64'),
];

/** `private`, `multicast: all routers`; undefined for an ordinary address. */
export function ip4Kind(address: bigint): string | undefined {
  return kindIn(prefixes4, address, 32);
}

export function ip6Kind(address: bigint): string | undefined {
  const kind = kindIn(prefixes6, address, 128);
  const mac = kind === 'link-local' ? macOfInterfaceId(address) : undefined;
  return mac === undefined ? kind : `link-local, made from the MAC ${mac}`;
}

/** The MAC in an address that was made from one (EUI-64); undefined for other addresses. */
function macOfInterfaceId(address: bigint): string | undefined {
  if (((address >> 24n) & 0xffffn) !== 0xfffen) return undefined;
  const high = ((address >> 40n) & 0xffffffn) ^ 0x020000n;
  return formatMac((high << 24n) | (address & 0xffffffn));
}

const macs: readonly (readonly [value: bigint, mask: bigint, text: string])[] = [
  [0n, 0xffffffffffffn, 'no MAC'],
  [0xffffffffffffn, 0xffffffffffffn, 'broadcast'],
  [0x01005e000000n, 0xffffff800000n, 'multicast of IPv4'],
  [0x3333ff000000n, 0xffffff000000n, 'multicast of IPv6: neighbor discovery'],
  [0x333300000000n, 0xffff00000000n, 'multicast of IPv6'],
  [0x0180c200000en, 0xffffffffffffn, 'LLDP; bridges do not forward it'],
  [0x0180c2000000n, 0xffffffffffffn, 'spanning tree; bridges do not forward it'],
  [0x0180c2000000n, 0xfffffffffff0n, 'control of the link; bridges do not forward it'],
  [0x010000000000n, 0x010000000000n, 'multicast'],
];

/** `broadcast`, `multicast of IPv6`, `locally administered`; undefined for a vendor's address. */
export function macKind(address: bigint): string | undefined {
  const known = macs.find(([value, mask]) => (address & mask) === value);
  if (known !== undefined) return known[2];
  return (address & 0x020000000000n) === 0n ? undefined : 'locally administered: no vendor’s';
}

/** What a value under a mask stands for: a range, or the bits that are compared. `show` writes one value. */
export function maskText(
  value: bigint,
  mask: bigint,
  width: number,
  show: (value: bigint) => string,
): readonly Inline[] {
  const all = (1n << BigInt(width)) - 1n;
  if (mask === 0n) return ['no bit is compared: any value'];
  if ((mask & all) === all) return ['all bits are compared: this value alone'];
  const length = prefixLength(mask, width);
  if (length >= 0) {
    const first = value & mask;
    const last = first | (~mask & all);
    const count = 1n << BigInt(width - length);
    return [{ code: show(first) }, ' to ', { code: show(last) }, `, ${countText(count)} (/${length})`];
  }
  return [bitsText(mask), (value & mask) === 0n ? ' must be 0' : ` must be as in ${show(value & mask)}`];
}

function countText(count: bigint): string {
  return count > 0xffff_ffffn ? `2^${count.toString(2).length - 1} values` : `${count} values`;
}

/** `bit 3`, `bits 0 to 7`, `bits 0, 5 and 8`: the ones of a mask. */
export function bitsText(mask: bigint): string {
  const runs: (readonly [number, number])[] = [];
  const digits = mask.toString(2);
  for (let bit = 0; bit < digits.length; bit++) {
    if (digits[digits.length - 1 - bit] !== '1') continue;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === bit - 1) runs[runs.length - 1] = [last[0], bit];
    else runs.push([bit, bit]);
  }
  const shown = runs.slice(0, 6).map(([low, high]) => (low === high ? String(low) : `${low} to ${high}`));
  const isOne = runs.length === 1 && runs[0]?.[0] === runs[0]?.[1];
  const list =
    shown.length < 2 ? (shown[0] ?? 'none') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
  return `${isOne ? 'bit' : 'bits'} ${list}${runs.length > 6 ? ' …' : ''}`;
}

function kindIn(prefixes: readonly Prefix[], address: bigint, width: number): string | undefined {
  return prefixes.find(({ value, length }) => {
    const shift = BigInt(width - length);
    return address >> shift === value >> shift;
  })?.text;
}

function prefix4(text: string, kind: string): Prefix {
  const [address = '', length = '32'] = text.split('/');
  const value = address.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return { value, length: Number(length), text: kind };
}

function prefix6(value: bigint, length: number, text: string): Prefix {
  return { value, length, text };
}

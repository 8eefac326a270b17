import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';
import { itemSpecs, specIndex } from './specs.ts';

/**
 * Whether a whole key (without masks) says all that its protocols need, or something that they do not have. Models
 * `odp_flow_key_to_flow` of `lib/odp-util.c`. Keys of a dump are masked, so that this does not tell about them.
 */
export type KeyFit = 'perfect' | 'too little' | 'too much';

/** The fit of the keys below `node`. */
export function datapathKeyFit(tree: Tree, node = 0): KeyFit {
  const keys = keysBelow(tree, node);
  const expected = new Set<string>();
  const etherType = numberIn(tree, keys.get('eth_type'));
  if (isVlan(etherType)) {
    const encap = keys.get('encap');
    if (!keys.has('vlan') || encap === undefined) return keys.has('vlan') ? 'too little' : 'perfect';
    if (hasOther(keys, new Set(['vlan', 'encap']))) return 'too much';
    return datapathKeyFit(tree, encap);
  }
  const network = networkKeys.get(etherType);
  if (network !== undefined) expected.add(network);
  const ip = network === 'ipv4' || network === 'ipv6' ? keys.get(network) : undefined;
  const transport =
    ip === undefined || isLaterFragment(tree, ip) ? undefined : transportOf(tree, ip, network);
  if (transport !== undefined) expected.add(transport);
  const icmp6 = keys.get('icmpv6');
  if (transport === 'icmpv6' && icmp6 !== undefined && isNeighborDiscovery(tree, icmp6)) expected.add('nd');
  for (const name of expected) if (!keys.has(name)) return 'too little';
  if (network === 'mpls' && !endsStack(tree, keys.get('mpls') ?? node)) return 'too little';
  if (expected.has('nd')) expected.add('nd_ext');
  if (transport === 'tcp') expected.add('tcp_flags');
  if (network === 'ipv6') expected.add('ipv6_exthdrs');
  return hasOther(keys, expected) ? 'too much' : 'perfect';
}

const networkKeys = new Map<number, string>([
  [0x0800, 'ipv4'],
  [0x86dd, 'ipv6'],
  [0x0806, 'arp'],
  [0x8035, 'arp'],
  [0x8847, 'mpls'],
  [0x8848, 'mpls'],
  [0x894f, 'nsh'],
]);

/** Keys that depend on the type of the packet. All others are metadata or the Ethernet header. */
const dependent = new Set(
  'vlan encap mpls ipv4 ipv6 ipv6_exthdrs tcp udp sctp tcp_flags icmp icmpv6 arp nd nd_ext nsh'.split(' '),
);

function hasOther(keys: ReadonlyMap<string, number>, expected: ReadonlySet<string>): boolean {
  for (const name of keys.keys()) if (dependent.has(name) && !expected.has(name)) return true;
  return false;
}

function keysBelow(tree: Tree, node: number): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const child of tree.children(node)) {
    const spec = tree.kind(child) === NodeKind.matchField ? itemSpecs[tree.value(child)] : undefined;
    if (spec !== undefined) keys.set(spec.name, child);
  }
  return keys;
}

function isVlan(etherType: number): boolean {
  return etherType === 0x8100 || etherType === 0x88a8;
}

function transportOf(tree: Tree, ip: number, network: string | undefined): string | undefined {
  const proto = numberIn(tree, argument(tree, ip, network ?? '', 'proto'));
  switch (proto) {
    case 6:
      return 'tcp';
    case 17:
      return 'udp';
    case 132:
      return 'sctp';
    case 1:
      return network === 'ipv4' ? 'icmp' : undefined;
    case 58:
      return network === 'ipv6' ? 'icmpv6' : undefined;
    default:
      return undefined;
  }
}

const later = 2;

function isLaterFragment(tree: Tree, ip: number): boolean {
  for (const scope of ['ipv4', 'ipv6']) {
    const frag = argument(tree, ip, scope, 'frag');
    const value = frag === undefined ? -1 : frag + 2;
    if (value !== -1 && tree.kind(value) === NodeKind.value) return tree.value(value + 1) === later;
  }
  return false;
}

function isNeighborDiscovery(tree: Tree, icmp6: number): boolean {
  const type = numberIn(tree, argument(tree, icmp6, 'icmp', 'type'));
  return (type === 135 || type === 136) && numberIn(tree, argument(tree, icmp6, 'icmp', 'code')) === 0;
}

/** Whether the last label of the stack says that it is the last. */
function endsStack(tree: Tree, mpls: number): boolean {
  const bos = argument(tree, mpls, 'mpls', 'bos');
  if (bos !== undefined) return numberIn(tree, bos) === 1;
  const last = tree.children(mpls).at(-1);
  return last === undefined || (numberIn(tree, last) & 0x100) !== 0;
}

function argument(tree: Tree, key: number, scope: string, name: string): number | undefined {
  const spec = specIndex(scope, name);
  return tree
    .children(key)
    .find((child) => tree.kind(child) === NodeKind.argument && tree.value(child) === spec);
}

/** The number of an item, -1 when it has none. */
function numberIn(tree: Tree, item: number | undefined): number {
  if (item === undefined || item + 2 >= tree.next(item)) return -1;
  return tree.kind(item + 2) === NodeKind.number ? Number(tree.number(item + 2)) : -1;
}

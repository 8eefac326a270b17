import type { Field } from '../../../net/fields.ts';
import { etherTypeOf, type FlowMatch, Vlan } from './flowMatch.ts';

export const EtherType = { ip: 0x0800n, ipv6: 0x86ddn, arp: 0x0806n, rarp: 0x8035n, nsh: 0x894fn } as const;

export const IpProto = { icmp: 1n, tcp: 6n, udp: 17n, icmp6: 58n, sctp: 132n } as const;

/** States of a connection that only a valid one has: new, est, rel, rpl, snat, dnat. */
const validStates = 0xcfn;
const invalidState = 0x10n;
const trackedState = 0x20n;

/** VLAN tags that Open vSwitch follows through a list of actions. */
const maxVlans = 2;

/**
 * What is known of a packet: first what the match says, then what the actions before have made of it. Only the values
 * count, whatever their masks. Models the part of `struct flow` that `ofpacts_check` changes and restores.
 */
export class PacketState {
  readonly match: FlowMatch;
  packetType: bigint;
  frameType: bigint;
  ipProto: bigint;
  /** Tag control information, the outermost first; 0 for none. */
  vlans: readonly bigint[];

  constructor(match: FlowMatch) {
    this.match = match;
    this.packetType = match.value('packet_type');
    this.frameType = match.value('eth_type');
    this.ipProto = match.value('nw_proto');
    this.vlans = [match.value('vlan_tci'), 0n];
  }

  copy(): PacketState {
    const twin = new PacketState(this.match);
    twin.packetType = this.packetType;
    twin.frameType = this.frameType;
    twin.ipProto = this.ipProto;
    twin.vlans = this.vlans;
    return twin;
  }

  get etherType(): bigint {
    return etherTypeOf(this.packetType, this.frameType);
  }

  get isIp(): boolean {
    return isIpType(this.etherType);
  }

  get hasVlan(): boolean {
    return ((this.vlans[0] ?? 0n) & Vlan.present) !== 0n;
  }

  /** Whether there are as many VLAN tags as Open vSwitch follows. */
  get isFullOfVlans(): boolean {
    return ((this.vlans[maxVlans - 1] ?? 0n) & Vlan.present) !== 0n;
  }

  get isLaterFragment(): boolean {
    return (this.match.value('ip_frag') & 2n) !== 0n;
  }

  get hasValidConnection(): boolean {
    const { value, mask } = this.match.slot('ct_state');
    if ((value & validStates) !== 0n) return true;
    return (value & trackedState) !== 0n && (mask & invalidState) !== 0n && (value & invalidState) === 0n;
  }

  markVlan(): void {
    this.vlans = [(this.vlans[0] ?? 0n) | Vlan.present, ...this.vlans.slice(1)];
  }

  setVlan(tci: bigint): void {
    this.vlans = [tci, ...this.vlans.slice(1)];
  }

  pushVlan(): void {
    this.vlans = [Vlan.present, ...this.vlans].slice(0, maxVlans);
  }

  popVlan(): void {
    const n = this.vlans.filter((tci) => (tci & Vlan.present) !== 0n).length;
    if (n > 0) this.vlans = [...this.vlans.slice(1), 0n];
  }

  /** Whether the packet can have the field. Models `mf_are_prereqs_ok__`. */
  allows(field: Field): boolean {
    const type = this.etherType;
    switch (field.prerequisite) {
      case 'none':
        return true;
      case 'ethernet':
        return this.packetType === 0n;
      case 'vlan':
        return this.packetType === 0n && this.hasVlan;
      case 'arp':
        return isArpType(type);
      case 'ip':
        return isIpType(type);
      case 'ipv4':
        return type === EtherType.ip;
      case 'ipv6':
        return type === EtherType.ipv6;
      case 'mpls':
        return isMplsType(type);
      case 'nsh':
        return type === EtherType.nsh;
      case 'ct':
        return this.hasValidConnection;
      case 'tcp':
        return this.isTransport(IpProto.tcp);
      case 'udp':
        return this.isTransport(IpProto.udp);
      case 'sctp':
        return this.isTransport(IpProto.sctp);
      case 'icmp4':
        return type === EtherType.ip && this.ipProto === IpProto.icmp;
      case 'icmp6':
        return this.isIcmp6;
      case 'nd':
        return this.isNeighborDiscovery(135n) || this.isNeighborDiscovery(136n);
      case 'ndSolicit':
        return this.isNeighborDiscovery(135n);
      case 'ndAdvert':
        return this.isNeighborDiscovery(136n);
    }
  }

  get isIcmp6(): boolean {
    return this.etherType === EtherType.ipv6 && this.ipProto === IpProto.icmp6;
  }

  private isTransport(protocol: bigint): boolean {
    return this.isIp && this.ipProto === protocol && !this.isLaterFragment;
  }

  private isNeighborDiscovery(type: bigint): boolean {
    return this.isIcmp6 && this.match.value('tp_dst') === 0n && this.match.value('tp_src') === type;
  }
}

export function isIpType(type: bigint): boolean {
  return type === EtherType.ip || type === EtherType.ipv6;
}

export function isArpType(type: bigint): boolean {
  return type === EtherType.arp || type === EtherType.rarp;
}

export function isMplsType(type: bigint): boolean {
  return type === 0x8847n || type === 0x8848n;
}

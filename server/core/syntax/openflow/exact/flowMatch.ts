import { type Field, fieldByName } from '../../../net/fields.ts';
import { InvariantError } from '../../../base/invariant.ts';
import { type FieldValue, fullMask, narrowPort } from './fieldValue.ts';
import { ones } from './numbers.ts';
import { reject } from './rejection.ts';

/** Bits of a packet that a match looks at. Several fields can be the same bits: `arp_spa` is `nw_src`. */
export interface Slot {
  readonly value: bigint;
  readonly mask: bigint;
  readonly portName?: string;
  /** Bytes of tunnel metadata, which have no size of their own. */
  readonly size?: number;
  /** Whether tunnel metadata was written with a mask. */
  readonly hasMask?: boolean;
}

const wild: Slot = { value: 0n, mask: 0n };

/** Fields that are the same bits as others, and the name of those. Models the members of `struct flow`. */
const sharedSlots: { readonly [field: string]: string } = {
  in_port_oxm: 'in_port',
  ip_src: 'nw_src',
  arp_spa: 'nw_src',
  ip_dst: 'nw_dst',
  arp_tpa: 'nw_dst',
  arp_op: 'nw_proto',
  nd_sll: 'arp_sha',
  nd_tll: 'arp_tha',
  tcp_src: 'tp_src',
  udp_src: 'tp_src',
  sctp_src: 'tp_src',
  icmp_type: 'tp_src',
  icmpv6_type: 'tp_src',
  tcp_dst: 'tp_dst',
  udp_dst: 'tp_dst',
  sctp_dst: 'tp_dst',
  icmp_code: 'tp_dst',
  icmpv6_code: 'tp_dst',
  nd_options_type: 'tcp_flags',
  nw_tos: 'nw_dscp',
  ip_dscp: 'nw_dscp',
};

/** Fields whose value Open vSwitch takes for the mask as well (`match_set_tun_erspan_ver_masked` and its like). */
const maskedByTheirValue = new Set([
  'tun_erspan_ver',
  'tun_erspan_dir',
  'tun_erspan_hwid',
  'tun_gtpu_flags',
  'tun_gtpu_msgtype',
]);

/** Bits of a VLAN's tag control information. */
export const Vlan = { vid: 0xfffn, present: 0x1000n, pcp: 0xe000n } as const;

/** Most bytes of tunnel metadata in one match. */
const maxTunnelMetadata = 256;

/**
 * What a flow matches: for each field's bits a value and a mask. Setting a field follows Open vSwitch to the bit, since
 * two fields can be parts of the same bits. Models `struct match` and `mf_set`.
 */
export class FlowMatch {
  readonly #slots = new Map<string, Slot>();
  #nMetadataBytes = 0;

  slot(name: string): Slot {
    return this.#slots.get(name) ?? wild;
  }

  value(name: string): bigint {
    return this.slot(name).value;
  }

  mask(name: string): bigint {
    return this.slot(name).mask;
  }

  put(name: string, slot: Slot): void {
    this.#slots.set(name, slot);
  }

  /** Numbers of the tunnel metadata that are matched, in order. */
  get metadataIds(): readonly number[] {
    return [...this.#slots.keys()]
      .flatMap((name) => (name.startsWith('tun_metadata') ? [Number(name.slice(12))] : []))
      .sort((a, b) => a - b);
  }

  /** Sets a field. `size` is how many bytes of tunnel metadata there are. */
  set(field: Field, { value, mask, portName }: FieldValue, size?: number): void {
    const { name } = field;
    const isExact = mask === fullMask(field);
    const slotName = sharedSlots[name] ?? name;
    if (name.startsWith('tun_metadata'))
      this.#setMetadata(name, value, mask, size ?? lengthOf(field, value, mask));
    else if (isRegister(name)) this.#setRegisters(name, value, mask);
    else if (isVlan(name)) this.#setVlan(name, value, mask);
    else if (mask === 0n) this.#slots.delete(slotName);
    else {
      switch (name) {
        case 'in_port':
        case 'in_port_oxm':
        case 'actset_output':
          this.#setPort(slotName, field.size === 4 ? BigInt(narrowPort(value)) : value, portName);
          return;
        case 'nw_tos':
          this.put(slotName, { value: value & 0xfcn, mask: 0xfcn });
          return;
        case 'ip_dscp':
          this.put(slotName, { value: (value << 2n) & 0xfcn, mask: 0xfcn });
          return;
        case 'nw_ecn':
          this.put(slotName, { value: value & 3n, mask: 3n });
          return;
        case 'arp_op':
          this.put(slotName, { value: value & 0xffn, mask: 0xffn });
          return;
        case 'icmp_type':
        case 'icmp_code':
        case 'icmpv6_type':
        case 'icmpv6_code':
        case 'nd_options_type':
          this.put(slotName, { value, mask: 0xffffn });
          return;
        case 'mpls_label':
          this.put(slotName, { value: value & ones(20), mask: ones(20) });
          return;
        case 'mpls_tc':
          this.put(slotName, { value: value & 7n, mask: 7n });
          return;
        case 'mpls_bos':
          this.put(slotName, { value: value & 1n, mask: 1n });
          return;
        case 'ct_state':
          this.put(slotName, { value: value & mask & 0xffn, mask: mask & 0xffn });
          return;
        case 'tun_flags':
          this.put(slotName, { value: value & mask & 1n, mask: mask & 1n });
          return;
        case 'ip_frag':
          this.put(slotName, { value: isExact ? value : value & mask & 3n, mask: mask & 3n });
          return;
        case 'ipv6_label': {
          const isWhole = (mask & ones(20)) === ones(20);
          this.put(slotName, isWhole ? { value, mask: ones(32) } : { value: value & mask, mask });
          return;
        }
        case 'nsh_spi':
          this.put(slotName, { value: value & ones(24), mask: ones(32) });
          return;
        default: {
          const kept = maskedByTheirValue.has(name) ? value : mask;
          this.put(slotName, { value: value & mask, mask: kept });
        }
      }
    }
  }

  /** What is matched of a field: the reverse of `set`. Models `mf_get`. */
  get(field: Field): FieldValue {
    const { name } = field;
    if (isRegister(name)) return this.#getRegisters(name);
    if (isVlan(name)) {
      const { value, mask } = this.slot('vlan_tci');
      if (name === 'vlan_tci') return { value, mask };
      if (name === 'vlan_vid') return { value: value & 0x1fffn, mask: mask & 0x1fffn };
      if (name === 'dl_vlan') return { value: value & Vlan.vid, mask: mask & Vlan.vid };
      return { value: value >> 13n, mask: mask >> 13n };
    }
    const { value, mask, portName } = this.slot(sharedSlots[name] ?? name);
    if (name === 'ip_dscp') return { value: value >> 2n, mask: mask >> 2n };
    return portName === undefined ? { value, mask } : { value, mask, portName };
  }

  /** Whether nothing is matched of a field. */
  isWild(field: Field): boolean {
    if (field.name.startsWith('tun_metadata')) return !this.#slots.has(field.name);
    return this.get(field).mask === 0n;
  }

  /** Says that the packet is an Ethernet frame, unless its type was said already. */
  setDefaultPacketType(): void {
    if (this.mask('packet_type') === 0n) this.put('packet_type', { value: 0n, mask: ones(32) });
  }

  get hasDefaultPacketType(): boolean {
    return this.value('packet_type') === 0n && this.mask('packet_type') === ones(32);
  }

  /** Sets a field of which Open vSwitch knows that only Ethernet frames have it. */
  addEthernetFor(field: Field): void {
    if (field.prerequisite !== 'none') this.setDefaultPacketType();
  }

  #setPort(slotName: string, value: bigint, portName: string | undefined): void {
    const mask = ones(16);
    this.put(slotName, portName === undefined ? { value, mask } : { value, mask, portName });
  }

  #setMetadata(name: string, value: bigint, mask: bigint, size: number): void {
    if (this.#nMetadataBytes + size > maxTunnelMetadata) {
      const used = this.#nMetadataBytes + size;
      reject(
        `field ${name} exceeds maximum size for tunnel metadata (used ${used}, max ${maxTunnelMetadata})`,
      );
    }
    if (this.#slots.has(name)) reject(`field ${name} set multiple times`);
    this.#nMetadataBytes += size;
    const bits = ones(8 * size);
    this.put(name, { value: value & mask & bits, mask: mask & bits, size, hasMask: mask !== ones(8 * 124) });
  }

  #setRegisters(name: string, value: bigint, mask: bigint): void {
    const { first, count } = registersOf(name);
    for (let i = 0; i < count; i++) {
      const shift = BigInt(32 * (count - 1 - i));
      const part = (mask >> shift) & ones(32);
      this.put(`reg${first + i}`, { value: (value >> shift) & part, mask: part });
    }
  }

  #getRegisters(name: string): FieldValue {
    const { first, count } = registersOf(name);
    let [value, mask] = [0n, 0n];
    for (let i = 0; i < count; i++) {
      const slot = this.slot(`reg${first + i}`);
      value = (value << 32n) | slot.value;
      mask = (mask << 32n) | slot.mask;
    }
    return { value, mask };
  }

  #setVlan(name: string, value: bigint, mask: bigint): void {
    const tci = this.slot('vlan_tci');
    const put = (newValue: bigint, newMask: bigint): void => {
      this.put('vlan_tci', { value: newValue, mask: newMask });
    };
    const isVid = name === 'dl_vlan' || name === 'vlan_vid';
    if (name === 'vlan_tci') put(value & mask, mask);
    else if (mask === 0n) {
      const others = isVid ? Vlan.pcp : Vlan.vid;
      const cleared = isVid ? Vlan.vid : Vlan.pcp;
      if ((tci.mask & others) === 0n) put(0n, 0n);
      else put(tci.value & ~cleared, tci.mask & ~cleared);
    } else if (name === 'dl_vlan') {
      if (value === 0xffffn) put(0n, 0xffffn);
      else
        put((tci.value & ~Vlan.vid) | Vlan.present | (value & Vlan.vid), tci.mask | Vlan.vid | Vlan.present);
    } else if (isVid) {
      const bits = mask & 0x1fffn;
      put((tci.value & ~0x1fffn) | (value & bits), bits | (tci.mask & Vlan.pcp));
    } else {
      put((tci.value & ~Vlan.pcp) | ((value & 7n) << 13n) | Vlan.present, tci.mask | Vlan.pcp | Vlan.present);
    }
  }
}

/** A field that must be there. */
export function fieldNamed(name: string): Field {
  const field = fieldByName(name);
  if (field === undefined) throw new InvariantError(`no field ${name}`);
  return field;
}

/** The type of an Ethernet frame, or of another packet's payload; 0x5ff for a packet that has none. */
export function etherTypeOf(packetType: bigint, frameType: bigint): bigint {
  if (packetType === 0n) return frameType;
  return packetType >> 16n === 1n ? packetType & 0xffffn : 0x5ffn;
}

function isRegister(name: string): boolean {
  return /^x{0,2}reg\d+$/.test(name);
}

function isVlan(name: string): boolean {
  return (
    name === 'vlan_tci' ||
    name === 'dl_vlan' ||
    name === 'vlan_vid' ||
    name === 'dl_vlan_pcp' ||
    name === 'vlan_pcp'
  );
}

function registersOf(name: string): { readonly first: number; readonly count: number } {
  const count = name.startsWith('xx') ? 4 : name.startsWith('x') ? 2 : 1;
  return { first: count * Number(name.replace(/^x*reg/, '')), count };
}

/** The bytes that a value of tunnel metadata needs, at least one. Models `mf_field_len`. */
function lengthOf(field: Field, value: bigint, mask: bigint): number {
  const isMasked = mask !== fullMask(field);
  const needed = isMasked ? value | mask : value;
  return Math.max(1, Math.ceil(needed.toString(16).length / 2));
}

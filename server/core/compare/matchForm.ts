import { fields, shorthands } from '../net/fields.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { fieldIndex } from '../syntax/openflow/names.ts';
import type { Tree } from '../syntax/tree.ts';
import type { KeyTranslation } from './keyTranslation.ts';
import type { PortForm } from './portForm.ts';
import type { RowBuffer } from './rowBuffer.ts';

/** More terms than any match has; what lies beyond is compared as written. */
const maxTerms = 96;
/** Words of a term: four of the value, the lowest first, then four of the mask. */
const width = 8;

const ethType = fieldIndex('eth_type');
const nwProto = fieldIndex('nw_proto');
const vlanTci = fieldIndex('vlan_tci');
const inPort = fieldIndex('in_port');
const ipDscp = fieldIndex('ip_dscp');
const metadata = fieldIndex('metadata');
/** Keys of the logical ports that a packet comes from and goes to. */
const inKey = fieldIndex('reg14');
const outKey = fieldIndex('reg15');

/** Fields that one name stands for, once the protocol is known: it is a term of its own. */
const folded: ReadonlyMap<string, string> = new Map([
  ['udp_src', 'tcp_src'],
  ['sctp_src', 'tcp_src'],
  ['udp_dst', 'tcp_dst'],
  ['sctp_dst', 'tcp_dst'],
  ['icmpv6_type', 'icmp_type'],
  ['icmpv6_code', 'icmp_code'],
  ['arp_spa', 'ip_src'],
  ['arp_tpa', 'ip_dst'],
  ['arp_op', 'nw_proto'],
  ['in_port_oxm', 'in_port'],
]);

/** The field that all names of what a field holds share, by index. */
export const sharedField: Int16Array = Int16Array.from(fields, ({ name }, idx) => {
  const other = folded.get(name);
  return other === undefined ? idx : fieldIndex(other);
});

/** How a field's value becomes one of the field that tells the same. */
const Turn = { none: 0, vlanId: 1, vlanVid: 2, vlanPcp: 3, tos: 4, port: 5 } as const;
const turns: Uint8Array = Uint8Array.from(fields, ({ name, format }) => {
  switch (name) {
    case 'dl_vlan':
      return Turn.vlanId;
    case 'vlan_vid':
      return Turn.vlanVid;
    case 'dl_vlan_pcp':
    case 'vlan_pcp':
      return Turn.vlanPcp;
    case 'nw_tos':
      return Turn.tos;
    default:
      return format === 'port16' || format === 'port32' ? Turn.port : Turn.none;
  }
});
const isAddress: Uint8Array = Uint8Array.from(fields, ({ format }) =>
  format === 'ip4' ? 32 : format === 'ip6' ? 128 : 0,
);
const widths: Uint16Array = Uint16Array.from(fields, ({ width: bits }) => bits);

/**
 * The terms of an OpenFlow match as masked values of fields, in one order: what any spelling of the match comes to.
 * Shorthands are the fields that they stand for, `dl_vlan` and its like parts of `vlan_tci`, `nw_tos` a DSCP; a mask of
 * all ones is none, one of all zeroes is no term.
 */
export class MatchForm {
  /** Of the match last read: the key of its datapath, -1 when it names none. */
  datapath = -1;
  readonly #fields = new Int16Array(maxTerms);
  readonly #words = new Int32Array(maxTerms * width);
  /** 1 where the term is a port, told by its leaf. */
  readonly #leaves = new Int32Array(maxTerms);
  readonly #order = new Uint8Array(maxTerms);
  #nTerms = 0;
  /** Nodes of terms that no rule explains. */
  readonly #others: number[] = [];
  readonly #ports: PortForm;
  readonly #keys: KeyTranslation | undefined;

  constructor(ports: PortForm, keys: KeyTranslation | undefined) {
    this.#ports = ports;
    this.#keys = keys;
  }

  begin(): void {
    this.#nTerms = 0;
    this.#others.length = 0;
    this.datapath = -1;
  }

  /** Adds the terms below a `match` node. */
  add(tree: Tree, match: number): void {
    const end = tree.next(match);
    for (let term = match + 1; term < end; term = tree.next(term)) this.#addTerm(tree, term);
  }

  /** Whether the match takes packets with a VLAN only. */
  get hasVlan(): boolean {
    for (let term = 0; term < this.#nTerms; term++) {
      const at = term * width;
      const words = this.#words;
      if (this.#fields[term] === vlanTci)
        return ((words[at] as number) & (words[at + 4] as number) & 0x1000) !== 0;
    }
    return false;
  }

  write(bytes: Uint8Array, base: number, tree: Tree, out: RowBuffer): void {
    const order = this.#order;
    const nTerms = this.#sort();
    out.byte(nTerms);
    for (let idx = 0; idx < nTerms; idx++) {
      const term = order[idx] as number;
      const field = this.#fields[term] as number;
      const leaf = this.#leaves[term] as number;
      out.short(field);
      if (leaf !== 0) this.#ports.write(bytes, base, tree, leaf, out);
      else this.#writeWords(term, field, out);
    }
    for (const node of this.#others) {
      out.byte(0xff);
      out.raw(bytes, base + tree.start(node), base + tree.end(node));
    }
  }

  #writeWords(term: number, field: number, out: RowBuffer): void {
    const bits = widths[field] as number;
    const nWords = bits <= 32 ? 1 : bits <= 64 ? 2 : 4;
    const at = term * width;
    const words = this.#words;
    if (this.#keys !== undefined && words[at + 4] === -1) this.#translate(this.#keys, field, at);
    for (let idx = 0; idx < nWords; idx++) {
      const mask = words[at + 4 + idx] as number;
      out.word((words[at + idx] as number) & mask);
      out.word(mask);
    }
  }

  #translate(keys: KeyTranslation, field: number, at: number): void {
    const key = (this.#words[at] as number) >>> 0;
    if (field === metadata) this.#words[at] = keys.datapathOf(key);
    else if (field === inKey || field === outKey) this.#words[at] = keys.portOf(this.datapath, key);
  }

  #addTerm(tree: Tree, node: number): void {
    const name = node + 1;
    if (tree.kind(node) !== NodeKind.matchField || this.#nTerms >= maxTerms - 2) {
      this.#others.push(node);
      return;
    }
    if (tree.kind(name) === NodeKind.keyword) {
      const shorthand = shorthands[tree.value(name)];
      // `eth` says that the packet has an Ethernet header, as all do that say no other type.
      if (shorthand === undefined) return;
      this.#put(ethType, shorthand.ethType, 0xffff);
      if (shorthand.ipProto !== 0) this.#put(nwProto, shorthand.ipProto, 0xff);
      return;
    }
    const field = tree.value(node);
    if (field < 0 || tree.kind(name) !== NodeKind.fieldName || !this.#addValue(tree, node, field))
      this.#others.push(node);
  }

  /** False for a value that is not of the field's kind, or too long to be kept as words. */
  #addValue(tree: Tree, node: number, field: number): boolean {
    const end = tree.next(node);
    let at = node + 2;
    let shift = 0;
    let partWidth = widths[field] as number;
    if (at < end && tree.kind(at) === NodeKind.bits) {
      shift = tree.value(at);
      partWidth = tree.high(at) - shift + 1;
      at++;
    }
    if (at >= end) return false;
    const shared = sharedField[field] as number;
    if (turns[field] === Turn.port) {
      if (tree.next(at) !== end) return false;
      this.#fields[this.#nTerms] = shared;
      this.#leaves[this.#nTerms++] = at;
      return true;
    }
    if (partWidth > 128 && tree.end(at) - tree.start(at) > 34) return false;
    const term = this.#termOf(shared === field && turns[field] !== Turn.none ? turnedField(field) : shared);
    return this.#fill(tree, at, end, field, term, shift, partWidth);
  }

  #fill(
    tree: Tree,
    value: number,
    end: number,
    field: number,
    term: number,
    shift: number,
    partWidth: number,
  ): boolean {
    const v = scratchValue;
    const m = scratchMask;
    ones(m, partWidth);
    if (tree.kind(value) === NodeKind.value) {
      if (!readFlags(tree, value, v, m)) return false;
    } else {
      if (!isNumeric(tree.kind(value))) return false;
      for (let idx = 0; idx < 4; idx++) v[idx] = tree.word(value, idx);
    }
    const mask = tree.next(value);
    if (mask < end) {
      if (tree.kind(mask) !== NodeKind.mask || !readMask(tree, mask + 1, field, m, partWidth)) return false;
    }
    if (shift > 0) {
      shiftLeft(v, shift);
      shiftLeft(m, shift);
    }
    turn(turns[field] as number, v, m);
    if (field === metadata && m[0] === -1) this.datapath = (v[0] as number) >>> 0;
    const at = term * width;
    for (let idx = 0; idx < 4; idx++) {
      const bits = m[idx] as number;
      this.#words[at + idx] = ((this.#words[at + idx] as number) & ~bits) | ((v[idx] as number) & bits);
      this.#words[at + 4 + idx] = (this.#words[at + 4 + idx] as number) | bits;
    }
    return true;
  }

  #put(field: number, value: number, mask: number): void {
    const at = this.#termOf(field) * width;
    this.#words[at] = value;
    this.#words[at + 4] = mask;
  }

  /** The term of a field: the one that is there, else a new one that says nothing. */
  #termOf(field: number): number {
    for (let term = 0; term < this.#nTerms; term++) if (this.#fields[term] === field) return term;
    const term = this.#nTerms++;
    this.#fields[term] = field;
    this.#leaves[term] = 0;
    this.#words.fill(0, term * width, (term + 1) * width);
    return term;
  }

  /** Fills `#order` with the terms by field, without those whose mask has no bit. Returns their number. */
  #sort(): number {
    const order = this.#order;
    let nKept = 0;
    for (let term = 0; term < this.#nTerms; term++) {
      if (this.#leaves[term] === 0 && this.#isWild(term)) continue;
      const field = this.#fields[term] as number;
      let at = nKept++;
      while (at > 0 && (this.#fields[order[at - 1] as number] as number) > field) {
        order[at] = order[at - 1] as number;
        at--;
      }
      order[at] = term;
    }
    return nKept;
  }

  #isWild(term: number): boolean {
    const at = term * width + 4;
    const words = this.#words;
    return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0;
  }
}

const scratchValue = new Int32Array(4);
const scratchMask = new Int32Array(4);

/** The field whose values those of another are turned into. */
function turnedField(field: number): number {
  const kind = turns[field];
  return kind === Turn.tos ? ipDscp : kind === Turn.port ? inPort : vlanTci;
}

/** Makes a value of VLAN fields one of `vlan_tci`, and `nw_tos` a DSCP. */
function turn(kind: number, v: Int32Array, m: Int32Array): void {
  const value = v[0] as number;
  const mask = m[0] as number;
  switch (kind) {
    case Turn.vlanId:
      // Open vSwitch's way to match packets without a VLAN.
      v[0] = value === 0xffff ? 0 : (value & 0xfff) | 0x1000;
      m[0] = value === 0xffff ? 0xffff : 0x1fff;
      break;
    case Turn.vlanVid:
      v[0] = value & 0x1fff;
      m[0] = mask === 0xfff ? 0x1fff : mask & 0x1fff;
      break;
    case Turn.vlanPcp:
      v[0] = ((value & 7) << 13) | 0x1000;
      m[0] = 0xf000;
      break;
    case Turn.tos:
      v[0] = (value & 0xff) >>> 2;
      m[0] = 0x3f;
      break;
    default:
  }
}

export function isNumeric(kind: NodeKind): boolean {
  return (
    kind === NodeKind.number ||
    kind === NodeKind.ip4 ||
    kind === NodeKind.mac ||
    kind === NodeKind.ip6 ||
    kind === NodeKind.bigNumber
  );
}

/** `+new-est`: bits under a mask of those that are named; `syn|ack` and a packet type: a whole value. */
function readFlags(tree: Tree, node: number, v: Int32Array, m: Int32Array): boolean {
  let value = 0;
  let mask = 0;
  const end = tree.next(node);
  for (let leaf = node + 1; leaf < end; leaf++) {
    const kind = tree.kind(leaf);
    if (kind === NodeKind.number) {
      value = (value << 16) | (tree.value(leaf) & 0xffff);
      continue;
    }
    if (kind !== NodeKind.word) return false;
    if (tree.high(leaf) >= 0) value |= tree.value(leaf);
    if (tree.high(leaf) !== 0) mask |= tree.value(leaf);
  }
  v.fill(0);
  v[0] = value;
  if (mask !== 0) {
    m.fill(0);
    m[0] = mask;
  }
  return true;
}

function readMask(tree: Tree, leaf: number, field: number, m: Int32Array, partWidth: number): boolean {
  const kind = tree.kind(leaf);
  if (!isNumeric(kind)) return false;
  const nBits = isAddress[field] as number;
  if (nBits > 0 && kind === NodeKind.number) {
    prefix(m, Math.min(tree.value(leaf) >>> 0, nBits), nBits);
    return true;
  }
  // Bits that the field does not have are none of its mask.
  for (let idx = 0; idx < 4; idx++) m[idx] = (m[idx] as number) & tree.word(leaf, idx);
  if (partWidth > 128) for (let idx = 0; idx < 4; idx++) m[idx] = tree.word(leaf, idx);
  return true;
}

/** The lowest `nBits` of 128. */
export function ones(m: Int32Array, nBits: number): void {
  for (let idx = 0; idx < 4; idx++) {
    const left = nBits - 32 * idx;
    m[idx] = left >= 32 ? -1 : left <= 0 ? 0 : -1 >>> (32 - left);
  }
}

function prefix(m: Int32Array, length: number, nBits: number): void {
  ones(m, nBits);
  const low = nBits - length;
  for (let idx = 0; idx < 4; idx++) {
    const cleared = low - 32 * idx;
    if (cleared >= 32) m[idx] = 0;
    else if (cleared > 0) m[idx] = (m[idx] as number) & (-1 << cleared);
  }
}

export function shiftLeft(words: Int32Array, shift: number): void {
  const whole = shift >> 5;
  const part = shift & 31;
  for (let idx = 3; idx >= 0; idx--) {
    const upper = idx - whole >= 0 ? (words[idx - whole] as number) : 0;
    const lower = idx - whole - 1 >= 0 ? (words[idx - whole - 1] as number) : 0;
    words[idx] = part === 0 ? upper : (upper << part) | (lower >>> (32 - part));
  }
}

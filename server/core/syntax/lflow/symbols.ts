/**
 * The symbols of OVN's match and action language: fields, subfields, predicates, string fields and OVN fields, as
 * `ovn_init_symtab()` (OVN, `lib/logical-fields.c`) builds them. Names are those of every release from 22.03; what a
 * name means is as in OVN's main branch, except for names that only older releases have (`isLegacy`). What a release
 * itself says about a symbol is in the facts; this table is what parsing needs.
 */

/** "Level of measurement", `enum expr_level` of OVN's `include/ovn/expr.h`. */
export type Level = 'nominal' | 'Boolean' | 'ordinal';

/** Where a symbol may be assigned to, `enum expr_write_scope`: a set of bits. */
export const WriteScope = { none: 0, default: 1, ctCommit: 2, all: 3 } as const;
export type WriteScope = (typeof WriteScope)[keyof typeof WriteScope];

/** `struct expr_symbol` of OVN's `include/ovn/expr.h`. */
export interface LogicalSymbol {
  /** Index into `symbols`, the `value` of a `fieldName` node. */
  readonly idx: number;
  readonly name: string;
  readonly kind: 'field' | 'subfield' | 'predicate' | 'string' | 'ovnField';
  /** In bits; 0 for a string. A predicate has 1. */
  readonly width: number;
  readonly level: Level;
  /** For a subfield: the field it is a part of, and its lowest bit there. */
  readonly parent: LogicalSymbol | undefined;
  readonly parentOffset: number;
  /** For a predicate: what it stands for. */
  readonly expansion: string | undefined;
  readonly prereqs: string | undefined;
  /** Open vSwitch's name of the field, as an NXM or OXM header; undefined for subfields, predicates and OVN fields. */
  readonly nxm: string | undefined;
  /** Width in bits of that field, which a string does not tell. */
  readonly nxmWidth: number;
  readonly writeScope: WriteScope;
  /** Gone in OVN's main branch, but in dumps of releases from 22.03. */
  readonly isLegacy: boolean;
}

/** Symbols by name. OVN's own table is `symbolTable`; tests make others. */
export type SymbolTable = ReadonlyMap<string, LogicalSymbol>;

type Options = {
  readonly prereqs?: string;
  readonly isNominal?: boolean;
  readonly writeScope?: WriteScope;
  readonly isLegacy?: boolean;
};

/** Collects symbols in the order in which they are defined: a subfield's parent must come before it. */
export class SymbolTableBuilder {
  readonly #byName = new Map<string, LogicalSymbol>();

  constructor(base?: SymbolTable) {
    for (const symbol of base?.values() ?? []) this.#byName.set(symbol.name, symbol);
  }

  field(name: string, width: number, nxm: string, options: Options = {}): this {
    return this.#add(name, 'field', options, {
      width,
      nxm,
      nxmWidth: width,
      level: options.isNominal === true ? 'nominal' : 'ordinal',
    });
  }

  string(name: string, nxm: string, nxmWidth: number): this {
    return this.#add(name, 'string', {}, { nxm, nxmWidth, level: 'nominal' });
  }

  ovnField(name: string, width: number): this {
    return this.#add(name, 'ovnField', { writeScope: WriteScope.all }, { width, level: 'nominal' });
  }

  predicate(name: string, expansion: string, options: Options = {}): this {
    const level = options.isNominal === true ? 'nominal' : 'Boolean';
    return this.#add(
      name,
      'predicate',
      { ...options, writeScope: WriteScope.none },
      { width: 1, expansion, level },
    );
  }

  /** `low` and `high` are bits of `parent`, inclusive. Without a parent of that name nothing is added. */
  subfield(name: string, parent: string, low: number, high: number, options: Options = {}): this {
    const of = this.#byName.get(parent);
    if (of === undefined) return this;
    const writeScope =
      of.writeScope === WriteScope.none ? WriteScope.none : (options.writeScope ?? WriteScope.default);
    return this.#add(
      name,
      'subfield',
      { ...options, writeScope },
      { width: high - low + 1, parent: of, parentOffset: low, level: of.level },
    );
  }

  build(): SymbolTable {
    return this.#byName;
  }

  #add(name: string, kind: LogicalSymbol['kind'], options: Options, own: Partial<LogicalSymbol>): this {
    this.#byName.set(name, {
      idx: this.#byName.size,
      name,
      kind,
      width: 0,
      level: 'ordinal',
      parent: undefined,
      parentOffset: 0,
      expansion: undefined,
      prereqs: options.prereqs,
      nxm: undefined,
      nxmWidth: 0,
      writeScope: options.writeScope ?? WriteScope.default,
      isLegacy: options.isLegacy ?? false,
      ...own,
    });
    return this;
  }
}

/** Every symbol of every release from 22.03, by name. */
export const symbolTable: SymbolTable = logicalSymbols();

/** The same in order; `symbols[i].idx === i`. */
export const symbols: readonly LogicalSymbol[] = [...symbolTable.values()];

/** OVN's main branch alone, without the names that only older releases have. */
export const currentSymbolTable: SymbolTable = new Map(
  [...symbolTable].filter(([, symbol]) => !symbol.isLegacy),
);

function logicalSymbols(): SymbolTable {
  const table = new SymbolTableBuilder();
  const inCommit = { writeScope: WriteScope.ctCommit };
  const legacy = { ...inCommit, isLegacy: true };
  const readOnly = { writeScope: WriteScope.none };

  table.string('inport', 'NXM_NX_REG14', 32).string('outport', 'NXM_NX_REG15', 32);
  table.field('__inport', 32, 'NXM_NX_REG14').field('__outport', 32, 'NXM_NX_REG15');
  table.predicate('from_evpn_vtep', '__inport[31]').predicate('to_evpn_vtep', '__outport[31]');
  table.string('remote_outport', 'NXM_NX_REG1', 32);

  // Registers overlap: 128 bits hold two of 64 and four of 32, the first in the highest bits.
  table.field('xxreg0', 128, 'NXM_NX_XXREG0').field('xxreg1', 128, 'NXM_NX_XXREG1');
  for (let i = 0; i < 4; i++) {
    const low = 64 * (1 - (i % 2));
    table.subfield(`xreg${i}`, `xxreg${i >> 1}`, low, low + 63);
  }
  table.field('xreg4', 64, 'OXM_OF_PKT_REG4');
  for (let i = 0; i < 8; i++) {
    const low = 32 * (3 - (i % 4));
    table.subfield(`reg${i}`, `xxreg${i >> 2}`, low, low + 31);
  }
  table.subfield('reg8', 'xreg4', 32, 63).subfield('reg9', 'xreg4', 0, 31);

  table.field('flags', 32, 'NXM_NX_REG10');
  for (const [name, low, high] of [
    ['loopback', 0, 0],
    ['force_snat_for_dnat', 2, 2],
    ['force_snat_for_lb', 3, 3],
    ['skip_snat_for_lb', 9, 9],
    ['use_snat_zone', 11, 11],
    ['localnet', 15, 15],
    ['icmp_snat', 17, 17],
    ['tunnel_rx', 16, 16],
    ['unsnat_new', 20, 20],
    ['unsnat_not_tracked', 21, 21],
    ['network_id', 28, 31],
    ['from_ctrl', 19, 19],
    ['igmp_loopback', 22, 22],
    ['pkt_sampled', 23, 23],
  ] as const) {
    table.subfield(`flags.${name}`, 'flags', low, high);
  }

  table.field('ct_mark', 32, 'NXM_NX_CT_MARK', inCommit);
  for (const [name, low, high] of [
    ['blocked', 0, 0],
    ['natted', 1, 1],
    ['ecmp_reply_port', 16, 31],
    ['skip_snat', 2, 2],
    ['force_snat', 3, 3],
    ['obs_stage', 4, 5],
    ['allow_established', 6, 6],
    ['obs_collector_id', 16, 23],
  ] as const) {
    table.subfield(`ct_mark.${name}`, 'ct_mark', low, high, inCommit);
  }
  table.field('ct_label', 128, 'NXM_NX_CT_LABEL', inCommit);
  for (const [name, low, high] of [
    ['ecmp_reply_eth', 32, 79],
    ['label', 96, 127],
    ['obs_point_id', 96, 127],
    ['obs_unused', 0, 95],
    ['acl_id', 80, 95],
    ['nf', 7, 7],
    ['nf_id', 17, 24],
    ['tun_if', 8, 8],
    ['tun_if_id', 80, 95],
  ] as const) {
    table.subfield(`ct_label.${name}`, 'ct_label', low, high, inCommit);
  }
  for (const [name, low, high] of [
    ['blocked', 0, 0],
    ['natted', 1, 1],
    ['ecmp_reply_port', 80, 95],
    ['skip_snat', 2, 2],
    ['force_snat', 3, 3],
  ] as const) {
    table.subfield(`ct_label.${name}`, 'ct_label', low, high, legacy);
  }
  table.field('ct_state', 32, 'NXM_NX_CT_STATE', readOnly);
  for (const [bit, name] of ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'].entries()) {
    table.subfield(`ct.${name}`, 'ct_state', bit, bit, name === 'trk' ? {} : { prereqs: 'ct.trk' });
  }

  addPacketSymbols(table);
  table.ovnField('icmp4.frag_mtu', 16).ovnField('icmp6.frag_mtu', 32).ovnField('icmp4.inner_ip4.src', 32);
  return table.build();
}

function addPacketSymbols(table: SymbolTableBuilder): void {
  const nominal = { isNominal: true };
  const fixed = { isNominal: true, writeScope: WriteScope.none };
  table
    .field('eth.src', 48, 'OXM_OF_ETH_SRC')
    .field('eth.dst', 48, 'OXM_OF_ETH_DST')
    .field('eth.type', 16, 'OXM_OF_ETH_TYPE', fixed)
    .predicate('eth.bcast', 'eth.dst == ff:ff:ff:ff:ff:ff')
    .subfield('eth.mcast', 'eth.dst', 40, 40)
    .predicate('eth.mcastv6', 'eth.dst[32..47] == 0x3333');

  table
    .field('vlan.tci', 16, 'NXM_OF_VLAN_TCI')
    .predicate('vlan.present', 'vlan.tci[12]')
    .subfield('vlan.pcp', 'vlan.tci', 13, 15, { prereqs: 'vlan.present' })
    .subfield('vlan.vid', 'vlan.tci', 0, 11, { prereqs: 'vlan.present' });

  table
    .predicate('ip4', 'eth.type == 0x800', nominal)
    .predicate('ip6', 'eth.type == 0x86dd', nominal)
    .predicate('ip', 'ip4 || ip6', nominal)
    .field('ip.proto', 8, 'OXM_OF_IP_PROTO', { ...fixed, prereqs: 'ip' })
    .field('ip.dscp', 6, 'OXM_OF_IP_DSCP', { ...nominal, prereqs: 'ip' })
    .field('ip.ecn', 2, 'OXM_OF_IP_ECN', { ...nominal, prereqs: 'ip' })
    .field('ip.ttl', 8, 'NXM_NX_IP_TTL', { ...nominal, prereqs: 'ip' });

  table
    .field('ip4.src', 32, 'OXM_OF_IPV4_SRC', { prereqs: 'ip4' })
    .field('ip4.dst', 32, 'OXM_OF_IPV4_DST', { prereqs: 'ip4' })
    .predicate('ip4.src_mcast', 'ip4.src[28..31] == 0xe')
    .predicate('ip4.mcast', 'eth.mcast && ip4.dst[28..31] == 0xe')
    .predicate('icmp4', 'ip4 && ip.proto == 1', nominal)
    .field('icmp4.type', 8, 'OXM_OF_ICMPV4_TYPE', { ...nominal, prereqs: 'icmp4' })
    .field('icmp4.code', 8, 'OXM_OF_ICMPV4_CODE', { ...nominal, prereqs: 'icmp4' })
    .predicate('igmp', 'ip4.mcast && ip.proto == 2', nominal);

  table
    .field('ip6.src', 128, 'OXM_OF_IPV6_SRC', { prereqs: 'ip6' })
    .field('ip6.dst', 128, 'OXM_OF_IPV6_DST', { prereqs: 'ip6' })
    .field('ip6.label', 20, 'OXM_OF_IPV6_FLABEL', { prereqs: 'ip6' })
    .predicate(
      'ip6.mcast_rsvd',
      'ip6.dst == { ff00::0, ff01::0, ff02::0, ff03::0, ff04::0, ff05::0, ff06::0, ff07::0, ' +
        'ff08::0, ff09::0, ff0a::0, ff0b::0, ff0c::0, ff0d::0, ff0e::0, ff0f::0 }',
    )
    .predicate('ip6.mcast_all_nodes', 'ip6.dst == ff01::1 || ip6.dst == ff02::1')
    .predicate('ip6.mcast_all_rtrs', 'ip6.dst == ff01::2 || ip6.dst == ff02::2 || ip6.dst == ff05::2')
    .predicate('ip6.mcast_sol_node', 'ip6.dst == ff02::1:ff00:0000/104')
    .predicate(
      'ip6.mcast_flood',
      'eth.mcastv6 && (ip6.mcast_rsvd || ip6.mcast_all_nodes || ip6.mcast_all_rtrs || ip6.mcast_sol_node)',
    )
    .predicate('ip6.mcast', 'eth.mcastv6 && ip6.dst[120..127] == 0xff')
    .predicate('icmp6', 'ip6 && ip.proto == 58', nominal)
    .field('icmp6.type', 8, 'OXM_OF_ICMPV6_TYPE', { ...nominal, prereqs: 'icmp6' })
    .field('icmp6.code', 8, 'OXM_OF_ICMPV6_CODE', { ...nominal, prereqs: 'icmp6' })
    .predicate('icmp', 'icmp4 || icmp6', nominal);

  table
    .field('ip.frag', 2, 'NXM_NX_IP_FRAG', { prereqs: 'ip', writeScope: WriteScope.none })
    .predicate('ip.is_frag', 'ip.frag[0]')
    .predicate('ip.later_frag', 'ip.frag[1]')
    .predicate('ip.first_frag', 'ip.is_frag && !ip.later_frag');

  // RARP has ARP's layout and shares its fields.
  for (const [name, type] of [
    ['arp', '0x806'],
    ['rarp', '0x8035'],
  ] as const) {
    const prereqs = name;
    table
      .predicate(name, `eth.type == ${type}`, nominal)
      .field(`${name}.op`, 16, 'OXM_OF_ARP_OP', { ...nominal, prereqs })
      .field(`${name}.spa`, 32, 'OXM_OF_ARP_SPA', { prereqs })
      .field(`${name}.sha`, 48, 'OXM_OF_ARP_SHA', { prereqs })
      .field(`${name}.tpa`, 32, 'OXM_OF_ARP_TPA', { prereqs })
      .field(`${name}.tha`, 48, 'OXM_OF_ARP_THA', { prereqs });
  }

  table
    .predicate('nd', discovery('{135, 136}'), nominal)
    .predicate('nd_ns', discovery('135'), nominal)
    .predicate('nd_ns_mcast', `ip6.mcast && ${discovery('135')}`, nominal)
    .predicate('nd_na', discovery('136'), nominal)
    .predicate('nd_rs', discovery('133'), nominal)
    .predicate('nd_ra', discovery('134'), nominal)
    .field('nd.target', 128, 'OXM_OF_IPV6_ND_TARGET', { prereqs: 'nd' })
    .field('nd.sll', 48, 'OXM_OF_IPV6_ND_SLL', { prereqs: 'nd_ns' })
    .field('nd.tll', 48, 'OXM_OF_IPV6_ND_TLL', { prereqs: 'nd_na' })
    .predicate('mldv1', 'eth.mcastv6 && ip6.src == fe80::/10 && icmp6.type == {130, 131, 132}', nominal)
    .predicate('mldv2', 'eth.mcastv6 && ip6.dst == ff02::16 && icmp6.type == 143', nominal);

  for (const [name, protocol] of [
    ['tcp', 6],
    ['udp', 17],
    ['sctp', 132],
  ] as const) {
    table
      .predicate(name, `ip.proto == ${protocol}`, nominal)
      .field(`${name}.src`, 16, `OXM_OF_${name.toUpperCase()}_SRC`, { prereqs: name })
      .field(`${name}.dst`, 16, `OXM_OF_${name.toUpperCase()}_DST`, { prereqs: name });
  }
  table.field('tcp.flags', 12, 'OXM_OF_TCP_FLAGS', { prereqs: 'tcp', writeScope: WriteScope.none });
  table.field('pkt.mark', 32, 'NXM_NX_PKT_MARK');
}

/** Neighbour discovery: an ICMPv6 message of those types that no router has passed on. */
function discovery(types: string): string {
  return `icmp6.type == ${types} && icmp6.code == 0 && ip.ttl == 255`;
}

import { NameTable } from '../openflow/nameTable.ts';

/**
 * What the text of datapath flows, of their actions and of connections is made of: `name`, `name=value` and `name(…)`,
 * nested. Models `odp_flow_format`, `format_odp_actions` (Open vSwitch's `lib/odp-util.c`) and `ct_dpif_format_entry`
 * (`lib/ct-dpif.c`): names, forms of values and of masks as these print them.
 */
export type Form =
  | 'dec'
  /** `%#x`: 0 has no `0x`. */
  | 'hex'
  /** `0x%x`: 0 has it too. */
  | 'hex0x'
  /** `0x%04x` */
  | 'hex4'
  | 'mac'
  | 'ip4'
  | 'ip6'
  /** An address of either family. */
  | 'ip'
  /** A port's number or name. */
  | 'port'
  | 'word'
  /** `no`, `first`, `later`, or a number. */
  | 'frag'
  | 'ctState'
  | 'tcpFlags'
  | 'tunFlags'
  /** Flags with `|` between them that have no numbers here. */
  | 'flags'
  /** `9.7%` */
  | 'percent'
  /** Hexadecimal bytes without `0x`. */
  | 'bytes'
  /** The same with it. */
  | 'bytes0x'
  /** `10.0.0.1-10.0.0.9:1000-2000` */
  | 'range'
  /** `{…}{…}` */
  | 'options'
  /** Items of the scope, in parentheses. */
  | 'items'
  /** The name alone. */
  | 'none';

/** How a mask is printed: `0x%x`, `%#x`, or `%x`; addresses have masks of their own form. */
export type MaskForm = 'hex' | 'hex0x' | 'bare';

export interface ItemSpec {
  readonly name: string;
  readonly form: Form;
  /** Bits that a value may have. */
  readonly width: number;
  readonly maskForm: MaskForm;
  /** Whether the value stands in parentheses: `recirc_id(1)`, not `recirc_id=1`. */
  readonly isParenthesized: boolean;
  /** Whether the name may stand alone too: `ct`, `nat`, `nat(src)`. */
  readonly isOptional: boolean;
  /** Index into `scopes`, -1 where no items stand inside. */
  readonly scope: number;
}

interface ScopeText {
  readonly items: string;
  /** The item that stands without a name: a segment in `segs(…)`, the data of a Geneve option. */
  readonly bare?: string;
}

/**
 * One item a word: `name:form/width`, `name(form/width)`, `name(@scope)`, or the name alone. Behind the form `|0x` or
 * `|bare` tells how its mask is printed; `?` says that the name may stand alone too.
 */
// biome-ignore format: one scope a line
const scopeTexts: Readonly<Record<string, ScopeText>> = {
  keys: { items: 'recirc_id(hex/32) dp_hash(hex/32) skb_priority(hex/32) tunnel(@tunnel) in_port(port/32) skb_mark(hex/32) ct_state(ctState/32) ct_zone(hex/16) ct_mark(hex/32) ct_label(hex/128) ct_tuple4(@tuple4) ct_tuple6(@tuple6) packet_type(@packetType) eth(@eth) eth_type(hex4/16) vlan(@vlan) encap(@keys) mpls(@mpls) ipv4(@ipv4) ipv6(@ipv6) ipv6_exthdrs(@exthdrs) tcp(@ports) udp(@ports) sctp(@ports) tcp_flags(tcpFlags/12) icmp(@icmp) icmpv6(@icmp) arp(@arp) nd(@nd) nd_ext(@ndExt) nsh(@nsh)' },
  tunnel: { items: 'tun_id:hex0x/64 src:ip4/32 dst:ip4/32 ipv6_src:ip6/128 ipv6_dst:ip6/128 tos:hex/8 ttl:dec/8 tp_src:dec/16 tp_dst:dec/16 erspan(@erspan) vxlan(@vxlan) geneve(options@geneveOption) gtpu(@gtpu) flags(tunFlags/16)' },
  vxlan: { items: 'gbp(@gbp)' },
  gbp: { items: 'id:dec/16 flags:hex/8' },
  erspan: { items: 'ver:dec/8 idx:hex/20 dir:dec/8 hwid:hex/8 sid:hex0x/16' },
  gtpu: { items: 'flags:hex/8 msgtype:dec/8 teid:hex0x/32' },
  geneveOption: { items: 'class:hex/16 type:hex/8 len:dec/8', bare: 'data:bytes0x' },
  tuple4: { items: 'src:ip4/32 dst:ip4/32 proto:dec/8 tp_src:dec/16 tp_dst:dec/16' },
  tuple6: { items: 'src:ip6/128 dst:ip6/128 proto:dec/8 tp_src:dec/16 tp_dst:dec/16' },
  packetType: { items: 'ns:dec/16 id:hex/16' },
  eth: { items: 'src:mac/48 dst:mac/48' },
  vlan: { items: 'tpid:hex4/16 vid:dec/12|0x pcp:dec/3|0x cfi:dec/1|0x' },
  mpls: { items: `label:dec/20|0x tc:dec/3|bare ttl:dec/8|0x bos:dec/1|bare eth_type:hex/16 ${numbered('lse', 16, 'hex/32')}` },
  ipv4: { items: 'src:ip4/32 dst:ip4/32 proto:dec/8 tos:hex/8 ttl:dec/8 frag:frag/16' },
  ipv6: { items: 'src:ip6/128 dst:ip6/128 label:hex/20 proto:dec/8 tclass:hex/8 hlimit:dec/8 frag:frag/16' },
  exthdrs: { items: 'hdrs:hex/16' },
  ports: { items: 'src:dec/16 dst:dec/16' },
  icmp: { items: 'type:dec/8 code:dec/8' },
  arp: { items: 'sip:ip4/32 tip:ip4/32 op:dec/16 sha:mac/48 tha:mac/48' },
  nd: { items: 'target:ip6/128 sll:mac/48 tll:mac/48' },
  ndExt: { items: 'nd_reserved:hex0x/32|0x nd_options_type:dec/8' },
  nsh: { items: 'flags:dec/8 ttl:dec/8 mdtype:dec/8 np:dec/8 spi:hex0x/24 si:dec/8 c1:hex0x/32 c2:hex0x/32 c3:hex0x/32 c4:hex0x/32 md2:bytes0x' },

  actions: { items: 'drop(dec/32)? recirc(hex/32) userspace(@userspace) set(@keys) push_vlan(@vlan) pop_vlan push_mpls(@mpls) pop_mpls(@popMpls) add_mpls(@mpls) sample(@sample) hash(@hash) tnl_push(@tnlPush) tnl_pop(port/32) ct(@ct)? ct_clear trunc(dec/32) push_eth(@eth) pop_eth clone(@actions) meter(dec/32) push_nsh(@nsh) pop_nsh(@nothing) check_pkt_len(@checkLength) lb_output(dec/32) dec_ttl(@decTtl) psample(@psample)', bare: 'output:port/32' },
  nothing: { items: '' },
  popMpls: { items: 'eth_type:hex/16' },
  userspace: { items: 'pid:dec/32 sFlow(@sFlow) slow_path(@slowPath) flow_sample(@flowSample) ipfix(@flowSample) controller(@controller) userdata(bytes) actions tunnel_out_port:dec/32' },
  sFlow: { items: 'vid:dec/12 pcp:dec/3 output:dec/32' },
  slowPath: { items: 'cfm bfd lacp stp lldp controller action match', bare: 'reason:hex/32' },
  flowSample: { items: 'probability:dec/16 collector_set_id:dec/32 obs_domain_id:dec/32 obs_point_id:dec/32 output_port:port/32 ingress egress' },
  controller: { items: 'reason:dec/16 dont_send:dec/1 continuation:dec/1 recirc_id:dec/32 rule_cookie:hex/64 controller_id:dec/16 max_len:dec/16' },
  sample: { items: 'sample:percent actions(@actions)' },
  hash: { items: 'l4(dec/32) sym_l4(dec/32)' },
  tnlPush: { items: 'tnl_port(port/32) header(@header) out_port(port/32)' },
  header: { items: 'size:dec/32 type:dec/32 eth(@headerEth) ipv4(@headerIpv4) ipv6(@headerIpv6) udp(@headerUdp) gre(@gre) vxlan(@headerVxlan) geneve(@headerGeneve) erspan(@erspan) gtpu(@gtpu) srv6(@srv6)' },
  headerEth: { items: 'dst:mac/48 src:mac/48 dl_type:hex4/16' },
  headerIpv4: { items: 'src:ip4/32 dst:ip4/32 proto:dec/8 tos:hex/8 ttl:dec/8 frag:hex/16' },
  headerIpv6: { items: 'src:ip6/128 dst:ip6/128 label:dec/20 proto:dec/8 tclass:hex0x/8 hlimit:dec/8' },
  headerUdp: { items: 'src:dec/16 dst:dec/16 csum:hex0x/16' },
  gre: { items: 'csum:hex0x/32 key:hex0x/32 seq:hex0x/32', bare: 'base(@greBase)' },
  greBase: { items: 'flags:hex0x/16 proto:hex0x/16' },
  headerVxlan: { items: 'flags:hex0x/32 vni:hex0x/24' },
  headerGeneve: { items: 'oam crit vni:hex0x/24 options(options@geneveOption)' },
  srv6: { items: 'segments_left:dec/8 segs(@segments)' },
  segments: { items: '', bare: 'segment:ip6/128' },
  ct: { items: 'commit force_commit zone:dec/16 mark:hex/32 label:hex/128 helper:word timeout:word nat(@nat)?' },
  nat: { items: 'src:range? dst:range? persistent hash random' },
  checkLength: { items: 'size:dec/16 gt(@actions) le(@actions)' },
  decTtl: { items: 'le_1(@actions)' },
  psample: { items: 'group:dec/32 cookie:bytes0x/128' },

  extraInfo: { items: 'miniflow_bits(@numbers)' },
  numbers: { items: '', bare: 'number:dec/32' },

  connection: { items: 'orig=(@endpoints) reply=(@endpoints) id:dec/32 zone:dec/16 status:flags timeout:dec/32 mark:dec/32 labels:hex/128 start:word stop:word protoinfo=(@protoinfo) helper:word parent=(@endpoints)' },
  endpoints: { items: 'src:ip dst:ip sport:dec/16 dport:dec/16 id:dec/16 type:dec/8 code:dec/8 packets:dec/64 bytes:dec/64 key:hex/32' },
  protoinfo: { items: 'state:word state_orig:word state_reply:word wscale_orig:dec/8 wscale_reply:dec/8 flags_orig:flags flags_reply:flags vtag_orig:dec/32 vtag_reply:dec/32' },
};

const scopeNames = Object.keys(scopeTexts);

/** The index of a scope that text begins in. */
export function scopeIndex(name: 'keys' | 'actions' | 'extraInfo' | 'connection'): number {
  return scopeNames.indexOf(name);
}

const itemPattern = /^([A-Za-z]\w*)(?:(:)|(=?\())?(?:(\w+))?(?:@(\w+))?(?:\/(\d+))?(?:\|(0x|bare))?\)?(\?)?$/;

const allSpecs: ItemSpec[] = [];
const specsOfScope = scopeNames.map((name) => {
  const { items, bare } = scopeTexts[name] as ScopeText;
  const add = (text: string): number => allSpecs.push(readSpec(text)) - 1;
  return {
    named: items
      .split(' ')
      .filter((text) => text !== '')
      .map(add),
    bare: bare === undefined ? -1 : add(bare),
  };
});

/** All items of all scopes. `value` of the tree's nodes is an index of this. */
export const itemSpecs: readonly ItemSpec[] = allSpecs;

const distinct = [...new Set(allSpecs.map(({ name }) => name.toLowerCase()))];

/** The names of all scopes; the value is a column of `specAt`. */
export const itemNames: NameTable = new NameTable(() => distinct.map((name, idx) => [name, idx] as const));
const nNames = distinct.length;

/** The item of each name in each scope, -1 where the scope has none of that name. */
const specTable = new Int16Array(scopeNames.length * nNames).fill(-1);
specsOfScope.forEach(({ named }, scope) => {
  for (const spec of named) {
    const name = (allSpecs[spec] as ItemSpec).name.toLowerCase();
    specTable[scope * nNames + distinct.indexOf(name)] = spec;
  }
});

/** The item of that name, a value of `itemNames`, in that scope, or -1. */
export function specAt(scope: number, name: number): number {
  return name < 0 ? -1 : (specTable[scope * nNames + name] as number);
}

/** The item without a name of that scope, or -1. */
export const bareSpecs: Int16Array = Int16Array.from(specsOfScope, ({ bare }) => bare);

/** The index of an item by its scope and name; -1 when there is none. */
export function specIndex(scope: string, name: string): number {
  return specAt(scopeNames.indexOf(scope), distinct.indexOf(name.toLowerCase()));
}

function readSpec(text: string): ItemSpec {
  const found = itemPattern.exec(text);
  const [, name = '', colon, open, form, scope, width, mask, optional] = found ?? [];
  const hasValue = colon !== undefined || open !== undefined;
  return {
    name,
    form: !hasValue ? 'none' : form === undefined ? 'items' : (form as Form),
    width: width === undefined ? 64 : Number(width),
    maskForm: mask === '0x' ? 'hex0x' : mask === 'bare' ? 'bare' : 'hex',
    isParenthesized: open !== undefined,
    isOptional: optional !== undefined || !hasValue,
    scope: scope === undefined ? -1 : scopeNames.indexOf(scope),
  };
}

function numbered(name: string, count: number, form: string): string {
  return Array.from({ length: count }, (_, idx) => `${name}${idx}:${form}`).join(' ');
}

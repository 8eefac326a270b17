import type { Field } from '../../../net/fields.ts';

/** The highest value of fields that have bits to spare. Models `mf_is_value_valid`. */
const highest: { readonly [field: string]: bigint } = {
  ip_dscp: 63n,
  nw_ecn: 3n,
  ip_frag: 3n,
  tcp_flags: 0xfffn,
  arp_op: 0xffn,
  dl_vlan: 0xfffn,
  vlan_vid: 0x1fffn,
  dl_vlan_pcp: 7n,
  vlan_pcp: 7n,
  ipv6_label: 0xfffffn,
  mpls_label: 0xfffffn,
  mpls_tc: 7n,
  mpls_bos: 1n,
  tun_flags: 1n,
  ct_state: 0xffn,
  nsh_ttl: 63n,
  nsh_spi: 0xffffffn,
};

/** Whether a field can have the value: actions and messages ask for that, a match in words does not. */
export function isValidValue(field: Field, value: bigint): boolean {
  switch (field.name) {
    case 'in_port_oxm':
    case 'actset_output':
      return value < 0xff00n || value >= 0xffff_ff00n;
    case 'nw_tos':
      return (value & 3n) === 0n;
    case 'nsh_mdtype':
      return value === 1n || value === 2n;
    default: {
      const most = highest[field.name];
      return most === undefined || value <= most;
    }
  }
}

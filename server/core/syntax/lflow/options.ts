/**
 * Options of `put_dhcp_opts()`, `put_dhcpv6_opts()`, `put_nd_ra_opts()` and of events. The first two come from tables of the
 * southbound database, which can grow: a dump may have others. OVN's `lib/ovn-l7.h`.
 */
interface OptionType {
  readonly name: string;
  readonly type: string;
}

export type OptionTable = ReadonlyMap<string, OptionType>;

function options(types: { readonly [type: string]: string }): OptionTable {
  return new Map(
    Object.entries(types).flatMap(([type, names]) =>
      names.split(' ').map((name) => [name, { name, type }] as const),
    ),
  );
}

export const dhcp4Options: OptionTable = options({
  ipv4:
    'offerip netmask router dns_server log_server lpr_server swap_server policy_filter router_solicitation nis_server ' +
    'ntp_server server_id tftp_server_address broadcast_address netbios_name_server next_server',
  str: 'hostname domain_name wpad bootfile_name bootfile_name_alt path_prefix',
  host_id: 'tftp_server',
  static_routes: 'classless_static_route ms_classless_static_route',
  bool: 'ip_forward_enable router_discovery ethernet_encap',
  uint8: 'default_ttl tcp_ttl netbios_node_type',
  uint16: 'mtu',
  uint32: 'lease_time arp_cache_timeout tcp_keepalive_interval T1 T2',
  domains: 'domain_search_list',
});

export const dhcp6Options: OptionTable = options({
  mac: 'server_id',
  ipv6: 'ia_addr dns_server',
  str: 'domain_search bootfile_name bootfile_name_alt',
  domain: 'fqdn',
});

export const routerAdvertisementOptions: OptionTable = options({
  str: 'addr_mode router_preference dnssl route_info',
  mac: 'slla',
  ipv6: 'prefix rdnss',
  uint32: 'mtu',
});

export const emptyBackendsOptions: OptionTable = options({ str: 'vip protocol load_balancer' });

/**
 * Columns that count, measure or number for one host or one moment alone: two databases that differ in them only say the
 * same. By table; `*` for all tables (`ovn-nb.xml`, `ovn-sb.xml`, `vswitch.xml`).
 */
export const noisyColumns: Readonly<Record<string, readonly string[]>> = {
  '*': [
    '_uuid',
    '_version',
    'nb_cfg',
    'nb_cfg_timestamp',
    'sb_cfg',
    'sb_cfg_timestamp',
    'hv_cfg',
    'hv_cfg_timestamp',
  ],
  Open_vSwitch: ['cur_cfg', 'next_cfg', 'statistics'],
  Interface: [
    'statistics',
    'ofport',
    'ofport_request',
    'ifindex',
    'link_resets',
    'link_speed',
    'duplex',
    'mac_in_use',
    'lldp',
    'bfd_status',
    'cfm_health',
  ],
  Port: ['statistics', 'rstp_statistics', 'rstp_status', 'status'],
  Bridge: ['status', 'rstp_status', 'datapath_version'],
  Controller: ['status'],
  Manager: ['status'],
  Connection: ['status', 'is_connected'],
  MAC_Binding: ['timestamp'],
  FDB: ['timestamp'],
  BFD: ['src_port', 'disc'],
};

/** Keys of maps that are no more than that: times, configuration numbers, conntrack zones, files that packets go to. */
export const noisyKey: RegExp =
  /^(?:ct-zone-.*|ovn-installed-ts|(?:.*-)?nb-cfg(?:-ts)?|ovn-startup-ts|pcap|rxq_pcap|tx_pcap)$/;

/** Tables whose rows are compared elsewhere, or are the log of a database itself. */
export const otherTables: ReadonlySet<string> = new Set(['Logical_Flow', 'Logical_DP_Group']);

/** Columns that name a row within its table; rows of tables that are not here are told by UUID, else by all they say. */
export const keyColumns: Readonly<Record<string, readonly string[]>> = {
  ACL_ID: ['id'],
  Address_Set: ['name'],
  BFD: ['logical_port', 'dst_ip', 'src_port'],
  Bridge: ['name'],
  Chassis: ['name'],
  Chassis_Private: ['name'],
  Chassis_Template_Var: ['chassis'],
  Copp: ['name'],
  DHCP_Options: ['name', 'cidr', 'code'],
  DHCPv6_Options: ['name'],
  Datapath_Binding: ['external_ids'],
  Encap: ['chassis_name', 'type', 'ip'],
  FDB: ['dp_key', 'mac'],
  Gateway_Chassis: ['name'],
  HA_Chassis_Group: ['name'],
  IP_Multicast: ['datapath'],
  Interface: ['name'],
  Load_Balancer: ['name'],
  Load_Balancer_Group: ['name'],
  Logical_Router: ['name'],
  Logical_Router_Port: ['name'],
  Logical_Switch: ['name'],
  Logical_Switch_Port: ['name'],
  MAC_Binding: ['logical_port', 'ip'],
  Meter: ['name'],
  Mirror: ['name'],
  Multicast_Group: ['datapath', 'name'],
  Port: ['name'],
  Port_Binding: ['logical_port'],
  Port_Group: ['name'],
  Static_MAC_Binding: ['logical_port', 'ip'],
};

import { reservedPort } from '../net/ports.ts';
import { actions } from '../syntax/openflow/actionNames.ts';
import { fieldIndex } from '../syntax/openflow/names.ts';

/** What an action is written as. */
export const Form = {
  other: 0,
  none: 1,
  output: 2,
  reserved: 3,
  setField: 4,
  load: 5,
  /** A constant into a field of its own: `mod_dl_src`. */
  setOwn: 6,
  setVlan: 7,
  resubmit: 8,
  table: 9,
  group: 10,
  meter: 11,
  conjunction: 12,
  learn: 13,
  /** Arguments by key, in any order. */
  keyed: 14,
} as const;

/** Actions that put their number into a field, with the field and how far the number is shifted to the right. */
const ownFields: Readonly<Record<string, readonly [field: string, shift?: number]>> = {
  mod_dl_src: ['eth_src'],
  mod_dl_dst: ['eth_dst'],
  mod_nw_src: ['ip_src'],
  mod_nw_dst: ['ip_dst'],
  mod_nw_tos: ['ip_dscp', 2],
  mod_nw_ecn: ['nw_ecn'],
  mod_nw_ttl: ['nw_ttl'],
  mod_tp_src: ['tcp_src'],
  mod_tp_dst: ['tcp_dst'],
  set_tunnel: ['tun_id'],
  set_tunnel64: ['tun_id'],
  set_mpls_label: ['mpls_label'],
  set_mpls_tc: ['mpls_tc'],
  set_mpls_ttl: ['mpls_ttl'],
};

const formsByName: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['LOCAL', 'IN_PORT', 'NORMAL', 'FLOOD', 'ALL', 'TABLE', 'NONE'].map((name) => [name, Form.reserved]),
  ),
  drop: Form.none,
  output: Form.output,
  set_field: Form.setField,
  load: Form.load,
  mod_vlan_vid: Form.setVlan,
  set_vlan_vid: Form.setVlan,
  mod_vlan_pcp: Form.setVlan,
  set_vlan_pcp: Form.setVlan,
  resubmit: Form.resubmit,
  goto_table: Form.table,
  group: Form.group,
  meter: Form.meter,
  conjunction: Form.conjunction,
  learn: Form.learn,
  ct: Form.keyed,
  nat: Form.keyed,
  controller: Form.keyed,
};

/** By an action's index. */
export const forms: Uint8Array = Uint8Array.from(actions, ({ name }) =>
  ownFields[name] === undefined ? (formsByName[name] ?? Form.other) : Form.setOwn,
);

/** Of `Form.setOwn`. */
export const ownField: Int16Array = Int16Array.from(actions, ({ name }) =>
  fieldIndex(ownFields[name]?.[0] ?? ''),
);
export const ownShift: Uint8Array = Uint8Array.from(actions, ({ name }) => ownFields[name]?.[1] ?? 0);
/** Of `Form.reserved`: the port's number. */
export const reservedPorts: Int32Array = Int32Array.from(actions, ({ name }) => reservedPort(name) ?? 0);

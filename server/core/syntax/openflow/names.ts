import { type FieldFormat, fields, namesOf, type Prerequisite, shorthands } from '../../net/fields.ts';
import { NameTable } from './nameTable.ts';

/**
 * What a word at the top level of a flow can be. The value of a name in `rowNames` is its class in the high 16 bits and
 * an index of that class in the low 16.
 */
export const WordClass = { field: 0, shorthand: 1, attribute: 2, flag: 3, actions: 4 } as const;

/** What an attribute's value must be: a count of so many bits, or one of these. */
export const durationForm = 1;
export const tableForm = 2;
export const wordForm = 3;

export interface AttributeSpec {
  readonly name: string;
  readonly form: number;
}

/** Attributes of a flow with a value, by index. Models `parse_ofp_str__` and `ofputil_flow_stats_format`. */
export const attributes: readonly AttributeSpec[] = [
  { name: 'cookie', form: 64 },
  { name: 'duration', form: durationForm },
  { name: 'table', form: tableForm },
  { name: 'n_packets', form: 64 },
  { name: 'n_bytes', form: 64 },
  { name: 'idle_timeout', form: 16 },
  { name: 'hard_timeout', form: 16 },
  { name: 'idle_age', form: 32 },
  { name: 'hard_age', form: 32 },
  { name: 'priority', form: 16 },
  { name: 'importance', form: 16 },
  { name: 'out_port', form: wordForm },
  { name: 'out_group', form: wordForm },
  { name: 'table_id', form: tableForm },
  { name: 'flags', form: wordForm },
];

export function attributeIndex(name: string): number {
  return attributes.findIndex((attribute) => attribute.name === name);
}

/** `form` of each attribute. */
export const formOf: Uint8Array = Uint8Array.from(attributes, (attribute) => attribute.form);

export const flags: readonly string[] = [
  'send_flow_rem',
  'check_overlap',
  'reset_counts',
  'no_packet_counts',
  'no_byte_counts',
  'no_readonly_table',
  'allow_hidden_fields',
];

/** `eth` in a match means the packet type; it has no Ethernet type of its own. */
export const ethShorthand: number = shorthands.length;

export const rowNames: NameTable = new NameTable(() => [
  ...attributes.map(({ name }, i) => [name, (WordClass.attribute << 16) | i] as const),
  ...flags.map((name, i) => [name, (WordClass.flag << 16) | i] as const),
  ['actions', WordClass.actions << 16],
  ['action', WordClass.actions << 16],
  ...shorthands.map(({ name }, i) => [name, (WordClass.shorthand << 16) | i] as const),
  ['eth', (WordClass.shorthand << 16) | ethShorthand],
  ...fields.flatMap((field) => namesOf(field).map((name) => [name, field.index] as const)),
]);

/** Fields alone, for the sources and destinations of actions. */
export const fieldNames: NameTable = new NameTable(() =>
  fields.flatMap((field) => namesOf(field).map((name) => [name, field.index] as const)),
);

/** Words before a flow in a flow file. */
export const verbs: NameTable = new NameTable(() =>
  ['add', 'modify', 'modify_strict', 'delete', 'delete_strict'].map((name, i) => [name, i] as const),
);

/** Small numbers for `FieldFormat`, for typed columns. */
export const Format: { readonly [format in FieldFormat]: number } = {
  dec: 0,
  hex: 1,
  mac: 2,
  ip4: 3,
  ip6: 4,
  port16: 5,
  port32: 6,
  packetType: 7,
  tunFlags: 8,
  tcpFlags: 9,
  ctState: 10,
  frag: 11,
};

/** One bit for each `Prerequisite`. */
export const Needs: { readonly [prerequisite in Prerequisite]: number } = {
  none: 0,
  ethernet: 1,
  vlan: 1 << 1,
  arp: 1 << 2,
  ip: 1 << 3,
  ipv4: 1 << 4,
  ipv6: 1 << 5,
  mpls: 1 << 6,
  nsh: 1 << 7,
  tcp: 1 << 8,
  udp: 1 << 9,
  sctp: 1 << 10,
  icmp4: 1 << 11,
  icmp6: 1 << 12,
  nd: 1 << 13,
  ndSolicit: 1 << 14,
  ndAdvert: 1 << 15,
  ct: 1 << 16,
};

export const formatOf: Uint8Array = Uint8Array.from(fields, (field) => Format[field.format]);
export const widthOf: Uint16Array = Uint16Array.from(fields, acceptedWidth);
export const needsOf: Int32Array = Int32Array.from(fields, (field) => Needs[field.prerequisite]);
export const isWritable: Uint8Array = Uint8Array.from(fields, (field) => (field.isWritable ? 1 : 0));

/** Index of a field by Open vSwitch's own name. */
export function fieldIndex(name: string): number {
  return fields.findIndex((field) => field.name === name);
}

/**
 * Bits that a written value may have: for a few fields more than carry meaning, as `mf_is_value_valid` lets them.
 * `vlan_vid` has the "present" bit, `dl_vlan` takes 0xffff, `tun_flags` and `tcp_flags` are written as whole 16 bits.
 */
function acceptedWidth(field: (typeof fields)[number]): number {
  switch (field.name) {
    case 'vlan_vid':
      return 13;
    case 'dl_vlan':
    case 'tun_flags':
      return 16;
    default:
      return field.width;
  }
}

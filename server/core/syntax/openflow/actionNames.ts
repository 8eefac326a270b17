import { NameTable } from './nameTable.ts';

/** How the argument of an action is written. */
export const Grammar = {
  /** Nothing: `exit`. */
  none: 0,
  /** One number: `group:7`. */
  number: 1,
  /** A number with a mask: `write_metadata:1/2`. */
  masked: 2,
  mac: 3,
  ip4: 4,
  table: 5,
  output: 6,
  /** `VALUE[/MASK]->FIELD` */
  setField: 7,
  /** `VALUE->FIELD[BITS]` */
  load: 8,
  /** `FIELD[BITS]->FIELD[BITS]` */
  move: 9,
  subfield: 10,
  resubmit: 11,
  /** Words, numbers, fields and `key=value`, with commas. */
  list: 12,
  /** A list, then `->FIELD[BIT]`. */
  listThenField: 13,
  hexBytes: 14,
  actions: 15,
  ct: 16,
  nat: 17,
  learn: 18,
  /** A reserved port as an action: `LOCAL`, `NORMAL`; `CONTROLLER` may have a length. */
  port: 19,
  controller: 20,
  /** A field without bits: `delete_field:tun_metadata0`. */
  field: 21,
} as const;

export type Grammar = (typeof Grammar)[keyof typeof Grammar];

export interface ActionSpec {
  /** As in `ofp-actions.h`. */
  readonly name: string;
  readonly grammar: Grammar;
  /** The most bits of a `number` or `masked`. */
  readonly width: number;
  /** Keys of a `list`; undefined when any word may stand there. */
  readonly keys: readonly string[] | undefined;
  /** Other spellings. */
  readonly aliases: readonly string[];
  /** Whether it changes the packet's type, so that prerequisites after it cannot be told from the match. */
  readonly changesType: boolean;
}

type Row = readonly [
  name: string,
  grammar: Grammar,
  width?: number,
  aliases?: string,
  keys?: string,
  changesType?: true,
];

// biome-ignore format: one action a line
const rows: readonly Row[] = [
  ['drop', Grammar.none],
  ['output', Grammar.output, 0, 'output_reg', 'port max_len'],
  ['LOCAL', Grammar.port],
  ['IN_PORT', Grammar.port],
  ['NORMAL', Grammar.port],
  ['FLOOD', Grammar.port],
  ['ALL', Grammar.port],
  ['TABLE', Grammar.port],
  ['NONE', Grammar.port, 0, 'ANY'],
  ['controller', Grammar.controller, 16, '', 'reason max_len id userdata pause meter_id'],
  ['group', Grammar.number, 32],
  ['enqueue', Grammar.list, 0, '', 'port queue'],
  ['bundle', Grammar.list],
  ['bundle_load', Grammar.list],
  ['set_field', Grammar.setField],
  ['load', Grammar.load],
  ['set_vlan_vid', Grammar.number, 12],
  ['mod_vlan_vid', Grammar.number, 12],
  ['set_vlan_pcp', Grammar.number, 3],
  ['mod_vlan_pcp', Grammar.number, 3],
  ['strip_vlan', Grammar.none, 0, '', '', true],
  ['pop_vlan', Grammar.none, 0, '', '', true],
  ['push_vlan', Grammar.number, 16, '', '', true],
  ['mod_dl_src', Grammar.mac],
  ['mod_dl_dst', Grammar.mac],
  ['mod_nw_src', Grammar.ip4],
  ['mod_nw_dst', Grammar.ip4],
  ['mod_nw_tos', Grammar.number, 8],
  ['mod_nw_ecn', Grammar.number, 2],
  ['mod_nw_ttl', Grammar.number, 8, 'set_nw_ttl'],
  ['mod_tp_src', Grammar.number, 16],
  ['mod_tp_dst', Grammar.number, 16],
  ['move', Grammar.move],
  ['push', Grammar.subfield],
  ['pop', Grammar.subfield],
  ['dec_ttl', Grammar.list],
  ['set_mpls_label', Grammar.number, 20],
  ['set_mpls_tc', Grammar.number, 3],
  ['set_mpls_ttl', Grammar.number, 8],
  ['dec_mpls_ttl', Grammar.none],
  ['push_mpls', Grammar.number, 16, '', '', true],
  ['pop_mpls', Grammar.number, 16, '', '', true],
  ['dec_nsh_ttl', Grammar.none],
  ['delete_field', Grammar.field],
  ['encap', Grammar.list, 0, '', '', true],
  ['decap', Grammar.list, 0, '', 'packet_type', true],
  ['set_tunnel', Grammar.number, 64],
  ['set_tunnel64', Grammar.number, 64],
  ['set_queue', Grammar.number, 32],
  ['pop_queue', Grammar.none],
  ['fin_timeout', Grammar.list, 0, '', 'idle_timeout hard_timeout'],
  ['resubmit', Grammar.resubmit],
  ['learn', Grammar.learn],
  ['conjunction', Grammar.list],
  ['multipath', Grammar.list],
  ['note', Grammar.hexBytes],
  ['exit', Grammar.none],
  ['sample', Grammar.list, 0, '', 'probability collector_set_id obs_domain_id obs_point_id sampling_port ingress egress'],
  ['unroll_xlate', Grammar.none],
  ['ct', Grammar.ct, 0, '', 'commit force table zone alg nat exec'],
  ['ct_clear', Grammar.none],
  ['nat', Grammar.nat, 0, '', 'src dst persistent hash random'],
  ['output_trunc', Grammar.list, 0, '', 'port max_len'],
  ['clone', Grammar.actions],
  ['check_pkt_larger', Grammar.listThenField],
  ['debug_recirc', Grammar.none],
  ['debug_slow', Grammar.none],
  ['meter', Grammar.number, 32],
  ['clear_actions', Grammar.none],
  ['write_actions', Grammar.actions],
  ['apply_actions', Grammar.actions],
  ['write_metadata', Grammar.masked, 64],
  ['goto_table', Grammar.table],
];

/** Every action that Open vSwitch knows, by the index that a tree's `action` node has. Models `OFPACTS` and `ofpacts_parse__`. */
export const actions: readonly ActionSpec[] = rows.map((row) => ({
  name: row[0],
  grammar: row[1],
  width: row[2] ?? 0,
  aliases: words(row[3]),
  keys: row[4] === undefined || row[4] === '' ? undefined : words(row[4]),
  changesType: row[5] ?? false,
}));

export const actionNames: NameTable = new NameTable(() =>
  actions.flatMap(({ name, aliases }, i) => [name, ...aliases].map((word) => [word, i] as const)),
);

export const grammarOf: Uint8Array = Uint8Array.from(actions, (action) => action.grammar);

/** 1 for the actions that change the packet's type. */
export const changesType: Uint8Array = Uint8Array.from(actions, (action) => (action.changesType ? 1 : 0));

/** Keys of the arguments of all actions, and the other words that have a meaning there. Value: index into `keys`. */
export const keys: readonly string[] = [
  ...new Set([
    ...actions.flatMap((action) => action.keys ?? []),
    ...words('members slaves nsh md_type tlv ns type'),
  ]),
];

export const keyNames: NameTable = new NameTable(() => keys.map((key, i) => [key, i] as const));

/** Keys of the arguments of `learn`. */
export const learnKeyNames: readonly string[] = words(
  'table idle_timeout hard_timeout fin_idle_timeout fin_hard_timeout priority cookie limit send_flow_rem delete_learned result_dst load output',
);

export const learnKeys: NameTable = new NameTable(() => learnKeyNames.map((key, i) => [key, i] as const));

export const LearnKey = { table: 0, resultDst: 10, load: 11, output: 12 } as const;

/** Index of an action by its name in `ofp-actions.h`. */
export function actionIndex(name: string): number {
  return actions.findIndex((action) => action.name === name);
}

function words(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

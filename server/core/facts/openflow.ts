import { ovsData } from './data.ts';

/** A field of Open vSwitch (`include/openvswitch/meta-flow.h`). The union over the known OVS releases (3.1 … main). */
export interface OpenFlowField {
  /** OVS's own name: 'eth_src'. */
  readonly name: string;
  /** Other spellings: 'dl_src'. */
  readonly aliases: readonly string[];
  /** Names in `move`, `load`, `learn` …: 'NXM_OF_ETH_SRC'. */
  readonly nxmNames: readonly string[];
  readonly oxmNames: readonly string[];
  /** In bits. */
  readonly width: number;
  readonly isMaskable: boolean;
  readonly isWritable: boolean;
  /** How values print: 'decimal', 'hexadecimal', 'Ethernet', 'IPv4', 'IPv6', 'ct state', 'TCP flags', 'frag' … */
  readonly formatting: string;
  /** What a packet must be to have the field, in OVS's words: 'IPv4/IPv6', 'ND solicit' …; undefined: any packet. */
  readonly prerequisite: string | undefined;
  /** First OVS release known to have it; undefined: all known ones. */
  readonly since: string | undefined;
}

/** An OpenFlow action or instruction (`include/openvswitch/ofp-actions.h`, OFPACTS). */
export interface OpenFlowAction {
  /** As printed; `controller` for CONTROLLER, `output` for a bare port. */
  readonly name: string;
  /** The constant without its prefix OFPACT_. */
  readonly ofpact: string;
  /** How it is written, with capitals for what varies. */
  readonly forms: readonly string[];
}

export interface ReservedPort {
  /** 'LOCAL', 'CONTROLLER', 'IN_PORT' … */
  readonly name: string;
  /** OpenFlow 1.0 number, 16 bits. */
  readonly number: number;
}

/**
 * A field by any of its names: 'reg10', 'dl_src', 'NXM_NX_REG10', 'OXM_OF_METADATA', 'OXM_OF_VLAN_VID_W' (masked).
 * Upper and lower case differ, as in OVS (`lib/nx-match.c`, mf_parse_field).
 */
export function openFlowField(name: string): OpenFlowField | undefined {
  return fieldsByName.get(name) ?? (name.endsWith('_W') ? fieldsByName.get(name.slice(0, -2)) : undefined);
}

/** In OVS's order: the order in which a match prints is another. */
export const openFlowFields: readonly OpenFlowField[] = ovsData.fields.map((row) => ({
  name: row.name,
  aliases: row.aliases ?? [],
  nxmNames: row.nxm ?? [],
  oxmNames: row.oxm ?? [],
  width: row.width,
  isMaskable: row.maskable === true,
  isWritable: row.writable === true,
  formatting: row.formatting,
  prerequisite: row.prereqs,
  since: row.since,
}));

/**
 * An action by any word that begins it: 'resubmit', 'load', 'mod_vlan_vid', 'CONTROLLER'. Case is ignored, as in OVS
 * (`lib/ofp-actions.c`, ofpacts_parse__). A port name is not found here: that is an output.
 */
export function openFlowAction(name: string): OpenFlowAction | undefined {
  return actionsByName.get(name.toLowerCase());
}

export const openFlowActions: readonly OpenFlowAction[] = ovsData.actions.map((row) => ({
  name: row.name,
  ofpact: row.enum,
  forms: row.forms,
}));

/** Case is ignored, as in OVS (`lib/ofp-port.c`, ofputil_port_from_string). */
export function reservedPort(nameOrNumber: string | number): ReservedPort | undefined {
  const wanted = typeof nameOrNumber === 'string' ? nameOrNumber.toUpperCase() : nameOrNumber;
  return reservedPorts.find((port) => port.name === wanted || port.number === wanted);
}

export const reservedPorts: readonly ReservedPort[] = ovsData.reservedPorts.map(({ name, number }) => ({
  name,
  number,
}));

/** What a protocol keyword in an OpenFlow match stands for: 'rarp' → 'dl_type=0x8035' (`lib/ofp-flow.c`, parse_protocol). */
export function matchShorthand(name: string): string | undefined {
  return ovsData.matchShorthands.find((row) => row.name === name)?.expansion;
}

export const matchShorthandNames: readonly string[] = ovsData.matchShorthands.map((row) => row.name);

const fieldsByName: ReadonlyMap<string, OpenFlowField> = new Map(
  openFlowFields.flatMap((field) =>
    [field.name, ...field.aliases, ...field.nxmNames, ...field.oxmNames].map(
      (name) => [name, field] as const,
    ),
  ),
);

/** Words that begin another action's second form (`lib/ofp-actions.c`, ofpacts_parse__). */
const otherWords: readonly (readonly [word: string, action: string])[] = [
  ['load', 'set_field'],
  ['bundle_load', 'bundle'],
  ['mod_vlan_vid', 'set_vlan_vid'],
  ['mod_vlan_pcp', 'set_vlan_pcp'],
  ['pop_vlan', 'strip_vlan'],
  ['set_nw_ttl', 'mod_nw_ttl'],
  ['set_tunnel64', 'set_tunnel'],
  ['drop', 'output'],
];

const actionsByName: ReadonlyMap<string, OpenFlowAction> = new Map([
  ...openFlowActions.map((action) => [action.name, action] as const),
  ...otherWords.flatMap(([word, name]) => {
    const action = openFlowActions.find((each) => each.name === name);
    return action === undefined ? [] : [[word, action] as const];
  }),
]);

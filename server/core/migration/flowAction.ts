/** An action, or a list of them, in the two spellings that `ovs-ofctl dump-flows` has for it. */
export interface ActionText {
  /** As with `-O OpenFlow13` and newer. */
  readonly of15: string;
  /** As with OpenFlow 1.0, the default. */
  readonly of10: string;
}

/** An action that is spelled the same in all versions. */
export function plain(text: string): ActionText {
  return { of15: text, of10: text };
}

export const drop: ActionText = plain('drop');

export function output(ofport: number): ActionText {
  return plain(`output:${ofport}`);
}

export function resubmit(table: number): ActionText {
  return plain(`resubmit(,${table})`);
}

export const popVlan: ActionText = { of15: 'pop_vlan', of10: 'strip_vlan' };

/** `reg` 0 to 15; `bits` absent: all 32. */
export function setRegister(
  reg: number,
  value: number,
  bits?: readonly [low: number, high: number],
): ActionText {
  const name = `NXM_NX_REG${reg}`;
  if (bits === undefined)
    return { of15: `set_field:${hex(value)}->reg${reg}`, of10: `load:${hex(value)}->${name}[]` };
  const [low, high] = bits;
  const mask = (2 ** (high - low + 1) - 1) * 2 ** low;
  const shifted = value * 2 ** low;
  return {
    of15: `set_field:${hex(shifted)}/${hex(mask)}->reg${reg}`,
    of10: `load:${hex(value)}->${name}[${low}..${high}]`,
  };
}

export function setMetadata(value: number): ActionText {
  return { of15: `set_field:${hex(value)}->metadata`, of10: `load:${hex(value)}->OXM_OF_METADATA[]` };
}

/** The lower 24 bits: what a VNI has. */
export function setTunnelId(value: number): ActionText {
  return {
    of15: `set_field:${hex(value)}/0xffffff->tun_id`,
    of10: `load:${hex(value)}->NXM_NX_TUN_ID[0..23]`,
  };
}

/** So that a packet may leave by the port it came in by. */
export const forgetInPort: ActionText = {
  of15: 'set_field:ANY->in_port',
  of10: 'load:0xffff->NXM_OF_IN_PORT[]',
};

export function joined(actions: readonly ActionText[]): ActionText {
  return {
    of15: actions.map((it) => it.of15).join(','),
    of10: actions.map((it) => it.of10).join(','),
  };
}

/** As Open vSwitch prints numbers: 0 without a prefix. */
export function hex(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16)}`;
}

import type { ActionSketch } from '../syntax/openflow/flowSketch.ts';

/**
 * The ports, as written, of outputs that have an encapsulation of their own: one written since the output before
 * (`controller/physical.c put_encapsulation`). All kinds of tunnel write `tun_id`; Geneve writes `tun_metadata0` besides.
 */
export function encapsulatedOutputs(actions: readonly ActionSketch[]): string[] {
  const outputs: string[] = [];
  let isEncapsulated = false;
  for (const action of actions) {
    if (action.kind === 'set' && action.destination.field === 'tun_id') isEncapsulated = true;
    else if (action.kind === 'output') {
      if (isEncapsulated && action.port !== undefined) outputs.push(action.port.text);
      isEncapsulated = false;
    }
  }
  return outputs;
}

import { recomputeCommand } from '../commands.ts';
import type { FlowRow } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import type { PortState, PortView } from '../portState.ts';
import { lag, rowsAs } from '../wording.ts';
import { isContested } from './contested.ts';

export const mc27: PortRule = {
  code: 'MC27',
  *check(state, network) {
    const { binding } = state;
    // Both have rows while a port is taken to and fro, and its containers with it.
    if (binding.parent !== undefined || isContested(state)) return;
    for (const view of state.views) {
      const { chassis } = view;
      const stale = staleRows(state, view);
      const [first, ...rest] = stale.rows;
      if (first === undefined) continue;
      yield {
        message: `${chassis.name} still has rows that ${stale.what} ${binding.name}, and the southbound database has it ${where(state, view)}.${lag(chassis, network)}`,
        place: first.place,
        related: rowsAs('of the same port', rest),
        command: recomputeCommand,
      };
    }
  },
};

function staleRows(
  { main, additional }: PortState,
  { chassis, flows, targets }: PortView,
): { readonly what: string; readonly rows: readonly FlowRow[] } {
  const blocks = [...flows.triggers, ...flows.blocksFrom, ...flows.blocksTowards];
  const bound = [...flows.ingress, ...flows.delivery, ...flows.local];
  if (additional.includes(chassis)) return { what: '', rows: [] };
  if (chassis === main) {
    if (blocks.length > 0) return { what: 'block', rows: blocks };
    return { what: 'clone packets for', rows: additional.length === 0 ? flows.remote : [] };
  }
  if (bound.length + blocks.length > 0) return { what: 'deliver', rows: [...bound, ...blocks] };
  const isCloned = additional.length === 0 && new Set(targets.map(({ chassis: each }) => each)).size > 1;
  return { what: 'clone packets for', rows: isCloned ? flows.remote : [] };
}

function where({ binding, main, additional }: PortState, { chassis }: PortView): string {
  if (chassis === main) return additional.length === 0 ? 'there alone' : 'there as its main chassis';
  const places = [binding.chassis, ...binding.additional].filter((each) => each !== undefined);
  return places.length === 0 ? 'nowhere' : `at ${places.join(' and ')}`;
}

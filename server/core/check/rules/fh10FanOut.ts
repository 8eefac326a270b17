import type { FlowFacts } from '../flows/flowFacts.ts';
import { type FlowRule } from '../flowRule.ts';

/** Open vSwitch gives a packet up after so many resubmits (`ofproto/ofproto-dpif-xlate.c`, MAX_RESUBMITS). */
const maxResubmits = 4_096;
/** From this part of it on it is said. */
const warningShare = 0.75;

export const fh10: FlowRule = {
  code: 'FH10',
  *check(facts) {
    const lengths = new Map<number, number>();
    for (const { row, targets } of facts.actions.wide) {
      let nResubmits = 0;
      let nOwn = 0;
      for (const [table, count] of targets) {
        nOwn += count;
        nResubmits += count * (1 + pathLength(table, facts, lengths));
      }
      if (nResubmits < maxResubmits * warningShare) continue;
      const isOver = nResubmits >= maxResubmits;
      yield {
        row,
        message: `A packet that matches this row resubmits ${nOwn} times here, and with the usual way from there about ${nResubmits} times in all. Open vSwitch ${isOver ? 'gives a packet up' : 'would give it up'} after ${maxResubmits}: ${isOver ? 'it is dropped, and those further down the list get nothing' : 'there is little room for more ports'}.`,
        severity: isOver ? 'warning' : 'information',
      };
    }
  },
};

/** Resubmits from a table on, where a packet takes the way that most rows of each table take. */
function pathLength(start: number, { actions: { nJumps } }: FlowFacts, known: Map<number, number>): number {
  const before = known.get(start);
  if (before !== undefined) return before;
  const passed = new Set<number>();
  for (let table = start; !passed.has(table); ) {
    passed.add(table);
    let best = -1;
    // Only onwards: what leads back is another packet's way, such as that into a router.
    for (let target = table + 1; target < 256; target++) {
      const count = nJumps[table * 256 + target] as number;
      if (count > 0 && (best === -1 || count > (nJumps[table * 256 + best] as number))) best = target;
    }
    if (best === -1) break;
    table = best;
  }
  known.set(start, passed.size - 1);
  return passed.size - 1;
}

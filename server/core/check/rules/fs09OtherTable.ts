import type { Layout } from '../../facts/layout.ts';
import { directionOf, stage } from '../../facts/table.ts';
import { rowsDo } from '../flowRule.ts';
import type { StageUse } from '../logical/logicalFacts.ts';
import type { LogicalRule } from '../logicalRule.ts';

export const fs09: LogicalRule = {
  code: 'FS09',
  *check({ stages }, { layout, source }) {
    if (source === 'assumed' || !isMostly(stages, layout)) return;
    for (const { name, table, pipeline, row, nRows } of stages) {
      const fact = stage(layout, name);
      if (fact === undefined) continue;
      const direction = directionOf(fact.pipeline) === 'ingress' ? 'ingress' : 'egress';
      const which = rowsDo(nRows, 'says so', 'say so');
      if (direction !== pipeline)
        yield {
          row,
          message: `Stage ${name} is of the ${direction} pipeline, and stands in the ${pipeline} one. ${which}`,
        };
      else if (fact.table !== table)
        yield {
          row,
          message: `Stage ${name} is table ${fact.table} in OVN ${layout.label}, not ${table}. ${which}`,
        };
    }
  },
};

/** Whether nearly all stages are where the release has them: where many are not, it is another one that nobody knows. */
export function isMostly(stages: readonly StageUse[], layout: Layout): boolean {
  const nOthers = stages.filter(({ name, table }) => stage(layout, name)?.table !== table).length;
  return nOthers * 8 <= stages.length;
}

import { layouts } from '../../facts/layout.ts';
import { stage, stageNames } from '../../facts/table.ts';
import { rowsDo } from '../flowRule.ts';
import type { LogicalRule } from '../logicalRule.ts';
import { isMostly } from './fs09OtherTable.ts';

const known: ReadonlySet<string> = new Set(stageNames);

export const fs08: LogicalRule = {
  code: 'FS08',
  *check({ stages }, { layout, source }) {
    const isCertain = source !== 'assumed' && isMostly(stages, layout);
    for (const { name, row, nRows } of stages) {
      if (name === '' || stage(layout, name) !== undefined) continue;
      const isKnown = known.has(name);
      // Where no release fits, one that lacks the stage proves nothing.
      if (isKnown && !isCertain) continue;
      const others = isKnown ? layouts.filter((each) => stage(each, name) !== undefined) : [];
      const [first, last] = [others[0], others.at(-1)];
      const elsewhere =
        first === undefined || last === undefined
          ? 'No release from 22.03 to 26.03 has it.'
          : `OVN ${first === last ? first.label : `${first.id} to ${last.id}`} has it.`;
      yield {
        row,
        message: `OVN ${layout.label} has no stage ${name}. ${elsewhere} ${rowsDo(nRows, 'names it', 'name it')}`,
      };
    }
  },
};

import { isChosenPriority, isChosenStage } from '../flows/chosenStages.ts';
import { type LogicalRule, stageName } from '../logicalRule.ts';

export const fh16: LogicalRule = {
  code: 'FH16',
  *check(facts) {
    const { priority } = facts.dump.rows;
    for (const { row, other } of facts.twins) {
      const [own, others] = [priority[row] as number, priority[other] as number];
      if (own === others || !isChosenPriority(own) || !isChosenPriority(others)) continue;
      if (!isChosenStage(stageName(facts, row))) continue;
      const [lower, upper] = own < others ? [row, other] : [other, row];
      yield {
        row: lower,
        message: `This flow never matches: in ${stageName(facts, row)} the one at line ${upper + 1} has the same match and priority ${priority[upper]} over ${priority[lower]}.`,
        related: [{ row: upper, message: 'takes all packets first' }],
      };
    }
  },
};

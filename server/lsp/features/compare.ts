import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { createPace, type Pace } from '../../core/base/pace.ts';
import { compareSides } from '../../core/compare/compareSides.ts';
import type { Comparison } from '../../core/compare/comparison.ts';
import { CompareInputError, compareOptions, type OpenedSide, openSide } from '../../host/compareInput.ts';
import {
  type CompareParams,
  type CompareProgress,
  compareProgressNotification,
  compareRequest,
  type CompareResult,
} from '../../protocol/messages.ts';
import type { Watch } from '../dispatch.ts';
import type { Settings } from '../settings.ts';

/** Compares what lies on the disk, with progress and cancel. A failure is answered to the command, which shows it. */
export function registerCompare(
  connection: Connection,
  watch: Watch,
  wait: () => Promise<void>,
  settings: () => Settings,
): void {
  connection.onRequest(
    compareRequest,
    async (params: CompareParams, cancel: CancellationToken): Promise<CompareResult | ResponseError> => {
      const begin = watch.now();
      const pace = createPace(cancel, () => watch.now(), wait, 1);
      const tell = (message: string): void =>
        void connection.sendNotification(compareProgressNotification, {
          id: params.id,
          message,
        } satisfies CompareProgress);
      try {
        const before = await paced(openSide(params.before), pace, tell);
        const after = await paced(openSide(params.after), pace, tell);
        const options = compareOptions(before, after, settings().release, false);
        const comparison = await paced(compareSides(before.side, after.side, options), pace, tell);
        watch.log(`compared ${comparison.nRows} rows in ${(watch.now() - begin).toFixed(0)} ms`);
        return resultOf(before, after, comparison);
      } catch (error) {
        if (error instanceof Cancelled)
          return new ResponseError(LSPErrorCodes.RequestCancelled, 'the comparison was cancelled');
        if (error instanceof CompareInputError)
          return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
        throw error;
      }
    },
  );
}

class Cancelled extends Error {}

/** Runs steps to their end with pauses; throws `Cancelled` when nobody wants the result any more. */
async function paced<Result>(
  steps: Generator<string | undefined | void, Result>,
  pace: Pace,
  tell: (message: string) => void,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (typeof value === 'string') tell(value);
    if (!(await pace.step())) throw new Cancelled();
  }
}

function resultOf(
  before: OpenedSide,
  after: OpenedSide,
  { groups, nRows, notes }: Comparison,
): CompareResult {
  return {
    before: before.label,
    after: after.label,
    nRows,
    notes,
    groups: groups.map(({ subject, what, changes }) => ({
      subject,
      what,
      changes: changes.map((change) => ({
        where: change.where,
        kind: change.kind,
        before: change.before && { ...change.before, path: before.pathOf(change.before.path) },
        after: change.after && { ...change.after, path: after.pathOf(change.after.path) },
        languageId: change.dialect,
      })),
    })),
  };
}

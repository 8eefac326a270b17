import type { Steps } from '../base/steps.ts';
import { integrationFlows, isIntegration } from './bridgeFlows.ts';
import type { CaptureChassis, CaptureMoment } from './capture.ts';
import type { CapturePart } from './captureFile.ts';
import { isDecided, type LayoutChoice, narrowChoice } from './layoutChoice.ts';

/** A file of a moment; `chassis` is undefined for what is of no host. */
export interface PlacedPart {
  readonly part: CapturePart;
  readonly chassis: CaptureChassis | undefined;
}

/**
 * How the numbers of a dump are read that its rows show to be of `own`: where several releases share them, and where it
 * shows nothing, by the other dumps of the moment. Those of its own host come first, then the list of logical flows,
 * whose stages have names; other hosts are asked only where there is no list, since they may run another release.
 * `choiceOf` tells what a file shows by itself, undefined where it cannot be read; it is asked for no more than is needed.
 */
export function* choiceInMoment(
  own: LayoutChoice,
  { part, chassis }: PlacedPart,
  moment: CaptureMoment,
  choiceOf: (placed: PlacedPart) => Steps<LayoutChoice | undefined>,
): Steps<LayoutChoice> {
  // A bridge of another kind has no tables of OVN, whatever the hosts run.
  if (own.source === 'assumed' && part.kind === 'flows' && !isIntegration(part)) return own;
  let choice = own;
  /** Asks others until all is clear; whether one of them said something. */
  function* ask(others: readonly PlacedPart[]): Steps<boolean> {
    let isTold = false;
    for (const placed of others) {
      if (isDecided(choice)) return true;
      if (placed.part.path === part.path) continue;
      const told = yield* choiceOf(placed);
      if (told === undefined || told.source === 'assumed') continue;
      choice = narrowChoice(choice, told, placed.part.path);
      isTold = true;
    }
    return isTold;
  }
  if (chassis !== undefined) yield* ask(flowsOf([chassis]));
  if (yield* ask(listsOf(moment))) return choice;
  yield* ask(flowsOf(moment.chassis.filter((each) => each !== chassis)));
  return choice;
}

function flowsOf(all: readonly CaptureChassis[]): readonly PlacedPart[] {
  return all.flatMap((chassis): PlacedPart[] => {
    const part = integrationFlows(chassis.parts);
    return part === undefined ? [] : [{ part, chassis }];
  });
}

/** Lists of logical flows, the longest first. */
function listsOf({ central, chassis }: CaptureMoment): readonly PlacedPart[] {
  const all = [
    ...central.map((part) => ({ part, chassis: undefined })),
    ...chassis.flatMap((of) => of.parts.map((part) => ({ part, chassis: of }))),
  ];
  return all
    .filter(({ part: { dialect, isCompressed } }) => dialect === 'ovn-lflow' && !isCompressed)
    .toSorted((a, b) => b.part.size - a.part.size);
}

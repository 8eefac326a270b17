import type { ReadFile } from '../check/tables.ts';
import { finish } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import type { CaptureMoment } from '../model/capture.ts';
import { choiceInMoment, type PlacedPart } from '../model/captureChoice.ts';
import { type Dump, readDump } from '../model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../model/layoutChoice.ts';

/** The layout of a dump of one side, as far as all dumps of its moment together show; undefined where none does. */
export type LayoutFinder = (dump: Dump, placed: PlacedPart) => Layout | undefined;

/** `wantedRelease` is what the user set, `auto` or undefined for nothing. No other file is read twice. */
export function layoutFinder(
  moment: CaptureMoment,
  read: ReadFile,
  wantedRelease: string | undefined,
): LayoutFinder {
  const known = new Map<string, LayoutChoice | undefined>();
  function choiceOfFile({ part: { path, dialect } }: PlacedPart): LayoutChoice | undefined {
    if (known.has(path)) return known.get(path);
    const bytes = dialect === undefined ? undefined : read(path);
    const choice =
      bytes === undefined || dialect === undefined
        ? undefined
        : chooseLayout([readDump(bytes, dialect)], wantedRelease);
    known.set(path, choice);
    return choice;
  }
  return (dump, placed) => {
    const own = chooseLayout([dump], wantedRelease);
    const { source, layout } = finish(
      choiceInMoment(own, placed, moment, function* (other) {
        yield;
        return choiceOfFile(other);
      }),
    );
    return source === 'assumed' ? undefined : layout;
  };
}

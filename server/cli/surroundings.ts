import { resolve } from 'node:path';
import { finish, type Steps } from '../core/base/steps.ts';
import type { ExplainContext } from '../core/explain/context.ts';
import { hoverNames } from '../core/links/hoverNames.ts';
import { Links, type LinkOrigin } from '../core/links/links.ts';
import type { LinkSource } from '../core/links/source.ts';
import type { CaptureChassis, CaptureMoment } from '../core/model/capture.ts';
import { describeFile } from '../core/model/captureFile.ts';
import type { Dump } from '../core/model/dump.ts';
import { indexSource } from '../core/model/indexSource.ts';
import { sourceDump } from '../core/model/sourceDump.ts';
import { readTextFile, textFileAt } from '../host/textFile.ts';
import { openCapture } from './captureInput.ts';
import { UsageError } from './io.ts';
import type { InputDump } from './readInput.ts';

/** What a capture says of one dump, as the editor shows it in hovers. */
export type Surroundings = Required<Pick<ExplainContext, 'choice' | 'names' | 'hints'>>;

export interface CaptureOptions {
  readonly folder: string;
  /** Whose a dump is that is not in the folder; undefined for none, or for the one that its place shows. */
  readonly chassis: string | undefined;
  readonly release: string | undefined;
}

/**
 * A dump as a part of the capture in a folder: by its place, or beside the others where it is not in it, such as
 * standard input. Throws `UsageError` when the folder has no dumps, several moments to choose from, or no such chassis.
 */
export function surroundingsOf(input: InputDump, { folder, chassis, release }: CaptureOptions): Surroundings {
  const { moments } = openCapture(folder);
  const origin = originOf(input, resolve(folder), moments, chassis);
  const links = new Links(origin, keptSource(resolve(folder)), release);
  const { table, database } = origin.part;
  return {
    choice: finish(links.choiceOf(links.here)),
    names: finish(hoverNames(links)),
    hints: { table, database },
  };
}

function originOf(
  { path, dump, source, head }: InputDump,
  folder: string,
  moments: readonly CaptureMoment[],
  wanted: string | undefined,
): LinkOrigin {
  const whole = path === '-' ? undefined : resolve(path);
  const inside = whole?.startsWith(`${folder}/`) === true ? whole.slice(folder.length + 1) : undefined;
  for (const moment of moments) {
    const part = moment.central.find((each) => each.path === inside);
    if (part !== undefined) return { moment, part, dump, chassis: named(moment, wanted) };
    for (const chassis of moment.chassis) {
      const own = chassis.parts.find((each) => each.path === inside);
      if (own !== undefined) return { moment, part: own, dump, chassis: named(moment, wanted) ?? chassis };
    }
  }
  const [moment, ...others] = moments;
  if (moment === undefined) throw new UsageError(`no dumps in ${folder}`);
  if (others.length > 0)
    throw new UsageError(
      `${folder} has several moments, and ${path} is of none: name the folder of one (${moments.map(({ name }) => name).join(', ')})`,
    );
  const part = { ...describeFile({ path, size: source.size, head }), dialect: dump.dialect };
  return { moment, part, dump, chassis: named(moment, wanted) };
}

function named({ chassis }: CaptureMoment, wanted: string | undefined): CaptureChassis | undefined {
  if (wanted === undefined) return undefined;
  const found = chassis.find(({ name, hostname }) => name === wanted || hostname === wanted);
  if (found !== undefined) return found;
  throw new UsageError(
    `there is no chassis ${JSON.stringify(wanted)}; one of ${chassis.map(({ name }) => name).join(', ')}`,
  );
}

/** Files of a folder, read when they are asked for, and kept with all that is made of them: it is for one answer. */
function keptSource(folder: string): LinkSource {
  const texts = new Map<string, Uint8Array | undefined>();
  const dumps = new Map<string, Dump | undefined>();
  const derived = new Map<string, unknown>();
  return {
    read: (path) => kept(texts, path, () => readTextFile(`${folder}/${path}`)),
    *dumpSteps({ path, dialect, isCompressed }) {
      yield;
      return kept(dumps, path, () => {
        const source = dialect === undefined || isCompressed ? undefined : textFileAt(`${folder}/${path}`);
        if (source === undefined || dialect === undefined) return undefined;
        return sourceDump(source, dialect, indexSource(source, dialect));
      });
    },
    *derive<Value>(what: string, parts: readonly { readonly path: string }[], make: () => Steps<Value>) {
      const key = [what, ...parts.map(({ path }) => path)].join('\n');
      if (derived.has(key)) return derived.get(key) as Value;
      const value = yield* make();
      derived.set(key, value);
      return value;
    },
  };
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  if (known.has(key)) return known.get(key) as Value;
  const made = make();
  known.set(key, made);
  return made;
}

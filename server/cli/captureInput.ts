import { readFileSync, statSync } from 'node:fs';
import { finish } from '../core/base/steps.ts';
import { fileSteps, momentSteps } from '../core/check/checkMoment.ts';
import type { Finding } from '../core/check/finding.ts';
import { memorySource, type Network, type NetworkSource, networkSteps } from '../core/check/network.ts';
import { type CaptureMoment, readCapture } from '../core/model/capture.ts';
import { type CaptureFile, describeFile } from '../core/model/captureFile.ts';
import { indexSource } from '../core/model/indexSource.ts';
import { sourceDump } from '../core/model/sourceDump.ts';
import { folderFiles } from '../host/folder.ts';
import { textFileAt } from '../host/textFile.ts';
import { reasonOf } from '../host/readFailure.ts';
import { UsageError } from './io.ts';

/** What a folder, or files named together, hold: a network for each moment. */
export interface CaptureInput {
  readonly moments: readonly CaptureMoment[];
  /** How a person names a file of it. */
  pathOf(path: string): string;
  /** Without logical flows: for what is said of ports. */
  networkAt(moment: CaptureMoment, release: string | undefined): Network;
  /** All that is wrong at each moment in turn, by file and line. */
  check(release: string | undefined): Iterable<readonly Finding[]>;
  /** What is wrong in files that are of no moment, such as a trace; only those that are dumps. */
  checkOthers(release: string | undefined): readonly Finding[];
  /** Whether anything here can be read. */
  readonly hasDumps: boolean;
}

/** Throws `UsageError` when the folder cannot be read. */
export function openCapture(folder: string): CaptureInput {
  const root = folder.replace(/(?<=.)\/+$/, '');
  const pathOf = (path: string): string => `${root}/${path}`;
  return inputOf(
    attempt(folder, () => [...folderFiles(folder)]),
    pathOf,
  );
}

/** Files that were named one by one belong together. Throws `UsageError` when one cannot be read. */
export function openFiles(paths: readonly string[]): CaptureInput {
  const files = paths.map((path): CaptureFile => {
    const head = attempt(path, () => readFileSync(path));
    return { path, size: head.length, head };
  });
  return inputOf(files, (path) => path);
}

/** Throws `UsageError` when there is no such path. */
export function isFolder(path: string): boolean {
  return attempt(path, () => statSync(path)).isDirectory();
}

function inputOf(files: readonly CaptureFile[], pathOf: (path: string) => string): CaptureInput {
  const whole = new Map(
    files.filter(({ head, size }) => head.length >= size).map((file) => [file.path, file]),
  );
  const read = (path: string): Uint8Array | undefined => {
    const known = whole.get(path);
    if (known !== undefined) return known.head;
    try {
      return readFileSync(pathOf(path));
    } catch {
      // It was there a moment ago: what cannot be read now is not in the capture.
      return undefined;
    }
  };
  const { moments, others } = readCapture(files);
  const memory = memorySource(read);
  const source: NetworkSource = {
    ...memory,
    *dumpSteps(part) {
      const { path, dialect } = part;
      if (dialect === undefined || whole.has(path)) return yield* memory.dumpSteps(part);
      const text = textFileAt(pathOf(path));
      return text && sourceDump(text, dialect, indexSource(text, dialect));
    },
  };
  const rest = files
    .filter(({ path }) => others.includes(path))
    .map(describeFile)
    .filter(({ dialect }) => dialect !== undefined);
  return {
    moments,
    pathOf,
    networkAt: (moment, release) => finish(networkSteps(moment, source, release, { logical: false })),
    *check(release) {
      let before: Network | undefined;
      for (const moment of moments) {
        const { findings, network } = finish(momentSteps(moment, source, release, before));
        before = network;
        yield findings;
      }
    },
    checkOthers: (release) => rest.flatMap((part) => finish(fileSteps(part, source, release))),
    hasDumps: moments.length + rest.length > 0,
  };
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

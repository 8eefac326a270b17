import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { ReadFile } from '../core/check/tables.ts';
import type { CompareOptions, CompareSide } from '../core/compare/compareSides.ts';
import { type Capture, type CaptureChassis, type CaptureMoment, readCapture } from '../core/model/capture.ts';
import {
  type CaptureFile,
  type CapturePart,
  describeFile,
  type PartKind,
} from '../core/model/captureFile.ts';
import { folderFiles } from './folder.ts';
import { reasonOf } from './readFailure.ts';

/** What a person wants to compare. */
export interface SideRequest {
  /** A file, or a folder of dumps. */
  readonly path: string;
  /** Of a folder with several moments. */
  readonly moment?: string | undefined;
  /** One chassis alone, by name or host name. */
  readonly chassis?: string | undefined;
}

export interface OpenedSide {
  readonly side: CompareSide;
  /** `p2`, `hv1`, or the file's name: what tells it from the other side. */
  readonly label: string;
  /** The only chassis, where one is compared alone. */
  readonly chassis: string | undefined;
  /** Whether a chassis was asked for, so that databases are not compared. */
  readonly isHost: boolean;
  /** How a person names a file of it. */
  pathOf(path: string): string;
}

/** What is wanted cannot be compared: the message says why, and what there is. */
export class CompareInputError extends Error {
  override readonly name: string = 'CompareInputError';
}

const comparedKinds: ReadonlySet<PartKind> = new Set([
  'flows',
  'groups',
  'meters',
  'logical-flows',
  'database',
]);

/** Opens a side, a file at a time so that the caller may pause. Throws `CompareInputError`. */
export function* openSide(request: SideRequest): Generator<void, OpenedSide> {
  const isFolder = attempt(request.path, () => statSync(request.path)).isDirectory();
  return isFolder ? yield* openFolder(request) : yield* openFile(request.path);
}

function* openFolder({ path, moment: wanted, chassis }: SideRequest): Generator<void, OpenedSide> {
  const files = yield* filesOf(path);
  const moment = chooseMoment(readCapture(files), wanted, path);
  const only = chassis === undefined ? undefined : chooseChassis(moment, chassis, path);
  const pathOf = (inner: string): string => `${path.replace(/(?<=.)\/+$/, '')}/${inner}`;
  return {
    side: {
      moment,
      chassis: only === undefined ? moment.chassis : [only],
      read: readerOf(pathOf, files),
    },
    label: [moment.name, only?.name ?? ''].filter((word) => word !== '').join(' ') || basename(resolve(path)),
    chassis: only?.name,
    isHost: only !== undefined,
    pathOf,
  };
}

/** A file alone is compared; the files beside it tell what its numbers are called, their folder perhaps the host. */
function* openFile(path: string): Generator<void, OpenedSide> {
  const folder = basename(dirname(resolve(path)));
  const name = `${folder}/${basename(path)}`;
  const pathOf = (inner: string): string =>
    inner === name ? path : `${dirname(path)}/${inner.slice(folder.length + 1)}`;
  const files = (yield* filesOf(dirname(path), 0)).map((file) => ({
    ...file,
    path: `${folder}/${file.path}`,
  }));
  const own = files.find((each) => each.path === name);
  if (own === undefined) throw new CompareInputError(`cannot read ${path}`);
  const only = describeFile(own);
  if (only.isCompressed) throw new CompareInputError(`${path} is compressed: unpack it first`);
  if (!comparedKinds.has(only.kind) || only.isSummary)
    throw new CompareInputError(
      `${path} is none of flows, groups, meters, logical flows and databases, which can be compared`,
    );
  const moment = readCapture(files).moments.find((each) =>
    partsOf(each).some(({ path: inner }) => inner === name),
  );
  const host = moment?.chassis.find(({ parts }) => parts.some(({ path: inner }) => inner === name));
  const noHost: CaptureChassis = {
    name: '',
    hostname: undefined,
    encaps: [],
    isRegistered: false,
    parts: [only],
  };
  return {
    side: {
      moment: moment ?? { name: '', central: [], chassis: [noHost], missing: [] },
      chassis: [host ?? noHost],
      only,
      read: readerOf(pathOf, files),
    },
    label: basename(path),
    chassis: host === undefined || host.name === '' ? undefined : host.name,
    isHost: false,
    pathOf,
  };
}

function partsOf({ central, chassis }: CaptureMoment): readonly CapturePart[] {
  return [...central, ...chassis.flatMap(({ parts }) => parts)];
}

function* filesOf(folder: string, mostDepth?: number): Generator<void, readonly CaptureFile[]> {
  const files: CaptureFile[] = [];
  const all = folderFiles(folder, mostDepth);
  for (;;) {
    const { done, value } = attempt(folder, () => all.next());
    if (done === true) return files;
    files.push(value);
    yield;
  }
}

function readerOf(pathOf: (path: string) => string, files: readonly CaptureFile[]): ReadFile {
  const whole = new Map(
    files.filter(({ head, size }) => head.length >= size).map((file) => [file.path, file.head]),
  );
  return (path) => {
    const known = whole.get(path);
    if (known !== undefined) return known;
    try {
      return readFileSync(pathOf(path));
    } catch {
      // It was there a moment ago: what cannot be read now is not compared.
      return undefined;
    }
  };
}

function chooseMoment({ moments }: Capture, wanted: string | undefined, path: string): CaptureMoment {
  const names = moments.map(({ name }) => name).join(', ');
  if (wanted === undefined || wanted === '') {
    const [only] = moments;
    if (only === undefined) throw new CompareInputError(`no dumps in ${path}`);
    if (moments.length > 1) throw new CompareInputError(`which moment of ${path}? There are ${names}`);
    return only;
  }
  const found =
    moments.find(({ name }) => name === wanted) ?? moments.find(({ name }) => name.endsWith(`/${wanted}`));
  if (found === undefined)
    throw new CompareInputError(`no moment ${wanted} in ${path}; there are ${names || 'none'}`);
  return found;
}

function chooseChassis({ chassis }: CaptureMoment, wanted: string, path: string): CaptureChassis {
  const found = chassis.find(({ name, hostname }) => name === wanted || hostname === wanted);
  if (found !== undefined) return found;
  const names = chassis.map(({ name }) => name).join(', ');
  throw new CompareInputError(`no chassis ${wanted} in ${path}; there are ${names || 'none'}`);
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new CompareInputError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** How two sides are compared. */
export function compareOptions(
  before: OpenedSide,
  after: OpenedSide,
  release: string | undefined,
  hasCookies: boolean,
): CompareOptions {
  const areHosts =
    before.chassis !== undefined && after.chassis !== undefined && before.chassis !== after.chassis;
  return {
    relation: areHosts ? 'hosts' : 'moments',
    isOfHosts: before.isHost && after.isHost,
    release,
    hasCookies,
  };
}

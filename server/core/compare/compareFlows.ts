import { decodeText } from '../text/bytes.ts';
import type { Layout } from '../facts/layout.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { type Dump, readDump } from '../model/dump.ts';
import type { Change, ChangeKind, ComparedText } from './comparison.ts';
import { compareFlows, countFlows } from './flowMatch.ts';
import { FlowReasons, type FlowView, type Relation, tableText } from './flowReasons.ts';
import { readGroups } from './groupForm.ts';
import { readHostPorts } from './hostPorts.ts';
import { readMeters } from './meterForm.ts';
import { type Names, withDatapaths } from './names.ts';
import { matchNumbered, type NumberedMatch, type NumberedRow } from './numberedRows.ts';
import type { Numbering } from './numbering.ts';
import { type FlowSide, numberingsOf } from './numberings.ts';
import { lazily } from '../base/lazily.ts';
import type { ReadFile } from '../check/tables.ts';
import { rowPairs } from './matchRows.ts';

/** What one side has of one bridge of one host. */
export interface BridgeFiles {
  /** The chassis; empty when nothing names it. */
  readonly host: string;
  readonly bridge: string;
  /** All files of the host: they tell what its numbers are. */
  readonly parts: readonly CapturePart[];
  readonly flows: CapturePart | undefined;
  readonly groups: CapturePart | undefined;
  readonly meters: CapturePart | undefined;
  readonly names: Names;
  readonly read: ReadFile;
  /** What the tables of its flows are for; undefined when nothing shows it. */
  readonly layoutOf: (flows: Dump) => Layout | undefined;
}

export interface FlowOptions {
  readonly relation: Relation;
  /** What the user set; `auto` or undefined for nothing. */
  readonly release: string | undefined;
  readonly hasCookies: boolean;
}

/** Adds what is different in the flows, groups and meters of a bridge. Returns how many rows were compared. */
export function* compareBridges(
  before: BridgeFiles,
  after: BridgeFiles,
  options: FlowOptions,
  changes: Change[],
): Generator<void, number> {
  const sides = [readSide(before), readSide(after)] as const;
  const numberings = numberingsOf(sides[0], sides[1], options.hasCookies);
  const meters = matchBoth(before, after, 'meters', (dump) => readMeters(dump));
  const withMeters = withIds(numberings, 'meters', meters?.match);
  const groups = matchBoth(before, after, 'groups', (dump, idx) => readGroups(dump, withMeters[idx]));
  for (const [found, kind] of [
    [groups, 'group'],
    [meters, 'meter'],
  ] as const)
    if (found !== undefined) changes.push(...numberedChanges(found, kind, before, after, options.relation));
  let nRows = (groups?.nRows ?? 0) + (meters?.nRows ?? 0);
  if (before.flows === undefined || after.flows === undefined) return nRows;
  nRows += yield* compareFlowRows(
    [before, after],
    sides,
    withIds(withMeters, 'groups', groups?.match),
    options.relation,
    changes,
  );
  return nRows;
}

interface ReadSide extends FlowSide {
  readonly view: FlowView;
}

const emptyDump: Dump = readDump(new Uint8Array(0), 'ovs-openflow');

function readSide(files: BridgeFiles): ReadSide {
  const bytes = files.flows === undefined ? undefined : files.read(files.flows.path);
  const dump = bytes === undefined ? emptyDump : readDump(bytes, 'ovs-openflow');
  const ports = readHostPorts(files.parts, files.bridge, files.read);
  // What the tables are for is asked when something is different only.
  const layout = lazily(() => files.layoutOf(dump));
  const names = lazily(() => withDatapaths(files.names, dump));
  return {
    dump,
    ports,
    datapaths: files.names.datapaths,
    namedPorts: files.names.ports,
    get layout() {
      return layout();
    },
    get isIntegration() {
      return files.bridge === 'br-int' || layout() !== undefined;
    },
    view: {
      host: files.host,
      dump,
      ports,
      get layout() {
        return layout();
      },
      get names() {
        return names();
      },
    },
  };
}

type Numberings = readonly [Numbering, Numbering];

/** Numbers of the side after become those that the same groups or meters have before. */
function withIds(
  [before, after]: Numberings,
  what: 'groups' | 'meters',
  match: NumberedMatch | undefined,
): Numberings {
  return match === undefined ? [before, after] : [before, { ...after, [what]: match.ids }];
}

function* compareFlowRows(
  [before, after]: readonly [BridgeFiles, BridgeFiles],
  [left, right]: readonly [ReadSide, ReadSide],
  numberings: Numberings,
  relation: Relation,
  changes: Change[],
): Generator<void, number> {
  const match = yield* compareFlows([left.dump, right.dump], numberings);
  const pairs = rowPairs(match);
  const nRows = countFlows(left.dump) + countFlows(right.dump);
  if (pairs.length === 0) return nRows;
  const reasons = new FlowReasons(left.view, right.view, relation, match);
  let nDone = 0;
  for (const [old, next] of pairs) {
    if (++nDone % 64 === 0) yield;
    const kind: ChangeKind = old === -1 ? 'added' : next === -1 ? 'removed' : 'changed';
    const table = next === -1 ? tableText(left.view, old) : tableText(right.view, next);
    changes.push({
      where: whereOf(before, after, kind, relation, table),
      kind,
      before: old === -1 ? undefined : textOf(left.dump, old, before.flows),
      after: next === -1 ? undefined : textOf(right.dump, next, after.flows),
      ...reasons.explain(old, next),
      dialect: 'ovs-openflow',
    });
  }
  return nRows;
}

/** `hv3 br-int table 39 (OFTABLE_REMOTE_OUTPUT)`. */
function whereOf(
  before: BridgeFiles,
  after: BridgeFiles,
  kind: ChangeKind,
  relation: Relation,
  table: string,
): string {
  const host =
    relation === 'moments' || kind === 'added'
      ? after.host
      : kind === 'removed'
        ? before.host
        : `${before.host}, ${after.host}`;
  return [host, after.bridge, table].filter((word) => word !== '').join(' ');
}

function textOf(dump: Dump, row: number, part: CapturePart | undefined): ComparedText {
  return { text: decodeText(dump.rowBytes(row)).trim(), path: part?.path ?? '', line: row };
}

interface FoundNumbered {
  readonly match: NumberedMatch;
  readonly dumps: readonly [Dump, Dump];
  readonly parts: readonly [CapturePart, CapturePart];
  readonly nRows: number;
}

/** The groups or meters of both sides; undefined when one has no file of them. */
function matchBoth(
  before: BridgeFiles,
  after: BridgeFiles,
  what: 'groups' | 'meters',
  readRows: (dump: Dump, side: 0 | 1) => readonly NumberedRow[],
): FoundNumbered | undefined {
  const [old, next] = [before[what], after[what]];
  const [oldBytes, nextBytes] = [
    old === undefined ? undefined : before.read(old.path),
    next === undefined ? undefined : after.read(next.path),
  ];
  if (old === undefined || next === undefined || oldBytes === undefined || nextBytes === undefined)
    return undefined;
  const dialect = what === 'groups' ? 'ovs-groups' : 'ovs-meters';
  const dumps = [readDump(oldBytes, dialect), readDump(nextBytes, dialect)] as const;
  const rows = [readRows(dumps[0], 0), readRows(dumps[1], 1)] as const;
  return {
    match: matchNumbered(rows[0], rows[1]),
    dumps,
    parts: [old, next],
    nRows: rows[0].length + rows[1].length,
  };
}

function* numberedChanges(
  { match, dumps, parts }: FoundNumbered,
  word: 'group' | 'meter',
  before: BridgeFiles,
  after: BridgeFiles,
  relation: Relation,
): Generator<Change> {
  const pairs: (readonly [NumberedRow | undefined, NumberedRow | undefined])[] = [
    ...match.changed,
    ...match.removed.map((row) => [row, undefined] as const),
    ...match.added.map((row) => [undefined, row] as const),
  ];
  for (const [old, next] of pairs) {
    const kind: ChangeKind = old === undefined ? 'added' : next === undefined ? 'removed' : 'changed';
    yield {
      where: whereOf(before, after, kind, relation, `${word}s`),
      kind,
      before: old === undefined ? undefined : textOf(dumps[0], old.row, parts[0]),
      after: next === undefined ? undefined : textOf(dumps[1], next.row, parts[1]),
      subject: `${word}s`,
      what: numberedText(`${word} ${(next ?? old)?.id}`, kind, before.host, after.host, relation),
      dialect: word === 'group' ? 'ovs-groups' : 'ovs-meters',
    };
  }
}

function numberedText(
  thing: string,
  kind: ChangeKind,
  before: string,
  after: string,
  relation: Relation,
): string {
  if (relation === 'moments') return `${thing} ${kind}${after === '' ? '' : ` on ${after}`}`;
  return kind === 'changed'
    ? `${thing} differs between ${before} and ${after}`
    : `${thing} only on ${kind === 'added' ? after : before}`;
}

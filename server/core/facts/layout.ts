import { InvariantError } from '../base/invariant.ts';
import { ovnData, type Ranged } from './data.ts';

/** A branch of OVN whose facts are known. Names and numbers are those of the branch's newest commit, `commit`. */
export interface Release {
  /** '22.03' … '26.03', 'main'. */
  readonly id: string;
  /** Full hash in the OVN repository. */
  readonly commit: string;
  /** ISO date of the commit. */
  readonly commitDate: string;
  /** How many tables OVN reserves for the ingress and the egress pipeline (`lib/ovn-util.h`, LOG_PIPELINE_LEN and successors). */
  readonly ingressLength: number;
  readonly egressLength: number;
  /** reg0 … are free for logical flows (`include/ovn/logical-fields.h`, MFF_N_LOG_REGS). */
  readonly nLogicalRegisters: number;
}

/**
 * One distinct numbering of tables, stages and opcodes. A release name does not fix the numbers: stable branches were
 * renumbered between two tags, so a release has one layout or several (`controller/lflow.h`, `northd/northd.h`).
 * Registers, symbols and actions are known by release only: an older layout shows those of its branch's newest commit.
 */
export interface Layout {
  /** The first tag that has the numbering ('22.09.0'), or the release for the newest of a branch ('22.09'). */
  readonly id: string;
  readonly release: string;
  /** For people: '22.09.0 – 22.09.1', or '22.09' for the newest of a branch. */
  readonly label: string;
  /** Versions that have it, oldest first; empty where only untagged commits do. */
  readonly tags: readonly string[];
  /** Position in `layouts`, that is in time. */
  readonly index: number;
}

/** Oldest first. */
export const releases: readonly Release[] = ovnData.releases.map(({ ref: _ref, ...release }) => release);

/** Oldest first, over all releases. */
export const layouts: readonly Layout[] = ovnData.layouts.map((layout, index) => ({ ...layout, index }));

const layoutsById: ReadonlyMap<string, Layout> = new Map(layouts.map((layout) => [layout.id, layout]));

/** By the id of a layout ('23.03.0', '23.03', 'main'). */
export function layoutById(id: string): Layout | undefined {
  return layoutsById.get(id);
}

/** The layout of a version as OVN prints it: '23.03.1' → '23.03', '26.03.90' → 'main', '23.03' → '23.03'. */
export function layoutOfVersion(version: string): Layout | undefined {
  const tagged = layouts.find((layout) => layout.tags.includes(version));
  if (tagged !== undefined) return tagged;
  const [, release, patch] = /^v?(\d+\.\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (release === undefined) return layoutsById.get(version);
  // OVN's main calls itself by the last release with patch number 90 (configure.ac).
  if (patch === '90') return layouts.at(-1);
  return layoutsById.get(release);
}

/** Tables between the two pipelines and after them: what the rows of ports and groups are in. */
const outputTables: ReadonlySet<string> = new Set([
  'OFTABLE_REMOTE_OUTPUT',
  'OFTABLE_LOCAL_OUTPUT',
  'OFTABLE_CHECK_LOOPBACK',
  'OFTABLE_LOG_EGRESS_PIPELINE',
  'OFTABLE_SAVE_INPORT',
]);

/**
 * What to show where a dump gives no sign of its layout: the newest of the layouts whose OpenFlow output tables are
 * the most widely shared ones. A wrong guess is then wrong least often, and everything newer shows signs of its own.
 */
export const defaultLayout: Layout = mostSharedLayout();

/**
 * Versions that a set of layouts spans, for people: '22.09.2 – 24.03 except 22.12.0, 23.03.0, 23.06.0', or '26.03' for
 * a single one. Several ranges where more than three layouts in between are not in the set.
 */
export function versionRange(set: readonly Layout[]): string {
  const sorted = set.toSorted((a, b) => a.index - b.index);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const between = layouts.slice(first.index, last.index + 1).filter((each) => !set.includes(each));
  // Commits that no version has are not missed.
  const missing = between.filter((each) => each.tags.length > 0);
  if (missing.length === 0) return describeRun(first, last);
  if (missing.length <= 3) {
    return `${describeRun(first, last)} except ${missing.map((each) => describeRun(each, each)).join(', ')}`;
  }
  const runs: Layout[][] = [];
  for (const layout of sorted) {
    const open = runs.at(-1);
    if (open !== undefined && open.at(-1)?.index === layout.index - 1) open.push(layout);
    else runs.push([layout]);
  }
  return runs.map((run) => describeRun(run[0] ?? first, run.at(-1) ?? last)).join(', ');
}

/** Whether a row of the data is there in a layout. Rows ranged by release: pass the release. */
export function isInRange(row: Ranged, id: string, order: ReadonlyMap<string, number>): boolean {
  const at = order.get(id);
  if (at === undefined) throw new InvariantError(`unknown release or layout ${id}`);
  return (
    (row.since === undefined || (order.get(row.since) ?? 0) <= at) &&
    (row.until === undefined || at <= (order.get(row.until) ?? 0))
  );
}

export const releaseOrder: ReadonlyMap<string, number> = new Map(
  releases.map((release, index) => [release.id, index]),
);

export const layoutOrder: ReadonlyMap<string, number> = new Map(
  layouts.map((layout) => [layout.id, layout.index]),
);

function describeRun(first: Layout, last: Layout): string {
  const from = first.tags[0] ?? first.id;
  if (first !== last) return `${from} – ${isNewestOfBranch(last) ? last.id : (last.tags.at(-1) ?? last.id)}`;
  const isWholeBranch = !layouts.some((other) => other !== first && other.release === first.release);
  const to = first.tags.at(-1) ?? first.id;
  return isWholeBranch ? first.id : from === to ? from : `${from} – ${to}`;
}

function isNewestOfBranch(layout: Layout): boolean {
  return layout.id === layout.release;
}

function mostSharedLayout(): Layout {
  const shared = new Map<string, Layout[]>();
  for (const layout of layouts) {
    const numbers = ovnData.oftables
      .filter(({ name }) => outputTables.has(name))
      .map((table) => table.numbers[layout.index])
      .join();
    shared.set(numbers, [...(shared.get(numbers) ?? []), layout]);
  }
  const widest = [...shared.values()].reduce((a, b) => (b.length >= a.length ? b : a));
  const newest = widest.at(-1);
  if (newest === undefined) throw new InvariantError('no layouts');
  return newest;
}

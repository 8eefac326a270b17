import { InvariantError } from '../base/invariant.ts';
import { type Layout, layouts, versionRange } from './layout.ts';
import { controllerOpcode, logicalAction } from './logical.ts';
import { hasRegister } from './register.ts';
import {
  type Direction,
  directionOf,
  isStageAt,
  oftableNumber,
  type Pipeline,
  stage,
  stagesOf,
  usedTables,
} from './table.ts';

/**
 * Signs of a layout, as rows show them. Everything is optional: give what the dump has. Numbers of named tables are
 * those that the form of the rows betrays, never guesses from the layout that is looked for.
 */
export interface LayoutEvidence {
  /** N of `priority=100,in_port=<tunnel> … resubmit(,N)` in table 0: OFTABLE_LOCAL_OUTPUT. */
  readonly tunnelResubmit?: number;
  /** The table of unicast rows that write the tunnel key and output: OFTABLE_REMOTE_OUTPUT. */
  readonly remoteOutput?: number;
  /** The table whose priority-0 row zeroes reg0…reg9 and resubmits: OFTABLE_CHECK_LOOPBACK. */
  readonly checkLoopback?: number;
  /** Where that row resubmits to: the first table of the egress pipeline. */
  readonly egressStart?: number;
  /** The table whose priority-0 row resubmits to `logToPhy`: OFTABLE_SAVE_INPORT. */
  readonly saveInport?: number;
  /** The table of `reg15=…,metadata=… actions=output:…` rows: OFTABLE_LOG_TO_PHY. */
  readonly logToPhy?: number;
  /** Every OpenFlow table that has a row, of a whole dump or an excerpt. */
  readonly tables?: readonly number[];
  /** True: reg13[16..31] is written or matched apart. False: reg13 is written, always as a whole. Absent: neither seen. */
  readonly hasEncapId?: boolean;
  /** Every stage that a logical flow names, of a whole dump or an excerpt. */
  readonly stages?: readonly SeenStage[];
  /** First words of `userdata` in rows that send to the controller. */
  readonly controllerOpcodes?: readonly number[];
  /** Words of actions in logical flows. */
  readonly logicalActions?: readonly string[];
}

/** «table=N (name)» of a logical flow and the pipeline of its header. */
export interface SeenStage {
  readonly pipeline: Direction;
  readonly table: number;
  readonly name: string;
}

export interface InferredLayout {
  /** The newest released one of `candidates`: the choice where the evidence leaves several. */
  readonly layout: Layout;
  /** All that the evidence fits equally well, oldest first. */
  readonly candidates: readonly Layout[];
  /** False: no known layout fits all of it (a changed build, a newer release); `candidates` contradict it least. */
  readonly fits: boolean;
  /** Sentences for people: what was seen, what it says, and last why this layout was taken. */
  readonly reasons: readonly string[];
}

/**
 * Which numbering of tables a dump has; undefined where nothing in the evidence is a sign of any.
 *
 * What is there decides: layouts that contradict the fewest signs remain. What is not there decides only among those,
 * and only if the dump is whole by the measure of one of them, since an excerpt lacks tables under any layout.
 */
export function inferLayout(evidence: LayoutEvidence): InferredLayout | undefined {
  const signs = [
    ...namedTableSigns(evidence),
    ...stageSigns(evidence),
    ...tableSigns(evidence),
    ...otherSigns(evidence),
  ];
  const nContradicted = layouts.map((layout) => signs.filter((sign) => !sign.allows(layout)).length);
  const fewest = Math.min(...nContradicted);
  if (signs.length === 0 || fewest === signs.length) return undefined;

  const allowed = layouts.filter((layout) => nContradicted[layout.index] === fewest);
  const whole = allowed.filter((layout) => isWhole(layout, evidence));
  const candidates = whole.length > 0 ? whole : allowed;
  // Only when every layout is as good as every other do the signs say nothing.
  if (candidates.length === layouts.length) return undefined;
  const layout = newestLayout(candidates);
  return {
    layout,
    candidates,
    fits: fewest === 0,
    reasons: [
      ...signs.flatMap((sign) => sign.tell(layouts.filter(sign.allows))),
      ...(candidates.length < allowed.length ? [tellMissing(allowed, candidates)] : []),
      conclude(layout, candidates, fewest === 0),
    ],
  };
}

/** Of layouts that say the same, the one to take: the newest released one. Throws `InvariantError` for none. */
export function newestLayout(candidates: readonly Layout[]): Layout {
  const newest = candidates.findLast((each) => each.tags.length > 0) ?? candidates.at(-1);
  if (newest === undefined) throw new InvariantError('no layouts to choose from');
  return newest;
}

/** The sentence about the choice of `layout` among `candidates`. */
export function tellChoice(layout: Layout, candidates: readonly Layout[]): string {
  return candidates.length > 1
    ? `${versionRange(candidates)} share these numbers; ${layout.label} is taken as the newest of them.`
    : `So it is ${layout.label}.`;
}

interface Sign {
  readonly allows: (layout: Layout) => boolean;
  /** Sentences about the layouts that it allows. */
  readonly tell: (allowed: readonly Layout[]) => readonly string[];
}

function namedTableSigns(evidence: LayoutEvidence): readonly Sign[] {
  const seen: readonly (readonly [number: number | undefined, oftable: string, what: string])[] = [
    [evidence.tunnelResubmit, 'OFTABLE_LOCAL_OUTPUT', 'Packets from tunnels go on in'],
    [evidence.remoteOutput, 'OFTABLE_REMOTE_OUTPUT', 'Rows that send into tunnels are in'],
    [evidence.checkLoopback, 'OFTABLE_CHECK_LOOPBACK', 'The logical registers are cleared in'],
    [evidence.egressStart, 'OFTABLE_LOG_EGRESS_PIPELINE', 'The egress pipeline begins in'],
    [evidence.saveInport, 'OFTABLE_SAVE_INPORT', 'The egress pipeline leads to'],
    [evidence.logToPhy, 'OFTABLE_LOG_TO_PHY', 'Rows that output to ports are in'],
  ];
  return seen.flatMap(([number, oftable, what]): Sign[] =>
    number === undefined
      ? []
      : [
          {
            allows: (layout) => oftableNumber(layout, oftable) === number,
            tell: (allowed) => [`${what} table ${number}: ${oftable} in ${versionsOrNone(allowed)}.`],
          },
        ],
  );
}

function stageSigns({ stages = [] }: LayoutEvidence): readonly Sign[] {
  const unique = [...new Map(stages.map((each) => [stageKey(each), each])).values()];
  const allows = (layout: Layout, { pipeline, table, name }: SeenStage): boolean =>
    isStageAt(layout, pipeline, table, name);
  return unique.map((each, i) => ({
    allows: (layout) => allows(layout, each),
    tell: () => {
      if (i > 0) return [];
      const all = layouts.filter((layout) => unique.every((one) => allows(layout, one)));
      return [
        `The logical flows' stages and numbers (${unique.length} seen) are those of ${versionsOrNone(all)}.`,
      ];
    },
  }));
}

function tableSigns({ tables = [] }: LayoutEvidence): readonly Sign[] {
  return [...new Set(tables)].map((table, i) => ({
    allows: (layout) => usesTable(layout, table),
    tell: () => {
      if (i > 0) return [];
      const all = layouts.filter((layout) => tables.every((each) => usesTable(layout, each)));
      return all.length === layouts.length
        ? []
        : [`The tables with rows are all in use in ${versionsOrNone(all)}.`];
    },
  }));
}

function usesTable(layout: Layout, table: number): boolean {
  return usedTables(layout).has(table);
}

function otherSigns(evidence: LayoutEvidence): readonly Sign[] {
  const { hasEncapId, controllerOpcodes = [], logicalActions = [] } = evidence;
  return [
    ...(hasEncapId === undefined
      ? []
      : [
          telling(
            (layout) => hasRegister(layout, 'MFF_LOG_ENCAP_ID') === hasEncapId,
            (versions) =>
              hasEncapId
                ? `reg13 carries an encapsulation id above the conntrack zone: ${versions}.`
                : `reg13 is written as a whole, without an encapsulation id: ${versions}.`,
          ),
        ]),
    ...[...new Set(controllerOpcodes)].map((value) =>
      telling(
        (layout) => controllerOpcode(layout, value) !== undefined,
        (versions) => `Controller opcode ${value} exists in ${versions}.`,
      ),
    ),
    ...[...new Set(logicalActions)].map((name) =>
      telling(
        (layout) => logicalAction(layout, name) !== undefined,
        (versions) => `The action ${name} exists in ${versions}.`,
      ),
    ),
  ];
}

/** A sign that is told only if it rules something out. */
function telling(allows: (layout: Layout) => boolean, say: (versions: string) => string): Sign {
  return {
    allows,
    tell: (allowed) => (allowed.length === layouts.length ? [] : [say(versionsOrNone(allowed))]),
  };
}

/** Whether the dump has everything that a bridge or a southbound database of this layout always has. */
function isWhole(layout: Layout, { tables = [], stages = [] }: LayoutEvidence): boolean {
  if (tables.length === 0 && stages.length === 0) return false;
  return hasAllTables(layout, new Set(tables)) && hasAllStages(layout, stages);
}

function hasAllTables(layout: Layout, tables: ReadonlySet<number>): boolean {
  if (tables.size === 0) return true;
  const isFilled = (name: string): boolean => {
    const number = oftableNumber(layout, name);
    return number === undefined || tables.has(number);
  };
  // A chassis without a local datapath has no pipeline; else a switch is local, and its pipelines are the longer ones.
  const hasPipelines = tables.has(oftableNumber(layout, 'OFTABLE_LOG_INGRESS_PIPELINE') ?? -1);
  const isFull = (pipeline: Pipeline): boolean =>
    stagesOf(layout, pipeline).every((each) => tables.has(each.openFlowTable));
  return alwaysFilled.every(isFilled) && (!hasPipelines || (isFull('ls_in') && isFull('ls_out')));
}

/** northd gives every stage of a datapath a default flow, so a pipeline that shows at all shows as a whole. */
function hasAllStages(layout: Layout, seen: readonly SeenStage[]): boolean {
  const keys = new Set(seen.map(stageKey));
  const shown = new Set(seen.map((each) => stage(layout, each.name)?.pipeline));
  return pipelines
    .filter((pipeline) => shown.has(pipeline))
    .every((pipeline) => stageKeys(layout, pipeline).every((key) => keys.has(key)));
}

/** Tables that have rows whatever is bound to the chassis (`controller/physical.c`, physical_run). */
const alwaysFilled: readonly string[] = [
  'OFTABLE_PHY_TO_LOG',
  'OFTABLE_OUTPUT_LARGE_PKT_DETECT',
  'OFTABLE_OUTPUT_LARGE_PKT_PROCESS',
  'OFTABLE_REMOTE_OUTPUT',
  'OFTABLE_REMOTE_VTEP_OUTPUT',
  'OFTABLE_LOCAL_OUTPUT',
  'OFTABLE_CHECK_LOOPBACK',
  'OFTABLE_SAVE_INPORT',
  'OFTABLE_LOG_TO_PHY',
  'OFTABLE_CT_ZONE_LOOKUP',
  'OFTABLE_CT_ORIG_NW_DST_LOAD',
  'OFTABLE_CT_ORIG_IP6_DST_LOAD',
  'OFTABLE_CT_ORIG_TP_DST_LOAD',
  'OFTABLE_CT_ORIG_PROTO_LOAD',
  'OFTABLE_CT_STATE_SAVE',
  'OFTABLE_GET_REMOTE_FDB',
];

const pipelines: readonly Pipeline[] = ['ls_in', 'ls_out', 'lr_in', 'lr_out'];

function stageKeys(layout: Layout, pipeline: Pipeline): readonly string[] {
  return stagesOf(layout, pipeline).map((each) =>
    stageKey({ pipeline: directionOf(pipeline), table: each.table, name: each.name }),
  );
}

function stageKey({ pipeline, table, name }: SeenStage): string {
  return `${pipeline} ${table} ${name}`;
}

function tellMissing(allowed: readonly Layout[], candidates: readonly Layout[]): string {
  const others = allowed.filter((layout) => !candidates.includes(layout));
  return `${versionRange(others)} would have more tables or stages than there are rows for.`;
}

function conclude(layout: Layout, candidates: readonly Layout[], fits: boolean): string {
  return fits
    ? tellChoice(layout, candidates)
    : `No known layout fits all of this. Closest: ${versionRange(candidates)}.`;
}

function versionsOrNone(set: readonly Layout[]): string {
  return set.length === 0 ? 'no known release' : versionRange(set);
}

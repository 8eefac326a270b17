import { stagesOf } from '../../facts/table.ts';
import type { OpenFlowEntry } from '../../syntax/openflow/entry.ts';
import { openFlowEntryOf } from '../../model/rowViews.ts';
import type { Connection } from '../connections.ts';
import type { FlowReport } from '../flowReport.ts';
import type { MomentRule } from '../momentRule.ts';
import type { Chassis } from '../network.ts';
import type { PortProblem } from '../portRule.ts';
import { type PortState, viewOf } from '../portState.ts';
import { countPackets, list } from '../wording.ts';

/** So long must the old place have dropped nothing, or little, in seconds. */
const quietTime = 10;
/** So many times as often must the new place drop. */
const muchMore = 5;
/** So many connections are named. */
const nNamed = 3;

export const mc29: MomentRule = {
  code: 'MC29',
  *check(before, after, changes): Generator<PortProblem> {
    const { binding } = after;
    const [old, main] = [before.main, after.main];
    if (old === undefined || main === undefined || old.name === main.name) return;
    const change = changes.of(main);
    if (change?.seconds === undefined) return;
    const lost = lostConnections(before, old, after, main);
    if (lost?.length === 0) return;
    const known = closingRows(old, before);
    for (const { row, cookie, match } of closingRows(main, after)) {
      const nDropped = change.growthOf([row]) ?? 0;
      const twin = known.find((each) => each.cookie === cookie && each.match === match);
      if (nDropped === 0 || change.isLasting(row) === false || twin === undefined) continue;
      if (!isQuiet(twin, nDropped / Math.min(change.seconds, change.age(row) ?? change.seconds))) continue;
      const { report } = main;
      if (report === undefined) continue;
      const which =
        lost === undefined
          ? ` Whether they belong to connections that ${old.name} knew, ovs-appctl dpctl/dump-conntrack of ${old.name} before the move and of ${main.name} now would tell.`
          : ` ${old.name} tracked ${lost.length === 1 ? 'a connection' : `${lost.length} connections`} of it that ${main.name} does not know: ${list(lost.slice(0, nNamed).map(({ text }) => text))}${lost.length > nNamed ? ' and more' : ''}.`;
      yield {
        message: `Since ${binding.name} has moved from ${old.name} to ${main.name}, an ACL drops ${countPackets(nDropped)} of it there, in table ${report.dump.rows.table[row]}; the same ACL dropped ${twin.nPackets === 0 ? 'none' : 'few'} at ${old.name}.${which}`,
        ...(lost === undefined ? { severity: 'information' as const } : {}),
        place: { path: report.path, line: row },
        related: [
          {
            path: old.report?.path ?? '',
            line: twin.row,
            message: `the same at ${old.name}: ${countPackets(twin.nPackets)}`,
          },
          ...(lost ?? []).slice(0, nNamed).map(({ place, text }) => ({ ...place, message: text })),
        ],
      };
    }
  },
  wanted: () => undefined,
};

/** A row of an ACL that lets nothing of a port pass. */
interface ClosingRow {
  readonly row: number;
  readonly cookie: number;
  /** Fields as written, which are the same on every chassis. */
  readonly match: string;
  readonly nPackets: number;
  /** In seconds; undefined when the dump has no ages. */
  readonly age: number | undefined;
}

/** ACLs are evaluated in these stages of a switch (`northd/northd.c build_acls`); what is established passes earlier. */
const aclStage = /^ls_(?:in|out)_acl(?:_eval|_after_lb|_after_lb_eval)?$/;

/** Rows of ACLs that let nothing pass, by datapath and port. */
const known = new WeakMap<FlowReport, ReadonlyMap<string, readonly ClosingRow[]>>();

function closingRows({ report }: Chassis, { binding }: PortState): readonly ClosingRow[] {
  if (report === undefined || binding.datapath === undefined) return [];
  const byPort = known.get(report) ?? readClosingRows(report);
  known.set(report, byPort);
  return byPort.get(`${binding.datapath}/${binding.key}`) ?? [];
}

function readClosingRows({ dump, layout }: FlowReport): ReadonlyMap<string, readonly ClosingRow[]> {
  const found = new Map<string, ClosingRow[]>();
  if (layout === undefined) return found;
  const { table, datapathKey, cookie, nRows } = dump.rows;
  const tables = new Set<number>(
    [...stagesOf(layout, 'ls_in'), ...stagesOf(layout, 'ls_out')].flatMap(({ name, openFlowTable }) =>
      aclStage.test(name) ? [openFlowTable] : [],
    ),
  );
  for (let row = 0; row < nRows; row++) {
    if (!tables.has(table[row] as number)) continue;
    const nPackets = dump.rows.nPackets(row);
    const entry = nPackets < 0 ? undefined : openFlowEntryOf(dump, row);
    const port = entry === undefined ? undefined : portOf(entry);
    if (entry === undefined || port === undefined || !isClosing(entry)) continue;
    const age = entry.attributes.find(({ name }) => name === 'duration')?.text;
    const key = `${datapathKey[row]}/${port}`;
    const rows = found.get(key) ?? [];
    found.set(key, rows);
    rows.push({
      row,
      cookie: cookie[row] as number,
      match: entry.match
        .map(({ name, text, mask }) => `${name}=${text}/${mask ?? ''}`)
        .sort()
        .join(),
      nPackets,
      age: age === undefined ? undefined : Number.parseFloat(age),
    });
  }
  return found;
}

/** The port that a row of a pipeline asks for. */
function portOf({ match }: OpenFlowEntry): bigint | undefined {
  return match.find(({ name, mask }) => (name === 'reg14' || name === 'reg15') && mask === undefined)?.value;
}

/** Bits of reg8 in which newer releases say that a packet is dropped or rejected (`northd.c REGBIT_ACL_VERDICT_DROP`). */
const verdictBits = new Set([17, 18]);

/** Nothing goes on from there, or the verdict is written down for a later table. */
function isClosing({ actions }: OpenFlowEntry): boolean {
  const hasVerdict = actions.some(
    (action) =>
      action.kind === 'set' &&
      action.destination.field === 'reg8' &&
      [...verdictBits].some((bit) => setsBit(action.value, action.destination.low, bit)),
  );
  const goesOn = actions.some(
    (action) =>
      action.kind === 'resubmit' ||
      action.kind === 'output' ||
      (action.kind === 'ct' && action.table !== undefined) ||
      (action.kind === 'controller' && action.isPausing),
  );
  const isClause = actions.some(({ kind }) => kind === 'conjunction');
  return hasVerdict || (!goesOn && !isClause);
}

function setsBit(value: bigint | undefined, low: number, bit: number): boolean {
  return value !== undefined && bit >= low && ((value >> BigInt(bit - low)) & 1n) === 1n;
}

function isQuiet({ nPackets, age }: ClosingRow, perSecond: number): boolean {
  return age !== undefined && age >= quietTime && (nPackets / age) * muchMore < perSecond;
}

/** What the old place tracked and the new one does not; undefined when one of the two is not known. */
function lostConnections(
  before: PortState,
  old: Chassis,
  after: PortState,
  main: Chassis,
): readonly Connection[] | undefined {
  if (old.connections === undefined || main.connections === undefined) return undefined;
  const known = new Set(main.connections.inZone(zoneOf(after, main)).map(({ key }) => key));
  return old.connections.inZone(zoneOf(before, old)).filter(({ key }) => !known.has(key));
}

/** The port's zone there: what `reg13` is set to before its packets are looked at. */
function zoneOf(state: PortState, chassis: Chassis): number | undefined {
  const row = viewOf(state, chassis)?.flows.local[0]?.place.line;
  const entry =
    row === undefined || chassis.report === undefined ? undefined : openFlowEntryOf(chassis.report.dump, row);
  for (const action of entry?.actions ?? []) {
    if (action.kind === 'set' && action.destination.field === 'reg13' && action.destination.low === 0)
      return action.value === undefined ? undefined : Number(action.value & 0xffffn);
  }
  return undefined;
}

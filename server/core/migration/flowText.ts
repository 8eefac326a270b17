import { chassisState } from './apply.ts';
import type { FlowCounters } from './flowCounters.ts';
import { countFlows } from './flowCounters.ts';
import type { FlowRow } from './flowRows.ts';
import { flowRows } from './flowRows.ts';
import type { FlowStyle } from './flowStyle.ts';
import { defaultFlowStyle } from './flowStyle.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';
import type { Timeline } from './timeline.ts';
import { nEventsAt, worldAfter } from './timeline.ts';

/** A moment of a timeline; `nEvents` says which of several events of one instant count, absent: all. */
export interface Moment {
  readonly time: Micros;
  readonly nEvents?: number;
}

/** `of15`: `ovs-ofctl -O OpenFlow15 dump-flows br-int`. `of10`: without `-O`. */
export type FlowSpelling = 'of15' | 'of10';

/** The flows of a chassis at a moment, in the order of a dump, with their counters. */
export interface FlowDump {
  readonly chassis: ChassisName;
  readonly time: Micros;
  readonly rows: readonly CountedRow[];
}

interface CountedRow extends FlowRow, FlowCounters {}

/**
 * The physical flows of a chassis at a moment. Counters follow the pings and announcements of the timeline.
 *
 * Throws an `InvariantError` for a chassis that the timeline does not have.
 */
export function flowDump(
  timeline: Timeline,
  chassis: ChassisName,
  moment: Moment,
  style: FlowStyle = defaultFlowStyle,
): FlowDump {
  const world = worldAfter(timeline, moment.nEvents ?? nEventsAt(timeline, moment.time));
  const rows = inDumpOrder(flowRows(timeline.network, chassisState(world, chassis), style));
  const counters = countFlows(timeline, chassis, moment.time, rows, style);
  return {
    chassis,
    time: moment.time,
    rows: rows.map((it) => ({ ...it, ...(counters.get(it.key) ?? { nPackets: 0, nBytes: 0 }) })),
  };
}

/** The dump as `ovs-ofctl` prints it. Row i is on line i + 1; line 0 is the heading. */
export function flowText(dump: FlowDump, spelling: FlowSpelling = 'of15'): string {
  const heading = spelling === 'of15' ? 'OFPST_FLOW reply (OF1.5) (xid=0x2):' : 'NXST_FLOW reply (xid=0x4):';
  return `${[heading, ...dump.rows.map((it) => rowText(it, dump.time, spelling))].join('\n')}\n`;
}

/** What a row changed into between two dumps of one chassis. */
export interface FlowChange {
  readonly key: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The row as it is now; for a removed one as it was. */
  readonly row: CountedRow;
}

/** The rows that differ between two dumps, counters and ages left out: first what is there now, in its order, then what is gone. */
export function changesBetween(before: FlowDump, after: FlowDump): readonly FlowChange[] {
  const old = new Map(before.rows.map((it) => [it.key, it]));
  const now = new Set(after.rows.map((it) => it.key));
  return [
    ...after.rows.flatMap((row): readonly FlowChange[] => {
      const was = old.get(row.key);
      if (was === undefined) return [{ key: row.key, kind: 'added', row }];
      const same = was.actions.of15 === row.actions.of15 && was.cookie === row.cookie;
      return same ? [] : [{ key: row.key, kind: 'changed', row }];
    }),
    ...before.rows
      .filter((it) => !now.has(it.key))
      .map((row): FlowChange => ({ key: row.key, kind: 'removed', row })),
  ];
}

/**
 * Open vSwitch keeps the rows of a table by the fields that they match, the group with the highest priority first
 * (`classifier.c`); in a group by installation, which stands for its hash here.
 */
function inDumpOrder(rows: readonly FlowRow[]): readonly FlowRow[] {
  const groups = new Map<string, FlowRow[]>();
  for (const row of rows) {
    const name = `${row.table} ${maskOf(row.match)}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups.values()]
    .map((group) => group.sort((a, b) => a.since - b.since))
    .sort((a, b) => tableOf(a) - tableOf(b) || highestPriority(b) - highestPriority(a))
    .flat();
}

/** The fields and masks of a match, without its values. */
function maskOf(match: string): string {
  return match
    .split(',')
    .map((it) => {
      const [field = '', value = ''] = it.split('=');
      const [, mask = ''] = value.split('/');
      return `${field}/${mask}`;
    })
    .join();
}

function tableOf(group: readonly FlowRow[]): number {
  return group[0]?.table ?? 0;
}

function highestPriority(group: readonly FlowRow[]): number {
  return Math.max(...group.map((it) => it.priority));
}

function rowText(row: CountedRow, now: Micros, spelling: FlowSpelling): string {
  const idle = Math.floor((now - (row.lastUsed ?? row.since)) / 1_000_000);
  const match = row.match === '' ? '' : `,${row.match}`;
  return [
    ` cookie=0x${row.cookie.toString(16)}`,
    ` duration=${seconds(now - row.since)}s`,
    ` table=${row.table}`,
    ` n_packets=${row.nPackets}`,
    ` n_bytes=${row.nBytes}`,
    ` idle_age=${idle}`,
    ` priority=${row.priority}${match} actions=${row.actions[spelling]}`,
  ].join(',');
}

/** Whole milliseconds, as a dump shows them. */
function seconds(length: number): string {
  const milliseconds = Math.floor(length / 1_000);
  return `${Math.floor(milliseconds / 1_000)}.${String(milliseconds % 1_000).padStart(3, '0')}`;
}

import { InvariantError } from '../base/invariant.ts';
import { apply } from './apply.ts';
import type { EventId, MigrationEvent } from './event.ts';
import type { ChassisName, Network } from './network.ts';
import type { Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import type { World } from './world.ts';

/** The name and the version of the format; a reader refuses what it does not know. */
export const timelineFormat = 'ovn-lens-timeline';
export const timelineVersion = 1;

/** One migration, from start to end: plain data, and all that a player needs. */
export interface Timeline {
  readonly format: typeof timelineFormat;
  readonly version: typeof timelineVersion;
  readonly origin: 'simulated' | 'recorded';
  readonly scenario: Scenario;
  readonly seed: number;
  readonly network: Network;
  /** The last instant; the first is 0. */
  readonly end: Micros;
  /** In the order in which they are applied; an event's `id` is its index. */
  readonly events: readonly MigrationEvent[];
  /** Worlds to start from, in order; the first is the world before all events. */
  readonly keyframes: readonly Keyframe[];
  readonly phases: readonly Phase[];
  /** One for each sender. */
  readonly pings: readonly PingRun[];
}

/** The world after the first `nEvents` events. */
export interface Keyframe {
  readonly nEvents: number;
  readonly world: World;
}

/** A stretch of the migration that has a name. Phases follow each other without gaps. */
export interface Phase {
  readonly kind: PhaseKind;
  readonly title: string;
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * single: one chassis is asked for. requested: the list is set and the destination is not bound. both: bound to two and
 * open. blocked: bound to two and held until activation. active: activated. moved: the list names the destination only.
 */
export type PhaseKind = 'single' | 'requested' | 'both' | 'blocked' | 'active' | 'moved';

/** What one sender's echo requests met with: the ledger. */
export interface PingRun {
  readonly sender: string;
  readonly chassis: ChassisName;
  /** By sequence number, ascending; each was sent after the one before. */
  readonly packets: readonly Packet[];
  /** Totals at the end. */
  readonly counters: PingCounters;
}

export interface Packet {
  /** As ping counts: 1 for the first. */
  readonly seq: number;
  readonly sent: Micros;
  readonly verdict: Verdict;
  /** The request's copies: where each came to and what became of it. None when the sender's chassis knew no place. */
  readonly copies: readonly Copy[];
  /** The replies that came back, in order of arrival. The first counts as received, each further one as a duplicate. */
  readonly replies: readonly Reply[];
}

/** lost: no reply. duplicate: more than one. */
export type Verdict = 'answered' | 'lost' | 'duplicate';

export interface Copy {
  /** The chassis that sent it; the same as `chassis` when it went from port to port there. */
  readonly from: ChassisName;
  readonly chassis: ChassisName;
  readonly path: 'local' | 'tunnel' | 'localnet';
  /** When it was at that chassis. */
  readonly arrived: Micros;
  readonly fate: CopyFate;
  /** When the guest answered, if it did. */
  readonly answered?: Micros;
}

/**
 * answered: the guest ran. late: it waited in the interface's queue until the guest ran. discarded: the guest never ran
 * again there. overflow: the queue was full. blocked: the activation strategy dropped the request. reply-blocked: it dropped
 * the guest's reply. not-local: the chassis had no rows that deliver. loopback: came in by the localnet port and would have gone out there again. no-interface: nothing plugged.
 */
export type CopyFate =
  | 'answered'
  | 'late'
  | 'discarded'
  | 'overflow'
  | 'blocked'
  | 'reply-blocked'
  | 'not-local'
  | 'loopback'
  | 'no-interface';

export interface Reply {
  readonly chassis: ChassisName;
  readonly arrived: Micros;
}

export interface PingCounters {
  readonly sent: number;
  /** Requests with at least one reply. */
  readonly received: number;
  readonly duplicates: number;
  /** Requests that never get a reply. While the run goes on: those already sent that never will. */
  readonly lost: number;
}

/** How many events have been applied at an instant: all of that instant and before. */
export function nEventsAt(timeline: Timeline, time: Micros): number {
  let low = 0;
  let high = timeline.events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = timeline.events[middle];
    if (event !== undefined && event.time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The world after the first `nEvents` events: the nearest keyframe and the events since. */
export function worldAfter(timeline: Timeline, nEvents: number): World {
  const keyframe = timeline.keyframes.findLast((it) => it.nEvents <= nEvents);
  if (keyframe === undefined) throw new InvariantError('a timeline begins with a keyframe');
  return timeline.events.slice(keyframe.nEvents, nEvents).reduce(apply, keyframe.world);
}

export function worldAt(timeline: Timeline, time: Micros): World {
  return worldAfter(timeline, nEventsAt(timeline, time));
}

export function eventOf(timeline: Timeline, id: EventId): MigrationEvent {
  const event = timeline.events[id];
  if (event === undefined) throw new InvariantError(`no event ${id} in this timeline`);
  return event;
}

export function phaseAt(timeline: Timeline, time: Micros): Phase | undefined {
  return timeline.phases.findLast((it) => it.from <= time) ?? timeline.phases[0];
}

/** What ping would have counted by then. A lost request counts as soon as it was sent. */
export function countersAt(run: PingRun, time: Micros): PingCounters {
  let sent = 0;
  let received = 0;
  let duplicates = 0;
  let lost = 0;
  for (const packet of run.packets) {
    if (packet.sent > time) break;
    sent++;
    if (packet.verdict === 'lost') lost++;
    const nReplies = packet.replies.filter((it) => it.arrived <= time).length;
    if (nReplies > 0) {
      received++;
      duplicates += nReplies - 1;
    }
  }
  return { sent, received, duplicates, lost };
}

/** Whether a value that came from outside is a timeline of the version that this program reads. */
export function isTimeline(value: unknown): value is Timeline {
  if (typeof value !== 'object' || value === null) return false;
  const head = value as { readonly format?: unknown; readonly version?: unknown };
  return head.format === timelineFormat && head.version === timelineVersion;
}

import { assertNever } from '../../../../server/core/base/invariant.ts';
import type { Component, MigrationEvent } from '../../../../server/core/migration/event.ts';
import { formatLength, type Micros, span } from '../../../../server/core/migration/time.ts';
import type { Packet, PingRun, Timeline } from '../../../../server/core/migration/timeline.ts';

/** One row of the timeline: an actor, and what it did when. */
export type TimelineLane =
  | { readonly kind: 'items'; readonly name: string; readonly items: readonly LaneItem[] }
  | { readonly kind: 'ping'; readonly name: string; readonly run: PingRun };

/** A stretch of time, or an instant when `from` equals `to`. */
export interface LaneItem {
  readonly from: Micros;
  readonly to: Micros;
  /** A few letters that stand beside it; empty for none. */
  readonly label: string;
  /** The whole sentence. */
  readonly title: string;
  readonly tone: Tone;
}

/** How an item is drawn: each tone has its own fill pattern or outline besides its colour. */
export type Tone = 'phase' | 'held' | 'open' | 'work' | 'mark' | 'running' | 'paused' | 'trouble';

/** The lanes from top to bottom. An actor that does nothing in this scenario has no lane. */
export function lanesOf(timeline: Timeline): readonly TimelineLane[] {
  const lanes: TimelineLane[] = [
    { kind: 'items', name: 'phase', items: phaseItems(timeline) },
    workLane('CMS', timeline, (event) => isOf(event, 'cms', 'nb')),
    workLane('northd', timeline, (event) => isOf(event, 'northd', 'sb')),
  ];
  for (const { name } of timeline.network.chassis) {
    lanes.push(
      workLane(
        `controller ${name}`,
        timeline,
        (event) => event.lane.chassis === name && isOf(event, 'controller', 'vswitchd'),
      ),
    );
  }
  lanes.push({ kind: 'items', name: 'guest', items: guestItems(timeline) });
  lanes.push(workLane('fabric', timeline, (event) => isOf(event, 'fabric')));
  const pings = timeline.pings.map(
    (run): TimelineLane => ({
      kind: 'ping',
      name: timeline.pings.length === 1 ? 'ping' : `ping ${run.sender}`,
      run,
    }),
  );
  return [...lanes.filter((lane) => lane.kind === 'items' && lane.items.length > 0), ...pings];
}

function isOf(event: MigrationEvent, ...components: readonly Component[]): boolean {
  return components.includes(event.lane.component);
}

function workLane(
  name: string,
  timeline: Timeline,
  belongs: (event: MigrationEvent) => boolean,
): TimelineLane {
  const items: LaneItem[] = [];
  for (const event of timeline.events) {
    const label = belongs(event) ? shortLabel(event) : undefined;
    if (label === undefined) continue;
    const length = span(event.began, event.time);
    const title = length > 0 ? `${event.text} (took ${formatLength(length)})` : event.text;
    items.push({ from: event.began, to: event.time, label, title, tone: toneOf(event) });
  }
  return { kind: 'items', name, items };
}

function toneOf(event: MigrationEvent): Tone {
  if (event.kind === 'controller-disconnected' || event.kind === 'southbound-hung') return 'trouble';
  return event.time > event.began ? 'work' : 'mark';
}

function phaseItems(timeline: Timeline): LaneItem[] {
  return timeline.phases
    .filter((phase) => phase.to > phase.from)
    .map(({ kind, title, from, to }) => ({
      from,
      to,
      label: phaseLabels[kind],
      title: `${title}, for ${formatLength(span(from, to))}`,
      tone: kind === 'blocked' ? 'held' : kind === 'both' || kind === 'active' ? 'open' : 'phase',
    }));
}

const phaseLabels = {
  single: 'one chassis',
  requested: 'requested',
  both: 'both bound',
  blocked: 'blocked',
  active: 'active',
  moved: 'moved',
} as const;

/** Where the guest runs, the pause in which it runs nowhere, and what announces it. */
function guestItems(timeline: Timeline): LaneItem[] {
  const running = new Set<string>();
  for (const state of Object.values(timeline.keyframes[0]?.world.chassis ?? {}))
    if (state.guest === 'running') running.add(state.name);
  const items: LaneItem[] = [];
  let from = 0 as Micros;
  const close = (to: Micros): void => {
    if (to > from) items.push(guestItem([...running], from, to));
    from = to;
  };
  for (const event of timeline.events) {
    if (event.kind === 'guest-changed') {
      const runs = event.guest === 'running';
      if (runs !== running.has(event.chassis)) close(event.time);
      if (runs) running.add(event.chassis);
      else running.delete(event.chassis);
    } else if (isOf(event, 'qemu', 'guest')) {
      const label = shortLabel(event);
      if (label !== undefined)
        items.push({ from: event.began, to: event.time, label, title: event.text, tone: 'mark' });
    }
  }
  close(timeline.end);
  return items.sort((a, b) => a.from - b.from);
}

function guestItem(running: readonly string[], from: Micros, to: Micros): LaneItem {
  const length = formatLength(span(from, to));
  const where = running.toSorted().join(' and ');
  return running.length === 0
    ? { from, to, label: `pause ${length}`, title: `The guest runs nowhere for ${length}`, tone: 'paused' }
    : {
        from,
        to,
        label: `running on ${where}`,
        title: `The guest runs on ${where} for ${length}`,
        tone: 'running',
      };
}

/** A few letters for an event; undefined for one that the lanes show otherwise. */
function shortLabel(event: MigrationEvent): string | undefined {
  switch (event.kind) {
    case 'cms-step':
      return event.step;
    case 'northbound-written':
      return `list=${event.requestedChassis.join(',')}`;
    case 'northd-ran':
      return 'run';
    case 'southbound-requested':
      return 'southbound written';
    case 'interface-plugged':
      return 'plugged';
    case 'interface-unplugged':
      return 'unplugged';
    case 'controller-ran':
      return 'run';
    case 'port-claimed':
      return event.role === 'main' ? 'claim' : 'claim as additional';
    case 'port-released':
      return 'release';
    case 'flows-installed':
      return flowLabels[event.reason];
    case 'ovn-installed':
      return event.installed ? 'ovn-installed' : 'not installed';
    case 'southbound-up':
    case 'northbound-up':
      return event.up ? 'up' : 'down';
    case 'announced':
      return `${event.frame.toUpperCase()} ${event.round}`;
    case 'packet-in':
      return 'packet-in';
    case 'activation-handled':
      return 'activate';
    case 'activation-recorded':
      return 'recorded';
    case 'garp-sent':
      return `GARP ${event.round}`;
    case 'fabric-learned':
      return `learned ${event.chassis}`;
    case 'controller-disconnected':
      return 'disconnected';
    case 'controller-connected':
      return 'connected';
    case 'southbound-hung':
      return 'database hung';
    case 'southbound-answers':
      return 'database answers';
    case 'guest-changed':
    case 'ping-started':
    case 'ping-finished':
      return undefined;
    default:
      return assertNever(event);
  }
}

const flowLabels = {
  claim: 'flows',
  block: 'block',
  activation: 'rows gone',
  release: 'flows removed',
  targets: 'targets',
  role: 'flows',
} as const;

/** What a packet of the ping lane came to, in words. */
export function packetText(packet: Packet): string {
  const head = `request ${packet.seq}: ${packet.verdict === 'duplicate' ? `answered ${packet.replies.length} times` : packet.verdict}`;
  const copies = packet.copies.map((copy) => `copy to ${copy.chassis} ${fateTexts[copy.fate]}`);
  return copies.length === 0
    ? `${head}; its chassis knew no place to send it`
    : `${head}; ${copies.join(', ')}`;
}

export const fateTexts = {
  answered: 'answered',
  late: 'waited and was answered late',
  discarded: 'waited and was discarded',
  overflow: 'dropped: the queue was full',
  blocked: 'dropped: blocked until active',
  'reply-blocked': 'answered, and the reply was dropped: blocked until active',
  'not-local': 'dropped: no rows for the port there',
  loopback: 'dropped: it would have gone out where it came in',
  'no-interface': 'dropped: no interface there',
} as const;

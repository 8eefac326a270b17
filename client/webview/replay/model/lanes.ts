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
  /** A few letters that stand beside it. */
  readonly label: string;
  /** The whole sentence. */
  readonly title: string;
  readonly tone: Tone;
}

/** How an item is drawn: each tone has its own fill pattern or outline besides its colour. */
export type Tone =
  | 'phase'
  | 'held'
  | 'open'
  | 'work'
  | 'mark'
  | 'running'
  | 'paused'
  | 'incoming'
  | 'blocked'
  | 'trouble';

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
  for (const { name, role } of timeline.network.chassis) {
    if (role !== 'peer')
      lanes.push({
        kind: 'items',
        name: `${timeline.network.port.name} on ${name}`,
        items: guestItems(timeline, name),
      });
  }
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
      label: title,
      title: `${title}, for ${formatLength(span(from, to))}`,
      tone: kind === 'blocked' ? 'held' : kind === 'both' || kind === 'active' ? 'open' : 'phase',
    }));
}

/** What the guest does on one chassis, what holds it back there, and what it announces. */
function guestItems(timeline: Timeline, chassis: string): LaneItem[] {
  const { end } = timeline;
  const port = timeline.network.port.name;
  const first = timeline.keyframes[0]?.world.chassis[chassis];
  const items: LaneItem[] = [];
  let guest = first?.guest ?? 'none';
  let guestFrom = 0 as Micros;
  let blockedFrom: Micros | undefined = first?.flows.block === true ? (0 as Micros) : undefined;
  const closeGuest = (to: Micros): void => {
    if (guest === 'none' || guest === 'gone' || to <= guestFrom) return;
    const length = formatLength(span(guestFrom, to));
    const label = guest === 'paused' ? `paused ${length}` : guest;
    items.push({
      from: guestFrom,
      to,
      label,
      title: `${port} ${guest} on ${chassis}, for ${length}`,
      tone: guest,
    });
  };
  const closeBlock = (to: Micros): void => {
    if (blockedFrom === undefined || to <= blockedFrom) return;
    const length = formatLength(span(blockedFrom, to));
    const title = `${port} blocked on ${chassis} until it is active there, for ${length}`;
    items.push({ from: blockedFrom, to, label: `blocked ${length}`, title, tone: 'blocked' });
  };
  for (const event of timeline.events) {
    if (event.lane.chassis !== chassis && !('chassis' in event && event.chassis === chassis)) continue;
    if (event.kind === 'guest-changed') {
      closeGuest(event.time);
      guest = event.guest;
      guestFrom = event.time;
    } else if (event.kind === 'flows-installed') {
      if (event.flows.block) blockedFrom ??= event.time;
      else {
        closeBlock(event.time);
        blockedFrom = undefined;
      }
    } else if (isOf(event, 'qemu', 'guest')) {
      const label = shortLabel(event);
      if (label !== undefined)
        items.push({ from: event.began, to: event.time, label, title: event.text, tone: 'mark' });
    }
  }
  closeGuest(end);
  closeBlock(end);
  return items.sort((a, b) => a.from - b.from);
}

/** A few letters for an event; undefined for one that the lanes show otherwise. */
export function shortLabel(event: MigrationEvent): string | undefined {
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

import type { PlayerState } from '../../../../server/core/migration/player.ts';
import type { CopyFate, Packet, PingRun, Timeline } from '../../../../server/core/migration/timeline.ts';
import type { World } from '../../../../server/core/migration/world.ts';
import { fateTexts, packetText } from './lanes.ts';

/** What the picture shows at one instant. */
export interface Picture {
  readonly hosts: readonly HostPicture[];
  readonly dots: readonly Dot[];
}

export interface HostPicture {
  readonly name: string;
  readonly role: 'source' | 'destination' | 'peer';
  /** How Port_Binding names this chassis, if it does. */
  readonly binding: 'main chassis' | 'additional chassis' | undefined;
  /** The migrating guest here; absent where it never is. */
  readonly guest: GuestPicture | undefined;
  /** Ports that ping from here. */
  readonly senders: readonly string[];
}

interface GuestPicture {
  readonly name: string;
  readonly state: 'none' | 'incoming' | 'running' | 'paused' | 'gone';
  /** Why packets do not reach it, whatever its own state. */
  readonly isBlocked: boolean;
  /** Packets that wait for it. */
  readonly nWaiting: number;
}

/** One packet on its way, or where its way ended. */
export interface Dot {
  /** The same for the same copy from instant to instant. */
  readonly id: string;
  readonly seq: number;
  readonly sender: string;
  readonly from: string;
  readonly to: string;
  readonly kind: DotKind;
  /** From 0 to 1: from the sender's port over both chassis to the guest. */
  readonly progress: number;
  readonly title: string;
}

/** Each kind has its own shape. A copy is a request's second and further ones. */
export type DotKind = 'request' | 'copy' | 'reply' | 'duplicate' | 'dropped';

export function pictureAt(timeline: Timeline, world: World, position: number, flight: number): Picture {
  const { network, pings } = timeline;
  const { chassis, additionalChassis } = world.southbound;
  const hosts = network.chassis.map(({ name, role }): HostPicture => {
    const state = world.chassis[name];
    const isHost = role !== 'peer';
    return {
      name,
      role,
      binding: chassis.includes(name)
        ? 'main chassis'
        : additionalChassis.includes(name)
          ? 'additional chassis'
          : undefined,
      guest:
        isHost && state !== undefined
          ? {
              name: network.port.name,
              state: state.guest,
              isBlocked: state.flows.block,
              nWaiting: isHere(state.guest)
                ? pings.reduce((n, run) => n + nWaiting(run, name, position), 0)
                : 0,
            }
          : undefined,
      senders: pings.filter((run) => run.chassis === name).map((run) => run.sender),
    };
  });
  return { hosts, dots: pings.flatMap((run) => dotsAt(run, position, flight)) };
}

/** Whether there is an interface whose queue could hold something. */
function isHere(guest: GuestPicture['state']): boolean {
  return guest !== 'none' && guest !== 'gone';
}

function nWaiting(run: PingRun, chassis: string, position: number): number {
  let n = 0;
  for (const packet of run.packets) {
    if (packet.sent > position) break;
    for (const copy of packet.copies) {
      const waits = copy.fate === 'late' || copy.fate === 'discarded';
      if (
        waits &&
        copy.chassis === chassis &&
        copy.arrived <= position &&
        (copy.answered ?? Infinity) > position
      )
        n++;
    }
  }
  return n;
}

/** Milliseconds that a packet's way takes on screen while the replay runs. */
const flightOnScreen = 220;

/**
 * How long a packet's way is drawn to take, in simulated microseconds: long enough to be seen at the speed of the replay, but
 * not so long that packets stand in a row. Standing still, one or two on their way say more than a crowd.
 */
export function flightOf(timeline: Timeline, player: PlayerState): number {
  const { transit } = timeline.scenario;
  if (player.position >= timeline.end) return transit;
  const nTogether = player.status === 'paused' ? 1.5 : 12;
  return Math.max(
    transit,
    Math.min(flightOnScreen * 1e3 * player.speed, nTogether * shortestSpacing(timeline)),
  );
}

function shortestSpacing({ pings }: Timeline): number {
  const spacings = pings.map(({ packets }) => {
    const lasts = (packets.at(-1)?.sent ?? 0) - (packets[0]?.sent ?? 0);
    return lasts / Math.max(1, packets.length - 1);
  });
  return Math.min(...spacings, Number.POSITIVE_INFINITY);
}

/** How long a dropped packet's cross stays, in flights. */
const crossStays = 2;

/**
 * The dots at an instant. A real packet is on its way for a fraction of a millisecond, too short to be seen, so each way
 * takes at least `flight` microseconds here; the order of things stays true, the places lag by that much.
 */
export function dotsAt(run: PingRun, position: number, flight: number): Dot[] {
  const dots: Dot[] = [];
  for (
    let idx = firstWithin(run.packets, position - longestStay(run, flight));
    idx < run.packets.length;
    idx++
  ) {
    const packet = run.packets[idx] as Packet;
    if (packet.sent > position) break;
    addDots(dots, run, packet, position, flight);
  }
  return dots;
}

function addDots(dots: Dot[], run: PingRun, packet: Packet, position: number, flight: number): void {
  const title = packetText(packet);
  packet.copies.forEach((copy, copyIdx) => {
    const base = { seq: packet.seq, sender: run.sender, from: run.chassis, to: copy.chassis, title };
    const way = Math.max(flight, copy.arrived - packet.sent);
    const arrived = packet.sent + way;
    const id = `${run.sender} ${packet.seq} ${copy.chassis}`;
    if (position < arrived) {
      const kind = copyIdx === 0 ? 'request' : 'copy';
      dots.push({ ...base, id, kind, progress: (position - packet.sent) / way });
      return;
    }
    if (isDrop(copy.fate)) {
      if (position < arrived + crossStays * flight)
        dots.push({ ...base, id, kind: 'dropped', progress: 1, title: `${title} (${fateTexts[copy.fate]})` });
      return;
    }
    const nth = packet.replies.findIndex((reply) => reply.chassis === copy.chassis);
    const reply = packet.replies[nth];
    if (copy.answered === undefined || reply === undefined) return;
    const left = Math.max(arrived, copy.answered);
    const back = Math.max(flight, reply.arrived - copy.answered);
    if (position >= left && position < left + back) {
      const kind = nth === 0 ? 'reply' : 'duplicate';
      dots.push({ ...base, id: `${id} reply`, kind, progress: 1 - (position - left) / back });
    }
  });
  if (packet.copies.length === 0 && position < packet.sent + crossStays * flight)
    dots.push({
      id: `${run.sender} ${packet.seq}`,
      seq: packet.seq,
      sender: run.sender,
      from: run.chassis,
      to: run.chassis,
      kind: 'dropped',
      progress: 0,
      title,
    });
}

function isDrop(fate: CopyFate): boolean {
  return fate !== 'answered' && fate !== 'late' && fate !== 'discarded';
}

const longestStays = new WeakMap<PingRun, number>();

/** How far back a packet may have been sent that still has something on screen. */
function longestStay(run: PingRun, flight: number): number {
  let longest = longestStays.get(run);
  if (longest === undefined) {
    longest = run.packets.reduce(
      (most, packet) => Math.max(most, ...packet.replies.map((reply) => reply.arrived - packet.sent)),
      0,
    );
    longestStays.set(run, longest);
  }
  return longest + (1 + crossStays) * flight;
}

/** Index of the first packet sent at `time` or later. */
function firstWithin(packets: readonly Packet[], time: number): number {
  let low = 0;
  let high = packets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((packets[middle] as Packet).sent < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The packets around an instant, newest first: the table that stands for moving dots where motion is not wanted. */
export function packetsAround(run: PingRun, position: number, nRows: number): readonly Packet[] {
  const end = firstWithin(run.packets, position + 1);
  return run.packets.slice(Math.max(0, end - nRows), end).toReversed();
}

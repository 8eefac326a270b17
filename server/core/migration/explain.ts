import { assertNever, InvariantError } from '../base/invariant.ts';
import type { RoomFor, Route } from './delivery.ts';
import { deliverRequest } from './delivery.ts';
import type { Component, EventId, MigrationEvent } from './event.ts';
import type { History } from './history.ts';
import { historyOf } from './history.ts';
import type { Outage } from './outage.ts';
import { outagesOf } from './outage.ts';
import type { Micros } from './time.ts';
import { formatLength, micros, span } from './time.ts';
import type { Copy, Packet, PingRun, Timeline } from './timeline.ts';
import { eventOf } from './timeline.ts';

/** Why something happened when it did: its causes backwards, and the longest wait among them. */
export interface Why {
  /** The answer in one sentence, without a full stop. */
  readonly text: string;
  /** From the event itself to the first cause. */
  readonly steps: readonly WhyStep[];
  /** The step that waited longest for its cause: why it was not earlier. Absent when there is one step only. */
  readonly longest?: WhyStep;
}

interface WhyStep {
  readonly event: MigrationEvent;
  /** From the cause to this event; 0 for the first cause. */
  readonly wait: Micros;
  /** The end of that wait, in which the work itself was done; the rest was spent on the way or in a queue. */
  readonly work: Micros;
}

/** Why an event happened. Throws an `InvariantError` for an id that is not the timeline's. */
export function whyEvent(timeline: Timeline, id: EventId): Why {
  const steps = causesOf(timeline, id);
  const longest = longestOf(steps);
  const event = eventOf(timeline, id);
  if (longest === undefined) return { text: `${event.text}: the scenario has it so`, steps };
  return { text: `${event.text}; ${waitText(longest)}`, steps, longest };
}

/** Why a request met with what it did. */
export interface WhyPacket {
  readonly text: string;
  /** One sentence for each copy, or for their absence. */
  readonly copies: readonly string[];
  /** For a lost one: the stretch of time in which all were lost, and why it ended no sooner. */
  readonly outage?: Outage;
  readonly ended?: Why;
}

/** Undefined when the sender sent no such request. */
export function whyPacket(timeline: Timeline, sender: string, seq: number): WhyPacket | undefined {
  const run = timeline.pings.find((it) => it.sender === sender);
  const packet = run?.packets[seq - 1];
  if (run === undefined || packet === undefined) return undefined;
  const copies = copyTexts(timeline, run, packet);
  const text = `Request ${seq} ${verdictTexts[packet.verdict]}.`;
  if (packet.verdict !== 'lost') return { text, copies };
  const route = routeOf(timeline, run);
  const outage = outagesOf(route, timeline.end).find((it) => it.from <= packet.sent && packet.sent < it.to);
  if (outage === undefined) return { text, copies };
  const ender = enderOf(timeline, route, outage);
  return ender === undefined
    ? { text, copies, outage }
    : { text, copies, outage, ended: whyEvent(timeline, ender) };
}

/** When requests of a sender would have been lost, whether or not it sent any. */
export function outagesFor(timeline: Timeline, sender: string): readonly Outage[] {
  const run = timeline.pings.find((it) => it.sender === sender);
  return run === undefined ? [] : outagesOf(routeOf(timeline, run), timeline.end);
}

/** How a chain of causes divides between those who acted, from the first cause on; the waits add up to the whole. */
export function waitsByComponent(
  why: Why,
): readonly { readonly component: Component; readonly wait: Micros }[] {
  const waits = new Map<Component, number>();
  for (const { event, wait } of why.steps.toReversed()) {
    if (wait > 0) waits.set(event.lane.component, (waits.get(event.lane.component) ?? 0) + wait);
  }
  return [...waits].map(([component, wait]) => ({ component, wait: micros(wait) }));
}

function causesOf(timeline: Timeline, id: EventId): readonly WhyStep[] {
  const steps: WhyStep[] = [];
  let event: MigrationEvent | undefined = eventOf(timeline, id);
  while (event !== undefined) {
    const { cause }: MigrationEvent = event;
    if (cause !== undefined && cause >= event.id)
      throw new InvariantError(`event ${event.id} is its own cause`);
    const before: MigrationEvent | undefined = cause === undefined ? undefined : eventOf(timeline, cause);
    const wait = before === undefined ? micros(0) : span(before.time, event.time);
    const work = micros(Math.min(wait, span(event.began, event.time)));
    steps.push({ event, wait, work });
    event = before;
  }
  return steps;
}

function longestOf(steps: readonly WhyStep[]): WhyStep | undefined {
  const waits = steps.filter((it) => it.event.cause !== undefined);
  return waits.reduce<WhyStep | undefined>(
    (longest, it) => (longest === undefined || it.wait > longest.wait ? it : longest),
    undefined,
  );
}

function waitText({ event, wait }: WhyStep): string {
  return `the longest wait was ${formatLength(wait)}, until ${event.text}`;
}

/** The event that let the first request through again; for one on its way at that moment it may come a little later. */
function enderOf(timeline: Timeline, route: Route, outage: Outage): EventId | undefined {
  if (outage.to >= timeline.end) return undefined;
  const { history } = route;
  const reached = micros(outage.to + 2 * route.transit);
  const candidates = timeline.events.filter((it) => it.time >= outage.to && it.time <= reached);
  // Of several events in those moments it is the first without which the request would still be lost.
  return candidates.findLast((it) => {
    const without = historyWithout(timeline, history, it);
    return deliverRequest({ ...route, history: without }, outage.to, always).verdict === 'lost';
  })?.id;
}

const always: RoomFor = () => true;

function historyWithout(timeline: Timeline, history: History, event: MigrationEvent): History {
  const start = history.worlds[0];
  if (start === undefined) throw new InvariantError('a history begins with a world');
  return historyOf(
    start,
    timeline.events.filter((it) => it.id !== event.id),
  );
}

function routeOf(timeline: Timeline, run: PingRun): Route {
  const start = timeline.keyframes[0];
  if (start === undefined) throw new InvariantError('a timeline begins with a keyframe');
  const history = historyOf(start.world, timeline.events);
  return { history, transit: timeline.scenario.transit, sender: run.chassis };
}

const verdictTexts: Readonly<Record<Packet['verdict'], string>> = {
  answered: 'was answered once',
  lost: 'was lost',
  duplicate: 'was answered more than once',
};

function copyTexts(timeline: Timeline, run: PingRun, packet: Packet): readonly string[] {
  const port = timeline.network.port.name;
  if (packet.copies.length === 0) return [`${run.chassis} knew no place to send it to.`];
  return packet.copies.map((it) => `${pathTexts[it.path]} ${it.chassis}: ${fateText(it, port)}.`);
}

const pathTexts: Readonly<Record<Copy['path'], string>> = {
  local: 'On',
  tunnel: 'By tunnel to',
  localnet: 'Through the physical network to',
};

function fateText(copy: Copy, port: string): string {
  switch (copy.fate) {
    case 'answered':
      return 'the guest answered';
    case 'late':
      return `it waited ${formatLength(span(copy.arrived, copy.answered ?? copy.arrived))} until the guest ran`;
    case 'discarded':
      return 'it waited for a guest that never ran there again';
    case 'overflow':
      return "the interface's queue was full";
    case 'blocked':
      return 'dropped, for the port was blocked until activation';
    case 'reply-blocked':
      return "the guest's reply was dropped, for the port was blocked until activation";
    case 'not-local':
      return `dropped, for there were no rows that deliver to ${port}`;
    case 'loopback':
      return 'dropped, for it would have left by the localnet port that it came in by';
    case 'no-interface':
      return `there was no interface of ${port}`;
    default:
      return assertNever(copy.fate);
  }
}

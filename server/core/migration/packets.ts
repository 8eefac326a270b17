import type { Delivery, RoomFor, Route } from './delivery.ts';
import { deliverRequest } from './delivery.ts';
import type { History } from './history.ts';
import { worldIdxAt } from './history.ts';
import type { ChassisName, Network } from './network.ts';
import type { PingPlan, Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import { micros, plus } from './time.ts';
import type { Copy, Packet, PingCounters, PingRun } from './timeline.ts';

/**
 * Sends every echo request through the worlds of a run: where its copies go, which guest answers them, which replies come
 * back. Packets change nothing for the events, so they can be followed one by one after the events are known.
 */
export function sendPings(scenario: Scenario, network: Network, history: History): readonly PingRun[] {
  const packets: readonly Packet[][] = scenario.pings.map(() => []);
  eachRequest(scenario, network, history, (planIdx, seq, sent, delivery, by) => {
    packets[planIdx]?.push(packetOf(seq, sent, delivery, by));
  });
  return scenario.pings.map((plan, idx) => {
    const sentPackets = packets[idx] ?? [];
    return {
      sender: plan.sender,
      chassis: placeOf(network, plan.sender),
      packets: sentPackets,
      counters: countersOf(sentPackets),
    };
  });
}

/** The totals alone, by plan: what a run of many seeds needs. */
export function countPings(scenario: Scenario, network: Network, history: History): readonly PingCounters[] {
  const lost = scenario.pings.map(() => 0);
  const replies = scenario.pings.map(() => 0);
  eachRequest(scenario, network, history, (planIdx, _seq, _sent, delivery) => {
    if (delivery.verdict === 'lost') lost[planIdx] = (lost[planIdx] ?? 0) + 1;
    replies[planIdx] = (replies[planIdx] ?? 0) + delivery.replies.length;
  });
  return scenario.pings.map((plan, idx) => totals(plan.count, lost[idx] ?? 0, replies[idx] ?? 0));
}

/**
 * When each request of a plan is sent: k · lasts / (count − 1), in whole microseconds. The remainder is carried, never
 * summed up as a fraction, so the last one is sent exactly at `lasts`.
 */
export function sendTimes(plan: PingPlan): readonly Micros[] {
  const nGaps = Math.max(1, plan.count - 1);
  const gap = Math.floor(plan.lasts / nGaps);
  const remainder = plan.lasts % nGaps;
  const times: Micros[] = [];
  let time = 0;
  let carried = 0;
  for (let i = 0; i < plan.count; i++) {
    times.push(micros(time));
    time += gap;
    carried += remainder;
    if (carried >= nGaps) {
      carried -= nGaps;
      time++;
    }
  }
  return times;
}

function countersOf(packets: readonly Packet[]): PingCounters {
  const nLost = packets.filter((it) => it.verdict === 'lost').length;
  return totals(
    packets.length,
    nLost,
    packets.reduce((sum, it) => sum + it.replies.length, 0),
  );
}

function totals(sent: number, lost: number, nReplies: number): PingCounters {
  const received = sent - lost;
  return { sent, received, duplicates: nReplies - received, lost };
}

/** `delivery` holds for the request once all its times are moved by `by`. */
type Visit = (planIdx: number, seq: number, sent: Micros, delivery: Delivery, by: Micros) => void;

/** All requests in the order in which they are sent, whoever sends them: so fill the queues. */
function eachRequest(scenario: Scenario, network: Network, history: History, visit: Visit): void {
  const { transit, queueCapacity, pings } = scenario;
  const nWaiting = new Map<string, number>();
  let queued = false;
  const roomFor: RoomFor = (queue) => {
    queued = true;
    const nBefore = nWaiting.get(queue) ?? 0;
    nWaiting.set(queue, nBefore + 1);
    return nBefore < queueCapacity;
  };
  const known: (Known | undefined)[] = pings.map(() => undefined);
  const routes = pings.map((it): Route => ({ history, transit, sender: placeOf(network, it.sender) }));
  for (const { planIdx, seq, sent } of requestsOf(pings)) {
    const route = routes[planIdx];
    if (route === undefined) continue;
    const place = placeInTime(history, sent, transit);
    const last = known[planIdx];
    if (last !== undefined && last.place === place) {
      visit(planIdx, seq, sent, last.delivery, micros(sent - last.sent));
      continue;
    }
    queued = false;
    const delivery = deliverRequest(route, sent, roomFor);
    // Whoever meets the same worlds on its way fares the same, unless a queue has a say.
    known[planIdx] = queued ? undefined : { place, sent, delivery };
    visit(planIdx, seq, sent, delivery, micros(0));
  }
}

interface Known {
  readonly place: string;
  readonly sent: Micros;
  readonly delivery: Delivery;
}

/** The worlds that a request can meet: when it is sent, and one and two transits later. */
function placeInTime(history: History, sent: Micros, transit: Micros): string {
  const first = worldIdxAt(history, sent);
  const last = worldIdxAt(history, micros(sent + 2 * transit));
  return first === last ? `${first}` : `${first} ${worldIdxAt(history, plus(sent, transit))} ${last}`;
}

interface Request {
  readonly planIdx: number;
  readonly seq: number;
  readonly sent: Micros;
}

function requestsOf(plans: readonly PingPlan[]): readonly Request[] {
  const requests = plans.flatMap((plan, planIdx) =>
    sendTimes(plan).map((sent, idx): Request => ({ planIdx, seq: idx + 1, sent })),
  );
  return plans.length > 1 ? requests.sort((a, b) => a.sent - b.sent) : requests;
}

function packetOf(seq: number, sent: Micros, delivery: Delivery, by: Micros): Packet {
  const { verdict, copies, replies } = delivery;
  if (by === 0) return { seq, sent, verdict, copies, replies };
  return {
    seq,
    sent,
    verdict,
    copies: copies.map((it): Copy => {
      const moved = { ...it, arrived: plus(it.arrived, by) };
      return it.answered === undefined ? moved : { ...moved, answered: plus(it.answered, by) };
    }),
    replies: replies.map((it) => ({ ...it, arrived: plus(it.arrived, by) })),
  };
}

export function placeOf(network: Network, sender: string): ChassisName {
  const peer = network.peers.find((it) => it.name === sender);
  if (peer === undefined) {
    throw new RangeError(`${sender} is no port of ${network.datapath.name} that could ping`);
  }
  return peer.chassis;
}

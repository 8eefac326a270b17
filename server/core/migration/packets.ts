import { upperBound } from '../base/bisect.ts';
import { InvariantError } from '../base/invariant.ts';
import { chassisState } from './apply.ts';
import type { ControlRun } from './controlPlane.ts';
import { apply } from './apply.ts';
import type { ChassisName, Network } from './network.ts';
import type { PingPlan, Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import { micros, plus } from './time.ts';
import type { Copy, CopyFate, Packet, PingCounters, PingRun, Reply, Verdict } from './timeline.ts';
import type { ChassisState, World } from './world.ts';

/**
 * Sends every echo request through the worlds of a run: where its copies go, which guest answers them, which replies come
 * back. Packets change nothing for the events, so they can be followed one by one after the events are known.
 */
export function sendPings(scenario: Scenario, network: Network, control: ControlRun): readonly PingRun[] {
  const history = makeHistory(control);
  const queues = new Map<string, number>();
  const runs = scenario.pings.map((plan) => ({
    plan,
    chassis: placeOf(network, plan.sender),
    packets: [] as Packet[],
  }));
  // Queues fill in the order in which requests are sent, whoever sends them.
  const requests = runs
    .flatMap((run) => sendTimes(run.plan).map((sent, idx) => ({ run, seq: idx + 1, sent })))
    .sort((a, b) => a.sent - b.sent);
  for (const { run, seq, sent } of requests) {
    const copies = copiesOf({ scenario, history, queues }, run.chassis, sent);
    const replies = repliesTo(copies, run.chassis, scenario.transit);
    run.packets.push({ seq, sent, verdict: verdictOf(replies), copies, replies });
  }
  return runs.map(({ plan, chassis, packets }) => ({
    sender: plan.sender,
    chassis,
    packets,
    counters: countersOf(packets),
  }));
}

/**
 * When each request of a plan is sent: k · lasts / (count − 1), by whole microseconds. The remainder is carried, never
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

export function countersOf(packets: readonly Packet[]): PingCounters {
  const sent = packets.length;
  const lost = packets.filter((it) => it.verdict === 'lost').length;
  const nReplies = packets.reduce((sum, it) => sum + it.replies.length, 0);
  const received = sent - lost;
  return { sent, received, duplicates: nReplies - received, lost };
}

/** All worlds of a run, each valid from its time until the next. */
interface History {
  readonly times: readonly Micros[];
  readonly worlds: readonly World[];
}

function makeHistory(control: ControlRun): History {
  const times: Micros[] = [micros(-1)];
  const worlds: World[] = [control.start];
  let world = control.start;
  for (const event of control.events) {
    world = apply(world, event);
    if (times.at(-1) === event.time) worlds[worlds.length - 1] = world;
    else {
      times.push(event.time);
      worlds.push(world);
    }
  }
  return { times, worlds };
}

function worldIdxAt(history: History, time: Micros): number {
  return upperBound(history.times, time) - 1;
}

function stateAt(history: History, chassis: ChassisName, time: Micros): ChassisState {
  return chassisState(worldOf(history, worldIdxAt(history, time)), chassis);
}

function worldOf(history: History, idx: number): World {
  const world = history.worlds[idx];
  if (world === undefined) throw new InvariantError(`no world ${idx} in this run`);
  return world;
}

interface Sending {
  readonly scenario: Scenario;
  readonly history: History;
  /** How many requests wait, by chassis and by the world in which they will be answered or discarded. */
  readonly queues: Map<string, number>;
}

/** Where the sender's chassis sends a request, and what becomes of it there (`multichassis.md`, 6). */
function copiesOf(sending: Sending, sender: ChassisName, sent: Micros): readonly Copy[] {
  const { scenario, history } = sending;
  const { flows } = stateAt(history, sender, sent);
  const there = plus(sent, scenario.transit);
  if (flows.local || flows.remote.length > 0) {
    return [
      ...flows.remote.map((it) => deliver(sending, it, 'tunnel', there)),
      ...(flows.local ? [deliver(sending, sender, 'local', sent)] : []),
    ];
  }
  if (!flows.localnet) return [];
  const found = worldOf(history, worldIdxAt(history, sent)).fabric;
  // The physical network does not send a frame back to where it came from.
  return found === sender ? [] : fromLocalnet(sending, found, there);
}

/** A request that the physical network brings to a chassis: it is cloned from there as any other. */
function fromLocalnet(sending: Sending, chassis: ChassisName, arrived: Micros): readonly Copy[] {
  const { flows } = stateAt(sending.history, chassis, arrived);
  if (!flows.local && flows.remote.length === 0) {
    return [{ chassis, path: 'localnet', arrived, fate: flows.localnet ? 'loopback' : 'not-local' }];
  }
  const further = plus(arrived, sending.scenario.transit);
  return [
    ...flows.remote.map((it) => deliver(sending, it, 'tunnel', further)),
    ...(flows.local ? [deliver(sending, chassis, 'localnet', arrived)] : []),
  ];
}

/** A request that has come to LOCAL_OUTPUT of a chassis. */
function deliver(sending: Sending, chassis: ChassisName, path: Copy['path'], arrived: Micros): Copy {
  const state = stateAt(sending.history, chassis, arrived);
  const ends = (fate: CopyFate): Copy => ({ chassis, path, arrived, fate });
  if (!state.flows.local) return ends('not-local');
  if (state.flows.block) return ends('blocked');
  if (!state.plugged) return ends('no-interface');
  if (state.guest === 'running') return { ...ends('answered'), answered: arrived };
  return wait(sending, chassis, ends);
}

/** The interface's queue keeps a request until the guest runs; it is lost when guest or interface go first. */
function wait(sending: Sending, chassis: ChassisName, ends: (fate: CopyFate) => Copy): Copy {
  const { history, queues, scenario } = sending;
  const { arrived } = ends('late');
  const resumesAt = nextRunning(history, chassis, worldIdxAt(history, arrived));
  const key = `${chassis} ${resumesAt ?? 'never'}`;
  const nWaiting = queues.get(key) ?? 0;
  if (nWaiting >= scenario.queueCapacity) return ends('overflow');
  queues.set(key, nWaiting + 1);
  if (resumesAt === undefined) return ends('discarded');
  const answered = history.times[resumesAt] ?? arrived;
  const { flows } = chassisState(worldOf(history, resumesAt), chassis);
  return { ...ends(flows.block || !flows.local ? 'reply-blocked' : 'late'), answered };
}

/** The index of the world in which the guest runs again; undefined when it never does, or is destroyed first. */
function nextRunning(history: History, chassis: ChassisName, from: number): number | undefined {
  for (let idx = from; idx < history.worlds.length; idx++) {
    const state = chassisState(worldOf(history, idx), chassis);
    if (!state.plugged || state.guest === 'gone') return undefined;
    if (state.guest === 'running') return idx;
  }
  return undefined;
}

function repliesTo(copies: readonly Copy[], sender: ChassisName, transit: Micros): readonly Reply[] {
  return copies
    .filter((it) => it.fate === 'answered' || it.fate === 'late')
    .map((it): Reply => {
      const left = it.answered ?? it.arrived;
      return { chassis: it.chassis, arrived: it.chassis === sender ? left : plus(left, transit) };
    })
    .sort((a, b) => a.arrived - b.arrived);
}

function verdictOf(replies: readonly Reply[]): Verdict {
  if (replies.length === 0) return 'lost';
  return replies.length === 1 ? 'answered' : 'duplicate';
}

function placeOf(network: Network, sender: string): ChassisName {
  const peer = network.peers.find((it) => it.name === sender);
  if (peer === undefined)
    throw new RangeError(`${sender} is no port of ${network.datapath.name} that could ping`);
  return peer.chassis;
}

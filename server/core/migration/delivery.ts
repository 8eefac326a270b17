import { chassisState } from './apply.ts';
import type { History } from './history.ts';
import { stateAt, worldIdxAt, worldOf } from './history.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';
import { plus } from './time.ts';
import type { Copy, CopyFate, Reply, Verdict } from './timeline.ts';

/** The ways of one run, for requests of one sender. */
export interface Route {
  readonly history: History;
  readonly transit: Micros;
  readonly sender: ChassisName;
}

/** What becomes of one request. */
export interface Delivery {
  readonly copies: readonly Copy[];
  readonly replies: readonly Reply[];
  readonly verdict: Verdict;
}

/** A copy on its way. */
type Hop = Omit<Copy, 'fate' | 'answered'>;

/** Whether a queue still has room for a request; `queue` names the interface and the moment at which it empties. */
export type RoomFor = (queue: string) => boolean;

/** Follows a request to the migrating port, sent at `sent`, and its replies on their way back. */
export function deliverRequest(route: Route, sent: Micros, roomFor: RoomFor): Delivery {
  const copies = copiesOf(route, sent, roomFor);
  const replies = copies
    .filter((it) => it.fate === 'answered' || it.fate === 'late')
    .map((it): Reply => {
      const left = it.answered ?? it.arrived;
      return { chassis: it.chassis, arrived: it.chassis === route.sender ? left : plus(left, route.transit) };
    })
    .sort((a, b) => a.arrived - b.arrived);
  return { copies, replies, verdict: verdictOf(replies) };
}

/**
 * Where the sender's chassis sends a request: REMOTE_OUTPUT clones it to every other place of the port, LOCAL_OUTPUT
 * delivers it where the port is local, or else it leaves by the localnet port.
 */
function copiesOf(route: Route, sent: Micros, roomFor: RoomFor): readonly Copy[] {
  const { history, sender } = route;
  const { flows } = stateAt(history, sender, sent);
  const there = plus(sent, route.transit);
  if (flows.local || flows.remote.length > 0) {
    return [
      ...flows.remote.map((it) =>
        arrive(history, { from: sender, chassis: it, path: 'tunnel', arrived: there }, roomFor),
      ),
      ...(flows.local
        ? [arrive(history, { from: sender, chassis: sender, path: 'local', arrived: sent }, roomFor)]
        : []),
    ];
  }
  if (!flows.localnet) return [];
  const found = worldOf(history, worldIdxAt(history, sent)).fabric;
  // The physical network does not send a frame back to where it came from.
  return found === sender ? [] : fromLocalnet(route, found, there, roomFor);
}

/** A request that the physical network brings to a chassis: it is cloned from there as any other. */
function fromLocalnet(
  route: Route,
  chassis: ChassisName,
  arrived: Micros,
  roomFor: RoomFor,
): readonly Copy[] {
  const { history, transit } = route;
  const { flows } = stateAt(history, chassis, arrived);
  const here: Hop = { from: route.sender, chassis, path: 'localnet', arrived };
  if (!flows.local && flows.remote.length === 0) {
    return [{ ...here, fate: flows.localnet ? 'loopback' : 'not-local' }];
  }
  const further = plus(arrived, transit);
  return [
    ...flows.remote.map((it) =>
      arrive(history, { from: chassis, chassis: it, path: 'tunnel', arrived: further }, roomFor),
    ),
    ...(flows.local ? [arrive(history, here, roomFor)] : []),
  ];
}

/** A request that has come to LOCAL_OUTPUT of a chassis. What comes by tunnel is never cloned again. */
function arrive(history: History, hop: Hop, roomFor: RoomFor): Copy {
  const { chassis, arrived } = hop;
  const worldIdx = worldIdxAt(history, arrived);
  const state = chassisState(worldOf(history, worldIdx), chassis);
  const ends = (fate: CopyFate): Copy => ({ ...hop, fate });
  if (!state.flows.local) return ends('not-local');
  if (state.flows.block) return ends('blocked');
  if (!state.plugged) return ends('no-interface');
  if (state.guest === 'running') return { ...ends('answered'), answered: arrived };
  // The interface's queue keeps it until the guest runs; it is lost when guest or interface go first.
  const resumes = nextRunning(history, chassis, worldIdx);
  if (!roomFor(`${chassis} ${resumes ?? 'never'}`)) return ends('overflow');
  if (resumes === undefined) return ends('discarded');
  const { flows } = chassisState(worldOf(history, resumes), chassis);
  const answered = history.times[resumes] ?? arrived;
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

function verdictOf(replies: readonly Reply[]): Verdict {
  if (replies.length === 0) return 'lost';
  return replies.length === 1 ? 'answered' : 'duplicate';
}

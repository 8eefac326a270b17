import { upperBound } from '../base/bisect.ts';
import { InvariantError } from '../base/invariant.ts';
import { apply, chassisState } from './apply.ts';
import type { MigrationEvent } from './event.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';
import { micros } from './time.ts';
import type { ChassisState, World } from './world.ts';

/** All worlds of a run, each valid from its time until the next one's. */
export interface History {
  readonly times: readonly Micros[];
  readonly worlds: readonly World[];
}

export function historyOf(start: World, events: readonly MigrationEvent[]): History {
  const times: Micros[] = [micros(-1)];
  const worlds: World[] = [start];
  let world = start;
  for (const event of events) {
    world = apply(world, event);
    if (times.at(-1) === event.time) worlds[worlds.length - 1] = world;
    else {
      times.push(event.time);
      worlds.push(world);
    }
  }
  return { times, worlds };
}

/** The index of the world that is valid at an instant. */
export function worldIdxAt(history: History, time: Micros): number {
  return Math.max(0, upperBound(history.times, time) - 1);
}

export function worldOf(history: History, idx: number): World {
  const world = history.worlds[idx];
  if (world === undefined) throw new InvariantError(`no world ${idx} in this run`);
  return world;
}

export function stateAt(history: History, chassis: ChassisName, time: Micros): ChassisState {
  return chassisState(worldOf(history, worldIdxAt(history, time)), chassis);
}

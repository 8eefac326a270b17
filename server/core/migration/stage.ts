import { Agenda } from './agenda.ts';
import { apply, chassisState } from './apply.ts';
import type { EventBody, EventId, Lane, MigrationEvent } from './event.ts';
import type { LatencyDraw, LatencyName } from './latency.ts';
import { drawLatencies } from './latency.ts';
import type { ChassisName, Network } from './network.ts';
import type { Scenario } from './scenario.ts';
import { startWorld } from './startWorld.ts';
import type { Micros } from './time.ts';
import { latest, micros, plus } from './time.ts';
import type { ChassisState, World } from './world.ts';

/** What the components of a simulation share: the time, the world, what is still to happen, and what has happened. */
export class Stage {
  readonly scenario: Scenario;
  readonly network: Network;
  readonly start: World;
  readonly #agenda = new Agenda();
  readonly #latency: LatencyDraw;
  readonly #events: MigrationEvent[] = [];
  #world: World;
  #now: Micros = micros(0);

  constructor(scenario: Scenario, seed: number, network: Network) {
    this.scenario = scenario;
    this.network = network;
    this.#latency = drawLatencies(scenario.latencies, scenario.slow, seed);
    this.start = startWorld(network);
    this.#world = this.start;
  }

  get now(): Micros {
    return this.#now;
  }

  get world(): World {
    return this.#world;
  }

  get events(): readonly MigrationEvent[] {
    return this.#events;
  }

  /** The migrating port's name. */
  get port(): string {
    return this.network.port.name;
  }

  chassis(name: ChassisName): ChassisState {
    return chassisState(this.#world, name);
  }

  /** Lets happen what is to happen, up to an instant. */
  runUntil(end: Micros): void {
    for (let task = this.#agenda.next(); task !== undefined && task.time <= end; task = this.#agenda.next()) {
      this.#now = task.time;
      task.run();
    }
  }

  /** At a time, or now when that has passed. Tasks of one instant run in the order in which they were asked for. */
  at(time: Micros, run: () => void): void {
    this.#agenda.at(latest(time, this.#now), run);
  }

  /** After everything else of this instant that is known by then. */
  atEndOfInstant(run: () => void): void {
    this.#agenda.at(this.#now, run, 1);
  }

  /** When work that begins now ends. */
  whenDone(work: LatencyName, chassis?: ChassisName): Micros {
    return plus(this.#now, this.#latency.draw(work, chassis));
  }

  /** Something happens now. `began`: when the work for it began, where it was work. */
  emit(
    body: EventBody,
    lane: Lane,
    cause: EventId | undefined,
    text: string,
    began: Micros = this.#now,
  ): EventId {
    const id = this.#events.length as EventId;
    const head = { id, time: this.#now, began, lane, text };
    const event: MigrationEvent = cause === undefined ? { ...head, ...body } : { ...head, cause, ...body };
    this.#events.push(event);
    this.#world = apply(this.#world, event);
    return id;
  }
}

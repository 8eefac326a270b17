import type { EventId } from './event.ts';
import type { ChassisName } from './network.ts';
import type { Stage } from './stage.ts';
import type { Micros } from './time.ts';
import type { SouthboundPort } from './world.ts';

/** Who is told when the port's row has changed. */
export interface Subscriber {
  readonly chassis: ChassisName;
  /** The row as it was after its `version`th commit; `cause` made that commit. */
  rowArrived(row: SouthboundPort, version: number, cause: EventId): void;
}

/** The northbound and the southbound database with northd between them, as far as the migrating port goes. */
export class Databases {
  readonly #stage: Stage;
  readonly #subscribers: Subscriber[] = [];
  /** When the last update for a chassis arrives: updates do not overtake each other. */
  readonly #arrivals = new Map<ChassisName, Micros>();
  #version = 0;
  #northdBusy = false;
  #northdNews: EventId | undefined;
  /** What northd has written or is about to write: the databases follow. */
  #ordered: { readonly request: string; readonly up: boolean };

  constructor(stage: Stage) {
    this.#stage = stage;
    const { requestedChassis, activationStrategy, up } = stage.start.northbound;
    this.#ordered = { request: requestText(requestedChassis, activationStrategy), up };
  }

  get version(): number {
    return this.#version;
  }

  subscribe(subscriber: Subscriber): void {
    this.#subscribers.push(subscriber);
  }

  /** The CMS writes the options of the Logical_Switch_Port. */
  writeOptions(requestedChassis: readonly ChassisName[], activationStrategy: string, cause: EventId): void {
    const strategy = activationStrategy === '' ? '' : `, activation-strategy=${activationStrategy}`;
    this.#stage.at(this.#stage.whenDone('northboundCommit'), () => {
      const written = this.#stage.emit(
        { kind: 'northbound-written', requestedChassis, activationStrategy },
        { component: 'nb' },
        cause,
        `requested-chassis=${requestedChassis.join()}${strategy} is committed`,
      );
      this.#wakeNorthd(written);
    });
  }

  /** A transaction on the southbound database; one that the server leaves hanging is done when it answers again. */
  commit(done: () => void): void {
    this.#stage.at(this.#whenAnswered(this.#stage.whenDone('southboundCommit')), done);
  }

  /** Writes Port_Binding.up, as part of the transaction that is being committed. */
  writeUp(up: boolean, cause: EventId): void {
    if (this.#stage.world.southbound.up === up) return;
    const written = this.#stage.emit(
      { kind: 'southbound-up', up },
      { component: 'sb' },
      cause,
      `Port_Binding.up is ${up}`,
    );
    this.#wakeNorthd(written);
  }

  /** The row as it now is travels to every chassis. */
  fanOut(cause: EventId): void {
    const row = this.#stage.world.southbound;
    const version = ++this.#version;
    for (const subscriber of this.#subscribers) {
      const { chassis } = subscriber;
      const travelled = this.#whenAnswered(this.#stage.whenDone('fanOut', chassis));
      const arrival = Math.max(travelled, this.#arrivals.get(chassis) ?? 0) as Micros;
      this.#arrivals.set(chassis, arrival);
      this.#stage.at(arrival, () => subscriber.rowArrived(row, version, cause));
    }
  }

  #whenAnswered(time: Micros): Micros {
    const { trouble } = this.#stage.scenario;
    const hangs = trouble?.kind === 'hung' && trouble.from <= time && time < trouble.until;
    return hangs ? trouble.until : time;
  }

  #wakeNorthd(cause: EventId): void {
    this.#northdNews = cause;
    if (!this.#northdBusy) this.#stage.atEndOfInstant(() => this.#startNorthd());
  }

  /** northd works through all that has changed; what changes meanwhile waits. */
  #startNorthd(): void {
    const cause = this.#northdNews;
    if (this.#northdBusy || cause === undefined) return;
    this.#northdBusy = true;
    this.#northdNews = undefined;
    const began = this.#stage.now;
    const { northbound, southbound } = this.#stage.world;
    this.#stage.at(this.#stage.whenDone('northdRun'), () => {
      this.#northdBusy = false;
      const text = 'northd has worked through the change';
      const ran = this.#stage.emit({ kind: 'northd-ran' }, { component: 'northd' }, cause, text, began);
      this.#writeRequest(northbound.requestedChassis, northbound.activationStrategy, ran);
      this.#writeNorthboundUp(southbound.up, ran);
      if (this.#northdNews !== undefined) this.#wakeNorthd(this.#northdNews);
    });
  }

  #writeRequest(requested: readonly ChassisName[], activationStrategy: string, cause: EventId): void {
    const request = requestText(requested, activationStrategy);
    if (request === this.#ordered.request) return;
    this.#ordered = { ...this.#ordered, request };
    const requestedChassis = requested.slice(0, 1);
    const requestedAdditionalChassis = requested.slice(1);
    const additionally = requested.length > 1 ? ` and additionally ${requestedAdditionalChassis.join()}` : '';
    this.commit(() => {
      const written = this.#stage.emit(
        { kind: 'southbound-requested', requestedChassis, requestedAdditionalChassis, activationStrategy },
        { component: 'sb' },
        cause,
        `Port_Binding asks for ${requestedChassis.join()}${additionally}`,
      );
      this.fanOut(written);
    });
  }

  #writeNorthboundUp(up: boolean, cause: EventId): void {
    if (up === this.#ordered.up) return;
    this.#ordered = { ...this.#ordered, up };
    this.#stage.at(this.#stage.whenDone('northboundCommit'), () => {
      const text = `Logical_Switch_Port.up is ${up}`;
      this.#stage.emit({ kind: 'northbound-up', up }, { component: 'nb' }, cause, text);
    });
  }
}

function requestText(requested: readonly ChassisName[], activationStrategy: string): string {
  return `${requested.join()} ${activationStrategy}`;
}

import { Databases } from './databases.ts';
import type { AnnouncementFate, CmsStep, EventId, Lane, MigrationEvent } from './event.ts';
import { destination, source } from './labNetwork.ts';
import type { ChassisName, Network } from './network.ts';
import { OvnController, reconnectionTime } from './ovnController.ts';
import type { PingPlan, Scenario, SouthboundTrouble } from './scenario.ts';
import { Stage } from './stage.ts';
import type { Micros } from './time.ts';
import { fromMilliseconds, fromSeconds, micros, plus } from './time.ts';
import type { GuestState, World } from './world.ts';

/** The events of one migration, in order, and the world before them. */
export interface ControlRun {
  readonly start: World;
  readonly events: readonly MigrationEvent[];
}

/** Lets the CMS, the databases, the chassis and the guests act on each other until nothing is left or `end` is reached. */
export function runControlPlane(scenario: Scenario, seed: number, network: Network, end: Micros): ControlRun {
  const stage = new Stage(scenario, seed, network);
  new ControlPlane(stage).schedule();
  stage.runUntil(end);
  return { start: stage.start, events: stage.events };
}

/** QEMU's waits between announcements: 50 ms, then 100 ms more each time (`announce-initial`, `announce-step`). */
const announceWaits: readonly Micros[] = [0, 50, 150, 250, 350].map(fromMilliseconds);

/** ovn-controller's waits between its own announcements. */
const garpWaits: readonly Micros[] = [0, 1, 2, 4, 8].map(fromSeconds);

/** libvirt removes the source's interface this long after its rows are gone. */
const unplugDelay = fromMilliseconds(500);

/** The CMS, the hypervisors and the physical network: all that is not OVN. */
class ControlPlane {
  readonly #stage: Stage;
  readonly #databases: Databases;
  readonly #source: OvnController;
  readonly #destination: OvnController;
  readonly #controllers: readonly OvnController[];

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#databases = new Databases(stage);
    this.#controllers = stage.network.chassis.map((it) => new OvnController(stage, this.#databases, it.name));
    this.#source = this.#controller(source);
    this.#destination = this.#controller(destination);
    this.#source.onInstalled = (flows, cause) => {
      if (!flows.local) stage.at(plus(stage.now, unplugDelay), () => this.#removeSource(cause));
    };
    for (const controller of this.#controllers) {
      controller.onMainClaim = (cause) => this.#scheduleGarps(controller.chassis, cause);
    }
  }

  schedule(): void {
    const { plan, pings, strategy, trouble } = this.#stage.scenario;
    for (const ping of pings) this.#schedulePing(ping);
    if (strategy !== 'single') this.#stage.at(plan.prepareAt, () => this.#cms('prepare', undefined));
    this.#stage.at(plan.plugAt, () => this.#plugDestination());
    this.#stage.at(plan.pauseAt, () => this.#switchOver());
    if (trouble !== undefined) this.#scheduleTrouble(trouble);
  }

  #schedulePing({ sender, count, lasts }: PingPlan): void {
    const lane: Lane = { component: 'ping' };
    const started = `${sender} begins to ping ${this.#stage.port}`;
    const finished = `${sender} has sent ${count} requests`;
    this.#stage.at(micros(0), () => {
      this.#stage.emit({ kind: 'ping-started', sender }, lane, undefined, started);
    });
    this.#stage.at(lasts, () => {
      this.#stage.emit({ kind: 'ping-finished', sender }, lane, undefined, finished);
    });
  }

  // ---- CMS ----

  /** With one binding the list has been the source all along: there is nothing to put back. */
  #cms(step: CmsStep, cause: EventId | undefined): void {
    const { strategy } = this.#stage.scenario;
    if (strategy === 'single' && step === 'abort') return;
    const decided = this.#stage.emit(
      { kind: 'cms-step', step },
      { component: 'cms' },
      cause,
      textOfStep[step],
    );
    // The strategy stays behind after a migration: with one name in the list it means nothing. A rollback restores all.
    const activationStrategy = strategy === 'multichassis+rarp' && step !== 'abort' ? 'rarp' : '';
    this.#databases.writeOptions(listOfStep[step], activationStrategy, decided);
  }

  // ---- hypervisors and guests ----

  #plugDestination(): void {
    const { bothRunning } = this.#stage.scenario.plan;
    const plugged = this.#stage.emit(
      { kind: 'interface-plugged', chassis: destination },
      { component: 'qemu', chassis: destination },
      undefined,
      `libvirt creates the interface of ${this.#stage.port} on ${destination}`,
    );
    if (bothRunning) this.#guest(destination, 'running', plugged, `the guest runs on ${destination} as well`);
    else this.#guest(destination, 'incoming', plugged, `the guest on ${destination} waits for its memory`);
    this.#destination.wake(plugged);
  }

  #switchOver(): void {
    const { plan } = this.#stage.scenario;
    const paused = this.#guest(source, 'paused', undefined, `the guest is paused on ${source}`);
    if (plan.abortAt !== undefined) {
      this.#stage.at(plan.abortAt, () => this.#abort(paused));
      return;
    }
    this.#stage.at(this.#stage.whenDone('pauseGap'), () => {
      const resumed = this.#guest(destination, 'running', paused, `the guest runs on ${destination}`);
      this.#scheduleAnnouncements(resumed);
      this.#stage.at(plan.switchAt ?? this.#stage.whenDone('cms'), () => this.#cms('switch', resumed));
    });
  }

  #abort(paused: EventId): void {
    const resumed = this.#guest(
      source,
      'running',
      paused,
      `the migration fails: the guest goes on on ${source}`,
    );
    this.#guest(destination, 'gone', resumed, `the guest's copy on ${destination} is discarded`);
    this.#unplug(this.#destination, resumed);
    this.#cms('abort', resumed);
  }

  #removeSource(cause: EventId): void {
    if (!this.#stage.chassis(source).plugged) return;
    const gone = this.#guest(source, 'gone', cause, `the guest's copy on ${source} is destroyed`);
    this.#unplug(this.#source, gone);
  }

  #guest(chassis: ChassisName, guest: GuestState, cause: EventId | undefined, text: string): EventId {
    return this.#stage.emit(
      { kind: 'guest-changed', chassis, guest },
      { component: 'guest', chassis },
      cause,
      text,
    );
  }

  #unplug(controller: OvnController, cause: EventId): void {
    const { chassis } = controller;
    const unplugged = this.#stage.emit(
      { kind: 'interface-unplugged', chassis },
      { component: 'qemu', chassis },
      cause,
      `the interface of ${this.#stage.port} is removed from ${chassis}`,
    );
    controller.wake(unplugged);
  }

  // ---- announcements ----

  #scheduleAnnouncements(resumed: EventId): void {
    let time = this.#stage.whenDone('announce');
    announceWaits.slice(0, this.#stage.scenario.plan.announceRounds).forEach((wait, idx) => {
      time = plus(time, wait);
      this.#stage.at(time, () => this.#announce(idx + 1, resumed));
    });
  }

  #announce(round: number, cause: EventId): void {
    const { plugged, flows } = this.#stage.chassis(destination);
    if (!plugged) return;
    const fate: AnnouncementFate = !flows.local ? 'dropped' : flows.block ? 'activates' : 'forwarded';
    const announced = this.#stage.emit(
      { kind: 'announced', chassis: destination, frame: 'rarp', round, fate },
      { component: 'qemu', chassis: destination },
      cause,
      `RARP ${round} from ${this.#stage.port} on ${destination}: ${textOfFate[fate]}`,
    );
    // The frame that activates goes through the pipeline as well.
    const passes = fate !== 'dropped' && !this.#stage.scenario.plan.portSecurityIps;
    if (passes) this.#fabricLearns(destination, announced);
    if (fate === 'activates') this.#destination.activate(announced);
  }

  /** ovn-controller itself announces the ports of a switch with a localnet port, where it is their main chassis. */
  #scheduleGarps(chassis: ChassisName, claimed: EventId): void {
    if (this.#stage.network.topology !== 'localnet') return;
    let time = this.#stage.whenDone('garp', chassis);
    garpWaits.forEach((wait, idx) => {
      time = plus(time, wait);
      this.#stage.at(time, () => {
        const isMain = this.#stage.world.southbound.chassis.includes(chassis);
        if (!isMain || !this.#stage.chassis(chassis).flows.local) return;
        const round = idx + 1;
        const sent = this.#stage.emit(
          { kind: 'garp-sent', chassis, round },
          { component: 'controller', chassis },
          claimed,
          `ovn-controller on ${chassis} announces ${this.#stage.port} (${round})`,
        );
        this.#fabricLearns(chassis, sent);
      });
    });
  }

  #fabricLearns(chassis: ChassisName, cause: EventId): void {
    if (this.#stage.network.topology !== 'localnet') return;
    this.#stage.at(plus(this.#stage.now, this.#stage.scenario.transit), () => {
      if (this.#stage.world.fabric === chassis) return;
      this.#stage.emit(
        { kind: 'fabric-learned', chassis },
        { component: 'fabric' },
        cause,
        `the physical network now finds ${this.#stage.port} at ${chassis}`,
      );
    });
  }

  // ---- trouble ----

  #scheduleTrouble(trouble: SouthboundTrouble): void {
    if (trouble.kind === 'disconnected') {
      const controller = this.#controller(trouble.chassis);
      this.#stage.at(trouble.from, () => {
        const lost = controller.disconnect();
        this.#stage.at(reconnectionTime(trouble.from, trouble.until), () => controller.connect(lost));
      });
      return;
    }
    const lane: Lane = { component: 'sb' };
    // Scheduled first of all, so that what was held up comes after the answer.
    this.#stage.at(trouble.until, () => {
      this.#stage.emit(
        { kind: 'southbound-answers' },
        lane,
        undefined,
        'the southbound server answers again',
      );
    });
    this.#stage.at(trouble.from, () => {
      this.#stage.emit({ kind: 'southbound-hung' }, lane, undefined, 'the southbound server answers nobody');
    });
  }

  #controller(chassis: ChassisName): OvnController {
    const controller = this.#controllers.find((it) => it.chassis === chassis);
    if (controller === undefined) throw new RangeError(`there is no chassis ${chassis}`);
    return controller;
  }
}

const textOfStep: Readonly<Record<CmsStep, string>> = {
  prepare: `the CMS asks for ${source} and ${destination}`,
  switch: `the CMS asks for ${destination} alone`,
  abort: `the CMS asks for ${source} alone again`,
};

const listOfStep: Readonly<Record<CmsStep, readonly ChassisName[]>> = {
  prepare: [source, destination],
  switch: [destination],
  abort: [source],
};

const textOfFate: Readonly<Record<AnnouncementFate, string>> = {
  activates: 'it meets the trigger row',
  forwarded: 'it goes out',
  dropped: 'there are no rows for it yet',
};

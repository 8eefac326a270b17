import { Agenda } from './agenda.ts';
import { apply, chassisState } from './apply.ts';
import type {
  AnnouncementFate,
  CmsStep,
  EventBody,
  EventId,
  FlowReason,
  Lane,
  MigrationEvent,
} from './event.ts';
import { bindingRole, isSameFlows, wantedFlows } from './flowState.ts';
import { destination, source } from './labNetwork.ts';
import type { LatencyDraw, LatencyName } from './latency.ts';
import { drawLatencies } from './latency.ts';
import type { ChassisName, Network } from './network.ts';
import type { Scenario } from './scenario.ts';
import type { Micros } from './time.ts';
import { fromMilliseconds, fromSeconds, latest, micros, plus } from './time.ts';
import type { PortFlows, SouthboundPort, World } from './world.ts';
import { startWorld } from './startWorld.ts';

/** The events of one migration, in order, and the world before them. */
export interface ControlRun {
  readonly start: World;
  readonly events: readonly MigrationEvent[];
}

/** Lets the components act on each other until nothing is left to do or `end` is reached. */
export function runControlPlane(scenario: Scenario, seed: number, network: Network, end: Micros): ControlRun {
  return new ControlPlane(scenario, seed, network).run(end);
}

/** Controllers look at what has arrived only after everything of that instant has. */
const rankOfRuns = 1;

/** QEMU's waits between announcements: 50 ms, growing by 100 (`announce-initial`, `announce-step`). */
const announceWaits: readonly Micros[] = [0, 50, 150, 250, 350].map(fromMilliseconds);

/** ovn-controller's waits between its own announcements. */
const garpWaits: readonly Micros[] = [0, 1, 2, 4, 8].map(fromSeconds);

/** The reconnection back-off of ovn-controller doubles up to this. */
const longestBackOff = fromSeconds(8);

/** libvirt removes the source's interface this long after its rows are gone. */
const unplugDelay = fromMilliseconds(500);

/** ovn-controller of one chassis, besides what the world shows of it. */
interface Controller {
  readonly chassis: ChassisName;
  /** The Port_Binding row as it is known here, and how many commits it has seen. */
  row: SouthboundPort;
  version: number;
  /** What the next run is due to; absent: nothing new. */
  news: EventId | undefined;
  busyUntil: Micros;
  running: boolean;
  /** Rows ordered from Open vSwitch, installed or on their way. */
  ordered: PortFlows;
  /** Updates and installations keep their order. */
  lastArrival: Micros;
  lastInstall: Micros;
  /** A claim or release is on its way to the southbound database. */
  writing: boolean;
  activating: boolean;
  /** Has handled an activation since it last claimed the port as an additional chassis. */
  activated: boolean;
}

class ControlPlane {
  readonly #scenario: Scenario;
  readonly #network: Network;
  readonly #latency: LatencyDraw;
  readonly #agenda = new Agenda();
  readonly #events: MigrationEvent[] = [];
  readonly #start: World;
  readonly #controllers: ReadonlyMap<ChassisName, Controller>;
  #world: World;
  #now: Micros = micros(0);
  #northdBusy = false;
  #northdNews: EventId | undefined;
  /** What northd has written or is about to: the databases follow. */
  #ordered: { readonly request: string; readonly up: boolean };
  /** Commits to the Port_Binding row so far. */
  #version = 0;
  /** What the disconnected chassis does first when it is back. */
  #whenConnected: (() => void) | undefined;

  constructor(scenario: Scenario, seed: number, network: Network) {
    this.#scenario = scenario;
    this.#network = network;
    this.#latency = drawLatencies(scenario.latencies, scenario.slow, seed);
    this.#start = startWorld(network);
    this.#world = this.#start;
    const { northbound } = this.#start;
    this.#ordered = {
      request: requestText(northbound.requestedChassis, northbound.activationStrategy),
      up: northbound.up,
    };
    this.#controllers = new Map(network.chassis.map((it) => [it.name, idleController(it.name, this.#start)]));
  }

  run(end: Micros): ControlRun {
    this.#scheduleScenario();
    for (let task = this.#agenda.next(); task !== undefined && task.time <= end; task = this.#agenda.next()) {
      this.#now = task.time;
      task.run();
    }
    return { start: this.#start, events: this.#events };
  }

  // ---- what the scenario does by itself ----

  #scheduleScenario(): void {
    const { plan, pings, strategy, trouble } = this.#scenario;
    for (const { sender, count, lasts } of pings) {
      const lane: Lane = { component: 'ping' };
      this.#agenda.at(micros(0), () => {
        this.#emit(
          { kind: 'ping-started', sender },
          lane,
          undefined,
          `${sender} begins to ping ${this.#port}`,
        );
      });
      this.#agenda.at(lasts, () => {
        this.#emit(
          { kind: 'ping-finished', sender },
          lane,
          undefined,
          `${sender} has sent ${count} requests`,
        );
      });
    }
    if (strategy !== 'single') this.#agenda.at(plan.prepareAt, () => this.#cms('prepare', undefined));
    this.#agenda.at(plan.plugAt, () => this.#plugDestination());
    this.#agenda.at(plan.pauseAt, () => this.#switchOver());
    if (trouble?.kind === 'hung') this.#scheduleHang(trouble.from, trouble.until);
    if (trouble?.kind === 'disconnected') {
      this.#scheduleDisconnection(trouble.chassis, trouble.from, trouble.until);
    }
  }

  #plugDestination(): void {
    const plugged = this.#emit(
      { kind: 'interface-plugged', chassis: destination },
      { component: 'qemu', chassis: destination },
      undefined,
      `libvirt creates the interface of ${this.#port} on ${destination}`,
    );
    this.#guest(
      destination,
      this.#scenario.plan.bothRunning ? 'running' : 'incoming',
      plugged,
      this.#scenario.plan.bothRunning
        ? `the guest runs on ${destination} as well`
        : `the guest on ${destination} waits for its memory`,
    );
    this.#wake(this.#controller(destination), plugged);
  }

  #switchOver(): void {
    const { plan } = this.#scenario;
    const paused = this.#guest(source, 'paused', undefined, `the guest is paused on ${source}`);
    if (plan.abortAt !== undefined) {
      this.#agenda.at(latest(plan.abortAt, this.#now), () => this.#abort(paused));
      return;
    }
    const gap = this.#latency.draw('pauseGap');
    this.#agenda.at(plus(this.#now, gap), () => {
      const resumed = this.#guest(destination, 'running', paused, `the guest runs on ${destination}`);
      this.#scheduleAnnouncements(resumed);
      const when = plan.switchAt ?? plus(this.#now, this.#latency.draw('cms'));
      this.#agenda.at(latest(when, this.#now), () => this.#cms('switch', resumed));
    });
  }

  #abort(paused: EventId): void {
    const resumed = this.#guest(
      source,
      'running',
      paused,
      `the migration fails; the guest goes on on ${source}`,
    );
    this.#guest(destination, 'gone', resumed, `the guest's copy on ${destination} is discarded`);
    this.#unplug(destination, resumed);
    this.#cms('abort', resumed);
  }

  #guest(
    chassis: ChassisName,
    guest: 'incoming' | 'running' | 'paused' | 'gone',
    cause: EventId | undefined,
    text: string,
  ): EventId {
    return this.#emit(
      { kind: 'guest-changed', chassis, guest },
      { component: 'guest', chassis },
      cause,
      text,
    );
  }

  #unplug(chassis: ChassisName, cause: EventId): void {
    const unplugged = this.#emit(
      { kind: 'interface-unplugged', chassis },
      { component: 'qemu', chassis },
      cause,
      `the interface of ${this.#port} is removed from ${chassis}`,
    );
    this.#wake(this.#controller(chassis), unplugged);
  }

  // ---- CMS, northbound, northd, southbound ----

  /** Steps that write nothing with one binding are not taken: the list has been the source all along. */
  #cms(step: CmsStep, cause: EventId | undefined): void {
    const single = this.#scenario.strategy === 'single';
    if (single && step === 'abort') return;
    const texts: Readonly<Record<CmsStep, string>> = {
      prepare: `the CMS asks for ${source} and ${destination}`,
      switch: `the CMS asks for ${destination} alone`,
      abort: `the CMS asks for ${source} alone again`,
    };
    const decided = this.#emit({ kind: 'cms-step', step }, { component: 'cms' }, cause, texts[step]);
    const requestedChassis =
      step === 'prepare' ? [source, destination] : [step === 'switch' ? destination : source];
    // The option stays behind after a migration: with one name in the list it means nothing. A rollback restores all.
    const activationStrategy =
      step !== 'abort' && this.#scenario.strategy === 'multichassis+rarp' ? 'rarp' : '';
    this.#agenda.at(plus(this.#now, this.#latency.draw('northboundCommit')), () => {
      const written = this.#emit(
        { kind: 'northbound-written', requestedChassis, activationStrategy },
        { component: 'nb' },
        decided,
        `requested-chassis=${requestedChassis.join(',')}${activationStrategy && `, activation-strategy=${activationStrategy}`} is committed`,
      );
      this.#wakeNorthd(written);
    });
  }

  #wakeNorthd(cause: EventId): void {
    this.#northdNews = cause;
    if (!this.#northdBusy) this.#agenda.at(this.#now, () => this.#startNorthd(), rankOfRuns);
  }

  #startNorthd(): void {
    const cause = this.#northdNews;
    if (this.#northdBusy || cause === undefined) return;
    this.#northdBusy = true;
    this.#northdNews = undefined;
    const began = this.#now;
    const { northbound, southbound } = this.#world;
    this.#agenda.at(plus(began, this.#latency.draw('northdRun')), () => {
      this.#northdBusy = false;
      const ran = this.#emit(
        { kind: 'northd-ran' },
        { component: 'northd' },
        cause,
        'northd has worked through the change',
        began,
      );
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
    this.#commit(() => {
      const written = this.#emit(
        { kind: 'southbound-requested', requestedChassis, requestedAdditionalChassis, activationStrategy },
        { component: 'sb' },
        cause,
        `Port_Binding asks for ${requestedChassis.join()}${requestedAdditionalChassis.length > 0 ? ` and additionally ${requestedAdditionalChassis.join()}` : ''}`,
      );
      this.#fanOut(written);
    });
  }

  #writeNorthboundUp(up: boolean, cause: EventId): void {
    if (up === this.#ordered.up) return;
    this.#ordered = { ...this.#ordered, up };
    this.#agenda.at(plus(this.#now, this.#latency.draw('northboundCommit')), () => {
      this.#emit(
        { kind: 'northbound-up', up },
        { component: 'nb' },
        cause,
        `Logical_Switch_Port.up is ${up}`,
      );
    });
  }

  #writeSouthboundUp(up: boolean, cause: EventId): void {
    if (this.#world.southbound.up === up) return;
    const written = this.#emit(
      { kind: 'southbound-up', up },
      { component: 'sb' },
      cause,
      `Port_Binding.up is ${up}`,
    );
    this.#wakeNorthd(written);
  }

  /** A transaction on the southbound database; one that hangs answers when it is back. */
  #commit(done: () => void): void {
    this.#agenda.at(this.#whenAnswered(plus(this.#now, this.#latency.draw('southboundCommit'))), done);
  }

  #whenAnswered(time: Micros): Micros {
    const { trouble } = this.#scenario;
    const hangs = trouble?.kind === 'hung' && trouble.from <= time && time < trouble.until;
    return hangs ? trouble.until : time;
  }

  /** A committed row travels to every chassis; updates to one chassis do not overtake each other. */
  #fanOut(cause: EventId): void {
    const row = this.#world.southbound;
    const version = ++this.#version;
    for (const controller of this.#controllers.values()) {
      const travelled = this.#whenAnswered(plus(this.#now, this.#latency.draw('fanOut', controller.chassis)));
      const arrival = latest(travelled, controller.lastArrival);
      controller.lastArrival = arrival;
      this.#agenda.at(arrival, () => {
        if (!chassisState(this.#world, controller.chassis).controller.connected) return;
        if (version > controller.version) Object.assign(controller, { row, version });
        this.#wake(controller, cause);
      });
    }
  }

  /** Whoever wrote, or has just connected, knows the row as it is. */
  #seeNow(controller: Controller): void {
    Object.assign(controller, { row: this.#world.southbound, version: this.#version });
  }

  // ---- ovn-controller ----

  #controller(chassis: ChassisName): Controller {
    return this.#controllers.get(chassis) ?? idleController(chassis, this.#start);
  }

  #wake(controller: Controller, cause: EventId): void {
    controller.news = cause;
    if (!controller.running) this.#agenda.at(this.#now, () => this.#startRun(controller), rankOfRuns);
  }

  /**
   * One pass over all that has arrived; what arrives meanwhile waits for the next. What changes nothing for the port costs
   * nothing: ovn-controller processes increments.
   */
  #startRun(controller: Controller): void {
    const cause = controller.news;
    if (controller.running || cause === undefined) return;
    controller.news = undefined;
    const { chassis, row, ordered } = controller;
    const { plugged, controller: memory } = chassisState(this.#world, chassis);
    const change = controller.writing || !memory.connected ? undefined : bindingChange(chassis, row, plugged);
    const flows = this.#wanted(controller, row, plugged);
    if (change === undefined && isSameFlows(flows, ordered)) return;
    controller.running = true;
    const began = this.#now;
    const kind: LatencyName = change === undefined ? 'controllerRun' : 'claimRun';
    controller.busyUntil = plus(began, this.#latency.draw(kind, chassis));
    this.#agenda.at(controller.busyUntil, () => {
      this.#endRun(controller, { cause, began, row, plugged, change });
    });
  }

  #endRun(controller: Controller, run: ControllerRun): void {
    const { chassis } = controller;
    controller.running = false;
    const change = chassisState(this.#world, chassis).controller.connected ? run.change : undefined;
    const flows = this.#wanted(controller, run.row, run.plugged);
    const flowsChange = !isSameFlows(flows, controller.ordered);
    const ran = this.#emit(
      { kind: 'controller-ran', chassis },
      { component: 'controller', chassis },
      run.cause,
      textOfRun(chassis, this.#port, change, flowsChange),
      run.began,
    );
    if (change !== undefined) this.#writeBinding(controller, change, ran);
    if (flowsChange) this.#orderFlows(controller, flows, ran);
    if (controller.news !== undefined) this.#wake(controller, controller.news);
  }

  /** The flows that a run wants; an activation that was handled while it went on counts. */
  #wanted(controller: Controller, row: SouthboundPort, plugged: boolean): PortFlows {
    const { chassis, activated } = controller;
    return wantedFlows({ topology: this.#network.topology, chassis, row, plugged, activated });
  }

  #writeBinding(controller: Controller, change: BindingChange, cause: EventId): void {
    const { chassis } = controller;
    controller.writing = true;
    this.#commit(() => {
      controller.writing = false;
      const { southbound } = this.#world;
      const lane: Lane = { component: 'sb' };
      if (change.kind === 'claim') {
        if (change.role === 'additional') controller.activated = false;
        const text = `Port_Binding: ${chassis} has claimed ${this.#port}${change.role === 'main' ? '' : ' as an additional chassis'}`;
        const claimed = this.#emit({ kind: 'port-claimed', chassis, role: change.role }, lane, cause, text);
        this.#fanOut(claimed);
        this.#seeNow(controller);
        if (change.role === 'main') this.#afterMainClaim(chassis, claimed);
        return;
      }
      // Whoever claims first leaves nothing to release: the row names the other chassis already.
      const bound = change.role === 'main' ? southbound.chassis : southbound.additionalChassis;
      if (!bound.includes(chassis)) return;
      const released = this.#emit(
        { kind: 'port-released', chassis, role: change.role },
        lane,
        cause,
        `Port_Binding: ${chassis} has released ${this.#port}`,
      );
      if (change.role === 'main') this.#writeSouthboundUp(false, released);
      this.#fanOut(released);
      this.#seeNow(controller);
    });
  }

  #afterMainClaim(chassis: ChassisName, claimed: EventId): void {
    this.#upWhenInstalled(chassis, claimed);
    if (this.#network.topology === 'localnet') this.#scheduleGarps(chassis, claimed);
  }

  /** `up` waits for the main claim and for the rows of the main chassis, whichever comes last. */
  #upWhenInstalled(chassis: ChassisName, cause: EventId): void {
    const isReady = (): boolean =>
      this.#world.southbound.chassis.includes(chassis) && chassisState(this.#world, chassis).ovnInstalled;
    if (!isReady()) return;
    this.#commit(() => {
      if (isReady()) this.#writeSouthboundUp(true, cause);
    });
  }

  // ---- flows ----

  #orderFlows(controller: Controller, flows: PortFlows, cause: EventId): void {
    const before = controller.ordered;
    controller.ordered = flows;
    const install = plus(this.#now, this.#latency.draw('flowInstall', controller.chassis));
    const { blockDelay } = this.#scenario.plan;
    if (flows.block && !before.block && blockDelay > 0) {
      this.#installAt(controller, install, { ...flows, block: false }, reasonOf(before, flows), cause);
      this.#installAt(controller, plus(install, blockDelay), flows, 'block', cause);
    } else {
      this.#installAt(controller, install, flows, reasonOf(before, flows), cause);
    }
    if (before.local && !flows.local) this.#markInstalled(controller.chassis, false, cause);
  }

  #installAt(
    controller: Controller,
    time: Micros,
    flows: PortFlows,
    reason: FlowReason,
    cause: EventId,
  ): void {
    const { chassis } = controller;
    const began = this.#now;
    controller.lastInstall = latest(time, controller.lastInstall);
    this.#agenda.at(controller.lastInstall, () => {
      const lane: Lane = { component: 'vswitchd', chassis };
      const text = `${chassis} ${textOfFlows[reason]}`;
      const installed = this.#emit(
        { kind: 'flows-installed', chassis, flows, reason },
        lane,
        cause,
        text,
        began,
      );
      if (flows.local && !chassisState(this.#world, chassis).ovnInstalled) {
        this.#markInstalled(chassis, true, installed);
        this.#upWhenInstalled(chassis, installed);
      }
      if (chassis === source && !flows.local && this.#scenario.plan.abortAt === undefined) {
        this.#agenda.at(plus(this.#now, unplugDelay), () => this.#removeSource(installed));
      }
    });
  }

  #markInstalled(chassis: ChassisName, installed: boolean, cause: EventId): void {
    if (chassisState(this.#world, chassis).ovnInstalled === installed) return;
    this.#emit(
      { kind: 'ovn-installed', chassis, installed },
      { component: 'controller', chassis },
      cause,
      `${chassis}'s interface ${installed ? 'gets' : 'loses'} ovn-installed`,
    );
  }

  #removeSource(cause: EventId): void {
    if (!chassisState(this.#world, source).plugged) return;
    const gone = this.#guest(source, 'gone', cause, `the guest's copy on ${source} is destroyed`);
    this.#unplug(source, gone);
  }

  // ---- announcements and activation ----

  #scheduleAnnouncements(resumed: EventId): void {
    let time = plus(this.#now, this.#latency.draw('announce'));
    announceWaits.slice(0, this.#scenario.plan.announceRounds).forEach((wait, idx) => {
      time = plus(time, wait);
      this.#agenda.at(time, () => this.#announce(idx + 1, resumed));
    });
  }

  #announce(round: number, cause: EventId): void {
    const state = chassisState(this.#world, destination);
    if (!state.plugged) return;
    const fate: AnnouncementFate = !state.flows.local
      ? 'dropped'
      : state.flows.block
        ? 'activates'
        : 'forwarded';
    const announced = this.#emit(
      { kind: 'announced', chassis: destination, frame: 'rarp', round, fate },
      { component: 'qemu', chassis: destination },
      cause,
      `RARP ${round} from ${this.#port} on ${destination}: ${textOfFate[fate]}`,
    );
    // The frame that activates goes through the pipeline as well.
    if (fate !== 'dropped' && !this.#scenario.plan.portSecurityIps)
      this.#fabricLearns(destination, announced);
    if (fate === 'activates') this.#activate(announced);
  }

  #activate(announced: EventId): void {
    const controller = this.#controller(destination);
    if (controller.activating) return;
    controller.activating = true;
    this.#agenda.at(plus(this.#now, this.#latency.draw('upcall', destination)), () => {
      const packetIn = this.#emit(
        { kind: 'packet-in', chassis: destination },
        { component: 'controller', chassis: destination },
        announced,
        `pinctrl on ${destination} has the RARP`,
      );
      this.#handleActivation(controller, packetIn);
    });
  }

  /** Waits for a connection to the southbound database and for the main loop to be free. */
  #handleActivation(controller: Controller, cause: EventId): void {
    const { chassis } = controller;
    if (!chassisState(this.#world, chassis).controller.connected) {
      this.#whenConnected = () => this.#handleActivation(controller, cause);
      return;
    }
    const free = controller.running ? latest(controller.busyUntil, this.#now) : this.#now;
    this.#agenda.at(plus(free, this.#latency.draw('activationRun', chassis)), () => {
      if (!chassisState(this.#world, chassis).controller.connected) {
        this.#handleActivation(controller, cause);
        return;
      }
      const handled = this.#emit(
        { kind: 'activation-handled', chassis },
        { component: 'controller', chassis },
        cause,
        `ovn-controller on ${chassis} no longer wants the blocking rows`,
        free,
      );
      controller.activated = true;
      const flows: PortFlows = { ...controller.ordered, block: false };
      controller.ordered = flows;
      this.#installAt(
        controller,
        plus(this.#now, this.#latency.draw('flowDelete', chassis)),
        flows,
        'activation',
        handled,
      );
      this.#commit(() => {
        if (!this.#world.southbound.additionalChassis.includes(chassis)) return;
        const recorded = this.#emit(
          { kind: 'activation-recorded', chassis },
          { component: 'sb' },
          handled,
          `Port_Binding: additional-chassis-activated=${chassis}`,
        );
        this.#fanOut(recorded);
      });
    });
  }

  #scheduleGarps(chassis: ChassisName, claimed: EventId): void {
    let time = plus(this.#now, this.#latency.draw('garp', chassis));
    garpWaits.forEach((wait, idx) => {
      time = plus(time, wait);
      this.#agenda.at(time, () => {
        const state = chassisState(this.#world, chassis);
        if (!this.#world.southbound.chassis.includes(chassis) || !state.flows.local) return;
        const sent = this.#emit(
          { kind: 'garp-sent', chassis, round: idx + 1 },
          { component: 'controller', chassis },
          claimed,
          `ovn-controller on ${chassis} announces ${this.#port} (${idx + 1})`,
        );
        this.#fabricLearns(chassis, sent);
      });
    });
  }

  #fabricLearns(chassis: ChassisName, cause: EventId): void {
    if (this.#network.topology !== 'localnet') return;
    this.#agenda.at(plus(this.#now, this.#scenario.transit), () => {
      if (this.#world.fabric === chassis) return;
      this.#emit(
        { kind: 'fabric-learned', chassis },
        { component: 'fabric' },
        cause,
        `the physical network now finds ${this.#port} at ${chassis}`,
      );
    });
  }

  // ---- trouble ----

  #scheduleHang(from: Micros, until: Micros): void {
    const lane: Lane = { component: 'sb' };
    this.#agenda.at(from, () => {
      const hung = this.#emit(
        { kind: 'southbound-hung' },
        lane,
        undefined,
        'the southbound server answers nobody',
      );
      this.#agenda.at(
        until,
        () => {
          this.#emit({ kind: 'southbound-answers' }, lane, hung, 'the southbound server answers again');
        },
        -1,
      );
    });
  }

  #scheduleDisconnection(chassis: ChassisName, from: Micros, until: Micros): void {
    const lane: Lane = { component: 'controller', chassis };
    this.#agenda.at(from, () => {
      const lost = this.#emit(
        { kind: 'controller-disconnected', chassis },
        lane,
        undefined,
        `ovn-controller on ${chassis} has lost the southbound database`,
      );
      this.#agenda.at(reconnectionTime(from, until), () => {
        const connected = this.#emit(
          { kind: 'controller-connected', chassis },
          lane,
          lost,
          `ovn-controller on ${chassis} is connected again`,
        );
        const controller = this.#controller(chassis);
        this.#seeNow(controller);
        this.#whenConnected?.();
        this.#whenConnected = undefined;
        this.#wake(controller, connected);
      });
    });
  }

  get #port(): string {
    return this.#network.port.name;
  }

  #emit(body: EventBody, lane: Lane, cause: EventId | undefined, text: string, began?: Micros): EventId {
    const id = this.#events.length as EventId;
    const time = this.#now;
    const head = { id, time, began: began ?? time, lane, text };
    const event: MigrationEvent = cause === undefined ? { ...head, ...body } : { ...head, cause, ...body };
    this.#events.push(event);
    this.#world = apply(this.#world, event);
    return id;
  }
}

function requestText(requested: readonly ChassisName[], activationStrategy: string): string {
  return `${requested.join()} ${activationStrategy}`;
}

/** What a run of ovn-controller works on: what arrives after it began is not in it. */
interface ControllerRun {
  readonly cause: EventId;
  readonly began: Micros;
  readonly row: SouthboundPort;
  readonly plugged: boolean;
  readonly change: BindingChange | undefined;
}

interface BindingChange {
  readonly kind: 'claim' | 'release';
  readonly role: 'main' | 'additional';
}

/** What `binding.c` would write: a claim in the role that the row grants, or the release of what it grants no more. */
function bindingChange(
  chassis: ChassisName,
  row: SouthboundPort,
  plugged: boolean,
): BindingChange | undefined {
  const role = plugged ? bindingRole(row, chassis) : undefined;
  const main = row.chassis.includes(chassis);
  const additional = row.additionalChassis.includes(chassis);
  if (role === 'main' && !main) return { kind: 'claim', role };
  if (role === 'additional' && !additional) return { kind: 'claim', role };
  if (role === undefined && main) return { kind: 'release', role: 'main' };
  if (role === undefined && additional) return { kind: 'release', role: 'additional' };
  return undefined;
}

function idleController(chassis: ChassisName, world: World): Controller {
  return {
    chassis,
    row: world.southbound,
    version: 0,
    news: undefined,
    busyUntil: micros(0),
    running: false,
    ordered: chassisState(world, chassis).flows,
    lastArrival: micros(0),
    lastInstall: micros(0),
    writing: false,
    activating: false,
    activated: false,
  };
}

/** The first attempt that finds the server back: 1, 3, 7, 15 s and so on after the loss, then every 8 s. */
function reconnectionTime(from: Micros, until: Micros): Micros {
  let wait = fromSeconds(1);
  let time = plus(from, wait);
  while (time < until) {
    wait = Math.min(longestBackOff, wait * 2) as Micros;
    time = plus(time, wait);
  }
  return time;
}

function reasonOf(before: PortFlows, after: PortFlows): FlowReason {
  if (!before.local && after.local) return 'claim';
  if (before.local && !after.local) return 'release';
  if (before.block && !after.block) return 'activation';
  if (!before.block && after.block) return 'block';
  return 'targets';
}

const textOfFlows: Readonly<Record<FlowReason, string>> = {
  claim: 'has the rows of a local port',
  block: 'has the rows that block the port',
  activation: 'no longer has the blocking rows: the guest can be reached',
  release: 'no longer has the rows of a local port',
  targets: 'has other rows that lead to the port',
};

const textOfFate: Readonly<Record<AnnouncementFate, string>> = {
  activates: 'it meets the trigger row',
  forwarded: 'it goes out',
  dropped: 'there are no rows for it yet',
};

function textOfRun(
  chassis: ChassisName,
  port: string,
  change: BindingChange | undefined,
  flowsChange: boolean,
): string {
  const writes =
    change && `${change.kind}s ${port}${change.role === 'additional' ? ' as an additional chassis' : ''}`;
  const computes = flowsChange ? 'has new rows for it' : undefined;
  const does = [writes, computes].filter((it) => it !== undefined).join(' and ');
  return `ovn-controller on ${chassis} ${does || `has nothing to change for ${port} any more`}`;
}

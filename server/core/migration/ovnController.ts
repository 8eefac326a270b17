import type { Databases, Subscriber } from './databases.ts';
import type { EventId, FlowReason, Lane } from './event.ts';
import { bindingRole, isSameFlows, wantedFlows } from './flowState.ts';
import type { LatencyName } from './latency.ts';
import type { ChassisName } from './network.ts';
import type { Stage } from './stage.ts';
import type { Micros } from './time.ts';
import { fromSeconds, latest, micros, plus } from './time.ts';
import type { PortFlows, SouthboundPort } from './world.ts';

/** ovn-controller of one chassis, and the Open vSwitch that it programs. */
export class OvnController implements Subscriber {
  readonly chassis: ChassisName;
  /** Called when the port's rows have changed. */
  onInstalled: ((flows: PortFlows, cause: EventId) => void) | undefined;
  /** Called when the chassis has become the main one. */
  onMainClaim: ((cause: EventId) => void) | undefined;
  readonly #stage: Stage;
  readonly #databases: Databases;
  /** The Port_Binding row as it is known here, and how many commits it has seen. */
  #row: SouthboundPort;
  #version = 0;
  /** What the next run is due to; undefined: nothing new. */
  #news: EventId | undefined;
  #running = false;
  #busyUntil: Micros = micros(0);
  /** A claim or release is on its way to the southbound database. */
  #writing = false;
  /** Rows ordered from Open vSwitch, installed or on their way. */
  #ordered: PortFlows;
  #lastInstall: Micros = micros(0);
  #activating = false;
  /** Has handled an activation since it last claimed the port as an additional chassis. */
  #activated = false;
  #whenConnected: (() => void) | undefined;

  constructor(stage: Stage, databases: Databases, chassis: ChassisName) {
    this.#stage = stage;
    this.#databases = databases;
    this.chassis = chassis;
    this.#row = stage.start.southbound;
    this.#ordered = stage.chassis(chassis).flows;
    databases.subscribe(this);
  }

  rowArrived(row: SouthboundPort, version: number, cause: EventId): void {
    if (!this.#isConnected) return;
    if (version > this.#version) {
      this.#row = row;
      this.#version = version;
    }
    this.wake(cause);
  }

  /** There is something new; a run looks at it once all of this instant has arrived and no other run is under way. */
  wake(cause: EventId): void {
    this.#news = cause;
    if (!this.#running) this.#stage.atEndOfInstant(() => this.#startRun());
  }

  disconnect(): EventId {
    return this.#emit('controller-disconnected', undefined, 'has lost the southbound database');
  }

  connect(cause: EventId): void {
    const connected = this.#emit('controller-connected', cause, 'is connected again');
    this.#seeRow();
    this.#whenConnected?.();
    this.#whenConnected = undefined;
    this.wake(connected);
  }

  /** A frame has met the trigger row: pinctrl gets its copy. Once is enough. */
  activate(announced: EventId): void {
    if (this.#activating) return;
    this.#activating = true;
    this.#stage.at(this.#stage.whenDone('upcall', this.chassis), () => {
      const packetIn = this.#stage.emit(
        { kind: 'packet-in', chassis: this.chassis },
        this.#lane,
        announced,
        `pinctrl on ${this.chassis} has the RARP`,
      );
      this.#handleActivation(packetIn);
    });
  }

  // ---- the main loop ----

  /**
   * One pass over all that has arrived; what arrives meanwhile waits for the next. What changes nothing for the port costs
   * nothing: ovn-controller processes increments.
   */
  #startRun(): void {
    const cause = this.#news;
    if (this.#running || cause === undefined) return;
    this.#news = undefined;
    const row = this.#row;
    const { plugged } = this.#stage.chassis(this.chassis);
    const change =
      this.#writing || !this.#isConnected ? undefined : bindingChange(this.chassis, row, plugged);
    if (change === undefined && isSameFlows(this.#wanted(row, plugged), this.#ordered)) return;
    this.#running = true;
    const began = this.#stage.now;
    const work: LatencyName = change === undefined ? 'controllerRun' : 'claimRun';
    this.#busyUntil = this.#stage.whenDone(work, this.chassis);
    this.#stage.at(this.#busyUntil, () => this.#endRun({ cause, began, row, plugged, change }));
  }

  #endRun({ cause, began, row, plugged, ...run }: Run): void {
    this.#running = false;
    const change = this.#isConnected ? run.change : undefined;
    const flows = this.#wanted(row, plugged);
    const flowsChange = !isSameFlows(flows, this.#ordered);
    const text = textOfRun(this.chassis, this.#stage.port, change, flowsChange);
    const body = { kind: 'controller-ran', chassis: this.chassis } as const;
    const ran = this.#stage.emit(body, this.#lane, cause, text, began);
    if (change !== undefined) this.#writeBinding(change, ran);
    if (flowsChange) this.#orderFlows(flows, ran);
    if (this.#news !== undefined) this.wake(this.#news);
  }

  /** The flows that a run wants; an activation that was handled while it went on counts. */
  #wanted(row: SouthboundPort, plugged: boolean): PortFlows {
    return wantedFlows({
      topology: this.#stage.network.topology,
      chassis: this.chassis,
      row,
      plugged,
      activated: this.#activated,
    });
  }

  // ---- binding ----

  #writeBinding({ kind, role }: BindingChange, cause: EventId): void {
    const { chassis } = this;
    const { port } = this.#stage;
    const lane: Lane = { component: 'sb' };
    this.#writing = true;
    this.#databases.commit(() => {
      this.#writing = false;
      if (kind === 'claim') {
        if (role === 'additional') this.#activated = false;
        const text = `Port_Binding: ${chassis} has claimed ${port}${roleText(role)}`;
        const claimed = this.#stage.emit({ kind: 'port-claimed', chassis, role }, lane, cause, text);
        this.#publish(claimed);
        if (role === 'main') {
          this.#upWhenInstalled(claimed);
          this.onMainClaim?.(claimed);
        }
        return;
      }
      // Where the other has claimed first, nothing is left to release: the row names the other already.
      const { southbound } = this.#stage.world;
      const bound = role === 'main' ? southbound.chassis : southbound.additionalChassis;
      if (!bound.includes(chassis)) return;
      const text = `Port_Binding: ${chassis} has released ${port}`;
      const released = this.#stage.emit({ kind: 'port-released', chassis, role }, lane, cause, text);
      if (role === 'main') this.#databases.writeUp(false, released);
      this.#publish(released);
    });
  }

  #publish(cause: EventId): void {
    this.#databases.fanOut(cause);
    this.#seeRow();
  }

  /** Whoever has written it, or has just connected, knows the row as it is. */
  #seeRow(): void {
    this.#row = this.#stage.world.southbound;
    this.#version = this.#databases.version;
  }

  /** `up` waits for the main claim and for the rows of the main chassis, whichever comes last. */
  #upWhenInstalled(cause: EventId): void {
    const isReady = (): boolean =>
      this.#stage.world.southbound.chassis.includes(this.chassis) &&
      this.#stage.chassis(this.chassis).ovnInstalled;
    if (!isReady()) return;
    this.#databases.commit(() => {
      if (isReady()) this.#databases.writeUp(true, cause);
    });
  }

  // ---- flows ----

  #orderFlows(flows: PortFlows, cause: EventId): void {
    const before = this.#ordered;
    const reason = reasonOf(before, flows);
    const installed = this.#stage.whenDone('flowInstall', this.chassis);
    const { blockDelay } = this.#stage.scenario.plan;
    if (flows.block && !before.block && blockDelay > 0) {
      this.#installAt(installed, { ...flows, block: false }, reason, cause);
      this.#installAt(plus(installed, blockDelay), flows, 'block', cause);
    } else {
      this.#installAt(installed, flows, reason, cause);
    }
    if (before.local && !flows.local) this.#markInstalled(false, cause);
  }

  /** Open vSwitch works through orders one after the other. */
  #installAt(time: Micros, flows: PortFlows, reason: FlowReason, cause: EventId): void {
    const { chassis } = this;
    const began = this.#stage.now;
    this.#ordered = flows;
    this.#lastInstall = latest(time, this.#lastInstall);
    this.#stage.at(this.#lastInstall, () => {
      const installed = this.#stage.emit(
        { kind: 'flows-installed', chassis, flows, reason },
        { component: 'vswitchd', chassis },
        cause,
        `${chassis} ${textOfFlows[reason]}`,
        began,
      );
      if (flows.local && !this.#stage.chassis(chassis).ovnInstalled) {
        this.#markInstalled(true, installed);
        this.#upWhenInstalled(installed);
      }
      this.onInstalled?.(flows, installed);
    });
  }

  #markInstalled(installed: boolean, cause: EventId): void {
    if (this.#stage.chassis(this.chassis).ovnInstalled === installed) return;
    const text = `${this.chassis}'s interface ${installed ? 'gets' : 'loses'} ovn-installed`;
    this.#stage.emit({ kind: 'ovn-installed', chassis: this.chassis, installed }, this.#lane, cause, text);
  }

  // ---- activation ----

  /** Waits for a connection to the southbound database and for the main loop to be free. */
  #handleActivation(cause: EventId): void {
    const { chassis } = this;
    if (!this.#isConnected) {
      this.#whenConnected = () => this.#handleActivation(cause);
      return;
    }
    const free = this.#running ? latest(this.#busyUntil, this.#stage.now) : this.#stage.now;
    const wait = free - this.#stage.now;
    this.#stage.at(micros(this.#stage.whenDone('activationRun', chassis) + wait), () => {
      if (!this.#isConnected) {
        this.#handleActivation(cause);
        return;
      }
      this.#activated = true;
      const text = `ovn-controller on ${chassis} no longer wants the blocking rows`;
      const body = { kind: 'activation-handled', chassis } as const;
      const handled = this.#stage.emit(body, this.#lane, cause, text, free);
      const deleted = this.#stage.whenDone('flowDelete', chassis);
      this.#installAt(deleted, { ...this.#ordered, block: false }, 'activation', handled);
      this.#recordActivation(handled);
    });
  }

  #recordActivation(cause: EventId): void {
    const { chassis } = this;
    this.#databases.commit(() => {
      if (!this.#stage.world.southbound.additionalChassis.includes(chassis)) return;
      const recorded = this.#stage.emit(
        { kind: 'activation-recorded', chassis },
        { component: 'sb' },
        cause,
        `Port_Binding: additional-chassis-activated=${chassis}`,
      );
      this.#publish(recorded);
    });
  }

  get #isConnected(): boolean {
    return this.#stage.chassis(this.chassis).controller.connected;
  }

  get #lane(): Lane {
    return { component: 'controller', chassis: this.chassis };
  }

  #emit(
    kind: 'controller-disconnected' | 'controller-connected',
    cause: EventId | undefined,
    text: string,
  ): EventId {
    const { chassis } = this;
    return this.#stage.emit({ kind, chassis }, this.#lane, cause, `ovn-controller on ${chassis} ${text}`);
  }
}

/** The first attempt that finds the server back: 1, 3, 7, 15 s and so on after the loss, then every 8 s. */
export function reconnectionTime(from: Micros, until: Micros): Micros {
  const longestWait = fromSeconds(8);
  let wait = fromSeconds(1);
  let time = plus(from, wait);
  while (time < until) {
    wait = Math.min(longestWait, wait * 2) as Micros;
    time = plus(time, wait);
  }
  return time;
}

/** What a run works on: what arrives after it began is not in it. */
interface Run {
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
  if (role === 'main') return main ? undefined : { kind: 'claim', role };
  if (role === 'additional') return additional ? undefined : { kind: 'claim', role };
  if (main) return { kind: 'release', role: 'main' };
  return additional ? { kind: 'release', role: 'additional' } : undefined;
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

function textOfRun(
  chassis: ChassisName,
  port: string,
  change: BindingChange | undefined,
  flowsChange: boolean,
): string {
  const writes = change && `${change.kind}s ${port}${roleText(change.role)}`;
  const computes = flowsChange ? 'has new rows for it' : undefined;
  const does = [writes, computes].filter((it) => it !== undefined).join(' and ');
  return `ovn-controller on ${chassis} ${does || `has nothing to change for ${port} any more`}`;
}

function roleText(role: 'main' | 'additional'): string {
  return role === 'main' ? '' : ' as an additional chassis';
}

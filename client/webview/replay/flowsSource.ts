import type { MigrationEvent } from '../../../server/core/migration/event.ts';
import { type Micros, micros } from '../../../server/core/migration/time.ts';
import type { RoleId } from '../../../server/core/roles/role.ts';
import type { FlowsAtResult, HoverTextResult } from '../../../server/protocol/messages.ts';
import type { PanelRequests } from '../../../server/protocol/panel.ts';
import type { RpcClient } from '../../../server/protocol/rpc.ts';
import { type FlowChanges, type FlowText, flowChanges, noChanges } from './model/flowChanges.ts';
import { lastFlowChange } from './model/flowView.ts';
import { openflowLanguage } from './model/language.ts';
import type { Ready } from './session.ts';

/** The flows of the chosen chassis at the instant shown, and what has changed in them. */
export interface Flows {
  readonly flows: FlowText;
  readonly release: string;
  readonly changes: FlowChanges;
  /** The event behind the last change of rows. */
  readonly change: MigrationEvent | undefined;
  /** By the key of a row. */
  readonly roles: ReadonlyMap<string, RoleId>;
}

export type FlowsShown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'flows' } & Flows);

/** Milliseconds between two requests while the replay runs and no row changes: only counters do. */
const countersEvery = 400;

/** Asks for the flows as the replay moves: one request at a time, always for the newest instant. */
export class FlowsSource {
  readonly #rpc: RpcClient<PanelRequests>;
  readonly #clock: () => number;
  readonly #changed: () => void;
  #shown: FlowsShown = { kind: 'waiting' };
  #wanted: Ready | undefined;
  #isBusy = false;
  /** What the shown flows are of. */
  #standing: Standing | undefined;
  #askedAt = 0;
  #isWaiting = false;

  constructor(rpc: RpcClient<PanelRequests>, clock: () => number, changed: () => void) {
    this.#rpc = rpc;
    this.#clock = clock;
    this.#changed = changed;
  }

  get shown(): FlowsShown {
    return this.#shown;
  }

  /** Follows the replay; call with every state. */
  follow(ready: Ready): void {
    this.#wanted = ready;
    this.#askSoon();
  }

  /** Asks again after a failure. */
  retry(): void {
    this.#standing = undefined;
    this.#shown = { kind: 'waiting' };
    this.#askSoon();
  }

  /** The hover of a place in the whole text. */
  async hover(line: number, character: number): Promise<HoverTextResult | null> {
    if (this.#shown.kind !== 'flows') return null;
    const { flows, release } = this.#shown;
    const text = flows.lines.join('\n');
    return this.#rpc.request('hover', {
      languageId: openflowLanguage,
      text,
      release,
      position: { line, character },
    });
  }

  #askSoon(): void {
    const ready = this.#wanted;
    if (ready === undefined || this.#isBusy) return;
    const next = standingOf(ready);
    const now = this.#standing;
    if (now !== undefined && now.time === next.time && isSameState(now, next)) return;
    const isRunning = ready.player.status !== 'paused';
    if (now !== undefined && isSameState(now, next) && isRunning) {
      const wait = this.#askedAt + countersEvery - this.#clock();
      if (wait > 0) {
        if (this.#isWaiting) return;
        this.#isWaiting = true;
        setTimeout(() => {
          this.#isWaiting = false;
          this.#askSoon();
        }, wait);
        return;
      }
    }
    void this.#ask(ready, next);
  }

  async #ask(ready: Ready, next: Standing): Promise<void> {
    this.#isBusy = true;
    this.#askedAt = this.#clock();
    try {
      const shown = await this.#load(ready, next);
      this.#shown = { kind: 'flows', ...shown };
    } catch (error) {
      this.#shown = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    this.#standing = next;
    this.#isBusy = false;
    this.#changed();
    this.#askSoon();
  }

  async #load(ready: Ready, next: Standing): Promise<Flows> {
    const { change } = next;
    const before = this.#shown.kind === 'flows' ? this.#shown : undefined;
    const isSame = before !== undefined && this.#standing !== undefined && isSameState(this.#standing, next);
    const now = await this.#flowsAt(ready, next.time);
    const flows = flowText(now);
    if (isSame) return { ...before, flows };
    const [changes, roles] = await Promise.all([
      this.#changesSince(ready, change, flows),
      this.#rolesOf(now, flows),
    ]);
    return { flows, release: now.release, changes, change, roles };
  }

  async #changesSince(
    ready: Ready,
    change: MigrationEvent | undefined,
    flows: FlowText,
  ): Promise<FlowChanges> {
    if (change === undefined || change.time === 0) return noChanges;
    return flowChanges(flowText(await this.#flowsAt(ready, micros(change.time - 1))), flows);
  }

  async #rolesOf(now: FlowsAtResult, flows: FlowText): Promise<ReadonlyMap<string, RoleId>> {
    const { roles } = await this.#rpc.request('roles', {
      languageId: openflowLanguage,
      text: now.text,
      release: now.release,
    });
    return new Map(roles.map(({ line, role }) => [flows.keys[line] ?? '', role]));
  }

  #flowsAt(ready: Ready, time: Micros): Promise<FlowsAtResult> {
    const { timeline, chassis } = ready;
    return this.#rpc.request('flowsAt', { preset: timeline.scenario.id, seed: timeline.seed, chassis, time });
  }
}

interface Standing {
  readonly timeline: Ready['timeline'];
  readonly chassis: string;
  readonly change: MigrationEvent | undefined;
  readonly time: Micros;
}

function standingOf({ timeline, chassis, player }: Ready): Standing {
  return {
    timeline,
    chassis,
    change: lastFlowChange(timeline, chassis, player.nEvents),
    time: player.position,
  };
}

/** Whether the rows themselves are the same; their counters may have moved on. */
function isSameState(a: Standing, b: Standing): boolean {
  return a.timeline === b.timeline && a.chassis === b.chassis && a.change === b.change;
}

function flowText(result: FlowsAtResult): FlowText {
  const lines = result.text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { lines, keys: result.keys };
}

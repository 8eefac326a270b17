import type { MigrationEvent } from '../../../server/core/migration/event.ts';
import {
  type PlayerEvent,
  type PlayerState,
  type PlayerTrack,
  playerTrack,
  startPlayer,
  transition,
} from '../../../server/core/migration/player.ts';
import { type Micros, micros } from '../../../server/core/migration/time.ts';
import { isTimeline, type Timeline, worldAfter } from '../../../server/core/migration/timeline.ts';
import type { World } from '../../../server/core/migration/world.ts';
import type { PresetInfo } from '../../../server/protocol/messages.ts';
import type { PanelRequests, PanelState } from '../../../server/protocol/panel.ts';
import type { RpcClient } from '../../../server/protocol/rpc.ts';
import { switchoverOf, switchoverView } from './model/switchover.ts';

/** What the panel shows. Views read it and dispatch; only the session changes it. */
export type Shown =
  | { readonly kind: 'loading'; readonly what: string }
  | { readonly kind: 'failed'; readonly what: string; readonly message: string }
  | { readonly kind: 'empty' }
  | Ready;

export interface Ready {
  readonly kind: 'ready';
  readonly timeline: Timeline;
  readonly track: PlayerTrack;
  readonly player: PlayerState;
  readonly world: World;
  readonly chassis: string;
}

/** What the panel opens with when nothing was kept. */
const firstPreset = 'deck-rarp';

/** Slow enough to see the switchover happen; a run's other parts are crossed by scrubbing or at a higher speed. */
const firstSpeed = 0.1;

/** The panel's state and its traffic with the extension. No DOM: `clock` and `changed` come from outside. */
export class Session {
  readonly #rpc: RpcClient<PanelRequests>;
  readonly #clock: () => number;
  readonly #changed: () => void;
  #presets: readonly PresetInfo[] = [];
  #preset: string;
  #seed: number;
  /** Outlives a change of scenario. */
  #speed = firstSpeed;
  #kept: PanelState | undefined;
  #shown: Shown = { kind: 'loading', what: 'Loading the scenarios' };
  /** Answers to a request that was overtaken by a newer one are dropped. */
  #generation = 0;

  constructor(
    rpc: RpcClient<PanelRequests>,
    kept: PanelState | undefined,
    clock: () => number,
    changed: () => void,
  ) {
    this.#rpc = rpc;
    this.#kept = kept;
    this.#preset = kept?.preset ?? firstPreset;
    this.#seed = kept?.seed ?? 1;
    this.#clock = clock;
    this.#changed = changed;
  }

  get shown(): Shown {
    return this.#shown;
  }

  get presets(): readonly PresetInfo[] {
    return this.#presets;
  }

  get preset(): string {
    return this.#preset;
  }

  get seed(): number {
    return this.#seed;
  }

  /** Loads all there is to show; also the way on after a failure. */
  async load(): Promise<void> {
    const generation = this.#next({ kind: 'loading', what: 'Loading the scenarios' });
    try {
      const presets = await this.#rpc.request('presets', {});
      if (generation !== this.#generation) return;
      this.#presets = presets;
    } catch (error) {
      if (generation === this.#generation) this.#fail('The scenarios could not be loaded', error);
      return;
    }
    if (this.#presets.length === 0) {
      this.#show({ kind: 'empty' });
      return;
    }
    if (!this.#presets.some((it) => it.id === this.#preset)) {
      const first = this.#presets.find((it) => it.id === firstPreset) ?? this.#presets[0];
      this.#preset = (first as PresetInfo).id;
      this.#kept = undefined;
    }
    await this.#simulate();
  }

  /** Simulates another migration; what is shown already stays as it stands. */
  async choose(preset: string, seed: number): Promise<void> {
    if (this.#shown.kind === 'ready' && preset === this.#preset && seed === this.#seed) return;
    this.#preset = preset;
    this.#seed = seed;
    this.#kept = undefined;
    await this.#simulate();
  }

  dispatch(event: PlayerEvent): void {
    const { shown } = this;
    if (shown.kind !== 'ready') return;
    this.#move(shown, transition(shown.track, shown.player, event));
  }

  /** Goes to the state right behind an event, even where several share an instant. */
  goTo(event: MigrationEvent): void {
    const { shown } = this;
    if (shown.kind !== 'ready') return;
    const seek: PlayerEvent = { type: 'seek', to: event.time, clock: this.#clock() };
    const paused = transition(shown.track, shown.player, { type: 'pause', clock: this.#clock() });
    this.#move(shown, { ...transition(shown.track, paused, seek), nEvents: event.id + 1 });
  }

  toggle(): void {
    this.dispatch({ type: 'toggle', clock: this.#clock() });
  }

  seek(to: Micros): void {
    this.dispatch({ type: 'seek', to, clock: this.#clock() });
  }

  watch(chassis: string): void {
    if (this.#shown.kind === 'ready') this.#show({ ...this.#shown, chassis });
  }

  /** What to keep over a reload; undefined while nothing is shown. */
  get state(): PanelState | undefined {
    if (this.#shown.kind !== 'ready') return undefined;
    const { player, chassis } = this.#shown;
    return { version: 1, preset: this.#preset, seed: this.#seed, chassis, time: player.position };
  }

  async #simulate(): Promise<void> {
    const generation = this.#next({ kind: 'loading', what: 'Simulating the migration' });
    try {
      const timeline = await this.#rpc.request('simulate', { preset: this.#preset, seed: this.#seed });
      if (generation !== this.#generation) return;
      if (!isTimeline(timeline))
        throw new Error('the answer is not a timeline of the version that this panel reads');
      this.#open(timeline);
    } catch (error) {
      if (generation === this.#generation) this.#fail('The migration could not be simulated', error);
    }
  }

  /** Stands at the switchover, or where it stood before the reload. */
  #open(timeline: Timeline): void {
    const track = playerTrack(timeline);
    const destination = timeline.network.chassis.find((it) => it.role === 'destination');
    const kept = this.#kept;
    const keptChassis = timeline.network.chassis.find((it) => it.name === kept?.chassis);
    const position = kept === undefined ? switchoverOf(timeline) : micros(kept.time);
    const view = switchoverView(timeline);
    const player: PlayerState = { ...startPlayer(track, position), speed: this.#speed };
    const shows = position >= view.from && position <= view.to;
    this.#show({
      kind: 'ready',
      timeline,
      track,
      player: shows ? transition(track, player, { type: 'show', view }) : player,
      world: worldAfter(timeline, player.nEvents),
      chassis: (keptChassis ?? destination ?? timeline.network.chassis[0])?.name ?? '',
    });
  }

  #move(shown: Ready, player: PlayerState): void {
    if (player === shown.player) return;
    this.#speed = player.speed;
    const world =
      player.nEvents === shown.player.nEvents ? shown.world : worldAfter(shown.timeline, player.nEvents);
    this.#show({ ...shown, player, world });
  }

  #next(shown: Shown): number {
    this.#show(shown);
    return ++this.#generation;
  }

  #fail(what: string, error: unknown): void {
    this.#show({ kind: 'failed', what, message: error instanceof Error ? error.message : String(error) });
  }

  #show(shown: Shown): void {
    this.#shown = shown;
    this.#changed();
  }
}

import { assertNever } from '../base/invariant.ts';
import type { Micros } from './time.ts';
import { micros } from './time.ts';
import type { Timeline } from './timeline.ts';
import { nEventsAt } from './timeline.ts';

/**
 * What a replay stands at. Plain and small, so a panel can save it and come back to the same place. `nEvents` says which of
 * several events of one instant have been applied: stepping goes through them one by one.
 */
export interface PlayerState {
  readonly status: 'paused' | 'playing' | 'scrubbing';
  readonly position: Micros;
  readonly nEvents: number;
  readonly speed: number;
  /** The part of the time axis that is on screen. */
  readonly view: View;
  /** While playing: the clock's reading and the position that it stood for. Position follows from both, without drift. */
  readonly anchor?: Anchor;
  /** While scrubbing: it played before, and will again. */
  readonly resumes: boolean;
}

export interface View {
  readonly from: Micros;
  readonly to: Micros;
}

interface Anchor {
  /** Milliseconds, from the injected clock. */
  readonly clock: number;
  readonly position: Micros;
}

/** What is done to a player. `clock` is the time of the caller's clock in milliseconds: the player has none of its own. */
export type PlayerEvent =
  | { readonly type: 'play'; readonly clock: number }
  | { readonly type: 'pause'; readonly clock: number }
  | { readonly type: 'toggle'; readonly clock: number }
  | { readonly type: 'tick'; readonly clock: number }
  | { readonly type: 'seek'; readonly to: Micros; readonly clock: number }
  | { readonly type: 'scrub-start'; readonly to: Micros; readonly clock: number }
  | { readonly type: 'scrub'; readonly to: Micros }
  | { readonly type: 'scrub-end'; readonly clock: number }
  | { readonly type: 'step'; readonly over: StepTarget; readonly direction: 1 | -1 }
  | { readonly type: 'speed'; readonly speed: number; readonly clock: number }
  /** `factor` above 1 shows less time; `at` keeps its place on screen, absent: the position does. */
  | { readonly type: 'zoom'; readonly factor: number; readonly at?: Micros }
  | { readonly type: 'show'; readonly view: View }
  | { readonly type: 'show-all' };

/** What a step goes to. */
export type StepTarget = 'event' | 'flow-change' | 'loss' | 'duplicate' | 'activation';

/** Slow enough to watch one packet, fast enough to see a whole run at once. */
export const speeds: readonly number[] = [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** The shortest stretch of time that a view shows: below it there is nothing to tell apart. */
export const shortestView: Micros = micros(20);

/** The instants that steps go to, found once for a timeline. */
export interface PlayerTrack {
  readonly timeline: Timeline;
  /** For each target its stops, in order. */
  readonly stops: Readonly<Record<StepTarget, readonly Stop[]>>;
}

interface Stop {
  readonly time: Micros;
  readonly nEvents: number;
}

export function playerTrack(timeline: Timeline): PlayerTrack {
  const eventStops = timeline.events.map((it) => ({ time: it.time, nEvents: it.id + 1, event: it }));
  const packets = timeline.pings.flatMap((it) => it.packets);
  const stopsAt = (times: readonly Micros[]): readonly Stop[] =>
    [...new Set(times)].sort((a, b) => a - b).map((time) => ({ time, nEvents: nEventsAt(timeline, time) }));
  const flowStops = eventStops.filter((it) => it.event.kind === 'flows-installed');
  return {
    timeline,
    stops: {
      event: eventStops.map(stop),
      'flow-change': flowStops.map(stop),
      activation: flowStops
        .filter((it) => it.event.kind === 'flows-installed' && it.event.reason === 'activation')
        .map(stop),
      loss: stopsAt(packets.filter((it) => it.verdict === 'lost').map((it) => it.sent)),
      duplicate: stopsAt(packets.flatMap((it) => it.replies.slice(1).map((reply) => reply.arrived))),
    },
  };
}

/** Paused at an instant, with the whole run in view. */
export function startPlayer(track: PlayerTrack, position: Micros = micros(0)): PlayerState {
  return standingAt(track, position, {
    status: 'paused',
    speed: 1,
    view: { from: micros(0), to: track.timeline.end },
    resumes: false,
  });
}

/** A saved state, fitted to a timeline that may have changed meanwhile; it never plays by itself. */
export function restorePlayer(track: PlayerTrack, saved: PlayerState): PlayerState {
  const nEvents = Math.max(0, Math.min(saved.nEvents, track.timeline.events.length));
  const restored = standingAt(track, clampTime(track, saved.position), {
    status: 'paused',
    speed: saved.speed,
    view: clampView(track, saved.view),
    resumes: false,
  });
  const lastTime = track.timeline.events[nEvents - 1]?.time ?? micros(0);
  const nextTime = track.timeline.events[nEvents]?.time ?? track.timeline.end;
  const fits = lastTime <= restored.position && restored.position <= nextTime;
  return fits ? { ...restored, nEvents } : restored;
}

/** The next state. Pure: same track, state and event, same result. */
export function transition(track: PlayerTrack, state: PlayerState, event: PlayerEvent): PlayerState {
  switch (event.type) {
    case 'play':
      return play(track, state, event.clock);
    case 'pause':
      return pause(advance(track, state, event.clock));
    case 'toggle':
      return state.status === 'playing'
        ? pause(advance(track, state, event.clock))
        : play(track, state, event.clock);
    case 'tick':
      return advance(track, state, event.clock);
    case 'seek':
      return anchored(seek(track, state, event.to), event.clock);
    case 'scrub-start':
      return seek(
        track,
        { ...pause(state), status: 'scrubbing', resumes: state.status === 'playing' },
        event.to,
      );
    case 'scrub':
      return state.status === 'scrubbing' ? seek(track, state, event.to) : state;
    case 'scrub-end': {
      if (state.status !== 'scrubbing') return state;
      const stopped: PlayerState = { ...state, status: 'paused', resumes: false };
      return state.resumes ? play(track, stopped, event.clock) : stopped;
    }
    case 'step':
      return step(track, pause(state), event.over, event.direction);
    case 'speed':
      return event.speed > 0 && Number.isFinite(event.speed)
        ? anchored({ ...advance(track, state, event.clock), speed: event.speed }, event.clock)
        : state;
    case 'zoom':
      return { ...state, view: zoomed(track, state, event.factor, event.at ?? state.position) };
    case 'show':
      return { ...state, view: clampView(track, event.view) };
    case 'show-all':
      return { ...state, view: { from: micros(0), to: track.timeline.end } };
    default:
      return assertNever(event);
  }
}

/** The stop that a step would go to; undefined when there is none in that direction. */
export function stopFrom(
  track: PlayerTrack,
  state: PlayerState,
  over: StepTarget,
  direction: 1 | -1,
): Stop | undefined {
  const stops = track.stops[over];
  return direction > 0
    ? stops.find((it) => isAfter(it, state))
    : stops.findLast((it) => isAfter(state, { time: it.time, nEvents: it.nEvents }));
}

function step(track: PlayerTrack, state: PlayerState, over: StepTarget, direction: 1 | -1): PlayerState {
  const target = stopFrom(track, state, over, direction);
  if (target !== undefined)
    return follow(track, { ...state, position: target.time, nEvents: target.nEvents });
  // Before the first event there is the start: stepping back must be able to reach it.
  return over === 'event' && direction < 0
    ? follow(track, { ...state, position: micros(0), nEvents: 0 })
    : state;
}

type Place = { readonly time: Micros; readonly nEvents: number } | PlayerState;

/** Whether `a` is later than `b`; at one instant the number of applied events decides. */
function isAfter(a: Place, b: Place): boolean {
  const timeOfA = 'time' in a ? a.time : a.position;
  const timeOfB = 'time' in b ? b.time : b.position;
  return timeOfA > timeOfB || (timeOfA === timeOfB && a.nEvents > b.nEvents);
}

function play(track: PlayerTrack, state: PlayerState, clock: number): PlayerState {
  if (state.status === 'playing') return advance(track, state, clock);
  // At the end there is nothing left to play: start over.
  const from = state.position >= track.timeline.end ? seek(track, state, micros(0)) : state;
  return { ...from, status: 'playing', resumes: false, anchor: { clock, position: from.position } };
}

function pause(state: PlayerState): PlayerState {
  const { anchor: _, ...rest } = state;
  return { ...rest, status: 'paused', resumes: false };
}

/** Moves to where the clock says it should be; stops at the end. A clock that runs backwards moves nothing. */
function advance(track: PlayerTrack, state: PlayerState, clock: number): PlayerState {
  if (state.status !== 'playing' || state.anchor === undefined) return state;
  const elapsed = (clock - state.anchor.clock) * 1_000 * state.speed;
  const position = clampTime(track, micros(state.anchor.position + elapsed));
  if (position <= state.position) return state;
  const moved = follow(track, { ...state, position, nEvents: nEventsAt(track.timeline, position) });
  return position >= track.timeline.end ? pause(moved) : moved;
}

function seek(track: PlayerTrack, state: PlayerState, to: Micros): PlayerState {
  const position = clampTime(track, to);
  return follow(track, { ...state, position, nEvents: nEventsAt(track.timeline, position) });
}

/** Playing goes on from here: later ticks count from this clock and position. */
function anchored(state: PlayerState, clock: number): PlayerState {
  return state.status === 'playing' ? { ...state, anchor: { clock, position: state.position } } : state;
}

/** Scrolls so that the position is in view; a view that shows it already stays. */
function follow(track: PlayerTrack, state: PlayerState): PlayerState {
  const { view, position } = state;
  if (position >= view.from && position <= view.to) return state;
  const length = view.to - view.from;
  const from = micros(position - length / 4);
  return { ...state, view: clampView(track, { from, to: micros(from + length) }) };
}

function zoomed(track: PlayerTrack, state: PlayerState, factor: number, at: Micros): View {
  if (!(factor > 0) || !Number.isFinite(factor)) return state.view;
  const length = state.view.to - state.view.from;
  const newLength = Math.max(shortestView, length / factor);
  const share = length > 0 ? (at - state.view.from) / length : 0;
  const from = micros(at - newLength * share);
  return clampView(track, { from, to: micros(from + newLength) });
}

/** Inside the timeline, not shorter than allowed, and as long as asked where that is possible. */
function clampView(track: PlayerTrack, view: View): View {
  const end = track.timeline.end;
  const length = Math.min(end, Math.max(shortestView, view.to - view.from));
  const from = Math.max(0, Math.min(view.from, end - length));
  return { from: micros(from), to: micros(from + length) };
}

function clampTime(track: PlayerTrack, time: Micros): Micros {
  return micros(Math.max(0, Math.min(time, track.timeline.end)));
}

function standingAt(
  track: PlayerTrack,
  position: Micros,
  rest: Omit<PlayerState, 'position' | 'nEvents'>,
): PlayerState {
  return { ...rest, position, nEvents: nEventsAt(track.timeline, position) };
}

function stop(it: Stop): Stop {
  return { time: it.time, nEvents: it.nEvents };
}

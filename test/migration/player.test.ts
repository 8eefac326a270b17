import { describe, expect, it } from 'vitest';
import {
  type PlayerEvent,
  type PlayerState,
  playerTrack,
  restorePlayer,
  shortestView,
  startPlayer,
  stopFrom,
  transition,
} from '../../server/core/migration/player.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import { fromSeconds, micros } from '../../server/core/migration/time.ts';
import { eventOf } from '../../server/core/migration/timeline.ts';
import { preset } from './scenarios.ts';

const track = playerTrack(simulate(preset('deck-rarp')));
const { timeline } = track;
const { end } = timeline;

/** The states that a list of events goes through; the last one. */
function after(state: PlayerState, ...events: readonly PlayerEvent[]): PlayerState {
  return events.reduce((it, event) => transition(track, it, event), state);
}

const start = startPlayer(track);
const at = (seconds: number): PlayerState => startPlayer(track, fromSeconds(seconds));

describe('playing', () => {
  it('follows the clock it is given', () => {
    const state = after(start, { type: 'play', clock: 1_000 }, { type: 'tick', clock: 1_250 });
    expect(state).toMatchObject({ status: 'playing', position: 250_000 });
  });

  it('does not drift: many ticks come to where one would', () => {
    const playing = after(start, { type: 'speed', speed: 0.001, clock: 0 }, { type: 'play', clock: 0 });
    const ticks = Array.from(
      { length: 999 },
      (_, i): PlayerEvent => ({ type: 'tick', clock: (i + 1) * 16.7 }),
    );
    // 16.7 µs a tick: a sum of rounded steps would be off by 300 µs.
    expect(after(playing, ...ticks).position).toBe(Math.round(999 * 16.7));
  });

  it('pauses where it is, and goes on from there', () => {
    const paused = after(start, { type: 'play', clock: 0 }, { type: 'pause', clock: 500 });
    expect(paused).toMatchObject({ status: 'paused', position: 500_000 });
    expect(after(paused, { type: 'tick', clock: 9_000 })).toEqual(paused);
    const resumed = after(paused, { type: 'toggle', clock: 10_000 }, { type: 'tick', clock: 10_100 });
    expect(resumed.position).toBe(600_000);
    expect(after(resumed, { type: 'toggle', clock: 10_200 })).toMatchObject({
      status: 'paused',
      position: 700_000,
    });
  });

  it('changes its speed without a jump', () => {
    const state = after(
      start,
      { type: 'play', clock: 0 },
      { type: 'speed', speed: 4, clock: 1_000 },
      { type: 'tick', clock: 1_500 },
    );
    expect(state).toMatchObject({ position: 3_000_000, speed: 4 });
    for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(after(state, { type: 'speed', speed, clock: 1_500 })).toEqual(state);
    }
  });

  it('stops at the end, and starts over from there', () => {
    const ended = after(at(21), { type: 'play', clock: 0 }, { type: 'tick', clock: 60_000 });
    expect(ended).toMatchObject({ status: 'paused', position: end, nEvents: timeline.events.length });
    expect(after(ended, { type: 'play', clock: 0 })).toMatchObject({
      status: 'playing',
      position: 0,
    });
  });

  it('does not go back when the clock does', () => {
    const state = after(start, { type: 'play', clock: 1_000 }, { type: 'tick', clock: 2_000 });
    expect(after(state, { type: 'tick', clock: 500 })).toEqual(state);
  });

  it('applies the events that it passes', () => {
    const state = after(at(7.9), { type: 'play', clock: 0 }, { type: 'tick', clock: 200 });
    expect(state.nEvents).toBe(timeline.events.filter((it) => it.time <= 8_100_000).length);
  });
});

describe('seeking and scrubbing', () => {
  it('stay in the timeline', () => {
    expect(after(start, { type: 'seek', to: micros(-5), clock: 0 }).position).toBe(0);
    expect(after(start, { type: 'seek', to: micros(end + 5), clock: 0 }).position).toBe(end);
  });

  it('while playing go on from the new place', () => {
    const state = after(
      start,
      { type: 'play', clock: 0 },
      { type: 'seek', to: fromSeconds(8), clock: 700 },
      { type: 'tick', clock: 800 },
    );
    expect(state).toMatchObject({ status: 'playing', position: 8_100_000 });
  });

  it('hold the clock while the hand is on the axis', () => {
    const scrubbing = after(
      start,
      { type: 'play', clock: 0 },
      { type: 'scrub-start', to: fromSeconds(5), clock: 100 },
      { type: 'tick', clock: 5_000 },
      { type: 'scrub', to: fromSeconds(6) },
    );
    expect(scrubbing).toMatchObject({ status: 'scrubbing', position: 6_000_000 });
    const released = after(scrubbing, { type: 'scrub-end', clock: 6_000 }, { type: 'tick', clock: 6_500 });
    expect(released).toMatchObject({ status: 'playing', position: 6_500_000 });
    const wasPaused = after(
      start,
      { type: 'scrub-start', to: fromSeconds(5), clock: 0 },
      { type: 'scrub-end', clock: 9 },
    );
    expect(wasPaused).toMatchObject({ status: 'paused', position: 5_000_000, resumes: false });
    expect(after(start, { type: 'scrub', to: fromSeconds(5) })).toEqual(start);
    expect(after(start, { type: 'scrub-end', clock: 5 })).toEqual(start);
  });
});

describe('stepping', () => {
  it('goes through all events, one by one, and back to the start', () => {
    let state = { ...start, nEvents: 0 };
    for (const event of timeline.events) {
      state = transition(track, state, { type: 'step', over: 'event', direction: 1 });
      expect([state.position, state.nEvents]).toEqual([event.time, event.id + 1]);
    }
    expect(transition(track, state, { type: 'step', over: 'event', direction: 1 })).toEqual(state);
    for (const event of timeline.events.toReversed()) {
      expect([state.position, state.nEvents]).toEqual([event.time, event.id + 1]);
      state = transition(track, state, { type: 'step', over: 'event', direction: -1 });
    }
    expect(state).toMatchObject({ position: 0, nEvents: 0 });
  });

  it('finds activation, losses and changes of flows in both directions', () => {
    const active = after(start, { type: 'step', over: 'activation', direction: 1 });
    expect(active.position).toBe(8_068_010);
    expect(after(active, { type: 'step', over: 'activation', direction: 1 })).toEqual(active);
    const change = after(active, { type: 'step', over: 'flow-change', direction: -1 });
    expect(eventOf(timeline, (change.nEvents - 1) as never)).toMatchObject({ kind: 'flows-installed' });
    expect(change.position).toBe(6_030_000);
    const losses = [1, 2, 3, 4, 5].map((n) =>
      after(
        start,
        ...Array.from({ length: n }, (): PlayerEvent => ({ type: 'step', over: 'loss', direction: 1 })),
      ),
    );
    // Requests 465 to 468 of 1234 gaps in 21.252 s; there is no fifth.
    const sent = [465, 466, 467, 468, 468].map((k) => Math.floor((k * 21_252_000) / 1_234));
    expect(losses.map((it) => it.position)).toEqual(sent);
    expect(after(active, { type: 'step', over: 'loss', direction: -1 }).position).toBe(sent[4]);
  });

  it('finds duplicates where they exist', () => {
    const duplicates = playerTrack(simulate(preset('deck-multichassis')));
    const state = startPlayer(duplicates);
    // All come 200 µs after the guest runs.
    expect(stopFrom(duplicates, state, 'duplicate', 1)?.time).toBe(8_000_210);
    expect(stopFrom(track, start, 'duplicate', 1)).toBeUndefined();
    expect(after(at(3), { type: 'step', over: 'duplicate', direction: 1 })).toEqual(at(3));
  });

  it('pauses', () => {
    const state = after(start, { type: 'play', clock: 0 }, { type: 'step', over: 'event', direction: 1 });
    expect(state).toMatchObject({ status: 'paused' });
    expect(state.anchor).toBeUndefined();
  });
});

describe('the view', () => {
  it('zooms around the position, or around a place that stays where it is on screen', () => {
    const zoomed = after(at(8), { type: 'zoom', factor: 100 });
    expect(zoomed.view.to - zoomed.view.from).toBeCloseTo(end / 100, -1);
    const share = (8_000_000 - zoomed.view.from) / (zoomed.view.to - zoomed.view.from);
    expect(share).toBeCloseTo(8_000_000 / end, 3);
    const other = after(zoomed, { type: 'zoom', factor: 2, at: zoomed.view.from });
    expect(other.view.from).toBe(zoomed.view.from);
  });

  it('has limits', () => {
    const deep = after(at(8), { type: 'zoom', factor: 1e12 });
    expect(deep.view.to - deep.view.from).toBe(shortestView);
    expect(after(deep, { type: 'zoom', factor: 1e-12 }).view).toEqual({ from: 0, to: end });
    expect(after(deep, { type: 'show-all' }).view).toEqual({ from: 0, to: end });
    expect(after(start, { type: 'zoom', factor: 0 }).view).toEqual(start.view);
    const shown = after(start, { type: 'show', view: { from: micros(end), to: micros(end + 1_000) } });
    expect(shown.view).toEqual({ from: end - 1_000, to: end });
  });

  it('follows the position', () => {
    const zoomed = after(at(8), { type: 'show', view: { from: fromSeconds(8), to: fromSeconds(8.1) } });
    const stayed = after(zoomed, { type: 'seek', to: fromSeconds(8.05), clock: 0 });
    expect(stayed.view).toEqual(zoomed.view);
    const { view, position } = after(zoomed, { type: 'seek', to: fromSeconds(12), clock: 0 });
    expect(view.to - view.from).toBe(100_000);
    expect(view.from <= position && position <= view.to).toBe(true);
  });
});

describe('a saved state', () => {
  it('comes back to its place, paused', () => {
    const playing = after(at(8), { type: 'zoom', factor: 10 }, { type: 'play', clock: 5 });
    const saved = JSON.parse(JSON.stringify(playing)) as PlayerState;
    const { anchor: _, ...rest } = playing;
    expect(restorePlayer(track, saved)).toEqual({ ...rest, status: 'paused' });
  });

  it('keeps its place among events of one instant', () => {
    const [first] = timeline.events.filter((it, idx) => timeline.events[idx + 1]?.time === it.time);
    const state = { ...startPlayer(track, first?.time), nEvents: (first?.id ?? 0) + 1 };
    expect(restorePlayer(track, state).nEvents).toBe(state.nEvents);
  });

  it('is fitted to a timeline that has become shorter', () => {
    const restored = restorePlayer(track, {
      ...start,
      position: micros(end * 3),
      nEvents: 7,
      view: { from: micros(end * 2), to: micros(end * 4) },
    });
    expect(restored).toMatchObject({
      position: end,
      nEvents: timeline.events.length,
      view: { from: 0, to: end },
    });
  });
});

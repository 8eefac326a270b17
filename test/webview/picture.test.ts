import { describe, expect, it } from 'vitest';
import { dotsAt, flightOf, packetsAround, pictureAt } from '../../client/webview/replay/model/picture.ts';
import { type PlayerState, playerTrack, startPlayer } from '../../server/core/migration/player.ts';
import { micros } from '../../server/core/migration/time.ts';
import { worldAt } from '../../server/core/migration/timeline.ts';
import { timelineOf } from './timelineOf.ts';

function hostAt(preset: string, time: number, name: string): unknown {
  const timeline = timelineOf(preset);
  const { hosts } = pictureAt(timeline, worldAt(timeline, micros(time)), time, 1_000);
  return hosts.find((one) => one.name === name);
}

it('shows who is bound and what the guest does', () => {
  expect(hostAt('deck-rarp', 8_000_000, 'hv1')).toMatchObject({
    binding: 'main chassis',
    guest: { state: 'paused' },
  });
  expect(hostAt('deck-rarp', 8_050_000, 'hv2')).toMatchObject({
    binding: 'additional chassis',
    guest: { state: 'running', isBlocked: true },
  });
  expect(hostAt('deck-rarp', 8_068_010, 'hv2')).toMatchObject({ guest: { isBlocked: false } });
  expect(hostAt('deck-rarp', 20_000_000, 'hv2')).toMatchObject({ binding: 'main chassis' });
  expect(hostAt('deck-rarp', 0, 'hv3')).toMatchObject({
    binding: undefined,
    guest: undefined,
    senders: ['peer'],
  });
});

it('counts what waits for the guest, and nothing where there is none any more', () => {
  expect(hostAt('deck-multichassis', 7_999_999, 'hv2')).toMatchObject({ guest: { nWaiting: 94 } });
  expect(hostAt('deck-multichassis', 20_000_000, 'hv1')).toMatchObject({
    guest: { state: 'gone', nWaiting: 0 },
  });
});

describe('dots', () => {
  const run = timelineOf('deck-rarp').pings[0]!;
  const lost = run.packets.find(({ verdict }) => verdict === 'lost')!;
  const kindsAt = (time: number, seq: number, flight: number): string[] =>
    dotsAt(run, time, flight)
      .filter((dot) => dot.seq === seq)
      .map(({ kind, to }) => `${kind} ${to}`);

  it('are two for a cloned request', () => {
    expect(kindsAt(lost.sent + 500, lost.seq, 1_000)).toEqual(['request hv1', 'copy hv2']);
  });

  it('end in a cross where the copy was dropped', () => {
    expect(kindsAt(lost.sent + 1_500, lost.seq, 1_000)).toEqual(['dropped hv2']);
    expect(kindsAt(lost.sent + 10_000, lost.seq, 1_000)).toEqual([]);
  });

  it('go back as a reply, and twice for a duplicate', () => {
    const answered = run.packets[0]!;
    expect(kindsAt(answered.sent + 1_500, answered.seq, 1_000)).toEqual(['reply hv1']);
    const twice = timelineOf('deck-multichassis').pings[0]!;
    const duplicate = twice.packets.find(({ verdict }) => verdict === 'duplicate')!;
    const again = duplicate.replies[1]!;
    expect(dotsAt(twice, again.arrived - 100, 150).filter(({ seq }) => seq === duplicate.seq)).toMatchObject([
      { kind: 'duplicate', from: 'hv3', to: again.chassis },
    ]);
  });

  it('stay on their way: progress is between 0 and 1 at every instant', () => {
    for (let time = 7_990_000; time < 8_100_000; time += 777)
      for (const { progress } of dotsAt(run, time, 5_000)) {
        expect(progress).toBeGreaterThanOrEqual(0);
        expect(progress).toBeLessThanOrEqual(1);
      }
  });
});

it('draws a packet slow enough to be seen and never a crowd', () => {
  const timeline = timelineOf('deck-rarp');
  const player = startPlayer(playerTrack(timeline), micros(8_000_000));
  const flightAt = (change: Partial<PlayerState>): number =>
    Math.round(flightOf(timeline, { ...player, ...change }));
  expect(flightAt({ status: 'playing', speed: 0.1 })).toBe(22_000);
  expect(flightAt({ status: 'playing', speed: 8 })).toBe(Math.round((12 * 21_252_000) / 1_234));
  expect(flightAt({ status: 'paused', speed: 8 })).toBe(25_833);
  expect(flightAt({ status: 'playing', speed: 0.0001 })).toBe(200);
  expect(flightAt({ status: 'paused', position: timeline.end })).toBe(200);
});

it('lists the latest packets, newest first', () => {
  const run = timelineOf('deck-rarp').pings[0]!;
  expect(packetsAround(run, 8_068_010, 3).map(({ seq }) => seq)).toEqual([469, 468, 467]);
  expect(packetsAround(run, -1, 3)).toEqual([]);
});

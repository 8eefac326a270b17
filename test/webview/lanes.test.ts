import { expect, it } from 'vitest';
import { lanesOf } from '../../client/webview/replay/model/lanes.ts';
import { timelineOf } from './timelineOf.ts';

/** A lane as text: when, and what stands there. */
function printed(preset: string, name: string): readonly string[] {
  const lane = lanesOf(timelineOf(preset)).find((one) => one.name === name);
  if (lane?.kind !== 'items') return [];
  return lane.items.map(({ from, to, label }) => `${from / 1e6}${to > from ? `–${to / 1e6}` : ''} ${label}`);
}

it('has a lane for each actor, from the plan down to the ping', () => {
  const names = (preset: string): string[] => lanesOf(timelineOf(preset)).map(({ name }) => name);
  const common = ['phase', 'CMS', 'northd', 'controller hv1', 'controller hv2', 'controller hv3', 'guest'];
  expect(names('deck-rarp')).toEqual([...common, 'ping']);
  expect(names('localnet-rarp')).toEqual([...common, 'fabric', 'ping']);
});

it('shows the switchover of the guest, and the pause however short it is', () => {
  expect(printed('deck-rarp', 'guest').slice(0, 4)).toEqual([
    '0–8 running on hv1',
    '5.61 plugged',
    '8–8.00001 pause 10 µs',
    `8.00001–${timelineOf('deck-rarp').end / 1e6} running on hv2`,
  ]);
});

it('shows what the activation waits for', () => {
  expect(printed('deck-rarp', 'controller hv2')).toEqual(
    expect.arrayContaining(['8.01801 packet-in', '8.01801–8.03301 activate', '8.03301–8.06801 rows gone']),
  );
});

it('names the phases in words that fit', () => {
  expect(printed('deck-rarp', 'phase').map((text) => text.replace(/^\S+ /, ''))).toEqual([
    'one chassis',
    'requested',
    'blocked',
    'active',
    'moved',
  ]);
});

import { expect, it } from 'vitest';
import { causesOf, whyNotEarlier } from '../../client/webview/replay/model/why.ts';
import { whyEvent } from '../../server/core/migration/explain.ts';
import { formatInstant } from '../../server/core/migration/time.ts';
import { timelineOf } from './timelineOf.ts';

it('walks from the rows that are gone back to the pause', () => {
  const timeline = timelineOf('deck-rarp');
  const activation = timeline.events.find(
    (one) => one.kind === 'flows-installed' && one.reason === 'activation',
  )!;
  const chain = causesOf(timeline, activation);
  expect(
    chain.map(
      ({ event, who, waited }) => `${formatInstant(event.time)} ${who} ${event.kind} ${waited ?? '-'}`,
    ),
  ).toEqual([
    '8.068010 s vswitchd hv2 flows-installed 35000',
    '8.033010 s controller hv2 activation-handled 15000',
    '8.018010 s controller hv2 packet-in 3000',
    '8.015010 s qemu hv2 announced 15000',
    '8.000010 s guest hv2 guest-changed 10',
    '8.000000 s guest hv1 guest-changed -',
  ]);
  expect(whyNotEarlier(chain)).toBe('Why not earlier: the longest wait was 35 ms for vswitchd hv2.');
});

it('agrees with what the simulation says of every event', () => {
  for (const preset of ['deck-single', 'deck-rarp', 'localnet-rarp']) {
    const timeline = timelineOf(preset);
    for (const event of timeline.events) {
      const chain = causesOf(timeline, event);
      expect(chain.map((step) => step.event.id)).toEqual(
        whyEvent(timeline, event.id).steps.map((step) => step.event.id),
      );
    }
  }
});

it('ends where a file from outside says that an event is its own cause', () => {
  const timeline = timelineOf('deck-rarp');
  const odd = { ...timeline.events[3]!, cause: timeline.events[3]!.id };
  expect(causesOf(timeline, odd)).toHaveLength(1);
});

import { describe, expect, it } from 'vitest';
import { countersText, lossText, outageText, totalsAt } from '../../client/webview/replay/model/counters.ts';
import { summaryLine } from '../../client/webview/replay/model/summary.ts';
import { summaryLine as printedByPing } from '../../server/core/migration/ping.ts';
import { presets } from '../../server/core/migration/presets.ts';
import { micros } from '../../server/core/migration/time.ts';
import { timelineOf } from './timelineOf.ts';

describe('the three measured runs', () => {
  it.each([
    ['deck-single', '1607 packets transmitted, 1394 received, 13.2545% packet loss, time 17975ms'],
    [
      'deck-multichassis',
      '1153 packets transmitted, 1153 received, +94 duplicates, 0% packet loss, time 24239ms',
    ],
    ['deck-rarp', '1235 packets transmitted, 1231 received, 0.323887% packet loss, time 21252ms'],
  ])('%s ends as ping printed it', (preset, line) => {
    const timeline = timelineOf(preset);
    expect(summaryLine(timeline, timeline.pings[0]!)).toBe(line);
  });

  it('say honestly how long four lost packets are', () => {
    const timeline = timelineOf('deck-rarp');
    expect(outageText(timeline, timeline.pings[0]!)).toBe(
      '4 packets (the deck says 4 ms; at the run’s own rate this is ≈69 ms, 52–86 ms)',
    );
  });

  it('have no outage to speak of where nothing was lost', () => {
    const timeline = timelineOf('deck-multichassis');
    expect(outageText(timeline, timeline.pings[0]!)).toBeUndefined();
  });
});

it('prints the same line as the terminal does, for every preset', () => {
  for (const { id } of presets) {
    const timeline = timelineOf(id);
    for (const run of timeline.pings) {
      const plan = timeline.scenario.pings.find(({ sender }) => sender === run.sender)!;
      expect(summaryLine(timeline, run)).toBe(printedByPing(run.counters, plan.lasts));
    }
  }
});

it('counts as the replay goes', () => {
  const timeline = timelineOf('deck-rarp');
  expect(countersText(totalsAt(timeline, micros(0)))).toBe(
    'sent 1, answered 0, lost 0, duplicates 0, loss 0 %',
  );
  expect(totalsAt(timeline, micros(8_068_010))).toEqual({ sent: 469, received: 465, lost: 4, duplicates: 0 });
  expect(lossText(totalsAt(timeline, timeline.end))).toBe('0.323887 %');
});

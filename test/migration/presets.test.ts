import { describe, expect, it } from 'vitest';
import { laneName } from '../../server/core/migration/event.ts';
import { pingSummary } from '../../server/core/migration/ping.ts';
import { presets } from '../../server/core/migration/presets.ts';
import { measure, simulate } from '../../server/core/migration/simulate.ts';
import { formatInstant } from '../../server/core/migration/time.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';
import { preset, rangeOf } from './scenarios.ts';

describe('the measured runs come out exactly', () => {
  // Sequence numbers count from 1: the first lost request of deck-single is the 716th.
  const runs: readonly [string, string, string, string][] = [
    [
      'deck-single',
      '1607 packets transmitted, 1394 received, 13.2545% packet loss, time 17975ms',
      '716-928 (213)',
      'none',
    ],
    [
      'deck-multichassis',
      '1153 packets transmitted, 1153 received, +94 duplicates, 0% packet loss, time 24239ms',
      'none',
      '288-381 (94)',
    ],
    [
      'deck-rarp',
      '1235 packets transmitted, 1231 received, 0.323887% packet loss, time 21252ms',
      '466-469 (4)',
      'none',
    ],
    [
      'deck-timeline',
      '1607 packets transmitted, 1394 received, 13.2545% packet loss, time 17975ms',
      '716-928 (213)',
      'none',
    ],
    [
      'both-running',
      '1153 packets transmitted, 1153 received, +94 duplicates, 0% packet loss, time 24239ms',
      'none',
      '288-381 (94)',
    ],
  ];
  for (const [id, summary, lost, duplicate] of runs) {
    it(id, () => {
      // Their latencies are constant, so every seed is the same run.
      for (const seed of [1, 77]) {
        const timeline = simulate(preset(id), seed);
        expect(pingSummary(timeline).split('\n')[1]).toBe(summary);
        expect(rangeOf(timeline, 'lost')).toBe(lost);
        expect(rangeOf(timeline, 'duplicate')).toBe(duplicate);
      }
    });
  }
});

describe('what else can happen', () => {
  // Requests are sent every 17.222 ms; the outage begins at the pause, 8 s.
  const runs: readonly [string, string, string][] = [
    // 2.38 s as with one binding; 2.38 / 0.017222 = 138.2.
    ['no-rarp', '466-603 (138)', 'none'],
    // The third announcement is 215 ms after resuming, activation 53 ms after that: 268 ms.
    ['late-rarp', '466-481 (16)', 'none'],
    // What waited at the source is answered late, not lost.
    ['abort', 'none', 'none'],
    // hv3 clones at 9.78 s.
    ['slow-peer', '466-568 (103)', 'none'],
    // Reconnected at 10 s, active 50 ms later.
    ['sb-disconnected', '466-584 (119)', 'none'],
    ['sb-hung', '466-469 (4)', 'none'],
    // One request falls into the 21 ms in which hv2 is not yet blocked.
    ['late-block', '466-469 (4)', '352-352 (1)'],
    // Moved as with one binding at 10.05 s, but found by the physical network only at 11.0502 s.
    ['localnet-single', '466-642 (177)', 'none'],
    ['localnet-multichassis', 'none', '352-465 (114)'],
    ['localnet-rarp', '466-469 (4)', 'none'],
  ];
  for (const [id, lost, duplicate] of runs) {
    it(`${id}: lost ${lost}, duplicate ${duplicate}`, () => {
      const timeline = simulate(preset(id), 1);
      expect(rangeOf(timeline, 'lost')).toBe(lost);
      expect(rangeOf(timeline, 'duplicate')).toBe(duplicate);
    });
  }

  it('a slow peer loses, a sender on the source does not more than usual', () => {
    const timeline = simulate(preset('slow-peer'), 1);
    expect(timeline.pings.map((it) => [it.sender, it.counters.lost])).toEqual([
      ['peer', 103],
      ['near1', 4],
    ]);
  });

  it('the flag of a hung database is recorded after the port is live', () => {
    const { events } = simulate(preset('sb-hung'), 1);
    const live = events.find((it) => it.kind === 'flows-installed' && it.reason === 'activation');
    const recorded = events.find((it) => it.kind === 'activation-recorded');
    expect([live, recorded].map((it) => it && formatInstant(it.time))).toEqual(['8.068010 s', '9.500000 s']);
  });

  it('port security with IPs keeps the RARP from the physical network, but not from activating', () => {
    const rarp = preset('localnet-rarp');
    const timeline = simulate({ ...rarp, plan: { ...rarp.plan, portSecurityIps: true } }, 1);
    const learned = timeline.events.find((it) => it.kind === 'fabric-learned');
    // ovn-controller announces the port one second after the main claim at 10.55 s.
    expect(learned && formatInstant(learned.time)).toBe('11.550200 s');
    expect(rangeOf(timeline, 'lost').startsWith('466-469')).toBe(false);
    expect(timeline.pings[0]?.counters.lost).toBeGreaterThan(4);
  });
});

describe('all presets', () => {
  it('have ids of their own, titles and descriptions', () => {
    expect(new Set(presets.map((it) => it.id)).size).toBe(presets.length);
    for (const { title, description } of presets) {
      expect(title).not.toBe('');
      expect(description).toMatch(/\.$/);
    }
  });

  for (const scenario of presets) {
    it(`${scenario.id} is the same bytes again, and counts the same without its packets`, () => {
      const timeline = simulate(scenario, 5);
      const text = JSON.stringify(timeline);
      expect(JSON.stringify(simulate(scenario, 5))).toBe(text);
      expect(JSON.parse(text)).toEqual(timeline);
      const measured = measure(scenario, 5).pings;
      expect(measured.map((it) => [it.sender, it.counters])).toEqual(
        timeline.pings.map((it) => [it.sender, it.counters]),
      );
    });
  }

  it('differ by seed where latencies are drawn', () => {
    const lost = [1, 2, 3, 4].map((seed) => measure(preset('typical-single'), seed).pings[0]?.outage);
    expect(new Set(lost).size).toBe(4);
  });
});

// Checked by hand against the sums: 15 + 3 + 15 + 35 ms after resuming; 1500 + 10 + 400 + 20 + 30 + 70 + 20 + 30 + 250 + 50 ms.
it('the switchover of deck-rarp, event by event', () => {
  expect(lanesOf(simulate(preset('deck-rarp'), 1), 7.9, 9)).toMatchInlineSnapshot(`
    "8.000000 s           guest hv1       the guest is paused on hv1
    8.000010 s           guest hv2       the guest runs on hv2
    8.015010 s           qemu hv2        RARP 1 from vm on hv2: it meets the trigger row
    8.018010 s           controller hv2  pinctrl on hv2 has the RARP
    8.033010 s (15 ms)   controller hv2  ovn-controller on hv2 no longer wants the blocking rows
    8.053010 s           sb              Port_Binding: additional-chassis-activated=hv2
    8.065010 s           qemu hv2        RARP 2 from vm on hv2: it meets the trigger row
    8.068010 s (35 ms)   vswitchd hv2    hv2 no longer has the blocking rows: the guest can be reached
    8.215010 s           qemu hv2        RARP 3 from vm on hv2: it goes out
    8.465010 s           qemu hv2        RARP 4 from vm on hv2: it goes out
    8.815010 s           qemu hv2        RARP 5 from vm on hv2: it goes out"
  `);
});

it('the move of deck-single, event by event', () => {
  expect(lanesOf(simulate(preset('deck-single'), 1), 9, 12)).toMatchInlineSnapshot(`
    "9.500010 s           cms             the CMS asks for hv2 alone
    9.510010 s           nb              requested-chassis=hv2 is committed
    9.910010 s (400 ms)  northd          northd has worked through the change
    9.930010 s           sb              Port_Binding asks for hv2
    10.030010 s (70 ms)   controller hv1  ovn-controller on hv1 releases vm and has new rows for it
    10.030010 s           controller hv1  hv1's interface loses ovn-installed
    10.030010 s (70 ms)   controller hv2  ovn-controller on hv2 claims vm and has new rows for it
    10.050010 s           sb              Port_Binding: hv1 has released vm
    10.050010 s           sb              Port_Binding.up is false
    10.050010 s           sb              Port_Binding: hv2 has claimed vm
    10.080010 s (50 ms)   vswitchd hv1    hv1 no longer has the rows of a local port
    10.080010 s (50 ms)   vswitchd hv2    hv2 has the rows of a local port
    10.080010 s           controller hv2  hv2's interface gets ovn-installed
    10.100010 s           sb              Port_Binding.up is true
    10.330010 s (250 ms)  controller hv1  ovn-controller on hv1 has new rows for it
    10.330010 s (250 ms)  controller hv2  ovn-controller on hv2 has new rows for it
    10.330010 s (250 ms)  controller hv3  ovn-controller on hv3 has new rows for it
    10.380010 s (50 ms)   vswitchd hv1    hv1 has other rows that lead to the port
    10.380010 s (50 ms)   vswitchd hv2    hv2 has other rows that lead to the port
    10.380010 s (50 ms)   vswitchd hv3    hv3 has other rows that lead to the port
    10.450010 s (400 ms)  northd          northd has worked through the change
    10.460010 s           nb              Logical_Switch_Port.up is false
    10.580010 s           guest hv1       the guest's copy on hv1 is destroyed
    10.580010 s           qemu hv1        the interface of vm is removed from hv1
    10.850010 s (400 ms)  northd          northd has worked through the change
    10.860010 s           nb              Logical_Switch_Port.up is true"
  `);
});

/** The events from one second to another: when, what it took, who, what. */
function lanesOf(timeline: Timeline, from: number, to: number): string {
  return timeline.events
    .filter((it) => from * 1e6 <= it.time && it.time < to * 1e6)
    .map((it) => {
      const work = it.time === it.began ? '' : `(${(it.time - it.began) / 1_000} ms)`;
      return `${formatInstant(it.time)} ${work.padEnd(9)} ${laneName(it.lane).padEnd(15)} ${it.text}`;
    })
    .join('\n');
}

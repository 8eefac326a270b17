import { describe, expect, it } from 'vitest';
import type { EventId } from '../../server/core/migration/event.ts';
import { laneName } from '../../server/core/migration/event.ts';
import {
  outagesFor,
  waitsByComponent,
  type Why,
  whyEvent,
  whyPacket,
} from '../../server/core/migration/explain.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import { formatLength } from '../../server/core/migration/time.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';
import { packetsOf, preset } from './scenarios.ts';

function chainOf(why: Why | undefined): readonly string[] {
  return (why?.steps ?? []).map(
    (it) => `${laneName(it.event.lane)} ${it.event.kind} +${formatLength(it.wait)}`,
  );
}

function firstLost(timeline: Timeline): number {
  return packetsOf(timeline).find((it) => it.verdict === 'lost')?.seq ?? 0;
}

describe('why a request was lost', () => {
  it('deck-rarp: the block held until the RARP had been handled', () => {
    const timeline = simulate(preset('deck-rarp'));
    const why = whyPacket(timeline, 'peer', 466);
    expect(why?.text).toBe('Request 466 was lost.');
    expect(why?.copies).toEqual([
      'By tunnel to hv1: it waited for a guest that never ran there again.',
      'By tunnel to hv2: dropped, for the port was blocked until activation.',
    ]);
    // A request is 200 µs on its way: what is sent that long before an event still meets it.
    expect(why?.outage).toEqual({ from: 7_999_800, to: 8_067_810 });
    expect(chainOf(why?.ended)).toEqual([
      'vswitchd hv2 flows-installed +35 ms',
      'controller hv2 activation-handled +15 ms',
      'controller hv2 packet-in +3 ms',
      'qemu hv2 announced +15 ms',
      'guest hv2 guest-changed +10 µs',
      'guest hv1 guest-changed +0 µs',
    ]);
    expect(why?.ended?.longest?.event.kind).toBe('flows-installed');
  });

  it('deck-single: the peer sent to the source until the CMS had acted', () => {
    const timeline = simulate(preset('deck-single'));
    const why = whyPacket(timeline, 'peer', 716);
    expect(chainOf(why?.ended)).toEqual([
      'vswitchd hv3 flows-installed +50 ms',
      'controller hv3 controller-ran +280 ms',
      'sb port-claimed +20 ms',
      'controller hv2 controller-ran +100 ms',
      'sb southbound-requested +20 ms',
      'northd northd-ran +400 ms',
      'nb northbound-written +10 ms',
      'cms cms-step +1.5 s',
      'guest hv2 guest-changed +10 µs',
      'guest hv1 guest-changed +0 µs',
    ]);
    expect(why?.ended?.text).toContain('the longest wait was 1.5 s, until the CMS asks for hv2 alone');
    // Of the run that claims, 70 ms are work; 30 ms went by until it began.
    expect(why?.ended?.steps[3]).toMatchObject({ wait: 100_000, work: 70_000 });
  });

  const longest: readonly [string, string][] = [
    ['no-rarp', 'cms'],
    ['late-rarp', 'qemu hv2'],
    ['slow-peer', 'controller hv3'],
    ['sb-disconnected', 'controller hv2'],
    ['localnet-single', 'cms'],
  ];
  for (const [id, who] of longest) {
    it(`${id}: the longest wait was for ${who}`, () => {
      const timeline = simulate(preset(id));
      const why = whyPacket(timeline, 'peer', firstLost(timeline));
      expect(why?.ended?.longest && laneName(why.ended.longest.event.lane)).toBe(who);
    });
  }

  it('holds for every lost request: it lies in an outage, which an event ends', () => {
    for (const id of ['deck-single', 'deck-rarp', 'localnet-single', 'slow-peer']) {
      const timeline = simulate(preset(id));
      const outages = outagesFor(timeline, 'peer');
      for (const { sent, verdict } of packetsOf(timeline)) {
        const inOutage = outages.some((it) => it.from <= sent && sent < it.to);
        expect(inOutage).toBe(verdict === 'lost');
      }
    }
  });
});

describe('why a request was answered twice, or once', () => {
  it('says what became of each copy', () => {
    const timeline = simulate(preset('deck-multichassis'));
    expect(whyPacket(timeline, 'peer', 300)).toEqual({
      text: 'Request 300 was answered more than once.',
      copies: [
        'By tunnel to hv1: the guest answered.',
        'By tunnel to hv2: it waited 1.708612 s until the guest ran.',
      ],
    });
    expect(whyPacket(timeline, 'peer', 1)?.copies).toEqual(['By tunnel to hv1: the guest answered.']);
    expect(whyPacket(timeline, 'peer', 5_000)).toBeUndefined();
    expect(whyPacket(timeline, 'nobody', 1)).toBeUndefined();
  });
});

describe('who took the time', () => {
  it('deck-timeline: CMS, northd and ovn-controller share 2.38 s', () => {
    const timeline = simulate(preset('deck-timeline'));
    const moved = timeline.events.findLast((it) => it.kind === 'flows-installed' && it.chassis === 'hv3');
    const shares = waitsByComponent(whyEvent(timeline, moved?.id ?? (0 as EventId)));
    expect(shares.map((it) => `${it.component} ${formatLength(it.wait)}`)).toEqual([
      'guest 10 µs',
      'cms 1.5 s',
      'nb 10 ms',
      'northd 400 ms',
      'sb 40 ms',
      'controller 380 ms',
      'vswitchd 50 ms',
    ]);
    expect(shares.reduce((sum, it) => sum + it.wait, 0)).toBe(2_380_010);
  });

  it('an event of the scenario has no cause', () => {
    const timeline = simulate(preset('deck-rarp'));
    const paused = timeline.events.find((it) => it.kind === 'guest-changed' && it.guest === 'paused');
    const why = whyEvent(timeline, paused?.id ?? (0 as EventId));
    expect(why.steps).toHaveLength(1);
    expect(why.longest).toBeUndefined();
    expect(() => whyEvent(timeline, 999 as EventId)).toThrow('no event 999');
  });
});

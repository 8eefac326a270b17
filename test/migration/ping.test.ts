import { describe, expect, it } from 'vitest';
import { formatG, pingOutput, pingSummary, summaryLine } from '../../server/core/migration/ping.ts';
import { sendTimes } from '../../server/core/migration/packets.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import { fromMilliseconds, micros } from '../../server/core/migration/time.ts';
import { preset } from './scenarios.ts';

describe('%g', () => {
  // printf '%.6g'
  const cases: readonly [number, string][] = [
    [0, '0'],
    [100, '100'],
    [50, '50'],
    [13.254511512134412, '13.2545'],
    [0.32388663967611336, '0.323887'],
    [0.1, '0.1'],
    [99.99996, '100'],
    [99.99994, '99.9999'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [0.0000123456789, '1.23457e-05'],
    [123456, '123456'],
    [1234567, '1.23457e+06'],
    [33.333333333, '33.3333'],
  ];
  for (const [value, text] of cases) it(`${value} is ${text}`, () => expect(formatG(value)).toBe(text));
});

describe('the summary line', () => {
  const cases: readonly [number, number, number, number, string][] = [
    [4, 4, 0, 3_003, '4 packets transmitted, 4 received, 0% packet loss, time 3003ms'],
    [3, 2, 1, 2_000, '3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 2000ms'],
    [2, 0, 0, 10, '2 packets transmitted, 0 received, 100% packet loss, time 10ms'],
    [0, 0, 0, 0, '0 packets transmitted, 0 received'],
  ];
  for (const [sent, received, duplicates, milliseconds, line] of cases) {
    it(line, () => {
      const counters = { sent, received, duplicates, lost: sent - received };
      expect(summaryLine(counters, fromMilliseconds(milliseconds))).toBe(line);
    });
  }

  it('rounds the time to milliseconds', () => {
    const counters = { sent: 1, received: 1, duplicates: 0, lost: 0 };
    expect(summaryLine(counters, micros(1_499))).toMatch(/time 1ms$/);
    expect(summaryLine(counters, micros(1_500))).toMatch(/time 2ms$/);
  });
});

describe('what ping prints', () => {
  const timeline = simulate(preset('deck-multichassis'));
  const lines = pingOutput(timeline).split('\n');

  it('begins with a heading and has a line for each reply', () => {
    expect(lines[0]).toBe('PING 10.0.0.10 (10.0.0.10) 56(84) bytes of data.');
    expect(lines[1]).toBe('64 bytes from 10.0.0.10: icmp_seq=1 ttl=64 time=0.400 ms');
    expect(lines.filter((it) => it.startsWith('64 bytes'))).toHaveLength(1_153 + 94);
  });

  it('marks duplicates, which come all at once when the guest runs', () => {
    const idx = lines.findIndex((it) => it.endsWith('(DUP!)'));
    expect(lines.slice(idx - 1, idx + 2)).toEqual([
      '64 bytes from 10.0.0.10: icmp_seq=381 ttl=64 time=0.400 ms',
      // Sent at 287 · 21.0408 ms = 6038.7 ms, answered at 8000.01 ms.
      '64 bytes from 10.0.0.10: icmp_seq=288 ttl=64 time=1962 ms (DUP!)',
      '64 bytes from 10.0.0.10: icmp_seq=289 ttl=64 time=1940 ms (DUP!)',
    ]);
    expect(lines.filter((it) => it.endsWith('(DUP!)'))).toHaveLength(94);
  });

  it('ends with the summary', () => {
    expect(lines.slice(-4)).toEqual([
      '',
      '--- 10.0.0.10 ping statistics ---',
      '1153 packets transmitted, 1153 received, +94 duplicates, 0% packet loss, time 24239ms',
      expect.stringMatching(
        /^rtt min\/avg\/max\/mdev = 0\.400\/\d+\.\d{3}\/1961\.\d{3}\/\d+\.\d{3} ms, pipe 94$/,
      ),
    ]);
    expect(pingSummary(timeline)).toBe(lines.slice(-3).join('\n'));
  });

  it('leaves the round trips out when nothing came back', () => {
    const silent = preset('deck-single');
    const timelineOfNone = simulate({
      ...silent,
      pings: [{ sender: 'peer', count: 3, lasts: fromMilliseconds(20) }],
      plan: { ...silent.plan, plugAt: micros(0), pauseAt: micros(0), abortAt: fromMilliseconds(60_000) },
    });
    expect(pingSummary(timelineOfNone).split('\n').slice(1)).toEqual([
      '3 packets transmitted, 0 received, 100% packet loss, time 20ms',
    ]);
  });

  it('is of the sender that is asked for', () => {
    const two = simulate(preset('slow-peer'));
    expect(pingSummary(two, 'near1')).toContain('1231 received');
    expect(pingSummary(two, 'peer')).toContain('1132 received');
    expect(pingSummary(two, 'nobody')).toBe('');
  });
});

describe('when requests are sent', () => {
  it('at k · T / (n − 1), the remainder carried', () => {
    const plan = { sender: 'peer', count: 1_607, lasts: fromMilliseconds(17_975) };
    const times = sendTimes(plan);
    expect(times).toHaveLength(1_607);
    expect(times.every((it, k) => it === Math.floor((k * 17_975_000) / 1_606))).toBe(true);
    expect(times.at(-1)).toBe(17_975_000);
  });

  it('one alone at once', () => {
    expect(sendTimes({ sender: 'peer', count: 1, lasts: micros(0) })).toEqual([0]);
  });

  it('by nobody that is not on the switch', () => {
    const stranger = { ...preset('deck-single'), pings: [{ sender: 'web', count: 1, lasts: micros(0) }] };
    expect(() => simulate(stranger)).toThrow(RangeError);
  });
});

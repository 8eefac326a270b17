import type { Micros } from './time.ts';
import { micros, span } from './time.ts';
import type { Packet, PingCounters, PingRun, Reply, Timeline } from './timeline.ts';

/** ping's last words about a run: the heading, the summary line and, when anything came back, the round-trip times. */
export function pingSummary(timeline: Timeline, sender?: string): string {
  const run = runOf(timeline, sender);
  return run === undefined ? '' : summaryOf(timeline, run, repliesInOrder(run)).join('\n');
}

/** All that ping would have printed: a line for each reply as it came, then the summary. */
export function pingOutput(timeline: Timeline, sender?: string): string {
  const run = runOf(timeline, sender);
  if (run === undefined) return '';
  const address = timeline.network.port.ipv4;
  const replies = repliesInOrder(run);
  return [
    `PING ${address} (${address}) 56(84) bytes of data.`,
    ...replies.map((it) => replyLine(address, it)),
    '',
    ...summaryOf(timeline, run, replies),
  ].join('\n');
}

/**
 * `1607 packets transmitted, 1394 received, 13.2545% packet loss, time 17975ms`, as iputils prints it
 * (`ping_common.c finish`): duplicates only if there are any, the loss with six significant digits, the time from the first
 * request to the last.
 */
export function summaryLine(counters: PingCounters, lasted: Micros): string {
  const { sent, received, duplicates } = counters;
  const loss = sent === 0 ? '' : `, ${formatG(Math.fround(((sent - received) * 100) / sent))}% packet loss`;
  const again = duplicates > 0 ? `, +${duplicates} duplicates` : '';
  const time = sent === 0 ? '' : `, time ${Math.floor((lasted + 500) / 1_000)}ms`;
  return `${sent} packets transmitted, ${received} received${again}${loss}${time}`;
}

/** A number as C's `%.6g` prints it. */
export function formatG(value: number): string {
  if (value === 0) return '0';
  const [digits = '', exponentText = '0'] = value.toExponential(5).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${withoutZeros(digits)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return withoutZeros(value.toFixed(5 - exponent));
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A reply as ping meets it, in the order of arrival. */
interface Arrival {
  readonly packet: Packet;
  readonly reply: Reply;
  readonly again: boolean;
  readonly roundTrip: Micros;
}

function runOf(timeline: Timeline, sender: string | undefined): PingRun | undefined {
  return sender === undefined ? timeline.pings[0] : timeline.pings.find((it) => it.sender === sender);
}

function repliesInOrder(run: PingRun): readonly Arrival[] {
  return run.packets
    .flatMap((packet) =>
      packet.replies.map(
        (reply, idx): Arrival => ({
          packet,
          reply,
          again: idx > 0,
          roundTrip: span(packet.sent, reply.arrived),
        }),
      ),
    )
    .sort((a, b) => a.reply.arrived - b.reply.arrived || a.packet.seq - b.packet.seq);
}

function replyLine(address: string, { packet, roundTrip, again }: Arrival): string {
  const duplicate = again ? ' (DUP!)' : '';
  return `64 bytes from ${address}: icmp_seq=${packet.seq} ttl=64 time=${formatRoundTrip(roundTrip)} ms${duplicate}`;
}

function summaryOf(timeline: Timeline, run: PingRun, replies: readonly Arrival[]): readonly string[] {
  const first = run.packets[0]?.sent ?? micros(0);
  const lasted = span(first, run.packets.at(-1)?.sent ?? first);
  return [
    `--- ${timeline.network.port.ipv4} ping statistics ---`,
    summaryLine(run.counters, lasted),
    ...(replies.length > 0 ? [roundTripLine(replies) + pipeText(run, replies)] : []),
  ];
}

/** Three decimals below 1 ms, two below 10 ms, one below 100 ms, then none (`ping_common.c gather_statistics`). */
function formatRoundTrip(roundTrip: Micros): string {
  if (roundTrip < 1_000) return (roundTrip / 1_000).toFixed(3);
  if (roundTrip < 9_995) return (Math.floor((roundTrip + 5) / 10) / 100).toFixed(2);
  if (roundTrip < 99_950) return (Math.floor((roundTrip + 50) / 100) / 10).toFixed(1);
  return String(Math.floor((roundTrip + 500) / 1_000));
}

/** Whole microseconds throughout, as ping counts them; duplicates take part. */
function roundTripLine(replies: readonly Arrival[]): string {
  const times = replies.map((it) => BigInt(it.roundTrip));
  const nTimes = BigInt(times.length);
  const sum = times.reduce((total, it) => total + it, 0n);
  const squares = times.reduce((total, it) => total + it * it, 0n);
  const average = Number(sum / nTimes);
  const deviation = Math.floor(Math.sqrt(Number((squares - (sum * sum) / nTimes) / nTimes)));
  const least = replies.reduce((min, it) => Math.min(min, it.roundTrip), Number.POSITIVE_INFINITY);
  const most = replies.reduce((max, it) => Math.max(max, it.roundTrip), 0);
  const texts = [least, average, most, deviation].map((it) => (it / 1_000).toFixed(3));
  return `rtt min/avg/max/mdev = ${texts.join('/')} ms`;
}

/** `, pipe 94`: how many requests were under way at most, seen whenever a reply comes; left out when it is one. */
function pipeText(run: PingRun, replies: readonly Arrival[]): string {
  let nSent = 0;
  let most = 1;
  for (const { packet, reply } of replies) {
    while ((run.packets[nSent]?.sent ?? Number.POSITIVE_INFINITY) <= reply.arrived) nSent++;
    most = Math.max(most, nSent - packet.seq + 1);
  }
  return most > 1 ? `, pipe ${most}` : '';
}

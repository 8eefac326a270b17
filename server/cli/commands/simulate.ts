import { laneName } from '../../core/migration/event.ts';
import { pingOutput, pingSummary } from '../../core/migration/ping.ts';
import { presetOf, presets } from '../../core/migration/presets.ts';
import { simulate } from '../../core/migration/simulate.ts';
import { formatInstant } from '../../core/migration/time.ts';
import type { Timeline } from '../../core/migration/timeline.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../io.ts';

/** Simulates a migration and prints what happened, or what ping would print of it. */
export const simulateCommand: Command = {
  name: 'simulate',
  usage: 'simulate PRESET [--seed N] [--ping]',
  summary: `simulate a live migration; presets: ${presets.map(({ id }) => id).join(', ')}`,
  options: {
    seed: { type: 'string', help: 'another draw of the latencies (default 1)' },
    ping: { type: 'boolean', help: 'print what ping would' },
  },
  run({ io, args, options }) {
    const [preset] = args;
    if (preset === undefined || args.length > 1)
      throw new UsageError(`which preset? ${presets.map(({ id }) => id).join(', ')}`);
    const scenario = presetOf(preset);
    if (scenario === undefined)
      throw new UsageError(
        `there is no preset ${JSON.stringify(preset)}; there are ${presets.map(({ id }) => id).join(', ')}`,
      );
    const timeline = simulate(scenario, seedOf(options['seed']));
    if (options['ping'] === true) io.out(`${pingOutput(timeline)}\n`);
    else if (options['json'] === true) io.out(jsonLines(timeline));
    else io.out(readable(timeline));
    return 0;
  },
};

function seedOf(text: string | boolean | undefined): number {
  if (text === undefined) return 1;
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new UsageError(`the seed is a number from 0 to 4294967295, not ${JSON.stringify(text)}`);
  return seed;
}

function readable(timeline: Timeline): string {
  const lines = timeline.events.map(
    ({ time, lane, text }) => `${formatInstant(time).padStart(14)}  ${laneName(lane).padEnd(20)}  ${text}`,
  );
  return `${timeline.scenario.title}\n\n${lines.join('\n')}\n\n${pingSummary(timeline)}\n`;
}

/** Each event, then the counters of each sender. Times in microseconds. */
function jsonLines(timeline: Timeline): string {
  const events = timeline.events.map(({ id, time, lane, cause, kind, text }) => ({
    type: 'event',
    id,
    time,
    lane: laneName(lane),
    cause: cause ?? null,
    kind,
    text,
  }));
  const runs = timeline.pings.map((run) => ({
    type: 'ping',
    sender: run.sender,
    ...run.counters,
    summary: pingSummary(timeline, run.sender),
  }));
  return [...events, ...runs].map((each) => `${JSON.stringify(each)}\n`).join('');
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureInTurn, median } from './commandTimes.ts';
import { largeDumps } from './makeDumps.ts';

const folder = 'build/bench/compare';
const nRows = 100_000;

/**
 * Prints what it takes to compare two dumps of 100,000 flows of which one in a thousand is gone and all counters differ,
 * the program's start included; where `ovs-ofctl` is installed, as a ratio to its `diff-flows`.
 */
export function reportCompareTimes(nRounds: number): void {
  const [before, after] = makeFlows();
  const own = ['node', 'dist/cli.js', 'diff', before, after];
  const reference = spawnSync('ovs-ofctl', ['--version']).error === undefined;
  const commands: Readonly<Record<string, readonly string[]>> = {
    own: tolerant(own),
    ...(reference ? { ofctl: tolerant(['ovs-ofctl', 'diff-flows', before, after]) } : {}),
  };
  const times = measureInTurn(commands, nRounds);
  const processor = (name: string): number => median((times[name] ?? []).map((each) => each.processor));
  const elapsed = median((times['own'] ?? []).map((each) => each.elapsed));
  const ratio = reference
    ? `, ${(processor('own') / processor('ofctl')).toFixed(2)} × ovs-ofctl diff-flows (${processor('ofctl').toFixed(0)} ms)`
    : '';
  console.log(
    `compare 2 × ${nRows} flows       ${processor('own').toFixed(0)} ms of the processor, ${elapsed.toFixed(0)} ms elapsed${ratio}`,
  );
}

/** Both programs end with a status of their own when something is different. */
function tolerant(command: readonly string[]): readonly string[] {
  return ['bash', '-c', '"$@" > /dev/null || true', 'bash', ...command];
}

function makeFlows(): readonly [string, string] {
  mkdirSync(folder, { recursive: true });
  const rows = readFileSync(largeDumps(nRows).openFlow, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(' '));
  const paths = [join(folder, 'before.txt'), join(folder, 'after.txt')] as const;
  writeFileSync(paths[0], `${rows.join('\n')}\n`);
  const others = rows
    .filter((_, idx) => idx % 1_000 !== 7)
    .map((row) => row.replace(/n_packets=\d+/, 'n_packets=1').replace(/duration=\d+/, 'duration=7'));
  writeFileSync(paths[1], `${others.join('\n')}\n`);
  return paths;
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureInTurn, median } from './commandTimes.ts';
import type { LargeDumps } from './makeDumps.ts';

/**
 * Prints how long reading every row takes, whole process, as the rate of `ovs-ofctl`'s parsing alone where that is
 * installed: it reads the same flows, and a bad last line stops it before it encodes and prints them.
 */
export function reportDecodeTimes({ openFlow, logical }: LargeDumps, nRounds: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'ovn-lens-decode-'));
  try {
    const flows = join(folder, 'flows');
    const rows = readFileSync(openFlow, 'latin1')
      .split('\n')
      .filter((line) => line.startsWith(' '));
    writeFileSync(flows, `${rows.join('\n')}\nbad\n`, 'latin1');
    const hasAnchor = spawnSync('ovs-ofctl', ['--version']).error === undefined;
    const parse = (...args: readonly string[]): readonly string[] => [
      process.execPath,
      'dist/cli.js',
      'parse',
      ...args,
    ];
    const commands: Record<string, readonly string[]> = {
      flows: parse(openFlow),
      'flows, 2 threads': parse('--workers', '2', openFlow),
      'logical flows': parse(logical),
    };
    const names = Object.keys(commands);
    if (hasAnchor) commands[anchorName] = ['sh', '-c', `ovs-ofctl parse-flows ${flows} 2>&1 | tail -n 1`];
    const times = measureInTurn(commands, nRounds);
    const medianOf = (name: string, kind: 'elapsed' | 'processor'): number =>
      median((times[name] ?? []).map((time) => time[kind]));
    const anchor = hasAnchor ? medianOf(anchorName, 'elapsed') : undefined;
    if (anchor !== undefined)
      console.log(`ovs-ofctl parses               ${anchor.toFixed(0).padStart(6)} ms`);
    for (const name of names) {
      const elapsed = medianOf(name, 'elapsed');
      const processor = medianOf(name, 'processor');
      const rate =
        anchor === undefined ? '' : ` ${(anchor / elapsed).toFixed(2).padStart(8)} × ovs-ofctl's rate`;
      console.log(
        `decode ${name.padEnd(23)} ${elapsed.toFixed(0).padStart(6)} ms${rate}, processor ${processor.toFixed(0)} ms`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const anchorName = 'ovs-ofctl';

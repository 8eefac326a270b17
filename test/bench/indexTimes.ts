import { statSync } from 'node:fs';
import { measureInTurn, median } from './commandTimes.ts';
import type { LargeDumps } from './makeDumps.ts';

/** Prints how long the index of large dumps takes, as ratios to `wc -l` of the same file and round. */
export function reportIndexTimes(dumps: LargeDumps, nRounds: number): void {
  for (const [name, path] of Object.entries(dumps) as [string, string][]) {
    const times = measureInTurn(
      {
        wc: ['wc', '-l', path],
        node: [process.execPath, '-e', '0'],
        index: [process.execPath, 'dist/cli.js', 'parse', '--index', '--json', path],
      },
      nRounds,
    );
    const { rows, bytesPerRow, residentBytes } = JSON.parse(times.index.at(-1)?.out ?? '{}') as {
      readonly rows: number;
      readonly bytesPerRow: number;
      readonly residentBytes: number;
    };
    const ratio = (kind: 'elapsed' | 'processor', of: 'node' | 'index'): string =>
      median(times[of].map((each, round) => each[kind] / (times.wc[round]?.[kind] ?? Number.NaN))).toFixed(2);
    console.log(
      `index, ${name}: ${rows} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB, ` +
        `${median(times.index.map(({ elapsed }) => elapsed)).toFixed(0)} ms (wc -l ${median(times.wc.map(({ elapsed }) => elapsed)).toFixed(0)} ms)\n` +
        `    elapsed ${ratio('elapsed', 'index')} × wc -l, processor ${ratio('processor', 'index')} ×; ` +
        `of that Node's start ${ratio('elapsed', 'node')} ×, ${ratio('processor', 'node')} ×; ` +
        `${bytesPerRow} bytes a row, ${(residentBytes / 1e6).toFixed(0)} MB resident`,
    );
  }
}

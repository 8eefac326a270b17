import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { findRows, type RowQuery } from '../../server/core/model/findRows.ts';
import { indexSource } from '../../server/core/model/indexSource.ts';
import { sourceDump } from '../../server/core/model/sourceDump.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { openTextFile } from '../../server/host/textFile.ts';
import { measureInTurn, median } from './commandTimes.ts';
import type { LargeDumps } from './makeDumps.ts';

/** Prints how long searches for a text take, as ratios to `wc -l` of the same file and round, and look-ups in an index. */
export function reportFindTimes(dumps: LargeDumps, nRounds: number): void {
  for (const [name, path] of Object.entries(dumps) as [string, string][]) {
    const search = (text: string): readonly string[] => [
      process.execPath,
      'dist/cli.js',
      'find',
      '--count',
      path,
      text,
    ];
    const times = measureInTurn(
      { wc: ['wc', '-l', path], once: search(lastText(path)), always: search('table=') },
      nRounds,
    );
    const ratio = (of: 'once' | 'always'): string =>
      median(
        times[of].map(({ elapsed }, round) => elapsed / (times.wc[round]?.elapsed ?? Number.NaN)),
      ).toFixed(2);
    console.log(
      `search, ${name}: ${median(times.once.map(({ elapsed }) => elapsed)).toFixed(0)} ms\n` +
        `    elapsed ${ratio('once')} × wc -l for what stands at the end alone, ${ratio('always')} × for what most lines have`,
    );
  }
  reportLookUps('OpenFlow', dumps.openFlow, 'ovs-openflow');
  reportLookUps('logical', dumps.logicalWithUuids, 'ovn-lflow');
}

/** Look-ups of each kind, by what rows all over the dump are. */
function reportLookUps(name: string, path: string, dialect: Dialect): void {
  const source = openTextFile(path);
  const dump = sourceDump(source, dialect, indexSource(source, dialect));
  const { rows } = dump;
  const times = new Map<string, number[]>();
  const nQueries = 60;
  for (let idx = 0; idx < nQueries; idx++) {
    const row = Math.floor(((idx + 0.5) / nQueries) * rows.nRows);
    const { bytes, start, end } = dump.rowText(row);
    const text = Buffer.from(bytes.subarray(start, end)).toString('latin1');
    for (const [kind, query] of Object.entries(queriesOf(text, dialect))) {
      const begin = performance.now();
      const found = findRows(dump, query);
      const taken = performance.now() - begin;
      if (!found.includes(row)) throw new Error(`${kind} of row ${row} does not find it`);
      // The first ones are compiled meanwhile.
      if (idx >= nQueries / 6) times.set(kind, [...(times.get(kind) ?? []), taken]);
    }
  }
  source.close();
  const words = Array.from(times, ([kind, each]) => {
    const sorted = each.toSorted((a, b) => a - b);
    return `by ${kind} ${median(sorted).toFixed(1)} (95 % ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)})`;
  });
  console.log(`look-ups, ${name}, ${rows.nRows} rows, milliseconds: ${words.join(', ')}`);
}

/** What to look a row up by: all that it says. */
function queriesOf(text: string, dialect: Dialect): Record<string, RowQuery> {
  const value = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const number = (pattern: RegExp): number | undefined => {
    const found = value(pattern);
    return found === undefined ? undefined : Number(found);
  };
  const table = number(/\btable=(\d+)/);
  if (table === undefined) return {};
  const name = value(/(?:inport|outport) == "([^"]*)"/);
  const stage = value(/table=\d+ *\((\w+)/);
  const key = dialect === 'ovs-openflow' ? number(/\breg1[45]=(0x[\da-f]+)[, ]/) : undefined;
  const metadata = number(/\bmetadata=(0x[\da-f]+)[, ]/);
  const cookie = number(/\b(?:cookie|uuid)=(0x[\da-f]+)/);
  return {
    table: { table },
    ...(cookie === undefined ? {} : { cookie: { cookie } }),
    ...(stage === undefined ? {} : { stage: { stage } }),
    ...(name === undefined ? {} : { port: { port: { kind: 'name', name } } }),
    ...(key === undefined ? {} : { port: { port: { kind: 'key', key } } }),
    ...(metadata === undefined ? {} : { datapath: { datapath: { kind: 'key', key: metadata } } }),
  };
}

/** The beginning of a file's last line. */
function lastText(path: string): string {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  const tail = Buffer.alloc(Math.min(size, 16_384));
  readSync(descriptor, tail, 0, tail.length, size - tail.length);
  closeSync(descriptor);
  return (tail.toString('latin1').trimEnd().split('\n').at(-1) ?? '').slice(0, 100);
}

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type CommandTime, measureInTurn, median } from './commandTimes.ts';
import { largeCapture, largeDatabaseCapture } from './makeCapture.ts';

/**
 * Prints how long all rules take on a capture of 400,000 OpenFlow and 300,000 logical rows, in a process of its own: with a
 * list of its logical flows, and with a database that has them.
 */
export function reportCheckTimes(nRounds: number): void {
  const listed = largeCapture();
  const stored = largeDatabaseCapture();
  if (listed === undefined || stored === undefined) return;
  // Findings are no failure here.
  const checkOf = (folder: string): readonly string[] => [
    'bash',
    '-c',
    '"$0" dist/cli.js check --json "$1" || test $? = 1',
    process.execPath,
    folder,
  ];
  const times = measureInTurn(
    { node: [process.execPath, '-e', '0'], listed: checkOf(listed), stored: checkOf(stored) },
    nRounds,
  );
  const node = median(times.node.map((each) => each.elapsed));
  const report = (name: string, checks: readonly CommandTime[]): void => {
    const elapsed = median(checks.map((each) => each.elapsed));
    const processor = median(checks.map((each) => each.processor));
    const nFindings = (checks.at(-1)?.out ?? '').split('\n').length - 1;
    console.log(
      `${name.padEnd(28)} ${elapsed.toFixed(0).padStart(8)} ms ${(elapsed / node).toFixed(2).padStart(8)} × node, ${processor.toFixed(0)} ms of processors, ${nFindings} findings`,
    );
  };
  const nRows = readdirSync(listed, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .reduce((sum, name) => sum + nLines(readFileSync(`${listed}/${name}`)), 0);
  report('all rules on a capture', times.listed);
  reportMemory(listed, nRows);
  report('    with a database, no list', times.stored);
  reportMemory(stored, nRows);
}

/** Prints what a row costs at most while all rules are applied, beyond what Node itself takes. */
function reportMemory(folder: string, nRows: number): void {
  const peak = mostResident(['dist/cli.js', 'check', '--json', folder]);
  const floor = mostResident(['-e', '0']);
  console.log(
    `    ${(peak / 1e6).toFixed(0)} MB resident at most, ${(floor / 1e6).toFixed(0)} MB of it Node's: ${((peak - floor) / nRows).toFixed(0)} bytes for each of ${nRows} rows`,
  );
}

/** Of a program of Node, in bytes. */
function mostResident(args: readonly string[]): number {
  const tell = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';
  const { stderr } = spawnSync(process.execPath, ['--import', tell, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number(stderr.trim().split('\n').at(-1)) * 1024;
}

function nLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { measureInTurn, median } from './commandTimes.ts';
import { largeCapture } from './makeCapture.ts';

/** Prints how long all rules take on a capture of 400,000 OpenFlow and 300,000 logical rows, in a process of its own. */
export function reportCheckTimes(nRounds: number): void {
  const folder = largeCapture();
  if (folder === undefined) return;
  const times = measureInTurn(
    {
      node: [process.execPath, '-e', '0'],
      // Findings are no failure here.
      check: ['bash', '-c', '"$0" dist/cli.js check --json "$1" || test $? = 1', process.execPath, folder],
    },
    nRounds,
  );
  const elapsed = median(times.check.map((each) => each.elapsed));
  const processor = median(times.check.map((each) => each.processor));
  const node = median(times.node.map((each) => each.elapsed));
  const nFindings = (times.check.at(-1)?.out ?? '').split('\n').length - 1;
  console.log(
    `all rules on a capture       ${elapsed.toFixed(0).padStart(8)} ms ${(elapsed / node).toFixed(2).padStart(8)} × node, ${processor.toFixed(0)} ms of processors, ${nFindings} findings`,
  );
  reportMemory(folder);
}

/** Prints what a row costs at most while all rules are applied, beyond what Node itself takes. */
function reportMemory(folder: string): void {
  const peak = mostResident(['dist/cli.js', 'check', '--json', folder]);
  const floor = mostResident(['-e', '0']);
  const nRows = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .reduce((sum, name) => sum + nLines(readFileSync(`${folder}/${name}`)), 0);
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

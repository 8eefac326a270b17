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
}

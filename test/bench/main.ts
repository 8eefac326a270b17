import { existsSync } from 'node:fs';
import { reportCompareTimes } from './compareTimes.ts';
import { reportCheckTimes } from './checkTimes.ts';
import { median } from './commandTimes.ts';
import { reportDecodeTimes } from './decodeTimes.ts';
import { reportFindTimes } from './findTimes.ts';
import { measureFirstHover, measureNodeStart } from './firstHover.ts';
import { measureHovers } from './hoverTimes.ts';
import { measureKeystrokes } from './keystroke.ts';
import { reportIndexTimes } from './indexTimes.ts';
import { measureLinks } from './linkTimes.ts';
import { largeDumps } from './makeDumps.ts';

// `npm run bench [-- LINES]`: figures as ratios within one run, so that a busy machine does not decide them; large dumps
// have a million lines unless told otherwise. Needs `npm run build`.
const nRounds = 9;
const nDecodeRounds = 5;
const nEdits = 1_000;
const sample = 'test/fixtures/sample-capture/p2-blocked/hv2/br-int.txt';

if (!existsSync('dist/server.cjs')) {
  console.error('dist/server.cjs is missing: run npm run build first');
  process.exit(2);
}

/** Dumps of about 20 MB: the largest that the editor colours. */
const editedDumps = largeDumps(80_000);
const nodeStarts: number[] = [];
const hovers: { readonly ready: number; readonly firstHover: number; readonly secondHover: number }[] = [];
for (let round = 0; round < nRounds; round++) {
  nodeStarts.push(await measureNodeStart());
  hovers.push(await measureFirstHover(sample));
}

const node = median(nodeStarts);
console.log(`node, nothing to do            ${node.toFixed(0).padStart(6)} ms     1.00 × node`);
report('server ready', median(hovers.map(({ ready }) => ready)));
report('activation to first hover', median(hovers.map(({ firstHover }) => firstHover)));
report('the same hover again', median(hovers.map(({ secondHover }) => secondHover)));

await reportKeystrokes('OpenFlow', 'ovs-openflow', editedDumps.openFlow);
await reportKeystrokes('logical', 'ovn-lflow', editedDumps.logicalWithUuids);
report('hover, 400,000 flows, 95 %', measureHovers(largeDumps(400_000).openFlow, 2_000).slow);
const links = await measureLinks();
for (const { name, first, most } of links?.checking ?? [])
  report(`${name}, while checking, first ${first.toFixed(0)} ms, 95 %`, most);
for (const { name, most } of links?.warm ?? []) report(`${name}, 95 %`, most);
reportCompareTimes(nRounds);
reportCheckTimes(5);
const dumps = largeDumps(Number(process.argv[2] ?? 1_000_000));
reportIndexTimes(dumps, nRounds);
reportFindTimes(dumps, nRounds);
reportDecodeTimes(dumps, nDecodeRounds);

function report(name: string, milliseconds: number): void {
  console.log(
    `${name.padEnd(28)} ${milliseconds.toFixed(milliseconds < 10 ? 1 : 0).padStart(8)} ms ${(milliseconds / node).toFixed(2).padStart(8)} × node`,
  );
}

async function reportKeystrokes(name: string, languageId: string, path: string): Promise<void> {
  const { size, elapsed, processor, residentBefore, residentAfter } = await measureKeystrokes(
    path,
    languageId,
    nEdits,
  );
  report(`keystroke, ${name}, ${(size / 1e6).toFixed(0)} MB`, elapsed);
  if (processor !== undefined) report('    of the processor', processor);
  if (residentBefore !== undefined && residentAfter !== undefined)
    console.log(
      `    resident ${(residentBefore / 1e6).toFixed(0)} MB, after ${nEdits} more edits ${(residentAfter / 1e6).toFixed(0)} MB`,
    );
}

/**
 * How fast OpenFlow rows are decoded: `node test/tools/run.mjs test/bench/decode.ts DUMP [ROUNDS]`.
 * Prints rows a second of the parser over the whole file, read in chunks through one buffer, and, where `ovs-ofctl` is
 * installed, the ratio to its parsing alone, both measured in turn.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenFlowRowParser } from '../../server/core/syntax/openflow/parseRow.ts';

const [file, roundsText] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: decode.ts DUMP [ROUNDS]');
  process.exit(2);
}

const chunkSize = 1 << 20;
const lineFeed = 10;

interface Decoded {
  readonly nRows: number;
  readonly nNodes: number;
  readonly nProblems: number;
  readonly nanoseconds: number;
}

/** Decodes every line of the file; a line that a chunk cuts is moved to the front of the buffer. */
function decode(path: string): Decoded {
  const started = process.hrtime.bigint();
  const parser = new OpenFlowRowParser();
  const { tree, problems } = parser;
  let buffer = Buffer.allocUnsafeSlow(chunkSize);
  const descriptor = openSync(path, 'r');
  let kept = 0;
  let nRows = 0;
  let nNodes = 0;
  let nProblems = 0;
  const take = (start: number, end: number): void => {
    parser.parse(buffer, start, end);
    nRows++;
    nNodes += tree.nNodes;
    nProblems += problems.length;
  };
  for (;;) {
    if (kept === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafeSlow(buffer.length)]);
    const nRead = readSync(descriptor, buffer, kept, buffer.length - kept, null);
    if (nRead === 0) break;
    const filled = kept + nRead;
    let start = 0;
    for (;;) {
      const end = buffer.indexOf(lineFeed, start);
      if (end === -1 || end >= filled) break;
      take(start, end);
      start = end + 1;
    }
    buffer.copyWithin(0, start, filled);
    kept = filled - start;
  }
  if (kept > 0) take(0, kept);
  closeSync(descriptor);
  return { nRows, nNodes, nProblems, nanoseconds: Number(process.hrtime.bigint() - started) };
}

/** Seconds that `ovs-ofctl` needs to parse the flows: a bad last line stops it before it encodes and prints them. */
function reference(flows: string): number | undefined {
  const started = process.hrtime.bigint();
  const { error } = spawnSync('ovs-ofctl', ['parse-flows', flows], { stdio: 'ignore' });
  return error === undefined ? Number(process.hrtime.bigint() - started) / 1e9 : undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'decode-'));
const flows = join(folder, 'flows');
const rows = readFileSync(file, 'latin1')
  .split('\n')
  .filter((line) => line.startsWith(' '));
writeFileSync(flows, `${rows.join('\n')}\nbad\n`, 'latin1');
writeFileSync(join(folder, 'own'), `${rows.join('\n')}\n`, 'latin1');
const ratios: number[] = [];
for (let round = 0; round < Number(roundsText ?? 5); round++) {
  const ours = decode(join(folder, 'own'));
  const seconds = ours.nanoseconds / 1e9;
  const theirs = reference(flows);
  const ratio =
    theirs === undefined ? '' : `, ${(theirs / seconds).toFixed(1)} times ovs-ofctl (${theirs.toFixed(3)} s)`;
  if (theirs !== undefined) ratios.push(theirs / seconds);
  console.log(
    `${ours.nRows} rows, ${ours.nNodes} nodes, ${ours.nProblems} problems: ${seconds.toFixed(3)} s, ` +
      `${(ours.nanoseconds / ours.nRows / 1000).toFixed(3)} µs a row${ratio}`,
  );
}
rmSync(folder, { recursive: true });

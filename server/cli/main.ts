import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource } from '../core/text/textSource.ts';
import { openTextFile } from '../host/textFile.ts';
import { runCli } from './cli.ts';
import { shareParts } from './sharedParts.ts';

/** For a pipe that is full, in milliseconds. */
const waitTime = 2;

void runProgram();

async function runProgram(): Promise<void> {
  const status = await runCli(process.argv.slice(2), {
    out: (text) => write(1, text),
    err: (text) => write(2, text),
    // 0 is standard input, which can be read only once.
    open: (path) => (path === '-' ? bytesSource(readFileSync(0)) : openTextFile(path)),
    shareParts: (file, nThreads) => shareParts(join(__dirname, 'decodeWorker.js'), file, nThreads),
    usage() {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
      return {
        elapsed: process.uptime() * 1000,
        processor: (userCPUTime + systemCPUTime) / 1000,
        resident: maxRSS * 1024,
      };
    },
  });
  // Everything is written; taking memory apart before the end would take longer than an index of a small file.
  process.exit(status);
}

/** Writes all of a text, at once: the streams of `process` take longer to make than an index of a small file. */
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A reader that goes away (`| head`) is no error.
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitTime);
    }
  }
}

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type DecodeReport, decodeRows, joinReports, partsOf } from '../core/model/decodeRows.ts';
import { sourceFrom } from '../core/text/textSource.ts';
import type { Dialect } from '../core/syntax/dialect.ts';
import { openTextFile } from '../host/textFile.ts';

/** What a thread has to do. */
interface Job {
  readonly path: string;
  readonly dialect: Dialect;
  readonly skipped: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Decodes a file in `nThreads` threads, a part each; the calling one is the first of them. `program` is what the others
 * start: it has to call `runWorker`.
 */
export async function decodeInThreads(
  program: string,
  path: string,
  dialect: Dialect,
  skipped: number,
  nThreads: number,
): Promise<DecodeReport> {
  const file = openTextFile(path);
  const size = Math.max(0, file.size - skipped);
  file.close();
  const [own, ...others] = partsOf(size, nThreads).map((part): Job => ({ path, dialect, skipped, ...part }));
  const started = others.map((job) => runJob(program, job));
  return joinReports([...(own === undefined ? [] : [decodePart(own)]), ...(await Promise.all(started))]);
}

function runJob(program: string, job: Job): Promise<DecodeReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`a worker ended with status ${status}`)));
  });
}

/** In a thread: does its job. False in the program itself. */
export function runWorker(): boolean {
  if (isMainThread || parentPort === null) return false;
  parentPort.postMessage(decodePart(workerData as Job), []);
  return true;
}

function decodePart({ path, dialect, skipped, from, to }: Job): DecodeReport {
  const source = sourceFrom(openTextFile(path), skipped);
  const report = decodeRows(source, dialect, from, to);
  source.close();
  return report;
}

import type { PartReport, TextPart } from '../core/model/decodeRows.ts';
import type { Dialect } from '../core/syntax/dialect.ts';
import type { InputFile, SharedParts } from './io.ts';
import type { Worker } from 'node:worker_threads';

/** What a thread has to do. */
export interface PartsJob {
  readonly path: string;
  readonly dialect: Dialect;
  readonly skipped: number;
  readonly partSize: number;
  readonly nParts: number;
  /** The index of the next part that nobody has taken, in memory that all threads share. */
  readonly counter: SharedArrayBuffer;
}

/** Small enough that threads end at about the same time, in bytes. */
const partSize = 1 << 21;

/**
 * Shares the parts of a file among `nThreads` threads, the calling one included; undefined for a file with a single part.
 * `program` is what the others start: it has to take parts as `decodeWorker.ts` does.
 */
export async function shareParts(
  program: string,
  { path, dialect, skipped, source }: InputFile,
  nThreads: number,
): Promise<SharedParts | undefined> {
  const nParts = Math.ceil(source.size / partSize);
  if (dialect === undefined || nParts < 2) return undefined;
  // Whoever starts no thread does without.
  const threads = await import('node:worker_threads');
  const job: PartsJob = { path, dialect, skipped, partSize, nParts, counter: new SharedArrayBuffer(4) };
  const others = Array.from({ length: Math.min(nThreads, nParts) - 1 }, () =>
    resultOf(new threads.Worker(program, { workerData: job, env: threads.SHARE_ENV })),
  );
  return {
    own: takenParts(job),
    async reports(own) {
      const all = [...own];
      // A thread that comes too late for a part is not waited for.
      await new Promise<void>((resolve, reject) => {
        const add = (reports: readonly PartReport[]): void => {
          all.push(...reports);
          if (all.length === nParts) resolve();
        };
        add([]);
        for (const other of others) other.then(add, reject);
      });
      return all;
    },
  };
}

/** The parts that a thread takes, one at a time. */
export function* takenParts({ counter, partSize: size, nParts }: PartsJob): Iterable<TextPart> {
  const next = new Int32Array(counter);
  for (;;) {
    const index = Atomics.add(next, 0, 1);
    if (index >= nParts) return;
    yield { index, from: index * size, to: index === nParts - 1 ? Infinity : (index + 1) * size };
  }
}

function resultOf(worker: Worker): Promise<readonly PartReport[]> {
  const result = new Promise<readonly PartReport[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (status) => reject(new Error(`a thread ended with status ${status}`)));
  });
  // It is looked at when the calling thread is through.
  result.catch(() => {});
  return result;
}

import { parentPort, workerData } from 'node:worker_threads';
import { readerOf } from './readers.ts';
import type { PartsJob } from './sharedParts.ts';

/** A thread that reads parts of a file: see `sharedParts.ts`. */
const job = workerData as PartsJob;
void readerOf(job.dialect).then((reader) => parentPort?.postMessage(reader.decodeTaken(job), []));

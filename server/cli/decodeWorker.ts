import { parentPort, workerData } from 'node:worker_threads';
import { decodeParts } from '../core/model/decodeRows.ts';
import { sourceFrom } from '../core/text/textSource.ts';
import { openTextFile } from '../host/textFile.ts';
import { type PartsJob, takenParts } from './sharedParts.ts';

/** A thread that reads parts of a file: see `sharedParts.ts`. */
const job = workerData as PartsJob;
const source = sourceFrom(openTextFile(job.path), job.skipped);
const reports = decodeParts(source, job.dialect, takenParts(job));
source.close();
parentPort?.postMessage(reports, []);

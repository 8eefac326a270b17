/** What reads the rows of a file: loaded by the program when it parses one, and by each of its threads. */
export { decodeInThreads, runWorker } from './decodeWorkers.ts';
export { parseFile } from './parseFile.ts';
export { printFile } from './printFile.ts';

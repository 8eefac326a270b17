/** What reads the rows of a file: loaded by the program when it parses one. */
export { parseFile } from './parseFile.ts';
export { printFile } from './printFile.ts';

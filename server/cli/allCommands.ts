/**
 * What explains, checks and simulates. The program loads it as one file, and only when a command needs it: what
 * indexes and searches has to start in the time in which `wc` has counted the lines.
 */
export { capture } from './commands/capture.ts';
export { check } from './commands/check.ts';
export { db } from './commands/db.ts';
export { diff } from './commands/diff.ts';
export { explain } from './commands/explain.ts';
export { ports } from './commands/ports.ts';
export { roles } from './commands/roles.ts';
export { simulateCommand as simulate } from './commands/simulate.ts';
export { flowFinder } from './findFlows.ts';

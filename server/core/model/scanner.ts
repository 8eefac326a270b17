import { lazily } from '../base/lazily.ts';
import { createPlainScanner } from './plainScanner.ts';
import type { RowScanner } from './rowScanner.ts';
import { createWasmScanner } from './wasmScanner.ts';

/**
 * The fastest scanner that works here, made when it is first asked for. One serves all dumps: it is only used while a
 * dump is read, which nothing interrupts.
 */
export const sharedScanner: () => RowScanner = lazily(() => createWasmScanner() ?? createPlainScanner());

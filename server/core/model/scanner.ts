import { lazily } from '../base/lazily.ts';
import { createPlainScanner } from './plainScanner.ts';
import type { RowScanner } from './rowScanner.ts';
import { createWasmScanner } from './wasmScanner.ts';

/** The fastest scanner that works here, for who pauses while a text is read. */
export function createScanner(): RowScanner {
  return createWasmScanner() ?? createPlainScanner();
}

/** One for all whom nothing interrupts, made when it is first asked for. */
export const sharedScanner: () => RowScanner = lazily(createScanner);

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from 'vitest';

/** The folder of big captures and conformance cases beside a developer's checkout. A clone alone has none. */
export const sharedRoot: string = fileURLToPath(new URL('../../../shared/', import.meta.url));

export const hasShared: boolean = existsSync(`${sharedRoot}captures`);

/** A test over the shared material: where that is absent it is reported as skipped and not counted as passed. */
export function sharedTest(name: string, body: () => void | Promise<void>, timeout?: number): void {
  it.skipIf(!hasShared)(hasShared ? name : `${name} (needs ../shared, absent here)`, body, timeout);
}

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function tracesUnder(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => pattern.test(path));
}

export function fixtureTraces(pattern: RegExp): string[] {
  return tracesUnder(fileURLToPath(new URL('../../fixtures/traces', import.meta.url)), pattern);
}

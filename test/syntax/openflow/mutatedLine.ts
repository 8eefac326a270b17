import { readFileSync } from 'node:fs';
import type * as fc from 'fast-check';
import { mutatedText } from '../mutatedText.ts';

const fixture = new URL('../../fixtures/openflow/br-int.txt', import.meta.url);
/** Flows of a real dump. */
export const lines: readonly string[] = readFileSync(fixture, 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const fragments = [
  '(',
  ')',
  ',',
  '=',
  ':',
  '/',
  '->',
  '"',
  '[',
  ']',
  '..',
  '0x',
  '-',
  '+',
  '\0',
  '\r',
  'ct(',
  'clone(',
  '#',
  'é',
  '99999999999999999999',
];

/** One of them with a few bytes put in or taken away. */
export const mutatedLine: fc.Arbitrary<string> = mutatedText(lines, fragments);

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';

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
export const mutatedLine: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...lines),
    fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(12),
        text: fc.oneof(fc.constant(''), fc.constantFrom(...fragments), fc.string({ maxLength: 4 })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([line, edits]) => {
    let text = line;
    for (const { place, removed, text: inserted } of edits) {
      const at = Math.floor(place * text.length);
      text = text.slice(0, at) + inserted + text.slice(at + removed);
    }
    return text;
  });

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';

/** Lines of a real list. */
export const lines: readonly string[] = readFileSync(
  new URL('../../fixtures/lflow/lflow-list-uuid.txt', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '');

const fragments = [
  '(', ')', '{', '}', '[', ']', '"', '\\', '/*', '*/', '//', '&&', '||', '!', '==', '!=', '<', '<->', '--', '..', ',', ';', ':', '::', '$', '@',
  '^', '?', '??', '<x>', ' ', '\t', '\0', '\xff', 'é', '0x', '0', '1.2.3', '50:54:', 'fe80::', 'ip4', 'next', 'reg0[', 'match=(', '), action=(',
  'table=', 'priority=', 'uuid=', 'Datapath: ', 'cookie=0x1, ', ' actions=drop', 'vips:', 'is_chassis_resident("',
]; // biome-ignore format: one list

/** A real line with pieces cut out, put in and repeated. */
export const mutated: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...lines),
    fc.array(
      fc.record({
        at: fc.nat(400),
        cut: fc.nat(12),
        insert: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 4 })),
        times: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([line, edits]) =>
    edits.reduce((text, { at, cut, insert, times }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert.repeat(times) + text.slice(place + cut);
    }, line),
  );

import * as fc from 'fast-check';

/** One of the lines with a few bytes put in or taken away; what is put in comes from `fragments` too. */
export function mutatedText(lines: readonly string[], fragments: readonly string[]): fc.Arbitrary<string> {
  return fc
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
    .map(([line, edits]) =>
      edits.reduce((text, { place, removed, text: inserted }) => {
        const at = Math.floor(place * text.length);
        return text.slice(0, at) + inserted + text.slice(at + removed);
      }, line),
    );
}

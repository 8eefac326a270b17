import { hasColors, withoutColors } from '../text/colors.ts';
import type { RowParser } from './rowSyntax.ts';
import type { SyntaxProblem } from './syntaxProblem.ts';

/** The parser, for rows with colours in them too: reads what a terminal shows, and places it where it stands. */
export function throughColors(parse: RowParser): RowParser {
  return (bytes, start, end, tree, problems) => {
    if (!hasColors(bytes, start, end)) {
      parse(bytes, start, end, tree, problems);
      return;
    }
    const { bytes: plain, places } = withoutColors(bytes, start, end);
    const found: SyntaxProblem[] = [];
    parse(plain, 0, plain.length, tree, found);
    tree.moveTo(places);
    for (const { start: from, end: to, message } of found) {
      const [first, last] = placed(places, from, to);
      problems.push({ start: first, end: last, message });
    }
  };
}

/** Where a span of the plain text stands: it ends with its last byte, not with the colour behind it. */
function placed(places: Uint32Array, start: number, end: number): readonly [start: number, end: number] {
  const first = places[start] as number;
  return [first, end > start ? (places[end - 1] as number) + 1 : first];
}

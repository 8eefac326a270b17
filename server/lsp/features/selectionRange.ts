import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import type { Dump } from '../../core/model/dump.ts';
import { type Section, sectionsOf } from '../../core/model/sections.ts';
import { byteOfColumn, columnOfByte, rangeInLine } from '../positions.ts';

/** What grows around each position: token, item, match or actions, row, table or stage, the whole dump. */
export function selectionRanges(dump: Dump, positions: readonly Position[]): SelectionRange[] {
  const sections = sectionsOf(dump);
  return positions.map((position) => {
    let range: SelectionRange | undefined;
    for (const each of around(dump, sections, position)) {
      if (range === undefined || isWithin(range.range, each))
        range = range === undefined ? { range: each } : { range: each, parent: range };
    }
    return range ?? { range: { start: position, end: position } };
  });
}

/** From the largest to the smallest. */
function* around(
  dump: Dump,
  sections: readonly Section[],
  { line, character }: Position,
): Generator<Range, void> {
  const { nRows } = dump.rows;
  if (line >= nRows) return;
  yield rows(dump, 0, nRows);
  let level: readonly Section[] = sections;
  for (;;) {
    const section = level.find(({ first, end }) => first <= line && line < end);
    if (section === undefined) break;
    yield rows(dump, section.first, section.end);
    level = section.children;
  }
  const bytes = dump.rowBytes(line);
  yield rangeInLine(bytes, line, 0, bytes.length);
  const { tree } = dump.tree(line);
  for (const node of tree.pathAt(byteOfColumn(bytes, character)))
    yield rangeInLine(bytes, line, tree.start(node), tree.end(node));
}

function rows(dump: Dump, first: number, end: number): Range {
  const last = dump.rowBytes(end - 1);
  return {
    start: { line: first, character: 0 },
    end: { line: end - 1, character: columnOfByte(last, last.length) },
  };
}

/** Whether `inner` is less than `outer`: the editor wants each step to be larger. */
function isWithin(outer: Range, inner: Range): boolean {
  const isSame =
    outer.start.line === inner.start.line &&
    outer.start.character === inner.start.character &&
    outer.end.line === inner.end.line &&
    outer.end.character === inner.end.character;
  return !isSame;
}

import { type FoldingRange } from 'vscode-languageserver';
import type { Dump } from '../../core/model/dump.ts';
import { RowKind } from '../../core/model/rowColumns.ts';
import { type Section, sectionsOf } from '../../core/model/sections.ts';

/** Datapaths, pipelines, stages and tables fold, and so do OpenFlow rows below their logical flow. */
export function folding(dump: Dump): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const add = (first: number, end: number): void => {
    if (end - first > 1) ranges.push({ startLine: first, endLine: end - 1 });
  };
  const visit = (section: Section): void => {
    add(section.first, section.end);
    section.children.forEach(visit);
  };
  sectionsOf(dump).forEach(visit);

  const { kind, nRows } = dump.rows;
  let parent = -1;
  for (let row = 0; row <= nRows; row++) {
    if (row < nRows && kind[row] === RowKind.nestedFlow) continue;
    if (parent !== -1) add(parent, row);
    parent = kind[row] === RowKind.flow ? row : -1;
  }
  return ranges;
}

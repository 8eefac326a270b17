import type { Position, Range } from 'vscode-languageserver';
import { explainAt } from '../../core/explain/explain.ts';
import { explanationMarkdown } from '../../core/explain/markdown.ts';
import type { Analysis } from '../analysis.ts';
import { byteOfColumn, rangeInLine } from '../positions.ts';

export interface HoverAnswer {
  readonly markdown: string;
  readonly range: Range;
}

/** What stands at a position; undefined where there is nothing to say. */
export function hover(analysis: Analysis, { line, character }: Position): HoverAnswer | undefined {
  const { dump } = analysis;
  if (line >= dump.rows.nRows) return undefined;
  const bytes = dump.rowBytes(line);
  const explanations = explainAt(analysis, line, byteOfColumn(bytes, character));
  const [first] = explanations;
  if (first === undefined) return undefined;
  return {
    markdown: explanations.map(explanationMarkdown).join('\n\n---\n\n'),
    range: rangeInLine(bytes, line, first.span.start, first.span.end),
  };
}
